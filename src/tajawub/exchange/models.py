"""Rows of the exchange: partners, parcels sent, parcels received, messages refused.

Absent on purpose: what is in a parcel. Bytes sent and received are kept as they crossed the line: triggers (in
the migrations) refuse to change or delete them, or to replace a receipt; only old accounts may be deleted.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact

from tajawub.exchange.parcel import State, Urgency

APPEND_ONLY = ("exchange_refused",)

SHA256_SIZE = 32


def _digest(column: str, name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Exact(Length(column), SHA256_SIZE), name=name)


class Peer(models.Model):
    """A partner State's node: where it listens, and the keys agreed with it beforehand."""

    state = models.TextField(unique=True)
    name = models.TextField()
    party = models.TextField(unique=True)
    url = models.TextField()
    as4_certificate = models.TextField()
    """PEM; two certificates while one replaces the other, the one to encrypt to first."""
    ca_certificate = models.TextField()
    """PEM of the State's own CA: the only anchor for its TLS server and for its authorities' seals."""
    ledger_origin = models.TextField()
    ledger_vkey = models.TextField()
    witness_vkey = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__regex="^[A-Z]{2}$"), name="peer_state_is_iso_3166"),
            models.CheckConstraint(condition=Q(url__startswith="https://"), name="peer_is_reached_over_https"),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.party}"


class Parcel(models.Model):
    """One parcel to a partner: its AS4 message, built once and repeated byte for byte until its receipt is here."""

    peer = models.ForeignKey(Peer, on_delete=models.PROTECT)
    message_id = models.TextField(unique=True)
    kind = models.TextField()
    conversation = models.UUIDField()
    urgency = models.TextField()
    payload_sha256 = models.BinaryField()
    content_type = models.TextField()
    message = models.BinaryField()
    state = models.TextField(default=State.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    posted_at = models.DateTimeField()
    give_up_at = models.DateTimeField()
    receipt = models.BinaryField(null=True)
    receipt_at = models.DateTimeField(null=True)
    """When the receipt was taken here."""
    delivered_at = models.DateTimeField(null=True)
    """When the partner received the parcel, as its signed receipt says: `received_at` of the row it made there."""
    last_error = models.TextField(default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(State)), name="parcel_state_is_known"),
            models.CheckConstraint(condition=Q(urgency__in=list(Urgency)), name="parcel_urgency_is_known"),
            models.CheckConstraint(
                condition=Q(
                    state=State.DELIVERED, receipt__isnull=False, receipt_at__isnull=False, delivered_at__isnull=False
                )
                | (
                    ~Q(state=State.DELIVERED)
                    & Q(receipt__isnull=True, receipt_at__isnull=True, delivered_at__isnull=True)
                ),
                name="parcel_is_delivered_by_its_receipt",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.FAILED) | ~Q(last_error=""), name="parcel_failed_says_why"
            ),
            models.CheckConstraint(
                condition=Q(give_up_at__gt=models.F("posted_at")), name="parcel_is_tried_before_given_up"
            ),
            _digest("payload_sha256", "parcel_payload_sha256_has_32_bytes"),
        ]
        indexes = [
            models.Index(fields=["payload_sha256"], name="parcel_payload"),
            models.Index(fields=["posted_at"], condition=Q(state=State.WAITING), name="parcel_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.message_id} {self.state}"


class Received(models.Model):
    """One parcel accepted from a partner, with the receipt that left for it and is repeated for a repetition."""

    peer = models.ForeignKey(Peer, on_delete=models.PROTECT)
    message_id = models.TextField()
    kind = models.TextField()
    conversation = models.UUIDField()
    payload = models.BinaryField()
    payload_sha256 = models.BinaryField()
    parts_digest = models.BinaryField()
    receipt = models.BinaryField()
    sent_at = models.DateTimeField()
    received_at = models.DateTimeField()
    """What the receipt says, to the millisecond: both nodes hold the same instant."""
    handled_at = models.DateTimeField(null=True)
    outcome = models.TextField(default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["peer", "message_id"], name="received_once_per_peer_and_message"),
            models.CheckConstraint(
                condition=Q(handled_at__isnull=True, outcome="") | (Q(handled_at__isnull=False) & ~Q(outcome="")),
                name="received_is_handled_with_an_outcome",
            ),
            _digest("payload_sha256", "received_payload_sha256_has_32_bytes"),
            _digest("parts_digest", "received_parts_digest_has_32_bytes"),
        ]
        indexes = [
            models.Index(fields=["payload_sha256"], name="received_payload"),
            models.Index(fields=["received_at"], condition=Q(handled_at__isnull=True), name="received_unhandled"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.message_id} from {self.peer_id}"


class Refused(models.Model):
    """One message refused. The bytes are not kept, only their digest and size; `peer` is who it claimed to be."""

    peer = models.ForeignKey(Peer, on_delete=models.PROTECT, null=True)
    message_id = models.TextField(default="")
    code = models.TextField()
    reason = models.TextField()
    sha256 = models.BinaryField()
    size = models.PositiveBigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(code__regex="^EBMS:[0-9]{4}$"), name="refused_with_an_ebms_code"),
            _digest("sha256", "refused_sha256_has_32_bytes"),
        ]
        indexes = [models.Index(fields=["at"], name="refused_at")]

    def __str__(self) -> str:
        return f"{self.code} at {self.at.isoformat()}"
