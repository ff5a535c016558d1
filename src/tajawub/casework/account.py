"""The account two nodes exchange: heads held, acts not settled and why, acts refused. Pure.

A receipt proves that bytes were stored; only the account proves that an act was understood.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

import rfc8785
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from tajawub.casework.act import HexDigest, Malformed, State
from tajawub.casework.dossier import Standing
from tajawub.casework.life_cycle import Side

MAX_REQUESTS = 100_000
"""With one State, closed ones included: some 30 MB, within what one AS4 message may hold."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class HeadHeld(_Part):
    """The last settled act of one series: its number and digest."""

    number: Annotated[int, Field(ge=1)]
    digest: HexDigest


class Unsettled(_Part):
    """An act kept but not settled, and why."""

    digest: HexDigest
    side: Side
    number: Annotated[int, Field(ge=1)]
    standing: Standing
    why: Annotated[str, Field(max_length=500)]


class RequestAccount(_Part):
    id: UUID
    label: Annotated[str, Field(max_length=20)]
    requesting: HeadHeld | None
    requested: HeadHeld | None
    unsettled: Annotated[tuple[Unsettled, ...], Field(max_length=1000)] = ()

    def head(self, side: Side) -> HeadHeld | None:
        return self.requesting if side is Side.REQUESTING else self.requested


class RefusedAct(_Part):
    """A sealed file refused: its digest and the reason."""

    digest: HexDigest
    why: Annotated[str, Field(max_length=500)]


class Account(_Part):
    """Everything one node holds of its requests with one other State. `answer` asks for theirs in return."""

    v: Literal[1] = 1
    of: State
    to: State
    at: AwareDatetime
    answer: bool
    requests: Annotated[tuple[RequestAccount, ...], Field(max_length=MAX_REQUESTS)]
    refused: Annotated[tuple[RefusedAct, ...], Field(max_length=1000)] = ()


def write(account: Account) -> bytes:
    return rfc8785.dumps(account.model_dump(mode="json"))


def read(content: bytes) -> Account:
    """Read an account as a peer sent it. Raises Malformed."""
    try:
        return Account.model_validate_json(content)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        raise Malformed(f"account: {'.'.join(map(str, first['loc']))[:100]!r}: {first['msg']}") from None


class Differing(StrEnum):
    """How two accounts may differ."""

    THEY_LACK = "they_lack"
    WE_LACK = "we_lack"
    NOT_THE_SAME = "not_the_same"
    """The same number, two digests: one of the two books was rewritten, or its author equivocated."""
    NOT_SETTLED_THERE = "not_settled_there"
    REFUSED_THERE = "refused_there"


@dataclass(frozen=True, slots=True)
class Difference:
    """One line on which two accounts differ; numbers `first`..`last` of that side's series."""

    how: Differing
    request: UUID | None
    label: str
    side: Side | None
    first: int
    last: int
    why: str = ""


def compare(ours: Account, theirs: Account) -> tuple[Difference, ...]:
    """Return every line on which the two accounts differ, as seen from `ours`."""
    there = {request.id: request for request in theirs.requests}
    here = {request.id: request for request in ours.requests}
    found: list[Difference] = []
    for key in {**here, **there}:
        mine, other = here.get(key), there.get(key)
        for side in Side:
            found.extend(_heads(mine, other, side))
        found.extend(_unsettled(other))
    found.extend(
        Difference(Differing.REFUSED_THERE, None, refused.digest[:16], None, 0, 0, refused.why)
        for refused in theirs.refused
    )
    return tuple(found)


def _heads(mine: RequestAccount | None, other: RequestAccount | None, side: Side) -> list[Difference]:
    named = mine or other
    if named is None:
        return []
    a, b = mine and mine.head(side), other and other.head(side)
    held, theirs = (a.number if a else 0), (b.number if b else 0)
    if held > theirs:
        return [Difference(Differing.THEY_LACK, named.id, named.label, side, theirs + 1, held)]
    if held < theirs:
        return [Difference(Differing.WE_LACK, named.id, named.label, side, held + 1, theirs)]
    if a and b and a.digest != b.digest:
        return [Difference(Differing.NOT_THE_SAME, named.id, named.label, side, held, held)]
    return []


def _unsettled(other: RequestAccount | None) -> list[Difference]:
    if other is None:
        return []
    return [
        Difference(
            Differing.NOT_SETTLED_THERE,
            other.id,
            other.label,
            act.side,
            act.number,
            act.number,
            f"{act.standing}: {act.why}",
        )
        for act in other.unsettled
    ]
