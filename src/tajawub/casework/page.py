"""The pages of the docs a jurist reads, one a procedure, written from its tables. Pure.

`python -m tajawub.casework.page extradition > docs/extradition.md` writes one anew; so with letter-rogatory.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from tajawub.casework import extradition, letter_rogatory
from tajawub.casework import page_words as says
from tajawub.casework.extradition import Custody
from tajawub.casework.extradition_words import CUSTODY, STOPS
from tajawub.casework.life_cycle import Kind, Side
from tajawub.casework.procedures import EXTRADITION, LETTER_ROGATORY, Procedure
from tajawub.casework.words import POLICY, Words

LANGUAGES = ("en", "fr", "ar")


@dataclass(frozen=True, slots=True)
class Page:
    """A procedure's tables as its page writes them, and the sentences between them.

    `turn` says of a fact, by where its author stands, that it comes out of turn; `cell` names the states of one pair
    of stages, each with when, empty where no lawful sequence leads there.
    """

    procedure: Procedure
    next: Mapping[Side, Mapping[Any, StrEnum]]
    seen: Mapping[tuple[Side, Kind], Iterable[StrEnum]]
    stages: Mapping[Any, Words]
    sources: Words
    questions: Words
    facts: Mapping[Side, Words]
    pairs: Words
    turn: Callable[[Side, StrEnum, Kind], Words | None]
    cell: Callable[[StrEnum, StrEnum, str], str]
    stops: Mapping[Kind, Iterable[StrEnum]]


def page(of: Page) -> str:
    """Return the whole page: the same tables three times, once a language."""
    title = " · ".join(of.procedure.name.said(language) for language in LANGUAGES)
    written = f"Written by tajawub.casework.page from the tables of version {of.procedure.version}: do not edit."
    opening = (
        f"# {title}",
        f"<!-- {written} -->",
        " · ".join(f"[{says.LANGUAGE.said(language)}](#{language})" for language in LANGUAGES),
    )
    parts = [part for language in LANGUAGES for part in _part(of, language)]
    return "\n\n".join((*opening, *parts)) + "\n"


def _part(of: Page, language: str) -> Iterator[str]:
    direction = "rtl" if language == "ar" else "ltr"
    yield f'<a id="{language}"></a>\n<div lang="{language}" dir="{direction}">'
    yield f"## {says.LANGUAGE.said(language)}"
    yield of.sources.said(language)
    yield f"### {says.ACTS.said(language)}"
    yield _table(says.ACTS_HEAD.said(language), _acts(of, language))
    yield says.OWN_POSITION.said(language) + " " + of.questions.said(language)
    for side in Side:
        yield f"### {says.FOLLOWS.said(language)} {says.SIDES[side].said(language)}"
        if side in of.facts:
            yield of.facts[side].said(language)
        yield _table(says.FOLLOWS_HEAD.said(language), _follows(of, side, language))
    if of.stops:
        yield f"### {says.STOPS.said(language)}"
        yield says.STOPS_NOTE.said(language)
        yield _table(says.STOPS_HEAD.said(language), _stops(of, language))
    yield f"### {says.STATES.said(language)}"
    yield _table(says.STATES_HEAD.said(language), _states(of, language))
    yield f"### {says.PAIRS.said(language)}"
    yield of.pairs.said(language)
    columns = [of.stages[stage].said(language) for stage in of.procedure.stages[Side.REQUESTING]]
    yield _table(" | ".join(["", *columns]), _pairs(of, language))
    yield "</div>"


def _table(head: str, rows: Iterable[tuple[str, ...]]) -> str:
    """Return a Markdown table; `head` is its first line without the outer bars."""
    columns = head.count("|") + 1
    lines = [f"| {head} |", "|" + "---|" * columns]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])


def _article(article: str, language: str) -> str:
    # Left to right even in Arabic: a bracket must not turn around.
    return says.NODE_POLICY.said(language) if article == POLICY else f"<bdi>{article}</bdi>"


def _acts(of: Page, language: str) -> Iterator[tuple[str, ...]]:
    for kind in of.procedure.kinds:
        words = of.procedure.acts[kind]
        authors = [side for side in Side if any(known is kind for _, known in of.next[side])]
        seen = [
            f"{says.SIDES[side.other].said(language)}: {_listed(of, of.seen[side, kind], language)}"
            for side in authors
            if (side, kind) in of.seen
        ]
        yield (
            words.name.said(language),
            says.SIDES[authors[0]].said(language) if len(authors) == 1 else says.BOTH.said(language),
            _article(words.article, language),
            says.FOUR_EYES.said(language) if kind in of.procedure.four_eyes else "",
            "<br>".join(seen),
        )


def _comma(language: str) -> str:
    return "، " if language == "ar" else ", "


def _listed(of: Page, stages: Iterable[StrEnum], language: str) -> str:
    return _comma(language).join(of.stages[stage].said(language) for stage in stages)


def _follows(of: Page, side: Side, language: str) -> Iterator[tuple[str, ...]]:
    for stage in of.procedure.stages[side]:
        moves = [
            f"{of.procedure.acts[kind].name.said(language)} {_leads_to(of, side, stage, kind, to, language)}"
            for (known, kind), to in of.next[side].items()
            if known is stage
        ]
        yield of.stages[stage].said(language), "<br>".join(moves)


def _leads_to(of: Page, side: Side, stage: StrEnum, kind: Kind, to: StrEnum, language: str) -> str:
    arrow = "←" if language == "ar" else "→"
    where = says.STAYS if to is stage else of.stages[to]
    turn = of.turn(side, stage, kind)
    return f"{arrow} {where.said(language)}" + (f" ({turn.said(language)})" if turn else "")


def _stops(of: Page, language: str) -> Iterator[tuple[str, ...]]:
    for kind, stops in of.stops.items():
        what = says.ALARMS if kind in extradition.FACTS else says.NOT_POSSIBLE
        yield (
            of.procedure.acts[kind].name.said(language),
            _comma(language).join(STOPS[stop].said(language) for stop in extradition.Stop if stop in stops),
            what.said(language),
        )


def _states(of: Page, language: str) -> Iterator[tuple[str, ...]]:
    for words in of.procedure.states.values():
        ball = says.SIDES[words.ball] if words.ball else says.NOBODY
        yield (
            words.name.said(language),
            ball.said(language),
            words.duty.said(language),
            _article(words.article, language),
        )


def _pairs(of: Page, language: str) -> Iterator[tuple[str, ...]]:
    for requested in of.procedure.stages[Side.REQUESTED]:
        cells = [of.cell(requesting, requested, language) for requesting in of.procedure.stages[Side.REQUESTING]]
        yield f"**{of.stages[requested].said(language)}**", *cells


# ---------------------------------------------------------------- the letter rogatory


def _letter_turn(side: Side, stage: StrEnum, kind: Kind) -> Words | None:
    """Return what to say of a fact that may come out of turn."""
    if side is Side.REQUESTING or kind not in (Kind.REPORT_EXECUTION, Kind.RETURN_RESULTS):
        return None
    own = letter_rogatory.Position(letter_rogatory.Stage(stage), offers=1)
    seen = (
        letter_rogatory.Position(letter_rogatory.Stage.ISSUED),
        letter_rogatory.Position(letter_rogatory.Stage.CONDITIONS_ACCEPTED, offers=1),
    )
    match [letter_rogatory.after(side, own, kind, other).expected for other in seen]:
        case [False, False]:
            return says.OUT_OF_TURN
        case [False, True]:
            return says.UNLESS_ACCEPTED
        case _:
            return None


def _letter_cell(requesting: StrEnum, requested: StrEnum, language: str) -> str:
    state = letter_rogatory.STATES[letter_rogatory.Stage(requesting), letter_rogatory.Stage(requested)]
    if state is letter_rogatory.State.OUT_OF_STEP:
        return ""
    return LETTER_ROGATORY.states[state].name.said(language)


# ---------------------------------------------------------------- extradition


def _extradition_turn(side: Side, stage: StrEnum, kind: Kind) -> Words | None:
    """Say of a fact that it alarms where its author stands, whatever the custody and whatever was seen."""
    if kind not in extradition.FACTS:
        return None
    own = [extradition.Position(extradition.Stage(stage), custody=custody) for custody in Custody]
    seen = [extradition.Position(other) for other in extradition.STAGES[side.other]]
    expected = any(extradition.after(side, one, kind, other).expected for one in own for other in seen)
    return None if expected else says.OUT_OF_TURN


def _extradition_cell(requesting: StrEnum, requested: StrEnum, language: str) -> str:
    """Name the states of the pair: the one of most custodies first, the others each with the custody it has."""
    pair = extradition.Stage(requesting), extradition.Stage(requested)
    by_state: dict[extradition.State, list[Custody]] = {}
    for custody in Custody:
        by_state.setdefault(extradition.STATES[*pair, custody], []).append(custody)
    most, *others = sorted(by_state, key=lambda state: -len(by_state[state]))
    named = [] if most is extradition.State.OUT_OF_STEP else [EXTRADITION.states[most].name.said(language)]
    for state in others:
        when = _comma(language).join(CUSTODY[custody].said(language) for custody in by_state[state])
        if state is not extradition.State.OUT_OF_STEP:
            named.append(
                says.WHERE.said(language).format(custody=when, state=EXTRADITION.states[state].name.said(language))
            )
    return "<br>".join(named)


PAGES = {
    LETTER_ROGATORY.key: Page(
        LETTER_ROGATORY,
        letter_rogatory.NEXT,
        letter_rogatory.SEEN,
        says.LETTER_STAGES,
        says.LETTER_SOURCES,
        says.LETTER_QUESTIONS,
        {Side.REQUESTED: says.LETTER_FACTS},
        says.LETTER_PAIRS,
        _letter_turn,
        _letter_cell,
        {},
    ),
    EXTRADITION.key: Page(
        EXTRADITION,
        extradition.NEXT,
        extradition.SEEN,
        says.EXTRADITION_STAGES,
        says.EXTRADITION_SOURCES,
        says.EXTRADITION_QUESTIONS,
        dict.fromkeys(Side, says.EXTRADITION_FACTS),
        says.EXTRADITION_PAIRS,
        _extradition_turn,
        _extradition_cell,
        extradition.BLOCKED,
    ),
}

if __name__ == "__main__":
    sys.stdout.write(page(PAGES[sys.argv[1]]))
