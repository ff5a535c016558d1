"""The facts a rule may depend on, as a form: yes, no or not known; a number; one of a few."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import pgettext

from tajawub.law import reasons
from tajawub.law.question import FACTS, UNITS, Fact, Purpose
from tajawub.web.forms.fields import SENTENCES, Text

Known = Mapping[Fact, bool | int | str]
YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer; the empty one is "not known", and it is the one that stands until a person says otherwise."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Stated:
    """One fact on the form: `choices`, or a whole number of `unit` where there are none."""

    name: str
    label: str
    choices: tuple[Choice, ...]
    unit: str
    value: str
    error: Text


@dataclass(frozen=True, slots=True)
class Typed:
    """What a form said of the facts; `wrong` is kept as it was typed."""

    known: dict[Fact, bool | int | str]
    wrong: dict[Fact, str]


def typed(posted: QueryDict) -> Typed:
    """Read the facts of a form; what is empty or absent is unknown."""
    known: dict[Fact, bool | int | str] = {}
    wrong: dict[Fact, str] = {}
    for fact, form in FACTS.items():
        text = posted.get(fact, "").strip()
        if not text:
            continue
        value: bool | int | str = text
        if form.unit is not None and re.fullmatch(r"\d{1,4}", text, re.ASCII):
            value = int(text)
        elif form.unit is None and not form.choices and text in (YES, NO):
            value = text == YES
        if form.takes(value):
            known[fact] = value
        else:
            wrong[fact] = text
    return Typed(known, wrong)


def form(asked: Iterable[Fact], known: Known, wrong: Mapping[Fact, str], language: str) -> tuple[Stated, ...]:
    """Return the facts asked for and those already known, in the order of the list of facts."""
    wanted = {*asked, *known, *wrong}
    return tuple(_stated(fact, known.get(fact), wrong.get(fact), language) for fact in FACTS if fact in wanted)


def _stated(fact: Fact, value: bool | int | str | None, wrong: str | None, language: str) -> Stated:
    shape = FACTS[fact]
    label = shape.words.within(language)
    said = wrong if wrong is not None else _said(value)
    return Stated(
        name=fact.value,
        label=label[:1].upper() + label[1:],
        choices=() if shape.unit else _choices(shape.choices, said, language),
        unit=UNITS[shape.unit].within(language) if shape.unit else "",
        value=said,
        error=SENTENCES["not_valid"] if wrong is not None else "",
    )


def _choices(choices: tuple[str, ...], said: str, language: str) -> tuple[Choice, ...]:
    offered = (
        [(one, reasons.PURPOSES[Purpose(one)].within(language)) for one in choices]
        if choices
        else [(YES, reasons.YES.within(language)), (NO, reasons.NO.within(language))]
    )
    offered.append(("", pgettext("a fact of the case", "not known")))
    return tuple(Choice(value, label, value == said) for value, label in offered)


def _said(value: bool | int | str | None) -> str:
    match value:
        case None:
            return ""
        case bool():
            return YES if value else NO
        case _:
            return str(value)
