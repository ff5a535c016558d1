"""What a form asks for, and the same filled in: fields as values, no act and no HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import pgettext, pgettext_lazy

from tajawub.casework.words import Words

Text = str | Promise


class Control(StrEnum):
    """How a field is filled in."""

    LINE = "line"
    TEXT = "text"
    LONG = "long"
    DATE = "date"
    MOMENT = "moment"
    CHOICE = "choice"
    NUMBER = "number"
    NUMBER_CHOICE = "number_choice"
    TICK = "tick"
    TICKS = "ticks"
    ROWS = "rows"
    TEXTS = "texts"


@dataclass(frozen=True, slots=True)
class Option:
    """One line of a list to choose from; `means` is what the body says for it, where that is not the value itself."""

    value: str
    label: Text
    means: Any = None

    @property
    def said(self) -> Any:
        return self.value if self.means is None else self.means


@dataclass(frozen=True, slots=True)
class Field:
    """One thing asked for: `article` is a reference of the life cycle's tables, empty where none asks for it.

    A name such as `warrant.issued_on` fills in one value within another.
    """

    name: str
    label: Text
    control: Control = Control.TEXT
    article: str = ""
    help: Text = ""
    optional: bool = False
    options: Sequence[Option] = ()
    of: tuple[Field, ...] = ()
    add: Text = ""
    prompts: tuple[str, ...] = ()
    """For TEXTS: what each of the first fields answers. Then none may be skipped, or answers would slip."""


@dataclass(frozen=True, slots=True)
class Section:
    """Fields that belong together, under one heading."""

    key: str
    title: Text
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a repeated field, numbered from 1."""

    number: int
    fields: tuple[Filled, ...]


@dataclass(frozen=True, slots=True)
class Filled:
    """A field with what was typed into it and what is wrong with it."""

    asked: Field
    name: str
    value: str = ""
    ticked: bool = False
    error: Text = ""
    rows: tuple[Row, ...] = ()
    picked: tuple[Any, ...] = ()

    @property
    def id(self) -> str:
        return "f-" + self.name.replace(".", "-")

    @property
    def chosen(self) -> tuple[tuple[Option, bool], ...]:
        return tuple(
            (option, option.said in self.picked or option.value == self.value) for option in self.asked.options
        )


@dataclass(frozen=True, slots=True)
class Lack:
    """What still stands between the draft and its submission: where, what, under which article."""

    id: str
    label: str
    sentence: Text
    article: str
    section: str
    missing: bool
    """False where something stands there, and is wrong."""


NOT_CHOSEN = Option("", pgettext_lazy("list", "Choose"))


def options(words: Mapping[Any, Words], language: str) -> tuple[Option, ...]:
    """Return a closed list of the acts' bodies as lines to choose from, in the reader's language."""
    return tuple(Option(str(code), _capital(said.said(language))) for code, said in words.items())


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


SENTENCES: dict[str, Text] = {
    "missing": pgettext_lazy("form error", "This is missing."),
    "too_long": pgettext_lazy("form error", "This is too long: shorten it, or attach it as an annexe."),
    "too_many": pgettext_lazy("form error", "There are too many of these for one act."),
    "not_in_list": pgettext_lazy("form error", "Choose one from the list."),
    "not_a_date": pgettext_lazy("form error", "This is no date: write it as year-month-day."),
    "past_day": pgettext_lazy("form error", "This day has passed: choose a later one."),
    "future_day": pgettext_lazy("form error", "This day is still to come: write one that has been."),
    "before_letter": pgettext_lazy("form error", "This lies before the letter: nothing was executed on it yet."),
    "before_request": pgettext_lazy("form error", "This lies before the request it answers was made."),
    "before_arrest": pgettext_lazy("form error", "This lies before the arrest."),
    "before_grant": pgettext_lazy("form error", "This lies before the extradition was granted."),
    "consult_first": pgettext_lazy(
        "form error", "Consult the requesting State first, and wait for its views or for the day set for them."
    ),
    "court_unfavourable": pgettext_lazy(
        "form error", "The court’s last decision reported here is unfavourable: extradition cannot be granted on it."
    ),
    "every_measure": pgettext_lazy("form error", "This leaves no measure accepted: refuse the letter instead."),
    "twice": pgettext_lazy("form error", "The same measure stands here twice: name it once."),
    "direction_control": pgettext_lazy(
        "form error",
        "This holds an invisible character that turns the reading direction: type the text again without it.",
    ),
    "control_character": pgettext_lazy(
        "form error", "This holds an invisible control character: type the text again without it."
    ),
    "not_a_number": pgettext_lazy("form error", "This is no whole number that can stand here."),
    "name_only": pgettext_lazy(
        "form error",
        "A name is no identity: give the date of birth or an identifier. Nobody is sought on a name alone.",
    ),
    "not_sent": pgettext_lazy(
        "form error",
        "Fewer than two of these stand in the request to be compared with. Say why you go on all the same, and a "
        "second officer decides.",
    ),
    "two_identifiers": pgettext_lazy(
        "form error",
        "Fewer than two independent identifiers match. Tick those that do; or say why you go on all the same, and a "
        "second officer decides.",
    ),
    "machine_draft": pgettext_lazy(
        "form error",
        "Nobody answers for a machine draft: it cannot be sealed. Have it sworn or made official, or take it out.",
    ),
    "translation_of_nothing": pgettext_lazy("form error", "This translates a text that is not in the act."),
    "translated_twice": pgettext_lazy("form error", "The same text stands here twice in one language: keep one."),
    "not_valid": pgettext_lazy("form error", "This cannot be read: write it otherwise."),
}


def typed(fields: Sequence[Field], posted: QueryDict, prefix: str = "") -> dict[str, Any]:
    """Return what was posted as a body's fields; what was left empty is left out, and so are empty rows."""
    found: dict[str, Any] = {}
    for field in fields:
        value = _typed(field, posted, f"{prefix}{field.name}")
        if value not in ("", [], {}, None):
            *outer, name = field.name.split(".")
            within = found
            for one in outer:
                within = within.setdefault(one, {})
            within[name] = value
    return found


def value_at(values: Mapping[str, Any], name: str) -> Any:
    """Return what stands under a field's name, None where nothing does."""
    found: Any = values
    for one in name.split("."):
        found = found.get(one) if isinstance(found, Mapping) else None
    return found


def _typed(field: Field, posted: QueryDict, name: str) -> Any:
    match field.control:
        case Control.TICK:
            return posted.get(name) == "on"
        case Control.TICKS:
            ticked = posted.getlist(name)
            known = {option.value for option in field.options}
            listed = [option.said for option in field.options if option.value in ticked]
            return [*listed, *(one for one in ticked if one not in known)]
        case Control.NUMBER | Control.NUMBER_CHOICE:
            chosen = posted.get(name, "").strip()
            return int(chosen) if re.fullmatch(r"\d{1,5}", chosen, re.ASCII) else chosen
        case Control.TEXTS:
            texts = [posted.get(f"{name}.{number}", "").strip() for number in _numbers(posted, name)]
            return [text for number, text in enumerate(texts) if text or number < len(field.prompts)]
        case Control.ROWS:
            rows = [typed(field.of, posted, f"{name}.{number}.") for number in _numbers(posted, name)]
            return [row for row in rows if row]
        case Control.LINE | Control.TEXT | Control.LONG | Control.DATE | Control.MOMENT | Control.CHOICE:
            return posted.get(name, "").replace("\r\n", "\n").strip()


def _numbers(posted: QueryDict, name: str) -> list[int]:
    form = re.compile(re.escape(name) + r"\.(\d{1,2})(?:\.|$)", re.ASCII)
    return sorted({int(match[1]) for key in posted if (match := form.match(key))})


def fill(
    fields: Sequence[Field],
    values: Mapping[str, Any],
    errors: Mapping[str, str],
    *,
    more: str = "",
    prefix: str = "",
) -> tuple[Filled, ...]:
    """Return the fields with their values and errors; repeated ones have an empty row where `more` names them."""
    errors = spread(fields, errors)
    return tuple(
        _fill(field, value_at(values, field.name), errors, more, f"{prefix}{field.name}") for field in fields
    )


def spread(fields: Iterable[Field], errors: Mapping[str, str]) -> dict[str, str]:
    """Return the errors with one on a value left out whole said of each field that must be filled in within it."""
    found: dict[str, str] = {}
    for path, code in errors.items():
        within = [field.name for field in fields if field.name.startswith(f"{path}.") and not field.optional]
        found |= dict.fromkeys(within or [path], code)
    return found


def _fill(field: Field, value: Any, errors: Mapping[str, str], more: str, name: str) -> Filled:
    error = _sentence(errors.get(name, ""))
    match field.control:
        case Control.ROWS:
            return Filled(field, name, error=error, rows=_rows(field, value, errors, more, name))
        case Control.TEXTS:
            return Filled(field, name, error=error, rows=_texts(field, value, errors, more, name))
        case Control.TICK:
            return Filled(field, name, ticked=value is True, error=error)
        case Control.TICKS:
            inner = next((code for path, code in errors.items() if path.startswith(f"{name}.")), "")
            picked = tuple(value) if isinstance(value, list | tuple) else ()
            return Filled(field, name, error=error or _sentence(inner), picked=picked)
        case _:
            return Filled(field, name, "" if value is None else str(value), error=error)


def _rows(field: Field, value: Any, errors: Mapping[str, str], more: str, name: str) -> tuple[Row, ...]:
    kept = [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []
    wanted = kept + [{}] * (not kept or more == name)
    return tuple(
        Row(number + 1, fill(field.of, row, errors, prefix=f"{name}.{number}.")) for number, row in enumerate(wanted)
    )


def _texts(field: Field, value: Any, errors: Mapping[str, str], more: str, name: str) -> tuple[Row, ...]:
    kept = [str(text) for text in value] if isinstance(value, list) else []
    wanted = kept + [""] * max(len(field.prompts) - len(kept), not kept or more == name)
    found = []
    for number, text in enumerate(wanted):
        prompt = field.prompts[number] if number < len(field.prompts) else ""
        asked = Field(field.name, numbered(field, number + 1), help=prompt)
        error = _sentence(errors.get(f"{name}.{number}", ""))
        found.append(Row(number + 1, (Filled(asked, f"{name}.{number}", text, error=error),)))
    return tuple(found)


def numbered(field: Field, number: int) -> str:
    return pgettext("row of a form", "%(what)s %(number)d") % {"what": field.label, "number": number}


def sentences(errors: Mapping[str, str]) -> str:
    """Return what is wrong, each sentence once, where no field is on the page to say it at."""
    return " ".join(dict.fromkeys(str(_sentence(code)) for code in errors.values()))


def _sentence(code: str) -> Text:
    return SENTENCES.get(code, SENTENCES["not_valid"]) if code else ""


def lacks(sections: Sequence[Section], errors: Mapping[str, str]) -> tuple[Lack, ...]:
    """Return what is missing or wrong, in the order of the form."""
    errors = spread([field for section in sections for field in section.fields], errors)
    return tuple(
        _lack(section, top, path, code)
        for section in sections
        for top in section.fields
        for path, code in errors.items()
        if f"{path}.".startswith(f"{top.name}.")
    )


def _lack(section: Section, top: Field, path: str, code: str) -> Lack:
    field, label = _deepest(top, path.removeprefix(top.name).split(".")[1:])
    article = field.article or top.article
    return Lack("f-" + path.replace(".", "-"), label, _sentence(code), article, section.key, code == "missing")


def _deepest(field: Field, rest: Sequence[str]) -> tuple[Field, str]:
    """Return the field a path ends in, and what to call it: «Measures 2: what is asked»."""
    if not rest or field.control is Control.TICKS:
        return field, str(field.label)
    number = int(rest[0]) + 1
    inner = next((one for one in field.of if rest[1:] and one.name == rest[1]), None)
    label = numbered(field, number)
    if inner is None:
        return field, label
    return inner, pgettext("row of a form", "%(row)s: %(field)s") % {"row": label, "field": inner.label}
