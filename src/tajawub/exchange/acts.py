"""The only writers of the exchange: post, accept, take the receipt, hand over, agree on a partner.

Order of one acceptance: bounds, proof, then one transaction {row, receipt, ledger, job}; only after its commit
does the receipt leave. A parcel leaves this room for good only with its receipt.
"""

from __future__ import annotations

import hashlib
import logging
import random
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, OperationalError, transaction
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import ConnectorException
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task

from tajawub.exchange import parcel as parcels
from tajawub.exchange import reads
from tajawub.exchange.as4 import message, signals
from tajawub.exchange.as4.certificates import Identity, load_identity, pin_all
from tajawub.exchange.as4.envelope import UserMessage, to_the_millisecond
from tajawub.exchange.as4.message import Built, Opened
from tajawub.exchange.as4.profile import EDELIVERY
from tajawub.exchange.as4.refusal import Code, Refusal
from tajawub.exchange.models import Parcel, Peer, Received, Refused
from tajawub.exchange.parcel import Priority, State, Urgency
from tajawub.ledger import acts as ledger
from tajawub.ledger.kinds import EntryKind
from tajawub.ledger.models import Entry

log = logging.getLogger("tajawub.exchange")

INBOX = "tajawub.inbox"
DELIVER = "tajawub.exchange.deliver"


@dataclass(frozen=True, slots=True)
class Reply:
    """What the listener answers."""

    status: int
    content_type: str
    body: bytes


class NoPartner(Exception):
    """No node of that State is agreed: nothing can be posted to it."""

    def __init__(self, state: str) -> None:
        super().__init__(f"No node of {state} is agreed: add the partner before posting to it.")
        self.state = state


class PeerRefused(Exception):
    """The partner answers a parcel with a signed error: it has not kept it."""

    def __init__(self, code: Code, detail: str) -> None:
        super().__init__(f"{code} {detail}")
        self.code = code
        self.detail = detail


class NotFailed(Exception):
    """Only a failed parcel is sent again: this one still waits, or is delivered."""

    def __init__(self, parcel: int, state: str) -> None:
        super().__init__(f"Parcel {parcel} is {state}: only a failed one is sent again.")
        self.parcel = parcel
        self.state = state


def post(*, to: str, kind: str, payload: bytes, conversation: uuid.UUID, urgency: str, at: datetime) -> Parcel:
    """Sign and encrypt a parcel once, keep it, and have it delivered; in the caller's transaction.

    Raises NoPartner, parcel.Malformed.
    """
    peer = reads.peer(to)
    if peer is None:
        raise NoPartner(to)
    header = parcels.header(
        message_id=_new_id(),
        kind=kind,
        conversation=conversation,
        urgency=Urgency(urgency),
        sender=settings.PARTY,
        receiver=peer.party,
        at=at,
    )
    built = message.build(header, [payload], key=identity(), to=reads.pinned(peer)[0])
    with transaction.atomic():
        row = Parcel.objects.create(
            peer=peer,
            message_id=header.message_id,
            kind=kind,
            conversation=conversation,
            urgency=urgency,
            payload_sha256=_sha256(payload),
            content_type=built.content_type,
            message=built.body,
            posted_at=at,
            give_up_at=at + parcels.TRIED_FOR[Urgency(urgency)],
        )
        ledger.append(EntryKind.PARCEL_SENT, about=row.message_id, digest=_sha256(built.body), at=at)
        defer(DELIVER, priority=parcels.leaving(kind, Urgency(urgency)), parcel_id=row.pk)
    return row


def accept(content_type: str, body: bytes, *, at: datetime) -> Reply:
    """Take in an AS4 message: a signed receipt once it is kept, else a signed ebMS error.

    Never raises on what the partner wrote; a database that is away raises django.db.OperationalError, and
    nothing was kept.
    """
    # What a receipt can say is what is stored.
    at = to_the_millisecond(at)
    claimed: UserMessage | None = None
    peer: Peer | None = None
    try:
        packed = message.unpack(content_type, body, EDELIVERY)
        claimed = message.header(packed)
        peer = Peer.objects.filter(party=claimed.sender).first()
        opened = message.receive(
            packed,
            claimed,
            own=(identity(),),
            peers={} if peer is None else {peer.party: reads.pinned(peer)},
            profile=EDELIVERY,
            at=at,
        )
        addressed = parcels.addressed(claimed, to=settings.PARTY)
        assert peer is not None  # noqa: S101 (receive refuses whom it has no certificate of)
        receipt = _keep(opened, addressed, peer, body, at)
    except Refusal as refusal:
        return _refuse(refusal, claimed, peer, body, at)
    return Reply(200, signals.CONTENT_TYPE, receipt)


def take_receipt(parcel: Parcel, content_type: str, body: bytes, *, at: datetime) -> None:
    """Prove the answer to a parcel and mark it delivered at the receipt's own time; a second receipt changes nothing.

    Raises Refusal where the answer proves nothing, PeerRefused where it is a true error. A receipt that its
    signature proves and its content denies raises an alarm too: the parcel waits, the partner's node is wrong.
    """
    packed = message.unpack(content_type, body, EDELIVERY)
    signal = signals.read(packed, reads.pinned(parcel.peer), EDELIVERY, at=at)
    if isinstance(signal, signals.Fault):
        if signal.reply_to != parcel.message_id:
            raise Refusal(Code.INVALID_RECEIPT, "the error is about another message")
        raise PeerRefused(signal.code, signal.detail)
    sent = message.sent_references(parcel.content_type, bytes(parcel.message), EDELIVERY)
    try:
        signals.prove(signal, sent, parcel.message_id)
        delivered_at = signals.received_at(signal, parcel.posted_at, EDELIVERY, at=at)
    except Refusal as refusal:
        _alarm_once(f"invalid receipt {parcel.message_id}", digest=_sha256(body), at=at)
        log.warning("exchange:receipt:refuse %s (%s)", parcel.message_id, refusal.reason)
        raise
    with transaction.atomic():
        changed = Parcel.objects.filter(pk=parcel.pk).exclude(state=State.DELIVERED)
        if changed.update(
            state=State.DELIVERED, receipt=body, receipt_at=at, delivered_at=delivered_at, last_error=""
        ):
            ledger.append(EntryKind.RECEIPT, about=parcel.message_id, digest=_sha256(body), at=at)
            log.info("exchange:receipt:take %s", parcel.message_id)


def postpone(parcel: Parcel, reason: str, *, at: datetime) -> None:
    """Note a failed attempt and plan the next one, or give up when its time is over (EBMS:0301)."""
    with transaction.atomic():
        row = _lock(parcel)
        if row.state != State.WAITING:
            return
        attempts = row.attempts + 1
        # Jitter keeps the parcels of a partner that was down from coming back all at once.
        pause = parcels.pause(attempts, Urgency(row.urgency), jitter=random.random())  # noqa: S311
        if at + pause >= row.give_up_at:
            _fail(row, f"{Code.MISSING_RECEIPT} no receipt came in time; last: {reason}", attempts, at)
            return
        Parcel.objects.filter(pk=row.pk).update(attempts=attempts, last_error=reason[:500])
        priority = parcels.leaving(row.kind, Urgency(row.urgency))
        defer(DELIVER, after=pause, priority=priority, parcel_id=row.pk)


def give_up(parcel: Parcel, reason: str, *, at: datetime) -> None:
    """Fail a parcel at once: the partner says that trying again cannot help."""
    with transaction.atomic():
        row = _lock(parcel)
        if row.state == State.WAITING:
            _fail(row, reason, row.attempts + 1, at)


def resend(parcel: int, *, by: str, at: datetime) -> None:
    """Put a failed parcel back to waiting, with its whole time again; `by` is a reference. Raises NotFailed."""
    with transaction.atomic():
        row = Parcel.objects.select_for_update().defer("message").get(pk=parcel)
        if row.state != State.FAILED:
            raise NotFailed(parcel, row.state)
        until = at + parcels.TRIED_FOR[Urgency(row.urgency)]
        Parcel.objects.filter(pk=parcel).update(state=State.WAITING, give_up_at=until)
        ledger.append(
            "exchange:parcel:resend", about=f"{row.message_id} by {by}", digest=bytes(row.payload_sha256), at=at
        )
        defer(DELIVER, priority=parcels.leaving(row.kind, Urgency(row.urgency)), parcel_id=parcel)


def handled(parcel: int, outcome: str, *, at: datetime) -> None:
    """Mark a received parcel as handled, once; `outcome` is a word such as `applied` or `refused`."""
    Received.objects.filter(pk=parcel, handled_at=None).update(handled_at=at, outcome=outcome)


def forget_accounts(before: datetime, *, at: datetime) -> int:
    """Delete settled accounts posted or received before then; return how many. The database keeps what is younger.

    Only accounts: the next one says all that one said. Of what became of them, the ledger's entries remain.
    """
    kind = parcels.ACCOUNT
    settled = [State.DELIVERED, State.FAILED]
    with transaction.atomic():
        sent = Parcel.objects.filter(kind=kind, state__in=settled, posted_at__lt=before)
        came = Received.objects.filter(kind=kind, handled_at__isnull=False, received_at__lt=before)
        ids = sorted([*sent.values_list("message_id", flat=True), *came.values_list("message_id", flat=True)])
        if ids:
            sent.filter(message_id__in=ids).delete()
            came.filter(message_id__in=ids).delete()
            digest = _sha256("\n".join(ids).encode())
            ledger.append("exchange:account:forget", about=f"{len(ids)} parcels", digest=digest, at=at)
    return len(ids)


def alarm_unhandled(parcel: int, *, at: datetime) -> None:
    """Raise the alarm, once, about a received parcel that breaks whatever handles it."""
    row = Received.objects.only("message_id", "payload_sha256").get(pk=parcel)
    if _alarm_once(f"unhandled {parcel} {row.message_id}", digest=bytes(row.payload_sha256), at=at):
        log.error("exchange:parcel:handle %s breaks each time it is tried", row.message_id)


def add_peer(
    *,
    state: str,
    name: str,
    party: str,
    url: str,
    as4_certificate: str,
    ca_certificate: str,
    ledger_origin: str,
    ledger_vkey: str,
    witness_vkey: str,
    at: datetime,
) -> Peer:
    """Agree on a partner, or change what is agreed with it. Raises certificates.NotRsa, ValueError (not PEM)."""
    pin_all(as4_certificate.encode("ascii"))
    values = {
        "name": name,
        "party": party,
        "url": url,
        "as4_certificate": as4_certificate,
        "ca_certificate": ca_certificate,
        "ledger_origin": ledger_origin,
        "ledger_vkey": ledger_vkey,
        "witness_vkey": witness_vkey,
    }
    with transaction.atomic():
        peer = Peer.objects.select_for_update().filter(state=state).first() or Peer(state=state)
        if peer.pk is not None and all(getattr(peer, field) == value for field, value in values.items()):
            return peer
        for field, value in values.items():
            setattr(peer, field, value)
        peer.save()
        digest = _sha256("\n".join([state, *values.values()]).encode())
        ledger.append("exchange:peer:agree", about=state, digest=digest, at=at)
    return peer


def defer(task: str, *, priority: Priority, after: timedelta | None = None, **arguments: int) -> None:
    """Queue a job by name in the current transaction, in a web process and inside a worker alike.

    `after` is counted by the queue's clock, which is real even where a rehearsal is months ahead. Inside a worker
    procrastinate's own app writes over a connection of its own, where the job could start before the rows it is
    about are committed. Raises OperationalError where the database is away.
    """
    try:
        configure_task(
            name=task,
            job_manager=JobManager(DjangoConnector()),
            schedule_in=None if after is None else {"microseconds": after // timedelta(microseconds=1)},
            priority=priority,
        ).defer(**arguments)
    except ConnectorException as error:
        raise OperationalError(str(error.__cause__ or error)) from error


def identity() -> Identity:
    """Return this node's AS4 key and certificate, read once for each key folder."""
    return _identity(settings.KEYS)


@lru_cache(maxsize=4)
def _identity(keys: Path) -> Identity:
    return load_identity((keys / "as4.key").read_bytes(), (keys / "as4.crt").read_bytes())


def _keep(opened: Opened, addressed: parcels.Addressed, peer: Peer, body: bytes, at: datetime) -> bytes:
    """Store a proved parcel and return its receipt; a repetition returns the stored one.

    Raises Refusal (EBMS:0003) on a MessageId used for something else.
    """
    receipt = signals.receipt(
        opened.references, opened.message.message_id, message_id=_new_id(), key=identity(), at=at
    )
    try:
        with transaction.atomic():
            _store(opened, addressed, peer, body, receipt, at)
    except IntegrityError:
        # It came before, or twice at once and the other was first. Asked only now: nearly every message is new.
        known = _known(opened, peer)
        if known is None:
            raise
        return known
    log.info("exchange:parcel:accept %s %s", addressed.kind, opened.message.message_id)
    return receipt.body


def _known(opened: Opened, peer: Peer) -> bytes | None:
    row = Received.objects.filter(peer=peer, message_id=opened.message.message_id)
    found = row.values_list("parts_digest", "receipt").first()
    if found is None:
        return None
    digest, receipt = found
    if bytes(digest) != opened.parts_digest:
        raise Refusal(Code.VALUE_INCONSISTENT, "this MessageId was used before for another content")
    return bytes(receipt)


def _store(
    opened: Opened, addressed: parcels.Addressed, peer: Peer, body: bytes, receipt: Built, at: datetime
) -> None:
    (payload,) = opened.contents
    row = Received.objects.create(
        peer=peer,
        message_id=opened.message.message_id,
        kind=addressed.kind,
        conversation=addressed.conversation,
        payload=payload,
        payload_sha256=_sha256(payload),
        parts_digest=opened.parts_digest,
        receipt=receipt.body,
        sent_at=opened.message.at,
        received_at=at,
    )
    ledger.append(EntryKind.PARCEL_RECEIVED, about=row.message_id, digest=_sha256(body), at=at)
    defer(INBOX, priority=parcels.arriving(row.kind), received_id=row.pk)


def _refuse(refusal: Refusal, claimed: UserMessage | None, peer: Peer | None, body: bytes, at: datetime) -> Reply:
    message_id = claimed.message_id if claimed else ""
    digest = _sha256(body)
    alarming = refusal.code is Code.VALUE_INCONSISTENT
    kind = EntryKind.ALARM if alarming else EntryKind.REFUSAL
    with transaction.atomic():
        Refused.objects.create(
            peer=peer,
            message_id=message_id,
            code=refusal.code,
            reason=refusal.reason,
            sha256=digest,
            size=len(body),
            at=at,
        )
        ledger.append(kind, about=f"{refusal.code} {message_id}".strip(), digest=digest, at=at)
    log.warning("exchange:parcel:refuse %s %s (%s)", refusal.code, digest.hex(), refusal.reason)
    answer = signals.fault(refusal, message_id, message_id=_new_id(), key=identity(), at=at)
    return Reply(200, answer.content_type, answer.body)


def _fail(row: Parcel, reason: str, attempts: int, at: datetime) -> None:
    Parcel.objects.filter(pk=row.pk).update(state=State.FAILED, attempts=attempts, last_error=reason[:500])
    ledger.append(EntryKind.ALARM, about=row.message_id, digest=bytes(row.payload_sha256), at=at)
    log.error("exchange:parcel:fail %s %s", row.message_id, reason[:200])


def _alarm_once(about: str, *, digest: bytes, at: datetime) -> bool:
    """Raise an alarm that has not been raised yet; say whether."""
    if Entry.objects.filter(kind=EntryKind.ALARM, about=about).exists():
        return False
    ledger.append(EntryKind.ALARM, about=about, digest=digest, at=at)
    return True


def _lock(parcel: Parcel) -> Parcel:
    return Parcel.objects.select_for_update().defer("message").get(pk=parcel.pk)


def _new_id() -> str:
    return f"{uuid.uuid4()}@{settings.STATE.lower()}.tajawub"


def _sha256(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()
