"""The page of the docs a jurist reads, written from the letter rogatory's tables. Pure.

`python -m tajawub.casework.page > docs/letter-rogatory.md` writes it anew.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

from tajawub.casework import page_words as says
from tajawub.casework.letter_rogatory import (
    FOUR_EYES,
    NAME,
    NEXT,
    SEEN,
    STAGES,
    STATES,
    VERSION,
    Position,
    Stage,
    State,
    after,
)
from tajawub.casework.letter_rogatory_words import ACTS, STATE_WORDS
from tajawub.casework.life_cycle import Kind, Side
from tajawub.casework.words import POLICY, Words

LANGUAGES = ("en", "fr", "ar")


def page() -> str:
    """Return the whole page: the same tables three times, once a language."""
    title = " · ".join(NAME.said(language) for language in LANGUAGES)
    opening = (
        f"# {title}",
        f"<!-- Written by tajawub.casework.page from the tables of version {VERSION}: do not edit. -->",
        " · ".join(f"[{says.LANGUAGE.said(language)}](#{language})" for language in LANGUAGES),
    )
    parts = [part for language in LANGUAGES for part in _part(language)]
    return "\n\n".join((*opening, *parts)) + "\n"


def _part(language: str) -> Iterator[str]:
    direction = "rtl" if language == "ar" else "ltr"
    yield f'<a id="{language}"></a>\n<div lang="{language}" dir="{direction}">'
    yield f"## {says.LANGUAGE.said(language)}"
    yield says.SOURCES.said(language)
    yield f"### {says.ACTS.said(language)}"
    yield _table(says.ACTS_HEAD.said(language), _acts(language))
    yield says.OWN_POSITION.said(language) + " " + says.ONE_QUESTION.said(language)
    for side in Side:
        yield f"### {says.FOLLOWS.said(language)} {says.SIDES[side].said(language)}"
        if side is Side.REQUESTED:
            yield says.FACTS.said(language)
        yield _table(says.FOLLOWS_HEAD.said(language), _follows(side, language))
    yield f"### {says.STATES.said(language)}"
    yield _table(says.STATES_HEAD.said(language), _states(language))
    yield f"### {says.PAIRS.said(language)}"
    yield says.PAIRS_NOTE.said(language)
    columns = [says.STAGE_NAMES[stage].said(language) for stage in STAGES[Side.REQUESTING]]
    yield _table(" | ".join(["", *columns]), _pairs(language))
    yield "</div>"


def _table(head: str, rows: Iterable[tuple[str, ...]]) -> str:
    """Return a Markdown table; `head` is its first line without the outer bars."""
    columns = head.count("|") + 1
    lines = [f"| {head} |", "|" + "---|" * columns]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])


def _article(article: str, language: str) -> str:
    # Left to right even in Arabic: a bracket must not turn around.
    return says.NODE_POLICY.said(language) if article == POLICY else f"<bdi>{article}</bdi>"


def _acts(language: str) -> Iterator[tuple[str, ...]]:
    for kind in Kind:
        authors = [side for side in Side if any(known is kind for _, known in NEXT[side])]
        seen = [
            f"{says.SIDES[side.other].said(language)}: {_listed(SEEN[side, kind], language)}"
            for side in authors
            if (side, kind) in SEEN
        ]
        yield (
            ACTS[kind].name.said(language),
            says.SIDES[authors[0]].said(language) if len(authors) == 1 else says.BOTH.said(language),
            _article(ACTS[kind].article, language),
            says.FOUR_EYES.said(language) if kind in FOUR_EYES else "",
            "<br>".join(seen),
        )


def _listed(stages: Iterable[Stage], language: str) -> str:
    return ("، " if language == "ar" else ", ").join(says.STAGE_NAMES[stage].said(language) for stage in stages)


def _follows(side: Side, language: str) -> Iterator[tuple[str, ...]]:
    for stage in STAGES[side]:
        moves = [
            f"{ACTS[kind].name.said(language)} {_leads_to(side, stage, kind, to, language)}"
            for (known, kind), to in NEXT[side].items()
            if known is stage
        ]
        yield says.STAGE_NAMES[stage].said(language), "<br>".join(moves)


def _leads_to(side: Side, stage: Stage, kind: Kind, to: Stage, language: str) -> str:
    arrow = "←" if language == "ar" else "→"
    where = says.STAYS if to is stage else says.STAGE_NAMES[to]
    turn = _turn(stage, kind) if side is Side.REQUESTED else None
    return f"{arrow} {where.said(language)}" + (f" ({turn.said(language)})" if turn else "")


def _turn(stage: Stage, kind: Kind) -> Words | None:
    """Return what to say of a fact that may come out of turn."""
    if kind not in (Kind.REPORT_EXECUTION, Kind.RETURN_RESULTS):
        return None
    own = Position(stage, offers=1)
    seen = (Position(Stage.ISSUED), Position(Stage.CONDITIONS_ACCEPTED, offers=1))
    match [after(Side.REQUESTED, own, kind, other).expected for other in seen]:
        case [False, False]:
            return says.OUT_OF_TURN
        case [False, True]:
            return says.UNLESS_ACCEPTED
        case _:
            return None


def _states(language: str) -> Iterator[tuple[str, ...]]:
    for words in STATE_WORDS.values():
        ball = says.SIDES[words.ball] if words.ball else says.NOBODY
        yield (
            words.name.said(language),
            ball.said(language),
            words.duty.said(language),
            _article(words.article, language),
        )


def _pairs(language: str) -> Iterator[tuple[str, ...]]:
    for requested in STAGES[Side.REQUESTED]:
        states = [STATES[requesting, requested] for requesting in STAGES[Side.REQUESTING]]
        cells = ["" if known is State.OUT_OF_STEP else STATE_WORDS[known].name.said(language) for known in states]
        yield f"**{says.STAGE_NAMES[requested].said(language)}**", *cells


if __name__ == "__main__":
    sys.stdout.write(page())
