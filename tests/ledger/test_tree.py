from __future__ import annotations

from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from tajawub.ledger.tree import (
    EMPTY_ROOT,
    Node,
    Span,
    consistency_holds,
    consistency_path,
    cover,
    grow,
    hash_of,
    inclusion_holds,
    inclusion_path,
    leaf_hash,
    node_hash,
    root_of,
)

sizes = st.integers(1, 200)


def _leaves(size: int) -> list[bytes]:
    return [leaf_hash(index.to_bytes(4, "big")) for index in range(size)]


def _by_definition(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962 §2.1, as it is written there."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(_by_definition(leaves[:split]), _by_definition(leaves[split:]))


def _tree(size: int) -> dict[Node, bytes]:
    leaves = _leaves(size)
    return {Node(0, nth): digest for nth, digest in enumerate(leaves)} | grow(0, (), leaves).nodes


def _proof(spans: list[Span], nodes: dict[Node, bytes]) -> list[bytes]:
    return [hash_of(span, nodes) for span in spans]


def _flipped(data: bytes, bit: int) -> bytes:
    at = bit % (len(data) * 8)
    return data[: at // 8] + bytes([data[at // 8] ^ 1 << at % 8]) + data[at // 8 + 1 :]


def test_empty_tree_has_the_hash_of_nothing() -> None:
    assert root_of(()) == EMPTY_ROOT == sha256(b"").digest()


@given(st.lists(st.integers(0, 40), max_size=8))
def test_any_split_into_batches_gives_the_root_of_the_definition(batches: list[int]) -> None:
    leaves = _leaves(sum(batches))
    size, frontier, nodes = 0, (), {}
    for batch in batches:
        grown = grow(size, frontier, leaves[size : size + batch])
        size, frontier, nodes = grown.size, grown.frontier, nodes | grown.nodes
    assert root_of(frontier) == _by_definition(leaves)
    assert nodes == grow(0, (), leaves).nodes


@given(sizes)
def test_every_complete_subtree_is_stored_once(size: int) -> None:
    assert len(_tree(size)) == sum(size >> level for level in range(size.bit_length()))


@given(sizes, st.data())
def test_every_inclusion_proof_holds_and_with_any_bit_flipped_fails(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    nodes, leaves = _tree(size), _leaves(size)
    root, path = _by_definition(leaves), _proof(inclusion_path(index, size), _tree(size))
    assert inclusion_holds(leaves[index], index, size, path, root)
    everything = [leaves[index], root, *path]
    which, bit = data.draw(st.integers(0, len(everything) - 1)), data.draw(st.integers(0, 255))
    everything[which] = _flipped(everything[which], bit)
    leaf, wrong_root, *wrong_path = everything
    assert not inclusion_holds(leaf, index, size, wrong_path, wrong_root)
    assert root_of([nodes[node] for node in cover(Span(0, size))]) == root


@given(sizes, st.data())
def test_every_consistency_proof_holds_and_with_any_bit_flipped_fails(size: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, size))
    leaves = _leaves(size)
    old_root, root = _by_definition(leaves[:old]), _by_definition(leaves)
    path = _proof(consistency_path(old, size), _tree(size))
    assert consistency_holds(old, size, old_root, root, path)
    everything = [old_root, root, *path]
    which, bit = data.draw(st.integers(0, len(everything) - 1)), data.draw(st.integers(0, 255))
    everything[which] = _flipped(everything[which], bit)
    wrong_old, wrong_root, *wrong_path = everything
    assert not consistency_holds(old, size, wrong_old, wrong_root, wrong_path)


@given(sizes, st.data())
def test_a_leaf_is_at_its_own_place_only(size: int, data: st.DataObject) -> None:
    index, other = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size + 1))
    path = _proof(inclusion_path(index, size), _tree(size))
    leaves = _leaves(size)
    assert inclusion_holds(leaves[index], other, size, path, _by_definition(leaves)) is (index == other)
