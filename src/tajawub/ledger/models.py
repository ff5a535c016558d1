"""Rows of the node's transparency log: INSERT-only, by triggers and by the rights of the application's role.

Absent on purpose: what an entry means, and any flag `pending`; an entry without a leaf is pending.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact

from tajawub.ledger.commitment import DIGEST_SIZE, NONCE_SIZE
from tajawub.ledger.tree import HASH_SIZE

APPEND_ONLY = (
    "ledger_entry",
    "ledger_leaf",
    "ledger_node",
    "ledger_checkpoint",
    "ledger_cosignature",
    "ledger_witnessed",
    "ledger_contradiction",
)


def _bytes(column: str, size: int, name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Exact(Length(column), size), name=name)


class Entry(models.Model):
    """One recorded fact, written in the transaction that it records. `about` is a reference, never a name."""

    kind = models.TextField()
    about = models.TextField()
    digest = models.BinaryField()
    nonce = models.BinaryField()
    at = models.DateTimeField()
    commitment = models.BinaryField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__regex=r"^[a-z0-9_-]+:[a-z0-9_-]+:[a-z0-9_-]+$"),
                name="entry_kind_reads_room_thing_act",
            ),
            _bytes("digest", DIGEST_SIZE, "entry_digest_is_sha256"),
            _bytes("nonce", NONCE_SIZE, "entry_nonce_has_32_bytes"),
            _bytes("commitment", DIGEST_SIZE, "entry_commitment_is_sha256"),
        ]
        indexes = [
            models.Index(fields=["digest"], name="entry_digest"),
            models.Index(fields=["about"], name="entry_about"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.about} at {self.at.isoformat()}"


class Leaf(models.Model):
    """The place of an entry in the tree; `hash` is the tree's level 0."""

    index = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT)
    hash = models.BinaryField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(index__gte=0), name="leaf_index_counts_from_zero"),
            _bytes("hash", HASH_SIZE, "leaf_hash_is_sha256"),
        ]

    def __str__(self) -> str:
        return f"leaf {self.index}"


class Node(models.Model):
    """The hash of a complete subtree of 2**level leaves, level ≥ 1."""

    pk = models.CompositePrimaryKey("level", "index")
    level = models.SmallIntegerField()
    index = models.BigIntegerField()
    hash = models.BinaryField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(level__gte=1, index__gte=0), name="node_lies_above_the_leaves"),
            _bytes("hash", HASH_SIZE, "node_hash_is_sha256"),
        ]

    def __str__(self) -> str:
        return f"node {self.level}/{self.index}"


class Checkpoint(models.Model):
    """A head this log signed: `note` is the signed note, without cosignatures."""

    size = models.BigIntegerField(primary_key=True)
    origin = models.TextField()
    root = models.BinaryField()
    note = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="checkpoint_covers_a_leaf"),
            _bytes("root", HASH_SIZE, "checkpoint_root_is_sha256"),
        ]

    def __str__(self) -> str:
        return f"{self.origin} {self.size}"


class Cosignature(models.Model):
    """A partner's signature line on one of our checkpoints, verified before it was kept."""

    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.PROTECT, db_index=False)
    cosigner = models.TextField()
    line = models.TextField()
    cosigned_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cosigner", "checkpoint"], name="cosignature_one_per_cosigner"),
        ]
        indexes = [models.Index(fields=["checkpoint"], name="cosignature_checkpoint")]

    def __str__(self) -> str:
        return f"{self.cosigner} on {self.checkpoint_id}"


class Witnessed(models.Model):
    """A partner's checkpoint that this node cosigned; the largest one of an origin is the last one seen."""

    origin = models.TextField()
    size = models.BigIntegerField()
    root = models.BinaryField()
    note = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["origin", "size"], name="witnessed_one_root_per_size"),
            _bytes("root", HASH_SIZE, "witnessed_root_is_sha256"),
        ]

    def __str__(self) -> str:
        return f"{self.origin} {self.size}"


class Contradiction(models.Model):
    """Proof that a partner's log was rewritten: its signed request, and the head of that size held before.

    `digest` is that of the checkpoint's text: one row for each origin, size and root.
    """

    held = models.ForeignKey(Witnessed, on_delete=models.PROTECT, null=True)
    digest = models.BinaryField(unique=True)
    request = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        constraints = [_bytes("digest", DIGEST_SIZE, "contradiction_digest_is_sha256")]

    def __str__(self) -> str:
        return f"contradiction {bytes(self.digest).hex()}"
