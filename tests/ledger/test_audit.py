"""What a superuser changes behind the triggers is found and named."""

from __future__ import annotations

from hashlib import sha256

import pytest
from django.db import connection

from tajawub.ledger import acts, reads
from tajawub.ledger import checkpoint as checkpoints
from tajawub.ledger.audit import Fault
from tajawub.ledger.commitment import Opening
from tajawub.ledger.models import Entry
from tajawub.ledger.tree import leaf_hash

from .logs import AT, LOG, LOG_KEY, OURS, THEIR_LOG_KEY, key_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def log() -> None:
    """Eleven leaves under the checkpoints 4, 8 and 11."""
    for batch in (range(4), range(4, 8), range(8, 11)):
        for number in batch:
            digest = sha256(str(number).encode()).digest()
            acts.append("casework:act:author", about=f"FR-2026-{number:04}", digest=digest, at=AT)
        acts.sequence(key=LOG_KEY, origin=OURS, at=AT)


def _tamper(*statements: str, **values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SELECT conname FROM pg_constraint WHERE conrelid = 'ledger_leaf'::regclass AND contype = 'f'")
        for (name,) in cursor.fetchall():
            cursor.execute(f'ALTER TABLE ledger_leaf DROP CONSTRAINT "{name}"')
        for table in ("entry", "leaf", "node", "checkpoint"):
            cursor.execute(f"ALTER TABLE ledger_{table} DISABLE TRIGGER ledger_{table}_append_only")
        for statement in statements:
            cursor.execute(statement, values)


def _entry(index: int) -> Entry:
    return Entry.objects.get(leaf__index=index)


def _found() -> list[tuple[Fault, str]]:
    return [(finding.fault, finding.where) for finding in reads.verify(LOG).findings]


def test_an_untouched_log_is_intact(log: None) -> None:
    report = reads.verify(LOG)
    assert (report.intact, report.size, report.checkpoints) == (True, 11, 3)


def test_an_empty_log_is_intact() -> None:
    assert reads.verify(LOG) == reads.Report(OURS, 0, 0, ())


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entry SET about = 'FR-2026-9999' WHERE id = %(id)s",
        "UPDATE ledger_entry SET kind = 'casework:act:read' WHERE id = %(id)s",
        "UPDATE ledger_entry SET at = at + interval '1 microsecond' WHERE id = %(id)s",
        "UPDATE ledger_entry SET digest = sha256(digest) WHERE id = %(id)s",
        "UPDATE ledger_entry SET nonce = sha256(nonce) WHERE id = %(id)s",
        "UPDATE ledger_entry SET commitment = sha256(commitment) WHERE id = %(id)s",
    ],
)
def test_a_changed_entry_is_named(log: None, statement: str) -> None:
    entry = _entry(5)
    _tamper(statement, id=entry.pk)
    finding = reads.verify(LOG).findings
    assert [(each.fault, each.where) for each in finding] == [(Fault.ENTRY_CHANGED, "leaf 5")]
    assert f"Entry {entry.pk} (" in finding[0].sentence


def test_a_missing_entry_is_named(log: None) -> None:
    _tamper("DELETE FROM ledger_entry WHERE id = %(id)s", id=_entry(5).pk)
    assert _found() == [(Fault.ENTRY_MISSING, "leaf 5")]


def test_a_missing_leaf_is_named(log: None) -> None:
    _tamper("DELETE FROM ledger_leaf WHERE index = 5")
    assert _found() == [(Fault.LEAF_MISSING, "leaf 5")]


def test_leaves_missing_at_the_end_are_named(log: None) -> None:
    _tamper("DELETE FROM ledger_leaf WHERE index >= 9")
    assert _found() == [(Fault.LEAF_MISSING, "leaf 9"), (Fault.LEAF_MISSING, "leaf 10")]


def test_entries_put_in_another_order_are_named(log: None) -> None:
    first, second = _entry(2).pk, _entry(6).pk
    _tamper(
        "UPDATE ledger_leaf SET entry_id = -1 WHERE index = 2",
        "UPDATE ledger_leaf SET entry_id = %(first)s WHERE index = 6",
        "UPDATE ledger_leaf SET entry_id = %(second)s WHERE index = 2",
        first=first,
        second=second,
    )
    assert _found() == [(Fault.LEAF_CHANGED, "leaf 2"), (Fault.LEAF_CHANGED, "leaf 6")]


def test_a_changed_and_a_missing_node_are_named(log: None) -> None:
    _tamper(
        "UPDATE ledger_node SET hash = sha256(hash) WHERE level = 1 AND index = 3",
        "DELETE FROM ledger_node WHERE level = 2 AND index = 0",
    )
    assert sorted(_found()) == [(Fault.NODE_CHANGED, "node 1/3"), (Fault.NODE_MISSING, "node 2/0")]


def test_a_leaf_that_was_never_sequenced_is_named(log: None) -> None:
    entry = acts.append("casework:act:author", about="FR-2026-9999", digest=b"\x01" * 32, at=AT)
    _tamper(
        "INSERT INTO ledger_leaf VALUES (11, %(hash)s, %(entry)s)",
        hash=leaf_hash(entry.commitment),
        entry=entry.pk,
    )
    assert _found() == [(Fault.LEAF_UNSIGNED, "leaf 11")]


def test_an_entry_rewritten_with_its_leaf_contradicts_nodes_and_signature(log: None) -> None:
    entry = _entry(5)
    forged = Opening(entry.kind, "FR-2026-9999", bytes(entry.digest), bytes(entry.nonce), entry.at)
    _tamper(
        "UPDATE ledger_entry SET about = 'FR-2026-9999', commitment = %(commitment)s WHERE id = %(id)s",
        "UPDATE ledger_leaf SET hash = %(hash)s WHERE index = 5",
        id=entry.pk,
        commitment=forged.commitment,
        hash=leaf_hash(forged.commitment),
    )
    assert sorted(_found()) == [
        (Fault.CHECKPOINT_CONTRADICTED, "checkpoint 8"),
        (Fault.NODE_CHANGED, "node 1/2"),
        (Fault.NODE_CHANGED, "node 2/1"),
        (Fault.NODE_CHANGED, "node 3/0"),
    ]
    assert "leaves 4 to 7" in reads.verify(LOG).findings[-1].sentence


def test_a_checkpoint_changed_or_signed_by_another_is_named(log: None) -> None:
    checkpoint, _ = checkpoints.parse(bytes(reads.checkpoint_list()[1].note))
    forged = str(checkpoints.sign(checkpoint, key=key_of("a stranger's"))).encode()
    _tamper(
        "UPDATE ledger_checkpoint SET note = %(forged)s WHERE size = 8",
        "UPDATE ledger_checkpoint SET root = sha256(root) WHERE size = 4",
        forged=forged,
    )
    assert sorted(_found()) == [
        (Fault.CHECKPOINT_CONTRADICTED, "checkpoint 4"),
        (Fault.CHECKPOINT_FORGED, "checkpoint 4"),
        (Fault.CHECKPOINT_FORGED, "checkpoint 8"),
    ]


def test_the_audit_finds_the_same_across_pages(log: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reads, "PAGE", 3)
    assert reads.verify(LOG).intact
    _tamper("UPDATE ledger_node SET hash = sha256(hash) WHERE level = 3 AND index = 0")
    assert _found() == [(Fault.NODE_CHANGED, "node 3/0")]


def test_a_good_log_goes_on(log: None) -> None:
    tip = reads.check_origin(LOG)
    assert (tip.size, len(tip.frontier)) == (11, 3)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM ledger_leaf WHERE index = 10",
        "DELETE FROM ledger_checkpoint WHERE size = 11",
        "DELETE FROM ledger_node WHERE level = 3",
        "UPDATE ledger_node SET hash = sha256(hash) WHERE level = 3",
        "UPDATE ledger_leaf SET hash = sha256(hash) WHERE index = 10",
    ],
)
def test_nothing_is_signed_on_top_of_a_log_that_was_rolled_back_or_changed(log: None, statement: str) -> None:
    _tamper(statement)
    acts.append("casework:act:author", about="FR-2026-9999", digest=b"\x01" * 32, at=AT)
    with pytest.raises(reads.Broken):
        acts.sequence(key=LOG_KEY, origin=OURS, at=AT)


def test_nothing_is_signed_with_another_key_or_as_another_log(log: None) -> None:
    acts.append("casework:act:author", about="FR-2026-9999", digest=b"\x01" * 32, at=AT)
    for key, origin in ((THEIR_LOG_KEY, OURS), (LOG_KEY, "tajawub.example/xx")):
        with pytest.raises(reads.Broken):
            acts.sequence(key=key, origin=origin, at=AT)
