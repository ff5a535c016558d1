"""The loops: sequencing within a second of the commit, and feeding a partner that witnesses."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from hashlib import sha256

import pytest
from django.db import connection, transaction

from tajawub.ledger import acts, jobs, reads
from tajawub.ledger.jobs import Offer
from tajawub.ledger.kinds import EntryKind
from tajawub.ledger.models import Checkpoint, Entry, Witnessed
from tajawub.ledger.note import KeyKind, VerifierKey
from tajawub.ledger.witness import Refused, Unreachable

from .logs import AT, LOG, LOG_KEY, OURS, THEIR_WITNESS, THEIR_WITNESS_KEY, THEIRS


def _append(number: int) -> bytes:
    digest = sha256(f"fact {number}".encode()).digest()
    acts.append("casework:act:author", about=f"FR-2026-{number:04}", digest=digest, at=AT)
    return digest


def _sequenced(*numbers: int) -> None:
    for number in numbers:
        _append(number)
    acts.sequence(key=LOG_KEY, origin=OURS, at=AT)


def _partner(_name: str, path: str, body: bytes) -> tuple[int, bytes]:
    """Carry a request to the partner's witness, as its listener would."""
    assert path == "add-checkpoint"
    try:
        return 200, acts.cosign(THEIRS, body, logs=[LOG], key=THEIR_WITNESS_KEY, at=AT)
    except Refused as refused:
        return refused.status, refused.body


def _asked(head: Checkpoint) -> bytes:
    last = Witnessed.objects.filter(origin=OURS).order_by("-size").first()
    return reads.request_for(head, old=last.size if last else 0).body


def _offer(send: jobs.Send = _partner) -> Offer:
    return jobs.offer("MA", THEIR_WITNESS, send=send, at=AT)


@pytest.mark.django_db
def test_each_new_checkpoint_is_countersigned_once() -> None:
    assert _offer() is Offer.NOTHING_NEW
    _sequenced(1, 2)
    assert (_offer(), _offer()) == (Offer.COSIGNED, Offer.NOTHING_NEW)
    _sequenced(3)
    assert _offer() is Offer.COSIGNED
    assert reads.countersigned() == {THEIR_WITNESS.name: 3}


@pytest.mark.django_db
def test_a_cosignature_lost_on_the_way_is_asked_for_again_from_the_size_the_witness_names() -> None:
    def lossy(name: str, path: str, body: bytes) -> tuple[int, bytes]:
        _partner(name, path, body)
        raise Unreachable

    _sequenced(1, 2)
    assert _offer(lossy) is Offer.LATER
    assert reads.countersigned() == {}
    assert _offer() is Offer.COSIGNED
    assert reads.countersigned() == {THEIR_WITNESS.name: 2}


@pytest.mark.django_db
@pytest.mark.parametrize("answer", [(422, b""), (409, b"900\n"), (409, b"nonsense"), (409, b"0\n")])
def test_a_witness_that_holds_another_history_raises_one_alarm(answer: tuple[int, bytes]) -> None:
    _sequenced(1)
    assert [_offer(lambda *_: answer) for _ in range(3)] == [Offer.REFUSED] * 3
    alarm = Entry.objects.get(kind=EntryKind.NOT_COSIGNED)
    assert alarm.about == THEIR_WITNESS.name
    assert reads.countersigned() == {}


@pytest.mark.django_db
def test_a_witness_served_by_a_second_worker_meanwhile_raises_no_alarm() -> None:
    _sequenced(1)

    def overtaken(name: str, path: str, body: bytes) -> tuple[int, bytes]:
        _sequenced(2)
        head = reads.newest()
        assert head is not None
        acts.cosign(THEIRS, _asked(head), logs=[LOG], key=THEIR_WITNESS_KEY, at=AT)
        return _partner(name, path, body)

    assert _offer(overtaken) is Offer.LATER
    assert _offer() is Offer.COSIGNED
    assert not Entry.objects.filter(kind=EntryKind.NOT_COSIGNED).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("status", [400, 403, 404, 301])
def test_a_witness_that_does_not_know_us_raises_no_alarm(status: int) -> None:
    _sequenced(1)
    assert _offer(lambda *_: (status, b"")) is Offer.REFUSED
    assert not Entry.objects.filter(kind=EntryKind.NOT_COSIGNED).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("error", [ConnectionRefusedError, TimeoutError, Unreachable])
def test_a_partner_that_is_down_is_no_refusal(error: type[Exception]) -> None:
    def down(_name: str, _path: str, _body: bytes) -> tuple[int, bytes]:
        raise error

    _sequenced(1)
    assert _offer(down) is Offer.LATER
    assert _offer(lambda *_: (503, b"")) is Offer.LATER


@pytest.mark.django_db
@pytest.mark.parametrize("body", [b"", b"not a line\n", "— a/witness AAAAAAAA\n".encode()])
def test_an_answer_that_is_no_cosignature_is_not_kept(body: bytes) -> None:
    _sequenced(1)
    assert _offer(lambda *_: (200, body)) is Offer.REFUSED
    assert reads.countersigned() == {}


def _until(fact: Callable[[], bool], seconds: float = 5) -> float:
    started = time.monotonic()
    while not fact():
        assert time.monotonic() - started < seconds
        time.sleep(0.02)
    return time.monotonic() - started


@pytest.fixture
def running() -> Iterator[Callable[..., None]]:
    stop, threads = threading.Event(), []

    def run(loop: Callable[..., None], **arguments: object) -> None:
        thread = threading.Thread(target=loop, args=(stop,), kwargs=arguments)
        thread.start()
        threads.append(thread)

    yield run
    stop.set()
    for thread in threads:
        thread.join(timeout=10)
    assert not any(thread.is_alive() for thread in threads)


@pytest.mark.django_db(transaction=True)
def test_a_committed_entry_has_its_leaf_within_a_second(running: Callable[..., None]) -> None:
    running(jobs.keep_sequencing, key=LOG_KEY, origin=OURS)
    first = _append(1)
    _until(lambda: reads.recorded([first])[first].index == 0)
    with transaction.atomic():
        second = _append(2)
        time.sleep(0.3)
    assert _until(lambda: reads.recorded([second])[second].index == 1) < 1


@pytest.mark.django_db(transaction=True)
def test_the_loops_go_on_after_the_database_cut_them_off(running: Callable[..., None]) -> None:
    running(jobs.keep_sequencing, key=LOG_KEY, origin=OURS)
    running(jobs.feed, partner="MA", witness=THEIR_WITNESS, send=_partner)
    _append(1)
    _until(lambda: reads.countersigned() == {THEIR_WITNESS.name: 1})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        assert cursor.fetchone() == (2,)
    _append(2)
    _until(lambda: reads.countersigned() == {THEIR_WITNESS.name: 2})
    assert reads.verify(LOG).intact


@pytest.mark.django_db(transaction=True)
def test_a_partner_that_is_down_stops_neither_sequencing_nor_another_partner(
    running: Callable[..., None],
) -> None:
    stuck = threading.Event()

    def down(_name: str, _path: str, _body: bytes) -> tuple[int, bytes]:
        stuck.wait(timeout=5)
        raise TimeoutError

    elsewhere = VerifierKey("tajawub.example/es/witness", KeyKind.COSIGNER, b"\x01" * 32)
    running(jobs.feed, partner="ES", witness=elsewhere, send=down)
    running(jobs.feed, partner="MA", witness=THEIR_WITNESS, send=_partner)
    running(jobs.keep_sequencing, key=LOG_KEY, origin=OURS)
    _append(1)
    assert _until(lambda: reads.countersigned() == {THEIR_WITNESS.name: 1}) < 4
    stuck.set()
