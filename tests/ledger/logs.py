"""Two logs: ours, in the database, and a partner's, in memory; their keys are derived, not stored."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tajawub.ledger import checkpoint as checkpoints
from tajawub.ledger.checkpoint import Checkpoint
from tajawub.ledger.tree import Node, consistency_path, grow, hash_of, leaf_hash, root_of
from tajawub.ledger.witness import Request

AT = datetime(2026, 11, 23, 14, 0, 0, 123456, UTC)
OURS, THEIRS = "tajawub.example/fr", "tajawub.example/ma"


def key_of(name: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(sha256(name.encode()).digest())


LOG_KEY, WITNESS_KEY = key_of("fr log"), key_of("fr witness")
THEIR_LOG_KEY, THEIR_WITNESS_KEY = key_of("ma log"), key_of("ma witness")
LOG = checkpoints.log_key(OURS, LOG_KEY)
THEIR_LOG = checkpoints.log_key(THEIRS, THEIR_LOG_KEY)
THEIR_WITNESS = checkpoints.witness_key(THEIRS, THEIR_WITNESS_KEY)


@dataclass(slots=True)
class PartnerLog:
    """A log that can be rewritten, as a partner's could."""

    leaves: list[bytes] = field(default_factory=list)

    def append(self, *facts: bytes) -> None:
        self.leaves += [leaf_hash(fact) for fact in facts]

    def request(self, old: int) -> bytes:
        grown = grow(0, (), self.leaves)
        nodes = {Node(0, nth): digest for nth, digest in enumerate(self.leaves)} | grown.nodes
        head = Checkpoint(THEIRS, grown.size, root_of(grown.frontier))
        proof = tuple(hash_of(span, nodes) for span in consistency_path(old, grown.size))
        return Request(old, proof, str(checkpoints.sign(head, key=THEIR_LOG_KEY)).encode()).body
