"""Encryption of attachments: one content key per message, wrapped for the recipient, AES-GCM for each part.

Source: XML Encryption 1.1 (5.2.4, 5.5.2); SwA profile 1.1, section 5.5; eDelivery Common Profile, 3.2.6.2.2.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from lxml.etree import _Element as Element

from tajawub.exchange.as4 import profile as names
from tajawub.exchange.as4.certificates import DS, SKI, TOKEN, Identity, Pinned, decoded, find_named, tokens
from tajawub.exchange.as4.envelope import attachment, attribute, fields, tags, text
from tajawub.exchange.as4.profile import Profile, Wrapping
from tajawub.exchange.as4.refusal import Code, Refusal
from tajawub.exchange.as4.signature import SIGNATURE

XENC = "http://www.w3.org/2001/04/xmlenc#"
XENC11 = "http://www.w3.org/2009/xmlenc11#"
NONCE = 12
"""Bytes of the initialisation vector that precede the ciphertext (XML Encryption 1.1, 5.2.4)."""

_X = f"{{{XENC}}}"
_KEY = _X + "EncryptedKey"
_DATA = _X + "EncryptedData"
_METHOD = _X + "EncryptionMethod"
_CIPHER_DATA = _X + "CipherData"
_KEY_INFO = f"{{{DS}}}KeyInfo"
_LIST = _X + "ReferenceList"
_MGF = f"{{{XENC11}}}MGF"
_DIGEST = f"{{{DS}}}DigestMethod"
_DATA_NEEDED = frozenset({_METHOD, _CIPHER_DATA})
_DATA_PARTS = _DATA_NEEDED | {_KEY_INFO}
_KEY_PARTS = _DATA_PARTS | {_LIST}
_METHOD_PARTS = frozenset({_DIGEST, _MGF})
_VALUE = tags(XENC, "CipherValue")
_REFERENCE = tags(XENC, "CipherReference")
_HASHES: dict[str, hashes.HashAlgorithm] = {names.SHA1: hashes.SHA1(), names.SHA256: hashes.SHA256()}  # noqa: S303
_MASKS: dict[str, hashes.HashAlgorithm] = {
    names.MGF1_SHA1: hashes.SHA1(),  # noqa: S303 (mask generation only, and only where a profile lists it)
    names.MGF1_SHA256: hashes.SHA256(),
}
_KEY_SIZES = {names.AES128_GCM: 16, names.AES256_GCM: 32}
_SENT_PADDING = OAEP(MGF1(hashes.SHA256()), hashes.SHA256(), None)
_FAILED = "a payload cannot be decrypted"


@dataclass(frozen=True, slots=True)
class Encrypted:
    """The encryption's elements, read but not yet tried: wrapped key, and cipher by Content-ID."""

    recipient: Identity | None
    wrapping: Wrapping
    wrapped: bytes
    ciphers: Mapping[str, str]


def encrypt(contents: Sequence[tuple[str, bytes]], recipient: Pinned) -> tuple[str, list[tuple[str, bytes]]]:
    """Return (the elements for the security header, the encrypted attachments), named by Content-ID."""
    # Key and nonces are made here and nowhere else: a caller able to pass them could pass them twice.
    key = os.urandom(16)
    cipher = AESGCM(key)
    sealed = []
    for cid, content in contents:
        nonce = os.urandom(NONCE)
        sealed.append((cid, nonce + cipher.encrypt(nonce, content, None)))
    wrapped = base64.b64encode(recipient.key.encrypt(key, _SENT_PADDING)).decode("ascii")
    data = [_data(number, cid) for number, (cid, _) in enumerate(contents)]
    listed = "".join(f'<xenc:DataReference URI="#_data{number}"/>' for number in range(len(data)))
    return _encrypted_key(wrapped, recipient, listed) + "".join(data), sealed


def read(security: Element, own: Sequence[Identity], profile: Profile) -> Encrypted:
    """Read the encryption's elements. Raises Refusal (EBMS:0103, 0009)."""
    if any(child.tag not in (TOKEN, _KEY, _DATA, SIGNATURE) for child in security):
        raise Refusal(Code.INVALID_HEADER, "the security header holds an unknown element")
    keys = list(security.iterchildren(_KEY))
    if len(keys) != 1:
        raise Refusal(Code.POLICY_NONCOMPLIANCE, "payloads are encrypted with exactly one wrapped key")
    parts = fields(keys[0], _KEY_PARTS, _KEY_PARTS)
    wrapping = _wrapping(parts[_METHOD])
    if wrapping not in profile.wrappings:
        raise Refusal(Code.POLICY_NONCOMPLIANCE, "the algorithm that wraps the content key is not allowed")
    recipient = find_named(parts[_KEY_INFO], tokens(security), [identity.pinned for identity in own])
    value = fields(parts[_CIPHER_DATA], _VALUE, _VALUE)[_X + "CipherValue"]
    return Encrypted(
        recipient=next((identity for identity in own if identity.pinned is recipient), None),
        wrapping=wrapping,
        wrapped=decoded(text(value)),
        ciphers=_ciphers(security, parts[_LIST], profile),
    )


def decrypt(encrypted: Encrypted, attachments: Mapping[str, memoryview]) -> dict[str, bytes]:
    """Return the plain attachments by Content-ID. Raises Refusal (EBMS:0102), one sentence for every cause."""
    key = _unwrap(encrypted)
    plain: dict[str, bytes] = {}
    for cid, algorithm in encrypted.ciphers.items():
        size = _KEY_SIZES[algorithm]
        # A wrong key goes on with a random one, so that every failure ends at the same tag check.
        cipher = AESGCM(key if len(key) == size else os.urandom(size))
        content = attachments[cid]
        try:
            plain[cid] = cipher.decrypt(content[:NONCE], content[NONCE:], None)
        except (InvalidTag, ValueError):
            raise Refusal(Code.FAILED_DECRYPTION, _FAILED) from None
    return plain


def _unwrap(encrypted: Encrypted) -> bytes:
    if encrypted.recipient is None:
        raise Refusal(Code.FAILED_DECRYPTION, _FAILED)
    padding = OAEP(MGF1(_MASKS[encrypted.wrapping.mask]), _HASHES[encrypted.wrapping.digest], None)
    try:
        return encrypted.recipient.key.decrypt(encrypted.wrapped, padding)
    except ValueError:
        return b""


def _wrapping(method: Element) -> Wrapping:
    algorithm = method.get("Algorithm", "")
    parts = fields(method, _METHOD_PARTS)
    digest, mask = parts.get(_DIGEST), parts.get(_MGF)
    # XML Encryption 1.1, 5.5.2: SHA-1 where nothing is declared; rsa-oaep-mgf1p fixes MGF1 with SHA-1.
    return Wrapping(
        algorithm,
        names.SHA1 if digest is None else digest.get("Algorithm", ""),
        names.MGF1_SHA1 if mask is None or algorithm == names.RSA_OAEP_MGF1P else mask.get("Algorithm", ""),
    )


def _ciphers(security: Element, listed: Element, profile: Profile) -> dict[str, str]:
    wanted = {reference.get("URI", "").removeprefix("#") for reference in listed}
    ciphers: dict[str, str] = {}
    for data in security.iterchildren(_DATA):
        parts = fields(data, _DATA_PARTS, _DATA_NEEDED)
        algorithm = parts[_METHOD].get("Algorithm", "")
        if algorithm not in profile.ciphers or data.get("Type") != names.ATTACHMENT_CONTENT:
            raise Refusal(Code.POLICY_NONCOMPLIANCE, "the algorithm or scope of an encryption is not allowed")
        (reference,) = fields(parts[_CIPHER_DATA], _REFERENCE, _REFERENCE).values()
        cid = attachment(reference.get("URI", ""))
        if cid in ciphers or data.get("Id", "") not in wanted:
            raise Refusal(Code.POLICY_NONCOMPLIANCE, "every payload is encrypted once, with the key of this message")
        wanted.discard(data.get("Id", ""))
        ciphers[cid] = algorithm
    if wanted:
        raise Refusal(Code.POLICY_NONCOMPLIANCE, "the encryption names a payload that is not there")
    return ciphers


def _encrypted_key(wrapped: str, recipient: Pinned, listed: str) -> str:
    return (
        f'<xenc:EncryptedKey xmlns:xenc="{XENC}" Id="_key"><xenc:EncryptionMethod Algorithm="{names.RSA_OAEP}">'
        f'<ds:DigestMethod xmlns:ds="{DS}" Algorithm="{names.SHA256}"/>'
        f'<xenc11:MGF xmlns:xenc11="{XENC11}" Algorithm="{names.MGF1_SHA256}"/></xenc:EncryptionMethod>'
        f'<ds:KeyInfo xmlns:ds="{DS}"><wsse:SecurityTokenReference>{_recipient(recipient)}'
        "</wsse:SecurityTokenReference></ds:KeyInfo>"
        f"<xenc:CipherData><xenc:CipherValue>{wrapped}</xenc:CipherValue></xenc:CipherData>"
        f"<xenc:ReferenceList>{listed}</xenc:ReferenceList></xenc:EncryptedKey>"
    )


def _recipient(recipient: Pinned) -> str:
    """Name the recipient's certificate: by key identifier, or by issuer and serial where it has none."""
    if recipient.key_id is not None:
        value = base64.b64encode(recipient.key_id).decode("ascii")
        return f'<wsse:KeyIdentifier ValueType="{SKI}">{value}</wsse:KeyIdentifier>'
    issuer = attribute(recipient.certificate.issuer.rfc4514_string())
    return (
        f"<ds:X509Data><ds:X509IssuerSerial><ds:X509IssuerName>{issuer}</ds:X509IssuerName>"
        f"<ds:X509SerialNumber>{recipient.certificate.serial_number}</ds:X509SerialNumber>"
        "</ds:X509IssuerSerial></ds:X509Data>"
    )


def _data(number: int, cid: str) -> str:
    return (
        f'<xenc:EncryptedData xmlns:xenc="{XENC}" Id="_data{number}" MimeType="application/octet-stream"'
        f' Type="{names.ATTACHMENT_CONTENT}"><xenc:EncryptionMethod Algorithm="{names.AES128_GCM}"/>'
        f'<ds:KeyInfo xmlns:ds="{DS}"><wsse:SecurityTokenReference><wsse:Reference URI="#_key"/>'
        "</wsse:SecurityTokenReference></ds:KeyInfo>"
        f'<xenc:CipherData><xenc:CipherReference URI="cid:{attribute(cid)}"><xenc:Transforms>'
        f'<ds:Transform xmlns:ds="{DS}" Algorithm="{names.ATTACHMENT_CIPHERTEXT}"/></xenc:Transforms>'
        "</xenc:CipherReference></xenc:CipherData></xenc:EncryptedData>"
    )
