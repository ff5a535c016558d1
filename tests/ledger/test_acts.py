"""Appending, sequencing and countersigning on a real PostgreSQL."""

from __future__ import annotations

import threading
from hashlib import sha256

import pytest
from django.db import IntegrityError, connection, transaction

from tajawub.ledger import acts, note, proof, reads, witness
from tajawub.ledger import checkpoint as checkpoints
from tajawub.ledger.kinds import EntryKind
from tajawub.ledger.models import (
    APPEND_ONLY,
    Checkpoint,
    Contradiction,
    Cosignature,
    Entry,
    Leaf,
    Node,
    Witnessed,
)
from tajawub.ledger.note import BadSignature
from tajawub.ledger.proof import NotProven, Policy
from tajawub.ledger.witness import Contradicted, Refused

from .logs import (
    AT,
    LOG,
    LOG_KEY,
    OURS,
    THEIR_LOG,
    THEIR_WITNESS,
    THEIR_WITNESS_KEY,
    THEIRS,
    WITNESS_KEY,
    PartnerLog,
)

pytestmark = pytest.mark.django_db


def _digest(number: int) -> bytes:
    return sha256(f"fact {number}".encode()).digest()


def _append(*numbers: int) -> None:
    for number in numbers:
        acts.append("casework:act:author", about=f"FR-2026-{number:04}", digest=_digest(number), at=AT)


def _sequence() -> checkpoints.Checkpoint | None:
    return acts.sequence(key=LOG_KEY, origin=OURS, at=AT)


def _cosigned_by_partner(request: bytes) -> bytes:
    return acts.cosign(THEIRS, request, logs=[LOG], key=THEIR_WITNESS_KEY, at=AT)


def _newest() -> Checkpoint:
    head = reads.newest()
    assert head is not None
    return head


def test_an_entry_is_pending_until_it_is_sequenced() -> None:
    _append(1)
    assert reads.recorded([_digest(1), _digest(2)]) == {_digest(1): reads.Recorded(None, AT, ())}
    head = _sequence()
    assert head is not None
    assert head.size == 1
    assert reads.recorded([_digest(1)]) == {_digest(1): reads.Recorded(0, AT, ())}
    assert _sequence() is None


def test_entries_get_places_in_the_order_of_their_recording() -> None:
    _append(1, 2, 3)
    _sequence()
    _append(4)
    _sequence()
    places = Leaf.objects.order_by("index").values_list("index", "entry__about")
    assert list(places) == [(number - 1, f"FR-2026-{number:04}") for number in (1, 2, 3, 4)]
    assert [head.size for head in reads.checkpoint_list()] == [4, 3]


def test_a_checkpoint_is_signed_by_the_log_and_covers_500_entries_at_most() -> None:
    _append(*range(acts.BATCH + 1))
    assert [head.size for head in (_sequence(), _sequence()) if head] == [acts.BATCH, acts.BATCH + 1]
    head, carried = checkpoints.parse(bytes(_newest().note))
    assert (head.origin, head.size) == (OURS, acts.BATCH + 1)
    assert [each.key for each in note.verify(carried, LOG)] == [LOG]


def test_rollback_of_the_business_transaction_leaves_no_leaf() -> None:
    with transaction.atomic():
        _append(1)
        transaction.set_rollback(True)
    assert _sequence() is None
    assert not Entry.objects.exists()


def test_recording_costs_the_caller_one_statement(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        _append(1)


@pytest.mark.parametrize("kind", ["act", "Casework:act:author", "casework:act", "casework:act:author\n"])
def test_a_kind_reads_room_thing_act(kind: str) -> None:
    with pytest.raises(IntegrityError, match="entry_kind_reads_room_thing_act"), transaction.atomic():
        acts.append(kind, about="FR-2026-0001", digest=_digest(1), at=AT)


def test_a_digest_is_a_sha256() -> None:
    with pytest.raises(IntegrityError, match="entry_digest_is_sha256"), transaction.atomic():
        acts.append("casework:act:author", about="FR-2026-0001", digest=b"short", at=AT)


def _fill_every_table(partner: PartnerLog) -> None:
    _append(1, 2)
    _sequence()
    acts.keep_cosignature(2, _cosigned_by_partner(reads.request_for(_newest(), old=0).body), by=THEIR_WITNESS)
    partner.append(b"one")
    acts.cosign(OURS, partner.request(0), logs=[THEIR_LOG], key=WITNESS_KEY, at=AT)
    partner.leaves[0] = sha256(b"another").digest()
    with pytest.raises(Contradicted):
        acts.cosign(OURS, partner.request(1), logs=[THEIR_LOG], key=WITNESS_KEY, at=AT)


@pytest.mark.parametrize("statement", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}"])
def test_no_row_of_the_ledger_is_changed_or_deleted(statement: str, partner: PartnerLog) -> None:
    _fill_every_table(partner)
    models = (Entry, Leaf, Node, Checkpoint, Cosignature, Witnessed, Contradiction)
    assert {model._meta.db_table for model in models} == set(APPEND_ONLY)
    for model in models:
        assert model.objects.exists()
        column = connection.ops.quote_name(model._meta.concrete_fields[-1].column)
        with (
            pytest.raises(IntegrityError, match=f"{model._meta.db_table} is append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement.format(model._meta.db_table, column))


@pytest.mark.django_db(transaction=True)
def test_concurrent_sequencers_leave_no_gap_and_no_double() -> None:
    _append(*range(40))
    ready = threading.Barrier(5)
    heads: list[int] = []

    def race(first: int) -> None:
        try:
            ready.wait(timeout=10)
            for number in range(first, first + 10):
                _append(number)
                head = _sequence()
                heads.extend([head.size] if head else [])
        finally:
            connection.close()

    threads = [threading.Thread(target=race, args=(100 * (number + 1),)) for number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    while _sequence():
        pass
    assert list(Leaf.objects.order_by("index").values_list("index", flat=True)) == list(range(90))
    assert len(heads) == len(set(heads))
    assert reads.verify(LOG).findings == ()


@pytest.mark.django_db(transaction=True)
def test_an_entry_that_commits_after_a_later_one_still_gets_its_leaf() -> None:
    began, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        try:
            with transaction.atomic():
                _append(1)
                began.set()
                go_on.wait(timeout=10)
        finally:
            connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    began.wait(timeout=10)
    _append(2)
    _sequence()
    go_on.set()
    thread.join(timeout=10)
    _sequence()
    assert {digest: each.index for digest, each in reads.recorded([_digest(1), _digest(2)]).items()} == {
        _digest(1): 1,
        _digest(2): 0,
    }


def test_the_sweep_finds_what_the_window_has_passed(monkeypatch: pytest.MonkeyPatch) -> None:
    _append(1)
    _sequence()
    monkeypatch.setattr(acts, "WINDOW", -1)
    _append(2)
    assert _sequence() is None
    assert acts.sweep(key=LOG_KEY, origin=OURS, at=AT) is not None


def test_a_partner_log_is_countersigned_as_it_grows(partner: PartnerLog) -> None:
    partner.append(b"one", b"two", b"three")
    first = acts.cosign(OURS, partner.request(0), logs=[THEIR_LOG], key=WITNESS_KEY, at=AT)
    partner.append(b"four")
    second = acts.cosign(OURS, partner.request(3), logs=[THEIR_LOG], key=WITNESS_KEY, at=AT)
    again = acts.cosign(OURS, partner.request(4), logs=[THEIR_LOG], key=WITNESS_KEY, at=AT)
    assert first != second == again
    assert list(Witnessed.objects.order_by("size").values_list("origin", "size")) == [(THEIRS, 3), (THEIRS, 4)]
    own = checkpoints.witness_key(OURS, WITNESS_KEY)
    _, _, text = partner.request(4).partition(b"\n\n")
    carried = note.parse(text + second)
    assert [each.signed_at for each in note.verify(carried, own)] == [AT.replace(microsecond=0)]


def test_a_stale_checkpoint_is_refused_with_the_size_last_seen(partner: PartnerLog) -> None:
    partner.append(b"one", b"two")
    acts.cosign(OURS, partner.request(0), logs=[THEIR_LOG], key=WITNESS_KEY, at=AT)
    with pytest.raises(Refused) as refused:
        acts.cosign(OURS, partner.request(1), logs=[THEIR_LOG], key=WITNESS_KEY, at=AT)
    assert (refused.value.status, refused.value.body) == (409, b"2\n")
    assert not Contradiction.objects.exists()


def test_a_rewritten_log_is_refused_and_its_own_signature_kept_as_proof(partner: PartnerLog) -> None:
    partner.append(b"one", b"two")
    acts.cosign(OURS, partner.request(0), logs=[THEIR_LOG], key=WITNESS_KEY, at=AT)
    partner.leaves[0] = sha256(b"another").digest()
    first = partner.request(2)
    # The same head again, and with further lines that others can write beside its signature: kept once.
    for request in (first, first, first + str(note.sign("x", name="others", key=WITNESS_KEY)).encode()):
        with pytest.raises(Contradicted) as refused:
            acts.cosign(OURS, request, logs=[THEIR_LOG], key=WITNESS_KEY, at=AT)
        assert refused.value.status == 409
    kept = Contradiction.objects.get()
    assert bytes(kept.request) == first
    assert kept.held is not None
    assert kept.held.size == 2
    entry = Entry.objects.get()
    assert (entry.kind, entry.about, bytes(entry.digest)) == (EntryKind.REWRITTEN, THEIRS, bytes(kept.digest))
    assert Witnessed.objects.count() == 1


def test_an_honest_head_with_a_spoilt_proof_leaves_no_row(partner: PartnerLog) -> None:
    partner.append(b"one", b"two")
    acts.cosign(OURS, partner.request(0), logs=[THEIR_LOG], key=WITNESS_KEY, at=AT)
    partner.append(b"three")
    honest = witness.parse(partner.request(2))
    for number in range(3):
        spoilt = witness.Request(2, (_digest(number),), honest.note)
        with pytest.raises(Refused) as refused:
            acts.cosign(OURS, spoilt.body, logs=[THEIR_LOG], key=WITNESS_KEY, at=AT)
        assert refused.value.status == 422
    assert (Contradiction.objects.count(), Entry.objects.count()) == (0, 0)
    acts.cosign(OURS, honest.body, logs=[THEIR_LOG], key=WITNESS_KEY, at=AT)


def test_unknown_log_and_bad_signature_are_refused(partner: PartnerLog) -> None:
    partner.append(b"one")
    with pytest.raises(Refused) as unknown:
        acts.cosign(OURS, partner.request(0), logs=[LOG], key=WITNESS_KEY, at=AT)
    wrong = note.VerifierKey(THEIRS, note.KeyKind.LOG, LOG.public)
    with pytest.raises(Refused) as untrusted:
        acts.cosign(OURS, partner.request(0), logs=[wrong], key=WITNESS_KEY, at=AT)
    assert (unknown.value.status, untrusted.value.status) == (404, 403)
    assert not Witnessed.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_branches_sent_at_once_one_is_countersigned() -> None:
    branches = [PartnerLog() for _ in range(4)]
    for number, branch in enumerate(branches):
        branch.append(b"common", str(number).encode())
    ready, outcomes = threading.Barrier(4), []

    def send(branch: PartnerLog) -> None:
        try:
            ready.wait(timeout=10)
            acts.cosign(OURS, branch.request(0), logs=[THEIR_LOG], key=WITNESS_KEY, at=AT)
            outcomes.append(200)
        except Refused as refused:
            outcomes.append(int(refused.status))
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=(branch,)) for branch in branches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert sorted(outcomes) == [200, 409, 409, 409]
    assert Witnessed.objects.count() == 1


def test_a_proof_holds_offline_with_the_cosignature_of_the_partner() -> None:
    _append(1, 2, 3)
    _sequence()
    head = _newest()
    acts.keep_cosignature(3, _cosigned_by_partner(reads.request_for(head, old=0).body), by=THEIR_WITNESS)
    _append(4)
    _sequence()
    assert reads.recorded([_digest(2), _digest(4)]) == {
        _digest(2): reads.Recorded(1, AT, (THEIR_WITNESS.name,)),
        _digest(4): reads.Recorded(3, AT, ()),
    }
    policy = Policy(LOG, (THEIR_WITNESS,), needed=1)
    proven = proof.verify(reads.proof(_digest(2)), digest=_digest(2), policy=policy)
    assert (proven.index, proven.checkpoint.size) == (1, 3)
    assert proven.countersigned == {THEIR_WITNESS.name: AT.replace(microsecond=0)}
    assert proven.opening.about == "FR-2026-0002"
    with pytest.raises(NotProven, match="0 of 1 needed witnesses"):
        proof.verify(reads.proof(_digest(4)), digest=_digest(4), policy=policy)
    with pytest.raises(NotProven, match="not about"):
        proof.verify(reads.proof(_digest(2)), digest=_digest(1), policy=policy)
    with pytest.raises(NotProven, match="not signed by the log"):
        proof.verify(reads.proof(_digest(2)), digest=_digest(2), policy=Policy(THEIR_LOG))


def test_no_changed_character_of_a_proof_is_accepted() -> None:
    _append(1, 2, 3, 4, 5)
    _sequence()
    acts.keep_cosignature(5, _cosigned_by_partner(reads.request_for(_newest(), old=0).body), by=THEIR_WITNESS)
    policy, good = Policy(LOG, (THEIR_WITNESS,), needed=1), reads.proof(_digest(3))
    for at in range(len(good)):
        bad = good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :]
        with pytest.raises((note.Malformed, NotProven)):
            proof.verify(bad, digest=_digest(3), policy=policy)


def test_a_digest_without_a_leaf_has_no_proof() -> None:
    _append(1)
    with pytest.raises(reads.NotInTree) as pending:
        reads.proof(_digest(1))
    with pytest.raises(reads.NotInTree) as unknown:
        reads.proof(_digest(2))
    assert (pending.value.pending, unknown.value.pending) == (True, False)


def test_a_cosignature_is_verified_before_it_is_kept_and_kept_once() -> None:
    _append(1)
    _sequence()
    lines = _cosigned_by_partner(reads.request_for(_newest(), old=0).body)
    _append(2)
    _sequence()
    with pytest.raises(BadSignature):
        acts.keep_cosignature(2, lines, by=THEIR_WITNESS)
    with pytest.raises(acts.NotCosigned):
        acts.keep_cosignature(1, lines, by=checkpoints.witness_key(OURS, WITNESS_KEY))
    for _ in range(2):
        acts.keep_cosignature(1, lines, by=THEIR_WITNESS)
    assert list(Cosignature.objects.values_list("checkpoint_id", "cosigner")) == [(1, THEIR_WITNESS.name)]


def test_consistency_between_any_two_checkpoints_convinces_a_witness() -> None:
    for number in range(12):
        _append(number)
        _sequence()
    for head in reads.checkpoint_list():
        request = reads.request_for(_newest(), old=head.size)
        checkpoint = witness.opened(request, [LOG])
        witness.decide(request, checkpoint, seen=witness.Seen(head.size, bytes(head.root)))
