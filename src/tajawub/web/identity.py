"""How strongly a person is identified, as the pages show it: a sign, words, and what counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tajawub.casework.extradition_letter_words import FAMILIES, IDENTIFIERS, STRENGTHS
from tajawub.casework.identification import Identifier, Strength, strength
from tajawub.web.phrases import capitalised


@dataclass(frozen=True, slots=True)
class Counted:
    """One family of identifiers that fail together: it counts once, however many of them there are."""

    family: str
    identifiers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Identity:
    """The strength with its mark, and the families that make it."""

    mark: str
    look: str
    words: str
    counted: tuple[Counted, ...]


_MARKS = {Strength.NAME_ONLY: "notmet", Strength.ONE_IDENTIFIER: "unclear", Strength.TWO_IDENTIFIERS: "met"}


def identity(identifiers: Iterable[Identifier], language: str) -> Identity:
    """Return how strongly these identifiers identify beside the name."""
    kept = list(dict.fromkeys(identifiers))
    found = strength(kept)
    counted = [
        Counted(words.said(language), tuple(IDENTIFIERS[one].said(language) for one in kept if one.family is family))
        for family, words in FAMILIES.items()
        if any(one.family is family for one in kept)
    ]
    return Identity(
        _MARKS[found], f"is-{_MARKS[found]}", capitalised(STRENGTHS[found].said(language)), tuple(counted)
    )


def typed(person: Mapping[str, Any]) -> Iterator[Identifier]:
    """Yield the identifiers among what was typed of a person so far."""
    if person.get("born_on"):
        yield Identifier.BIRTH_DATE
    for row in person.get("identifiers", ()):
        if row.get("value") and row.get("type") in set(Identifier):
            yield Identifier(row["type"])


def of_section(key: str, values: Mapping[str, Any], language: str) -> Identity | None:
    """Return the strength to show with a section of a form: of the person sought, or of the person before us."""
    if key == "person":
        return identity(typed(values.get("person", {})), language)
    if key == "act" and "matched" in values:
        return identity((Identifier(one) for one in values["matched"] if one in set(Identifier)), language)
    return None
