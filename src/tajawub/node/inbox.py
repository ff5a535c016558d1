"""What arrives, handed up: one dict from the kind of a parcel to the act that takes it in."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.conf import settings
from procrastinate.contrib.django import app

from tajawub.casework import acts as casework
from tajawub.exchange import acts as exchange
from tajawub.exchange import reads

log = logging.getLogger("tajawub.inbox")


def _act(payload: bytes, sender: str, at: datetime) -> str:
    taken = casework.receive(payload, sender=sender, at=at)
    return str(taken.standing) if taken.standing else f"refused: {taken.why}"


def _account(payload: bytes, sender: str, at: datetime) -> str:
    why = casework.take_account(payload, sender=sender, at=at)
    return f"refused: {why}" if why else "compared"


def _not_understood(kind: str, payload: bytes, sender: str, at: datetime) -> str:
    """Say in our account to its sender, and in the ledger, that the kind has no taker; the parcel is kept."""
    return casework.refuse(payload, f"not understood: parcel of kind {kind}", sender=sender, at=at).why


INBOX: dict[str, Callable[[bytes, str, datetime], str]] = {
    casework.ACT_PARCEL: _act,
    casework.ACCOUNT_PARCEL: _account,
}


@app.task(name="tajawub.inbox")
def take_in(received_id: int) -> None:
    """Take in one stored parcel. A kind without a taker is kept and reported as not understood."""
    parcel = reads.received(received_id)
    at = settings.NOW()
    take = INBOX.get(parcel.kind, partial(_not_understood, parcel.kind))
    outcome = take(parcel.payload, parcel.sender_state, at)
    exchange.handled(received_id, outcome, at=at)
    log.info("exchange:parcel:handle %s %s %s", parcel.kind, received_id, outcome[:200])
