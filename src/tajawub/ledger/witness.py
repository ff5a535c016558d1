"""The witness protocol (C2SP tlog-witness, add-checkpoint): its request and its one decision.

Storing what was decided, atomically with the decision, is the caller's part.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from tajawub.ledger import checkpoint as checkpoints
from tajawub.ledger import note
from tajawub.ledger.checkpoint import Checkpoint
from tajawub.ledger.note import BadSignature, Malformed, VerifierKey
from tajawub.ledger.tree import EMPTY_ROOT, HASH_SIZE, consistency_holds

PATH = "add-checkpoint"
SIZE_TYPE = "text/x.tlog.size"
MAX_REQUEST = note.MAX_NOTE
_MAX_PROOF = 63


class Status(IntEnum):
    """The answers of a witness, as HTTP names them."""

    COSIGNED = 200
    MALFORMED = 400
    UNTRUSTED = 403
    UNKNOWN_LOG = 404
    CONFLICT = 409
    INCONSISTENT = 422


class Refused(Exception):
    """A witness does not cosign. `size` is set for CONFLICT: the size it cosigned last."""

    def __init__(self, status: Status, sentence: str, *, size: int | None = None) -> None:
        super().__init__(sentence)
        self.status = status
        self.size = size

    @property
    def content_type(self) -> str:
        return "text/plain; charset=utf-8" if self.size is None else SIZE_TYPE

    @property
    def body(self) -> bytes:
        return f"{self if self.size is None else self.size}\n".encode()


class Contradicted(Refused):
    """A log signed two roots of one size: its two signatures are the proof, keep them."""


class Unreachable(Exception):
    """The witness did not answer; raised by whoever carries the request."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The head a witness cosigned last."""

    size: int
    root: bytes


@dataclass(frozen=True, slots=True)
class Request:
    """A new checkpoint with the proof that it extends the tree of `old` leaves."""

    old: int
    proof: tuple[bytes, ...]
    note: bytes

    @property
    def body(self) -> bytes:
        head = [f"old {self.old}", *(b64encode(digest).decode() for digest in self.proof), ""]
        return "".join(f"{line}\n" for line in head).encode() + self.note


def parse(body: bytes) -> Request:
    """Read the body of add-checkpoint. Raises Refused (MALFORMED)."""
    try:
        head, blank, rest = note.text_of(body).partition("\n\n")
        first, *lines = head.split("\n")
        if not blank or not first.startswith("old ") or len(lines) > _MAX_PROOF:
            raise Malformed("A request is an old size, at most 63 hashes, an empty line and a checkpoint.")
        proof = tuple(note.decode(line) for line in lines)
        if any(len(digest) != HASH_SIZE for digest in proof):
            raise Malformed(f"A hash of a proof has {HASH_SIZE} bytes.")
        return Request(note.decimal(first.removeprefix("old ")), proof, rest.encode())
    except Malformed as error:
        raise Refused(Status.MALFORMED, str(error)) from None


def opened(request: Request, logs: Sequence[VerifierKey]) -> Checkpoint:
    """Return the checkpoint of a request, signed by one of `logs`.

    Raises Refused: MALFORMED, UNKNOWN_LOG, UNTRUSTED.
    """
    try:
        checkpoint, signed = checkpoints.parse(request.note)
    except Malformed as error:
        raise Refused(Status.MALFORMED, str(error)) from None
    keys = [key for key in logs if key.name == checkpoint.origin]
    if not keys:
        raise Refused(Status.UNKNOWN_LOG, f"The log {checkpoint.origin} is not witnessed here.")
    try:
        trusted = note.verify(signed, *keys)
    except BadSignature as error:
        raise Refused(Status.UNTRUSTED, str(error)) from None
    if not trusted:
        raise Refused(Status.UNTRUSTED, f"The checkpoint is not signed by the known key of {checkpoint.origin}.")
    if request.old > checkpoint.size:
        raise Refused(Status.MALFORMED, f"The old size {request.old} is beyond the new size {checkpoint.size}.")
    return checkpoint


def decide(request: Request, checkpoint: Checkpoint, *, seen: Seen | None) -> None:
    """Return if the checkpoint extends what was seen. Raises Refused (CONFLICT, INCONSISTENT), Contradicted."""
    seen = seen or Seen(0, EMPTY_ROOT)
    if request.old != seen.size:
        sentence = f"The last checkpoint cosigned for {checkpoint.origin} has size {seen.size}, not {request.old}."
        raise Refused(Status.CONFLICT, sentence, size=seen.size)
    if checkpoint.size == seen.size and checkpoint.root != seen.root:
        sentence = f"{checkpoint.origin} signed two roots of size {seen.size}."
        raise Contradicted(Status.CONFLICT, sentence, size=seen.size)
    if not _extends(request, checkpoint, seen):
        # The log signs its heads and not the proof: whoever relays an honest head can spoil the proof beside it.
        sentence = f"The proof does not lead {checkpoint.origin} from {seen.size} to {checkpoint.size}."
        raise Refused(Status.INCONSISTENT, sentence)


def _extends(request: Request, checkpoint: Checkpoint, seen: Seen) -> bool:
    if seen.size == 0:  # the proof MUST be empty if the old size is zero
        return not request.proof
    return consistency_holds(seen.size, checkpoint.size, seen.root, checkpoint.root, request.proof)
