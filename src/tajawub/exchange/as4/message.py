"""User messages whole: building one, and receiving one in the order that lets nothing unproved through.

Receiving: packaging, header, who claims to send, signature with that party's pinned certificates, coverage,
age, decryption, digests of the plain parts, decompression. Source: OASIS AS4 1.0, sections 2 and 3.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tajawub.exchange.as4 import encryption, mime, signature
from tajawub.exchange.as4.certificates import Identity, Pinned
from tajawub.exchange.as4.envelope import (
    Envelope,
    UserMessage,
    attachment,
    envelope,
    messaging,
    parse,
    read_user,
    user_unit,
)
from tajawub.exchange.as4.profile import Profile
from tajawub.exchange.as4.refusal import Code, Refusal
from tajawub.exchange.as4.signature import Reference

Peers = Mapping[str, Sequence[Pinned]]
"""PartyId -> the certificates agreed with that party: two of them while one replaces the other."""


@dataclass(frozen=True, slots=True)
class Built:
    """A message ready to be stored and sent, byte for byte, as often as it takes."""

    content_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Packed:
    """A message taken apart, nothing of it examined yet."""

    envelope: Envelope
    attachments: Mapping[str, memoryview]


@dataclass(frozen=True, slots=True)
class Opened:
    """A user message proved: header, plain payloads in their order, what was signed, and by whom."""

    message: UserMessage
    contents: tuple[bytes, ...]
    references: tuple[Reference, ...]
    signer: Pinned

    @property
    def parts_digest(self) -> bytes:
        """One SHA-256 over the signed digests of the payloads, in the header's order."""
        signed = {ref.uri: ref.digest for ref in self.references}
        return hashlib.sha256(b"".join(signed[f"cid:{part.cid}"] for part in self.message.parts)).digest()


def build(message: UserMessage, contents: Sequence[bytes], *, key: Identity, to: Pinned) -> Built:
    """Sign and encrypt a message; `contents` follow `message.parts`. Nothing is compressed."""
    unit = messaging(user_unit(message))
    named = [(part.cid, content) for part, content in zip(message.parts, contents, strict=True)]
    references = [*signature.of_messaging(unit), *(signature.of_attachment(*pair) for pair in named)]
    elements, sealed = encryption.encrypt(named, to)
    security = signature.security(references, key, elements)
    boundary = "as4-" + hashlib.sha256(security).hexdigest()[:40]
    return Built(*mime.join(boundary, envelope(security, unit), sealed))


def unpack(content_type: str, body: bytes, profile: Profile) -> Packed:
    """Take a message apart. Raises Refusal."""
    root, *rest = mime.split(content_type, body, profile)
    return Packed(parse(bytes(root.content), profile), {part.content_id: part.content for part in rest})


def receive(
    packed: Packed,
    message: UserMessage,
    *,
    own: Sequence[Identity],
    peers: Peers,
    profile: Profile,
    at: datetime,
) -> Opened:
    """Prove a user message (`message` is its header, read by `read_user`). Raises Refusal."""
    pinned = peers.get(message.sender, ())
    if not pinned:
        raise Refusal(Code.PROCESSING_MODE_MISMATCH, "there is no agreement with the sending party")
    signed = signature.verify(packed.envelope, pinned, profile, at=at)
    if not at - profile.age <= message.at <= at + profile.ahead:
        raise Refusal(Code.POLICY_NONCOMPLIANCE, "the eb:Timestamp lies outside the accepted window")
    security = packed.envelope.security
    assert security is not None  # noqa: S101 (verify has refused a message without)
    encrypted = encryption.read(security, own, profile)
    _cover(packed, message, signed, encrypted)
    plain = encryption.decrypt(encrypted, packed.attachments)
    signature.agree(signed, {uri: plain[attachment(uri)] for uri in signed.attachments})
    return Opened(message, _contents(message, plain, profile), signed.references, signed.signer)


def header(packed: Packed) -> UserMessage:
    """Return the header of a user message as claimed, unproved. Raises Refusal."""
    user = read_user(packed.envelope.messaging)
    body = packed.envelope.body
    if len(body) or (body.text and body.text.strip()):
        raise Refusal(Code.PACKAGING_NOT_SUPPORTED, "payloads travel as attachments: the SOAP body is empty")
    return user


def inflate(content: bytes, profile: Profile, *, room: int) -> bytes:
    """Undo gzip within the profile's ratio and `room` bytes. Raises Refusal (EBMS:0303)."""
    limit = min(room, max(len(content), 1024) * profile.inflated_ratio)
    stream = zlib.decompressobj(wbits=31)
    try:
        # For zlib a limit of 0 is none at all.
        plain = stream.decompress(content, max(limit, 1))
    except zlib.error:
        raise Refusal(Code.DECOMPRESSION_FAILURE, "a payload is not gzip") from None
    if not stream.eof or stream.unused_data or len(plain) > limit:
        raise Refusal(Code.DECOMPRESSION_FAILURE, "a payload is truncated, or larger than allowed once inflated")
    return plain


def sent_references(content_type: str, body: bytes, profile: Profile) -> tuple[Reference, ...]:
    """Return what a message of our own signed: the receipt must name exactly these digests."""
    security = unpack(content_type, body, profile).envelope.security
    assert security is not None  # noqa: S101 (we built it)
    (element,) = security.iterchildren(signature.SIGNATURE)
    _, _, *listed = element[0]
    return tuple(signature.read_reference(reference, profile.digests) for reference in listed)


def _contents(message: UserMessage, plain: Mapping[str, bytes], profile: Profile) -> tuple[bytes, ...]:
    """Return the payloads in the header's order; together they inflate to no more than the profile allows."""
    contents, room = [], profile.inflated_size
    for part in message.parts:
        content = plain[part.cid]
        if part.compressed:
            content = inflate(content, profile, room=room)
            room -= len(content)
        contents.append(content)
    return tuple(contents)


def _cover(packed: Packed, message: UserMessage, signed: signature.Signed, encrypted: encryption.Encrypted) -> None:
    """Hold that header, signature, encryption and packaging name the same payloads, each once."""
    announced = [part.cid for part in message.parts]
    names = set(announced)
    if len(names) != len(announced):
        raise Refusal(Code.VALUE_INCONSISTENT, "the header names a payload twice")
    if names != set(packed.attachments):
        raise Refusal(Code.MIME_INCONSISTENCY, "the header and the attachments do not name the same payloads")
    if names != {attachment(uri) for uri in signed.attachments}:
        raise Refusal(Code.POLICY_NONCOMPLIANCE, "a payload is not signed")
    if names != set(encrypted.ciphers):
        raise Refusal(Code.POLICY_NONCOMPLIANCE, "a payload is not encrypted")
