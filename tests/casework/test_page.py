"""The page of the docs is what the tables produce."""

from __future__ import annotations

from pathlib import Path

import pytest

from tajawub.casework import extradition
from tajawub.casework.page import LANGUAGES, PAGES, Page, page
from tajawub.casework.words import POLICY

DOCS = Path(__file__).parents[2] / "docs"
EVERY = pytest.mark.parametrize("of", PAGES.values(), ids=PAGES)
ONE_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)


def part(key: str, language: str) -> str:
    whole = page(PAGES[key])
    start = whole.index(f'<div lang="{language}"')
    return whole[start : whole.index("</div>", start)]


@pytest.mark.parametrize("key", PAGES)
def test_the_committed_page_is_what_the_tables_produce(key: str) -> None:
    assert (DOCS / f"{key}.md").read_text(encoding="utf-8") == page(PAGES[key]), (
        f"docs/{key}.md is not what the tables say: "
        f"write it anew with `python -m tajawub.casework.page {key} > docs/{key}.md`"
    )


@ONE_LANGUAGE
@EVERY
def test_each_language_names_every_state_duty_act_and_stage(of: Page, language: str) -> None:
    text, procedure = part(of.procedure.key, language), of.procedure
    for words in procedure.states.values():
        assert f"| {words.name.said(language)} |" in text
        assert f"| {words.duty.said(language)} |" in text
    for kind in procedure.kinds:
        assert f"| {procedure.acts[kind].name.said(language)} |" in text
    for stages in procedure.stages.values():
        for stage in stages:
            assert of.stages[stage].said(language) in text


@ONE_LANGUAGE
@EVERY
def test_two_stages_of_one_side_are_not_named_alike(of: Page, language: str) -> None:
    for stages in of.procedure.stages.values():
        names = [of.stages[stage].said(language) for stage in stages]
        assert len(set(names)) == len(names)


@ONE_LANGUAGE
@EVERY
def test_every_row_of_a_table_has_as_many_cells_as_its_head(of: Page, language: str) -> None:
    for table in part(of.procedure.key, language).split("\n\n"):
        rows = [line for line in table.splitlines() if line.startswith("|")]
        assert len({row.count("|") for row in rows}) <= 1


@EVERY
def test_arabic_reads_from_right_to_left(of: Page) -> None:
    assert part(of.procedure.key, "ar").startswith('<div lang="ar" dir="rtl">')
    assert "→" not in part(of.procedure.key, "ar")


@ONE_LANGUAGE
def test_every_name_a_pair_of_positions_can_have_stands_in_its_cell(language: str) -> None:
    of = PAGES["extradition"]
    for (requesting, requested, _), state in extradition.STATES.items():
        cell = of.cell(requesting, requested, language)
        if state is not extradition.State.OUT_OF_STEP:
            assert of.procedure.states[state].name.said(language) in cell


def test_an_article_is_one_of_the_convention_or_said_to_be_policy() -> None:
    for of, number in ((PAGES["letter-rogatory"], "18("), (PAGES["extradition"], "16(")):
        words = (*of.procedure.acts.values(), *of.procedure.states.values())
        assert {one.article for one in words if not one.article.startswith(number)} == {POLICY}


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
    assert row in part("letter-rogatory", "en").splitlines()


EXTRADITION_ROWS = """
| Provisional arrest requested | Requesting State | <bdi>16(9)</bdi> | yes |  |
| Arrested | identity contested, notice cancelled | a fact: has effect, and alarms |
| Withdrawn: release due | Requested State | Release the person, and say so | node policy |
| Surrender scheduled | identity contested, interim measures, notice cancelled | not possible |
"""


@pytest.mark.parametrize("row", EXTRADITION_ROWS.strip().splitlines())
def test_a_row_of_extradition_says_what_its_table_says(row: str) -> None:
    assert row in part("extradition", "en").splitlines()
