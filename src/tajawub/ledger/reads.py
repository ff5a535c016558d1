"""What the ledger knows: what is recorded, its proofs, its state, and whether the whole still holds."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.conf import settings
from django.db import connection
from django.db.models import Max, Q

from tajawub.ledger import audit, keys, note
from tajawub.ledger import checkpoint as checkpoints
from tajawub.ledger.audit import Fault, Finding, Head, Row, Standing
from tajawub.ledger.commitment import Opening
from tajawub.ledger.models import Checkpoint, Contradiction, Cosignature, Entry, Leaf, Witnessed
from tajawub.ledger.models import Node as NodeRow
from tajawub.ledger.note import BadSignature, Malformed, Note, VerifierKey
from tajawub.ledger.proof import Proof
from tajawub.ledger.tree import Node, Span, consistency_path, cover, hash_of, inclusion_path, root_of
from tajawub.ledger.witness import Request

PAGE = 2_000
"""Leaves that an audit holds in memory at once."""


class NotInTree(Exception):
    """The digest has no leaf: it was never recorded, or it waits for the sequencer (`pending`)."""

    def __init__(self, digest: bytes, *, pending: bool) -> None:
        state = "is recorded but not sequenced yet: ask again in a second" if pending else "is not recorded here"
        super().__init__(f"{digest.hex()} {state}.")
        self.digest = digest
        self.pending = pending


class Broken(Exception):
    """The log is not the one this node signed last; nothing may be signed on top of it."""

    def __init__(self, origin: str, sentence: str) -> None:
        super().__init__(f"The log {origin} is not signed any further. {sentence}")
        self.origin = origin


@dataclass(frozen=True, slots=True)
class Recorded:
    """Where a digest stands: `index` is None while its entry is pending."""

    index: int | None
    at: datetime
    countersigned_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tip:
    """The tree as signed last: what the next append builds on."""

    size: int
    frontier: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Status:
    """The state of the log at a glance. `countersigned` and `witnessed` are sizes by name."""

    origin: str
    size: int
    root: bytes
    signed_at: datetime | None
    pending: int
    oldest_pending_at: datetime | None
    countersigned: dict[str, int]
    witnessed: dict[str, int]
    contradictions: int


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of an audit of the whole log."""

    origin: str
    size: int
    checkpoints: int
    findings: tuple[Finding, ...]

    @property
    def intact(self) -> bool:
        return not self.findings


def recorded(digests: Collection[bytes]) -> dict[bytes, Recorded]:
    """Return where each digest stands, by its first entry; digests without an entry are left out."""
    sizes = countersigned()
    found: dict[bytes, Recorded] = {}
    rows = Entry.objects.filter(digest__in=list(digests)).order_by("-id")
    for digest, at, index in rows.values_list("digest", "at", "leaf__index"):
        names = () if index is None else tuple(sorted(name for name, size in sizes.items() if size > index))
        found[bytes(digest)] = Recorded(index, at, names)
    return found


def about(reference: str) -> list[tuple[bytes, str, datetime]]:
    """Return digest, kind and time of the entries about a reference, oldest first."""
    rows = Entry.objects.filter(about=reference).order_by("id").values_list("digest", "kind", "at")
    return [(bytes(digest), kind, at) for digest, kind, at in rows]


def proof(digest: bytes) -> bytes:
    """Return the C2SP tlog-proof of the first entry with this digest, under the best countersigned head.

    Raises NotInTree.
    """
    entry = Entry.objects.filter(digest=digest).order_by("id").first()
    leaf = Leaf.objects.filter(entry=entry).first() if entry else None
    if entry is None or leaf is None:
        raise NotInTree(digest, pending=entry is not None)
    head, lines = _best_head(leaf.index)
    spans = inclusion_path(leaf.index, head.size)
    signed = note.parse(bytes(head.note))
    carried = Note(signed.text, signed.signatures + lines)
    return Proof(_opening(entry), leaf.index, _filled(spans), str(carried).encode()).text


def consistency(old: int, size: int) -> tuple[bytes, ...]:
    """Return the hashes that show the tree of `size` leaves to extend the one of `old`."""
    return _filled(consistency_path(old, size))


def newest() -> Checkpoint | None:
    return Checkpoint.objects.order_by("-size").first()


def checkpoint_list(limit: int = 50) -> list[Checkpoint]:
    """Return the checkpoints signed last, newest first."""
    return list(Checkpoint.objects.order_by("-size")[:limit])


def request_for(head: Checkpoint, *, old: int) -> Request:
    """Return what a witness that saw `old` leaves is asked to countersign."""
    return Request(old, consistency(old, head.size), bytes(head.note))


def countersigned() -> dict[str, int]:
    """Return the largest size each cosigner has countersigned."""
    # A loose index scan: cosigners are few, their signatures many, and PostgreSQL's DISTINCT reads them all.
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH RECURSIVE latest AS (
                (SELECT cosigner, checkpoint_id FROM ledger_cosignature
                 ORDER BY cosigner DESC, checkpoint_id DESC LIMIT 1)
                UNION ALL
                SELECT following.* FROM latest, LATERAL (
                    SELECT cosigner, checkpoint_id FROM ledger_cosignature
                    WHERE cosigner < latest.cosigner
                    ORDER BY cosigner DESC, checkpoint_id DESC LIMIT 1
                ) AS following
            )
            SELECT cosigner, checkpoint_id FROM latest ORDER BY cosigner
            """
        )
        return dict(cursor.fetchall())


def status() -> Status:
    head = newest()
    waiting = Entry.objects.filter(leaf__isnull=True)
    oldest = waiting.order_by("at").first()
    witnessed = Witnessed.objects.values_list("origin").annotate(Max("size")).order_by("origin")
    return Status(
        origin=settings.ORIGIN,
        size=head.size if head else 0,
        root=bytes(head.root) if head else root_of(()),
        signed_at=head.at if head else None,
        pending=waiting.count(),
        oldest_pending_at=oldest.at if oldest else None,
        countersigned=countersigned(),
        witnessed=dict(witnessed),
        contradictions=Contradiction.objects.count(),
    )


def own_key() -> VerifierKey:
    """Return this node's verifier key, from its key folder. Raises keys.NoKey."""
    return checkpoints.log_key(settings.ORIGIN, keys.load(settings.KEYS / keys.LOG))


def check_origin(key: VerifierKey) -> Tip:
    """Return the tree on which the log goes on, if it is the one that `key` signed last; reads some 20 rows.

    A database restored from before the last signature, another node's key or origin, or a changed
    frontier all end here. Raises Broken.
    """
    head, held = newest(), _leaves_held()
    signed = head.size if head else 0
    if signed != held:
        sentence = f"It signed {signed} leaves and holds {held}: the database was rolled back or changed."
        raise Broken(key.name, sentence)
    if head is None:
        return Tip(0, ())
    try:
        checkpoint, carried = checkpoints.parse(bytes(head.note))
        trusted = note.verify(carried, key)
    except (Malformed, BadSignature) as error:
        raise Broken(key.name, str(error)) from None
    if not trusted or (checkpoint.origin, checkpoint.size) != (key.name, head.size):
        raise Broken(key.name, f"Checkpoint {head.size} was signed by {checkpoint.origin} with another key.")
    nodes = cover(Span(0, head.size))
    hashes = _hashes(nodes)
    if len(hashes) < len(nodes) or root_of([hashes[node] for node in nodes]) != checkpoint.root:
        raise Broken(key.name, f"Its tree is not the one signed at {head.size}: run `tajawub ledger verify`.")
    return Tip(head.size, tuple(hashes[node] for node in nodes))


def verify(key: VerifierKey | None = None) -> Report:
    """Recompute the whole log from its entries; `key` is the log's, by default this node's own.

    A log cut back to an older checkpoint of its own, whole, is consistent: only its witnesses can tell.
    """
    key = key or own_key()
    head = newest()
    size = head.size if head else 0
    findings = _check_end(size)
    standing: Standing | None = Standing()
    for start in range(0, size, PAGE):
        end = min(start + PAGE, size)
        rows = list(_rows(start, end))
        heads = _heads(start, end)
        findings += audit.check_rows(start, end, rows)
        findings += [found for each in heads if (found := audit.check_head(each, key.name, key)) is not None]
        if standing is None or len(rows) < end - start:
            standing = None  # beyond a gap no hash can be recomputed
            continue
        standing, wrong = audit.check_tree(standing, rows, _nodes_within(start, end), heads)
        findings += wrong
    return Report(key.name, size, Checkpoint.objects.filter(size__lte=size).count(), tuple(findings))


def _check_end(size: int) -> list[Finding]:
    held = _leaves_held()
    if held <= size:
        return []
    if (newest_now := newest()) is not None and held <= newest_now.size:
        return []  # sequenced while we read
    sentence = f"The leaves {size} to {held - 1} are under no signed checkpoint: they were not sequenced here."
    return [Finding(Fault.LEAF_UNSIGNED, f"leaf {size}", sentence)]


def _leaves_held() -> int:
    last = Leaf.objects.aggregate(last=Max("index"))["last"]
    return 0 if last is None else last + 1


def _opening(entry: Entry) -> Opening:
    return Opening(entry.kind, entry.about, bytes(entry.digest), bytes(entry.nonce), entry.at)


def _rows(start: int, end: int) -> Iterator[Row]:
    # LEFT JOIN by hand: the foreign key says no entry can be missing, and that is what is being checked.
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT leaf.index, leaf.hash, leaf.entry_id, entry.commitment,
                   entry.kind, entry.about, entry.digest, entry.nonce, entry.at
            FROM ledger_leaf AS leaf LEFT JOIN ledger_entry AS entry ON entry.id = leaf.entry_id
            WHERE leaf.index >= %s AND leaf.index < %s ORDER BY leaf.index
            """,
            [start, end],
        )
        for index, digest, entry, commitment, *opening in cursor:
            if commitment is None:
                yield Row(index, bytes(digest), entry, None, None)
                continue
            yield Row(index, bytes(digest), entry, Opening(*opening), bytes(commitment))


def _heads(start: int, end: int) -> list[Head]:
    rows = Checkpoint.objects.filter(size__gt=start, size__lte=end).order_by("size")
    return [Head(row.size, bytes(row.root), bytes(row.note)) for row in rows]


def _nodes_within(start: int, end: int) -> dict[Node, bytes]:
    """Return the stored subtrees that are completed by a leaf start ≤ i < end."""
    levels = range(1, end.bit_length() + 1)
    completed = reduce(or_, (Q(level=n, index__gte=start >> n, index__lt=end >> n) for n in levels))
    rows = NodeRow.objects.filter(completed).values_list("level", "index", "hash")
    return {Node(level, index): bytes(digest) for level, index, digest in rows}


def _hashes(nodes: Iterable[Node]) -> dict[Node, bytes]:
    wanted = set(nodes)
    leaves = [node.nth for node in wanted if node.level == 0]
    above = [tuple(node) for node in wanted if node.level > 0]
    found = {}
    if leaves:
        rows = Leaf.objects.filter(index__in=leaves).values_list("index", "hash")
        found = {Node(0, index): bytes(digest) for index, digest in rows}
    if above:
        stored = NodeRow.objects.filter(pk__in=above).values_list("level", "index", "hash")
        found |= {Node(level, index): bytes(digest) for level, index, digest in stored}
    return found


def _filled(spans: Collection[Span]) -> tuple[bytes, ...]:
    hashes = _hashes(node for span in spans for node in cover(span))
    return tuple(hash_of(span, hashes) for span in spans)


def _best_head(index: int) -> tuple[Checkpoint, tuple[note.Signature, ...]]:
    """Return the checkpoint over a leaf with the most cosigners, the earliest of equals, and their lines."""
    beyond = Cosignature.objects.filter(checkpoint__gt=index)
    candidates = {size for size in countersigned().values() if size > index}
    candidates.update(
        first
        for name in countersigned()
        for first in beyond.filter(cosigner=name).order_by("checkpoint").values_list("checkpoint", flat=True)[:1]
    )
    heads = Checkpoint.objects.filter(size__in=candidates).order_by("size").prefetch_related("cosignature_set")
    best = max(heads, key=lambda head: (len(head.cosignature_set.all()), -head.size), default=None)
    best = best or Checkpoint.objects.filter(size__gt=index).order_by("size")[0]
    rows = sorted(best.cosignature_set.all(), key=lambda row: row.cosigner)
    return best, tuple(line for row in rows for line in note.parse_signatures(row.line))
