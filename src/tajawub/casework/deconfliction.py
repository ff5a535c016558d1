"""What one request says that another may say too: persons, names, numbers, requests it cites. Pure.

Two requests are about the same person where both say the same name and birth date, or the same number of a paper, of
fingerprints or of a DNA profile. A name alone makes a namesake, never a person: it is written in many ways and borne
by many. Nothing here decides anything; an officer looks at what was found.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from tajawub.casework.body import Body, Opening, Person
from tajawub.casework.extradition_bodies import SoughtPerson
from tajawub.casework.identification import Family, Identifier


class TraceKind(StrEnum):
    PERSON = "person"
    NAME = "name"
    NUMBER = "number"
    CITES = "cites"
    """The identity of another request that this one names."""


@dataclass(frozen=True, slots=True, order=True)
class Trace:
    """One thing a request says, normalised: two requests that say it have the same key.

    A person's key begins with what it rests on (`birth_date`, `passport`, ...) and a colon.
    """

    kind: TraceKind
    key: str

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    @classmethod
    def read(cls, line: str) -> Trace:
        kind, _, key = line.partition(" ")
        return cls(TraceKind(kind), key)


class Likeness(StrEnum):
    """What two requests have in common, the strongest thing first."""

    SAME_PERSON = "same_person"
    SAME_NUMBER = "same_number"
    SAME_NAME = "same_name"
    """A homonym is possible: this is never called the same person."""


MOST = 2_000
"""Traces kept of one request: a letter has dozens. More is somebody who wants to fill the index."""

LONGEST = 300
"""Characters of a key; a longer one is kept as its SHA-256, which no index refuses."""

OWN_NUMBER = frozenset({Family.FINGERPRINTS, Family.DNA, Family.PAPERS})
"""Families whose identifiers belong to one person. A birth place, parents or a mark are shared by many."""

FEWEST_DIGITS = 5
"""Digits without which an identifier is a remark, « annexed » or « see photograph 2 », and no number."""


def likeness(shared: Collection[Trace]) -> Likeness:
    """Say what these common traces amount to."""
    kinds = {trace.kind for trace in shared}
    if TraceKind.PERSON in kinds:
        return Likeness.SAME_PERSON
    return Likeness.SAME_NUMBER if TraceKind.NUMBER in kinds else Likeness.SAME_NAME


def evidence(shared: Iterable[Trace]) -> tuple[Trace, ...]:
    """Return the common traces as they are told: a name is left out where something stronger is common."""
    told = sorted(trace for trace in shared if trace.kind is not TraceKind.CITES)
    return tuple(trace for trace in told if trace.kind is not TraceKind.NAME) or tuple(told)


def traces(bodies: Iterable[Body]) -> frozenset[Trace]:
    """Return what these acts of one request say, at most MOST: the persons first."""
    found: set[Trace] = set()
    for body in bodies:
        if isinstance(body, Opening):
            found.update(Trace(TraceKind.CITES, str(cited.id)) for cited in body.cites)
            found.update(trace for person in body.concerned for trace in _of_person(person))
        said = body.model_dump(mode="json", exclude_none=True, exclude={"cites", "rectifies"})
        found.update(Trace(TraceKind.NUMBER, number) for text in _texts(said) for number in numbers(text))
    rank = {TraceKind.CITES: 0, TraceKind.PERSON: 1, TraceKind.NAME: 2, TraceKind.NUMBER: 3}
    return frozenset(sorted(map(_bounded, found), key=lambda trace: (rank[trace.kind], trace.key))[:MOST])


def _of_person(person: Person) -> Iterator[Trace]:
    for name in filter(None, map(folded, (person.name, person.name_other_script or ""))):
        yield Trace(TraceKind.NAME, name)
        if person.born_on is not None:
            yield Trace(TraceKind.PERSON, f"{Identifier.BIRTH_DATE}:{person.born_on.isoformat()} {name}")
    if isinstance(person, SoughtPerson):
        for one in person.identifiers:
            value = plain_number(one.value)
            if one.type.family in OWN_NUMBER and sum(map(str.isdecimal, value)) >= FEWEST_DIGITS:
                yield Trace(TraceKind.PERSON, f"{one.type}:{value}")
                if one.type.family is Family.PAPERS:
                    yield Trace(TraceKind.NUMBER, value)


def _bounded(trace: Trace) -> Trace:
    if len(trace.key) <= LONGEST:
        return trace
    return Trace(trace.kind, hashlib.sha256(trace.key.encode()).hexdigest())


def _texts(said: Any) -> Iterator[str]:
    if isinstance(said, str):
        yield said
    elif isinstance(said, Mapping):
        for value in said.values():
            yield from _texts(value)
    elif isinstance(said, list):
        for value in said:
            yield from _texts(value)


# ------------------------------------------------------------------------------------------ names

_LETTERS = str.maketrans({"ٱ": "ا", "ة": "ه", "ى": "ي", "ی": "ي", "ک": "ك", "ـ": None})
"""Arabic letters that one clerk writes for another; hamza above or below falls with the diacritics."""


def folded(name: str) -> str:
    """Return a name as it is compared: letters alike made equal, no diacritics, words in alphabetical order."""
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    bare = "".join(one for one in apart if unicodedata.category(one) not in ("Mn", "Cf")).translate(_LETTERS)
    kept = "".join(one if unicodedata.category(one)[0] in "LMN" else " " for one in bare)
    return " ".join(sorted(kept.split()))


# ---------------------------------------------------------------------------------------- numbers

_IBAN = re.compile(r"(?<![A-Z0-9])[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![A-Z0-9])")
_ABROAD = re.compile(r"(?:(?<![0-9+])\+|(?<![\w.,/-])00)(?:[ .\-()]{0,2}[0-9]){8,15}(?![0-9])")
"""A telephone number with its country: E.164 after `+` or 00."""
_AT_HOME = re.compile(r"(?<![\w.,/+-])0[0-9]([ .-]?)(?:[0-9]{2}\1){3}[0-9]{2}(?![\w/-])")
"""Ten digits as they are dialled in France and in Morocco. Without its country it equals only the same."""
_PAPER = re.compile(r"(?<![\w-])(?:[A-Z]{1,2}[0-9]{6,8}|[0-9]{2}[A-Z]{2}[0-9]{5})(?![\w-])")
"""Passports and identity cards of the shapes in use in both States."""
_LONG = re.compile(r"(?<![\w.,-])[0-9]{14,30}(?![\w-])")
"""A bank account (RIB) or a device (IMEI)."""


def numbers(text: str) -> frozenset[str]:
    """Return the numbers in a text that lead to one thing in the world: telephones, accounts, papers."""
    text, found = _plain_digits(text), set()
    for match in _IBAN.finditer(text):
        iban = _iban(match[0])
        if iban:
            found.add(iban)
            text = text.replace(match[0], "\n" * len(match[0]))
    # +33 (0)6: the zero in brackets is dialled at home only.
    found.update("+" + _digits(match[0]) for match in _ABROAD.finditer(text.replace("(0)", "")))
    text = _ABROAD.sub("\n", text)
    for shape in (_AT_HOME, _PAPER, _LONG):
        found.update(plain_number(match[0]) for match in shape.finditer(text))
    return frozenset(found)


def plain_number(text: str) -> str:
    """Return a number without what people write between its signs."""
    return "".join(one for one in _plain_digits(text).upper() if one.isalnum())


def _plain_digits(text: str) -> str:
    """Write every decimal digit 0 to 9, spaces alike, and drop invisible marks of direction."""
    text = "".join(one for one in unicodedata.normalize("NFKC", text) if unicodedata.category(one) != "Cf")
    return "".join(str(unicodedata.decimal(one)) if one.isdecimal() else one for one in text)


def _digits(text: str) -> str:
    digits = "".join(one for one in text if one.isdecimal())
    return digits.removeprefix("00") if not text.startswith("+") else digits


def _iban(text: str) -> str:
    """Return the account number where its check digits hold (ISO 13616), with or without its last group."""
    for candidate in (text, text.rpartition(" ")[0]):
        plain = candidate.replace(" ", "")
        turned = plain[4:] + plain[:4]
        if len(plain) > 14 and int("".join(str(int(one, 36)) for one in turned)) % 97 == 1:
            return plain
    return ""
