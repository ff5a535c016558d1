"""The signed head of a log (C2SP tlog-checkpoint), and the names of a node's two ledger keys."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tajawub.ledger import note
from tajawub.ledger.note import KeyKind, Malformed, Note, VerifierKey
from tajawub.ledger.tree import HASH_SIZE


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A log's origin, size and root. We never write extension lines: no monitor audits them."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        lines = (self.origin, str(self.size), b64encode(self.root).decode(), *self.extensions)
        return "".join(f"{line}\n" for line in lines)


def parse(data: bytes) -> tuple[Checkpoint, Note]:
    """Read a checkpoint and the note that carries it, unverified. Raises Malformed."""
    signed = note.parse(data)
    lines = signed.text[:-1].split("\n")
    if len(lines) < 3 or not all(lines):
        raise Malformed("A checkpoint has an origin, a size and a root, each on its line.")
    root = note.decode(lines[2])
    if len(root) != HASH_SIZE:
        raise Malformed(f"A root has {HASH_SIZE} bytes, not {len(root)}.")
    return Checkpoint(lines[0], note.decimal(lines[1]), root, tuple(lines[3:])), signed


def sign(checkpoint: Checkpoint, *, key: Ed25519PrivateKey) -> Note:
    return Note(checkpoint.text, (note.sign(checkpoint.text, name=checkpoint.origin, key=key),))


def log_key(origin: str, key: Ed25519PrivateKey) -> VerifierKey:
    """Return what partners know a log by: its origin is the key's name (C2SP tlog-checkpoint, Signatures)."""
    return note.verifier_key(origin, key, KeyKind.LOG)


def witness_key(origin: str, key: Ed25519PrivateKey) -> VerifierKey:
    """Return what partners know the same node's cosigner by: `<origin>/witness`."""
    return note.verifier_key(f"{origin}/witness", key, KeyKind.COSIGNER)
