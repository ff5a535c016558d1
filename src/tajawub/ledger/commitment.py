"""What a leaf commits to: one fact, hidden by a nonce until its owner opens it.

The leaf is 32 bytes, so it fits any entry bundle and tells a reader of the log nothing.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import rfc8785

from tajawub.ledger.note import Malformed

VERSION = 1
NONCE_SIZE = DIGEST_SIZE = 32
_TIME = "%Y-%m-%dT%H:%M:%S.%fZ"
_HEX = re.compile(r"[0-9a-f]{64}")
_FIELDS = {"v", "kind", "about", "digest", "nonce", "at"}


@dataclass(frozen=True, slots=True)
class Opening:
    """The fact behind a leaf: who holds it can show what the leaf stands for."""

    kind: str
    about: str
    digest: bytes
    nonce: bytes
    at: datetime

    @property
    def canonical(self) -> bytes:
        """The JSON of RFC 8785 that is hashed."""
        return rfc8785.dumps(
            {
                "v": VERSION,
                "kind": self.kind,
                "about": self.about,
                "digest": self.digest.hex(),
                "nonce": self.nonce.hex(),
                "at": self.at.astimezone(UTC).strftime(_TIME),
            }
        )

    @property
    def commitment(self) -> bytes:
        return sha256(self.canonical).digest()


def parse(data: bytes) -> Opening:
    """Read the canonical JSON back; any other spelling is refused. Raises Malformed."""
    try:
        read: Any = json.loads(data)
    except (ValueError, RecursionError):
        raise Malformed("An opening is JSON.") from None
    if not isinstance(read, dict) or set(read) != _FIELDS or type(read["v"]) is not int or read["v"] != VERSION:
        raise Malformed(f"An opening of version {VERSION} has the fields {', '.join(sorted(_FIELDS))}.")
    texts = [read[name] for name in ("kind", "about", "digest", "nonce", "at")]
    if not all(isinstance(text, str) for text in texts):
        raise Malformed("The fields of an opening are texts.")
    kind, about, digest, nonce, at = texts
    if not _HEX.fullmatch(digest) or not _HEX.fullmatch(nonce):
        raise Malformed("The digest and the nonce of an opening are 64 hexadecimal digits.")
    opening = Opening(kind, about, bytes.fromhex(digest), bytes.fromhex(nonce), _instant(at))
    if not _is_canonical(opening, data):
        raise Malformed("An opening is written canonically (RFC 8785).")
    return opening


def _is_canonical(opening: Opening, data: bytes) -> bool:
    try:
        return opening.canonical == data
    except rfc8785.CanonicalizationError:  # a lone surrogate, written as an escape
        return False


def _instant(text: str) -> datetime:
    try:
        return datetime.strptime(text, _TIME).replace(tzinfo=UTC)
    except ValueError:
        raise Malformed(f"{text[:40]!r} is not an instant: 2026-11-23T14:00:00.000000Z.") from None
