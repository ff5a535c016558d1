from __future__ import annotations

from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tajawub.ledger import checkpoint as checkpoints
from tajawub.ledger import witness
from tajawub.ledger.checkpoint import Checkpoint
from tajawub.ledger.tree import EMPTY_ROOT, Node, consistency_path, grow, hash_of, leaf_hash, root_of
from tajawub.ledger.witness import Contradicted, Refused, Request, Seen, Status

ORIGIN = "tajawub.example/ma"
KEY = Ed25519PrivateKey.from_private_bytes(sha256(b"log").digest())
LEAVES = [leaf_hash(bytes([number])) for number in range(20)]
NODES = {Node(0, nth): digest for nth, digest in enumerate(LEAVES)} | grow(0, (), LEAVES).nodes


def _head(size: int) -> Checkpoint:
    return Checkpoint(ORIGIN, size, root_of(grow(0, (), LEAVES[:size]).frontier))


def _request(old: int, size: int, head: Checkpoint | None = None) -> Request:
    signed = checkpoints.sign(head or _head(size), key=KEY)
    return Request(old, tuple(hash_of(span, NODES) for span in consistency_path(old, size)), str(signed).encode())


def _answer(request: Request, seen: Seen | None) -> Refused | None:
    try:
        head = witness.opened(witness.parse(request.body), [checkpoints.log_key(ORIGIN, KEY)])
        witness.decide(request, head, seen=seen)
    except Refused as refused:
        return refused
    return None


def _seen(size: int) -> Seen:
    return Seen(size, _head(size).root)


def test_a_request_reads_back_as_it_was_written() -> None:
    assert witness.parse(_request(7, 20).body) == _request(7, 20)


@pytest.mark.parametrize(("old", "size"), [(0, 0), (0, 5), (5, 5), (5, 6), (7, 20), (8, 20)])
def test_a_tree_that_extends_what_was_seen_is_cosigned(old: int, size: int) -> None:
    assert _answer(_request(old, size), _seen(old) if old else None) is None


def test_another_old_size_than_the_last_is_a_conflict_that_says_the_last() -> None:
    refused = _answer(_request(5, 20), _seen(7))
    assert refused is not None
    assert (refused.status, refused.body, refused.content_type) == (409, b"7\n", "text/x.tlog.size")
    assert not isinstance(refused, Contradicted)


def test_two_roots_of_one_size_are_a_contradiction() -> None:
    refused = _answer(_request(7, 7, Checkpoint(ORIGIN, 7, EMPTY_ROOT)), _seen(7))
    assert isinstance(refused, Contradicted)
    assert (refused.status, refused.body) == (Status.CONFLICT, b"7\n")


def test_a_tree_that_is_not_proved_to_extend_is_refused_and_proves_nothing_against_its_log() -> None:
    honest = _request(7, 20)
    spoilt = Request(honest.old, (sha256(b"anybody").digest(), *honest.proof[1:]), honest.note)
    for request, seen in ((spoilt, _seen(7)), (honest, Seen(7, sha256(b"another").digest()))):
        refused = _answer(request, seen)
        assert refused is not None
        assert refused.status == Status.INCONSISTENT == 422
        assert not isinstance(refused, Contradicted)


def test_a_first_checkpoint_brings_no_proof() -> None:
    request = Request(0, (EMPTY_ROOT,), _request(0, 20).note)
    refused = _answer(request, None)
    assert refused is not None
    assert refused.status == Status.INCONSISTENT


def test_an_unknown_log_is_not_found() -> None:
    refused = _answer(_request(0, 5, Checkpoint("tajawub.example/xx", 5, EMPTY_ROOT)), None)
    assert refused is not None
    assert refused.status == Status.UNKNOWN_LOG == 404


def test_a_signature_by_another_key_is_forbidden() -> None:
    stranger = Ed25519PrivateKey.from_private_bytes(sha256(b"stranger").digest())
    signed = str(checkpoints.sign(_head(5), key=stranger)).encode()
    refused = _answer(Request(0, (), signed), None)
    assert refused is not None
    assert refused.status == Status.UNTRUSTED == 403


def test_a_forged_signature_of_the_known_key_is_forbidden() -> None:
    forged = _request(0, 5).note.replace(b"\n5\n", b"\n6\n")
    refused = _answer(Request(0, (), forged), None)
    assert refused is not None
    assert refused.status == Status.UNTRUSTED


def test_an_old_size_beyond_the_new_one_is_a_bad_request() -> None:
    refused = _answer(Request(9, (), _request(0, 5).note), _seen(9))
    assert refused is not None
    assert refused.status == Status.MALFORMED == 400


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"old 0\n",
        b"old 00\n\nx",
        b"old -1\n\nx",
        b"old 1\nAAAA\n\nx",
        b"old 1\n" + (b"A" * 43 + b"=\n") * 64 + b"\nx",
        b"size 1\n\nx",
        b"\xff\n\n",
    ],
)
def test_what_is_not_a_request_is_a_bad_request(body: bytes) -> None:
    with pytest.raises(Refused) as refused:
        witness.parse(body)
    assert refused.value.status == Status.MALFORMED
