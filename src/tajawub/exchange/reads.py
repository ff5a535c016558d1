"""What others may ask of the exchange: parcels received, how payloads crossed, partners, what waits."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
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
from tajawub.exchange.parcel import State

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
    """How one payload crossed the border, or how far it came."""

    direction: Literal["out", "in"]
    stored_at: datetime
    delivered_at: datetime | None
    proof_level: str
    attempts: int
    last_error: str
    state: str


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
        found[digest] = Crossing("out", row.posted_at, row.receipt_at, level, row.attempts, row.last_error, row.state)
    return found


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
    values = rows.annotate(to=F("peer__state"), size=Length("message")).values_list(
        "pk",
        "to",
        "kind",
        "conversation",
        "message_id",
        "size",
        "state",
        "attempts",
        "posted_at",
        "give_up_at",
        "last_error",
    )
    return [Queued(*value) for value in values]


_QUEUED = (
    "pk",
    "to",
    "kind",
    "conversation",
    "message_id",
    "size",
    "state",
    "attempts",
    "posted_at",
    "give_up_at",
    "last_error",
)


def refusals(since: datetime) -> QuerySet[models.Refused]:
    """Return the messages refused since, newest first."""
    return models.Refused.objects.filter(at__gte=since).select_related("peer").order_by("-at", "-pk")


@lru_cache(maxsize=256)
def _pinned(pem: str) -> tuple[Pinned, ...]:
    return pin_all(pem.encode("ascii"))


@lru_cache(maxsize=256)
def _certificates(pem: str) -> tuple[x509.Certificate, ...]:
    return tuple(x509.load_pem_x509_certificates(pem.encode("ascii")))
