"""The urgent lane: who is asked something urgent calls its officers out until one of them acknowledges."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from tajawub.casework import reads
from tajawub.casework.dossier import Told
from tajawub.casework.life_cycle import Kind, Side
from tajawub.casework.models import Request
from tajawub.mandates import acts as mandates
from tajawub.mandates.paging import Reason
from tajawub.mandates.values import Mandate

OPENING = 1
"""The number of the act that asks: it is its author's first."""


def call_out(request: Request, told: Told, at: datetime) -> None:
    """Page the requested authority when an urgent request has arrived; stop when it is taken back unacknowledged."""
    if not told.effective or told.act.side is not Side.REQUESTING or request.requested != settings.STATE:
        return
    if told.act.header.kind == Kind.WITHDRAW:
        mandates.answer_pages(request.label, by=None, at=at)
    elif request.urgent and told.act.number == OPENING:
        for authority in _called(request):
            mandates.page(authority, about=request.label, reason=Reason.URGENT_REQUEST, at=at)


def answered(request: Request, kind: str, *, by: Mandate, at: datetime) -> None:
    """Stop paging once an officer has acknowledged the request."""
    if kind == Kind.ACKNOWLEDGE:
        mandates.answer_pages(request.label, by=by, at=at)


def _called(request: Request) -> tuple[str, ...]:
    """Return the authority asked; a letter to somebody unknown here is the central authority's to forward."""
    if request.requested_authority in reads.known_here():
        return (request.requested_authority,)
    return tuple(sorted(reads.central_here()))
