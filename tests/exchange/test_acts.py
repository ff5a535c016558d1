from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from exchange.conftest import CONVERSATION, NOW, Partner
from exchange.parties import party
from tajawub.exchange import acts, reads
from tajawub.exchange.as4 import message, signals
from tajawub.exchange.as4.certificates import load_identity, pin_all
from tajawub.exchange.as4.envelope import to_the_millisecond
from tajawub.exchange.as4.message import Built
from tajawub.exchange.as4.profile import EDELIVERY
from tajawub.exchange.as4.refusal import Code, Refusal
from tajawub.exchange.as4.signals import Fault, Receipt
from tajawub.exchange.models import Parcel, Peer, Received, Refused
from tajawub.exchange.parcel import Malformed
from tajawub.ledger.models import Entry

pytestmark = pytest.mark.django_db


def post(payload: bytes = b"sealed file", *, urgency: str = "urgent") -> Parcel:
    return acts.post(to="MA", kind="act/1", payload=payload, conversation=CONVERSATION, urgency=urgency, at=NOW)


def answer(reply: acts.Reply) -> Receipt | Fault:
    """Read what the node answered, as the partner does: with the node's pinned certificate."""
    assert reply.status == 200
    pinned = pin_all((settings.KEYS / "as4.crt").read_bytes())
    return signals.read(message.unpack(reply.content_type, reply.body, EDELIVERY), pinned, EDELIVERY, at=NOW)


def fault(reply: acts.Reply) -> Fault:
    read = answer(reply)
    assert isinstance(read, Fault)
    return read


def accept(built: Built) -> acts.Reply:
    return acts.accept(built.content_type, built.body, at=NOW)


def jobs(task: str) -> list[dict[str, int]]:
    return list(ProcrastinateJob.objects.filter(task_name=task).order_by("id").values_list("args", flat=True))


def kinds() -> list[str]:
    return list(
        Entry.objects.filter(kind__startswith="exchange:parcel").order_by("id").values_list("kind", flat=True)
    )


def test_a_posted_parcel_opens_at_the_partner(peer: Peer, rabat: Partner) -> None:
    opened = rabat.open(post(b"the sealed file"))
    assert opened.contents == (b"the sealed file",)
    assert opened.message.action == "act/1"
    assert opened.message.conversation == str(CONVERSATION)
    assert dict(opened.message.properties)["urgency"] == "urgent"


def test_a_posted_parcel_has_its_job_and_its_leaf(peer: Peer) -> None:
    parcel = post()
    assert jobs("tajawub.exchange.deliver") == [{"parcel_id": parcel.pk}]
    entry = Entry.objects.get(kind="exchange:parcel:send")
    assert bytes(entry.digest) == hashlib.sha256(parcel.message).digest()
    assert entry.about == parcel.message_id


def test_a_rolled_back_post_leaves_nothing(peer: Peer) -> None:
    with transaction.atomic():
        post()
        transaction.set_rollback(True)
    assert (Parcel.objects.count(), jobs("tajawub.exchange.deliver"), kinds()) == (0, [], [])


def test_nothing_is_posted_to_a_state_without_a_node(db: None) -> None:
    with pytest.raises(acts.NoPartner, match="No node of MA is agreed"):
        post()


def test_a_kind_that_is_no_kind_is_not_posted(peer: Peer) -> None:
    with pytest.raises(Malformed, match="write name/version"):
        acts.post(to="MA", kind="act", payload=b"", conversation=CONVERSATION, urgency="urgent", at=NOW)


def test_urgent_is_tried_for_a_day_and_routine_for_a_week(peer: Peer) -> None:
    assert post().give_up_at - NOW == timedelta(days=1)
    assert post(urgency="routine").give_up_at - NOW == timedelta(days=7)
    assert timedelta(days=7) < EDELIVERY.age


def test_a_receipt_delivers_and_is_kept_whole(peer: Peer, rabat: Partner) -> None:
    parcel = post()
    receipt = rabat.receipt(parcel)
    acts.take_receipt(parcel, receipt.content_type, receipt.body, at=NOW)
    row = Parcel.objects.get(pk=parcel.pk)
    assert (row.state, bytes(row.receipt), row.receipt_at) == ("delivered", receipt.body, NOW)
    entry = Entry.objects.get(kind="exchange:receipt:take")
    assert bytes(entry.digest) == hashlib.sha256(receipt.body).digest()


def test_a_second_receipt_changes_nothing(peer: Peer, rabat: Partner) -> None:
    parcel = post()
    first, second = rabat.receipt(parcel), rabat.receipt(parcel, "second@ma.example")
    acts.take_receipt(parcel, first.content_type, first.body, at=NOW)
    acts.take_receipt(parcel, second.content_type, second.body, at=NOW + timedelta(seconds=1))
    row = Parcel.objects.get(pk=parcel.pk)
    assert (bytes(row.receipt), row.receipt_at) == (first.body, NOW)
    assert Entry.objects.filter(kind="exchange:receipt:take").count() == 1


def test_a_parcel_is_delivered_when_its_receipt_says_whenever_that_comes(peer: Peer, rabat: Partner) -> None:
    parcel, signed_at = post(), NOW + timedelta(seconds=3)
    receipt = rabat.receipt(parcel, at=signed_at)
    acts.take_receipt(parcel, receipt.content_type, receipt.body, at=NOW + timedelta(hours=5))
    row = Parcel.objects.get(pk=parcel.pk)
    assert (row.delivered_at, row.receipt_at) == (to_the_millisecond(signed_at), NOW + timedelta(hours=5))


def test_a_received_parcel_has_the_time_of_its_receipt(peer: Peer, rabat: Partner) -> None:
    read = answer(accept(rabat.send()))
    assert (Received.objects.get().received_at, read.at) == (to_the_millisecond(NOW), to_the_millisecond(NOW))


FALSE_TIMES = [
    (NOW + EDELIVERY.ahead + timedelta(seconds=1), "the receipt is dated in the future"),
    (NOW - EDELIVERY.ahead - timedelta(seconds=1), "the receipt is dated before its message"),
]


@pytest.mark.parametrize(("signed_at", "why"), FALSE_TIMES, ids=["future", "before"])
def test_a_receipt_of_a_false_time_leaves_the_parcel_waiting_and_alarms_once(
    peer: Peer, rabat: Partner, signed_at: datetime, why: str
) -> None:
    parcel = post()
    receipt = rabat.receipt(parcel, at=signed_at)
    for _ in range(2):
        with pytest.raises(Refusal, match=why) as caught:
            acts.take_receipt(parcel, receipt.content_type, receipt.body, at=NOW)
        assert caught.value.code is Code.INVALID_RECEIPT
    row = Parcel.objects.get(pk=parcel.pk)
    assert (row.state, row.receipt, row.receipt_at, row.delivered_at) == ("waiting", None, None, None)
    alarm = Entry.objects.get(kind="node:alarm:raise")
    assert alarm.about == f"invalid receipt {parcel.message_id}"
    assert bytes(alarm.digest) == hashlib.sha256(receipt.body).digest()
    assert Entry.objects.filter(kind="exchange:receipt:take").count() == 0
    true = rabat.receipt(parcel, "true@ma.example")
    acts.take_receipt(parcel, true.content_type, true.body, at=NOW)
    assert Parcel.objects.get(pk=parcel.pk).state == "delivered"


@pytest.mark.parametrize("apart", [EDELIVERY.ahead, -EDELIVERY.ahead])
def test_two_honest_clocks_may_differ_by_what_a_message_may(peer: Peer, rabat: Partner, apart: timedelta) -> None:
    at = to_the_millisecond(NOW)
    parcel = acts.post(to="MA", kind="act/1", payload=b"x", conversation=CONVERSATION, urgency="urgent", at=at)
    receipt = rabat.receipt(parcel, at=at + apart)
    acts.take_receipt(parcel, receipt.content_type, receipt.body, at=at)
    assert Parcel.objects.get(pk=parcel.pk).delivered_at == at + apart


def test_a_receipt_for_another_parcel_proves_nothing(peer: Peer, rabat: Partner) -> None:
    parcel, other = post(), post()
    receipt = rabat.receipt(other)
    with pytest.raises(Refusal, match="for another message"):
        acts.take_receipt(parcel, receipt.content_type, receipt.body, at=NOW)
    assert Parcel.objects.get(pk=parcel.pk).state == "waiting"


def test_a_receipt_naming_other_digests_proves_nothing(peer: Peer, rabat: Partner) -> None:
    parcel, other = post(), post(b"something else")
    receipt = signals.receipt(
        rabat.open(other).references, parcel.message_id, message_id="r@ma.example", key=rabat.key, at=NOW
    )
    with pytest.raises(Refusal, match="digests that were sent") as caught:
        acts.take_receipt(parcel, receipt.content_type, receipt.body, at=NOW)
    assert caught.value.code is Code.INVALID_RECEIPT


def test_a_receipt_signed_by_somebody_else_proves_nothing(peer: Peer, rabat: Partner) -> None:
    parcel = post()
    stranger = signals.receipt(
        rabat.open(parcel).references,
        parcel.message_id,
        message_id="r@ma.example",
        key=party("urn:tajawub:node:XX", days=3650).key,
        at=NOW,
    )
    with pytest.raises(Refusal, match="not one agreed with this party"):
        acts.take_receipt(parcel, stranger.content_type, stranger.body, at=NOW)


def test_an_accepted_parcel_is_kept_receipted_logged_and_handed_over(peer: Peer, rabat: Partner) -> None:
    sent = rabat.send(b"the sealed file")
    read = answer(accept(sent))
    row = Received.objects.get()
    assert isinstance(read, Receipt)
    assert read.reply_to == "first@ma.example"
    signals.prove(read, message.sent_references(sent.content_type, sent.body, EDELIVERY), "first@ma.example")
    assert (bytes(row.payload), row.kind, row.conversation) == (b"the sealed file", "act/1", CONVERSATION)
    assert bytes(row.payload_sha256) == hashlib.sha256(b"the sealed file").digest()
    assert jobs("tajawub.inbox") == [{"received_id": row.pk}]
    assert bytes(Entry.objects.get(kind="exchange:parcel:accept").digest) == hashlib.sha256(sent.body).digest()
    assert reads.received(row.pk).sender_state == "MA"


def test_a_repetition_gets_the_stored_receipt_and_nothing_twice(peer: Peer, rabat: Partner) -> None:
    sent = rabat.send()
    first = accept(sent)
    again = acts.accept(sent.content_type, sent.body, at=NOW + timedelta(hours=1))
    assert again == first
    assert (Received.objects.count(), len(jobs("tajawub.inbox")), kinds()) == (1, 1, ["exchange:parcel:accept"])


def test_the_same_message_id_with_another_content_is_refused_and_alarms(peer: Peer, rabat: Partner) -> None:
    accept(rabat.send(b"first"))
    refused = fault(accept(rabat.send(b"second")))
    assert (refused.code, refused.reply_to) == (Code.VALUE_INCONSISTENT, "first@ma.example")
    assert bytes(Received.objects.get().payload) == b"first"
    assert Entry.objects.filter(kind="node:alarm:raise").count() == 1


def test_a_refused_message_leaves_a_row_and_a_leaf_but_not_its_bytes(peer: Peer, rabat: Partner) -> None:
    built = rabat.send(key=party("urn:tajawub:node:XX", days=3650).key)
    refused = fault(accept(built))
    row = Refused.objects.get()
    assert refused.code is Code.FAILED_AUTHENTICATION
    assert (row.peer, row.message_id, row.code) == (peer, "first@ma.example", "EBMS:0101")
    assert (bytes(row.sha256), row.size) == (hashlib.sha256(built.body).digest(), len(built.body))
    assert bytes(Entry.objects.get(kind="exchange:parcel:refuse").digest) == bytes(row.sha256)
    assert Received.objects.count() == 0


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"receiver": "urn:tajawub:node:ES"}, Code.PROCESSING_MODE_MISMATCH),
        ({"at": NOW - timedelta(days=31)}, Code.POLICY_NONCOMPLIANCE),
        ({"at": NOW + timedelta(hours=1)}, Code.POLICY_NONCOMPLIANCE),
    ],
)
def test_a_message_for_another_or_of_another_time_is_refused(
    peer: Peer, rabat: Partner, options: dict[str, object], code: Code
) -> None:
    assert fault(accept(rabat.send(**options))).code is code  # type: ignore[arg-type]


def test_a_message_of_an_unknown_party_is_refused(db: None, rabat: Partner) -> None:
    assert fault(accept(rabat.send())).code is Code.PROCESSING_MODE_MISMATCH


@pytest.mark.parametrize("body", [b"", b"\0\xff", b"<env:Envelope", b"x" * 100_000])
@pytest.mark.parametrize("content_type", ["", "text/plain", "application/soap+xml", "multipart/related"])
def test_what_cannot_be_parsed_gets_a_signed_error(peer: Peer, content_type: str, body: bytes) -> None:
    refused = fault(acts.accept(content_type, body, at=NOW))
    assert (refused.code.category, refused.reply_to) == ("Unpackaging", "")
    assert Refused.objects.get().size == len(body)


def test_a_message_encrypted_for_another_is_refused_in_one_sentence(peer: Peer, rabat: Partner) -> None:
    built = rabat.send()
    packed = message.unpack(built.content_type, built.body, EDELIVERY)
    cut = built.body.replace(b"KeyIdentifier ValueType", b"KeyIdentifier Valuetype")
    own = load_identity((rabat.folder / "as4.key").read_bytes(), (rabat.folder / "as4.crt").read_bytes())
    misaddressed = message.build(message.header(packed), [b"sealed"], key=own, to=own.pinned)
    refused = fault(accept(misaddressed))
    assert (refused.code, refused.detail) == (
        Code.FAILED_DECRYPTION,
        "FailedDecryption: a payload cannot be decrypted",
    )
    assert fault(acts.accept(built.content_type, cut, at=NOW)).code is Code.POLICY_NONCOMPLIANCE


def test_a_parcel_is_postponed_then_given_up_with_an_alarm(peer: Peer) -> None:
    parcel = post()
    acts.postpone(parcel, "EBMS:0005 nobody answers", at=NOW)
    row = Parcel.objects.get(pk=parcel.pk)
    assert (row.state, row.attempts, row.last_error) == ("waiting", 1, "EBMS:0005 nobody answers")
    assert len(jobs("tajawub.exchange.deliver")) == 2
    acts.postpone(parcel, "EBMS:0005 nobody answers", at=parcel.give_up_at)
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("failed", 2)
    assert row.last_error.startswith("EBMS:0301 no receipt came in time")
    assert Entry.objects.get(kind="node:alarm:raise").about == parcel.message_id


def test_a_failed_parcel_is_sent_again_byte_for_byte(peer: Peer) -> None:
    parcel = post()
    acts.give_up(parcel, "EBMS:0103 PolicyNoncompliance", at=NOW)
    later = NOW + timedelta(days=3)
    acts.resend(parcel.pk, by="officer:7", at=later)
    row = Parcel.objects.get(pk=parcel.pk)
    assert (row.state, row.give_up_at, bytes(row.message)) == (
        "waiting",
        later + timedelta(days=1),
        bytes(parcel.message),
    )
    assert len(jobs("tajawub.exchange.deliver")) == 2
    assert Entry.objects.get(kind="exchange:parcel:resend").about.endswith("by officer:7")


def test_only_a_failed_parcel_is_sent_again(peer: Peer) -> None:
    with pytest.raises(acts.NotFailed, match="is waiting"):
        acts.resend(post().pk, by="officer:7", at=NOW)


def test_a_late_receipt_delivers_a_failed_parcel(peer: Peer, rabat: Partner) -> None:
    parcel = post()
    acts.give_up(parcel, "EBMS:0301 MissingReceipt", at=NOW)
    receipt = rabat.receipt(parcel)
    acts.take_receipt(parcel, receipt.content_type, receipt.body, at=NOW)
    assert Parcel.objects.get(pk=parcel.pk).state == "delivered"


def test_a_true_error_of_the_partner_is_told_apart(peer: Peer, rabat: Partner) -> None:
    parcel = post()
    refusal = Refusal(Code.POLICY_NONCOMPLIANCE, "no")
    built = signals.fault(refusal, parcel.message_id, message_id="e@ma.example", key=rabat.key, at=NOW)
    with pytest.raises(acts.PeerRefused) as caught:
        acts.take_receipt(parcel, built.content_type, built.body, at=NOW)
    assert (caught.value.code, caught.value.detail) == (Code.POLICY_NONCOMPLIANCE, "PolicyNoncompliance: no")


def test_an_error_about_another_message_is_not_believed(peer: Peer, rabat: Partner) -> None:
    parcel = post()
    built = signals.fault(Refusal(Code.OTHER, "no"), "x@y", message_id="e@ma.example", key=rabat.key, at=NOW)
    with pytest.raises(Refusal, match="about another message"):
        acts.take_receipt(parcel, built.content_type, built.body, at=NOW)


def test_a_parcel_is_handled_once(peer: Peer, rabat: Partner) -> None:
    accept(rabat.send())
    row = Received.objects.get()
    acts.handled(row.pk, "applied", at=NOW)
    acts.handled(row.pk, "refused", at=NOW + timedelta(days=1))
    assert reads.received(row.pk).outcome == "applied"
    assert reads.received(row.pk).handled_at == NOW


def test_crossings_tell_both_directions(peer: Peer, rabat: Partner) -> None:
    parcel = post(b"ours")
    receipt = rabat.receipt(parcel)
    acts.take_receipt(parcel, receipt.content_type, receipt.body, at=NOW + timedelta(seconds=2))
    post(b"waits")
    accept(rabat.send(b"theirs"))
    ours, waits, theirs, none = (hashlib.sha256(b).digest() for b in (b"ours", b"waits", b"theirs", b"none"))
    found = reads.crossings([ours, waits, theirs, none])
    assert found == {
        ours: reads.Crossing("out", NOW, to_the_millisecond(NOW), "nri", 0, "", "delivered"),
        waits: reads.Crossing("out", NOW, None, "", 0, "", "waiting"),
        theirs: reads.Crossing("in", to_the_millisecond(NOW), to_the_millisecond(NOW), "nri", 1, "", "delivered"),
    }


def test_a_delivered_parcel_outweighs_a_later_one_that_waits(peer: Peer, rabat: Partner) -> None:
    first = post(b"ours")
    receipt = rabat.receipt(first)
    acts.take_receipt(first, receipt.content_type, receipt.body, at=NOW)
    post(b"ours")
    digest = hashlib.sha256(b"ours").digest()
    assert reads.crossings([digest])[digest].state == "delivered"


def test_the_queue_shows_what_waits_and_what_failed(peer: Peer, rabat: Partner) -> None:
    delivered, failed, waiting = post(), post(), post()
    receipt = rabat.receipt(delivered)
    acts.take_receipt(delivered, receipt.content_type, receipt.body, at=NOW)
    acts.give_up(failed, "EBMS:0103 no", at=NOW)
    assert [(q.id, q.to, q.state) for q in reads.queue()] == [
        (failed.pk, "MA", "failed"),
        (waiting.pk, "MA", "waiting"),
    ]


def test_the_same_agreement_twice_leaves_one_leaf(peer: Peer, rabat: Partner) -> None:
    from exchange.conftest import agree

    assert agree(rabat).pk == peer.pk
    assert Entry.objects.filter(kind="exchange:peer:agree").count() == 1
    assert agree(rabat, url="https://127.0.0.1:2/as4").pk == peer.pk
    assert Entry.objects.filter(kind="exchange:peer:agree").count() == 2
    assert [c.subject.rfc4514_string() for c in reads.anchors("MA")] != []
    assert reads.anchors("XX") == ()


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"state": "lost"}, "parcel_state_is_known"),
        ({"state": "delivered"}, "parcel_is_delivered_by_its_receipt"),
        ({"state": "failed", "last_error": ""}, "parcel_failed_says_why"),
        ({"urgency": "soon"}, "parcel_urgency_is_known"),
        ({"give_up_at": NOW}, "parcel_is_tried_before_given_up"),
    ],
)
def test_the_database_refuses_an_impossible_parcel(peer: Peer, change: dict[str, object], name: str) -> None:
    parcel = post()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Parcel.objects.filter(pk=parcel.pk).update(**change)


@pytest.mark.parametrize("change", [{"message": b"other"}, {"payload_sha256": bytes(32)}, {"message_id": "x@y"}])
def test_the_database_keeps_what_was_sent(peer: Peer, change: dict[str, object]) -> None:
    parcel = post()
    with pytest.raises(IntegrityError, match="kept as it was"), transaction.atomic():
        Parcel.objects.filter(pk=parcel.pk).update(**change)
    with pytest.raises(IntegrityError, match="kept as it was"), transaction.atomic():
        Parcel.objects.filter(pk=parcel.pk).delete()


def test_the_database_keeps_a_receipt(peer: Peer, rabat: Partner) -> None:
    parcel = post()
    receipt = rabat.receipt(parcel)
    acts.take_receipt(parcel, receipt.content_type, receipt.body, at=NOW)
    undelivered = {"state": "waiting", "receipt": None, "receipt_at": None, "delivered_at": None}
    for change in ({"receipt": b"other"}, {"delivered_at": NOW}, undelivered):
        with pytest.raises(IntegrityError, match="kept as it was"), transaction.atomic():
            Parcel.objects.filter(pk=parcel.pk).update(**change)


def test_the_database_keeps_what_was_received_and_refused(peer: Peer, rabat: Partner) -> None:
    accept(rabat.send())
    accept(rabat.send(b"another content under the same MessageId"))
    row = Received.objects.get()
    acts.handled(row.pk, "applied", at=NOW)
    for change in ({"payload": b"other"}, {"receipt": b"other"}, {"outcome": "refused"}):
        with pytest.raises(IntegrityError, match="kept as it was"), transaction.atomic():
            Received.objects.filter(pk=row.pk).update(**change)
    for rows in (Received.objects.all(), Refused.objects.all()):
        with pytest.raises(IntegrityError, match="kept as it was"), transaction.atomic():
            rows.delete()
    with pytest.raises(IntegrityError, match="kept as it was"), transaction.atomic():
        Refused.objects.update(reason="other")


def test_a_new_parcel_is_kept_in_one_transaction_of_three_writes_after_one_look_at_the_partner(
    peer: Peer, rabat: Partner
) -> None:
    sent = rabat.send()
    with CaptureQueriesContext(connection) as captured:
        accept(sent)
    verbs = [query["sql"].split()[0] for query in captured]
    # The second SELECT calls the function that queues the job.
    assert verbs == ["SELECT", "SAVEPOINT", "INSERT", "INSERT", "SELECT", "RELEASE"]


def test_sendings_count_every_parcel_with_one_payload(peer: Peer, rabat: Partner) -> None:
    first = post(b"ours")
    receipt = rabat.receipt(first)
    digest, later = hashlib.sha256(b"ours").digest(), NOW + timedelta(seconds=2)
    acts.take_receipt(first, receipt.content_type, receipt.body, at=later)
    signed = to_the_millisecond(NOW)
    assert reads.sendings([digest], to="MA") == {digest: reads.Sending(1, later, signed, waits=False, failed=False)}
    second = post(b"ours")
    assert reads.sendings([digest], to="MA") == {digest: reads.Sending(2, later, signed, waits=True, failed=False)}
    acts.give_up(second, "EBMS:0103 no", at=NOW)
    assert reads.sendings([digest], to="MA") == {digest: reads.Sending(2, later, signed, waits=False, failed=True)}
    assert reads.sendings([digest], to="ES") == {}


def test_what_was_delivered_before_gets_its_receipts_time(peer: Peer, rabat: Partner) -> None:
    signed, unreadable, impossible = post(), post(), post()
    receipt = rabat.receipt(signed, at=NOW + timedelta(seconds=3))
    acts.take_receipt(signed, receipt.content_type, receipt.body, at=NOW + timedelta(seconds=9))
    long_ago = b"<x:Timestamp>1999-01-01T00:00:00.000Z</x:Timestamp>"
    for parcel, body in ((unreadable, b"\xff\\ no time"), (impossible, long_ago)):
        row = Parcel.objects.filter(pk=parcel.pk)
        row.update(state="delivered", receipt=body, receipt_at=NOW + timedelta(seconds=9), delivered_at=NOW)
    accept(rabat.send())
    came = Received.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    executor = MigrationExecutor(connection)
    executor.migrate([("exchange", "0002_accounts_expire")])
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE exchange_received DISABLE TRIGGER USER")
        cursor.execute("UPDATE exchange_received SET received_at = received_at + interval '123 microseconds'")
        cursor.execute("ALTER TABLE exchange_received ENABLE TRIGGER USER")
    executor.loader.build_graph()
    executor.migrate(executor.loader.graph.leaf_nodes("exchange"))
    assert Parcel.objects.get(pk=signed.pk).delivered_at == to_the_millisecond(NOW + timedelta(seconds=3))
    for parcel in (unreadable, impossible):
        assert Parcel.objects.get(pk=parcel.pk).delivered_at == to_the_millisecond(NOW + timedelta(seconds=9))
    assert Received.objects.get().received_at == came.received_at
    with pytest.raises(IntegrityError, match="kept as it was"), transaction.atomic():
        Parcel.objects.filter(pk=signed.pk).update(delivered_at=NOW)
