"""Two invented access points, with real keys: what both sides of an AS4 line need in one test."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from tajawub.exchange.as4 import message, signals
from tajawub.exchange.as4.certificates import Identity, identity
from tajawub.exchange.as4.envelope import PartInfo, UserMessage
from tajawub.exchange.as4.message import Built, Opened
from tajawub.exchange.as4.profile import (
    EDELIVERY,
    MGF1_SHA1,
    RSA_OAEP,
    RSA_OAEP_MGF1P,
    SHA256,
    Profile,
    Wrapping,
)
from tajawub.exchange.as4.refusal import Refusal

AT = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
PARIS = "urn:tajawub:node:FR"
RABAT = "urn:tajawub:node:MA"

CONFORMANCE = replace(
    EDELIVERY,
    wrappings=EDELIVERY.wrappings
    | {Wrapping(RSA_OAEP_MGF1P, SHA256, MGF1_SHA1), Wrapping(RSA_OAEP, SHA256, MGF1_SHA1)},
    rsa_bits=1024,
    age=timedelta(days=36500),
)
"""Old algorithms and small keys of other people's test messages: never a partner's profile."""

_VECTORS = Path(os.environ.get("TAJAWUB_VECTORS", Path(__file__).parents[3] / "shared" / "vectors"))
VECTORS = _VECTORS / "as4"


@dataclass(frozen=True, slots=True)
class Party:
    name: str
    key: Identity


@cache
def party(name: str, *, bits: int = 2048, key_id: bool = True, days: int = 300) -> Party:
    key = rsa.generate_private_key(65537, bits)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(AT - timedelta(days=1))
        .not_valid_after(AT + timedelta(days=days))
    )
    if key_id:
        builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    return Party(name, identity(key, builder.sign(key, hashes.SHA256())))


def header(*parts: PartInfo, message_id: str = "first@paris.example", at: datetime = AT) -> UserMessage:
    return UserMessage(
        message_id=message_id,
        at=at,
        sender=PARIS,
        receiver=RABAT,
        service="urn:tajawub:exchange",
        action="act/1",
        conversation="0198c8a4-1111-7000-8000-000000000001",
        properties=(("originalSender", PARIS), ("urgency", "urgent")),
        parts=parts or (PartInfo("part@paris.example", "application/octet-stream"),),
    )


def send(content: bytes = b"sealed file", *, sent: UserMessage | None = None) -> Built:
    return message.build(sent or header(), [content], key=party(PARIS).key, to=party(RABAT).key.pinned)


def take(built: Built, *, profile: Profile = EDELIVERY, at: datetime = AT, peer: str = PARIS) -> Opened:
    """Receive in Rabat, which has an agreement with `peer` and its own key."""
    packed = message.unpack(built.content_type, built.body, profile)
    return message.receive(
        packed,
        message.header(packed),
        own=(party(RABAT).key,),
        peers={peer: (party(peer).key.pinned,)},
        profile=profile,
        at=at,
    )


def refused(built: Built, **options: object) -> Refusal:
    try:
        take(built, **options)  # type: ignore[arg-type]
    except Refusal as refusal:
        return refusal
    raise AssertionError("the message was accepted")


def edited(built: Built, old: bytes, new: bytes) -> Built:
    """Replace the first `old`, which must be there."""
    assert old in built.body
    return Built(built.content_type, built.body.replace(old, new, 1))


def receipt(opened: Opened, message_id: str = "receipt@rabat.example") -> Built:
    return signals.receipt(
        opened.references, opened.message.message_id, message_id=message_id, key=party(RABAT).key, at=AT
    )
