"""Signals: signed receipts with non-repudiation information, and signed errors; writing and examining both.

Source: OASIS AS4 1.0, 5.1.8 (receipts carry the digests of the message); ebMS 3.0 Core, 6.2; ebBP signals 2.0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lxml.etree import _Element as Element

from tajawub.exchange.as4 import mime, signature
from tajawub.exchange.as4.certificates import DS, Identity, Pinned
from tajawub.exchange.as4.envelope import (
    EB,
    attribute,
    envelope,
    escaped,
    fields,
    message_info,
    messaging,
    only_child,
    read_info,
    tags,
    to_the_millisecond,
)
from tajawub.exchange.as4.message import Built, Packed
from tajawub.exchange.as4.profile import Profile
from tajawub.exchange.as4.refusal import Code, Refusal
from tajawub.exchange.as4.signature import Reference

EBBP = "http://docs.oasis-open.org/ebxml-bp/ebbp-signals-2.0"
CONTENT_TYPE = f"{mime.SOAP}; charset=UTF-8"

_E = f"{{{EB}}}"
_NRI = f"{{{EBBP}}}NonRepudiationInformation"
_PART = f"{{{EBBP}}}MessagePartNRInformation"
_UNIT_NEEDED = tags(EB, "MessageInfo")
_UNIT = _UNIT_NEEDED | tags(EB, "Receipt", "Error")
_NRI_ONLY = frozenset({_NRI})
_REFERENCE = f"{{{DS}}}Reference"


@dataclass(frozen=True, slots=True)
class Receipt:
    """A signed receipt, its signature true: which message, when, and the digests it acknowledges."""

    message_id: str
    at: datetime
    reply_to: str
    references: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """A signed error, its signature true: the other side refuses the message `reply_to`."""

    message_id: str
    at: datetime
    reply_to: str
    code: Code
    detail: str


def receipt(references: Sequence[Reference], reply_to: str, *, message_id: str, key: Identity, at: datetime) -> Built:
    """Return a signed receipt for the message whose signature held `references`."""
    parts = "".join(
        f"<ebbp:MessagePartNRInformation>{reference.unit()}</ebbp:MessagePartNRInformation>"
        for reference in references
    )
    return _signal(
        f"{message_info(message_id, at, reply_to)}<eb:Receipt>"
        f'<ebbp:NonRepudiationInformation xmlns:ebbp="{EBBP}">{parts}</ebbp:NonRepudiationInformation>'
        "</eb:Receipt>",
        key,
    )


def fault(refusal: Refusal, reply_to: str, *, message_id: str, key: Identity, at: datetime) -> Built:
    """Return a signed error; `reply_to` is empty where the message named no readable MessageId."""
    code = refusal.code
    about = f' refToMessageInError="{attribute(reply_to)}"' if reply_to else ""
    return _signal(
        f'{message_info(message_id, at, reply_to)}<eb:Error category="{code.category}" errorCode="{code}"{about}'
        f' severity="failure" shortDescription="{code.short}">'
        f"<eb:ErrorDetail>{escaped(refusal.reason)}</eb:ErrorDetail></eb:Error>",
        key,
    )


def read(packed: Packed, pinned: Sequence[Pinned], profile: Profile, *, at: datetime) -> Receipt | Fault:
    """Examine a signal signed by one of `pinned`. Raises Refusal."""
    signature.verify(packed.envelope, pinned, profile, at=at)
    unit = only_child(packed.envelope.messaging, "SignalMessage")
    found = fields(unit, _UNIT, _UNIT_NEEDED)
    message_id, sent_at, reply_to = read_info(found[_E + "MessageInfo"])
    if len(found) != 2:
        raise Refusal(Code.INVALID_HEADER, "a signal is one receipt or one error")
    if _E + "Receipt" in found:
        references = read_receipt(found[_E + "Receipt"], profile)
        return Receipt(message_id, sent_at, reply_to, references)
    error = found[_E + "Error"]
    about = error.get("refToMessageInError", "") or reply_to
    return Fault(message_id, sent_at, about, _code(error), _detail(error))


def prove(taken: Receipt, sent: Sequence[Reference], message_id: str) -> None:
    """Hold a receipt against what was sent: same message, same digests, none more, none less.

    Raises Refusal (EBMS:0302). Whether its time can be true is for `received_at`.
    """
    if taken.reply_to != message_id:
        raise Refusal(Code.INVALID_RECEIPT, "the receipt is for another message")
    wanted = {ref.uri: (ref.method, ref.digest) for ref in sent}
    named = {ref.uri: (ref.method, ref.digest) for ref in taken.references}
    if len(taken.references) != len(named) or named != wanted:
        raise Refusal(Code.INVALID_RECEIPT, "the receipt does not name the digests that were sent")


def received_at(taken: Receipt, sent_at: datetime, profile: Profile, *, at: datetime) -> datetime:
    """Return when a message of `sent_at` was received, as its receipt says, to the millisecond.

    Two honest clocks differ by no more than `profile.ahead`: the receiver took the message within it, and a
    receipt of a slower clock is dated that much before its message. Raises Refusal (EBMS:0302).
    """
    if taken.at > at + profile.ahead:
        raise Refusal(Code.INVALID_RECEIPT, "the receipt is dated in the future")
    if taken.at < sent_at - profile.ahead:
        raise Refusal(Code.INVALID_RECEIPT, "the receipt is dated before its message")
    return to_the_millisecond(taken.at)


def _signal(unit: str, key: Identity) -> Built:
    whole = messaging(f"<eb:SignalMessage>{unit}</eb:SignalMessage>")
    security = signature.security(signature.of_messaging(whole), key)
    return Built(CONTENT_TYPE, envelope(security, whole))


def read_receipt(element: Element, profile: Profile) -> tuple[Reference, ...]:
    """Return the digests an eb:Receipt acknowledges. Raises Refusal (EBMS:0302, 0009)."""
    information = fields(element, _NRI_ONLY, _NRI_ONLY)[_NRI]
    references = []
    for part in information:
        if part.tag != _PART or len(part) != 1 or part[0].tag != _REFERENCE:
            raise Refusal(Code.INVALID_RECEIPT, "the receipt's non-repudiation information is malformed")
        references.append(signature.read_reference(part[0], profile.digests))
    return tuple(references)


def _code(error: Element) -> Code:
    try:
        return Code(error.get("errorCode", ""))
    except ValueError:
        return Code.OTHER


def _detail(error: Element) -> str:
    """Return the other side's sentence, cut: it is shown to an operator and never acted on."""
    words = " ".join(" ".join(str(piece) for piece in error.itertext()).split())
    return f"{error.get('shortDescription', '')}: {words}"[:500]
