"""Recomputing the whole log from its entries: what is changed, missing or out of order is named.

Pure: rows come in pages, findings go out. Only signatures are believed; every stored hash is recomputed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tajawub.ledger import checkpoint as checkpoints
from tajawub.ledger import note
from tajawub.ledger.commitment import Opening
from tajawub.ledger.note import BadSignature, Malformed, VerifierKey
from tajawub.ledger.tree import Node, grow, leaf_hash, root_of


class Fault(StrEnum):
    """What can be wrong with a stored log."""

    ENTRY_CHANGED = "entry changed"
    ENTRY_MISSING = "entry missing"
    LEAF_CHANGED = "leaf changed"
    LEAF_MISSING = "leaf missing"
    LEAF_UNSIGNED = "leaf unsigned"
    NODE_CHANGED = "node changed"
    NODE_MISSING = "node missing"
    CHECKPOINT_FORGED = "checkpoint forged"
    CHECKPOINT_CONTRADICTED = "checkpoint contradicted"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong: which row, and a sentence for the operator."""

    fault: Fault
    where: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Row:
    """A stored leaf with its entry; `opening` and `commitment` are None where the entry is gone."""

    index: int
    hash: bytes
    entry: int
    opening: Opening | None
    commitment: bytes | None


@dataclass(frozen=True, slots=True)
class Head:
    """A stored checkpoint."""

    size: int
    root: bytes
    note: bytes


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the audit has come. `agreed` is the last checkpoint that fits, None once one does not."""

    size: int = 0
    frontier: tuple[bytes, ...] = ()
    agreed: int | None = 0


def check_rows(start: int, end: int, rows: Iterable[Row]) -> list[Finding]:
    """Compare the leaves start ≤ i < end with their entries."""
    findings, held = [], set()
    for row in rows:
        held.add(row.index)
        finding = _check_row(row)
        if finding is not None:
            findings.append(finding)
    findings += [
        Finding(Fault.LEAF_MISSING, f"leaf {index}", f"Leaf {index} is missing: it was deleted.")
        for index in range(start, end)
        if index not in held
    ]
    return findings


def check_tree(
    standing: Standing, rows: Sequence[Row], nodes: Mapping[Node, bytes], heads: Sequence[Head]
) -> tuple[Standing, list[Finding]]:
    """Grow the tree by a page without gaps, comparing every stored node and signed root on the way."""
    findings: list[Finding] = []
    size, frontier, agreed = standing.size, standing.frontier, standing.agreed
    start = size
    for stop, head in [*((head.size, head) for head in heads), (start + len(rows), None)]:
        growth = grow(size, frontier, (row.hash for row in rows[size - start : stop - start]))
        size, frontier = growth.size, growth.frontier
        findings += _check_nodes(growth.nodes, nodes)
        if head is not None and agreed is not None:
            if root_of(frontier) == head.root:
                agreed = head.size
            else:
                findings.append(_contradicted(agreed, head))
                agreed = None
    return Standing(size, frontier, agreed), findings


def check_head(head: Head, origin: str, key: VerifierKey) -> Finding | None:
    """Check that the stored checkpoint is what the log's key signed."""
    where = f"checkpoint {head.size}"
    try:
        signed, carried = checkpoints.parse(head.note)
        if not note.verify(carried, key):
            raise BadSignature(key.name)
    except (Malformed, BadSignature) as error:
        return Finding(Fault.CHECKPOINT_FORGED, where, f"Checkpoint {head.size}: {error}")
    if (signed.origin, signed.size, signed.root) != (origin, head.size, head.root):
        sentence = f"Checkpoint {head.size} of {origin} is stored otherwise than it was signed."
        return Finding(Fault.CHECKPOINT_FORGED, where, sentence)
    return None


def _check_row(row: Row) -> Finding | None:
    where = f"leaf {row.index}"
    if row.opening is None or row.commitment is None:
        sentence = f"Entry {row.entry} of leaf {row.index} is missing: it was deleted."
        return Finding(Fault.ENTRY_MISSING, where, sentence)
    if row.hash not in (leaf_hash(row.commitment), leaf_hash(row.opening.commitment)):
        sentence = f"Leaf {row.index} does not hold entry {row.entry}: it was changed or put in another place."
        return Finding(Fault.LEAF_CHANGED, where, sentence)
    if row.commitment != row.opening.commitment:
        sentence = (
            f"Entry {row.entry} ({row.opening.kind}, {row.opening.about}) of leaf {row.index} "
            "is not what was recorded: it was changed."
        )
        return Finding(Fault.ENTRY_CHANGED, where, sentence)
    return None


def _check_nodes(computed: Mapping[Node, bytes], stored: Mapping[Node, bytes]) -> list[Finding]:
    findings = []
    for node, digest in computed.items():
        found = stored.get(node)
        if found == digest:
            continue
        fault = Fault.NODE_MISSING if found is None else Fault.NODE_CHANGED
        where = f"node {node.level}/{node.nth}"
        first, last = node.nth << node.level, (node.nth + 1 << node.level) - 1
        sentence = f"The stored hash over leaves {first} to {last} does not fit them ({fault})."
        findings.append(Finding(fault, where, sentence))
    return findings


def _contradicted(agreed: int, head: Head) -> Finding:
    sentence = (
        f"The log as stored is not the one signed at size {head.size}: "
        f"something among the leaves {agreed} to {head.size - 1} was changed, or the order of them."
    )
    return Finding(Fault.CHECKPOINT_CONTRADICTED, f"checkpoint {head.size}", sentence)
