"""What an act may say: every field's bounds, hostile text in three scripts, a code for every error."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tajawub.casework.bodies import (
    BODIES,
    ERRORS,
    Body,
    Ground,
    Incomplete,
    Issue,
    Measure,
    NotUnderstood,
    filled_in,
    plain,
    understood,
)
from tajawub.casework.life_cycle import Kind

from .parties import LETTER, SAID

DIGEST = "0" * 64


def refusals(kind: Kind, fields: dict[str, Any]) -> dict[str, str]:
    try:
        filled_in(kind, fields)
    except Incomplete as incomplete:
        return incomplete.errors
    return {}


def letter(**fields: Any) -> dict[str, Any]:
    return LETTER | fields


def test_every_kind_has_one_body() -> None:
    assert {kind: body.kind for kind, body in BODIES.items()} == {kind: kind for kind in Kind}


@pytest.mark.parametrize("kind", Kind)
def test_a_body_filled_in_sealed_and_read_is_the_same(kind: Kind) -> None:
    body = filled_in(kind, SAID[kind])
    sealed = json.loads(json.dumps(plain(body)))
    assert understood(kind, sealed) == body
    assert plain(understood(kind, sealed)) == sealed


texts = st.text(st.sampled_from("aéçœ ضكــَ中\u200f\u200d0٣(«»)"), min_size=1, max_size=30).filter(
    lambda text: text.strip(" \u200f\u200d")
)


@settings(max_examples=50)
@given(
    texts,
    st.lists(st.builds(dict, type=st.sampled_from(Measure), description=texts), min_size=1, max_size=3),
    st.dates(date(1800, 1, 1), date(2999, 12, 31)),
    st.lists(
        st.builds(
            dict,
            name=texts,
            born_on=st.none() | st.dates(date(1800, 1, 1), date(2999, 12, 31)),
            role=st.none() | texts,
        ),
        max_size=3,
    ),
)
def test_a_letter_with_any_text_is_sealed_and_read_back(
    text: str, measures: list[dict[str, Any]], day: date, persons: list[dict[str, Any]]
) -> None:
    fields = letter(facts=text, measures=measures, answer_by=day, answer_by_reason=text, persons=persons)
    body = filled_in(Kind.ISSUE, fields)
    assert understood("issue", json.loads(json.dumps(plain(body)))) == body


# ---------------------------------------------------------------- bounds, field by field

LINE, PARAGRAPH, LONG = 300, 4_000, 20_000
TEXTS: list[tuple[Kind, str, int]] = [
    (Kind.ISSUE, "case_reference", LINE),
    (Kind.ISSUE, "offence", PARAGRAPH),
    (Kind.ISSUE, "facts", LONG),
    (Kind.ISSUE, "formalities", PARAGRAPH),
    (Kind.ISSUE, "purpose", PARAGRAPH),
    (Kind.ISSUE, "answer_by_reason", PARAGRAPH),
    (Kind.ACKNOWLEDGE, "file_reference", LINE),
    (Kind.ACKNOWLEDGE, "remarks", PARAGRAPH),
    (Kind.ASK_SUPPLEMENT, "reasons", PARAGRAPH),
    (Kind.ACCEPT, "remarks", PARAGRAPH),
    (Kind.ACCEPT_IN_PART, "remarks", PARAGRAPH),
    (Kind.ACCEPT_CONDITIONS, "remarks", PARAGRAPH),
    (Kind.REFUSE, "reasons", PARAGRAPH),
    (Kind.POSTPONE, "reasons", PARAGRAPH),
    (Kind.REPORT_EXECUTION, "account", LONG),
    (Kind.REPORT_EXECUTION, "formalities_not_followed", PARAGRAPH),
    (Kind.RETURN_RESULTS, "contents", LONG),
    (Kind.ACCEPT_RESULTS, "remarks", PARAGRAPH),
    (Kind.WITHDRAW, "reasons", PARAGRAPH),
    (Kind.STOP, "done_so_far", LONG),
    (Kind.CLOSE, "remarks", PARAGRAPH),
    (Kind.RECTIFY, "correction", LONG),
    (Kind.CONSULT, "reasons", PARAGRAPH),
    (Kind.ANSWER_CONSULTATION, "views", LONG),
    (Kind.ARREST, "place", LINE),
    (Kind.ARREST, "override", PARAGRAPH),
    (Kind.ARREST, "authority", LINE),
    (Kind.ARREST, "account", PARAGRAPH),
    (Kind.INFORM_PERSON, "counsel", LINE),
    (Kind.INFORM_PERSON, "interpreter", LINE),
    (Kind.INFORM_PERSON, "account", PARAGRAPH),
    (Kind.RECORD_CONSENT, "before", LINE),
    (Kind.RECORD_CONSENT, "counsel", LINE),
    (Kind.RECORD_CONSENT, "interpreter", LINE),
    (Kind.RECORD_CONSENT, "revocable_until", PARAGRAPH),
    (Kind.REPORT_INCOMPLETE_REQUEST, "reasons", PARAGRAPH),
    (Kind.RECEIVE_FORMAL_REQUEST, "remarks", PARAGRAPH),
    (Kind.REFER_TO_COURT, "court", LINE),
    (Kind.REPORT_COURT_DECISION, "court", LINE),
    (Kind.REPORT_COURT_DECISION, "reference", LINE),
    (Kind.REPORT_COURT_DECISION, "reasons", PARAGRAPH),
    (Kind.REPORT_APPEAL, "court", LINE),
    (Kind.REPORT_APPEAL, "lodged_by", LINE),
    (Kind.GRANT, "authority", LINE),
    (Kind.GRANT, "reference", LINE),
    (Kind.SCHEDULE_SURRENDER, "place", LINE),
    (Kind.SCHEDULE_SURRENDER, "arrangements", PARAGRAPH),
    (Kind.SCHEDULE_SURRENDER, "why_another_day", PARAGRAPH),
    (Kind.SURRENDER, "place", LINE),
    (Kind.SURRENDER, "override", PARAGRAPH),
    (Kind.SURRENDER, "to", LINE),
    (Kind.SURRENDER, "property_handed_over", PARAGRAPH),
    (Kind.SURRENDER_TEMPORARILY, "place", LINE),
    (Kind.SURRENDER_TEMPORARILY, "override", PARAGRAPH),
    (Kind.SURRENDER_TEMPORARILY, "to", LINE),
    (Kind.SURRENDER_TEMPORARILY, "conditions", PARAGRAPH),
    (Kind.RETURN_PERSON, "place", LINE),
    (Kind.RETURN_PERSON, "account", PARAGRAPH),
    (Kind.RECORD_RETURN, "place", LINE),
    (Kind.RECORD_RETURN, "account", PARAGRAPH),
    (Kind.TAKE_OVER, "place", LINE),
    (Kind.TAKE_OVER, "account", PARAGRAPH),
    (Kind.RELEASE, "ordered_by", LINE),
    (Kind.RELEASE, "account", PARAGRAPH),
    (Kind.REPORT_DEATH, "place", LINE),
    (Kind.REPORT_DEATH, "account", PARAGRAPH),
    (Kind.REPORT_COMPETING_REQUEST, "how_decided", PARAGRAPH),
    (Kind.REPORT_INTERIM_MEASURES, "ordered_by", LINE),
    (Kind.REPORT_INTERIM_MEASURES, "reference", LINE),
    (Kind.REPORT_INTERIM_MEASURES, "account", PARAGRAPH),
    (Kind.REPORT_INTERIM_MEASURES_LIFTED, "reference", LINE),
    (Kind.REPORT_INTERIM_MEASURES_LIFTED, "account", PARAGRAPH),
    (Kind.SUBMIT_TO_PROSECUTION, "authority", LINE),
    (Kind.SUBMIT_TO_PROSECUTION, "reference", LINE),
    (Kind.REQUEST_PROSECUTION, "reasons", PARAGRAPH),
    (Kind.REQUEST_PROSECUTION, "file", LONG),
    (Kind.REPORT_OUTCOME, "outcome", LONG),
    (Kind.CONTEST_IDENTITY, "contested_by", LINE),
    (Kind.CONTEST_IDENTITY, "reasons", PARAGRAPH),
    (Kind.CONFIRM_IDENTITY, "account", PARAGRAPH),
    (Kind.REPORT_NOTICE_CANCELLED, "reference", LINE),
    (Kind.REPORT_NOTICE_CANCELLED, "account", PARAGRAPH),
    (Kind.MAINTAIN, "reasons", PARAGRAPH),
    *[
        (kind, field, most)
        for kind in (Kind.REQUEST_PROVISIONAL_ARREST, Kind.SEND_FORMAL_REQUEST)
        for field, most in (
            ("case_reference", LINE),
            ("offence", PARAGRAPH),
            ("facts", LONG),
            ("committed_at", LINE),
            ("committed_where", LINE),
        )
    ],
]
LISTS: list[tuple[Kind, str, Any, int]] = [
    (Kind.ISSUE, "bases", {"instrument": "un-untoc-2000"}, 10),
    (Kind.ISSUE, "measures", {"type": "records", "description": "x"}, 40),
    (Kind.ASK_SUPPLEMENT, "questions", "x", 20),
    (Kind.SUPPLY_SUPPLEMENT, "answers", "x", 20),
    (Kind.OFFER_CONDITIONS, "conditions", "x", 20),
    (
        Kind.ACCEPT_IN_PART,
        "refused",
        {"measure": 1, "ground": "essential_interests", "reasons": "x"},
        40,
    ),
    (Kind.SEND_FORMAL_REQUEST, "documents", {"type": "description", "title": "x"}, 40),
    (Kind.GRANT, "offences", "x", 20),
    (Kind.REPORT_INCOMPLETE_REQUEST, "missing", "texts_of_law", 8),
    (Kind.RECEIVE_FORMAL_REQUEST, "documents", "texts_of_law", 8),
    (Kind.REPORT_COMPETING_REQUEST, "states", "ES", 10),
]
SWORN = {"language": "en", "kind": "sworn", "text": "x", "translator": "x"}
TRANSLATED = {
    Kind.ISSUE: "facts",
    Kind.SUPPLY_SUPPLEMENT: "answers.0",
    Kind.CONSULT: "reasons",
    Kind.ANSWER_CONSULTATION: "views",
    Kind.REFUSE: "reasons",
    Kind.POSTPONE: "reasons",
    Kind.WITHDRAW: "reasons",
    Kind.REQUEST_PROVISIONAL_ARREST: "facts",
    Kind.SEND_FORMAL_REQUEST: "facts",
    Kind.REPORT_COURT_DECISION: "reasons",
    Kind.GRANT: "offences.0",
    Kind.REQUEST_PROSECUTION: "file",
    Kind.REPORT_OUTCOME: "outcome",
}
"""Bodies that may carry translations of record, each with one of its texts."""
NESTED: list[tuple[Kind, str, Any, int]] = [
    (Kind.ISSUE, "bases.0.articles", {"instrument": "un-untoc-2000"}, LINE),
    (Kind.ISSUE, "measures.0.description", {"type": "records"}, PARAGRAPH),
    *[
        (Kind.ISSUE, f"persons.0.{field}", {"name": "x"}, LINE)
        for field in ("name", "name_other_script", "nationality", "location", "role")
    ],
    (Kind.ASK_SUPPLEMENT, "questions.0", None, PARAGRAPH),
    (Kind.SUPPLY_SUPPLEMENT, "answers.0", None, LONG),
    (Kind.OFFER_CONDITIONS, "conditions.0", None, PARAGRAPH),
    (Kind.ACCEPT_IN_PART, "refused.0.reasons", {"measure": 1, "ground": "essential_interests"}, PARAGRAPH),
    *[
        (kind, path, around, most)
        for kind in (Kind.REQUEST_PROVISIONAL_ARREST, Kind.SEND_FORMAL_REQUEST)
        for path, around, most in (
            ("bases.0.articles", {"instrument": "un-untoc-2000"}, LINE),
            *((f"person.{field}", None, LINE) for field in ("name", "name_other_script", "nationality", "location")),
            ("person.role", None, LINE),
            ("person.description", None, PARAGRAPH),
            ("person.identifiers.0.value", {"type": "passport"}, LINE),
            ("person.identifiers.0.issued_by", {"type": "passport", "value": "x"}, LINE),
            ("warrant.authority", None, LINE),
            ("warrant.reference", None, LINE),
            ("notice.reference", {"checked_on": "2026-11-20"}, LINE),
        )
    ],
    (Kind.SEND_FORMAL_REQUEST, "documents.0.title", {"type": "description"}, LINE),
    (Kind.SEND_FORMAL_REQUEST, "documents.0.annex", {"type": "description", "title": "x"}, LINE),
    (Kind.GRANT, "offences.0", None, PARAGRAPH),
    (Kind.GRANT, "conditions.0", None, PARAGRAPH),
    (Kind.GRANT, "assurances.0.text", {"given_by": "x", "given_on": "2026-11-20"}, PARAGRAPH),
    (Kind.GRANT, "assurances.0.given_by", {"text": "x", "given_on": "2026-11-20"}, LINE),
    *[
        (kind, f"translations.0.{field}", SWORN | {"of": of}, most)
        for kind, of in TRANSLATED.items()
        for field, most in (("text", LONG), ("translator", LINE))
    ],
]
EVERY_TEXT = [(kind, field, None, most) for kind, field, most in TEXTS] + NESTED


def said(kind: Kind, path: str, around: Any, value: object) -> dict[str, Any]:
    """Return a body of that kind whose field at `path` is `value`."""
    return _put(SAID[kind], path.split("."), around, value)


def _put(at: dict[str, Any], path: list[str], around: Any, value: object) -> dict[str, Any]:
    match path:
        case [name]:
            return at | {name: value}
        case [name, "0"]:
            return at | {name: [value]}
        case [name, "0", inner]:
            return at | {name: [around | {inner: value}]}
        case [name, *rest]:
            return at | {name: _put(at.get(name) or around, rest, around, value)}
        case _:
            raise ValueError(path)


def ids(case: object) -> str | None:
    return case if isinstance(case, str) else None


@pytest.mark.parametrize(("kind", "path", "around", "most"), EVERY_TEXT, ids=ids)
def test_a_text_holds_its_whole_length_and_not_one_letter_more(kind: Kind, path: str, around: Any, most: int) -> None:
    assert refusals(kind, said(kind, path, around, "ض" * most)) == {}
    assert refusals(kind, said(kind, path, around, "ض" * (most + 1))) == {path: "too_long"}


BLANK = ("", "   ", "\n\t ", "\u00a0", "\u200b", "\u200f\u200e", "\u2028")


@pytest.mark.parametrize(("kind", "path", "around", "most"), EVERY_TEXT, ids=ids)
def test_a_blank_text_is_missing(kind: Kind, path: str, around: Any, most: int) -> None:
    for blank in BLANK:
        assert refusals(kind, said(kind, path, around, blank)) == {path: "missing"}, repr(blank)


HOSTILE = {
    "Latin override": ("Durand\u202enarud", "direction_control"),
    "Arabic embedding": ("محمد\u202bبنعلي", "direction_control"),
    "Hebrew isolate": ("\u2067כהן\u2069", "direction_control"),
    "override at the end": ("Durand \u202e", "direction_control"),
    "null": ("Dur\x00and", "control_character"),
    "escape": ("\x1b[31mDurand", "control_character"),
    "Arabic and delete": ("محمد\x7f", "control_character"),
    "C1 control": ("Dur\x85and", "control_character"),
    "private use": ("\ue000Durand", "control_character"),
    "not a character": ("Durand\ufffe", "control_character"),
}


SEEN_OTHERWISE_BY_ANOTHER_PYTHON = ("not a character",)
"""Refused while typing only: a newer Unicode may give the code point a meaning, and an act has one meaning."""


@pytest.mark.parametrize(("kind", "path", "around", "most"), EVERY_TEXT, ids=ids)
def test_hostile_text_is_refused_in_every_field_with_its_code(kind: Kind, path: str, around: Any, most: int) -> None:
    for case, (text, code) in HOSTILE.items():
        assert refusals(kind, said(kind, path, around, text)) == {path: code}, case
        if case in SEEN_OTHERWISE_BY_ANOTHER_PYTHON:
            assert isinstance(understood(kind, said(kind, path, around, text)), Body), case
            continue
        with pytest.raises(NotUnderstood, match=code):
            understood(kind, said(kind, path, around, text))


HARMLESS = [
    "<script>alert(1)</script>",
    "'; DROP TABLE act; --",
    "{{ settings.SECRET_KEY }} ${x} #raw(`x`)",
    "O’Brien-Müller & «fils» 50 %",
    "مُحَمَّد بن عليّ (المكنّى «الطويل») رقم ١٢٣",
    "می\u200cخواهم",
    "李雷 · Ольга · כהן",
    "👩\u200d⚖️",
    "..\\../etc/passwd",
]


@pytest.mark.parametrize(("kind", "path", "around", "most"), EVERY_TEXT, ids=ids)
def test_text_that_only_looks_dangerous_is_kept_letter_by_letter(
    kind: Kind, path: str, around: Any, most: int
) -> None:
    for text in HARMLESS:
        body = filled_in(kind, said(kind, path, around, text))
        kept: Any = plain(understood(kind, plain(body)))
        for name in path.split("."):
            kept = kept[int(name)] if name.isdigit() else kept[name]
        assert kept == text


@pytest.mark.parametrize(("kind", "path", "around", "most"), EVERY_TEXT, ids=ids)
def test_a_line_is_one_line_and_a_paragraph_may_have_several(kind: Kind, path: str, around: Any, most: int) -> None:
    expected = {path: "control_character"} if most == LINE else {}
    assert refusals(kind, said(kind, path, around, "one\r\ntwo")) == expected
    assert refusals(kind, said(kind, path, around, " one\r\n")) == {}


@pytest.mark.parametrize(("kind", "field", "item", "most"), LISTS, ids=ids)
def test_a_list_has_at_least_one_item_and_at_most_so_many(kind: Kind, field: str, item: Any, most: int) -> None:
    assert refusals(kind, SAID[kind] | {field: [item] * most}) == {}
    assert refusals(kind, SAID[kind] | {field: []}) == {field: "missing"}
    assert refusals(kind, SAID[kind] | {field: [item] * (most + 1)}) == {field: "too_many"}


def test_a_letter_may_name_nobody_and_at_most_thirty_persons() -> None:
    assert refusals(Kind.ISSUE, letter(persons=[])) == {}
    assert refusals(Kind.ISSUE, letter(persons=[{"name": "x"}] * 30)) == {}
    assert refusals(Kind.ISSUE, letter(persons=[{"name": "x"}] * 31)) == {"persons": "too_many"}


@pytest.mark.parametrize(("measure", "code"), [(0, "not_a_number"), (41, "not_a_number"), ("x", "not_a_number")])
def test_a_measure_is_named_by_a_number_from_1_to_40(measure: object, code: str) -> None:
    assert refusals(Kind.REPORT_EXECUTION, SAID[Kind.REPORT_EXECUTION] | {"measure": measure}) == {"measure": code}
    for known in (1, 40):
        assert refusals(Kind.REPORT_EXECUTION, SAID[Kind.REPORT_EXECUTION] | {"measure": known}) == {}


@pytest.mark.parametrize(
    ("kind", "fields", "errors"),
    [
        (Kind.ISSUE, letter(language="es"), {"language": "not_valid"}),
        (Kind.ISSUE, letter(addressee="MA DACG"), {"addressee": "not_valid"}),
        (Kind.ISSUE, letter(through="x"), {"through": "not_valid"}),
        (Kind.ISSUE, letter(urgency="soon"), {"urgency": "not_in_list"}),
        (Kind.ISSUE, letter(bases=[{"instrument": "ETS 30"}]), {"bases.0.instrument": "not_valid"}),
        (Kind.ISSUE, letter(confidential="perhaps"), {"confidential": "not_valid"}),
        (Kind.ISSUE, letter(persons=[{"name": "x", "born_on": "1/2/90"}]), {"persons.0.born_on": "not_a_date"}),
        (Kind.ISSUE, letter(price=3), {"price": "not_valid"}),
        (Kind.ISSUE, letter(answer_by="2027-02-30", answer_by_reason="x"), {"answer_by": "not_a_date"}),
        (Kind.ISSUE, letter(answer_by="2027-02-28"), {"answer_by_reason": "missing"}),
        (Kind.ISSUE, letter(urgency="urgent"), {"answer_by": "missing"}),
        (Kind.REFUSE, {"ground": "bank_secrecy", "reasons": "x"}, {"ground": "not_in_list"}),
        (Kind.REPORT_EXECUTION, SAID[Kind.REPORT_EXECUTION] | {"outcome": "x"}, {"outcome": "not_in_list"}),
        (Kind.POSTPONE, {"reasons": "x"}, {"review_on": "missing"}),
        (Kind.POSTPONE, {"reasons": "x", "review_on": None}, {"review_on": "not_a_date"}),
        (Kind.RECTIFY, {"rectifies": "A" * 64, "correction": "x"}, {"rectifies": "not_valid"}),
        (Kind.ACCEPT, {"remarks": 3}, {"remarks": "missing"}),
    ],
)
def test_a_field_that_does_not_hold_has_its_code(kind: Kind, fields: dict[str, Any], errors: dict[str, str]) -> None:
    assert refusals(kind, fields) == errors


@pytest.mark.parametrize("kind", Kind)
def test_an_empty_form_names_every_required_field(kind: Kind) -> None:
    required = {name for name, field in BODIES[kind].model_fields.items() if field.is_required()}
    assert refusals(kind, {}) == dict.fromkeys(required, "missing")


def test_an_urgent_letter_says_by_when_and_why() -> None:
    fields = letter(urgency="urgent", answer_by="2026-12-01", answer_by_reason="Fin de la détention")
    body = filled_in(Kind.ISSUE, fields)
    assert isinstance(body, Issue)
    assert body.answer_by == date(2026, 12, 1)


def test_bank_secrecy_is_no_ground_for_refusal() -> None:
    # art. 18(8): mutual legal assistance is not declined on the ground of bank secrecy.
    assert not [ground for ground in Ground if "bank" in ground or "fiscal" in ground]


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6) | st.just("\u202e"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["measure", "ground", "name", "zz"]), inner, max_size=3)
    ),
    max_leaves=6,
)


@settings(max_examples=150)
@given(st.sampled_from(Kind), st.data())
def test_whatever_is_filled_in_each_error_has_a_known_code(kind: Kind, data: st.DataObject) -> None:
    fields = data.draw(st.fixed_dictionaries({}, optional=dict.fromkeys(BODIES[kind].model_fields, anything)))
    assert set(refusals(kind, SAID[kind] | fields).values()) <= set(ERRORS)


NOBODY = {"name": "Idriss Vaubrac", "description": "1 m 78"}


def test_every_code_can_arise() -> None:
    arising = {
        *refusals(Kind.ISSUE, letter(language="es", urgency="x", facts="\u202e", purpose="\x00")).values(),
        *refusals(Kind.ASK_SUPPLEMENT, {"questions": ["x"] * 21, "answer_by": "x"}).values(),
        *refusals(Kind.STOP, {"done_so_far": "x" * 20_001}).values(),
        *refusals(Kind.STOP, {}).values(),
        *refusals(Kind.REPORT_EXECUTION, SAID[Kind.REPORT_EXECUTION] | {"measure": "x"}).values(),
        *refusals(Kind.ARREST, SAID[Kind.ARREST] | {"matched": []}).values(),
        *refusals(Kind.SEND_FORMAL_REQUEST, SAID[Kind.SEND_FORMAL_REQUEST] | {"person": NOBODY}).values(),
        *refusals(Kind.ISSUE, letter(translations=[SWORN | {"of": "facts", "kind": "machine_draft"}])).values(),
        *refusals(Kind.ISSUE, letter(translations=[SWORN | {"of": "verdict"}])).values(),
        *refusals(Kind.ISSUE, letter(translations=[SWORN | {"of": "facts"}] * 2)).values(),
    }
    assert arising == set(ERRORS)


# ---------------------------------------------------------------- what a peer sealed


def test_text_is_read_in_its_composed_form() -> None:
    body = understood("stop", {"done_so_far": "He\u0301le\u0300ne"})
    assert plain(body) == {"done_so_far": "Hélène"}


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("transfer_proceedings", {}),
        ("", {}),
        ("accept", {"price": 3}),
        ("stop", {}),
        ("stop", {"done_so_far": 3}),
        ("return_results", {"contents": "x", "complete": "yes"}),
        ("return_results", {"contents": "x", "complete": 1}),
        ("report_execution", {"measure": "1", "outcome": "executed", "account": "x"}),
        ("postpone", {"reasons": "x", "review_on": 0}),
        ("ask_supplement", {"questions": "why"}),
    ],
)
def test_a_body_of_another_form_is_not_understood_rather_than_guessed_at(kind: str, body: dict[str, Any]) -> None:
    with pytest.raises(NotUnderstood):
        understood(kind, body)


def texts_of(schema: dict[str, Any], known: dict[str, Any]) -> set[str]:
    """Return the path of every text that a person writes, read from the body's own schema."""
    found = set()
    for name, field in schema.get("properties", {}).items():
        for form in field.get("anyOf", [field]):
            item = form.get("items", form)
            below = f"{name}.0" if "items" in form else name
            inner = known.get(item.get("$ref", "").rpartition("/")[2], {})
            found |= {f"{below}.{path}" for path in texts_of(inner, known)}
            if item.get("type") == "string" and not {"pattern", "format"} & item.keys():
                found.add(below)
    return found


@pytest.mark.parametrize("body", BODIES.values(), ids=lambda body: body.__name__)
def test_no_text_of_any_body_is_missing_from_the_table_of_bounds(body: type[Body]) -> None:
    schema = body.model_json_schema()
    assert texts_of(schema, schema.get("$defs", {})) == {path for kind, path, _, _ in EVERY_TEXT if kind is body.kind}
