"""One provision as this house holds it: what it rules, from when, where it was read, and by whom checked.

The words are our own; the official text is cited, never copied. An instrument and the bond it makes between two
States stand here too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tajawub.law.question import Content, Fact, Procedure
from tajawub.law.terms import Term
from tajawub.mandates.permissions import Evidence
from tajawub.mandates.values import Wording


class Kind(StrEnum):
    """What a provision does."""

    CONDITION = "condition"
    GROUND = "ground"
    FORBIDDEN_GROUND = "forbidden_ground"
    CONTENT = "content"
    TERM = "term"
    GUARD = "guard"
    USE_LIMIT = "use_limit"
    SAFEGUARD = "safeguard"
    CHANNEL = "channel"


class Effect(StrEnum):
    """What follows where a provision is not met; for a ground for refusal, how far it reaches."""

    BARS = "bars"  # the request cannot go without a second officer setting it aside
    WARNS = "warns"
    INFORMS = "informs"
    EXCLUDES = "excludes"  # the instrument does not reach this case: it is no basis
    MANDATORY = "mandatory"  # refusal must follow
    OPTIONAL = "optional"  # refusal may follow
    ASSURANCE = "assurance"  # refusal unless an assurance is given
    REPLACED_IPSO_JURE = "replaced_ipso_jure"  # another penalty takes the place of death by operation of the text
    FORBIDDEN = "forbidden"  # refusal must not follow from this alone
    UNKNOWN = "unknown"  # the text was not read


GROUND_EFFECTS = frozenset(
    {Effect.MANDATORY, Effect.OPTIONAL, Effect.ASSURANCE, Effect.REPLACED_IPSO_JURE, Effect.UNKNOWN}
)


class Ground(StrEnum):
    """The closed list of grounds for refusal that the instruments name, allow, or forbid."""

    FORM_NONCONFORMITY = "form_nonconformity"
    ESSENTIAL_INTERESTS = "essential_interests"
    POLITICAL_OFFENCE = "political_offence"
    MILITARY_OFFENCE = "military_offence"
    FISCAL_OFFENCE = "fiscal_offence"
    DUAL_CRIMINALITY_ABSENT = "dual_criminality_absent"
    PENALTY_BELOW_THRESHOLD = "penalty_below_threshold"
    DOMESTIC_PROHIBITION = "domestic_prohibition"
    CONTRARY_TO_LEGAL_SYSTEM = "contrary_to_legal_system"
    DISCRIMINATION = "discrimination"
    NATIONALITY = "nationality"
    DEATH_PENALTY = "death_penalty"
    LAPSE_OF_TIME = "lapse_of_time"
    NE_BIS_IN_IDEM = "ne_bis_in_idem"
    COMMITTED_IN_REQUESTED_STATE = "committed_in_requested_state"
    TORTURE_RISK = "torture_risk"
    AGE_OR_HUMANITARIAN = "age_or_humanitarian"
    BANK_SECRECY = "bank_secrecy"
    IMMUNITY_PRIVILEGE = "immunity_privilege"
    PRESS_FREEDOM = "press_freedom"
    DE_MINIMIS = "de_minimis"
    DATA_PROTECTION_INADEQUATE = "data_protection_inadequate"
    TREATY_SUSPENDED = "treaty_suspended"


class Decision(StrEnum):
    """The acts of the requested State that a guard may hold back."""

    REFUSE = "refuse"
    POSTPONE = "postpone"


class Duty(StrEnum):
    """What must stand before a guarded act."""

    CONSULTATION = "consultation"
    REASONS = "reasons"


@dataclass(frozen=True, slots=True)
class Guard:
    blocks: tuple[Decision, ...]
    unless: Duty


@dataclass(frozen=True, slots=True)
class Is:
    fact: Fact
    value: bool | str


@dataclass(frozen=True, slots=True)
class AtLeast:
    fact: Fact
    value: int


@dataclass(frozen=True, slots=True)
class Contains:
    content: Content


@dataclass(frozen=True, slots=True)
class All:
    parts: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: tuple[Test, ...]


Test = Is | AtLeast | Contains | All | AnyOf
"""What a provision asks. For a ground: what must be so for the ground *not* to arise."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a text was read; the official publication stands with its instrument."""

    title: str
    language: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Provision:
    """`article` is None where nobody has read it; `article_unread` then says why.

    `gap_filler` is the article by which the provision applies only where no treaty governs the matter.
    `checked_by` None: no lawyer of the node has confirmed it yet.
    """

    id: str
    instrument: str
    kind: Kind
    procedures: tuple[Procedure, ...]
    title: Wording
    cure: Wording
    effect: Effect
    evidence: Evidence
    source: Source
    checked_on: date
    checked_by: str | None
    article: str | None = None
    article_unread: str | None = None
    test: Test | None = None
    ground: Ground | None = None
    guard: Guard | None = None
    term: Term | None = None
    gap_filler: str | None = None
    since: date | None = None
    until: date | None = None

    @property
    def verified(self) -> bool:
        """Read in its text, or in an official summary of it; the rest a person must still read."""
        return self.evidence in (Evidence.READ, Evidence.SUMMARY)

    def stands(self, procedure: Procedure, on: date) -> bool:
        return (
            procedure in self.procedures
            and (self.since is None or self.since <= on)
            and (self.until is None or on < self.until)
        )


class InstrumentKind(StrEnum):
    BILATERAL = "bilateral"
    MULTILATERAL = "multilateral"


@dataclass(frozen=True, slots=True)
class Publication:
    title: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Instrument:
    """`serves`: the procedures it can carry, each with the article that makes it a basis (None: not read).
    `governs`: the matters it is a treaty on, for precedence. `replaced`: by which instrument, for each procedure.
    `encoded` is False where its rules are not held here: a person reads the text."""

    key: str
    kind: InstrumentKind
    title: Wording
    signed_on: date
    publication: Publication
    languages: tuple[str, ...]
    evidence: Evidence
    checked_on: date
    checked_by: str | None
    serves: dict[Procedure, str | None]
    governs: tuple[Procedure, ...] = ()
    replaced: dict[Procedure, str] | None = None
    amends: str | None = None
    provisions: tuple[Provision, ...] = ()

    @property
    def encoded(self) -> bool:
        return bool(self.provisions)


class Status(StrEnum):
    NOT_PARTY = "not_party"
    SIGNED = "signed"
    PROVISIONALLY_APPLIED = "provisionally_applied"
    IN_FORCE = "in_force"
    SUSPENDED = "suspended"
    DENOUNCED = "denounced"
    TERMINATED = "terminated"


APPLIED = frozenset({Status.PROVISIONALLY_APPLIED, Status.IN_FORCE})
BEFORE_FORCE = frozenset({Status.NOT_PARTY, Status.SIGNED})


@dataclass(frozen=True, slots=True)
class Relation:
    """What an instrument is between two States in one period: an edge, never a list of parties.

    `since` None: the first day is unknown, for the reason in `since_unknown`; it lies not before
    `not_before` and, where that is known, not after `not_after`. `until` is the first day it no longer holds.
    `note`: why it carries nothing then, or what is still to be confirmed.
    """

    instrument: str
    states: frozenset[str]
    status: Status
    evidence: Evidence
    source: Source
    checked_on: date
    checked_by: str | None
    since: date | None = None
    since_unknown: Wording | None = None
    not_before: date | None = None
    not_after: date | None = None
    until: date | None = None
    article: str | None = None
    article_unread: str | None = None
    note: Wording | None = None

    @property
    def earliest(self) -> date:
        return self.since or self.not_before or date.min

    def uncertain(self, on: date) -> bool:
        """Whether it is unknown if the period had begun on that day."""
        return (
            self.since is None
            and self.status is not Status.NOT_PARTY
            and (self.not_after is None or on < self.not_after)
        )
