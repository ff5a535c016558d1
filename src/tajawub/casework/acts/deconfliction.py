"""Who else asks: the index rewritten with each act, and the notice to both requests that meet.

The node finds; officers judge. A notice stays on this side of the border.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import datetime

from django.db import connection

from tajawub.casework import reads
from tajawub.casework.deconfliction import Likeness, Trace, TraceKind, evidence, likeness
from tajawub.casework.models import DomesticAct, Draft, Request
from tajawub.casework.models import Trace as TraceRow
from tajawub.ledger import acts as ledger


def index(request: Request, said: frozenset[Trace], at: datetime) -> None:
    """Rewrite what the index has of a request; where it says something new, notice the requests it meets.

    In the caller's transaction, under the request's lock.
    """
    was = reads.indexed(request)
    if said == was:
        return
    _one_at_a_time()
    for gone in was - said:
        request.traces.filter(kind=gone.kind, key=gone.key).delete()
    TraceRow.objects.bulk_create(TraceRow(request=request, kind=one.kind, key=one.key) for one in sorted(said - was))
    for other, shared in reads.met(said - was, besides=request).items():
        if likeness(shared) is not Likeness.SAME_NAME:
            told = _told(shared)
            _notice(at, told, other.label, request=request, other=other)
            _notice(at, told, request.label, request=other, other=request)


def notice_draft(draft: Draft, said: Collection[Trace], at: datetime) -> None:
    """Notice the open requests that a submitted letter meets before it leaves; submitted again, it is told once."""
    for other, shared in reads.met(said).items():
        told = _told(shared)
        known = DomesticAct.objects.filter(kind=DomesticAct.Kind.DECONFLICTED, draft=draft, other=other, text=told)
        if likeness(shared) is not Likeness.SAME_NAME and not known.exists():
            _notice(at, told, other.label, draft=draft, other=other)
            _notice(at, told, str(draft.pk), request=other, draft=draft)


def _told(shared: Collection[Trace]) -> str:
    return "\n".join(str(trace) for trace in evidence(shared) if trace.kind is not TraceKind.NAME)


def _notice(
    at: datetime,
    told: str,
    met: str,
    *,
    request: Request | None = None,
    draft: Draft | None = None,
    other: Request | None = None,
) -> None:
    kind = DomesticAct.Kind.DECONFLICTED
    DomesticAct.objects.create(request=request, draft=draft, other=other, kind=kind, text=told, stored_at=at)
    about = request.label if request else str(draft.pk) if draft else ""
    digest = hashlib.sha256(f"{about} {met} {told}".encode()).digest()
    ledger.append("casework:request:deconflict", about=about, digest=digest, at=at)


def _one_at_a_time() -> None:
    """Let no two requests enter the index at once: neither would see the other. Until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('tajawub.casework.index'))")
