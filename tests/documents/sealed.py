"""A State's CA with its authorities, an invented act, and sealed files made of them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import rfc8785
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tajawub.documents.annex import Annex
from tajawub.documents.letter import typeset
from tajawub.documents.seal import SealKey, seal

from .invented_letter import arabic, french

AT = datetime(2026, 11, 23, 10, 42, 7, tzinfo=UTC)
ANNEXES = (
    Annex("أمر بإلقاء القبض.pdf", "application/pdf", b"%PDF-1.7 invented warrant"),
    Annex("exposé des faits.txt", "text/plain", "Exposé inventé.\n".encode()),
    Annex("empty.bin", "application/octet-stream", b""),
)


@dataclass(frozen=True, slots=True)
class Party:
    ca: x509.Certificate
    ca_key: ec.EllipticCurvePrivateKey
    key: SealKey


def authority_key(
    ca: x509.Certificate,
    ca_key: ec.EllipticCurvePrivateKey,
    *,
    state: str = "FR",
    authority: str = "fr-bepi",
    until: datetime = AT + timedelta(days=700),
    usage: bool = True,
) -> SealKey:
    private = ec.generate_private_key(ec.SECP256R1())
    name = "Bureau de l'entraide pénale internationale"
    builder = (
        x509.CertificateBuilder()
        .subject_name(
            x509.Name(
                [
                    x509.NameAttribute(NameOID.COUNTRY_NAME, state),
                    x509.NameAttribute(NameOID.ORGANIZATION_NAME, name),
                    x509.NameAttribute(NameOID.SERIAL_NUMBER, authority),
                ]
            )
        )
        .issuer_name(ca.subject)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(AT - timedelta(days=30))
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=usage), critical=True)
    )
    return SealKey(builder.sign(ca_key, hashes.SHA256()), private, authority, state, name)


def state_ca(state: str = "FR") -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, state),
            x509.NameAttribute(NameOID.COMMON_NAME, f"State CA of {state} (invented)"),
        ]
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(AT - timedelta(days=400))
        .not_valid_after(AT + timedelta(days=4000))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs=False, certifies=True), critical=True)
    )
    return builder.sign(private, hashes.SHA256()), private


def _usage(*, signs: bool, certifies: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signs,
        content_commitment=signs,
        key_encipherment=not signs and not certifies,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=certifies,
        crl_sign=certifies,
        encipher_only=False,
        decipher_only=False,
    )


def act(annexes: Sequence[Annex] = ANNEXES, **changed: Any) -> dict[str, Any]:
    listed = [
        {
            "name": each.name,
            "media_type": each.media_type,
            "size": len(each.content),
            "sha256": hashlib.sha256(each.content).hexdigest(),
        }
        for each in annexes
    ]
    return {
        "v": 1,
        "request": {"id": "01936f00-0000-7000-8000-000000000001", "label": "FR-2026-0418"},
        "side": "requesting",
        "number": 1,
        "author": {"state": "FR", "authority": "fr-bepi", "officer": "1"},
        "kind": "issue",
        "previous": None,
        "seen": None,
        "body": {"facts": "وقائع متخيلة", "urgent": True},
        "annexes": listed,
    } | changed


def act_json(annexes: Sequence[Annex] = ANNEXES, **changed: Any) -> bytes:
    return rfc8785.dumps(act(annexes, **changed))


@cache
def letter(of: bytes) -> bytes:
    return typeset([arabic(), french()], act_json=of, at=AT)


def _party() -> Party:
    ca, ca_key = state_ca()
    return Party(ca, ca_key, authority_key(ca, ca_key))


PARTY = _party()


def sealed_file(annexes: Sequence[Annex] = ANNEXES, *, key: SealKey = PARTY.key) -> bytes:
    written = act_json(annexes)
    return seal(written, letter(written), annexes, key=key, at=AT)
