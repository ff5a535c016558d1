"""What every body is made of: texts that read as they are stored, persons, bases, translations of record. Pure.

The bodies themselves stand in `bodies.py` (letter rogatory, and acts of every procedure) and `extradition_bodies.py`.
"""

from __future__ import annotations

import unicodedata
from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar, Self
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    model_validator,
)

from tajawub.casework.life_cycle import Kind

TYPED = {"typed": True}
"""The context of what a person fills in, as against what a peer has sealed."""

_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that make a text read otherwise than it is stored (Unicode bidirectional controls)."""


def _readable(text: str, info: ValidationInfo) -> str:
    """Normalise to NFC; refuse what reorders the text around it, what is private, and controls.

    What this Python's Unicode tables do not know yet, or cannot see, is refused while a person types, never when
    a peer's act is read: the same act must mean the same on every node, whatever its Python.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    typed = info.context is TYPED
    for character in text:
        if character in _OVERRIDES:
            raise ValueError("direction_control")
        category = unicodedata.category(character)
        if (category in ("Cc", "Cs", "Co") or (typed and category == "Cn")) and character not in "\n\t":
            raise ValueError("control_character")
    if typed and all(unicodedata.category(character)[0] in "CZ" for character in text):
        raise ValueError("missing")
    return text


def _one_line(text: str) -> str:
    if "\n" in text or "\t" in text:
        raise ValueError("control_character")
    return text


# The constraints come first: after a validator they would be checked before the text is stripped.
Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=300),
    AfterValidator(_readable),
    AfterValidator(_one_line),
]
Paragraph = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=4_000),
    AfterValidator(_readable),
]
Long = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000),
    AfterValidator(_readable),
]


Day = Annotated[date, Field(ge=date(1800, 1, 1), le=date(2999, 12, 31))]
"""A day in a letter: wide enough for births, narrow enough to be told in every time zone."""


class Urgency(StrEnum):
    ROUTINE = "routine"
    URGENT = "urgent"


class Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Body(Value):
    """What one act says. The class names its kind."""

    kind: ClassVar[Kind]

    @property
    def needs_second_officer(self) -> bool:
        """Whether what it says takes a second officer, even where its kind does not."""
        return False


class Basis(Value):
    """One legal basis: the instrument and the articles relied on, as the author cites them."""

    instrument: Annotated[str, Field(pattern=r"^[a-z0-9-]{2,40}$")]
    articles: Line | None = None


class Person(Value):
    """A person concerned, where possible with what identifies them. Source: art. 18(15)(e)."""

    name: Line
    name_other_script: Line | None = None
    born_on: Day | None = None
    nationality: Line | None = None
    location: Line | None = None
    role: Line | None = None


class TranslationKind(StrEnum):
    """Who answers for a translation. A machine draft helps a person read; nobody answers for it."""

    SWORN = "sworn"
    OFFICIAL = "official"
    MACHINE_DRAFT = "machine_draft"


class Translation(Value):
    """A translation of record of one text of the act: `of` names its field, `answers.0` the first text of a list."""

    of: Annotated[str, Field(pattern=r"^[a-z_]{2,40}(\.[0-9]{1,2})?$")]
    language: Annotated[str, Field(pattern=r"^(ar|fr|en)$")]
    kind: TranslationKind
    text: Long
    translator: Line

    @model_validator(mode="after")
    def _somebody_answers_for_it(self) -> Self:
        if self.kind is TranslationKind.MACHINE_DRAFT:
            raise ValueError("machine_draft")
        return self


class Translated(Body):
    """A body whose texts, facts and reasons above all, may carry translations of record."""

    translations: Annotated[tuple[Translation, ...], Field(max_length=20)] = ()

    @model_validator(mode="after")
    def _translations_are_of_its_texts(self) -> Self:
        said = [(one.of, one.language) for one in self.translations]
        if any(self._text(of) is None for of, _ in said):
            raise ValueError("translation_of_nothing")
        if len(set(said)) < len(said):
            raise ValueError("translated_twice")
        return self

    def _text(self, of: str) -> str | None:
        name, _, number = of.partition(".")
        said = getattr(self, name, None) if name in type(self).model_fields else None
        if number:
            said = said[int(number)] if isinstance(said, tuple) and int(number) < len(said) else None
        return said if isinstance(said, str) else None

    def translated(self, of: str, language: str) -> Translation | None:
        """Return the translation of record of one text, None where there is none."""
        return next((one for one in self.translations if (one.of, one.language) == (of, language)), None)


class Citation(Value):
    """Another request that this one names: of the same case, or the one it follows."""

    id: UUID
    label: Annotated[str, Field(pattern=r"^[A-Z]{2}-[0-9]{4}-[0-9]{4,6}$")]


class Opening(Translated):
    """What every act that opens a request says: to whom, on which bases, for what. Source: art. 18(15)(a)-(c)."""

    language: Annotated[str, Field(pattern=r"^(ar|fr|en)$")]
    addressee: Annotated[str, Field(pattern=r"^[a-z0-9-]{2,64}$")]
    through: Annotated[str, Field(pattern=r"^[a-z0-9-]{2,64}$")] | None = None
    case_reference: Line
    bases: Annotated[tuple[Basis, ...], Field(min_length=1, max_length=10)]
    offence: Paragraph
    facts: Long
    cites: Annotated[tuple[Citation, ...], Field(max_length=10)] = ()

    @property
    def concerned(self) -> tuple[Person, ...]:
        """The persons the request is about."""
        return ()

    @property
    def is_urgent(self) -> bool:
        return False
