"""The articles cited exist in the texts, where the folder of treaty texts is at hand (TAJAWUB_TREATIES)."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tajawub.law.provision import Provision
from tajawub.law.register import instrument

FOLDER = Path(os.environ.get("TAJAWUB_TREATIES", Path(__file__).resolve().parents[3] / "shared" / "treaties"))
KEYS = ["un-untoc-2000", "coe-ets185"]
CITED = [rule for key in KEYS for rule in instrument(key).provisions if rule.article is not None]


@pytest.fixture(scope="module")
def texts() -> dict[str, dict[str, str]]:
    if not FOLDER.is_dir():
        pytest.skip("the treaty texts are absent: set TAJAWUB_TREATIES")
    return {key: _articles(FOLDER / f"{key}.md") for key in KEYS}


def _articles(file: Path) -> dict[str, str]:
    """Return the English text of each article by its number; a second language follows in the same file."""
    found: dict[str, str] = {}
    for part in re.split(r"^### ", file.read_text(encoding="utf-8"), flags=re.MULTILINE):
        heading = re.match(r"Article +(\d+)\s", part)
        if heading is not None:
            found.setdefault(heading[1], part)
    return found


@pytest.mark.parametrize("rule", CITED, ids=lambda rule: f"{rule.id} {rule.article}")
def test_the_article_paragraph_and_letter_cited_exist(rule: Provision, texts: dict[str, dict[str, str]]) -> None:
    for reference in filter(None, (rule.article, rule.gap_filler)):
        number, *inside = re.findall(r"\d+|[a-z]", reference)
        text = texts[rule.instrument][number]
        for part in inside:
            # A paragraph opens a line as "15.", a letter as "a)"; each is looked for after the one before.
            place = re.search(rf"^{part}(?:\.|\))", text, flags=re.MULTILINE)
            assert place is not None, f"{rule.instrument} has no {reference}"
            text = text[place.end() :]


def test_what_is_compared_is_not_an_empty_list() -> None:
    assert len(CITED) > 60
