"""What every procedure's life cycle is made of: two sides, legal acts, positions and moves. Pure.

The tables themselves, who may do what and when, stand in the file of each procedure.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar


class Side(StrEnum):
    """The two parties of a request."""

    REQUESTING = "requesting"
    REQUESTED = "requested"

    @property
    def other(self) -> Side:
        return Side.REQUESTED if self is Side.REQUESTING else Side.REQUESTING


class Kind(StrEnum):
    """The legal acts of all procedures; each procedure knows some of them."""

    # letter rogatory
    ISSUE = "issue"
    ACCEPT_CONDITIONS = "accept_conditions"
    ACCEPT_RESULTS = "accept_results"
    ACCEPT = "accept"
    ACCEPT_IN_PART = "accept_in_part"
    OFFER_CONDITIONS = "offer_conditions"
    REPORT_EXECUTION = "report_execution"
    RETURN_RESULTS = "return_results"
    STOP = "stop"

    # extradition, the requesting State's
    REQUEST_PROVISIONAL_ARREST = "request_provisional_arrest"
    SEND_FORMAL_REQUEST = "send_formal_request"
    REQUEST_PROSECUTION = "request_prosecution"
    TAKE_OVER = "take_over"
    RETURN_PERSON = "return_person"

    # extradition, the requested State's
    ARREST = "arrest"
    INFORM_PERSON = "inform_person"
    RECORD_CONSENT = "record_consent"
    REPORT_INCOMPLETE_REQUEST = "report_incomplete_request"
    RECEIVE_FORMAL_REQUEST = "receive_formal_request"
    REFER_TO_COURT = "refer_to_court"
    REPORT_COURT_DECISION = "report_court_decision"
    REPORT_APPEAL = "report_appeal"
    GRANT = "grant"
    SCHEDULE_SURRENDER = "schedule_surrender"
    SURRENDER = "surrender"
    SURRENDER_TEMPORARILY = "surrender_temporarily"
    RECORD_RETURN = "record_return"
    RELEASE = "release"
    REPORT_DEATH = "report_death"
    REPORT_COMPETING_REQUEST = "report_competing_request"
    REPORT_INTERIM_MEASURES = "report_interim_measures"
    REPORT_INTERIM_MEASURES_LIFTED = "report_interim_measures_lifted"
    SUBMIT_TO_PROSECUTION = "submit_to_prosecution"
    REPORT_OUTCOME = "report_outcome"

    # extradition, either State's
    CONTEST_IDENTITY = "contest_identity"
    CONFIRM_IDENTITY = "confirm_identity"
    REPORT_NOTICE_CANCELLED = "report_notice_cancelled"
    MAINTAIN = "maintain"

    # several procedures
    ACKNOWLEDGE = "acknowledge"
    ASK_SUPPLEMENT = "ask_supplement"
    SUPPLY_SUPPLEMENT = "supply_supplement"
    CONSULT = "consult"
    ANSWER_CONSULTATION = "answer_consultation"
    REFUSE = "refuse"
    POSTPONE = "postpone"
    WITHDRAW = "withdraw"
    CLOSE = "close"
    RECTIFY = "rectify"


@dataclass(frozen=True, slots=True)
class Position:
    """Where one side stands: its stage, and how many supplements and consultations it has begun or answered.

    `asked` and `consulted`: the stage at which the last of each was begun. Whoever has gone on waits no more.
    """

    stage: StrEnum
    round: int = 0
    consultations: int = 0
    asked: StrEnum | None = None
    consulted: StrEnum | None = None


P = TypeVar("P", bound=Position)


@dataclass(frozen=True, slots=True)
class Move(Generic[P]):
    """Where an act leads its author; `expected` is False for a fact reported out of turn."""

    to: P
    expected: bool = True


class NotPossible(Exception):
    """The act has no place in the table from where its author stands, given what it has seen."""

    def __init__(self, side: Side, kind: Kind, own: Position, seen: Position) -> None:
        super().__init__(f"{kind}: not possible for the {side} State at {own.stage}, the other seen at {seen.stage}")
        self.side, self.kind, self.own, self.seen = side, kind, own, seen
