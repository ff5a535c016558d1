"""A body as lines to read: each field under the label of its form, codes said in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils.translation import pgettext

from tajawub.web.dates import clock, day, tongue
from tajawub.web.forms import translations
from tajawub.web.forms.fields import Control, Field, Text, numbered, value_at


@dataclass(frozen=True, slots=True)
class Line:
    """One field as read: `written` marks a person's own words, `parts` a row's: each keeps its own direction.

    `of` names the text as its translations do. Where one of record is read instead, `made_by` says who answers for it
    and `original` is what was written. `alarm` is what must be seen first.
    """

    label: Text
    text: str
    written: bool = True
    parts: tuple[str, ...] = ()
    of: str = ""
    made_by: str = ""
    original: str = ""
    alarm: str = ""


def lines(fields: Sequence[Field], values: Mapping[str, Any], language: str) -> tuple[Line, ...]:
    """Return what a body says as it was written, in the order of its form; `values` are its JSON values."""
    return tuple(line for field in fields for line in _lines(field, value_at(values, field.name), language))


def read(fields: Sequence[Field], values: Mapping[str, Any], language: str) -> tuple[Line, ...]:
    """Return what a body says in the reader's language, as far as translations of record go."""
    own = [field for field in fields if field.name != "translations"]
    return tuple(translated(line, values, language) for line in lines(own, values, language))


def translated(line: Line, values: Mapping[str, Any], language: str) -> Line:
    """Return a line in its translation of record into that language, or as it is."""
    for row in translations.rows(values):
        if line.of and (row.get("of"), row.get("language")) == (line.of, language) and not translations.is_draft(row):
            return replace(
                line, text=str(row["text"]), made_by=translations.made_by(row, language), original=line.text
            )
    return line


def _lines(field: Field, value: Any, language: str) -> Iterator[Line]:
    match field.control, value:
        case _, None | "" | [] | False:
            return
        case Control.TICK, _:
            yield Line(field.label, pgettext("answer", "yes"), written=False)
        case Control.TICKS, list():
            labels = {str(option.said): str(option.label) for option in field.options}
            yield Line(field.label, "", parts=tuple(labels.get(str(one), str(one)) for one in value))
        case Control.TEXTS, list():
            for number, text in enumerate(value):
                yield Line(numbered(field, number + 1), str(text), of=f"{field.name}.{number}")
        case Control.ROWS, list() if field.name == "translations":
            yield from (_translation(row, field, language) for row in value if isinstance(row, Mapping))
        case Control.ROWS, list():
            for number, row in enumerate(value, 1):
                inner = lines(field.of, row, language) if isinstance(row, Mapping) else ()
                yield Line(numbered(field, number), "", parts=tuple(line.text for line in inner))
        case Control.DATE, _:
            yield Line(field.label, _day(str(value), language), written=False)
        case Control.MOMENT, _:
            yield Line(field.label, _moment(str(value), language), written=False)
        case Control.CHOICE | Control.NUMBER_CHOICE, _:
            yield Line(field.label, _chosen(field, value), written=False)
        case Control.NUMBER, _:
            yield Line(field.label, str(value), written=False)
        case _:
            yield Line(field.label, str(value), of=field.name)


def _chosen(field: Field, value: Any) -> str:
    return next((str(option.label) for option in field.options if option.value == str(value)), str(value))


def _translation(row: Mapping[str, Any], field: Field, language: str) -> Line:
    """Return a translation as it reads; a machine's is told apart, whatever it says."""
    named = {inner.name: _chosen(inner, row.get(inner.name, "")) for inner in field.of if inner.options}
    said = {"text": named["of"], "language": named["language"], "by": translations.made_by(row, language)}
    label = pgettext("translation", "%(text)s, %(language)s: %(by)s") % said
    alarm = pgettext("translation", "Machine draft, no translation of record") if translations.is_draft(row) else ""
    return Line(label, str(row.get("text", "")), alarm=alarm)


def _day(text: str, language: str) -> str:
    try:
        return day(date.fromisoformat(text), tongue(language))
    except ValueError:
        return text


def _moment(text: str, language: str) -> str:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return text
    said = {"day": day(at.date(), tongue(language)), "time": clock(at)}
    return pgettext("day and time", "%(day)s, %(time)s") % said
