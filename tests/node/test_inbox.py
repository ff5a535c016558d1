"""What arrives, handed up: each kind to its act, and a kind without one kept and told."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest

from tajawub.casework import account, acts, reads
from tajawub.casework.account import Account
from tajawub.casework.models import PeerAccount, RefusedAct
from tajawub.exchange import reads as exchange
from tajawub.exchange.models import Peer, Received
from tajawub.ledger.models import Entry
from tajawub.node.inbox import INBOX, take_in

pytestmark = pytest.mark.django_db

NOW = datetime.now(UTC)


@pytest.fixture
def rabat(db: None) -> Peer:
    """A partner as agreed; what it sends is stored here as the listener stores it after its proofs."""
    return Peer.objects.create(state="MA", name="Rabat", party="urn:tajawub:node:MA", url="https://127.0.0.1:1/as4")


def stored(rabat: Peer, kind: str, payload: bytes) -> int:
    digest = bytes(32)
    row = Received.objects.create(
        peer=rabat,
        message_id=f"{Received.objects.count()}@ma.example",
        kind=kind,
        conversation=UUID(int=7),
        payload=payload,
        payload_sha256=digest,
        parts_digest=digest,
        receipt=b"receipt",
        sent_at=NOW,
        received_at=NOW,
    )
    return int(row.pk)


def outcome(received: int) -> str:
    return exchange.received(received).outcome


def test_every_kind_that_casework_posts_has_a_taker() -> None:
    assert set(INBOX) == {acts.ACT_PARCEL, acts.ACCOUNT_PARCEL}


@pytest.mark.parametrize("kind", ["act/2", "tip-off/1", "account/999"])
def test_a_parcel_of_an_unknown_kind_is_kept_and_told_to_its_sender(rabat: Peer, kind: str) -> None:
    received = stored(rabat, kind, b"from the future")
    for _ in range(2):
        take_in.func(received)
    assert outcome(received) == f"not understood: parcel of kind {kind}"
    assert exchange.received(received).payload == b"from the future"
    (line,) = reads.account("MA", at=NOW, answer=False).refused
    assert line.why == f"not understood: parcel of kind {kind}"
    assert list(Entry.objects.values_list("kind", "about")) == [("casework:act:refuse", "MA")]


@pytest.mark.parametrize("kind", [acts.ACT_PARCEL, acts.ACCOUNT_PARCEL])
def test_garbage_in_a_known_kind_is_refused_kept_and_told(rabat: Peer, kind: str) -> None:
    received = stored(rabat, kind, b"\x00garbage")
    take_in.func(received)
    assert outcome(received).startswith("refused: ")
    assert exchange.received(received).payload == b"\x00garbage"
    assert RefusedAct.objects.get().sender == "MA"


def test_an_account_is_compared_and_taking_it_in_again_changes_nothing(rabat: Peer) -> None:
    content = account.write(Account(of="MA", to="FR", at=NOW, answer=False, requests=()))
    received = stored(rabat, acts.ACCOUNT_PARCEL, content)
    for _ in range(2):
        take_in.func(received)
    assert outcome(received) == "compared"
    assert PeerAccount.objects.get().state == "MA"
    assert Entry.objects.count() == 0
