"""The one form of signature."""

from __future__ import annotations

import hashlib
import random
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from asn1crypto import cms as asn1_cms
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given
from hypothesis import strategies as st

from tajawub.documents import cms

from .sealed import AT, PARTY, Party

DIGEST = hashlib.sha256(b"content").digest()
SIGNED = cms.sign(DIGEST, certificate=PARTY.key.certificate, key=PARTY.key.private_key, at=AT)


@pytest.mark.parametrize(
    "at", [AT, None, datetime(2049, 12, 31, 23, 59, 59, tzinfo=UTC), datetime(2050, 1, 1, tzinfo=UTC)]
)
def test_what_is_signed_is_read_and_holds(party: Party, at: datetime | None) -> None:
    key = party.key
    signed = cms.read(cms.sign(DIGEST, certificate=key.certificate, key=key.private_key, at=at))
    assert (signed.certificate, signed.digest, signed.at) == (key.certificate, DIGEST, at)
    assert cms.holds(signed)


def test_another_asn1_reader_sees_cades_baseline_b() -> None:
    signed_data = asn1_cms.ContentInfo.load(SIGNED, strict=True)["content"]
    [signer] = signed_data["signer_infos"]
    said = {each["type"].native: each["values"][0] for each in signer["signed_attrs"]}
    assert list(said) == ["content_type", "signing_time", "message_digest", "signing_certificate_v2"]
    assert said["signing_time"].native == AT
    named = said["signing_certificate_v2"]["certs"][0]["cert_hash"].native
    assert named == hashlib.sha256(PARTY.key.certificate.public_bytes(Encoding.DER)).digest()
    assert signer["sid"].chosen["serial_number"].native == PARTY.key.certificate.serial_number
    assert signed_data["encap_content_info"]["content"].native is None


@pytest.mark.parametrize("purpose", ["smimesign", "any"])
def test_openssl_accepts_it(tmp_path: Path, party: Party, purpose: str) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    (tmp_path / "ca.crt").write_bytes(party.ca.public_bytes(Encoding.PEM))
    (tmp_path / "s.p7s").write_bytes(SIGNED)
    command = (
        "openssl cms -verify -cades -binary -inform DER -in s.p7s -content data -CAfile ca.crt -out out -purpose"
    )
    for content, accepted in ((b"content", True), (b"other", False)):
        (tmp_path / "data").write_bytes(content)
        done = subprocess.run([*command.split(), purpose], cwd=tmp_path, capture_output=True, check=False)
        assert (done.returncode == 0) is accepted, done.stderr


def test_every_changed_byte_is_refused() -> None:
    for at in range(len(SIGNED)):
        changed = bytearray(SIGNED)
        changed[at] ^= 1 << (at % 8)
        try:
            signed = cms.read(bytes(changed))
        except cms.Unreadable:
            continue
        assert not cms.holds(signed) or signed.digest != DIGEST, at


def test_the_mirrored_signature_is_refused() -> None:
    value = cms.read(SIGNED).value
    r, s = decode_dss_signature(value)
    mirrored = encode_dss_signature(r, cms.P256_ORDER - s)
    padded = SIGNED[: -len(value)] + mirrored
    with pytest.raises(cms.Unreadable):
        cms.read(padded)


@pytest.mark.parametrize("extra", [b"\0", b"x", SIGNED])
def test_trailing_bytes_are_refused(extra: bytes) -> None:
    with pytest.raises(cms.Unreadable):
        cms.read(SIGNED + extra)


@given(st.binary(max_size=600))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    with pytest.raises(cms.Unreadable):
        cms.read(data)


def test_no_mutation_breaks_the_reader() -> None:
    chance = random.Random(20261123)
    for _ in range(1500):
        changed = bytearray(SIGNED)
        for _ in range(chance.randrange(1, 6)):
            at = chance.randrange(len(changed))
            changed[at : at + chance.randrange(3)] = chance.randbytes(chance.randrange(4))
        try:
            signed = cms.read(bytes(changed))
        except cms.Unreadable:
            continue
        assert bytes(changed) == SIGNED or not cms.holds(signed) or signed.digest != DIGEST


def test_a_certificate_of_16_kb_is_refused_before_it_is_parsed() -> None:
    with pytest.raises(cms.Unreadable, match="the limit is 16384"):
        cms.read(b"\x30" * 16385)
