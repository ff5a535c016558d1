"""AS4 on one core: building, and receiving up to the signed receipt, as shares of the cryptography alone.

Process CPU time, so that other people's work on the machine counts little. Runs of the limit and of the real
thing alternate. 100 kB that do not compress, RSA-2048, AES-128-GCM, SHA-256; no database, no network.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import process_time

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP, PKCS1v15
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.x509.oid import NameOID

from tajawub.exchange import parcel
from tajawub.exchange.as4 import message, signals
from tajawub.exchange.as4.certificates import Identity, identity
from tajawub.exchange.as4.message import Built
from tajawub.exchange.as4.profile import EDELIVERY

from .figures import Against, Figure, ratios

SIZE = 100_000
SECTION = "AS4, one core: 100 kB incompressible, RSA-2048, process CPU time"

CONVERSATION = uuid.UUID(int=1)
PARIS, RABAT = "urn:tajawub:node:FR", "urn:tajawub:node:MA"

BUILD_SHARE, RECEIVE_SHARE = 0.85, 0.75
"""The bars: shares of the crypto limit of the same run."""


@dataclass(frozen=True, slots=True)
class Line:
    """Both ends: Paris sends, Rabat receives; one message built for Rabat and Rabat's receipt for it."""

    paris: Identity
    rabat: Identity
    payload: bytes
    built: Built
    receipt: Built


def measure(*, runs: int, count: int) -> Iterator[Figure]:
    """Measure `count` messages in each run."""
    line = _line()
    crypto_build, crypto_receive = _crypto_build(line), _crypto_receive(line)
    acts: list[Callable[[], object]] = [
        crypto_build,
        lambda: _build(line),
        crypto_receive,
        lambda: _receive_and_receipt(line),
        lambda: _receive(line),
        lambda: _check(line),
    ]
    rates = [list[float]() for _ in acts]
    for act in acts:
        _rate(act, max(1, count // 10))
    for _ in range(runs):
        for act, kept in zip(acts, rates, strict=True):
            kept.append(_rate(act, count))
    limit, build, limit_in, whole, receive, check = map(tuple, rates)
    of = "the cryptography alone, same run"
    yield Figure(SECTION, "build", "/s", build, Against(of, ratios(build, limit), BUILD_SHARE))
    yield Figure(
        SECTION,
        "receive: verify, decrypt, signed receipt",
        "/s",
        whole,
        Against(of, ratios(whole, limit_in), RECEIVE_SHARE),
    )
    yield Figure(SECTION, "receive: verify, decrypt", "/s", receive)
    yield Figure(SECTION, "check a receipt against what was sent", "/s", check)
    yield Figure(SECTION, "limit of build: OAEP, GCM, SHA-256, sign", "/s", limit, Against("the limit itself"))
    yield Figure(
        SECTION,
        "limit of receive + receipt: verify, OAEP⁻¹, …",
        "/s",
        limit_in,
        Against("the limit itself"),
    )


def _rate(act: Callable[[], object], count: int) -> float:
    began = process_time()
    for _ in range(count):
        act()
    return count / (process_time() - began)


def build(payload: bytes, *, key: Identity, to: Identity, sender: str = PARIS, receiver: str = RABAT) -> Built:
    """Build one parcel as `exchange.acts.post` does."""
    head = parcel.header(
        message_id=f"{uuid.uuid4()}@bench",
        kind="act/1",
        conversation=CONVERSATION,
        urgency=parcel.Urgency.URGENT,
        sender=sender,
        receiver=receiver,
        at=datetime.now(UTC),
    )
    return message.build(head, [payload], key=key, to=to.pinned)


def _build(line: Line) -> Built:
    return build(line.payload, key=line.paris, to=line.rabat)


def _receive(line: Line) -> message.Opened:
    packed = message.unpack(line.built.content_type, line.built.body, EDELIVERY)
    return message.receive(
        packed,
        message.header(packed),
        own=(line.rabat,),
        peers={PARIS: (line.paris.pinned,)},
        profile=EDELIVERY,
        at=datetime.now(UTC),
    )


def _receive_and_receipt(line: Line) -> Built:
    opened = _receive(line)
    return signals.receipt(
        opened.references,
        opened.message.message_id,
        message_id=f"{uuid.uuid4()}@bench",
        key=line.rabat,
        at=datetime.now(UTC),
    )


def _check(line: Line) -> None:
    packed = message.unpack(line.receipt.content_type, line.receipt.body, EDELIVERY)
    receipt = signals.read(packed, (line.rabat.pinned,), EDELIVERY, at=datetime.now(UTC))
    if not isinstance(receipt, signals.Receipt):
        raise TypeError("Rabat answered with an error")
    signals.prove(
        receipt, message.sent_references(line.built.content_type, line.built.body, EDELIVERY), receipt.reply_to
    )


def _crypto_build(line: Line) -> Callable[[], object]:
    """The least that building needs: digest and encrypt the payload, wrap its key, sign once."""
    own, to, padding, digest = line.paris.key, line.rabat.pinned.key, PKCS1v15(), hashes.SHA256()
    oaep = OAEP(MGF1(hashes.SHA256()), hashes.SHA256(), None)

    def act() -> bytes:
        key, nonce = os.urandom(16), os.urandom(12)
        _sha256(line.payload)
        AESGCM(key).encrypt(nonce, line.payload, None)
        to.encrypt(key, oaep)
        return own.sign(b"x" * 1000, padding, digest)

    return act


def _crypto_receive(line: Line) -> Callable[[], object]:
    """The least that receiving needs: verify, unwrap, decrypt and digest the payload, sign the receipt."""
    own, sender, padding, digest = line.rabat.key, line.paris.pinned.key, PKCS1v15(), hashes.SHA256()
    oaep = OAEP(MGF1(hashes.SHA256()), hashes.SHA256(), None)
    key, nonce, info = os.urandom(16), os.urandom(12), b"x" * 1000
    sealed = AESGCM(key).encrypt(nonce, line.payload, None)
    wrapped, value = line.rabat.pinned.key.encrypt(key, oaep), line.paris.key.sign(info, padding, digest)

    def act() -> bytes:
        sender.verify(value, info, padding, digest)
        _sha256(AESGCM(own.decrypt(wrapped, oaep)).decrypt(nonce, sealed, None))
        return own.sign(info, padding, digest)

    return act


def _sha256(content: bytes) -> bytes:
    digest = hashes.Hash(hashes.SHA256())
    digest.update(content)
    return digest.finalize()


def _line() -> Line:
    paris, rabat = _identity(PARIS), _identity(RABAT)
    payload = os.urandom(SIZE)
    built = build(payload, key=paris, to=rabat)
    draft = Line(paris, rabat, payload, built, built)
    return Line(paris, rabat, payload, built, _receive_and_receipt(draft))


def _identity(party: str) -> Identity:
    key = rsa.generate_private_key(65537, 2048)
    name, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, party)]), datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    return identity(key, certificate)
