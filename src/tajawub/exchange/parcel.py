"""What a parcel is, whatever carries it: its kinds, its urgency, how long it is tried, and its AS4 header."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from uuid import UUID

from tajawub.exchange.as4.envelope import PartInfo, UserMessage
from tajawub.exchange.as4.refusal import Code, Refusal

SERVICE = "urn:tajawub:exchange"
KIND = re.compile(r"[a-z][a-z0-9-]{0,30}/[0-9]{1,3}")
MEDIA_TYPE = "application/octet-stream"

ACCOUNT = "account/1"
"""The one kind this room knows: the next account says all that one said, so it gives way and is not kept for ever."""

FIRST_PAUSE = timedelta(seconds=0.2)


class Urgency(StrEnum):
    ROUTINE = "routine"
    URGENT = "urgent"


class State(StrEnum):
    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"


class Priority(IntEnum):
    """The order in which the worker takes jobs: the highest first."""

    LAST = -10
    ROUTINE = 0
    FIRST = 10


TRIED_FOR = {Urgency.URGENT: timedelta(days=1), Urgency.ROUTINE: timedelta(days=7)}
"""How long delivery is tried before a person must act; far below the age a receiver accepts (profile.age)."""

LONGEST_PAUSE = {Urgency.URGENT: timedelta(seconds=5), Urgency.ROUTINE: timedelta(seconds=30)}
"""How soon a partner that is back is noticed: an urgent request may not wait longer than it takes to read it."""


@dataclass(frozen=True, slots=True)
class Addressed:
    """What a proved user message means to this room."""

    kind: str
    conversation: UUID


class Malformed(ValueError):
    """A parcel cannot be posted as asked: its kind is not written `name/version`."""


def leaving(kind: str, urgency: Urgency) -> Priority:
    """Return the place in the queue of a parcel on its way out."""
    if kind == ACCOUNT:
        return Priority.LAST
    return Priority.FIRST if urgency is Urgency.URGENT else Priority.ROUTINE


def arriving(kind: str) -> Priority:
    """Return the place in the queue of a parcel received: what a partner already waits for goes first."""
    return Priority.LAST if kind == ACCOUNT else Priority.FIRST


def pause(attempts: int, urgency: Urgency, *, jitter: float) -> timedelta:
    """Return how long to wait after so many attempts: doubling up to LONGEST_PAUSE, full jitter (0 to 1)."""
    doubled: int = 2 ** min(attempts - 1, 16)
    return min(LONGEST_PAUSE[urgency], FIRST_PAUSE * doubled) * jitter


def header(
    *, message_id: str, kind: str, conversation: UUID, urgency: Urgency, sender: str, receiver: str, at: datetime
) -> UserMessage:
    """Return the ebMS header of a parcel of one part. Raises Malformed."""
    if not KIND.fullmatch(kind):
        raise Malformed(f"{kind!r} is not a kind of parcel: write name/version, as act/1")
    properties = (("originalSender", sender), ("finalRecipient", receiver), ("urgency", str(urgency)))
    return UserMessage(
        message_id=message_id,
        at=at,
        sender=sender,
        receiver=receiver,
        service=SERVICE,
        action=kind,
        conversation=str(conversation),
        properties=properties,
        parts=(PartInfo(f"parcel-{message_id}", MEDIA_TYPE),),
    )


def addressed(message: UserMessage, *, to: str) -> Addressed:
    """Examine that a message is a parcel for us. Raises Refusal (EBMS:0001, 0010)."""
    if message.receiver != to or message.service != SERVICE:
        raise Refusal(Code.PROCESSING_MODE_MISMATCH, "the message is not for this party and service")
    if not KIND.fullmatch(message.action):
        raise Refusal(Code.VALUE_NOT_RECOGNIZED, "the action is not a kind of parcel")
    if len(message.parts) != 1:
        raise Refusal(Code.PROCESSING_MODE_MISMATCH, "a parcel has exactly one payload")
    try:
        return Addressed(message.action, UUID(message.conversation))
    except ValueError:
        raise Refusal(Code.VALUE_NOT_RECOGNIZED, "the ConversationId of a parcel is a UUID") from None
