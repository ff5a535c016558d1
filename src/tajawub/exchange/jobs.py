"""Delivering parcels, and finding again what a killed worker or a lost job row left behind."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import close_old_connections, connection, transaction
from procrastinate.contrib.django import app

from tajawub.exchange import acts, reads, wire
from tajawub.exchange.as4.profile import EDELIVERY
from tajawub.exchange.as4.refusal import Code, Refusal
from tajawub.exchange.models import Parcel
from tajawub.exchange.parcel import State, Urgency, arriving, leaving

HEARTBEAT = 5
"""Seconds without a sign of life after which a worker is dead; the node's workers show one every second."""

AGAIN_AFTER, AT_LATEST = 30, 3600
"""Seconds before a parcel whose job broke gets another: doubling with each that broke, up to the second."""

ALARM_AFTER = 5
"""Broken jobs after which a person must look at what a received parcel does to its taker."""

ACCOUNTS_KEPT = EDELIVERY.age + timedelta(days=1)
"""A repetition that is still accepted must be known as one: never shorter than the age of the profile."""


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
        acts.postpone(parcel, f"{Code.CONNECTION_FAILURE} {unreachable}", at=settings.NOW())
        return
    _settle(parcel, answer, settings.NOW())


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
        pauses = {"again_after": AGAIN_AFTER, "at_latest": AT_LATEST}
        cursor.execute(_UNCARRIED_PARCELS, {"task": acts.DELIVER, **pauses})
        parcels = cursor.fetchall()
        cursor.execute(_UNCARRIED_RECEIVED, {"task": acts.INBOX, **pauses})
        received = cursor.fetchall()
        for parcel, kind, urgency in parcels:
            acts.defer(acts.DELIVER, priority=leaving(kind, Urgency(urgency)), parcel_id=parcel)
        for parcel, kind, broken in received:
            if broken >= ALARM_AFTER:
                acts.alarm_unhandled(parcel, at=at)
            acts.defer(acts.INBOX, priority=arriving(kind), received_id=parcel)
    return found + len(parcels) + len(received)


@app.periodic(cron="30 3 * * *")
@app.task(name="tajawub.exchange.forget_accounts", queueing_lock="forget_accounts")
def forget_accounts(timestamp: int) -> None:
    """Delete old accounts every night."""
    close_old_connections()
    at = datetime.fromtimestamp(timestamp, UTC)
    acts.forget_accounts(at - ACCOUNTS_KEPT, at=at)


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

_BROKEN = """
SELECT (job.args->>'{key}')::bigint AS id, count(DISTINCT job.id) AS times, max(event.at) AS last_at
  FROM procrastinate_jobs job
  JOIN procrastinate_events event ON event.job_id = job.id AND event.type = 'failed'
 WHERE job.task_name = %(task)s AND job.status = 'failed'
 GROUP BY 1
"""
"""How often the jobs of each parcel broke, and when they last did."""

_FREE = """
       NOT EXISTS (SELECT 1 FROM procrastinate_jobs job
                    WHERE job.task_name = %(task)s AND job.status IN ('todo', 'doing')
                      AND (job.args->>'{key}')::bigint = parcel.id)
   AND (broken.id IS NULL OR broken.last_at <= now() - make_interval(
           secs => least(%(again_after)s * 2.0 ^ least(broken.times - 1, 16), %(at_latest)s)))
 ORDER BY parcel.id
 LIMIT 500
"""

_UNCARRIED_PARCELS = f"""
SELECT parcel.id, parcel.kind, parcel.urgency
  FROM exchange_parcel parcel
  LEFT JOIN ({_BROKEN.format(key="parcel_id")}) broken ON broken.id = parcel.id
 WHERE parcel.state = 'waiting' AND {_FREE.format(key="parcel_id")}
"""  # noqa: S608 (put together from the constants above)

_UNCARRIED_RECEIVED = f"""
SELECT parcel.id, parcel.kind, coalesce(broken.times, 0)
  FROM exchange_received parcel
  LEFT JOIN ({_BROKEN.format(key="received_id")}) broken ON broken.id = parcel.id
 WHERE parcel.handled_at IS NULL AND {_FREE.format(key="received_id")}
"""  # noqa: S608
