"""The proof a court keeps (C2SP tlog-proof): a fact, its place in the log, the head that covers it.

The `extra` line carries the opening of the leaf. It is not trusted: the leaf is recomputed from it.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tajawub.ledger import checkpoint as checkpoints
from tajawub.ledger import commitment, note
from tajawub.ledger.checkpoint import Checkpoint
from tajawub.ledger.commitment import Opening
from tajawub.ledger.note import BadSignature, Malformed, VerifierKey
from tajawub.ledger.tree import HASH_SIZE, inclusion_holds, leaf_hash

FIRST_LINE = "c2sp.org/tlog-proof@v1"
MEDIA_SUFFIX = ".tlog-proof"
_MAX_PATH = 63


class NotProven(Exception):
    """A well-formed proof does not show what it claims; the sentence says which part fails."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A proof as it is written: nothing in it is verified yet."""

    opening: Opening
    index: int
    path: tuple[bytes, ...]
    note: bytes

    @property
    def text(self) -> bytes:
        lines = [
            FIRST_LINE,
            f"extra {b64encode(self.opening.canonical).decode()}",
            f"index {self.index}",
            *(b64encode(digest).decode() for digest in self.path),
            "",
        ]
        return "".join(f"{line}\n" for line in lines).encode() + self.note


@dataclass(frozen=True, slots=True)
class Policy:
    """Whose log is believed, whose cosignatures count, and how many of them are needed."""

    log: VerifierKey
    witnesses: tuple[VerifierKey, ...] = ()
    needed: int = 0


@dataclass(frozen=True, slots=True)
class Proven:
    """The fact, its place, the head that covers it and who countersigned that head, when."""

    opening: Opening
    index: int
    checkpoint: Checkpoint
    countersigned: dict[str, datetime]


def parse(data: bytes) -> Proof:
    """Read a proof. Raises Malformed."""
    head, blank, rest = note.text_of(data).partition("\n\n")
    lines = head.split("\n")
    if not blank or len(lines) < 3 or lines[0] != FIRST_LINE:
        raise Malformed(f"A proof begins with {FIRST_LINE}, extra and index, then an empty line and a checkpoint.")
    extra, index, *path = lines[1:]
    if not extra.startswith("extra ") or not index.startswith("index ") or len(path) > _MAX_PATH:
        raise Malformed("The proof lacks its opening (extra) or its index, or has more than 63 hashes.")
    hashes = tuple(note.decode(line) for line in path)
    if any(len(digest) != HASH_SIZE for digest in hashes):
        raise Malformed(f"A hash of a proof has {HASH_SIZE} bytes.")
    opening = commitment.parse(note.decode(extra.removeprefix("extra ")))
    return Proof(opening, note.decimal(index.removeprefix("index ")), hashes, rest.encode())


def verify(data: bytes, *, digest: bytes, policy: Policy) -> Proven:
    """Show that `digest` was logged, offline. Raises Malformed, NotProven."""
    proof = parse(data)
    if proof.opening.digest != digest:
        raise NotProven(f"The proof is about {proof.opening.digest.hex()}, not about {digest.hex()}.")
    checkpoint, signed = checkpoints.parse(proof.note)
    countersigned = _signatures(checkpoint, signed, policy)
    leaf = leaf_hash(proof.opening.commitment)
    if not inclusion_holds(leaf, proof.index, checkpoint.size, proof.path, checkpoint.root):
        raise NotProven(f"Leaf {proof.index} is not this fact in the log {checkpoint.origin}.")
    return Proven(proof.opening, proof.index, checkpoint, countersigned)


def _signatures(checkpoint: Checkpoint, signed: note.Note, policy: Policy) -> dict[str, datetime]:
    try:
        log = note.verify(signed, policy.log)
        cosigned = note.verify(signed, *policy.witnesses)
    except BadSignature as error:
        raise NotProven(str(error)) from None
    if not log or checkpoint.origin != policy.log.name:
        raise NotProven(f"The checkpoint is not signed by the log {policy.log.name}.")
    found = _earliest(cosigned)
    if len(found) < policy.needed:
        raise NotProven(f"{len(found)} of {policy.needed} needed witnesses countersigned the checkpoint.")
    return found


def _earliest(cosigned: Sequence[note.Verified]) -> dict[str, datetime]:
    found: dict[str, datetime] = {}
    for verified in cosigned:
        if verified.signed_at is not None:
            found[verified.key.name] = min(verified.signed_at, found.get(verified.key.name, verified.signed_at))
    return found
