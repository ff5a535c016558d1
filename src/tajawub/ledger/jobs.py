"""The two loops of the ledger: the sequencer, and one feed for each partner that witnesses it.

A loop survives the database and the partner; whatever else goes wrong ends it, loudly.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from enum import Enum, auto
from time import monotonic

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import OperationalError, connection

from tajawub.ledger import acts, reads
from tajawub.ledger import checkpoint as checkpoints
from tajawub.ledger.acts import NotCosigned
from tajawub.ledger.models import Checkpoint
from tajawub.ledger.note import BadSignature, Malformed, VerifierKey, decimal
from tajawub.ledger.witness import PATH, Request, Status, Unreachable

Send = Callable[[str, str, bytes], tuple[int, bytes]]
"""(partner, path, body) -> (HTTP status, body). Raises Unreachable or OSError when nothing came back."""

log = logging.getLogger(__name__)

ENTRIES = "tajawub_ledger"
CHECKPOINTS = "tajawub_ledger_checkpoint"
LOOK_AGAIN = 1.0
"""Seconds without a notification after which a loop looks all the same."""

SWEEP_EVERY = 60.0
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=1), timedelta(minutes=1)
REFUSED_PAUSE = timedelta(minutes=5)


class Offer(Enum):
    """What became of an offer to a witness."""

    NOTHING_NEW = auto()
    COSIGNED = auto()
    LATER = auto()
    REFUSED = auto()


def keep_sequencing(stop: threading.Event, *, key: Ed25519PrivateKey, origin: str) -> None:
    """Sequence whatever is pending, within a second of its commit, until `stop`. Raises reads.Broken."""
    _keep(stop, lambda: _sequence_until(stop, key=key, origin=origin))


def feed(stop: threading.Event, *, partner: str, witness: VerifierKey, send: Send) -> None:
    """Offer each newest checkpoint to one partner until `stop`; a partner that is down is asked ever less often.

    One thread for each partner: none waits for another, and the sequencer for none.
    """
    _keep(stop, lambda: _feed_until(stop, partner=partner, witness=witness, send=send))


def offer(partner: str, witness: VerifierKey, *, send: Send, at: datetime) -> Offer:
    """Ask one witness to countersign our newest checkpoint, and keep what it signs."""
    head = reads.newest()
    known = reads.countersigned().get(witness.name, 0)
    if head is None or head.size <= known:
        return Offer.NOTHING_NEW
    try:
        request = reads.request_for(head, old=known)
        status, body = send(partner, PATH, request.body)
        held = _size_in(body) if status == Status.CONFLICT else None
        if held is not None and held != known and held <= head.size:
            request = reads.request_for(head, old=held)
            status, body = send(partner, PATH, request.body)
    except (Unreachable, OSError) as error:
        log.info("ledger:checkpoint:offer %s unreachable (%s)", partner, error)
        return Offer.LATER
    return _settle(head, request, status, body, partner=partner, witness=witness, at=at)


def _settle(
    head: Checkpoint,
    request: Request,
    status: int,
    body: bytes,
    *,
    partner: str,
    witness: VerifierKey,
    at: datetime,
) -> Offer:
    if status >= 500:
        return Offer.LATER
    if status == Status.COSIGNED:
        try:
            acts.keep_cosignature(head.size, body, by=witness)
        except (Malformed, BadSignature, NotCosigned) as error:
            log.warning("ledger:checkpoint:offer %s size %s: %s", partner, head.size, error)
            return Offer.REFUSED
        return Offer.COSIGNED
    if status == Status.CONFLICT and _moved_on(body, request):
        return Offer.LATER
    log.warning("ledger:checkpoint:offer %s size %s refused with %s", partner, head.size, status)
    if status in (Status.CONFLICT, Status.INCONSISTENT):
        # It holds a head we signed and this tree does not extend: a rewritten or a restored log.
        acts.record_refusal(witness.name, request.body, at=at)
    return Offer.REFUSED


def _moved_on(body: bytes, request: Request) -> bool:
    """Say whether the witness only names another head of ours, cosigned meanwhile for a second worker."""
    held, newest = _size_in(body), reads.newest()
    return held is not None and held != request.old and newest is not None and held <= newest.size


def _size_in(body: bytes) -> int | None:
    try:
        return decimal(body.decode("ascii").removesuffix("\n"))
    except (UnicodeDecodeError, Malformed):
        return None


def _keep(stop: threading.Event, work: Callable[[], None]) -> None:
    while not stop.is_set():
        try:
            work()
        except OperationalError as error:
            log.warning("ledger: the database is away (%s)", str(error).strip().partition("\n")[0])
            stop.wait(LOOK_AGAIN)
        finally:
            connection.close()


def _sequence_until(stop: threading.Event, *, key: Ed25519PrivateKey, origin: str) -> None:
    _listen(ENTRIES)
    reads.check_origin(checkpoints.log_key(origin, key))
    swept = float("-inf")
    while not stop.is_set():
        act = acts.sequence
        if monotonic() - swept >= SWEEP_EVERY:
            act, swept = acts.sweep, monotonic()
        while act(key=key, origin=origin, at=datetime.now(UTC)) is not None:
            if stop.is_set():
                return
        _wait_for_notice()


def _feed_until(stop: threading.Event, *, partner: str, witness: VerifierKey, send: Send) -> None:
    _listen(CHECKPOINTS)
    pause = FIRST_PAUSE
    while not stop.is_set():
        match offer(partner, witness, send=send, at=datetime.now(UTC)):
            case Offer.COSIGNED | Offer.NOTHING_NEW:
                pause = FIRST_PAUSE
                _wait_for_notice()
            case Offer.LATER:
                stop.wait(pause.total_seconds())
                pause = min(pause * 2, LONGEST_PAUSE)
            case Offer.REFUSED:
                stop.wait(REFUSED_PAUSE.total_seconds())


def _listen(channel: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"LISTEN {channel}")


def _wait_for_notice() -> None:
    with connection.wrap_database_errors:
        for _ in connection.connection.notifies(timeout=LOOK_AGAIN, stop_after=1):
            return
