"""What may be asked of the node, and in which capacity: closed lists, decided by policies/*.cedar."""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    """room:thing:act, the grammar the ledger uses too."""

    DRAFT_REQUEST = "casework:request:draft"
    SUBMIT_REQUEST = "casework:request:submit"
    APPROVE_REQUEST = "casework:request:approve"
    ISSUE_REQUEST = "casework:request:issue"
    READ_REQUEST = "casework:request:read"
    ASSIGN_REQUEST = "casework:request:assign"
    AUTHOR_ACT = "casework:act:author"
    READ_ACT = "casework:act:read"
    READ_STATISTICS = "casework:statistics:read"
    WRITE_NOTE = "casework:note:write"
    OPEN_CASE = "casework:case:open"
    READ_CASE = "casework:case:read"
    ASSIGN_CASE = "casework:case:assign"
    CLOSE_CASE = "casework:case:close"
    RECORD_DILIGENCE = "casework:diligence:record"
    RECORD_ORAL = "casework:oral:record"
    READ_ORAL = "casework:oral:read"
    CONFIRM_ORAL = "casework:oral:confirm"
    READ_LOG = "ledger:log:read"
    PROVE_LOG = "ledger:log:prove"
    READ_PARCEL = "exchange:parcel:read"
    RESEND_PARCEL = "exchange:parcel:resend"
    EXCHANGE_ACCOUNT = "exchange:account:exchange"
    READ_AUTHORITY = "mandates:authority:read"
    READ_ROSTER = "mandates:roster:read"
    ENTER_SHIFT = "mandates:shift:enter"
    END_SHIFT = "mandates:shift:end"
    READ_HEALTH = "node:health:read"

    @property
    def room(self) -> str:
        return self.value.partition(":")[0]


class Role(StrEnum):
    """In which capacity an officer holds a mandate."""

    DRAFTER = "drafter"  # magistrate of the requesting authority
    APPROVER = "approver"  # lawyer of a central authority, either side
    EXECUTOR = "executor"  # magistrate of the requested authority
    DESK = "desk"  # duty desk: receives and acknowledges
    OPERATOR = "operator"  # runs the node, sees no body


class AuthorityKind(StrEnum):
    CENTRAL = "central"
    CIVIL_CENTRAL = "civil-central"
    JUDICIAL = "judicial"
    POLICE = "police"
    ROUND_THE_CLOCK = "24-7"
    LIAISON = "liaison"
    CUSTOMS = "customs"
    FINANCIAL_INTELLIGENCE = "financial-intelligence"
    DATA_PROTECTION = "data-protection"


class Competence(StrEnum):
    """What an authority is competent for; one word per group of measures."""

    MUTUAL_ASSISTANCE = "mutual-assistance"
    EXTRADITION = "extradition"
    TRANSFER_OF_PERSONS = "transfer-of-persons"
    CIVIL = "civil"
    PROSECUTION = "prosecution"
    INVESTIGATION = "investigation"
    ORGANISED_CRIME = "organised-crime"
    TERRORISM = "terrorism"
    FINANCIAL_CRIME = "financial-crime"
    DRUGS = "drugs"
    POLICE_CHANNEL = "police-channel"
    FACILITATION = "facilitation"
    CUSTOMS_MATTERS = "customs"
    DATA_PROTECTION = "data-protection"


class Evidence(StrEnum):
    """How far an entry was read: in its source, in an official summary, in the press, not at all."""

    READ = "R"
    SUMMARY = "P"
    SECONDARY = "S"
    GENERAL = "G"
