"""Between what a person types and a typed body nothing is lost or invented."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import pytest
from django.http import QueryDict
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from casework.parties import SAID
from tajawub.casework.bodies import BODIES, ERRORS, Incomplete, Measure, Translated, filled_in, plain
from tajawub.casework.extradition import OPENINGS
from tajawub.casework.life_cycle import Kind
from tajawub.casework.objections import CODES
from tajawub.casework.procedures import EXTRADITION
from tajawub.node import invented, invented_extradition
from tajawub.web.forms import acts, extradition
from tajawub.web.forms.fields import SENTENCES, Control, Field, Option, Section, fill, lacks, typed, value_at
from tajawub.web.forms.letter import sections

CITED = {"id": "019ab0c4-7d00-7000-8000-0000000000aa", "label": "FR-2026-0003"}
CITABLE = (Option(CITED["id"], CITED["label"], means=CITED),)
BEPI = (Option("fr-bepi", "BEPI"),)
LETTER_SECTIONS = sections((), BEPI, CITABLE, "en")
LETTER_FIELDS = [field for section in LETTER_SECTIONS for field in section.fields]
MEASURES = (Option("1", "1"), Option("2", "2"))


def sent(fields: Sequence[Field], values: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield what a browser sends of a form that is filled in with these values."""
    for field in fields:
        name, value = f"{prefix}{field.name}", value_at(values, field.name)
        match field.control:
            case _ if value is None:
                continue
            case Control.TICK:
                yield from [(name, "on")] * bool(value)
            case Control.TICKS:
                yield from ((name, option.value) for option in field.options if option.said in value)
            case Control.TEXTS:
                yield from ((f"{name}.{number}", text) for number, text in enumerate(value))
            case Control.ROWS:
                for number, row in enumerate(value):
                    yield from sent(field.of, row, f"{name}.{number}.")
            case _:
                yield name, str(value)


def query(fields: Sequence[Field], values: dict[str, Any]) -> QueryDict:
    made = QueryDict(mutable=True)
    for name, value in sent(fields, values):
        made.appendlist(name, value)
    return made


def sections_of(kind: Kind) -> tuple[Section, ...]:
    if kind is Kind.ISSUE:
        return LETTER_SECTIONS
    if kind in OPENINGS:
        return extradition.sections(kind, (), BEPI, CITABLE, "en")
    found = acts.fields(kind, language="en", measures=MEASURES, questions=(), ours=(Option("0" * 64, "FR 1"),))
    return (Section("act", "", found),)


def fields_of(kind: Kind) -> tuple[Field, ...]:
    return tuple(field for section in sections_of(kind) for field in section.fields)


def models(annotation: Any) -> Iterator[type[BaseModel]]:
    """Yield the values of which a field of a body is made."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif get_origin(annotation) in (tuple, Union, UnionType, Annotated):
        for part in get_args(annotation):
            yield from models(part)


def check(fields: Sequence[Field], body: type[BaseModel], kind: Kind) -> None:
    """Hold a description against the body it fills in, values within values and rows included."""
    names = [field.name.split(".")[0] for field in fields]
    assert set(names) == set(body.model_fields), (kind, body.__name__)
    for name, described in body.model_fields.items():
        inner = [field for field in fields if field.name.startswith(f"{name}.")]
        rows = [field for field in fields if field.name == name and field.of]
        (*_, model) = [BaseModel, *models(described.annotation)]
        if inner:
            check([within(field, name) for field in inner], model, kind)
        for field in rows:
            check(field.of, model, kind)


def within(field: Field, name: str) -> Field:
    return Field(field.name.removeprefix(f"{name}."), field.label, field.control, of=field.of)


@pytest.mark.parametrize("kind", BODIES)
def test_every_field_of_every_body_has_its_place_on_a_form(kind: Kind) -> None:
    check(fields_of(kind), BODIES[kind], kind)


@pytest.mark.parametrize("kind", BODIES)
def test_a_field_is_optional_on_the_form_where_it_is_in_the_body(kind: Kind) -> None:
    body = BODIES[kind]
    for field in fields_of(kind):
        if "." not in field.name and field.control not in (Control.CHOICE, Control.TICK):
            assert field.optional == (not body.model_fields[field.name].is_required()), field.name


def test_what_must_be_ticked_is_missing_until_it_is() -> None:
    for kind, name in (
        (Kind.REQUEST_PROVISIONAL_ARREST, "intends_formal_request"),
        (Kind.INFORM_PERSON, "reasons_told"),
    ):
        values = {**SAID[kind], name: False}
        with pytest.raises(Incomplete) as raised:
            filled_in(kind, values)
        assert raised.value.errors == {name: "missing"}
        (field,) = [field for field in fields_of(kind) if field.name == name]
        assert not field.optional


def told(kind: Kind) -> dict[str, Any]:
    """Return values for a kind as a draft keeps them."""
    said = SAID[kind] if kind is not Kind.REQUEST_PROVISIONAL_ARREST else invented_extradition.arrest_request(TODAY)
    values = plain(filled_in(kind, said))
    if issubclass(BODIES[kind], Translated):
        values["translations"] = [TRANSLATION | {"of": next(texts(kind))}]
    if "cites" in BODIES[kind].model_fields:
        values["cites"] = [CITED]
    return {name: value for name, value in values.items() if value not in ([], {})}


TODAY = date(2026, 11, 24)
TRANSLATION = {"language": "ar", "kind": "sworn", "translator": "مترجم محلف", "text": "ترجمة"}


def texts(kind: Kind) -> Iterator[str]:
    """Yield the texts whose translation the form of a kind offers."""
    rows = next(field for field in fields_of(kind) if field.name == "translations")
    of = next(field for field in rows.of if field.name == "of")
    yield from (option.value for option in of.options if option.value)


@pytest.mark.parametrize("kind", BODIES)
def test_an_act_comes_back_from_its_form_as_it_was(kind: Kind) -> None:
    fields, values = fields_of(kind), told(kind)
    assert filled_in(kind, typed(fields, query(fields, values))) == filled_in(kind, values)


@pytest.mark.parametrize("kind", [kind for kind, body in BODIES.items() if issubclass(body, Translated)])
def test_every_text_the_form_offers_to_translate_may_carry_a_translation(kind: Kind) -> None:
    for of in texts(kind):
        name, _, number = of.partition(".")
        if not number or int(number) < len(told(kind).get(name, ())):
            values = LEFT_OUT.get(name, {})
            body = filled_in(kind, {**told(kind), **values, "translations": [TRANSLATION | {"of": of}]})
            assert isinstance(body, Translated)
            assert body.translated(of, "ar") is not None


LEFT_OUT = {
    "answer_by_reason": {"answer_by_reason": "Audience", "answer_by": "2027-01-01"},
    "formalities": {"formalities": "Sous serment"},
}
"""Texts that the letter of the tests does without."""


@pytest.mark.parametrize("kind", EXTRADITION.kinds)
def test_no_act_of_extradition_is_asked_for_under_an_article_of_assistance(kind: Kind) -> None:
    asked = [
        field
        for section in sections_of_extradition(kind)
        for field in section.fields
        if field.article.startswith("18(")
    ]
    assert asked == []


def sections_of_extradition(kind: Kind) -> tuple[Section, ...]:
    if kind in OPENINGS:
        return sections_of(kind)
    ours = (Option("0" * 64, "FR 1"),)
    found = acts.fields(kind, language="en", measures=(), questions=(), ours=ours, procedure=EXTRADITION)
    return (Section("act", "", found),)


def test_a_person_left_out_whole_is_lacking_field_by_field() -> None:
    with pytest.raises(Incomplete) as raised:
        filled_in(Kind.REQUEST_PROVISIONAL_ARREST, {})
    with translation.override("en"):
        found = lacks(sections_of(Kind.REQUEST_PROVISIONAL_ARREST), raised.value.errors)
    assert [lack.id for lack in found if lack.section in ("person", "warrant")] == [
        "f-person-name",
        "f-person-description",
        "f-warrant-type",
        "f-warrant-authority",
        "f-warrant-issued_on",
        "f-warrant-reference",
        "f-purpose",
    ]


def test_what_was_ticked_and_is_not_in_the_list_is_said_at_the_field() -> None:
    fields = fields_of(Kind.ARREST)
    made = QueryDict("place=x&authority=x&matched=passport&matched=soul&override=x")
    values = typed(fields, made)
    assert values["matched"] == ["passport", "soul"]
    with pytest.raises(Incomplete) as raised:
        filled_in(Kind.ARREST, values)
    assert raised.value.errors == {"matched.1": "not_in_list"}
    with translation.override("en"):
        matched = next(one for one in fill(fields, values, raised.value.errors) if one.asked.name == "matched")
    assert str(matched.error) == "Choose one from the list."
    assert [option.value for option, chosen in matched.chosen if chosen] == ["passport"]


def test_every_error_a_body_may_carry_has_a_sentence() -> None:
    assert {*ERRORS, *CODES} == set(SENTENCES)


def test_every_choice_of_the_letter_is_one_of_the_bodies() -> None:
    measures = next(field for field in LETTER_FIELDS if field.name == "measures")
    assert {option.value for option in measures.of[0].options} == {"", *(measure.value for measure in Measure)}


def test_the_invented_letter_comes_back_from_its_form_as_it_was() -> None:
    assert typed(LETTER_FIELDS, query(LETTER_FIELDS, invented.LETTER)) == invented.LETTER


TEXT = st.text(alphabet=st.characters(exclude_categories=("Cs",)), min_size=1, max_size=40).map(
    lambda text: text.replace("\r", "").strip()
)


@given(st.lists(st.tuples(st.sampled_from(list(Measure)), TEXT.filter(bool)), max_size=12))
def test_any_measures_typed_are_the_measures_kept(measures: list[tuple[Measure, str]]) -> None:
    rows = [{"type": measure.value, "description": text} for measure, text in measures]
    assert typed(LETTER_FIELDS, query(LETTER_FIELDS, {"measures": rows})).get("measures", []) == rows


@given(st.dictionaries(st.text(max_size=30), st.text(max_size=30), max_size=12))
def test_no_posted_form_breaks_the_reading(sent: dict[str, str]) -> None:
    made = QueryDict(mutable=True)
    made.update(
        {
            f"{name}.{number}.{key}": value
            for number, (key, value) in enumerate(sent.items())
            for name in ("measures", "bases")
        }
    )
    made.update(sent)
    kept = typed(LETTER_FIELDS, made)
    with translation.override("en"):
        fill(LETTER_FIELDS, kept, {})
        try:
            filled_in(Kind.ISSUE, kept)
        except Incomplete as incomplete:
            lacks(LETTER_SECTIONS, incomplete.errors)


@pytest.mark.parametrize("number", ["", "0x1", "١", "-1", "9999", "1e3"])
def test_a_number_that_is_none_is_not_in_the_list(number: str) -> None:
    made = QueryDict(mutable=True)
    made.update({"measure": number, "outcome": "executed", "account": "x"})
    with pytest.raises(Incomplete) as raised:
        filled_in(Kind.REPORT_EXECUTION, typed(fields_of(Kind.REPORT_EXECUTION), made))
    assert set(raised.value.errors) == {"measure"}


def test_an_error_in_a_row_is_named_by_row_and_field() -> None:
    with translation.override("en"):
        (lack,) = lacks(LETTER_SECTIONS, {"measures.1.description": "missing"})
    assert (lack.id, lack.label) == ("f-measures-1-description", "Measure 2: What is asked, from whom, where")
    assert lack.article == "18(15)(d)"
