"""The shared act as a value, and `act.json`, its canonical form (RFC 8785).

An act names its number in its author's series, the digest of its author's previous act and of
the last act of the other side its author had seen. Digests are the SHA-256 of the sealed file.
What a body means is not known here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal, Self
from uuid import UUID

import rfc8785
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    ValidationError,
    model_validator,
)

from tajawub.casework.life_cycle import Side

MAX_BYTES = 1024 * 1024
"""act.json is text written by people: one mebibyte is a thick book. Evidence travels as annexes."""

State = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
Key = Annotated[str, Field(pattern=r"^[a-z0-9-]{2,64}$")]
HexDigest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
# One line that reads as it is stored: no control character, no bidirectional override.
Name = Annotated[
    str,
    Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]+$"),
]


AHEAD = timedelta(minutes=10)
"""How far two clocks of one State may stand apart, as between two nodes."""

EARLIEST, LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2999, 12, 31, tzinfo=UTC)
"""No act of this procedure occurred outside; a date near the calendar's ends cannot be told in every time zone."""


def instant(at: datetime) -> datetime:
    """Return `at` in UTC, cut to the millisecond: what `act.json` can say and every node can store.

    Raises ValueError outside EARLIEST to LATEST.
    """
    if not EARLIEST <= at <= LATEST:
        raise ValueError("not a date on which an act occurs")
    at = at.astimezone(UTC)
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def _said(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


Instant = Annotated[
    AwareDatetime,
    Field(strict=False),
    AfterValidator(instant),
    PlainSerializer(_said, return_type=str, when_used="json"),
]


class Malformed(Exception):
    """`act.json` does not have the form of an act: nothing in it may be relied on."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class RequestHeader(_Part):
    """Which request the act belongs to: `id` is the requesting node's UUIDv7, `label` is for people."""

    id: Annotated[UUID, Field(strict=False)]
    label: Annotated[str, Field(pattern=r"^[A-Z]{2}-[0-9]{4}-[0-9]{4,6}$")]
    requesting: State
    requested: State
    kind: Annotated[str, Field(pattern=r"^[a-z-]{3,40}$")]
    version: Annotated[int, Field(ge=1, le=1000)]

    @model_validator(mode="after")
    def _two_parties(self) -> Self:
        if self.requesting == self.requested or not self.label.startswith(self.requesting):
            raise ValueError("a request has two parties, and its label begins with the requesting State")
        return self

    def state_of(self, side: Side) -> str:
        return self.requesting if side is Side.REQUESTING else self.requested


class Function(_Part):
    """In which function the officer acts, in the three languages."""

    ar: Name
    fr: Name
    en: Name


class Author(_Part):
    """Who authored the act: State, authority (key), officer and function as the letter names them.

    Source: un-untoc-2000 art. 18(15)(a), (b).
    """

    state: State
    authority: Key
    officer: Name
    officer_ar: Name | None = None
    function: Function | None = None


class AnnexHeader(_Part):
    """An annexe of the act: what it is called, how large, and the SHA-256 of its bytes."""

    name: Name
    media_type: Annotated[str, Field(pattern=r"^[a-z]+/[a-z0-9.+-]{1,80}$")]
    size: Annotated[int, Field(ge=0)]
    sha256: HexDigest


class Header(_Part):
    """All of `act.json`. `body` is read by the kind of request; a body not understood is kept as it came."""

    v: Literal[1]
    request: RequestHeader
    side: Annotated[Side, Field(strict=False)]
    number: Annotated[int, Field(ge=1, le=100_000)]
    author: Author
    kind: Annotated[str, Field(pattern=r"^[a-z_]{2,40}$")]
    previous: HexDigest | None
    seen: HexDigest | None
    occurred_at: Instant
    authored_at: Instant
    nonce: HexDigest
    body: dict[str, Any]
    annexes: Annotated[tuple[AnnexHeader, ...], Field(max_length=50, strict=False)]

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if self.author.state != self.request.state_of(self.side):
            raise ValueError("the author's State is not the State of that side")
        if (self.number == 1) != (self.previous is None):
            raise ValueError("the first act of a series, and only the first, has no previous act")
        if self.seen is None and self.side is Side.REQUESTED:
            raise ValueError("the requested State answers an act it has seen")
        return self


def write(header: Header) -> bytes:
    """Return the canonical bytes of `act.json`."""
    return rfc8785.dumps(header.model_dump(mode="json"))


def read(content: bytes) -> Header:
    """Read `act.json`. Raises Malformed, also where the bytes are not the canonical ones."""
    if len(content) > MAX_BYTES:
        raise Malformed(f"act.json has {len(content)} bytes: at most {MAX_BYTES} are read")
    try:
        header = Header.model_validate_json(content)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(map(str, first["loc"]))[:100] or "whole"
        raise Malformed(f"act.json: {field!r}: {first['msg']}") from None
    try:
        canonical = write(header)
    except rfc8785.CanonicalizationError as error:
        # NaN, infinities and integers that JSON numbers cannot carry.
        raise Malformed(f"act.json: {str(error)[:100]}") from None
    if canonical != content:
        raise Malformed("act.json is not in canonical form (RFC 8785)")
    return header


@dataclass(frozen=True, slots=True)
class SharedAct:
    """A sealed act as it is stored: its digest, its header, and when this node stored it."""

    digest: bytes
    header: Header
    stored_at: datetime

    @property
    def side(self) -> Side:
        return self.header.side

    @property
    def is_ahead(self) -> bool:
        """Whether it tells of something that had not happened when it was signed, clocks' differences aside."""
        return self.header.occurred_at > self.header.authored_at + AHEAD

    @property
    def number(self) -> int:
        return self.header.number

    @property
    def previous(self) -> bytes | None:
        return bytes.fromhex(self.header.previous) if self.header.previous else None

    @property
    def seen(self) -> bytes | None:
        return bytes.fromhex(self.header.seen) if self.header.seen else None
