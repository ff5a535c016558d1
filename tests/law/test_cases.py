"""Cases as a lawyer writes them: facts, a day, and what must be answered. One file a procedure, one test a case.

`asked` is the question. `bases` is the whole ranking;
`unclear`, `bars`, `checklist` and `to_confirm` are whole lists where given (`checklist`: at least these, none if
empty); `excluded` holds words of the French reason; `absent` are findings that must not be there.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from tajawub.law.engine import examine
from tajawub.law.opinion import Opinion
from tajawub.law.question import Content, Fact, Procedure, Question

FILES = sorted((Path(__file__).parent / "cases").glob("*.yaml"))
CASES = [
    pytest.param(case, id=f"{file.stem}: {case['case']}")
    for file in FILES
    for case in yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506  # strings only
]


def _value(text: str) -> bool | int | str:
    if text in ("true", "false"):
        return text == "true"
    return int(text) if text.isdigit() else text


def _examined(case: dict[str, Any]) -> Opinion:
    asked = case["asked"]
    contents = None if case["contents"] == "null" else frozenset(Content(one) for one in case["contents"])
    return examine(
        Question(
            asked["requesting"],
            asked["requested"],
            Procedure(asked["procedure"]),
            date.fromisoformat(asked["on"]),
            {Fact(name): _value(value) for name, value in case["facts"].items()},
            contents,
        )
    )


def test_there_are_at_least_sixty_cases_and_each_has_its_own_name() -> None:
    assert len(CASES) >= 60
    assert len({case.id for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES)
def test_case(case: dict[str, Any]) -> None:
    opinion = _examined(case)
    assert [basis.instrument.key for basis in opinion.bases] == case["bases"]
    assert [basis.rank for basis in opinion.bases] == list(range(1, len(case["bases"]) + 1))
    findings = [finding for basis in opinion.bases for finding in basis.findings]
    if "unclear" in case:
        assert sorted(finding.id for finding in opinion.unclear) == sorted(case["unclear"])
    if "bars" in case:
        assert [finding.id for finding in opinion.bars] == case["bars"]
    if "checklist" in case:
        checklist = {finding.id for finding in findings if not finding.binding}
        assert set(case["checklist"]) <= checklist
        assert bool(case["checklist"]) == bool(checklist)
    if "to_confirm" in case:
        assert [basis.instrument.key for basis in opinion.bases if basis.to_confirm] == case["to_confirm"]
    for key, words in case.get("excluded", {}).items():
        left_out = opinion.exclusion(key)
        assert left_out is not None, key
        assert words in left_out.why.fr
        assert left_out.why.ar
        assert left_out.why.en
    for identity, answer in case.get("answers", {}).items():
        found = opinion.finding(identity)
        assert found is not None, identity
        assert found.answer == answer, identity
    assert not {finding.id for finding in findings} & set(case.get("absent", ()))
