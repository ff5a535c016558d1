"""The urgent lane: who is asked something urgent calls its officers out until one of them acknowledges."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from tajawub.casework import reads
from tajawub.casework.dossier import Told
from tajawub.casework.extradition import Stage
from tajawub.casework.life_cycle import Side
from tajawub.casework.models import Request
from tajawub.mandates import acts as mandates
from tajawub.mandates.paging import Reason
from tajawub.mandates.values import Mandate

_ENDED = (Stage.WITHDRAWN, Stage.CLOSED_BY_REQUESTING)
OPENING = 1
"""The number of the act that asks: it is its author's first."""


def call_out(request: Request, told: Told, at: datetime) -> None:
    """Page the requested authority when an urgent request has arrived and still waits for somebody."""
    if not told.effective or told.act.side is not Side.REQUESTING or request.requested != settings.STATE:
        return
    waits = request.requested_stage == Stage.NOT_ACKNOWLEDGED and request.requesting_stage not in _ENDED
    if request.urgent and told.act.number == OPENING and waits:
        for authority in _called(request):
            mandates.page(authority, about=request.label, reason=Reason.URGENT_REQUEST, at=at)


def settled(request: Request, *, by: Mandate | None, at: datetime) -> None:
    """Stop paging once the request is taken in hand, or needs nobody any more; `by` is our officer who did it."""
    if request.requested_stage != Stage.NOT_ACKNOWLEDGED or request.requesting_stage in _ENDED or not request.ball:
        mandates.answer_pages(request.label, by=by, at=at)


def _called(request: Request) -> tuple[str, ...]:
    """Return the authority asked; a letter to somebody unknown here is the central authority's to forward."""
    if request.requested_authority in reads.known_here():
        return (request.requested_authority,)
    return tuple(sorted(reads.central_here()))
