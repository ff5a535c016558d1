"""Signed notes and verifier keys (C2SP signed-note), with Ed25519 as log key and as cosigner.

ML-DSA-44 (type 0x06) is not spoken yet: its lines are ignored, as the specification asks of unknown keys.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

MAX_NOTE = 96 * 1024
"""Bytes. Verifiers take 16 signatures at least, and those of post-quantum keys have up to 5 kB each."""

_LINE = re.compile(r"— (\S+) (\S+)")
_KEY_ID_SIZE = 4
_TIME_SIZE = 8
_LATEST_TIME = 253_402_300_799
"""31 December 9999, 23:59:59 UTC: the last instant a datetime can hold."""


class Malformed(Exception):
    """The bytes are not what their format says they are; the sentence names the line."""


class BadSignature(Exception):
    """A signature that claims to be of a known key is not."""

    def __init__(self, name: str) -> None:
        super().__init__(f"The signature of {name} does not fit the text: the note was changed or is forged.")
        self.name = name


class KeyKind(IntEnum):
    """The signature types of C2SP signed-note that this node speaks."""

    LOG = 0x01
    COSIGNER = 0x04


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A vkey: the name and public key by which signatures are known."""

    name: str
    kind: KeyKind
    public: bytes

    @property
    def id(self) -> bytes:
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:_KEY_ID_SIZE]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{b64encode(bytes([self.kind]) + self.public).decode()}"


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: `blob` is what follows the key id."""

    name: str
    key_id: bytes
    blob: bytes

    def __str__(self) -> str:
        return f"— {self.name} {b64encode(self.key_id + self.blob).decode()}\n"

    def is_by(self, key: VerifierKey) -> bool:
        return self.name == key.name and self.key_id == key.id


@dataclass(frozen=True, slots=True)
class Note:
    """A text, ending in a newline, and the lines that sign it."""

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        return f"{self.text}\n{''.join(map(str, self.signatures))}"


@dataclass(frozen=True, slots=True)
class Verified:
    """A signature found true; a cosigner's says when it was made."""

    key: VerifierKey
    signed_at: datetime | None


def verifier_key(name: str, key: Ed25519PrivateKey, kind: KeyKind) -> VerifierKey:
    return VerifierKey(_name(name), kind, key.public_key().public_bytes_raw())


def parse_key(text: str) -> VerifierKey:
    """Read `name+id+key`. Raises Malformed."""
    try:
        name, key_id, encoded = text.strip().split("+", 2)
    except ValueError:
        raise Malformed("A verifier key reads name+id+key.") from None
    material = decode(encoded)
    if len(material) != 33 or material[0] not in list(KeyKind):
        raise Malformed(f"The key of {name} is not an Ed25519 key of a log or a cosigner.")
    key = VerifierKey(_name(name), KeyKind(material[0]), material[1:])
    if key.id.hex() != key_id:
        raise Malformed(f"The key of {name} does not have the id {key_id}: it was miscopied.")
    return key


def parse(data: bytes) -> Note:
    """Read a signed note. Raises Malformed."""
    head, blank, lines = text_of(data).rpartition("\n\n")
    if not blank or not lines.endswith("\n"):
        raise Malformed("A signed note is a text, an empty line and signature lines.")
    return Note(head + "\n", parse_signatures(lines))


def parse_signatures(lines: str) -> tuple[Signature, ...]:
    """Read one or more signature lines, each ended by a newline. Raises Malformed."""
    if not lines.endswith("\n"):
        raise Malformed("A signature line ends with a newline.")
    return tuple(_signature(line) for line in lines[:-1].split("\n"))


def text_of(data: bytes) -> str:
    """Decode what may stand in a note: UTF-8, no control character but newline. Raises Malformed."""
    if len(data) > MAX_NOTE:
        raise Malformed(f"A note of {len(data)} bytes is longer than {MAX_NOTE}.")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise Malformed("A note is UTF-8.") from None
    if any(character < " " and character != "\n" for character in text):
        raise Malformed("A note has no control characters.")
    return text


def sign(text: str, *, name: str, key: Ed25519PrivateKey) -> Signature:
    return Signature(name, verifier_key(name, key, KeyKind.LOG).id, key.sign(text.encode()))


def cosign(text: str, *, name: str, key: Ed25519PrivateKey, at: datetime) -> Signature:
    """State that at this second `text` is the largest consistent checkpoint seen (C2SP cosignature/v1)."""
    seconds = int(at.timestamp())
    blob = seconds.to_bytes(_TIME_SIZE, "big") + key.sign(_cosigned(text, seconds))
    return Signature(name, verifier_key(name, key, KeyKind.COSIGNER).id, blob)


def verify(note: Note, *keys: VerifierKey) -> tuple[Verified, ...]:
    """Return the signatures by known keys, in the order of the keys; lines of unknown keys are ignored.

    Raises BadSignature where a line names a known key and its signature is false.
    """
    return tuple(_verified(note.text, line, key) for key in keys for line in note.signatures if line.is_by(key))


def decode(encoded: str) -> bytes:
    """Read standard base 64 in its only spelling. Raises Malformed."""
    try:
        data = b64decode(encoded, validate=True)
    except (NotBase64, ValueError):
        raise Malformed(f"{encoded[:60]!r} is not base 64.") from None
    # Two spellings of one signature would be two lines for one fact.
    if b64encode(data).decode() != encoded:
        raise Malformed(f"{encoded[:60]!r} is not base 64 as it is written: spare bits are set.")
    return data


def decimal(digits: str) -> int:
    """Read an ASCII decimal without leading zeroes, below 2**63. Raises Malformed."""
    if not re.fullmatch(r"0|[1-9][0-9]{0,18}", digits, re.ASCII) or int(digits) >= 1 << 63:
        raise Malformed(f"{digits[:30]!r} is not a size: decimal digits, no leading zero.")
    return int(digits)


def _signature(line: str) -> Signature:
    match = _LINE.fullmatch(line)
    if match is None:
        raise Malformed(f"{line[:60]!r} is not a signature line: dash, key name, signature.")
    data = decode(match[2])
    if len(data) <= _KEY_ID_SIZE:
        raise Malformed(f"The signature of {match[1]} is too short.")
    return Signature(_name(match[1]), data[:_KEY_ID_SIZE], data[_KEY_ID_SIZE:])


def _name(name: str) -> str:
    if not name or "+" in name or any(character.isspace() for character in name):
        raise Malformed(f"{name!r} is not a key name: neither spaces nor plus, not empty.")
    return name


def _verified(text: str, line: Signature, key: VerifierKey) -> Verified:
    message, signature, signed_at = text.encode(), line.blob, None
    if key.kind is KeyKind.COSIGNER:
        seconds = int.from_bytes(line.blob[:_TIME_SIZE], "big")
        if seconds > _LATEST_TIME:
            raise BadSignature(key.name)
        message, signature = _cosigned(text, seconds), line.blob[_TIME_SIZE:]
        signed_at = datetime.fromtimestamp(seconds, UTC)
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, message)
    except InvalidSignature:
        raise BadSignature(key.name) from None
    return Verified(key, signed_at)


def _cosigned(text: str, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()
