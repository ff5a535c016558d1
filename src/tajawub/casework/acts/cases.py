"""Cases of our own, in which requests stand side by side, and the diligences of each. All of it stays at home.

To put a request in a case changes nothing of the request: its state, its clock and its terms stay its own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from tajawub.casework import reads
from tajawub.casework.bodies import Incomplete, free_text
from tajawub.casework.identity import uuid7
from tajawub.casework.models import Case, DomesticAct, Draft, Request
from tajawub.ledger import acts as ledger
from tajawub.mandates.acts import performed, require
from tajawub.mandates.permissions import Permission
from tajawub.mandates.values import Forbidden, Mandate

LONGEST = 300
"""Characters of a case's reference and of its title."""


class CaseExists(Exception):
    """The authority keeps a case under that reference already; nothing was opened."""

    def __init__(self, case: Case) -> None:
        super().__init__(f"{case.reference} is a case of {case.authority} already: put the request in it")
        self.case = case


class CaseClosed(Exception):
    """The case is closed: nothing enters or leaves it."""

    def __init__(self, case: Case) -> None:
        super().__init__(f"{case.reference} is closed: nothing is put in or taken out any more")
        self.case = case


class InCaseAlready(Exception):
    """The request stands in a case, this one or another."""

    def __init__(self, request: Request, case: Case) -> None:
        super().__init__(f"{request.label} stands in the case {case.reference}: take it out first")
        self.request, self.case = request, case


class StillOpen(Exception):
    """Requests of the case are not closed. `requests` are those the officer may see, `others` how many more."""

    def __init__(self, case: Case, requests: Sequence[Request], others: int) -> None:
        named = ", ".join(request.label for request in requests)
        more = f"{' and ' if named else ''}{others} you may not see" if others else ""
        super().__init__(f"{case.reference} stays open: {named}{more} not closed yet; close them first")
        self.case, self.requests, self.others = case, requests, others


@performed
def open_case(reference: str, title: str, *, by: Mandate, at: datetime) -> Case:
    """Open a case of the officer's authority, under its own number. Raises Forbidden, Incomplete, CaseExists."""
    require(by, Permission.OPEN_CASE, reads.new_case(by))
    reference, title = _line("reference", reference), _line("title", title)
    case, opened = Case.objects.get_or_create(
        authority=by.authority,
        reference=reference,
        defaults={"id": uuid7(at), "title": title, "opened_by_id": by.officer, "opened_at": at},
    )
    if not opened:
        raise CaseExists(case)
    _record("casework:case:open", str(case.pk), f"{case.pk} {reference} {title}", at)
    return case


@performed
def read_case(case: UUID, *, by: Mandate, at: datetime) -> reads.CaseFile:
    """Open a case; the reading itself goes to the ledger. Raises Forbidden."""
    row = Case.objects.get(pk=case)
    require(by, Permission.READ_CASE, reads.case_resource(row))
    _record("casework:case:read", str(row.pk), f"{by.officer} {row.pk}", at)
    return reads.case_file(row, by)


@performed
def put_in_case(request: UUID, case: UUID, *, by: Mandate, at: datetime) -> DomesticAct:
    """Put a request in a case of an authority concerned with it. Raises Forbidden, CaseClosed, InCaseAlready."""
    row = _lock_request(request, by)
    found = _lock_case(case, by)
    if found.authority not in reads.concerned(row):
        reason = "its authority is not concerned with the request"
        raise Forbidden(by, Permission.ASSIGN_CASE, reads.case_resource(found), reason)
    if row.case is not None:
        raise InCaseAlready(row, row.case)
    return _put(row, found, by.officer, at)


@performed
def take_out_of_case(request: UUID, *, by: Mandate, at: datetime) -> DomesticAct:
    """Take a request out of its case. Raises Forbidden, CaseClosed, Incomplete where it stands in none."""
    row = _lock_request(request, by)
    if row.case_id is None:
        raise Incomplete({"case": "missing"})
    case = _lock_case(row.case_id, by)
    row.case = None
    row.save(update_fields=["case"])
    _record("casework:case:remove", row.label, f"{case.pk} {row.pk}", at)
    return _domestic(DomesticAct.Kind.TAKEN_OUT_OF_CASE, row, case.reference, by.officer, at)


@performed
def close_case(case: UUID, *, by: Mandate, at: datetime) -> Case:
    """Close a case all of whose requests are closed; only the authority that keeps it does.

    A draft begun in it leaves later as a request of no case. Raises Forbidden, CaseClosed, StillOpen.
    """
    row = _lock_case(case, by)
    require(by, Permission.CLOSE_CASE, reads.own_case_resource(row))
    still = row.requests.exclude(reads.closed()).order_by("opened_at")
    named = list(reads.visible(by).filter(pk__in=still.values("pk")).order_by("opened_at"))
    others = still.count() - len(named)
    if named or others:
        raise StillOpen(row, named, others)
    row.closed_at = at
    row.save(update_fields=["closed_at"])
    for request in row.requests.order_by("opened_at"):
        _domestic(DomesticAct.Kind.CASE_CLOSED, request, row.reference, by.officer, at)
    _record("casework:case:close", str(row.pk), f"{row.pk} {row.reference}", at)
    return row


@performed
def record_diligence(request: UUID, text: str, *, by: Mandate, at: datetime) -> DomesticAct:
    """Record what was done on this request and for it alone. Raises Forbidden, Incomplete."""
    row = Request.objects.get(pk=request)
    require(by, Permission.READ_REQUEST, reads.resource(row))
    require(by, Permission.RECORD_DILIGENCE, reads.resource(row))
    text = free_text("diligence", text)
    _record("casework:diligence:record", row.label, text, at)
    return _domestic(DomesticAct.Kind.DILIGENCE, row, text, by.officer, at)


def check_begun_in(case: UUID, by: Mandate) -> None:
    """Let a letter of the officer's authority begin in a case of it, or of its central authority.

    Raises Forbidden, CaseClosed.
    """
    found = _lock_case(case, by)
    letter = reads.new_letter(by)
    if found.authority not in {letter.requesting_authority, *letter.requesting_through}:
        reason = "its authority is not concerned with the request"
        raise Forbidden(by, Permission.ASSIGN_CASE, reads.case_resource(found), reason)


def put_issued(request: Request, draft: Draft, at: datetime) -> None:
    """Put a request just opened in the case its draft was begun in; closed meanwhile, the case is left alone.

    In the caller's transaction, before the request's first act.
    """
    case = Case.objects.select_for_update(no_key=True).get(drafts=draft)
    if case.closed_at is None:
        _put(request, case, draft.author_id, at)


def _put(request: Request, case: Case, officer: int, at: datetime) -> DomesticAct:
    request.case = case
    request.save(update_fields=["case"])
    _record("casework:case:assign", request.label, f"{case.pk} {request.pk}", at)
    return _domestic(DomesticAct.Kind.PUT_IN_CASE, request, case.reference, officer, at)


def _lock_request(request: UUID, by: Mandate) -> Request:
    row = Request.objects.select_for_update(no_key=True).get(pk=request)
    require(by, Permission.READ_REQUEST, reads.resource(row))
    require(by, Permission.ASSIGN_CASE, reads.resource(row))
    return row


def _lock_case(case: UUID, by: Mandate) -> Case:
    """Lock an open case, after the request where there is one: the order every act locks in."""
    row = Case.objects.select_for_update(no_key=True).get(pk=case)
    require(by, Permission.READ_CASE, reads.case_resource(row))
    require(by, Permission.ASSIGN_CASE, reads.case_resource(row))
    if row.closed_at is not None:
        raise CaseClosed(row)
    return row


def _line(field: str, text: str) -> str:
    text = free_text(field, " ".join(text.split()))
    if len(text) > LONGEST:
        raise Incomplete({field: "too_long"})
    return text


def _domestic(kind: DomesticAct.Kind, request: Request, text: str, officer: int, at: datetime) -> DomesticAct:
    return DomesticAct.objects.create(request=request, kind=kind, officer_id=officer, text=text, stored_at=at)


def _record(kind: str, about: str, said: str, at: datetime) -> None:
    ledger.append(kind, about=about, digest=hashlib.sha256(said.encode()).digest(), at=at)
