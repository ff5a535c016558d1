"""A body as lines to read: each field under the label of its form, codes said in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import pgettext

from tajawub.web.dates import day, tongue
from tajawub.web.forms.fields import Control, Field, Text, numbered


@dataclass(frozen=True, slots=True)
class Line:
    """One field as read: `written` marks a person's own words, `parts` a row's: each keeps its own direction."""

    label: Text
    text: str
    written: bool = True
    parts: tuple[str, ...] = ()


def lines(fields: Sequence[Field], values: Mapping[str, Any], language: str) -> tuple[Line, ...]:
    """Return what a body says, in the order of its form; `values` are its JSON values."""
    return tuple(line for field in fields for line in _lines(field, values.get(field.name), language))


def _lines(field: Field, value: Any, language: str) -> Iterator[Line]:
    match field.control, value:
        case _, None | "" | [] | False:
            return
        case Control.TICK, _:
            yield Line(field.label, pgettext("answer", "yes"), written=False)
        case Control.TEXTS, list():
            for number, text in enumerate(value, 1):
                yield Line(numbered(field, number), str(text))
        case Control.ROWS, list():
            for number, row in enumerate(value, 1):
                inner = lines(field.of, row, language) if isinstance(row, Mapping) else ()
                yield Line(numbered(field, number), "", parts=tuple(line.text for line in inner))
        case Control.DATE, _:
            yield Line(field.label, _day(str(value), language), written=False)
        case Control.CHOICE | Control.NUMBER_CHOICE, _:
            said = next((str(option.label) for option in field.options if option.value == str(value)), str(value))
            yield Line(field.label, said, written=False)
        case _:
            yield Line(field.label, str(value))


def _day(text: str, language: str) -> str:
    try:
        return day(date.fromisoformat(text), tongue(language))
    except ValueError:
        return text
