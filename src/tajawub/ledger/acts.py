"""The only writers of the ledger: append, sequence, countersign for a partner, keep a partner's signature."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection, transaction
from django.db.models import Max

from tajawub.ledger import checkpoint as checkpoints
from tajawub.ledger import models, note, reads, witness
from tajawub.ledger.checkpoint import Checkpoint
from tajawub.ledger.commitment import NONCE_SIZE, Opening
from tajawub.ledger.kinds import EntryKind
from tajawub.ledger.models import Entry
from tajawub.ledger.note import Note, VerifierKey
from tajawub.ledger.tree import grow, leaf_hash, root_of
from tajawub.ledger.witness import Contradicted, Request, Seen

BATCH = 500
"""Entries under one new checkpoint at most: bounds the length of the transaction."""

WINDOW = 10_000
"""Entries before the last sequenced one that `sequence` looks at again for late commits; `sweep` looks at all."""

ALARM_EVERY = timedelta(days=1)
"""A refusing witness is recorded so often: each alarm grows the log, and would be refused again at once."""

_INSERT = """
INSERT INTO ledger_entry (kind, about, digest, nonce, at, commitment) VALUES (%s, %s, %s, %s, %s, %s) RETURNING id
"""
# As text, because every business transaction pays for it: half of what the ORM takes to build the same.

_SEQUENCING, _WITNESSING = 0x54414A41, 0x54414A42
"""The classes of our advisory locks; the second number is 0, or the hash of a partner's origin."""


class NotCosigned(Exception):
    """A witness answered without a cosignature by the key it is known by."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} answered without its signature: compare its witness key with the partner.")
        self.name = name


def append(kind: str, *, about: str, digest: bytes, at: datetime) -> Entry:
    """Record a fact in the caller's transaction: no commit, no entry, and no entry, no commit.

    `about` is a reference or a pseudonym, `digest` the SHA-256 of what the fact is about.
    """
    opening = Opening(kind, about, digest, secrets.token_bytes(NONCE_SIZE), at)
    entry = Entry(kind=kind, about=about, digest=digest, nonce=opening.nonce, at=at, commitment=opening.commitment)
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, (kind, about, digest, opening.nonce, at, opening.commitment))
        (entry.pk,) = cursor.fetchone()
    return entry


def sequence(*, key: Ed25519PrivateKey, origin: str, at: datetime) -> Checkpoint | None:
    """Give places to at most BATCH pending entries and sign the new head; None when nothing was pending.

    One sequencer at a time, whoever calls. Raises reads.Broken.
    """
    with transaction.atomic():
        _lock(_SEQUENCING)
        last = models.Leaf.objects.aggregate(last=Max("entry_id"))["last"] or 0
        return _sequence_after(last - WINDOW, key=key, origin=origin, at=at)


def sweep(*, key: Ed25519PrivateKey, origin: str, at: datetime) -> Checkpoint | None:
    """Do as `sequence` for an entry that committed so late that `sequence` looks past it. Raises reads.Broken."""
    with transaction.atomic():
        _lock(_SEQUENCING)
        return _sequence_after(0, key=key, origin=origin, at=at)


def cosign(
    origin: str, request: bytes, *, logs: Collection[VerifierKey], key: Ed25519PrivateKey, at: datetime
) -> bytes:
    """Answer a partner's add-checkpoint as the witness `<origin>/witness`; `logs` are the partners' log keys.

    Raises witness.Refused with the HTTP status, the type and the body of the answer; a Contradicted
    request is kept, with an entry, once for each head, before it is raised.
    """
    asked = witness.parse(request)
    head = witness.opened(asked, tuple(logs))
    try:
        _witness(asked, head, at=at)
    except Contradicted:
        _keep_contradiction(head, request, at=at)
        raise
    return str(note.cosign(head.text, name=checkpoints.witness_key(origin, key).name, key=key, at=at)).encode()


def keep_cosignature(size: int, lines: bytes, *, by: VerifierKey) -> None:
    """Keep what a witness answered for our checkpoint of that size, once.

    Raises note.Malformed, note.BadSignature, NotCosigned.
    """
    signed = note.parse(bytes(models.Checkpoint.objects.get(size=size).note))
    answered = note.parse_signatures(note.text_of(lines))
    ours = tuple(line for line in answered if line.is_by(by))
    verified = note.verify(Note(signed.text, ours), by)
    if not verified or verified[0].signed_at is None:
        raise NotCosigned(by.name)
    row = models.Cosignature(
        checkpoint_id=size, cosigner=by.name, line=str(ours[0]), cosigned_at=verified[0].signed_at
    )
    models.Cosignature.objects.bulk_create([row], ignore_conflicts=True)


def record_refusal(witness_name: str, request: bytes, *, at: datetime) -> None:
    """Record that a witness says our log is not the one it countersigned; at most once in ALARM_EVERY."""
    kind = EntryKind.NOT_COSIGNED
    if not Entry.objects.filter(kind=kind, about=witness_name, at__gt=at - ALARM_EVERY).exists():
        append(kind, about=witness_name, digest=sha256(request).digest(), at=at)


def _lock(kind: int, about: str = "") -> None:
    """Hold a lock until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [kind, about])


def _sequence_after(entry: int, *, key: Ed25519PrivateKey, origin: str, at: datetime) -> Checkpoint | None:
    pending = Entry.objects.filter(id__gt=entry, leaf__isnull=True).order_by("id")
    entries = list(pending.values_list("id", "commitment")[:BATCH])
    if not entries:
        return None
    tip = reads.check_origin(checkpoints.log_key(origin, key))
    leaves = [leaf_hash(bytes(commitment)) for _, commitment in entries]
    growth = grow(tip.size, tip.frontier, leaves)
    head = Checkpoint(origin, growth.size, root_of(growth.frontier))
    models.Leaf.objects.bulk_create(
        models.Leaf(index=index, entry_id=entry_id, hash=digest)
        for index, ((entry_id, _), digest) in enumerate(zip(entries, leaves, strict=True), tip.size)
    )
    models.Node.objects.bulk_create(
        models.Node(level=node.level, index=node.nth, hash=digest) for node, digest in growth.nodes.items()
    )
    signed = str(checkpoints.sign(head, key=key)).encode()
    models.Checkpoint.objects.create(size=head.size, origin=origin, root=head.root, note=signed, at=at)
    return head


@transaction.atomic
def _witness(asked: Request, head: Checkpoint, *, at: datetime) -> None:
    # tlog-witness: comparing with the last size and storing the new one is atomic, or a tree rolls back.
    _lock(_WITNESSING, head.origin)
    last = _last_witnessed(head.origin)
    witness.decide(asked, head, seen=Seen(last.size, bytes(last.root)) if last else None)
    if last is None or head.size > last.size:
        models.Witnessed.objects.create(origin=head.origin, size=head.size, root=head.root, note=asked.note, at=at)


@transaction.atomic
def _keep_contradiction(head: Checkpoint, request: bytes, *, at: datetime) -> None:
    # The signed text and not the request: signature lines and hashes can be added to that without end.
    digest = sha256(head.text.encode()).digest()
    _lock(_WITNESSING, head.origin)
    if models.Contradiction.objects.filter(digest=digest).exists():
        return
    held = _last_witnessed(head.origin)
    models.Contradiction.objects.create(held=held, digest=digest, request=request, at=at)
    append(EntryKind.REWRITTEN, about=head.origin, digest=digest, at=at)


def _last_witnessed(origin: str) -> models.Witnessed | None:
    return models.Witnessed.objects.filter(origin=origin).order_by("-size").first()
