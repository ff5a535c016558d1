"""The procedures this version knows, each as one value: its tables, its words, what it doubts. Pure.

Old versions stay here beside the new: a request keeps the tables its first act was sealed under.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from tajawub.casework import extradition, extradition_words, letter_rogatory, letter_rogatory_words
from tajawub.casework.act import SharedAct
from tajawub.casework.body import Body
from tajawub.casework.doubts import doubt_extradition, doubt_letter
from tajawub.casework.life_cycle import Kind, Move, NotPossible, Side
from tajawub.casework.words import ActWords, StateWords, Words

Past = Sequence[tuple[SharedAct, Body]]
"""The acts with effect in the causal past of another, each series in its own order."""


@dataclass(frozen=True, slots=True)
class Procedure:
    """One procedure in one version. `openings` open a request; `doubt` says why a fact is odd, or nothing."""

    key: str
    version: int
    name: Words
    kinds: tuple[Kind, ...]
    openings: frozenset[Kind]
    four_eyes: frozenset[Kind]
    start: Mapping[Side, Any]
    stages: Mapping[Side, Sequence[StrEnum]]
    after: Callable[[Side, Any, Kind, Any], Move[Any]]
    state: Callable[[Any, Any], StrEnum]
    acts: Mapping[Kind, ActWords]
    states: Mapping[Any, StateWords]
    doubt: Callable[[Past, SharedAct, Body], str]

    def possible(self, side: Side, own: Any, seen: Any) -> tuple[Kind, ...]:
        """Return the acts that `side` may author now, facts out of turn left out."""
        found = []
        for kind in self.kinds:
            try:
                move = self.after(side, own, kind, seen)
            except NotPossible:
                continue
            if move.expected:
                found.append(kind)
        return tuple(found)

    def words(self, state: str) -> StateWords:
        """Return the words of a state, given as it is stored."""
        return next(words for known, words in self.states.items() if known == state)


LETTER_ROGATORY = Procedure(
    key=letter_rogatory.KIND,
    version=letter_rogatory.VERSION,
    name=letter_rogatory.NAME,
    kinds=letter_rogatory.KINDS,
    openings=frozenset({Kind.ISSUE}),
    four_eyes=letter_rogatory.FOUR_EYES,
    start=letter_rogatory.START,
    stages=letter_rogatory.STAGES,
    after=letter_rogatory.after,
    state=letter_rogatory.state,
    acts=letter_rogatory_words.ACTS,
    states=letter_rogatory_words.STATE_WORDS,
    doubt=doubt_letter,
)
EXTRADITION = Procedure(
    key=extradition.KIND,
    version=extradition.VERSION,
    name=extradition.NAME,
    kinds=extradition.KINDS,
    openings=extradition.OPENINGS,
    four_eyes=extradition.FOUR_EYES,
    start=extradition.START,
    stages=extradition.STAGES,
    after=extradition.after,
    state=extradition.state,
    acts=extradition_words.ACTS,
    states=extradition_words.STATE_WORDS,
    doubt=doubt_extradition,
)
PROCEDURES = {(one.key, one.version): one for one in (LETTER_ROGATORY, EXTRADITION)}


def procedure(key: str, version: int) -> Procedure | None:
    """Return the procedure a request was opened under, None where this version does not know it."""
    return PROCEDURES.get((key, version))


def opened_by(kind: Kind) -> Procedure:
    """Return the newest procedure whose requests an act of that kind opens. Raises KeyError."""
    found = [one for one in PROCEDURES.values() if kind in one.openings]
    if not found:
        raise KeyError(kind)
    return max(found, key=lambda one: one.version)
