"""Delivering parcels, and finding again what a killed worker or a lost job row left behind."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db import close_old_connections, connection, transaction
from procrastinate.contrib.django import app

from tajawub.exchange import acts, reads, wire
from tajawub.exchange.as4.refusal import Code, Refusal
from tajawub.exchange.models import Parcel
from tajawub.exchange.parcel import State

HEARTBEAT = 5
"""Seconds without a sign of life after which a worker is dead; the node's workers show one every second."""

AGAIN_AFTER = 30
"""Seconds before a received parcel whose job broke is handed over again."""


@app.task(name=acts.DELIVER)
def deliver(parcel_id: int) -> None:
    close_old_connections()
    attempt(parcel_id)


def attempt(parcel_id: int) -> None:
    """Try once to deliver a parcel; what follows from the answer is decided in `acts`."""
    parcel = Parcel.objects.select_related("peer").filter(pk=parcel_id, state=State.WAITING).first()
    if parcel is None:
        return
    peer = parcel.peer
    try:
        answer = wire.post(
            peer.url, parcel.content_type, bytes(parcel.message), anchors=peer.ca_certificate, keys=settings.KEYS
        )
    except wire.Unreachable as unreachable:
        acts.postpone(parcel, f"{Code.CONNECTION_FAILURE} {unreachable}", at=datetime.now(UTC))
        return
    _settle(parcel, answer, datetime.now(UTC))


@app.periodic(cron="* * * * *")
@app.task(name="tajawub.exchange.recover_stalled", queueing_lock="recover_stalled")
def recover_stalled(timestamp: int) -> None:
    """Recover every minute, whatever else the node's worker does."""
    close_old_connections()
    recover(datetime.fromtimestamp(timestamp, UTC))


def recover(at: datetime) -> int:
    """Queue again what no live job carries; return how many. Harmless at any moment, by any process.

    Jobs of dead workers go back to the queue; then a waiting parcel or an unhandled received one without a job
    gets a new one. Both sides eliminate duplicates, so one job too many does no harm.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        # One process at a time; another finds nothing left to do.
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('tajawub.exchange.recover'))")
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(_STALLED, {"at": at, "heartbeat": HEARTBEAT})
        found: int = cursor.rowcount
        cursor.execute(_UNCARRIED_PARCELS, {"task": acts.DELIVER})
        parcels = [row[0] for row in cursor.fetchall()]
        cursor.execute(_UNCARRIED_RECEIVED, {"task": acts.INBOX, "again_after": AGAIN_AFTER})
        received = [row[0] for row in cursor.fetchall()]
        for parcel in parcels:
            acts.defer(acts.DELIVER, parcel_id=parcel)
        for parcel in received:
            acts.defer(acts.INBOX, received_id=parcel)
    return found + len(parcels) + len(received)


def carry(state: str, path: str, body: bytes) -> tuple[int, bytes]:
    """Send a witness request to a partner's listener: `/witness/<path>`. Raises wire.Unreachable, acts.NoPartner."""
    peer = reads.peer(state)
    if peer is None:
        raise acts.NoPartner(state)
    url = f"https://{urlsplit(peer.url).netloc}/witness/{path}"
    answer = wire.post(url, "application/octet-stream", body, anchors=peer.ca_certificate, keys=settings.KEYS)
    return answer.status, answer.body


def _settle(parcel: Parcel, answer: wire.Answer, at: datetime) -> None:
    if answer.status != 200:
        # Only a signed answer is believed to be final: a bare HTTP status is the weather on the line.
        acts.postpone(parcel, f"{Code.CONNECTION_FAILURE} HTTP status {answer.status}", at=at)
        return
    try:
        acts.take_receipt(parcel, answer.content_type, answer.body, at=at)
    except Refusal as refusal:
        acts.postpone(parcel, f"{Code.INVALID_RECEIPT} {refusal}", at=at)
    except acts.PeerRefused as refused:
        if refused.code.is_permanent:
            acts.give_up(parcel, str(refused), at=at)
        else:
            acts.postpone(parcel, str(refused), at=at)


_STALLED = """
SELECT procrastinate_retry_job_v2(job.id, %(at)s, NULL, NULL, NULL)
  FROM (SELECT job.id
          FROM procrastinate_jobs job
          LEFT JOIN procrastinate_workers worker ON worker.id = job.worker_id
         WHERE job.status = 'doing'
           AND (worker.id IS NULL OR worker.last_heartbeat < now() - make_interval(secs => %(heartbeat)s))
           FOR UPDATE OF job SKIP LOCKED) AS job
"""

_UNCARRIED_PARCELS = """
SELECT parcel.id
  FROM exchange_parcel parcel
 WHERE parcel.state = 'waiting'
   AND NOT EXISTS (SELECT 1 FROM procrastinate_jobs job
                    WHERE job.task_name = %(task)s AND job.status IN ('todo', 'doing')
                      AND (job.args->>'parcel_id')::bigint = parcel.id)
 ORDER BY parcel.id
 LIMIT 500
"""

_UNCARRIED_RECEIVED = """
SELECT received.id
  FROM exchange_received received
 WHERE received.handled_at IS NULL
   AND NOT EXISTS (SELECT 1 FROM procrastinate_jobs job
                    WHERE job.task_name = %(task)s AND job.status IN ('todo', 'doing')
                      AND (job.args->>'received_id')::bigint = received.id)
   AND NOT EXISTS (SELECT 1 FROM procrastinate_jobs job
                     JOIN procrastinate_events event ON event.job_id = job.id
                    WHERE job.task_name = %(task)s AND job.status = 'failed'
                      AND (job.args->>'received_id')::bigint = received.id
                      AND event.at > now() - make_interval(secs => %(again_after)s))
 ORDER BY received.id
 LIMIT 500
"""
