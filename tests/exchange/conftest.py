"""A partner of the node under test: Rabat with real keys made by the node's own key maker, agreed both ways."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings

from tajawub.exchange import acts, wire
from tajawub.exchange.as4 import message, signals
from tajawub.exchange.as4.certificates import Identity, load_identity, pin_all
from tajawub.exchange.as4.message import Built, Opened
from tajawub.exchange.as4.profile import EDELIVERY
from tajawub.exchange.models import Parcel, Peer
from tajawub.exchange.parcel import Urgency, header
from tajawub.node import keys

NOW = datetime.now(UTC)
"""The node's own certificates are made at the start of the tests, so its acts happen from then on."""

CONVERSATION = UUID("0198c8a4-1111-7000-8000-000000000001")


@dataclass(frozen=True, slots=True)
class Partner:
    """Rabat's side of the line: sends to Paris, opens what Paris sends, signs receipts."""

    folder: Path
    key: Identity
    party: str = "urn:tajawub:node:MA"

    def send(
        self,
        payload: bytes = b"sealed file",
        *,
        message_id: str = "first@ma.example",
        kind: str = "act/1",
        key: Identity | None = None,
        receiver: str | None = None,
        at: datetime = NOW,
    ) -> Built:
        head = header(
            message_id=message_id,
            kind=kind,
            conversation=CONVERSATION,
            urgency=Urgency.URGENT,
            sender=self.party,
            receiver=receiver or settings.PARTY,
            at=at,
        )
        (paris,) = pin_all((settings.KEYS / "as4.crt").read_bytes())
        return message.build(head, [payload], key=key or self.key, to=paris)

    def open(self, parcel: Parcel, *, at: datetime = NOW) -> Opened:
        packed = message.unpack(parcel.content_type, bytes(parcel.message), EDELIVERY)
        pinned = pin_all((settings.KEYS / "as4.crt").read_bytes())
        return message.receive(
            packed,
            message.header(packed),
            own=(self.key,),
            peers={settings.PARTY: pinned},
            profile=EDELIVERY,
            at=at,
        )

    def receipt(self, parcel: Parcel, message_id: str = "receipt@ma.example", *, at: datetime = NOW) -> Built:
        opened = self.open(parcel)
        return signals.receipt(
            opened.references, opened.message.message_id, message_id=message_id, key=self.key, at=at
        )


@pytest.fixture(scope="session")
def rabat_keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rabat") / "keys"
    keys.make(folder, state="MA", party="urn:tajawub:node:MA", seals={}, at=datetime.now(UTC))
    return folder


@pytest.fixture(scope="session")
def rabat(rabat_keys: Path) -> Partner:
    key = load_identity((rabat_keys / "as4.key").read_bytes(), (rabat_keys / "as4.crt").read_bytes())
    return Partner(rabat_keys, key)


def agree(rabat: Partner, url: str = "https://127.0.0.1:1/as4") -> Peer:
    return acts.add_peer(
        state="MA",
        name="Rabat",
        party=rabat.party,
        url=url,
        as4_certificate=(rabat.folder / "as4.crt").read_text(),
        ca_certificate=(rabat.folder / "ca.crt").read_text(),
        ledger_origin="tajawub.example/ma",
        ledger_vkey="",
        witness_vkey="",
        at=NOW,
    )


@pytest.fixture
def peer(rabat: Partner, db: None) -> Peer:
    return agree(rabat)


@pytest.fixture(autouse=True)
def _no_line_left_open() -> Iterator[None]:
    yield
    wire.close()
