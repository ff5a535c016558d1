"""What arrives, handed up: one dict from the kind of a parcel to the act that takes it in."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from django.utils import timezone
from procrastinate.contrib.django import app

from tajawub.casework import acts as casework
from tajawub.casework.act import Malformed
from tajawub.exchange import acts as exchange
from tajawub.exchange import reads

log = logging.getLogger("tajawub.inbox")


def _act(payload: bytes, sender: str, at: datetime) -> str:
    taken = casework.receive(payload, sender=sender, at=at)
    return str(taken.standing) if taken.standing else f"refused: {taken.why}"


def _account(payload: bytes, sender: str, at: datetime) -> str:
    try:
        casework.take_account(payload, sender=sender, at=at)
    except Malformed as error:
        return f"refused: {error}"
    return "compared"


INBOX: dict[str, Callable[[bytes, str, datetime], str]] = {
    casework.ACT_PARCEL: _act,
    casework.ACCOUNT_PARCEL: _account,
}


@app.task(name="tajawub.inbox")
def take_in(received_id: int) -> None:
    """Take in one stored parcel. A kind without a taker is kept and reported as not understood."""
    parcel = reads.received(received_id)
    at = timezone.now()
    take = INBOX.get(parcel.kind)
    outcome = take(parcel.payload, parcel.sender_state, at) if take else f"not understood: {parcel.kind}"
    exchange.handled(received_id, outcome, at=at)
    log.info("exchange:parcel:handle %s %s %s", parcel.kind, received_id, outcome[:200])
