"""Ringing for deadlines: each alarm once, to the authority of ours that must act."""

from __future__ import annotations

import hashlib
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from tajawub.casework import reads
from tajawub.casework.deadlines import Deadline, deadlines
from tajawub.casework.life_cycle import Side
from tajawub.casework.models import Request, RungAlarm
from tajawub.ledger import acts as ledger
from tajawub.mandates import acts as mandates
from tajawub.mandates.acts import performed
from tajawub.mandates.paging import Reason

RAN_OUT, LAST_DAYS = 100, 0
"""How two alarms that are no share of the time are kept: the end itself, and 48 hours before it."""


def ringing() -> list[UUID]:
    """Return the requests that may have an alarm to ring, what falls due first first.

    Whoever is held keeps their alarms, however far out of step the request's acts may be.
    """
    live = Request.objects.filter(~Q(ball="") | Q(detained=True), due_at__isnull=False)
    return list(live.order_by("due_at").values_list("pk", flat=True))


@performed
def ring(request: UUID, *, at: datetime) -> tuple[RungAlarm, ...]:
    """Ring what is due on a request and was not rung yet, and page who holds the ball, once for all of it.

    What a node that was down has missed is kept as rung, and told once.
    """
    row = Request.objects.select_for_update(no_key=True, skip_locked=True).filter(pk=request).first()
    if row is None:
        # Somebody is at work on it: the next minute rings.
        return ()
    side = reads.side_of(row)
    rung: list[RungAlarm] = []
    for deadline in deadlines(reads.dossier(row), at):
        if deadline.met_at is not None or deadline.ball is not side:
            continue
        known = set(row.rung_alarms.filter(key=deadline.key).values_list("percent", flat=True))
        new = [percent for percent in _passed(deadline, at) if percent not in known]
        rung += [
            RungAlarm.objects.create(request=row, key=deadline.key, percent=percent, rung_at=at) for percent in new
        ]
    for alarm in rung:
        digest = hashlib.sha256(f"{row.pk} {alarm.key} {alarm.percent}".encode()).digest()
        ledger.append("casework:deadline:alarm", about=row.label, digest=digest, at=at)
    if rung:
        mandates.page(_ours(row, side), about=row.label, reason=Reason.DEADLINE, at=at)
    return tuple(rung)


def _passed(deadline: Deadline, at: datetime) -> list[int]:
    passed = [LAST_DAYS if percent is None else percent for rings_at, percent in deadline.alarms if rings_at <= at]
    return [*passed, RAN_OUT] if deadline.due_at <= at else passed


def _ours(request: Request, side: Side) -> str:
    """Return the authority of ours that must act: who executes, else who asked or was asked."""
    if request.executing_authority:
        return request.executing_authority
    asked = request.requesting_authority if side is Side.REQUESTING else request.requested_authority
    if asked in reads.known_here():
        return asked
    central = sorted(reads.central_here())
    return central[0] if central else settings.STATE.lower()
