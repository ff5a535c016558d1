"""The Merkle tree of RFC 6962 §2.1: growth, proofs and their verification.

Proofs are planned as spans of leaves and filled from stored hashes of complete subtrees, so neither
growth nor proof ever reads the leaves again. Where the hashes are stored is not known here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

HASH_SIZE = 32
EMPTY_ROOT = sha256().digest()
"""RFC 6962 §2.1: the hash of an empty list is the hash of an empty string."""


class Node(NamedTuple):
    """A complete subtree of 2**level leaves, the nth of its level (from zero)."""

    level: int
    nth: int


class Span(NamedTuple):
    """Leaves start ≤ i < end that one hash of a proof stands for."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Growth:
    """The tree after an append: its frontier and the complete subtrees (level ≥ 1) that came to be."""

    size: int
    frontier: tuple[bytes, ...]
    nodes: dict[Node, bytes]


def leaf_hash(data: bytes) -> bytes:
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def grow(size: int, frontier: Sequence[bytes], leaves: Iterable[bytes]) -> Growth:
    """Append leaf hashes to a tree of `size` leaves whose complete subtrees are `frontier`, left to right."""
    stack = list(frontier)
    nodes: dict[Node, bytes] = {}
    index = size
    for digest in leaves:
        level = 0
        while index >> level & 1:
            digest = node_hash(stack.pop(), digest)
            level += 1
            nodes[Node(level, index >> level)] = digest
        stack.append(digest)
        index += 1
    return Growth(index, tuple(stack), nodes)


def root_of(frontier: Sequence[bytes]) -> bytes:
    """Return the root of the tree whose complete subtrees, left to right, are `frontier`."""
    if not frontier:
        return EMPTY_ROOT
    digest = frontier[-1]
    for left in reversed(frontier[:-1]):
        digest = node_hash(left, digest)
    return digest


def cover(span: Span) -> list[Node]:
    """Return the complete subtrees that make up a span of a tree or of a proof, left to right."""
    nodes, at = [], span.start
    for level in reversed(range((span.end - span.start).bit_length())):
        if (span.end - span.start) >> level & 1:
            nodes.append(Node(level, at >> level))
            at += 1 << level
    return nodes


def hash_of(span: Span, hashes: Mapping[Node, bytes]) -> bytes:
    return root_of([hashes[node] for node in cover(span)])


def inclusion_path(index: int, size: int) -> list[Span]:
    """Plan PATH(index, D[size]) of RFC 6962 §2.1.1, the leaf's sibling first."""
    if not 0 <= index < size:
        raise ValueError(f"Leaf {index} is not in a tree of {size} leaves.")
    spans, start, end = [], 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            spans.append(Span(middle, end))
            end = middle
        else:
            spans.append(Span(start, middle))
            start = middle
    return spans[::-1]


def consistency_path(old: int, size: int) -> list[Span]:
    """Plan PROOF(old, D[size]) of RFC 6962 §2.1.2; empty for old = 0, which every tree extends."""
    if not 0 <= old <= size:
        raise ValueError(f"A tree of {size} leaves has no earlier state of {old} leaves.")
    if old == 0:
        return []
    spans, start, end = [], 0, size
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            spans.append(Span(middle, end))
            end = middle
        else:
            spans.append(Span(start, middle))
            start = middle
    if start:  # the verifier holds the old root already unless the last subtree is only a part of it
        spans.append(Span(start, end))
    return spans[::-1]


def inclusion_holds(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Say whether `path` leads from the leaf hash to the root. Source: RFC 9162 §2.1.3.2."""
    if not 0 <= index < size or not _are_hashes(leaf, root, *path):
        return False
    at, last, digest = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return False
        if at & 1 or at == last:
            digest = node_hash(sibling, digest)
            at, last = _climbed(at, last)
        else:
            digest = node_hash(digest, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and digest == root


def consistency_holds(old: int, size: int, old_root: bytes, root: bytes, path: Sequence[bytes]) -> bool:
    """Say whether the tree of `size` leaves extends the one of `old`. Source: RFC 9162 §2.1.4.2.

    An old size of 0 proves nothing about a root and is refused: who may start from it decides that itself.
    """
    if old == size and old > 0:
        return not path and old_root == root
    if not 0 < old < size or not path or not _are_hashes(old_root, root, *path):
        return False
    # Old sizes that are a power of two leave their root out of the proof: the verifier holds it.
    hashes = [old_root, *path] if old & (old - 1) == 0 else list(path)
    at, last = old - 1, size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    before = after = hashes[0]
    for digest in hashes[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            before, after = node_hash(digest, before), node_hash(digest, after)
            at, last = _climbed(at, last)
        else:
            after = node_hash(after, digest)
        at, last = at >> 1, last >> 1
    return last == 0 and before == old_root and after == root


def _split(length: int) -> int:
    """Return the largest power of two below `length`."""
    return 1 << (length - 1).bit_length() - 1


def _climbed(at: int, last: int) -> tuple[int, int]:
    """Skip the levels at which the right-most subtree has no sibling."""
    while at and not at & 1:
        at, last = at >> 1, last >> 1
    return at, last


def _are_hashes(*hashes: bytes) -> bool:
    return all(len(digest) == HASH_SIZE for digest in hashes)
