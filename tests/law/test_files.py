"""Each way a file can fail to be law, refused by a sentence that names file, provision, field and remedy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tajawub.law import files
from tajawub.law.files import BadLaw, law, read

WORDS = {"ar": "نص", "fr": "texte", "en": "text"}
CHECKED = {"evidence": "R", "checked_on": "2026-11-24", "checked_by": None}
TERM = {"starts_on": {"event": "arrest", "side": "requested"}, "duration": "P40D"}
GUARD = {"blocks": ["refuse"], "unless": "consultation"}


class Folder:
    """One instrument with one provision, and one relation, to be spoilt by a test."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.head: dict[str, Any] = {
            "key": "x-1", "kind": "bilateral", "title": WORDS, "signed_on": "2000-01-01", "languages": ["fr"],
            "publication": {"title": "gazette"}, "serves": {"extradition": "1"},
            "sources": {"text": {"title": "the text", "language": "fr"}}, **CHECKED,
        }  # fmt: skip
        self.provision: dict[str, Any] = {
            "id": "x-1/one", "article": "3", "kind": "condition", "procedures": ["extradition"], "title": WORDS,
            "cure": WORDS, "effect": "bars", "test": {"fact": "urgent", "is": True}, "source": "text", **CHECKED,
        }  # fmt: skip
        self.provisions = [self.provision]
        self.period: dict[str, Any] = {
            "status": "in_force", "since": "2000-01-01", "article": "9",
            "source": {"title": "the text", "language": "fr"}, **CHECKED,
        }  # fmt: skip
        self.bond: dict[str, Any] = {"instrument": "x-1", "states": ["FR", "MA"], "periods": [self.period]}
        self.raw: dict[str, str] = {}

    def write(self) -> Path:
        instrument = self.place / "instruments" / "x-1"
        instrument.mkdir(parents=True)
        relations = self.place / "relations"
        relations.mkdir()
        texts = {
            instrument / "instrument.yaml": self.head,
            instrument / "group.yaml": {"provisions": self.provisions},
            relations / "x-1.yaml": self.bond,
        }
        for file, value in texts.items():
            file.write_text(yaml.safe_dump(_dates(value), allow_unicode=True), encoding="utf-8")
        for name, text in self.raw.items():
            (self.place / name).write_text(text, encoding="utf-8")
        return self.place


def _dates(value: Any) -> Any:
    """YAML aliases are refused, so no part may stand twice as one object."""
    if isinstance(value, dict):
        return {key: _dates(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_dates(part) for part in value]
    return value


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def problems(folder: Folder) -> tuple[str, ...]:
    with pytest.raises(BadLaw) as refused:
        read(folder.write())
    return refused.value.problems


def test_the_folder_unspoilt_is_law(folder: Folder) -> None:
    assert [rule.id for rule in read(folder.write()).instruments["x-1"].provisions] == ["x-1/one"]


Spoil = Callable[[Folder], object]
GROUP = "instruments/x-1/group.yaml: x-1/one:"
HEAD = "instruments/x-1/instrument.yaml:"
BOND = "relations/x-1.yaml:"


def _set(**fields: Any) -> Spoil:
    return lambda folder: folder.provision.update(fields)


def _drop(name: str) -> Spoil:
    return lambda folder: folder.provision.pop(name)


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (_drop("article"), f"{GROUP} article: give it, or article_unread saying why it is not known"),
        (_set(article_unread="lost"), f"{GROUP} article: give it, or article_unread saying why it is not known"),
        (_set(article="art. 3"), f"{GROUP} article: 'art. 3' is not written like 18(15)(a)"),
        (_drop("source"), f"{GROUP} source: missing; say it"),
        (_set(source="elsewhere"), f"{GROUP} source: elsewhere is not among the sources of instrument.yaml; add it"),
        (_drop("evidence"), f"{GROUP} evidence: missing; say it"),
        (_set(evidence="X"), f"{GROUP} evidence: Input should be 'R', 'P', 'S' or 'G'; correct it"),
        (_drop("checked_on"), f"{GROUP} checked_on: missing; say it"),
        (_drop("checked_by"), f"{GROUP} checked_by: missing; say it"),
        (_set(colour="red"), f"{GROUP} colour: not a field of this shape; remove it or correct its name"),
        (_drop("cure"), f"{GROUP} cure: missing; say it"),
        (_set(title={"ar": "نص", "en": "text"}), f"{GROUP} title.fr: missing; say it"),
        (
            _set(id="y-2/one"),
            "instruments/x-1/group.yaml: y-2/one: id: begin it with the instrument, x-1/…",
        ),
        (_set(since="2010-01-01", until="2009-01-01"),
         f"{GROUP} until: 2009-01-01 lies before since 2010-01-01; put the days in order"),
        (_set(test={"fact": "hair_colour", "is": True}), f"{GROUP} test.fact: "),
        (_set(test={"contains": "a_bribe"}), f"{GROUP} test.contains: "),
        (_set(test={"fact": "urgent"}), f"{GROUP} test: write {{fact, is}}"),
        (_set(test={"fact": "urgent", "is": True, "at_least": 3}), f"{GROUP} test: write {{fact, is}}"),
        (_set(test={"fact": "urgent", "at_least": 3}), f"{GROUP} test: urgent takes is"),
        (_set(test={"fact": "sentence_left_months", "is": True}),
         f"{GROUP} test: sentence_left_months takes at_least"),
        (_set(test={"fact": "purpose", "is": "revenge"}), f"{GROUP} test: purpose is never 'revenge'; see FACTS"),
        (_set(test={"all": []}), f"{GROUP} test.all: "),
        (_drop("test"), f"{GROUP} test: a condition must have one"),
        (_set(effect="mandatory"), f"{GROUP} effect: a condition is never mandatory; it is "),
        (_set(guard=GUARD), f"{GROUP} guard: a condition has none; remove it"),
        (_set(kind="guard", test=None), f"{GROUP} guard: a guard must have one"),
        (_set(kind="ground", effect="optional"), f"{GROUP} ground: a ground names which one"),
        (_set(kind="term", test=None, effect="informs", term={**TERM, "duration": "P1M"}),
         f"{GROUP} term: 'P1M' is no whole number of days (P40D) or hours (PT5H)"),
        (_set(kind="term", test=None, effect="informs", term={**TERM, "duration": None}),
         f"{GROUP} term: duration: give a number such as P40D, or null with the words in `said`"),
        (_set(kind="term", test=None, effect="informs", term={**TERM, "starts_on": {"event": "party", "side": "x"}}),
         f"{GROUP} term.starts_on.event: "),
        (_set(article=None, article_unread="lost"),
         f"{GROUP} evidence: R means the text was read, so the article is known; give it or lower the evidence"),
        (lambda folder: folder.provisions.append(folder.provision),
         "instruments/x-1: x-1/one: id: it stands 2 times; rename one"),
        (lambda folder: folder.head.update(key="x-2"),
         f"{HEAD} key: x-2 stands in the folder x-1; give both one name"),
        (lambda folder: folder.head.pop("publication"), f"{HEAD} publication: missing; say it"),
        (lambda folder: folder.head.pop("checked_by"), f"{HEAD} checked_by: missing; say it"),
        (lambda folder: folder.head.update(replaced={"extradition": "x-9"}),
         f"{HEAD} x-9 is not held; add its folder or correct the key"),
        (lambda folder: folder.head.update(amends="x-9"),
         f"{HEAD} x-9 is not held; add its folder or correct the key"),
        (lambda folder: folder.bond.update(instrument="x-9"),
         f"{BOND} instrument: x-9 is not held; add its folder or correct the key"),
        (lambda folder: folder.bond.update(states=["FR", "FR"]), f"{BOND} states: name two different States"),
        (lambda folder: folder.period.update(since=None),
         f"{BOND} entry 1: since: give the day, or null with since_unknown saying why"),
        (lambda folder: folder.period.pop("since"), f"{BOND} entry 1: since: missing; say it"),
        (lambda folder: folder.period.update(until="1999-01-01"),
         f"{BOND} entry 1: until: 1999-01-01 lies before since 2000-01-01; put the days in order"),
        (lambda folder: folder.period.update(not_before="1999-01-01"),
         f"{BOND} entry 1: since: a known day has no not_before or not_after; remove them"),
        (lambda folder: folder.period.pop("article"),
         f"{BOND} entry 1: article: give it, or article_unread saying why it is not known"),
        (lambda folder: folder.period.pop("source"), f"{BOND} entry 1: source: missing; say it"),
        (lambda folder: folder.bond["periods"].append({**folder.period, "since": "2005-01-01"}),
         f"{BOND} since: the period from 2005-01-01 overlaps the one before; end that one first"),
        (lambda folder: folder.bond["periods"].append({**folder.period, "since": "1990-01-01"}),
         f"{BOND} since: the period from 1990-01-01 overlaps the one before; end that one first"),
        (lambda folder: folder.raw.update({"relations/x-1-again.yaml": yaml.safe_dump(_dates(folder.bond))}),
         f"{BOND} states: this pair has another file for x-1; keep one"),
        (lambda folder: folder.raw.update({"instruments/x-1/b.yaml": "provisions: &a [*a]"}),
         "instruments/x-1/b.yaml: not YAML we read: an alias (*): write the entry out"),
        (lambda folder: folder.raw.update({"instruments/x-1/b.yaml": "provisions: []\nprovisions: []"}),
         "instruments/x-1/b.yaml: not YAML we read: the key provisions stands twice: keep one"),
        (lambda folder: folder.raw.update({"instruments/x-1/b.yaml": "!!python/object:os.system {}"}),
         "instruments/x-1/b.yaml: not YAML we read: could not determine a constructor"),
        (lambda folder: folder.raw.update({"instruments/x-1/b.yaml": "# " + "x" * files.LARGEST}),
         f"instruments/x-1/b.yaml: larger than {files.LARGEST} bytes; split it into groups"),
        (lambda folder: folder.raw.update({"instruments/x-1/b.yaml": "provisions: []"}),
         "instruments/x-1/b.yaml: provisions: Tuple should have at least 1 item after validation, not 0; correct it"),
    ],
)  # fmt: skip
def test_a_spoilt_file_is_refused(folder: Folder, spoil: Spoil, sentence: str) -> None:
    spoil(folder)
    assert any(problem.startswith(sentence) for problem in problems(folder)), problems_text(folder)


def problems_text(folder: Folder) -> str:
    try:
        read(folder.place)
    except BadLaw as refused:
        return str(refused)
    return "accepted"


def test_a_folder_without_its_instrument_file_is_refused(folder: Folder) -> None:
    place = folder.write()
    (place / "instruments" / "x-1" / "instrument.yaml").unlink()
    with pytest.raises(BadLaw, match=r"instruments/x-1/instrument\.yaml: missing; write it"):
        read(place)


def test_every_problem_is_said_at_once(folder: Folder) -> None:
    folder.provision.pop("article")
    folder.head.pop("publication")
    folder.period.pop("source")
    assert len(problems(folder)) >= 2


def test_an_open_period_may_be_followed_by_one_whose_first_day_is_unknown(folder: Folder) -> None:
    unknown = {**folder.period, "since": None, "since_unknown": WORDS, "not_before": "2000-01-02"}
    folder.bond["periods"] = [{**folder.period, "status": "signed"}, unknown]
    assert [one.since for one in read(folder.write()).relations][1] is None


def test_the_law_shipped_is_read_once() -> None:
    assert law() is law()


def test_every_provision_speaks_three_languages_and_names_its_instrument() -> None:
    for one in law().instruments.values():
        for rule in one.provisions:
            assert rule.id.startswith(f"{one.key}/")
            for words in (rule.title, rule.cure):
                assert all((words.ar, words.fr, words.en)), rule.id
                assert "'" not in words.fr, f"{rule.id}: the typographic apostrophe"


def test_nothing_shipped_claims_a_lawyer() -> None:
    assert {rule.checked_by for one in law().instruments.values() for rule in one.provisions} == {None}
