"""XML signatures over Messaging, Body and attachments: making and examining.

Only the very elements taken by position are digested; an Id is compared, never looked up.
Source: XML Signature 1.1; WS-Security 1.1.1; SwA profile 1.1; eDelivery AS4 Common Profile, 3.2.6.2.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from lxml import etree
from lxml.etree import _Element as Element

from tajawub.exchange.as4 import profile as names
from tajawub.exchange.as4.certificates import (
    BASE64,
    DS,
    X509_V3,
    Identity,
    Pinned,
    decoded,
    find_named,
    tokens,
)
from tajawub.exchange.as4.envelope import (
    BODY,
    BODY_ID,
    ENV,
    ID,
    MESSAGING_ID,
    WSSE,
    WSU,
    Envelope,
    attribute,
    fields,
    tags,
    text,
)
from tajawub.exchange.as4.profile import Profile
from tajawub.exchange.as4.refusal import Code, Refusal

_TOKEN_ID = "_token"  # noqa: S105 (an Id inside the message)
_HASHES: dict[str, hashes.HashAlgorithm] = {
    names.RSA_SHA256: hashes.SHA256(),
    names.RSA_SHA384: hashes.SHA384(),
    names.RSA_SHA512: hashes.SHA512(),
}
_DIGESTS = {names.SHA256: hashlib.sha256, names.SHA512: hashlib.sha512}
_PADDING = PKCS1v15()
_SHA256 = hashes.SHA256()
_BODY_DIGEST = hashlib.sha256(BODY).digest()

_D = f"{{{DS}}}"
_SIGNATURE_PARTS = tags(DS, "SignedInfo", "SignatureValue", "KeyInfo")
_REFERENCE_PARTS = tags(DS, "Transforms", "DigestMethod", "DigestValue")
_PREFIXES = "{http://www.w3.org/2001/10/xml-exc-c14n#}InclusiveNamespaces"

_PREFIXES_ONLY = frozenset({_PREFIXES})

SIGNATURE = _D + "Signature"


@dataclass(frozen=True, slots=True)
class Reference:
    """One signed thing: its address, how it was transformed, its digest."""

    uri: str
    transform: str
    prefixes: tuple[str, ...]
    method: str
    digest: bytes

    def unit(self) -> str:
        """Return the canonical ds:Reference, as SignedInfo and receipts carry it."""
        inner = ""
        if self.prefixes:
            listed = attribute(" ".join(self.prefixes))
            inner = f'<ec:InclusiveNamespaces xmlns:ec="{names.C14N}" PrefixList="{listed}"></ec:InclusiveNamespaces>'
        value = base64.b64encode(self.digest).decode("ascii")
        return (
            f'<ds:Reference xmlns:ds="{DS}" URI="{attribute(self.uri)}"><ds:Transforms>'
            f'<ds:Transform Algorithm="{self.transform}">{inner}</ds:Transform></ds:Transforms>'
            f'<ds:DigestMethod Algorithm="{self.method}"></ds:DigestMethod>'
            f"<ds:DigestValue>{value}</ds:DigestValue></ds:Reference>"
        )


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature found true: who signed, and over what. Attachments are still to be compared."""

    signer: Pinned
    references: tuple[Reference, ...]

    @property
    def attachments(self) -> dict[str, Reference]:
        return {ref.uri: ref for ref in self.references if ref.uri.startswith("cid:")}


def of_messaging(unit: bytes) -> tuple[Reference, Reference]:
    """Return the two references every message of ours signs: its header and its empty body."""
    return (
        Reference("#" + MESSAGING_ID, names.C14N, (), names.SHA256, hashlib.sha256(unit).digest()),
        Reference("#" + BODY_ID, names.C14N, (), names.SHA256, _BODY_DIGEST),
    )


def of_attachment(cid: str, content: bytes) -> Reference:
    digest = hashlib.sha256(content).digest()
    return Reference("cid:" + cid, names.ATTACHMENT_SIGNATURE, (), names.SHA256, digest)


def security(references: Iterable[Reference], identity: Identity, encryption: str = "") -> bytes:
    """Return the wsse:Security header: our certificate, the encryption's elements, the signature."""
    info = (
        f'<ds:SignedInfo xmlns:ds="{DS}">'
        f'<ds:CanonicalizationMethod Algorithm="{names.C14N}"></ds:CanonicalizationMethod>'
        f'<ds:SignatureMethod Algorithm="{names.RSA_SHA256}"></ds:SignatureMethod>'
        + "".join(reference.unit() for reference in references).replace(f' xmlns:ds="{DS}"', "")
        + "</ds:SignedInfo>"
    )
    value = base64.b64encode(identity.key.sign(info.encode(), _PADDING, _SHA256)).decode("ascii")
    return (
        f'<wsse:Security xmlns:wsse="{WSSE}" xmlns:wsu="{WSU}" xmlns:env="{ENV}" env:mustUnderstand="true">'
        f'<wsse:BinarySecurityToken EncodingType="{BASE64}" ValueType="{X509_V3}" wsu:Id="{_TOKEN_ID}">'
        f"{identity.token}</wsse:BinarySecurityToken>{encryption}"
        f'<ds:Signature xmlns:ds="{DS}">{info}<ds:SignatureValue>{value}</ds:SignatureValue>'
        f'<ds:KeyInfo><wsse:SecurityTokenReference><wsse:Reference URI="#{_TOKEN_ID}" ValueType="{X509_V3}">'
        "</wsse:Reference></wsse:SecurityTokenReference></ds:KeyInfo></ds:Signature></wsse:Security>"
    ).encode()


def canonical(element: Element, prefixes: Sequence[str] = ()) -> bytes:
    """Return the exclusive canonical form of an element, without comments. Raises Refusal (EBMS:0009)."""
    inclusive = list(prefixes) or None
    try:
        return etree.tostring(
            element, method="c14n", exclusive=True, with_comments=False, inclusive_ns_prefixes=inclusive
        )
    except etree.C14NError:
        # Canonical XML 1.0, 1.3: a namespace with a relative address has no canonical form.
        raise Refusal(Code.INVALID_HEADER, "an element has no canonical form") from None


def verify(envelope: Envelope, pinned: Sequence[Pinned], profile: Profile, *, at: datetime) -> Signed:
    """Examine the signature, and the digests of Messaging and Body; attachments are for `agree`.

    Raises Refusal: EBMS:0103 where signature or algorithm fall short of policy, 0101 where it is not true.
    """
    if envelope.security is None:
        raise Refusal(Code.POLICY_NONCOMPLIANCE, "a message is signed: this one has no security header")
    found = list(envelope.security.iterchildren(SIGNATURE))
    if len(found) != 1:
        raise Refusal(Code.POLICY_NONCOMPLIANCE, "a message bears exactly one signature")
    parts = fields(found[0], _SIGNATURE_PARTS, _SIGNATURE_PARTS)
    info = parts[_D + "SignedInfo"]
    method, prefixes, references = _read_info(info, profile)
    key_info = parts[_D + "KeyInfo"]
    signer = find_named(key_info, tokens(envelope.security), pinned)
    if signer is None or not signer.is_valid(at):
        raise Refusal(Code.FAILED_AUTHENTICATION, "the signing certificate is not one agreed with this party")
    if signer.key.key_size < profile.rsa_bits:
        raise Refusal(Code.POLICY_NONCOMPLIANCE, f"keys have at least {profile.rsa_bits} bits")
    value = decoded(text(parts[_D + "SignatureValue"]))
    try:
        signer.key.verify(value, canonical(info, prefixes), _PADDING, _HASHES[method])
    except InvalidSignature:
        raise Refusal(Code.FAILED_AUTHENTICATION, "the signature does not match") from None
    _agree_elements(envelope, references)
    return Signed(signer, references)


def agree(signed: Signed, contents: dict[str, bytes]) -> None:
    """Compare the digests of the attachments, named `cid:…` as in the signature. Raises Refusal (EBMS:0101)."""
    for uri, reference in signed.attachments.items():
        digest = _DIGESTS[reference.method](contents[uri]).digest()
        if not hmac.compare_digest(digest, reference.digest):
            raise Refusal(Code.FAILED_AUTHENTICATION, "the digest of a payload does not match")


def read_reference(element: Element, digests: frozenset[str]) -> Reference:
    """Read one ds:Reference: one transform, an allowed digest. Raises Refusal (EBMS:0103)."""
    parts = fields(element, _REFERENCE_PARTS, _REFERENCE_PARTS)
    transforms = parts[_D + "Transforms"]
    if len(transforms) != 1 or transforms[0].tag != _D + "Transform":
        raise Refusal(Code.POLICY_NONCOMPLIANCE, "a reference has exactly one transform")
    uri = element.get("URI", "")
    transform = transforms[0].get("Algorithm", "")
    wanted = names.ATTACHMENT_SIGNATURE if uri.startswith("cid:") else names.C14N
    method = parts[_D + "DigestMethod"].get("Algorithm", "")
    if transform != wanted or method not in digests:
        raise Refusal(Code.POLICY_NONCOMPLIANCE, "a transform or digest algorithm is not allowed")
    digest = decoded(text(parts[_D + "DigestValue"]))
    return Reference(uri, transform, _prefixes(transforms[0]), method, digest)


def _read_info(info: Element, profile: Profile) -> tuple[str, tuple[str, ...], tuple[Reference, ...]]:
    form, method, *listed = info if len(info) > 2 else (None, None)
    if form is None or method is None:
        raise Refusal(Code.INVALID_HEADER, "the signature is malformed")
    if (form.tag, method.tag) != (_D + "CanonicalizationMethod", _D + "SignatureMethod"):
        raise Refusal(Code.INVALID_HEADER, "the signature is malformed")
    algorithm = method.get("Algorithm", "")
    if form.get("Algorithm") != names.C14N or algorithm not in profile.signatures or len(method):
        raise Refusal(Code.POLICY_NONCOMPLIANCE, "a canonicalization or signature algorithm is not allowed")
    if any(element.tag != _D + "Reference" for element in listed):
        raise Refusal(Code.INVALID_HEADER, "the signature is malformed")
    references = tuple(read_reference(element, profile.digests) for element in listed)
    return algorithm, _prefixes(form), references


def _prefixes(element: Element) -> tuple[str, ...]:
    if not len(element):
        return ()
    listed = fields(element, _PREFIXES_ONLY, _PREFIXES_ONLY)[_PREFIXES]
    return tuple(listed.get("PrefixList", "").split())


def _agree_elements(envelope: Envelope, references: Sequence[Reference]) -> None:
    """Prove that exactly Messaging, Body and attachments are signed, each once, and digest the two elements."""
    local = {ref.uri: ref for ref in references if not ref.uri.startswith("cid:")}
    elements = {f"#{e.get(ID, '')}": e for e in (envelope.messaging, envelope.body)}
    if len({ref.uri for ref in references}) != len(references) or set(local) != set(elements) or "#" in elements:
        raise Refusal(
            Code.POLICY_NONCOMPLIANCE, "the signature covers the ebMS header, the body and every payload, once"
        )
    for uri, element in elements.items():
        reference = local[uri]
        digest = _DIGESTS[reference.method](canonical(element, reference.prefixes)).digest()
        if not hmac.compare_digest(digest, reference.digest):
            raise Refusal(Code.FAILED_AUTHENTICATION, "the digest of a signed element does not match")
