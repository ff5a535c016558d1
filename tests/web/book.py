"""A request whose acts stand in the node as both sides authored them, at any time: months of it, and no letter sealed.

What is shown of a request is a fold of its acts; how these were sealed and carried is shown by other tests.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from tajawub.casework import act as shared
from tajawub.casework import extradition, reads
from tajawub.casework.act import Author, Header, RequestHeader, SharedAct, instant
from tajawub.casework.acts.authoring import cache
from tajawub.casework.bodies import filled_in, plain
from tajawub.casework.identity import uuid7
from tajawub.casework.life_cycle import Kind, Side
from tajawub.casework.models import Act, Request
from tajawub.node import invented_extradition as case
from tajawub.node.invented import ACKNOWLEDGE

AUTHORS = {
    "FR": Author(state="FR", authority="fr-tj-paris", officer="Étienne Morvalier", officer_ar="إتيان مورفالييه"),
    "MA": Author(state="MA", authority="ma-dapg", officer="Salma Ibrizi", officer_ar="سلمى إبريزي"),
}
BASES = [{"instrument": "un-untoc-2000", "articles": "16"}]
"""The convention of the tests' law that sets a term of forty days."""


@dataclass
class Book:
    """One request, and the acts of both series stored one after the other."""

    request: Request
    began: datetime

    @classmethod
    def opened(
        cls,
        kind: Kind = Kind.REQUEST_PROVISIONAL_ARREST,
        *,
        began: datetime,
        label: str = "FR-2026-0417",
        **said: Any,
    ) -> Self:
        """Open an extradition between Paris and Rabat; a label that begins with MA is Rabat's."""
        asking, asked = ("FR", "MA") if label.startswith("FR") else ("MA", "FR")
        row = Request.objects.create(
            id=uuid7(began),
            label=label,
            kind=extradition.KIND,
            version=extradition.VERSION,
            requesting=asking,
            requested=asked,
            opened_at=began,
            moved_at=began,
        )
        book = cls(row, began)
        addressed = {"addressee": "ma-dapg", "through": "fr-bepi"} if asking == "FR" else {"addressee": "fr-bepi"}
        body = {**case.arrest_request(began.date()), "bases": BASES, **addressed, **said}
        book.tell(Side.REQUESTING, kind, timedelta(), **body)
        return book

    def tell(self, side: Side, kind: Kind, after: timedelta, **body: Any) -> Self:
        """Store an act of a side, authored so long after the beginning, as seen by both from then on."""
        row, at = self.request, instant(self.began + after)
        dossier = reads.dossier(row)
        own, other = dossier.heads.get(side), dossier.heads.get(side.other)
        named = RequestHeader(
            id=row.pk,
            label=row.label,
            requesting=row.requesting,
            requested=row.requested,
            kind=row.kind,
            version=row.version,
        )
        header = Header(
            v=1,
            request=named,
            side=side,
            number=own.number + 1 if own else 1,
            author=AUTHORS[named.state_of(side)],
            kind=kind,
            previous=own.digest.hex() if own else None,
            seen=other.digest.hex() if other else None,
            occurred_at=at,
            authored_at=at,
            nonce=secrets.token_hex(32),
            body=plain(filled_in(kind, body)),
            annexes=(),
        )
        content = shared.write(header)
        act = SharedAct(hashlib.sha256(content).digest(), header, at)
        Act.objects.create(
            digest=act.digest,
            request=row,
            side=side,
            number=header.number,
            kind=kind,
            own=named.state_of(side) == "FR",
            header=content,
            sealed=b"",
            occurred_at=at,
            authored_at=at,
            stored_at=at,
        )
        cache(row, at)
        return self

    def arrested(self) -> Self:
        """Let the requested State acknowledge within minutes, and arrest within hours."""
        self.tell(Side.REQUESTED, Kind.ACKNOWLEDGE, timedelta(minutes=14), **ACKNOWLEDGE)
        return self.tell(Side.REQUESTED, Kind.ARREST, timedelta(hours=4, minutes=1), **case.ARREST)


def days_ago(days: int) -> datetime:
    """Return nine in the morning, UTC, of a day so long ago."""
    return datetime.now(UTC).replace(hour=9, minute=0, second=0, microsecond=0) - timedelta(days=days)
