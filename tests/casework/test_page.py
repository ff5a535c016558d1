"""The page of the docs is what the tables produce."""

from __future__ import annotations

from pathlib import Path

import pytest

from tajawub.casework.letter_rogatory import STAGES, Stage, State
from tajawub.casework.letter_rogatory_words import ACTS, STATE_WORDS
from tajawub.casework.life_cycle import Kind, Side
from tajawub.casework.page import LANGUAGES, page
from tajawub.casework.page_words import STAGE_NAMES

PAGE = Path(__file__).parents[2] / "docs" / "letter-rogatory.md"


def part(language: str) -> str:
    whole = page()
    start = whole.index(f'<div lang="{language}"')
    return whole[start : whole.index("</div>", start)]


def test_the_committed_page_is_what_the_tables_produce() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), (
        "docs/letter-rogatory.md is not what the tables say: "
        "write it anew with `python -m tajawub.casework.page > docs/letter-rogatory.md`"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_names_every_state_duty_act_and_stage(language: str) -> None:
    text = part(language)
    for state in State:
        assert f"| {STATE_WORDS[state].name.said(language)} |" in text
        assert f"| {STATE_WORDS[state].duty.said(language)} |" in text
    for kind in Kind:
        assert f"| {ACTS[kind].name.said(language)} |" in text
    for stage in Stage:
        assert STAGE_NAMES[stage].said(language) in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_stages_of_one_side_are_not_named_alike(language: str) -> None:
    for side in Side:
        names = [STAGE_NAMES[stage].said(language) for stage in STAGES[side]]
        assert len(set(names)) == len(names)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_row_of_a_table_has_as_many_cells_as_its_head(language: str) -> None:
    for table in part(language).split("\n\n"):
        rows = [line for line in table.splitlines() if line.startswith("|")]
        assert len({row.count("|") for row in rows}) <= 1


def test_arabic_reads_from_right_to_left() -> None:
    assert part("ar").startswith('<div lang="ar" dir="rtl">')
    assert "→" not in part("ar")


ROWS = """
| Refused | Requested State | <bdi>18(21), (23)</bdi> | yes | Requesting State: issued, conditions accepted |
| Acknowledged | Requested State | <bdi>18(13)</bdi> |  | Requesting State: issued, conditions accepted, \
results accepted, withdrawn, closed its file |
| not issued | Letter rogatory issued → issued |
| results accepted | Closed → closed its file<br>Rectification → stays there |
| refused | Execution reported → executing (out of turn: alarms)<br>Results returned → results returned \
(out of turn: alarms)<br>Closed → closed its file<br>Rectification → stays there |
| Withdrawn while being executed: stop due | Requested State | Stop the execution and say what was done | \
node policy |
| Closed | nobody | Nothing is due | node policy |
| **execution stopped** |  |  |  |  | Execution stopped | Closed by the requesting State |
"""


@pytest.mark.parametrize("row", ROWS.strip().splitlines())
def test_a_row_says_what_the_table_says(row: str) -> None:
    assert row in part("en").splitlines()
