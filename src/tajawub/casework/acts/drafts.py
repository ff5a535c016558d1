"""Drafts: an act that binds the State is written, submitted, approved by another officer, then issued."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import rfc8785
from django.conf import settings

from tajawub.casework import reads
from tajawub.casework.act import RequestHeader
from tajawub.casework.acts import cases, deconfliction
from tajawub.casework.acts.authoring import (
    Moved,
    author_locked,
    check_body,
    check_letter,
    check_size,
    check_text,
    new_request,
    sealable,
    unsealed_letter,
)
from tajawub.casework.bodies import filled_in, free_text, plain
from tajawub.casework.body import Body, Opening
from tajawub.casework.deconfliction import traces
from tajawub.casework.dossier import Dossier, fold
from tajawub.casework.identity import uuid7
from tajawub.casework.life_cycle import Kind, NotPossible, Side
from tajawub.casework.models import Act, DomesticAct, Draft, DraftedAnnex, Request, Year
from tajawub.casework.procedures import LETTER_ROGATORY, opened_by
from tajawub.casework.questions import Concern
from tajawub.documents.annex import Annex, safe_name
from tajawub.ledger import acts as ledger
from tajawub.mandates import reads as directory
from tajawub.mandates.acts import performed, require
from tajawub.mandates.permissions import Permission
from tajawub.mandates.values import Forbidden, Mandate


class Undecided(Exception):
    """The law's answer is unclear where its author gave no reason yet: nothing was submitted, or issued."""

    def __init__(self, concerns: tuple[Concern, ...]) -> None:
        super().__init__("unclear, and no reason given: " + ", ".join(concern.id for concern in concerns))
        self.concerns = concerns


class Barred(Exception):
    """The law stands against it and no second officer has set that aside: nothing was approved, or issued."""

    def __init__(self, concerns: tuple[Concern, ...]) -> None:
        super().__init__("barred, and not set aside: " + ", ".join(concern.id for concern in concerns))
        self.concerns = concerns


class WrongStep(Exception):
    """The draft is not at the step this asks for; nothing was done."""

    def __init__(self, draft: Draft, asked: str) -> None:
        super().__init__(f"this draft is {draft.step}: it cannot be {asked}")
        self.draft, self.asked = draft, asked


@performed
def begin(kind: Kind, *, request: UUID | None = None, case: UUID | None = None, by: Mandate, at: datetime) -> Draft:
    """Open a draft of an act that needs a second officer; of a new request, within a `case` if one is named.

    Raises Forbidden, NotPossible, WrongStep, CaseClosed.
    """
    row = Request.objects.get(pk=request) if request else None
    if row is None:
        require(by, Permission.DRAFT_REQUEST, reads.new_letter(by))
        if case is not None:
            cases.check_begun_in(case, by)
    else:
        require(by, Permission.READ_REQUEST, reads.resource(row))
        require(by, Permission.AUTHOR_ACT, reads.resource(row, act=kind))
        _check_possible(row, reads.dossier(row), kind)
    return Draft.objects.create(
        id=uuid7(at),
        request=row,
        case_id=case if row is None else None,
        kind=kind,
        authority=by.authority,
        author_id=by.officer,
        created_at=at,
        saved_at=at,
    )


@performed
def read_draft(draft: UUID, *, by: Mandate, at: datetime) -> Draft:
    """Open a draft; the reading itself goes to the ledger. Raises Forbidden."""
    return _read(draft, by, at)


@performed
def preview_draft(draft: UUID, *, by: Mandate, at: datetime) -> bytes:
    """Return the letter as it would be sent now: no seal, 0000 for a number; a reading like any other.

    Raises Forbidden, Incomplete, NotPossible.
    """
    row = _read(draft, by, at)
    body = filled_in(Kind(row.kind), row.fields)
    request = row.request or _new_request(body, "0000", at)
    dossier = reads.dossier(request)
    check_body(dossier, body, at, row.occurred_at)
    return unsealed_letter(request, dossier, body, _annexes(row), reads.drafted_by(row), at, row.occurred_at)


@performed
def save(
    draft: UUID, fields: dict[str, Any], *, by: Mandate, at: datetime, occurred_at: datetime | None = None
) -> Draft:
    """Keep what was typed, complete or not. Raises Forbidden, WrongStep; Incomplete where no database keeps it."""
    row = own_draft(draft, by, "changed", Draft.Step.OPEN)
    _check_texts("", fields)
    row.fields = fields
    row.occurred_at = occurred_at
    row.saved_at = at
    row.save(update_fields=["fields", "occurred_at", "saved_at"])
    return row


@performed
def attach(draft: UUID, annex: Annex, *, by: Mandate, at: datetime) -> DraftedAnnex:
    """Attach a file under a name that every system can keep; one of the same name is replaced.

    Raises Forbidden, WrongStep, TooLarge.
    """
    row = own_draft(draft, by, "changed", Draft.Step.OPEN)
    others = row.annexes.exclude(name=safe_name(annex.name))
    check_size([*(bytes(other.content) for other in others), annex.content])
    kept = sealable(annex, [other.name for other in others])
    row.annexes.filter(name=kept.name).delete()
    row.saved_at = at
    row.save(update_fields=["saved_at"])
    return DraftedAnnex.objects.create(
        draft=row,
        name=kept.name,
        media_type=kept.media_type,
        sha256=hashlib.sha256(annex.content).digest(),
        content=annex.content,
    )


@performed
def detach(draft: UUID, name: str, *, by: Mandate, at: datetime) -> None:
    """Take an attached file out again. Raises Forbidden, WrongStep."""
    row = own_draft(draft, by, "changed", Draft.Step.OPEN)
    row.annexes.filter(name=name).delete()
    row.saved_at = at
    row.save(update_fields=["saved_at"])


@performed
def submit(draft: UUID, *, by: Mandate, at: datetime) -> Draft:
    """Freeze the draft's digest and what it answers, and ask for approval.

    Raises Forbidden, WrongStep, Incomplete, NotPossible, Undecided.
    """
    row = own_draft(draft, by, "submitted", Draft.Step.OPEN)
    if row.request is None:
        require(by, Permission.SUBMIT_REQUEST, reads.draft_resource(row))
    body = filled_in(Kind(row.kind), row.fields)
    request = row.request or _new_request(body, "0000", at)
    dossier = reads.dossier(request)
    _check_possible(request, dossier, body.kind)
    check_body(dossier, body, at, row.occurred_at)
    _check_reasoned(row, body, at)
    check_letter(request, dossier, body, _annexes(row), reads.drafted_by(row), at)
    row.digest = _draft_digest(row, body)
    row.head = reads.last_digest(request.pk)
    row.step = Draft.Step.SUBMITTED
    row.submitted_at = at
    row.returned_because = ""
    row.save()
    _domestic(DomesticAct.Kind.SUBMITTED, row, by, at)
    if row.request is None:
        deconfliction.notice_draft(row, traces([body]), at)
    return row


@performed
def approve(draft: UUID, digest: bytes, *, by: Mandate, at: datetime) -> Draft:
    """Approve exactly the text whose digest is named. Raises Forbidden, WrongStep, Moved, Barred."""
    row = lock_draft(draft, by)
    require(by, Permission.APPROVE_REQUEST, reads.draft_resource(row))
    at_step(row, "approved", Draft.Step.SUBMITTED)
    if bytes(row.digest or b"") != digest:
        raise WrongStep(row, "approved under that digest")
    _check_unmoved(row)
    _check_unbarred(row, filled_in(Kind(row.kind), row.fields), at)
    row.step = Draft.Step.APPROVED
    row.approver_id = by.officer
    row.approved_digest = digest
    row.approved_at = at
    row.save()
    _domestic(DomesticAct.Kind.APPROVED, row, by, at)
    return row


@performed
def send_back(draft: UUID, reasons: str, *, by: Mandate, at: datetime) -> Draft:
    """Return a submitted draft to its author, with reasons. Raises Forbidden, WrongStep, Incomplete."""
    reasons = free_text("reasons", reasons)
    row = lock_draft(draft, by)
    require(by, Permission.APPROVE_REQUEST, reads.draft_resource(row))
    at_step(row, "sent back", Draft.Step.SUBMITTED, Draft.Step.APPROVED)
    _domestic(DomesticAct.Kind.SENT_BACK, row, by, at, text=reasons)
    _reopen(row, because=reasons)
    return row


@performed
def take_back(draft: UUID, *, by: Mandate, at: datetime) -> Draft:
    """Let the author reopen what was submitted or approved and not yet issued. Raises Forbidden, WrongStep."""
    row = own_draft(draft, by, "taken back", Draft.Step.SUBMITTED, Draft.Step.APPROVED)
    _domestic(DomesticAct.Kind.TAKEN_BACK, row, by, at)
    _reopen(row, because="")
    row.saved_at = at
    row.save(update_fields=["saved_at"])
    return row


@performed
def discard(draft: UUID, *, by: Mandate, at: datetime) -> Draft:
    """Put a draft aside; it is kept, and listed no more. Raises Forbidden, WrongStep."""
    row = own_draft(draft, by, "discarded", Draft.Step.OPEN)
    row.step = Draft.Step.DISCARDED
    row.saved_at = at
    row.save(update_fields=["step", "saved_at"])
    _domestic(DomesticAct.Kind.DISCARDED, row, by, at)
    return row


@performed
def issue(draft: UUID, *, by: Mandate, at: datetime) -> Act:
    """Seal and send an approved draft in its author's name. Issued twice, it is issued once.

    An answer leaves only while the dossier stands where its second officer saw it.
    Raises Forbidden, WrongStep, Moved, NotPossible; Incomplete where a day it names has passed meanwhile; Undecided
    and Barred where the law has changed since.
    """
    row = lock_draft(draft, by)
    if row.step == Draft.Step.ISSUED and row.act is not None:
        return row.act
    kind = Kind(row.kind)
    permission = Permission.ISSUE_REQUEST if row.request is None else Permission.AUTHOR_ACT
    require(by, permission, reads.draft_resource(row))
    at_step(row, "issued", Draft.Step.APPROVED)
    body = filled_in(kind, row.fields)
    if _draft_digest(row, body) != bytes(row.approved_digest or b""):
        raise WrongStep(row, "issued: its text is not the one approved")
    _check_unmoved(row)
    # The law is asked again: what was met when it was submitted may be suspended on the day it leaves.
    _check_reasoned(row, body, at)
    _check_unbarred(row, body, at)
    request = row.request or _open_request(body, at)
    if row.case is not None:
        cases.put_issued(request, row, at)
    act = author_locked(request, body, _annexes(row), reads.drafted_by(row), at, row.occurred_at)
    row.request, row.act, row.step = request, act, Draft.Step.ISSUED
    row.save()
    return act


def has_moved(draft: Draft) -> bool:
    """Say whether the dossier that a submitted draft answers has moved since: it must be taken back, or sent back."""
    waits = draft.step in (Draft.Step.SUBMITTED, Draft.Step.APPROVED)
    return waits and draft.request is not None and reads.last_digest(draft.request.pk) != bytes(draft.head or b"")


def _check_unmoved(draft: Draft) -> None:
    if draft.request is not None and has_moved(draft):
        raise Moved(draft.request)


def _check_reasoned(draft: Draft, body: Body, at: datetime) -> None:
    unclear = tuple(concern for concern in reads.undecided(draft, body, at) if not concern.bars)
    if unclear:
        raise Undecided(unclear)


def _check_unbarred(draft: Draft, body: Body, at: datetime) -> None:
    bars = tuple(concern for concern in reads.undecided(draft, body, at) if concern.bars)
    if bars:
        raise Barred(bars)


def _open_request(body: Body, at: datetime) -> Request:
    """Mint a request of ours with its label. The row's first act follows in the same transaction."""
    this_year = _year(at)
    Year.objects.bulk_create([Year(year=this_year, last=0)], ignore_conflicts=True)
    year = Year.objects.select_for_update().get(pk=this_year)
    year.last += 1
    year.save()
    row = _new_request(body, f"{year.last:04d}", at)
    row.save(force_insert=True)
    return row


def _year(at: datetime) -> int:
    """Return the year it is in this node's State, which its labels bear."""
    return at.astimezone(ZoneInfo(settings.TIME_ZONE_OF_STATE)).year


def _new_request(body: Body, number: str, at: datetime) -> Request:
    """Return the row a letter opens, not saved. Raises Incomplete, NotPossible."""
    if not isinstance(body, Opening):
        start = LETTER_ROGATORY.start
        raise NotPossible(Side.REQUESTING, body.kind, start[Side.REQUESTING], start[Side.REQUESTED])
    opened = opened_by(body.kind)
    check_body(fold((), opened), body, at)
    named = RequestHeader(
        id=uuid7(at),
        label=f"{settings.STATE}-{_year(at)}-{number}",
        requesting=settings.STATE,
        requested=directory.authority(body.addressee).state,
        kind=opened.key,
        version=opened.version,
    )
    return new_request(named, at)


def _check_possible(request: Request, dossier: Dossier, kind: Kind) -> None:
    side = reads.side_of(request)
    dossier.procedure.after(side, dossier.positions[side], kind, dossier.positions[side.other])


def _read(draft: UUID, by: Mandate, at: datetime) -> Draft:
    row = Draft.objects.select_related("author", "approver", "request").get(pk=draft)
    resource = reads.draft_resource(row)
    require(by, Permission.READ_REQUEST, resource)
    if row.step in (Draft.Step.OPEN, Draft.Step.DISCARDED) and row.author_id != by.officer:
        raise Forbidden(by, Permission.READ_REQUEST, resource, "a draft is its author's until it is submitted")
    ledger.append("casework:draft:read", about=str(row.pk), digest=_by_whom(row, by), at=at)
    return row


def lock_draft(draft: UUID, by: Mandate) -> Draft:
    """Lock the draft's row, and before it its request's: the order every act locks in.

    Who may not read it is told nothing else of it. Raises Forbidden.
    """
    request = Draft.objects.values_list("request", flat=True).get(pk=draft)
    if request:
        Request.objects.select_for_update(no_key=True).get(pk=request)
    # What the row points to is fetched after the lock: joined, it would be as it was before we waited.
    row = Draft.objects.select_for_update().get(pk=draft)
    require(by, Permission.READ_REQUEST, reads.draft_resource(row))
    return row


def own_draft(draft: UUID, by: Mandate, asked: str, *steps: str) -> Draft:
    """Lock a draft of the officer's own: whoever writes into it may not approve it, so nobody else writes."""
    row = lock_draft(draft, by)
    resource = reads.draft_resource(row)
    permission = Permission.DRAFT_REQUEST if row.request is None else Permission.AUTHOR_ACT
    require(by, permission, resource)
    if row.author_id != by.officer:
        raise Forbidden(by, permission, resource, "only its author writes a draft")
    at_step(row, asked, *steps)
    return row


def _check_texts(path: str, value: Any) -> None:
    """Look into everything typed for what no database keeps. Raises Incomplete."""
    if isinstance(value, str):
        check_text(path, value)
    elif isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            _check_texts(f"{path}.{key}" if path else str(key), item)


def at_step(draft: Draft, asked: str, *steps: str) -> None:
    if draft.step not in steps:
        raise WrongStep(draft, asked)


def _reopen(draft: Draft, *, because: str) -> None:
    draft.step = Draft.Step.OPEN
    draft.digest = draft.head = draft.approved_digest = None
    draft.approver = draft.approved_at = draft.submitted_at = None
    draft.returned_because = because
    draft.save()


def _annexes(draft: Draft) -> list[Annex]:
    return [Annex(one.name, one.media_type, bytes(one.content)) for one in draft.annexes.order_by("id")]


def _draft_digest(draft: Draft, body: Body) -> bytes:
    """Return the SHA-256 over all that the second officer approves: text, annexes, instant, and what its author
    stated and reasoned where the law was asked."""
    kept = draft.annexes.order_by("id")
    annexes = [[a.name, a.media_type, hashlib.sha256(bytes(a.content)).hexdigest()] for a in kept]
    frozen: dict[str, Any] = {
        "kind": draft.kind,
        "request": str(draft.request_id or ""),
        "body": plain(body),
        "annexes": annexes,
        "facts": draft.facts,
        "reasons": sorted(row.pk for row in reads.judgements(draft).values() if not row.sets_aside),
    }
    if draft.occurred_at is not None:
        frozen["occurred_at"] = draft.occurred_at.isoformat()
    return hashlib.sha256(rfc8785.dumps(frozen)).digest()


def _domestic(kind: DomesticAct.Kind, draft: Draft, by: Mandate, at: datetime, *, text: str = "") -> None:
    DomesticAct.objects.create(
        request=draft.request, draft=draft, kind=kind, officer_id=by.officer, text=text, stored_at=at
    )
    digest = bytes(draft.digest) if draft.digest else _by_whom(draft, by)
    ledger.append(f"casework:draft:{kind}", about=str(draft.pk), digest=digest, at=at)


def _by_whom(draft: Draft, by: Mandate) -> bytes:
    return hashlib.sha256(f"{by.officer} {draft.pk}".encode()).digest()
