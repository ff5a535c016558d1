"""What others may ask of the exchange: parcels received, how payloads crossed, partners, what waits."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import lru_cache
from typing import Literal
from uuid import UUID

from cryptography import x509
from django.db.models import F, QuerySet
from django.db.models.functions import Length

from tajawub.exchange import models
from tajawub.exchange.as4.certificates import Pinned, pin_all
from tajawub.exchange.models import Peer
from tajawub.exchange.parcel import State, Urgency

NRI = "nri"
"""Proof level: a signed receipt naming the digests of header and payload (AS4 5.1.8)."""


@dataclass(frozen=True, slots=True)
class Received:
    """A parcel as its reader needs it; the sender is the State whose pinned key signed it."""

    id: int
    kind: str
    payload: bytes
    sender_state: str
    conversation: UUID
    received_at: datetime
    handled_at: datetime | None
    outcome: str


@dataclass(frozen=True, slots=True)
class Crossing:
    """How one payload crossed the border, or how far it came.

    `delivered_at` is the signed receipt's own time: the same instant on both nodes.
    """

    direction: Literal["out", "in"]
    stored_at: datetime
    delivered_at: datetime | None
    proof_level: str
    attempts: int
    last_error: str
    state: str


@dataclass(frozen=True, slots=True)
class Posted:
    """One parcel posted: when, what, and how far it came."""

    posted_at: datetime
    payload_sha256: bytes
    state: State


@dataclass(frozen=True, slots=True)
class Sending:
    """How often one payload was posted to one State, and what became of it.

    `last_at` is when it was last posted or its receipt taken here; `failed` is said of the newest parcel alone.
    """

    copies: int
    last_at: datetime
    delivered_at: datetime | None
    waits: bool
    failed: bool

    def followed_by(self, newer: Sending) -> Sending:
        delivered = [at for at in (self.delivered_at, newer.delivered_at) if at is not None]
        return Sending(
            copies=self.copies + newer.copies,
            last_at=max(self.last_at, newer.last_at),
            delivered_at=max(delivered, default=None),
            waits=self.waits or newer.waits,
            failed=newer.failed,
        )


@dataclass(frozen=True, slots=True)
class Queued:
    """A parcel that waits or has failed, as an operator sees it: no content."""

    id: int
    to: str
    kind: str
    conversation: UUID
    message_id: str
    size: int
    state: str
    attempts: int
    posted_at: datetime
    give_up_at: datetime
    last_error: str


_QUEUED = tuple("pk" if field.name == "id" else field.name for field in fields(Queued))


def received(parcel: int) -> Received:
    """Return one received parcel. Raises models.Received.DoesNotExist."""
    row = models.Received.objects.select_related("peer").get(pk=parcel)
    return Received(
        id=row.pk,
        kind=row.kind,
        payload=bytes(row.payload),
        sender_state=row.peer.state,
        conversation=row.conversation,
        received_at=row.received_at,
        handled_at=row.handled_at,
        outcome=row.outcome,
    )


def crossings(digests: Collection[bytes]) -> dict[bytes, Crossing]:
    """Return how payloads with these SHA-256 crossed. Of several parcels with one payload, a delivered one counts."""
    found: dict[bytes, Crossing] = {}
    came = models.Received.objects.filter(payload_sha256__in=list(digests)).order_by("-pk")
    for digest, at in came.values_list("payload_sha256", "received_at"):
        found[bytes(digest)] = Crossing("in", at, at, NRI, 1, "", State.DELIVERED)
    sent = models.Parcel.objects.filter(payload_sha256__in=list(digests)).order_by("pk")
    for row in sent.defer("message", "receipt", "content_type"):
        digest = bytes(row.payload_sha256)
        if digest in found and found[digest].state == State.DELIVERED and row.state != State.DELIVERED:
            continue
        level = NRI if row.state == State.DELIVERED else ""
        found[digest] = Crossing(
            "out", row.posted_at, row.delivered_at, level, row.attempts, row.last_error, row.state
        )
    return found


def sendings(digests: Collection[bytes], *, to: str) -> dict[bytes, Sending]:
    """Return what became of every parcel with these payloads to that State: whether to post another."""
    found: dict[bytes, Sending] = {}
    rows = models.Parcel.objects.filter(payload_sha256__in=list(digests), peer__state=to).order_by("pk")
    for payload, posted_at, receipt_at, delivered_at, state in rows.values_list(
        "payload_sha256", "posted_at", "receipt_at", "delivered_at", "state"
    ):
        one = Sending(1, receipt_at or posted_at, delivered_at, state == State.WAITING, state == State.FAILED)
        before = found.get(bytes(payload))
        found[bytes(payload)] = one if before is None else before.followed_by(one)
    return found


def last_posted(*, to: str, kind: str) -> Posted | None:
    """Return the newest parcel of that kind to that State."""
    rows = models.Parcel.objects.filter(peer__state=to, kind=kind).order_by("-pk")
    row = rows.values_list("posted_at", "payload_sha256", "state").first()
    return row and Posted(row[0], bytes(row[1]), State(row[2]))


def waits(*, to: str, kind: str, urgency: Urgency | None = None) -> bool:
    """Say whether a parcel of that kind, and of that urgency if one is named, still waits for its receipt."""
    rows = models.Parcel.objects.filter(peer__state=to, kind=kind, state=State.WAITING)
    return (rows if urgency is None else rows.filter(urgency=urgency)).exists()


def peers() -> list[Peer]:
    return list(Peer.objects.order_by("state"))


def peer(state: str) -> Peer | None:
    return Peer.objects.filter(state=state).first()


def anchors(state: str) -> tuple[x509.Certificate, ...]:
    """Return the CA certificates agreed with a State; none for a State that is no partner."""
    pem = Peer.objects.filter(state=state).values_list("ca_certificate", flat=True).first()
    return _certificates(pem) if pem else ()


def pinned(peer: Peer) -> tuple[Pinned, ...]:
    """Return the AS4 certificates agreed with a partner, parsed once for each text."""
    return _pinned(peer.as4_certificate)


def queue() -> Sequence[Queued]:
    """Return the parcels that wait or have failed, oldest first."""
    rows: QuerySet[models.Parcel] = models.Parcel.objects.exclude(state=State.DELIVERED).order_by("posted_at", "pk")
    values = rows.annotate(to=F("peer__state"), size=Length("message"))
    return [Queued(*value) for value in values.values_list(*_QUEUED)]


def refusals(since: datetime) -> QuerySet[models.Refused]:
    """Return the messages refused since, newest first."""
    return models.Refused.objects.filter(at__gte=since).select_related("peer").order_by("-at", "-pk")


@lru_cache(maxsize=256)
def _pinned(pem: str) -> tuple[Pinned, ...]:
    return pin_all(pem.encode("ascii"))


@lru_cache(maxsize=256)
def _certificates(pem: str) -> tuple[x509.Certificate, ...]:
    return tuple(x509.load_pem_x509_certificates(pem.encode("ascii")))
