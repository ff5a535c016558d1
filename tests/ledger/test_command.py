"""`tajawub ledger`, as an operator types it."""

from __future__ import annotations

import argparse
from hashlib import sha256
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from tajawub.cli import ledger
from tajawub.ledger import acts, keys, proof, reads
from tajawub.ledger.kinds import EntryKind
from tajawub.ledger.proof import Policy

from .logs import AT

pytestmark = pytest.mark.django_db
FIRST, SECOND = (sha256(name).digest() for name in (b"first", b"second"))


@pytest.fixture(autouse=True)
def recorded() -> None:
    acts.append("casework:act:author", about="FR-2026-0001", digest=FIRST, at=AT)
    acts.append(EntryKind.PARCEL_SENT, about="FR-2026-0002", digest=FIRST, at=AT)
    acts.append("casework:act:author", about="FR-2026-0002", digest=SECOND, at=AT)
    acts.sequence(key=keys.load(settings.KEYS / keys.LOG), origin=settings.ORIGIN, at=AT)


@pytest.fixture(autouse=True)
def _on_this_node(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAJAWUB_NODE", str(settings.KEYS.parent))


def _typed(*words: str) -> int:
    parser = argparse.ArgumentParser()
    ledger.add(parser.add_subparsers())
    args = parser.parse_args(["ledger", *words])
    return int(args.run(args))


def test_status_says_how_far_the_log_is_signed(capsys: pytest.CaptureFixture[str]) -> None:
    acts.append("casework:act:author", about="FR-2026-0003", digest=FIRST, at=AT)
    assert _typed("status") == 0
    lines = dict(line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines())
    assert (lines["log"], lines["leaves"]) == (settings.ORIGIN, "3")
    assert lines["pending"] == f"1, the oldest since {AT.isoformat()}"


def test_verify_ends_with_0_on_an_intact_log(capsys: pytest.CaptureFixture[str]) -> None:
    assert _typed("verify") == 0
    expected = f"{settings.ORIGIN}: 3 leaves, 1 checkpoints, every hash and signature fits\n"
    assert capsys.readouterr().out == expected


def test_verify_names_what_was_changed_and_ends_with_1(capsys: pytest.CaptureFixture[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE ledger_entry DISABLE TRIGGER ledger_entry_append_only")
        cursor.execute("UPDATE ledger_entry SET about = 'FR-2026-9999' WHERE about = 'FR-2026-0001'")
    assert _typed("verify") == 1
    assert capsys.readouterr().out.startswith("leaf 0: Entry ")


@pytest.mark.parametrize("what", [FIRST.hex(), FIRST.hex().upper(), "FR-2026-0001"])
def test_prove_writes_a_proof_that_holds(what: str, tmp_path: Path) -> None:
    file = tmp_path / "first.tlog-proof"
    assert _typed("prove", what, "-o", str(file)) == 0
    proven = proof.verify(file.read_bytes(), digest=FIRST, policy=Policy(reads.own_key()))
    assert (proven.index, proven.opening.about) == (0, "FR-2026-0001")


def test_prove_asks_which_digest_is_meant(capsys: pytest.CaptureFixture[str]) -> None:
    assert _typed("prove", "FR-2026-0002") == 1
    told = capsys.readouterr().err
    assert told.startswith("2 digests are recorded about FR-2026-0002")
    assert FIRST.hex() in told
    assert SECOND.hex() in told


@pytest.mark.parametrize("what", ["FR-2026-0009", "ab" * 32])
def test_prove_says_when_nothing_is_recorded(what: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert _typed("prove", what) == 1
    assert "recorded" in capsys.readouterr().err
