"""From the acts of one request to its dossier: `fold(acts) -> Dossier`. Pure.

An act is held until the acts it names are here. Whether it has effect is then decided by the life cycle
over its own causal past only (its author's series before it, and the other series up to the act its
author had seen) and never changes afterwards. Nothing here looks at a clock, at the law or at a mandate.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from tajawub.casework import extradition
from tajawub.casework.act import SharedAct
from tajawub.casework.bodies import AcceptInPart, Issue, NotUnderstood, ReportExecution, understood
from tajawub.casework.body import Body, Opening
from tajawub.casework.extradition import Custody
from tajawub.casework.life_cycle import Kind, NotPossible, Position, Side
from tajawub.casework.procedures import LETTER_ROGATORY, Past, Procedure, procedure


class Standing(StrEnum):
    """What became of an act on this node."""

    EFFECTIVE = "effective"
    UNEXPECTED = "unexpected"
    """A fact reported out of turn: it has effect, and alarms."""
    WITHOUT_EFFECT = "without_effect"
    HELD = "held"
    """An act it names is not here yet, or is itself not settled."""
    NOT_UNDERSTOOD = "not_understood"
    CONTRADICTS = "contradicts"
    """It names acts that are not what it says they are."""
    EQUIVOCATES = "equivocates"
    """Another act of the same author bears this number."""
    FROZEN = "frozen"
    """Its series is frozen since an equivocation or a contradiction."""


SETTLED = frozenset({Standing.EFFECTIVE, Standing.UNEXPECTED, Standing.WITHOUT_EFFECT})
ALARMING = frozenset(Standing) - {Standing.EFFECTIVE, Standing.HELD}


@dataclass(frozen=True, slots=True)
class Told:
    """An act with its standing; `position` is its author's position after it, once settled."""

    act: SharedAct
    standing: Standing
    why: str = ""
    position: Position | None = None
    body: Body | None = None

    @property
    def effective(self) -> bool:
        return self.standing in (Standing.EFFECTIVE, Standing.UNEXPECTED)


@dataclass(frozen=True, slots=True)
class Head:
    """The last settled act of a series."""

    number: int
    digest: bytes


@dataclass(frozen=True, slots=True)
class MeasureStanding:
    """One measure of the letter: its number, the act that refused it, the last report on it."""

    number: int
    refused: AcceptInPart | None = None
    report: Told | None = None


@dataclass(frozen=True, slots=True)
class Dossier:
    """What the acts of one request amount to."""

    procedure: Procedure
    told: tuple[Told, ...]
    positions: dict[Side, Position]
    heads: dict[Side, Head]
    frozen: frozenset[Side]

    @property
    def state(self) -> StrEnum:
        return self.procedure.state(self.positions[Side.REQUESTING], self.positions[Side.REQUESTED])

    @property
    def effective(self) -> tuple[Told, ...]:
        """The acts with effect, each series in its own order in whatever order they came."""
        return tuple(sorted((told for told in self.told if told.effective), key=lambda told: told.act.number))

    @property
    def opened(self) -> Told | None:
        """The act that opened the request, None while it is not here."""
        return next((told for told in self.effective if isinstance(told.body, Opening)), None)

    @property
    def asked(self) -> Opening | None:
        """What the requesting State asks for by now: the formal request, once it follows the one for an arrest."""
        return next((told.body for told in reversed(self.effective) if isinstance(told.body, Opening)), None)

    @property
    def opening(self) -> Opening | None:
        body = self.opened.body if self.opened else None
        return body if isinstance(body, Opening) else None

    @property
    def bases(self) -> tuple[str, ...]:
        """The instruments that any request in the file relies on, in the order they were named."""
        named = [
            str(basis.instrument)
            for told in self.told
            if told.effective and isinstance(told.body, Opening)
            for basis in told.body.bases
        ]
        return tuple(dict.fromkeys(named))

    @property
    def letter(self) -> Issue | None:
        return self.opening if isinstance(self.opening, Issue) else None

    @property
    def custody(self) -> Custody | None:
        """Where the person is as the requested State has reported it; None outside extradition."""
        position = self.positions[Side.REQUESTED]
        return position.custody if isinstance(position, extradition.Position) else None

    @property
    def measures(self) -> tuple[MeasureStanding, ...]:
        letter = self.letter
        if letter is None:
            return ()
        reports = {told.body.measure: told for told in self.effective if isinstance(told.body, ReportExecution)}
        refusals = {
            refused.measure: told.body
            for told in self.effective
            if isinstance(told.body, AcceptInPart)
            for refused in told.body.refused
        }
        return tuple(
            MeasureStanding(number, refusals.get(number), reports.get(number))
            for number in range(1, len(letter.measures) + 1)
        )

    def possible(self, side: Side) -> tuple[Kind, ...]:
        """Return what `side` may author now."""
        if side in self.frozen:
            return ()
        return self.procedure.possible(side, self.positions[side], self.positions[side.other])


@dataclass(slots=True)
class _Fold:
    """The acts told so far; `take` is called in the order in which this node stored them."""

    procedure: Procedure = LETTER_ROGATORY
    told: dict[bytes, Told] = field(default_factory=dict)
    numbered: dict[tuple[Side, int], bytes] = field(default_factory=dict)
    waiting: dict[bytes, SharedAct] = field(default_factory=dict)
    awaited: dict[bytes, list[bytes]] = field(default_factory=dict)
    heads: dict[Side, Head] = field(default_factory=dict)
    frozen: set[Side] = field(default_factory=set)

    def take(self, act: SharedAct) -> None:
        if act.digest in self.told:
            return
        if not self.told:
            self.procedure = _procedure(act) or LETTER_ROGATORY
        first = self.numbered.setdefault((act.side, act.number), act.digest)
        if first != act.digest:
            self._tell(act, Standing.EQUIVOCATES, f"number {act.number} is borne by {first.hex()[:16]} too")
            self.frozen.add(act.side)
            self._settle(self._waiting_of(act.side))
        else:
            self.told[act.digest] = Told(act, Standing.HELD)
            self.waiting[act.digest] = act
            self._settle([act.digest])

    def _settle(self, digests: Iterable[bytes]) -> None:
        """Judge these acts, then whatever waited for one that could be settled."""
        ahead = deque(digests)
        while ahead:
            act = self.waiting.get(ahead.popleft())
            if act is None:
                continue
            sound = act.side not in self.frozen
            told = self.told[act.digest] = self._judge(act)
            if told.standing is Standing.HELD:
                for named in filter(None, (act.previous, act.seen)):
                    self.awaited.setdefault(named, []).append(act.digest)
                continue
            del self.waiting[act.digest]
            ahead.extend(self.awaited.pop(act.digest, ()))
            if sound and act.side in self.frozen:
                ahead.extend(self._waiting_of(act.side))

    def _waiting_of(self, side: Side) -> list[bytes]:
        return [digest for digest, act in self.waiting.items() if act.side is side]

    def _judge(self, act: SharedAct) -> Told:
        if act.side in self.frozen:
            return Told(act, Standing.FROZEN, f"the series of the {act.side} State is frozen")
        previous, seen = self._named(act.previous), self._named(act.seen)
        missing = [digest for digest, told in ((act.previous, previous), (act.seen, seen)) if digest and told is None]
        if missing:
            return Told(act, Standing.HELD, "waits for " + ", ".join(digest.hex()[:16] for digest in missing))
        unsettled = [told for told in (previous, seen) if told and told.standing not in SETTLED]
        if unsettled:
            return Told(
                act,
                Standing.HELD,
                f"waits for {unsettled[0].act.digest.hex()[:16]} ({unsettled[0].standing})",
            )
        # Only now: judged earlier, it would freeze the series before acts that were sound.
        contradiction = self._contradiction(act, previous, seen)
        if contradiction:
            self.frozen.add(act.side)
            return Told(act, Standing.CONTRADICTS, contradiction)
        return self._effect(act, previous, seen)

    def _named(self, digest: bytes | None) -> Told | None:
        return self.told.get(digest) if digest else None

    def _contradiction(self, act: SharedAct, previous: Told | None, seen: Told | None) -> str:
        if previous and (previous.act.side is not act.side or previous.act.number != act.number - 1):
            return "the act it names as its previous one is not"
        if seen and seen.act.side is act.side:
            return "the act it says it has seen is of its own series"
        if any(told.act.header.request != act.header.request for told in (previous, seen) if told):
            return "the acts it names describe the request otherwise"
        last_seen = self._named(previous.act.seen) if previous else None
        if last_seen and (seen is None or seen.act.number < last_seen.act.number):
            return "it has seen less than the act before it"
        return ""

    def _effect(self, act: SharedAct, previous: Told | None, seen: Told | None) -> Told:
        own = previous.position if previous and previous.position else self.procedure.start[act.side]
        others = seen.position if seen and seen.position else self.procedure.start[act.side.other]
        named = act.header.request
        try:
            if _procedure(act) is not self.procedure:
                raise NotUnderstood(f"{named.kind}, version {named.version}: unknown")
            body = understood(act.header.kind, act.header.body)
            move = self.procedure.after(act.side, own, body.kind, others)
        except NotUnderstood as error:
            return Told(act, Standing.NOT_UNDERSTOOD, str(error))
        except NotPossible as error:
            self._settled(act)
            return Told(act, Standing.WITHOUT_EFFECT, str(error), own, body)
        why = "" if move.expected else "a fact reported out of turn"
        why = self.procedure.doubt(self._past(act, seen), act, body) or why
        why = "it is dated after it was signed" if act.is_ahead else why
        self._settled(act)
        return Told(act, Standing.UNEXPECTED if why else Standing.EFFECTIVE, why, move.to, body)

    def _past(self, act: SharedAct, seen: Told | None) -> Past:
        """Return what had effect before the act: of its own series, and of the other up to what it had seen.

        Each series in its own order: what came late is not the last word.
        """
        until = {act.side: act.number - 1, act.side.other: seen.act.number if seen else 0}
        past = [
            (told.act, told.body)
            for told in self.told.values()
            if told.effective and told.body is not None and told.act.number <= until[told.act.side]
        ]
        return sorted(past, key=lambda one: one[0].number)

    def _settled(self, act: SharedAct) -> None:
        self.heads[act.side] = Head(act.number, act.digest)

    def _tell(self, act: SharedAct, standing: Standing, why: str) -> None:
        self.told[act.digest] = Told(act, standing, why)

    def _position(self, side: Side) -> Position:
        head = self.heads.get(side)
        return (head and self.told[head.digest].position) or self.procedure.start[side]

    def dossier(self) -> Dossier:
        return Dossier(
            self.procedure,
            tuple(self.told.values()),
            {side: self._position(side) for side in Side},
            dict(self.heads),
            frozenset(self.frozen),
        )


def _procedure(act: SharedAct) -> Procedure | None:
    return procedure(act.header.request.kind, act.header.request.version)


def fold(acts: Iterable[SharedAct], opened_under: Procedure = LETTER_ROGATORY) -> Dossier:
    """Return the dossier of these acts of one request, given in the order in which this node stored them.

    The order matters for one thing only: of two acts under one number the first stored keeps its effect,
    and the author's series is frozen from then on. Between honest nodes every order gives the same dossier.
    `opened_under`: the procedure of a request none of whose acts is here yet.
    """
    folding = _Fold(opened_under)
    for act in acts:
        folding.take(act)
    return folding.dossier()
