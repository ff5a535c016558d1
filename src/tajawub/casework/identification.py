"""How strongly a person is identified: independent identifiers beside the name. Pure.

A name is no identifier: it is written in many ways and borne by many. Two identifiers of one family (two papers that
one registry issued, a birth date and a birth place) are one: what was wrong in the first is wrong in the second.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

NEEDED = 2
"""Independent identifiers without which nobody is arrested or surrendered. Node policy, from cases of mistaken
identity (a namesake surrendered, a namesake arrested at an airport)."""


class Family(StrEnum):
    """Identifiers of different families fail independently of each other."""

    FINGERPRINTS = "fingerprints"
    DNA = "dna"
    FACE = "face"
    PAPERS = "papers"
    CIVIL_STATUS = "civil_status"
    MARKS = "marks"


class Identifier(StrEnum):
    """What may identify a person beside the name."""

    FINGERPRINTS = "fingerprints"
    DNA = "dna"
    PHOTOGRAPH = "photograph"
    PASSPORT = "passport"
    IDENTITY_CARD = "identity_card"
    OTHER_DOCUMENT = "other_document"
    BIRTH_DATE = "birth_date"
    BIRTH_PLACE = "birth_place"
    PARENTS = "parents"
    DISTINGUISHING_MARKS = "distinguishing_marks"

    @property
    def family(self) -> Family:
        return _FAMILIES[self]


_FAMILIES = {
    Identifier.FINGERPRINTS: Family.FINGERPRINTS,
    Identifier.DNA: Family.DNA,
    Identifier.PHOTOGRAPH: Family.FACE,
    Identifier.PASSPORT: Family.PAPERS,
    Identifier.IDENTITY_CARD: Family.PAPERS,
    Identifier.OTHER_DOCUMENT: Family.PAPERS,
    Identifier.BIRTH_DATE: Family.CIVIL_STATUS,
    Identifier.BIRTH_PLACE: Family.CIVIL_STATUS,
    Identifier.PARENTS: Family.CIVIL_STATUS,
    Identifier.DISTINGUISHING_MARKS: Family.MARKS,
}


class Strength(StrEnum):
    """How far a person is identified on paper."""

    NAME_ONLY = "name_only"
    ONE_IDENTIFIER = "one_identifier"
    TWO_IDENTIFIERS = "two_identifiers"


def independent(identifiers: Iterable[Identifier]) -> int:
    """Return how many independent identifiers there are: one a family."""
    return len({identifier.family for identifier in identifiers})


def strength(identifiers: Iterable[Identifier]) -> Strength:
    return (Strength.NAME_ONLY, Strength.ONE_IDENTIFIER, Strength.TWO_IDENTIFIERS)[min(independent(identifiers), 2)]
