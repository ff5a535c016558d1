"""Requests made by telephone: written down at once, confirmed in writing forthwith. Nothing here leaves the node."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import available_timezones

import rfc8785
from django.conf import settings
from django.db import IntegrityError, transaction

from tajawub.casework import reads
from tajawub.casework.acts.authoring import check_text
from tajawub.casework.bodies import Incomplete, free_text
from tajawub.casework.identity import uuid7
from tajawub.casework.models import OralConfirmation, OralRequest
from tajawub.casework.oral import CONFIRMED_WITHIN, MAX_LINE, Call
from tajawub.exchange import reads as peers
from tajawub.ledger import acts as ledger
from tajawub.mandates import reads as directory
from tajawub.mandates.acts import performed, require
from tajawub.mandates.permissions import Permission
from tajawub.mandates.values import Mandate


class AlreadyConfirmed(Exception):
    """The oral request is confirmed by a written one already: nothing was changed."""

    def __init__(self, oral: OralRequest) -> None:
        super().__init__(f"The call of {oral.called_at:%Y-%m-%d %H:%M} UTC is confirmed already: nothing was changed")
        self.oral = oral


@performed
def record_oral(call: Call, *, by: Mandate, at: datetime) -> OralRequest:
    """Write down a call for the authority of the mandate. Raises Forbidden, Incomplete."""
    require(by, Permission.RECORD_ORAL, reads.new_oral(by, call.direction, call.state))
    _check(call, by, at)
    row = OralRequest.objects.create(
        id=uuid7(at),
        authority=by.authority,
        recorded_by_id=by.officer,
        recorded_at=at,
        confirm_by=call.called_at + CONFIRMED_WITHIN,
        direction=call.direction,
        state=call.state,
        officer_id=call.officer,
        other_name=call.other_name.strip(),
        other_function=call.other_function.strip(),
        other_authority=call.other_authority.strip(),
        called_at=call.called_at,
        time_zone=call.time_zone,
        said=free_text("said", call.said),
    )
    told = asdict(call) | {"called_at": call.called_at.astimezone(UTC).isoformat()}
    ledger.append("casework:oral:record", about=f"oral/{row.pk}", digest=_digest(told), at=at)
    return row


@performed
def read_oral(oral: UUID, *, by: Mandate, at: datetime) -> OralRequest:
    """Open the record of a call; the reading itself goes to the ledger. Raises Forbidden, DoesNotExist."""
    row = OralRequest.objects.select_related("officer", "recorded_by", "confirmation__request").get(pk=oral)
    require(by, Permission.READ_ORAL, reads.oral_resource(row))
    ledger.append(
        "casework:oral:read",
        about=f"oral/{row.pk}",
        digest=_digest({"officer": by.officer, "oral": str(oral)}),
        at=at,
    )
    return row


@performed
def confirm_oral(oral: UUID, request: UUID, *, by: Mandate, at: datetime) -> OralConfirmation:
    """Name the written request that confirms a call. Raises Forbidden, Incomplete, AlreadyConfirmed."""
    row = OralRequest.objects.get(pk=oral)
    require(by, Permission.READ_ORAL, reads.oral_resource(row))
    require(by, Permission.CONFIRM_ORAL, reads.oral_resource(row))
    written = reads.confirming(row, by).filter(pk=request).first()
    if written is None:
        raise Incomplete({"request": "not_in_list"})
    require(by, Permission.READ_REQUEST, reads.resource(written))
    try:
        with transaction.atomic():
            done = OralConfirmation.objects.create(
                oral=row, request=written, confirmed_by_id=by.officer, confirmed_at=at
            )
    except IntegrityError:
        raise AlreadyConfirmed(row) from None
    told: dict[str, object] = {"oral": str(row.pk), "request": str(written.pk), "officer": by.officer}
    ledger.append("casework:oral:confirm", about=written.label, digest=_digest(told), at=at)
    return done


def _check(call: Call, by: Mandate, at: datetime) -> None:
    """Refuse a record that lacks something, or tells of a call to come. Raises Incomplete."""
    wrong: dict[str, str] = {}
    for name in ("other_name", "other_function", "other_authority"):
        line: str = getattr(call, name).strip()
        check_text(name, line)
        if not line or len(line) > MAX_LINE:
            wrong[name] = "too_long" if line else "missing"
    if call.called_at > at:
        wrong["called_at"] = "future_day"
    if call.time_zone not in available_timezones():
        wrong["time_zone"] = "not_in_list"
    if call.state == settings.STATE or peers.peer(call.state) is None:
        wrong["state"] = "not_in_list"
    if call.officer not in directory.able_to_answer(by.authority, call.called_at):
        wrong["officer"] = "not_in_list"
    if wrong:
        raise Incomplete(wrong)


def _digest(told: dict[str, object]) -> bytes:
    return hashlib.sha256(rfc8785.dumps(told)).digest()  # type: ignore[arg-type]
