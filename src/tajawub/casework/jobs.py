"""What the room does by the clock: accounts to every peer, and the proof that cache and fold agree."""

from __future__ import annotations

import hashlib
import logging
from datetime import UTC, datetime

from django.conf import settings
from django.db import OperationalError
from procrastinate.contrib.django import app

from tajawub.casework import acts, reads
from tajawub.exchange import reads as exchange
from tajawub.ledger import acts as ledger

log = logging.getLogger("tajawub.casework")


@app.periodic(cron="*/10 * * * *")
@app.task(name="tajawub.casework.send_accounts", queueing_lock="send_accounts")
def send_accounts(timestamp: int) -> None:  # noqa: ARG001  (the queue says it; the node's clock decides)
    """Send our account to every peer that is due one; looked at every ten minutes."""
    at = settings.NOW()
    for peer in exchange.peers():
        try:
            acts.send_due_account(peer.state, at=at)
        except OperationalError:
            raise
        except Exception:
            # The outermost frame for each peer: what is wrong with one must not silence the others.
            log.exception("casework:account:send %s failed", peer.state)


@app.periodic(cron="* * * * *")
@app.task(name="tajawub.casework.ring_deadlines", queueing_lock="ring_deadlines")
def ring_deadlines(timestamp: int) -> None:  # noqa: ARG001  # the queue calls every periodic job with it
    """Ring every minute what is due: 50, 75 and 90 per cent, 48 hours before the end, and the end."""
    at = settings.NOW()
    for request in acts.ringing():
        try:
            acts.ring(request, at=at)
        except OperationalError:
            raise
        except Exception:
            # The outermost frame for each request: what is wrong with one must not silence the alarms of the others.
            log.exception("casework:deadline:ring %s failed", request)


@app.periodic(cron="0 3 * * *")
@app.task(name="tajawub.casework.prove_cache", queueing_lock="prove_cache")
def prove_cache(timestamp: int) -> None:
    """Compare every cached position with the fold; a difference is an alarm in the ledger."""
    for request in reads.cache_differs():
        log.error("casework:cache:differ %s", request)
        ledger.append(
            "casework:cache:differ",
            about=str(request),
            digest=hashlib.sha256(request.bytes).digest(),
            at=datetime.fromtimestamp(timestamp, UTC),
        )
