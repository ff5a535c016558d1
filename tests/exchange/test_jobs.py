from __future__ import annotations

import hashlib
import socket
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.test import override_settings
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from exchange.conftest import CONVERSATION, NOW, Partner, agree
from exchange.line import listening
from exchange.parties import party
from exchange.test_acts import accept, jobs, post
from tajawub.exchange import acts, wire
from tajawub.exchange import jobs as delivery
from tajawub.exchange.as4 import message, signals
from tajawub.exchange.as4.envelope import to_the_millisecond
from tajawub.exchange.as4.message import Built
from tajawub.exchange.as4.profile import EDELIVERY
from tajawub.exchange.as4.refusal import Code, Refusal
from tajawub.exchange.models import Parcel, Peer, Received
from tajawub.ledger.models import Entry

pytestmark = pytest.mark.django_db

OURS = "ca.crt"
Signing = Callable[[Partner, message.Opened], Built]


def receipt(rabat: Partner, opened: message.Opened) -> Built:
    return signals.receipt(
        opened.references, opened.message.message_id, message_id="r@ma.example", key=rabat.key, at=NOW
    )


def fault(code: Code) -> Signing:
    def sign(rabat: Partner, opened: message.Opened) -> Built:
        refusal = Refusal(code, "as the test wants it")
        return signals.fault(refusal, opened.message.message_id, message_id="e@ma.example", key=rabat.key, at=NOW)

    return sign


def delivered_to(rabat: Partner, signing: Signing, *, status: int = 200) -> tuple[Parcel, list[bytes]]:
    """Post a parcel and try once to deliver it to Rabat, which answers with `signing`."""
    seen: list[bytes] = []
    parcels: list[Parcel] = []

    def answer(content_type: str, body: bytes) -> tuple[int, str, bytes]:
        seen.append(body)
        built = signing(rabat, rabat.open(parcels[0]))
        return status, built.content_type, built.body

    with listening(rabat.folder, settings.KEYS / OURS, answer) as url:
        agree(rabat, url)
        parcels.append(post())
        delivery.attempt(parcels[0].pk)
        wire.close()
    return Parcel.objects.get(pk=parcels[0].pk), seen


def test_a_parcel_crosses_and_its_receipt_is_kept(rabat: Partner) -> None:
    parcel, seen = delivered_to(rabat, receipt)
    assert (parcel.state, parcel.attempts, seen) == ("delivered", 0, [bytes(parcel.message)])
    assert parcel.receipt_at is not None
    assert parcel.receipt_at > parcel.posted_at


def test_a_delivered_parcel_is_not_sent_again(rabat: Partner) -> None:
    parcel, seen = delivered_to(rabat, receipt)
    delivery.attempt(parcel.pk)
    assert len(seen) == 1


@pytest.mark.parametrize(
    "code",
    [
        Code.VALUE_INCONSISTENT,
        Code.OTHER,
        Code.FAILED_AUTHENTICATION,
        Code.FAILED_DECRYPTION,
        Code.POLICY_NONCOMPLIANCE,
    ],
)
def test_a_signed_permanent_error_fails_the_parcel_at_once(rabat: Partner, code: Code) -> None:
    parcel, _ = delivered_to(rabat, fault(code))
    assert (parcel.state, parcel.last_error) == ("failed", f"{code} {code.short}: as the test wants it")
    assert len(jobs("tajawub.exchange.deliver")) == 1
    assert Entry.objects.get(kind="node:alarm:raise").about == parcel.message_id


def test_a_passing_error_is_tried_again(rabat: Partner) -> None:
    parcel, _ = delivered_to(rabat, fault(Code.DELIVERY_FAILURE))
    assert (parcel.state, parcel.attempts) == ("waiting", 1)
    assert len(jobs("tajawub.exchange.deliver")) == 2


def test_an_error_nobody_known_has_signed_is_tried_again(rabat: Partner) -> None:
    def sign(_: Partner, opened: message.Opened) -> Built:
        stranger = party("urn:tajawub:node:XX", days=3650).key
        refusal = Refusal(Code.POLICY_NONCOMPLIANCE, "go away")
        return signals.fault(refusal, opened.message.message_id, message_id="e@xx.example", key=stranger, at=NOW)

    parcel, _ = delivered_to(rabat, sign)
    assert (parcel.state, parcel.attempts) == ("waiting", 1)
    assert "EBMS:0302" in parcel.last_error


@pytest.mark.parametrize("status", [400, 404, 413, 500, 503])
def test_a_bare_http_status_is_the_weather_on_the_line(rabat: Partner, status: int) -> None:
    parcel, _ = delivered_to(rabat, fault(Code.POLICY_NONCOMPLIANCE), status=status)
    assert (parcel.state, parcel.attempts) == ("waiting", 1)
    assert str(status) in parcel.last_error


def test_nobody_listening_is_tried_again(peer: Peer) -> None:
    parcel = post()
    delivery.attempt(parcel.pk)
    row = Parcel.objects.get(pk=parcel.pk)
    assert (row.state, row.attempts) == ("waiting", 1)
    assert row.last_error.startswith("EBMS:0005 ConnectError")


def test_a_server_of_another_authority_is_not_talked_to(rabat: Partner, tmp_path: Path) -> None:
    from tajawub.node import keys

    keys.make(tmp_path / "keys", state="MA", party=rabat.party, seals={}, at=NOW)
    seen: list[bytes] = []

    def answer(_: str, body: bytes) -> tuple[int, str, bytes]:
        seen.append(body)
        return 200, "text/plain", b""

    with listening(tmp_path / "keys", settings.KEYS / OURS, answer) as url:
        agree(rabat, url)
        parcel = post()
        delivery.attempt(parcel.pk)
        wire.close()
    assert seen == []
    assert "CERTIFICATE_VERIFY_FAILED" in Parcel.objects.get(pk=parcel.pk).last_error


def test_an_endless_answer_is_cut(rabat: Partner) -> None:
    def sign(_: Partner, __: message.Opened) -> Built:
        return Built("application/soap+xml", b"x" * (wire.ANSWER_SIZE + 1))

    parcel, _ = delivered_to(rabat, sign)
    assert "longer than" in parcel.last_error


def test_the_next_attempt_is_soon_at_first_and_within_a_minute_at_last(peer: Peer) -> None:
    parcel, before = post(), timezone.now()
    for _ in range(12):
        acts.postpone(parcel, "EBMS:0005 nobody", at=NOW)
    after = timezone.now()
    planned = ProcrastinateJob.objects.exclude(scheduled_at=None).order_by("id")
    pauses = list(planned.values_list("scheduled_at", flat=True))
    assert pauses[0] - after <= timedelta(seconds=0.2)
    assert all(before <= pause <= after + timedelta(seconds=60) for pause in pauses)


def test_a_node_months_ahead_tries_again_as_soon(peer: Peer) -> None:
    later = NOW + timedelta(days=100)
    parcel = acts.post(to="MA", kind="act/1", payload=b"x", conversation=CONVERSATION, urgency="urgent", at=later)
    acts.postpone(parcel, "EBMS:0005 nobody", at=later)
    job = ProcrastinateJob.objects.get(scheduled_at__isnull=False)
    assert job.scheduled_at - timezone.now() <= timedelta(seconds=0.2)


def test_two_nodes_months_ahead_together_deliver(rabat: Partner) -> None:
    later = NOW + timedelta(days=100)

    def answer(content_type: str, body: bytes) -> tuple[int, str, bytes]:
        opened = rabat.open(parcel, at=later)
        built = signals.receipt(
            opened.references, opened.message.message_id, message_id="r@ma.example", key=rabat.key, at=later
        )
        return 200, built.content_type, built.body

    with listening(rabat.folder, settings.KEYS / OURS, answer) as url:
        agree(rabat, url)
        parcel = acts.post(to="MA", kind="act/1", payload=b"x", conversation=CONVERSATION, urgency="urgent", at=later)
        with override_settings(NOW=lambda: later):
            delivery.attempt(parcel.pk)
        wire.close()
    row = Parcel.objects.get(pk=parcel.pk)
    assert (row.state, row.receipt_at, row.delivered_at) == ("delivered", later, to_the_millisecond(later))
    assert delivery.recover(timezone.now()) == 0


def run(query: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(query)


KILLED = """
WITH worker AS (INSERT INTO procrastinate_workers (last_heartbeat)
                VALUES (now() - make_interval(secs => {age})) RETURNING id)
UPDATE procrastinate_jobs SET status = 'doing', worker_id = (SELECT id FROM worker)
"""


def test_the_job_of_a_killed_worker_goes_back_to_the_queue(peer: Peer) -> None:
    post()
    run(KILLED.format(age=6))
    assert delivery.recover(NOW) == 1
    job = ProcrastinateJob.objects.get()
    assert (job.status, job.attempts) == ("todo", 1)


def test_the_job_of_a_living_worker_is_left_alone(peer: Peer) -> None:
    post()
    run(KILLED.format(age=2))
    assert delivery.recover(NOW) == 0
    assert ProcrastinateJob.objects.get().status == "doing"


def test_a_waiting_parcel_without_a_job_gets_one(peer: Peer) -> None:
    parcel = post()
    run("DELETE FROM procrastinate_jobs")
    assert delivery.recover(NOW) == 1
    assert jobs("tajawub.exchange.deliver") == [{"parcel_id": parcel.pk}]
    assert delivery.recover(NOW) == 0


def test_an_unhandled_received_parcel_without_a_job_gets_one(peer: Peer, rabat: Partner) -> None:
    accept(rabat.send())
    row = Received.objects.get()
    run("DELETE FROM procrastinate_jobs")
    assert delivery.recover(NOW) == 1
    assert jobs("tajawub.inbox") == [{"received_id": row.pk}]
    acts.handled(row.pk, "applied", at=NOW)
    run("DELETE FROM procrastinate_jobs")
    assert delivery.recover(NOW) == 0


def test_a_received_parcel_whose_job_just_broke_waits_a_little(peer: Peer, rabat: Partner) -> None:
    accept(rabat.send())
    run("UPDATE procrastinate_jobs SET status = 'doing'")
    run("UPDATE procrastinate_jobs SET status = 'failed'")
    assert delivery.recover(NOW) == 0
    run("UPDATE procrastinate_events SET at = at - interval '31 seconds'")
    assert delivery.recover(NOW) == 1
    assert len(jobs("tajawub.inbox")) == 2


def test_failed_and_delivered_parcels_are_not_queued_again(peer: Peer, rabat: Partner) -> None:
    failed, delivered = post(), post()
    acts.give_up(failed, "EBMS:0103 no", at=NOW)
    built = rabat.receipt(delivered)
    acts.take_receipt(delivered, built.content_type, built.body, at=NOW)
    run("DELETE FROM procrastinate_jobs")
    assert delivery.recover(NOW) == 0


def test_a_receipt_is_proved_against_the_bytes_sent(peer: Peer, rabat: Partner) -> None:
    parcel = post()
    sent = message.sent_references(parcel.content_type, bytes(parcel.message), EDELIVERY)
    assert [ref.uri[:5] for ref in sent] == ["#_mes", "#_bod", "cid:p"]
    assert sent == rabat.open(parcel).references


BROKEN = """
UPDATE procrastinate_jobs SET status = 'doing' WHERE status = 'todo';
UPDATE procrastinate_jobs SET status = 'failed' WHERE status = 'doing';
"""


def passed(seconds: int) -> None:
    run(f"UPDATE procrastinate_events SET at = at - interval '{seconds} seconds'")  # noqa: S608


def test_a_parcel_whose_delivery_broke_waits_longer_each_time(peer: Peer) -> None:
    post()
    for broke in range(4):
        run(BROKEN)
        passed(delivery.AGAIN_AFTER * 2**broke - 1)
        assert delivery.recover(NOW) == 0
        passed(2)
        assert delivery.recover(NOW) == 1
    assert len(jobs("tajawub.exchange.deliver")) == 5


def test_a_received_parcel_that_breaks_its_taker_raises_one_alarm_after_five_times(
    peer: Peer, rabat: Partner
) -> None:
    accept(rabat.send())
    alarms = Entry.objects.filter(kind="node:alarm:raise")
    for broke in range(1, 8):
        run(BROKEN)
        passed(delivery.AT_LATEST + 1)
        assert delivery.recover(NOW) == 1
        assert alarms.count() == (1 if broke >= delivery.ALARM_AFTER else 0)
    received = Received.objects.get()
    assert alarms.get().about == f"unhandled {received.pk} {received.message_id}"


def test_urgent_parcels_and_arrivals_go_before_routine_ones_and_accounts_last(peer: Peer, rabat: Partner) -> None:
    for kind, urgency in (("account/1", "urgent"), ("act/1", "routine"), ("act/1", "urgent")):
        acts.post(to="MA", kind=kind, payload=b"x", conversation=CONVERSATION, urgency=urgency, at=NOW)
    accept(rabat.send(kind="account/1"))
    accept(rabat.send(message_id="second@ma.example"))
    planned = [10, 10, 0, -10, -10]
    order = ProcrastinateJob.objects.order_by("-priority", "id")
    assert [job.priority for job in order] == planned
    assert [job.task_name for job in order][:2] == ["tajawub.exchange.deliver", "tajawub.inbox"]
    for parcel in Parcel.objects.order_by("id"):
        acts.postpone(parcel, "EBMS:0005 nobody", at=NOW)
    assert list(ProcrastinateJob.objects.order_by("-id").values_list("priority", flat=True)[:3]) == [10, 0, -10]
    run("DELETE FROM procrastinate_jobs")
    assert delivery.recover(NOW) == 5
    assert [job.priority for job in order] == planned


def test_a_partner_that_swallows_connections_holds_a_worker_two_seconds(rabat: Partner) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        agree(rabat, f"https://127.0.0.1:{silent.getsockname()[1]}/as4")
        parcel, began = post(), time.monotonic()
        delivery.attempt(parcel.pk)
    assert time.monotonic() - began < 4
    assert "ConnectTimeout" in Parcel.objects.get(pk=parcel.pk).last_error


OLD = timedelta(days=32)


def settled(*, kind: str, at: datetime) -> Parcel:
    """Return a parcel posted and given up then."""
    parcel = acts.post(to="MA", kind=kind, payload=b"x", conversation=CONVERSATION, urgency="routine", at=at)
    acts.give_up(parcel, "EBMS:0004 no", at=at)
    return parcel


def test_old_accounts_are_forgotten_and_nothing_else(peer: Peer) -> None:
    old, young, act = (
        settled(kind=kind, at=at) for kind, at in (("account/1", NOW - OLD), ("account/1", NOW), ("act/1", NOW - OLD))
    )
    waiting = acts.post(
        to="MA", kind="account/1", payload=b"x", conversation=CONVERSATION, urgency="routine", at=NOW - OLD
    )
    for number, (kind, at) in enumerate((("account/1", NOW - OLD), ("account/1", NOW), ("act/1", NOW - OLD))):
        Received.objects.create(
            peer=peer,
            message_id=f"{number}@ma.example",
            kind=kind,
            conversation=CONVERSATION,
            payload=b"x",
            payload_sha256=bytes(32),
            parts_digest=bytes(32),
            receipt=b"receipt",
            sent_at=at,
            received_at=at,
        )
    unhandled = Received.objects.get(message_id="0@ma.example")
    acts.forget_accounts(NOW - delivery.ACCOUNTS_KEPT, at=NOW)
    assert list(Parcel.objects.order_by("id")) == [young, act, waiting]
    assert unhandled in Received.objects.all()
    for row in Received.objects.all():
        acts.handled(row.pk, "compared", at=NOW)
    acts.forget_accounts(NOW - delivery.ACCOUNTS_KEPT, at=NOW)
    kept = Received.objects.order_by("message_id").values_list("message_id", flat=True)
    assert list(kept) == ["1@ma.example", "2@ma.example"]
    digests = Entry.objects.filter(kind="exchange:account:forget").order_by("id").values_list("digest", flat=True)
    assert [bytes(one) for one in digests] == [
        hashlib.sha256(forgotten.encode()).digest() for forgotten in (old.message_id, "0@ma.example")
    ]


def test_the_database_keeps_every_account_of_this_month_whoever_deletes(peer: Peer, rabat: Partner) -> None:
    settled(kind="account/1", at=NOW - timedelta(days=30))
    built = rabat.send(kind="account/1")
    accept(built)
    acts.handled(Received.objects.get().pk, "compared", at=NOW)
    for rows in (Parcel.objects.all(), Received.objects.all()):
        with pytest.raises(IntegrityError, match="kept as it was"), transaction.atomic():
            rows.delete()


def test_a_repetition_is_still_known_when_its_account_may_be_forgotten() -> None:
    assert EDELIVERY.age + EDELIVERY.ahead <= delivery.ACCOUNTS_KEPT
