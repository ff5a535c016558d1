"""What each act of extradition says: one typed body a kind, version 1.

Articles in `sources` cite un-untoc-2000 art. 16 where it says something of the matter; ETS 24 and CETS 209, which do
not bind France and Morocco to each other, served as models of form and are named as such.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from tajawub.casework.body import Body, Day, Line, Long, Opening, Paragraph, Person, Translated, Value
from tajawub.casework.identification import NEEDED, Identifier, Strength, independent, strength
from tajawub.casework.life_cycle import Kind

Months = Annotated[int, Field(ge=1, le=1200)]
"""A custodial penalty in months; a whole life is written as 1200."""


class WarrantType(StrEnum):
    ARREST_WARRANT = "arrest_warrant"
    JUDGMENT = "judgment"


class Purpose(StrEnum):
    """Why the person is sought."""

    PROSECUTION = "prosecution"
    EXECUTION = "execution"


class DocumentType(StrEnum):
    """What a formal request is made of. Model: ETS 24 art. 12(2)(a)-(c)."""

    WARRANT_OR_JUDGMENT = "warrant_or_judgment"
    STATEMENT_OF_FACTS = "statement_of_facts"
    TEXTS_OF_LAW = "texts_of_law"
    DESCRIPTION = "description"
    LAPSE_OF_TIME = "lapse_of_time"
    SENTENCE_LEFT = "sentence_left"
    TRIAL_IN_ABSENCE = "trial_in_absence"
    TRANSLATIONS = "translations"


class Channel(StrEnum):
    """By which way a formal request came. A signed receipt of a parcel is not among them: it proves bytes."""

    CENTRAL_AUTHORITIES = "central_authorities"
    DIPLOMATIC = "diplomatic"
    INTERPOL = "interpol"


class Consul(StrEnum):
    NOTIFIED = "notified"
    DECLINED_BY_PERSON = "declined_by_person"
    NO_FOREIGN_NATIONAL = "no_foreign_national"


class CourtOutcome(StrEnum):
    FAVOURABLE = "favourable"
    FAVOURABLE_IN_PART = "favourable_in_part"
    UNFAVOURABLE = "unfavourable"


class ReleaseCause(StrEnum):
    TERM_RAN_OUT = "term_ran_out"
    COURT = "court"
    WITHDRAWN = "withdrawn"
    WRONG_PERSON = "wrong_person"
    REFUSED = "refused"
    SURRENDER_TERM_RAN_OUT = "surrender_term_ran_out"
    INTERIM_MEASURES = "interim_measures"
    OTHER = "other"


class Warrant(Value):
    """The warrant or judgment on which the person is sought. Model: ETS 24 art. 12(2)(a), 16(2)."""

    type: WarrantType
    authority: Line
    issued_on: Day
    reference: Line


class Identified(Value):
    """One identifier of the person: what it is, how it reads, who issued or took it."""

    type: Identifier
    value: Line
    issued_by: Line | None = None


class SoughtPerson(Person):
    """The person sought. What identifies beside the name decides whether anyone may be arrested."""

    description: Paragraph
    identifiers: Annotated[tuple[Identified, ...], Field(max_length=20)] = ()

    @property
    def identified_by(self) -> tuple[Identifier, ...]:
        born = (Identifier.BIRTH_DATE,) if self.born_on else ()
        return (*born, *(one.type for one in self.identifiers))

    @property
    def strength(self) -> Strength:
        return strength(self.identified_by)


class Notice(Value):
    """An Interpol notice or diffusion: a reference, never a warrant; it may be cancelled, so when last looked at."""

    reference: Line
    checked_on: Day


class Sought(Opening):
    """What both requests of extradition say."""

    person: SoughtPerson
    warrant: Warrant
    purpose: Purpose
    max_penalty_months: Months | None = None
    sentence_left_months: Months | None = None
    committed_at: Line
    committed_where: Line
    notice: Notice | None = None

    @model_validator(mode="after")
    def _is_more_than_a_name(self) -> Self:
        if self.person.strength is Strength.NAME_ONLY:
            raise ValueError("name_only")
        if self.purpose is Purpose.PROSECUTION and self.max_penalty_months is None:
            raise ValueError("max_penalty_months")
        if self.purpose is Purpose.EXECUTION and self.sentence_left_months is None:
            raise ValueError("sentence_left_months")
        return self

    @property
    def concerned(self) -> tuple[Person, ...]:
        return (self.person,)

    @property
    def is_urgent(self) -> bool:
        return True


class RequestProvisionalArrest(Sought):
    """Source: art. 16(9) (custody in urgency). Contents, as a model: ETS 24 art. 16(2)."""

    kind: ClassVar[Kind] = Kind.REQUEST_PROVISIONAL_ARREST
    intends_formal_request: Literal[True]


class Document(Value):
    """One paper of the formal request; `annex` names the annexe that carries it."""

    type: DocumentType
    title: Line
    annex: Line | None = None


class SendFormalRequest(Sought):
    """Model of contents: ETS 24 art. 12(2)."""

    kind: ClassVar[Kind] = Kind.SEND_FORMAL_REQUEST
    documents: Annotated[tuple[Document, ...], Field(min_length=1, max_length=40)]


class OfThePerson(Body):
    """An act on a person's body: by what the person before us was found to be the one sought.

    With fewer than NEEDED independent identifiers it says why all the same, and takes a second officer.
    """

    place: Line
    matched: Annotated[tuple[Identifier, ...], Field(max_length=10)] = ()
    override: Paragraph | None = None

    @model_validator(mode="after")
    def _on_more_than_a_name(self) -> Self:
        if independent(self.matched) < NEEDED and self.override is None:
            raise ValueError("two_identifiers")
        return self

    @property
    def needs_second_officer(self) -> bool:
        return self.override is not None or independent(self.matched) < NEEDED


class Arrest(OfThePerson):
    """A fact: it starts the term. Its instant is when it occurred. Source: art. 16(9)."""

    kind: ClassVar[Kind] = Kind.ARREST
    authority: Line
    account: Paragraph | None = None


class InformPerson(Body):
    """The person knows why, has counsel and interpreter, the consul was told. Source: art. 16(13)."""

    kind: ClassVar[Kind] = Kind.INFORM_PERSON
    reasons_told: Literal[True]
    counsel: Line
    interpreter: Line | None = None
    consul: Consul
    consent_explained: bool = False
    account: Paragraph | None = None


class RecordConsent(Body):
    """The person consents to be surrendered. Model: CETS 209 art. 4 and 5."""

    kind: ClassVar[Kind] = Kind.RECORD_CONSENT
    before: Line
    counsel: Line
    interpreter: Line | None = None
    renounces_specialty: bool = False
    revocable_until: Paragraph | None = None


class ReportIncompleteRequest(Body):
    """A formal request came, and papers lack: the term runs on. Its instant is when it came."""

    kind: ClassVar[Kind] = Kind.REPORT_INCOMPLETE_REQUEST
    channel: Channel
    missing: Annotated[tuple[DocumentType, ...], Field(min_length=1, max_length=8)]
    reasons: Paragraph | None = None
    answer_by: Day | None = None


class ReceiveFormalRequest(Body):
    """The complete formal request is here. Its instant is when it was complete: this alone ends the term."""

    kind: ClassVar[Kind] = Kind.RECEIVE_FORMAL_REQUEST
    channel: Channel
    documents: Annotated[tuple[DocumentType, ...], Field(min_length=1, max_length=8)]
    remarks: Paragraph | None = None


class ReferToCourt(Body):
    kind: ClassVar[Kind] = Kind.REFER_TO_COURT
    court: Line
    hearing_on: Day | None = None


class ReportCourtDecision(Translated):
    """What the court opined or decided, on its day."""

    kind: ClassVar[Kind] = Kind.REPORT_COURT_DECISION
    court: Line
    outcome: CourtOutcome
    reference: Line
    reasons: Paragraph


class ReportAppeal(Body):
    kind: ClassVar[Kind] = Kind.REPORT_APPEAL
    court: Line
    lodged_by: Line


class Assurance(Value):
    """What the requesting State has undertaken: the text, who gave it, when."""

    text: Paragraph
    given_by: Line
    given_on: Day


class Grant(Translated):
    """The executive decision. The offences it names are those the person may be tried for: specialty."""

    kind: ClassVar[Kind] = Kind.GRANT
    authority: Line
    reference: Line
    offences: Annotated[tuple[Paragraph, ...], Field(min_length=1, max_length=20)]
    conditions: Annotated[tuple[Paragraph, ...], Field(max_length=20)] = ()
    assurances: Annotated[tuple[Assurance, ...], Field(max_length=10)] = ()


class ScheduleSurrender(Body):
    """Where and when; a new date says why the first was missed. Model: ETS 24 art. 18(3), (5)."""

    kind: ClassVar[Kind] = Kind.SCHEDULE_SURRENDER
    on: Day
    place: Line
    arrangements: Paragraph | None = None
    why_another_day: Paragraph | None = None


class Surrender(OfThePerson):
    """A fact: the person was handed over."""

    kind: ClassVar[Kind] = Kind.SURRENDER
    to: Line
    days_detained: Annotated[int, Field(ge=0, le=36_500)] | None = None
    property_handed_over: Paragraph | None = None


class SurrenderTemporarily(OfThePerson):
    """A fact: handed over for a while, to come back by a day. Model: ETS 24 art. 19(2)."""

    kind: ClassVar[Kind] = Kind.SURRENDER_TEMPORARILY
    to: Line
    return_by: Day
    conditions: Paragraph


class ReturnPerson(Body):
    """A fact: the person was sent back."""

    kind: ClassVar[Kind] = Kind.RETURN_PERSON
    place: Line
    account: Paragraph | None = None


class RecordReturn(Body):
    """A fact: the person is back in our custody."""

    kind: ClassVar[Kind] = Kind.RECORD_RETURN
    place: Line
    account: Paragraph | None = None


class TakeOver(Body):
    """A fact: the person was received. From now on specialty binds."""

    kind: ClassVar[Kind] = Kind.TAKE_OVER
    place: Line
    account: Paragraph | None = None


class Release(Body):
    """A fact: the person is free."""

    kind: ClassVar[Kind] = Kind.RELEASE
    cause: ReleaseCause
    ordered_by: Line
    account: Paragraph | None = None


class ReportDeath(Body):
    kind: ClassVar[Kind] = Kind.REPORT_DEATH
    place: Line
    account: Paragraph | None = None


class ReportCompetingRequest(Body):
    """Another State asks for the same person: each request keeps its own diligence. Model: ETS 24 art. 17."""

    kind: ClassVar[Kind] = Kind.REPORT_COMPETING_REQUEST
    states: Annotated[tuple[Annotated[str, Field(pattern=r"^[A-Z]{2}$")], ...], Field(min_length=1, max_length=10)]
    how_decided: Paragraph


class ReportInterimMeasures(Body):
    """A body whose measures stay the surrender has asked for it: no surrender while they last."""

    kind: ClassVar[Kind] = Kind.REPORT_INTERIM_MEASURES
    ordered_by: Line
    reference: Line
    account: Paragraph | None = None


class ReportInterimMeasuresLifted(Body):
    kind: ClassVar[Kind] = Kind.REPORT_INTERIM_MEASURES_LIFTED
    reference: Line
    account: Paragraph | None = None


class SubmitToProsecution(Body):
    """Refused as a national, the person is tried at home. Source: art. 16(10)."""

    kind: ClassVar[Kind] = Kind.SUBMIT_TO_PROSECUTION
    authority: Line
    reference: Line


class RequestProsecution(Translated):
    """The requesting State asks that the person it was refused be tried. Source: art. 16(10)."""

    kind: ClassVar[Kind] = Kind.REQUEST_PROSECUTION
    reasons: Paragraph
    file: Long


class ReportOutcome(Translated):
    kind: ClassVar[Kind] = Kind.REPORT_OUTCOME
    outcome: Long


class ContestIdentity(Body):
    """Somebody says it is another person: everything stops until it is known."""

    kind: ClassVar[Kind] = Kind.CONTEST_IDENTITY
    contested_by: Line
    reasons: Paragraph


class ConfirmIdentity(Body):
    """It is the person sought, by identifiers that fail independently."""

    kind: ClassVar[Kind] = Kind.CONFIRM_IDENTITY
    matched: Annotated[tuple[Identifier, ...], Field(max_length=10)]
    account: Paragraph

    @model_validator(mode="after")
    def _by_two(self) -> Self:
        if independent(self.matched) < NEEDED:
            raise ValueError("two_identifiers")
        return self


class ReportNoticeCancelled(Body):
    """The notice was cancelled: what rested on it is looked at again."""

    kind: ClassVar[Kind] = Kind.REPORT_NOTICE_CANCELLED
    reference: Line
    cancelled_on: Day
    account: Paragraph | None = None


class Maintain(Body):
    """Looked at again without the notice, the request or the procedure stands, for reasons of its own."""

    kind: ClassVar[Kind] = Kind.MAINTAIN
    reasons: Paragraph


EXTRADITION: tuple[type[Body], ...] = (
    RequestProvisionalArrest,
    SendFormalRequest,
    Arrest,
    InformPerson,
    RecordConsent,
    ReportIncompleteRequest,
    ReceiveFormalRequest,
    ReferToCourt,
    ReportCourtDecision,
    ReportAppeal,
    Grant,
    ScheduleSurrender,
    Surrender,
    SurrenderTemporarily,
    ReturnPerson,
    RecordReturn,
    TakeOver,
    Release,
    ReportDeath,
    ReportCompetingRequest,
    ReportInterimMeasures,
    ReportInterimMeasuresLifted,
    SubmitToProsecution,
    RequestProsecution,
    ReportOutcome,
    ContestIdentity,
    ConfirmIdentity,
    ReportNoticeCancelled,
    Maintain,
)
