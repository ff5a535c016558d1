"""What each act of the letter rogatory, and of every procedure, says: one typed body a kind, version 1.

The same value is filled in by the form, sealed in `act.json` and read by the other node. Articles in
`sources` cite un-untoc-2000 art. 18 (read on 2026-11-23).
"""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Self

from pydantic import Field, TypeAdapter, ValidationError, model_validator

from tajawub.casework.body import (
    TYPED,
    Basis,
    Body,
    Citation,
    Day,
    Line,
    Long,
    Opening,
    Paragraph,
    Person,
    Translated,
    Translation,
    TranslationKind,
    Urgency,
    Value,
)
from tajawub.casework.extradition_bodies import EXTRADITION
from tajawub.casework.life_cycle import Kind

__all__ = [
    "BODIES", "Basis", "Body", "Citation", "Opening", "Person", "Translated", "Translation",
    "TranslationKind", "Urgency",
]  # fmt: skip

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
    """The closed list of grounds for refusal, in the words of the room `law`.

    The first five are those of assistance (un-untoc-2000 art. 18(9), (21)(a)-(d)), the others of extradition too.
    Bank secrecy (18(8)) and a fiscal nature alone (16(15), 18(22)) are no grounds and cannot be chosen.
    """

    FORM_NONCONFORMITY = "form_nonconformity"
    ESSENTIAL_INTERESTS = "essential_interests"
    DOMESTIC_PROHIBITION = "domestic_prohibition"
    CONTRARY_TO_LEGAL_SYSTEM = "contrary_to_legal_system"
    DUAL_CRIMINALITY_ABSENT = "dual_criminality_absent"
    PENALTY_BELOW_THRESHOLD = "penalty_below_threshold"
    POLITICAL_OFFENCE = "political_offence"
    MILITARY_OFFENCE = "military_offence"
    DISCRIMINATION = "discrimination"
    NATIONALITY = "nationality"
    DEATH_PENALTY = "death_penalty"
    LAPSE_OF_TIME = "lapse_of_time"
    NE_BIS_IN_IDEM = "ne_bis_in_idem"
    COMMITTED_IN_REQUESTED_STATE = "committed_in_requested_state"
    TORTURE_RISK = "torture_risk"
    AGE_OR_HUMANITARIAN = "age_or_humanitarian"
    IMMUNITY_PRIVILEGE = "immunity_privilege"


class Outcome(StrEnum):
    """How one measure ended."""

    EXECUTED = "executed"
    EXECUTED_IN_PART = "executed_in_part"
    IMPOSSIBLE = "impossible"


class AskedMeasure(Value):
    """One measure asked for. Source: art. 18(15)(d)."""

    type: Measure
    description: Paragraph


class Issue(Opening):
    """The letter itself. Source: art. 18(14) and (15)(a)-(f)."""

    kind: ClassVar[Kind] = Kind.ISSUE

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

    @property
    def concerned(self) -> tuple[Person, ...]:
        return self.persons

    @property
    def is_urgent(self) -> bool:
        return self.urgency is Urgency.URGENT


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


class SupplySupplement(Translated):
    kind: ClassVar[Kind] = Kind.SUPPLY_SUPPLEMENT
    answers: Annotated[tuple[Long, ...], Field(min_length=1, max_length=20)]


class Accept(Body):
    kind: ClassVar[Kind] = Kind.ACCEPT
    remarks: Paragraph | None = None


class RefusedMeasure(Value):
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


class Consult(Translated):
    """Before help is refused or postponed: why, and on which ground. Source: art. 18(26); 16(16) for extradition.

    It names a day, so that a State that never answers does not hold the decision back for good.
    """

    kind: ClassVar[Kind] = Kind.CONSULT
    ground: Ground | None = None
    reasons: Paragraph
    answer_by: Day


class AnswerConsultation(Translated):
    kind: ClassVar[Kind] = Kind.ANSWER_CONSULTATION
    views: Long


class Refuse(Translated):
    """Source: art. 18(21), (23)."""

    kind: ClassVar[Kind] = Kind.REFUSE
    ground: Ground
    reasons: Paragraph


class Postpone(Translated):
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


class Withdraw(Translated):
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


LETTER_ROGATORY: tuple[type[Body], ...] = (
    Issue,
    Acknowledge,
    AskSupplement,
    SupplySupplement,
    Accept,
    AcceptInPart,
    OfferConditions,
    AcceptConditions,
    Consult,
    AnswerConsultation,
    Refuse,
    Postpone,
    ReportExecution,
    ReturnResults,
    AcceptResults,
    Withdraw,
    Stop,
    Close,
    Rectify,
)
BODIES: dict[Kind, type[Body]] = {body.kind: body for body in (*LETTER_ROGATORY, *EXTRADITION)}
"""One body a kind: what two procedures share, they say in the same words."""


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
        if code in _LACKING:
            field, code = _LACKING[code], "missing"
        elif code in _OF_A_FIELD:
            field = f"{field}.{_OF_A_FIELD[code]}" if field else _OF_A_FIELD[code]
        found.append((field, code))
    # A list whose only item does not hold is not empty: what is wrong is said of the item.
    return [(field, code) for field, code in found if not any(at.startswith(f"{field}.") for at, _ in found)]


_LACKING = {
    "answer_by_reason": "answer_by_reason",
    "urgent_answer_by": "answer_by",
    "max_penalty_months": "max_penalty_months",
    "sentence_left_months": "sentence_left_months",
}
"""Rules over a whole body that find one field missing."""

_OF_A_FIELD = {
    "name_only": "person.identifiers",
    "two_identifiers": "matched",
    "machine_draft": "kind",
    "translation_of_nothing": "translations",
    "translated_twice": "translations",
}
"""Rules over a whole body that speak of one field."""

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
    "literal_error": "missing",
    "int_parsing": "not_a_number",
    "int_type": "not_a_number",
    "greater_than_equal": "not_a_number",
    "less_than_equal": "not_a_number",
}

ERRORS = (*dict.fromkeys(_CODES.values()), *_OF_A_FIELD, "not_valid", "direction_control", "control_character")
"""Every code a field may carry; the pages have a sentence for each, in three languages."""
