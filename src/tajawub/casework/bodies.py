"""What each act of the letter rogatory says: one typed body a kind, version 1.

The same value is filled in by the form, sealed in `act.json` and read by the other node. Articles in
`sources` cite un-untoc-2000 art. 18 (read on 2026-11-23).
"""

from __future__ import annotations

import json
import unicodedata
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
    model_validator,
)

from tajawub.casework.letter_rogatory import Kind

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


_FREE: TypeAdapter[str] = TypeAdapter(Paragraph)


class Measure(StrEnum):
    """The purposes of assistance. Source: un-untoc-2000 art. 18(3)(a)-(i)."""

    STATEMENTS = "statements"
    SERVICE = "service"
    SEARCH_SEIZURE_FREEZING = "search_seizure_freezing"
    OBJECTS_AND_SITES = "objects_and_sites"
    INFORMATION_ITEMS_EXPERTISE = "information_items_expertise"
    RECORDS = "records"
    PROCEEDS = "proceeds"
    VOLUNTARY_APPEARANCE = "voluntary_appearance"
    OTHER = "other"


class Ground(StrEnum):
    """The closed list of grounds for refusal. Source: un-untoc-2000 art. 18(9), (21)(a)-(d)."""

    FORM_NONCONFORMITY = "form_nonconformity"
    ESSENTIAL_INTERESTS = "essential_interests"
    DOMESTIC_PROHIBITION = "domestic_prohibition"
    CONTRARY_TO_LEGAL_SYSTEM = "contrary_to_legal_system"
    DUAL_CRIMINALITY_ABSENT = "dual_criminality_absent"


class Urgency(StrEnum):
    ROUTINE = "routine"
    URGENT = "urgent"


class Outcome(StrEnum):
    """How one measure ended."""

    EXECUTED = "executed"
    EXECUTED_IN_PART = "executed_in_part"
    IMPOSSIBLE = "impossible"


class Instrument(StrEnum):
    """The instruments a letter may rest on between the demonstration's two States."""

    FR_MA_MLA_2008 = "fr-ma-mla-2008"
    UN_UNTOC_2000 = "un-untoc-2000"


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Body(_Value):
    """What one act says. The class names its kind."""

    kind: ClassVar[Kind]


class Basis(_Value):
    """One legal basis: the instrument and the articles relied on, as the author cites them."""

    instrument: Instrument
    articles: Line | None = None


class Person(_Value):
    """A person concerned, where possible with what identifies them. Source: art. 18(15)(e)."""

    name: Line
    name_other_script: Line | None = None
    born_on: Day | None = None
    nationality: Line | None = None
    location: Line | None = None
    role: Line | None = None


class AskedMeasure(_Value):
    """One measure asked for. Source: art. 18(15)(d)."""

    type: Measure
    description: Paragraph


class Issue(Body):
    """The letter itself. Source: art. 18(14) and (15)(a)-(f)."""

    kind: ClassVar[Kind] = Kind.ISSUE

    language: Annotated[str, Field(pattern=r"^(ar|fr|en)$")]
    addressee: Annotated[str, Field(pattern=r"^[a-z0-9-]{2,64}$")]
    through: Annotated[str, Field(pattern=r"^[a-z0-9-]{2,64}$")] | None = None
    case_reference: Line
    bases: Annotated[tuple[Basis, ...], Field(min_length=1, max_length=10)]
    offence: Paragraph
    facts: Long
    persons: Annotated[tuple[Person, ...], Field(max_length=30)] = ()
    measures: Annotated[tuple[AskedMeasure, ...], Field(min_length=1, max_length=40)]
    formalities: Paragraph | None = None
    purpose: Paragraph
    confidential: bool = True
    urgency: Urgency = Urgency.ROUTINE
    answer_by: Day | None = None
    answer_by_reason: Paragraph | None = None

    @model_validator(mode="after")
    def _deadline_has_its_reason(self) -> Self:
        # art. 18(24): account is taken of deadlines "for which reasons are given".
        if self.answer_by is not None and self.answer_by_reason is None:
            raise ValueError("answer_by_reason")
        if self.urgency is Urgency.URGENT and self.answer_by is None:
            raise ValueError("urgent_answer_by")
        return self


class Acknowledge(Body):
    """A human being has taken the request in hand, under the requested State's own file number."""

    kind: ClassVar[Kind] = Kind.ACKNOWLEDGE
    file_reference: Line
    remarks: Paragraph | None = None


class AskSupplement(Body):
    """What is missing for the execution. Source: art. 18(16)."""

    kind: ClassVar[Kind] = Kind.ASK_SUPPLEMENT
    questions: Annotated[tuple[Paragraph, ...], Field(min_length=1, max_length=20)]
    reasons: Paragraph | None = None
    answer_by: Day | None = None


class SupplySupplement(Body):
    kind: ClassVar[Kind] = Kind.SUPPLY_SUPPLEMENT
    answers: Annotated[tuple[Long, ...], Field(min_length=1, max_length=20)]


class Accept(Body):
    kind: ClassVar[Kind] = Kind.ACCEPT
    remarks: Paragraph | None = None


class RefusedMeasure(_Value):
    """A measure refused: its number in the letter, the ground, the reasons. Source: art. 18(21), (23)."""

    measure: Annotated[int, Field(ge=1, le=40)]
    ground: Ground
    reasons: Paragraph


class AcceptInPart(Body):
    kind: ClassVar[Kind] = Kind.ACCEPT_IN_PART
    refused: Annotated[tuple[RefusedMeasure, ...], Field(min_length=1, max_length=40)]
    remarks: Paragraph | None = None


class OfferConditions(Body):
    """Source: art. 18(26)."""

    kind: ClassVar[Kind] = Kind.OFFER_CONDITIONS
    conditions: Annotated[tuple[Paragraph, ...], Field(min_length=1, max_length=20)]


class AcceptConditions(Body):
    kind: ClassVar[Kind] = Kind.ACCEPT_CONDITIONS
    remarks: Paragraph | None = None


class Refuse(Body):
    """Source: art. 18(21), (23)."""

    kind: ClassVar[Kind] = Kind.REFUSE
    ground: Ground
    reasons: Paragraph


class Postpone(Body):
    """Source: art. 18(25). The day it will be looked at again is node policy."""

    kind: ClassVar[Kind] = Kind.POSTPONE
    reasons: Paragraph
    review_on: Day


class ReportExecution(Body):
    """One measure and how it ended; a formality not followed is said with its reason. Source: art. 18(17)."""

    kind: ClassVar[Kind] = Kind.REPORT_EXECUTION
    measure: Annotated[int, Field(ge=1, le=40)]
    outcome: Outcome
    account: Long
    formalities_not_followed: Paragraph | None = None


class ReturnResults(Body):
    kind: ClassVar[Kind] = Kind.RETURN_RESULTS
    contents: Long
    complete: bool


class AcceptResults(Body):
    kind: ClassVar[Kind] = Kind.ACCEPT_RESULTS
    remarks: Paragraph | None = None


class Withdraw(Body):
    """Source: art. 18(24), last sentence."""

    kind: ClassVar[Kind] = Kind.WITHDRAW
    reasons: Paragraph


class Stop(Body):
    kind: ClassVar[Kind] = Kind.STOP
    done_so_far: Long


class Close(Body):
    kind: ClassVar[Kind] = Kind.CLOSE
    remarks: Paragraph | None = None


class Rectify(Body):
    """An error in an earlier act of the same author, put right without touching that act."""

    kind: ClassVar[Kind] = Kind.RECTIFY
    rectifies: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    correction: Long


BODIES: dict[Kind, type[Body]] = {body.kind: body for body in Body.__subclasses__()}


class NotUnderstood(Exception):
    """The kind is unknown to this version, or the body does not have the form of its kind."""


class Incomplete(Exception):
    """What was filled in does not yet make the act: `errors` maps a field to a code of `ERRORS`."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(", ".join(f"{field}: {code}" for field, code in errors.items()))
        self.errors = errors


def understood(kind: str, body: dict[str, Any]) -> Body:
    """Read a body that a peer sealed, each field of its own JSON type. Raises NotUnderstood."""
    try:
        return BODIES[Kind(kind)].model_validate_json(json.dumps(body), strict=True)
    except ValueError as error:
        raise NotUnderstood(f"{kind}: {_first(error)}") from None


def filled_in(kind: Kind, fields: dict[str, Any]) -> Body:
    """Read what a person filled in. Raises Incomplete, with a code for each field."""
    try:
        return BODIES[kind].model_validate(fields, context=TYPED)
    except ValidationError as error:
        raise Incomplete(dict(_codes(error))) from None


def free_text(field: str, text: str) -> str:
    """Read what a person writes outside an act: a note, reasons for sending back. Raises Incomplete."""
    try:
        return _FREE.validate_python(text, context=TYPED)
    except ValidationError as error:
        _, code = _codes(error)[-1]
        raise Incomplete({field: code}) from None


def plain(body: Body) -> dict[str, Any]:
    """Return the body as JSON values, fields left empty left out."""
    return body.model_dump(mode="json", exclude_none=True)


def _first(error: ValueError) -> str:
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        # The path may hold a key that the peer chose.
        return f"{'.'.join(map(str, first['loc']))[:100]!r}: {first['msg']}"
    return "unknown kind"


def _codes(error: ValidationError) -> list[tuple[str, str]]:
    """Map pydantic's findings to our few codes; a rule over the whole body names its field itself."""
    found = []
    for item in error.errors(include_url=False, include_input=False):
        field = ".".join(map(str, item["loc"]))
        code = str(item["ctx"]["error"]) if item["type"] == "value_error" else _CODES.get(item["type"], "not_valid")
        if field.endswith(("_on", "answer_by")) and code == "not_valid":
            code = "not_a_date"
        if code == "answer_by_reason":
            field, code = "answer_by_reason", "missing"
        elif code == "urgent_answer_by":
            field, code = "answer_by", "missing"
        found.append((field, code))
    # A list whose only item does not hold is not empty: what is wrong is said of the item.
    return [(field, code) for field, code in found if not any(at.startswith(f"{field}.") for at, _ in found)]


_CODES = {
    "missing": "missing",
    "string_too_short": "missing",
    "too_short": "missing",
    "string_type": "missing",
    "string_too_long": "too_long",
    "too_long": "too_many",
    "enum": "not_in_list",
    "date_from_datetime_parsing": "not_a_date",
    "date_parsing": "not_a_date",
    "date_type": "not_a_date",
}

ERRORS = (*dict.fromkeys(_CODES.values()), "not_valid", "direction_control", "control_character")
"""Every code a field may carry; the pages have a sentence for each, in three languages."""
