from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from tajawub.ledger import checkpoint as checkpoints
from tajawub.ledger import commitment, note
from tajawub.ledger.checkpoint import Checkpoint
from tajawub.ledger.commitment import Opening
from tajawub.ledger.note import BadSignature, KeyKind, Malformed, Note

AT = datetime(2026, 11, 23, 14, 0, 0, 123456, UTC)
ORIGIN = "tajawub.example/fr"
KEY = Ed25519PrivateKey.from_private_bytes(sha256(b"log").digest())
WITNESS = Ed25519PrivateKey.from_private_bytes(sha256(b"witness").digest())
HEAD = Checkpoint(ORIGIN, 7, sha256(b"root").digest())


def _signed() -> Note:
    signed = checkpoints.sign(HEAD, key=KEY)
    return Note(
        signed.text, (*signed.signatures, note.cosign(signed.text, name=f"{ORIGIN}/witness", key=WITNESS, at=AT))
    )


def test_a_known_key_of_another_house_reads_as_published() -> None:
    # The public key of the Go checksum database.
    text = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
    key = note.parse_key(text)
    assert (key.name, key.kind, key.id.hex(), str(key)) == ("sum.golang.org", KeyKind.LOG, "033de0ae", text)


@pytest.mark.parametrize(
    "text",
    ["", "a+b", "a+00000000+AA==", "sum.golang.org+033de0af+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"],
)
def test_a_miscopied_key_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        note.parse_key(text)


def test_a_checkpoint_reads_back_as_it_was_signed_and_countersigned() -> None:
    data = str(_signed()).encode()
    head, carried = checkpoints.parse(data)
    log, witness = checkpoints.log_key(ORIGIN, KEY), checkpoints.witness_key(ORIGIN, WITNESS)
    assert head == HEAD
    assert str(carried).encode() == data
    found = note.verify(carried, log, witness)
    assert [(each.key, each.signed_at) for each in found] == [(log, None), (witness, AT.replace(microsecond=0))]


def test_lines_of_unknown_keys_are_ignored() -> None:
    stranger = checkpoints.log_key(ORIGIN, WITNESS)
    assert note.verify(_signed(), stranger) == ()


def test_a_log_signature_is_no_cosignature() -> None:
    as_cosigner = note.verifier_key(ORIGIN, KEY, KeyKind.COSIGNER)
    assert note.verify(checkpoints.sign(HEAD, key=KEY), as_cosigner) == ()


@given(st.integers(0, 10_000))
def test_no_changed_bit_of_a_countersigned_checkpoint_goes_unnoticed(bit: int) -> None:
    data = bytearray(str(_signed()).encode())
    bit %= len(data) * 8
    data[bit // 8] ^= 1 << bit % 8
    keys = checkpoints.log_key(ORIGIN, KEY), checkpoints.witness_key(ORIGIN, WITNESS)
    try:
        head, carried = checkpoints.parse(bytes(data))
        found = note.verify(carried, *keys)
    except (Malformed, BadSignature):
        return
    # A changed key name or key id makes the line a stranger's: one signature fewer, the text the same.
    assert len(found) < 2
    assert head == HEAD


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"text\n",
        b"text\n\n",
        b"a\n1\n\n\xe2\x80\x94 a AAAAAAA=\n",
        b"a\n01\n" + b"A" * 43 + b"=\n\n\xe2\x80\x94 a AAAAAAA=\n",
        b"a\n1\nAAAA\n\n\xe2\x80\x94 a AAAAAAA=\n",
        b"a\n1\n" + b"A" * 43 + b"=\n\n- a AAAAAAA=\n",
        b"a\n1\n" + b"A" * 43 + b"=\n\n\xe2\x80\x94 a+b AAAAAAA=\n",
        b"a\n1\n" + b"A" * 43 + b"=\n\n\xe2\x80\x94 a AAAA\n",
        b"a\r\n1\n" + b"A" * 43 + b"=\n\n\xe2\x80\x94 a AAAAAAA=\n",
        b"a\n1\n" + b"A" * 42 + b"B=\n\n\xe2\x80\x94 a AAAAAAA=\n",
        b"\xff\n1\n" + b"A" * 43 + b"=\n\n\xe2\x80\x94 a AAAAAAA=\n",
        b"a" * 200_000,
    ],
)
def test_what_is_not_a_checkpoint_is_malformed(data: bytes) -> None:
    with pytest.raises(Malformed):
        checkpoints.parse(data)


@given(st.binary(max_size=300))
def test_hostile_bytes_are_malformed_and_nothing_else(data: bytes) -> None:
    for parse in (checkpoints.parse, commitment.parse, note.parse):
        with pytest.raises(Malformed):
            parse(data)


def test_an_opening_has_one_spelling_and_hides_behind_its_nonce() -> None:
    opening = Opening("casework:act:author", "FR-2026-0001", b"\x01" * 32, b"\x02" * 32, AT)
    assert opening.canonical == (
        b'{"about":"FR-2026-0001","at":"2026-11-23T14:00:00.123456Z","digest":"' + b"01" * 32 + b'",'
        b'"kind":"casework:act:author","nonce":"' + b"02" * 32 + b'","v":1}'
    )
    assert commitment.parse(opening.canonical) == opening
    assert opening.commitment == sha256(opening.canonical).digest()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"v":1', b'"v":1.0'),
        (b'"v":1', b'"v":true'),
        (b'"v":1', b'"v":2'),
        (b'{"about"', b'{ "about"'),
        (b"FR-2026", b"\\ud800"),
        (b"2026-11-23T", b"2026-11-23 "),
        (b'"kind"', b'"sort"'),
        (b'"FR-2026-0001"', b"7"),
        (b"01" * 32, b"01" * 31),
    ],
)
def test_another_spelling_of_an_opening_is_refused(old: bytes, new: bytes) -> None:
    canonical = Opening("casework:act:author", "FR-2026-0001", b"\x01" * 32, b"\x02" * 32, AT).canonical
    assert old in canonical
    with pytest.raises(Malformed):
        commitment.parse(canonical.replace(old, new))
