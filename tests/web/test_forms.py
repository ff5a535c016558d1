"""Between what a person types and a typed body nothing is lost or invented."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import QueryDict
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tajawub.casework.bodies import BODIES, ERRORS, Incomplete, Measure, filled_in
from tajawub.casework.life_cycle import Kind
from tajawub.casework.objections import CODES
from tajawub.node import invented
from tajawub.web.forms import acts
from tajawub.web.forms.fields import SENTENCES, Control, Field, Option, fill, lacks, typed
from tajawub.web.forms.letter import sections

from .test_drafting import posted

LETTER_SECTIONS = sections((), (Option("fr-bepi", "BEPI"),), "en")
LETTER_FIELDS = [field for section in LETTER_SECTIONS for field in section.fields]
MEASURES = (Option("1", "1"), Option("2", "2"))


def query(fields: dict[str, Any]) -> QueryDict:
    made = QueryDict(mutable=True)
    for name, value in posted(fields):
        made[name] = value
    return made


def fields_of(kind: Kind) -> tuple[Field, ...]:
    return acts.fields(kind, language="en", measures=MEASURES, questions=(), ours=(Option("0" * 64, "FR 1"),))


def test_every_field_of_every_body_has_its_place_on_a_form() -> None:
    for kind, body in BODIES.items():
        asked = {field.name for field in (LETTER_FIELDS if kind is Kind.ISSUE else fields_of(kind))}
        assert asked == set(body.model_fields), kind


def test_a_field_is_optional_on_the_form_where_it_is_in_the_body() -> None:
    for kind, body in BODIES.items():
        for field in LETTER_FIELDS if kind is Kind.ISSUE else fields_of(kind):
            if field.control not in (Control.CHOICE, Control.TICK) or (
                field.optional and field.control is not Control.TICK
            ):
                assert field.optional == (not body.model_fields[field.name].is_required()), (kind, field.name)


def test_every_error_a_body_may_carry_has_a_sentence() -> None:
    assert {*ERRORS, *CODES} == set(SENTENCES)


def test_every_choice_of_the_letter_is_one_of_the_bodies() -> None:
    measures = next(field for field in LETTER_FIELDS if field.name == "measures")
    assert {option.value for option in measures.of[0].options} == {"", *(measure.value for measure in Measure)}


def test_the_invented_letter_comes_back_from_its_form_as_it_was() -> None:
    assert typed(LETTER_FIELDS, query(invented.LETTER)) == invented.LETTER


TEXT = st.text(alphabet=st.characters(exclude_categories=("Cs",)), min_size=1, max_size=40).map(
    lambda text: text.replace("\r", "").strip()
)


@given(st.lists(st.tuples(st.sampled_from(list(Measure)), TEXT.filter(bool)), max_size=12))
def test_any_measures_typed_are_the_measures_kept(measures: list[tuple[Measure, str]]) -> None:
    rows = [{"type": measure.value, "description": text} for measure, text in measures]
    assert typed(LETTER_FIELDS, query({"measures": rows})).get("measures", []) == rows


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
