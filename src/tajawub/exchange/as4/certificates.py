"""Certificates and keys, loaded once: ours (`Identity`), a partner's (`Pinned`), and how a message names one."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from lxml.etree import _Element as Element

from tajawub.exchange.as4.envelope import ID, WSSE, fields, text
from tajawub.exchange.as4.refusal import Code, Refusal

DS = "http://www.w3.org/2000/09/xmldsig#"
X509_V3 = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509v3"
SKI = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509SubjectKeyIdentifier"
BASE64 = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary"

TOKEN = f"{{{WSSE}}}BinarySecurityToken"
_STR = f"{{{WSSE}}}SecurityTokenReference"
_REFERENCE = f"{{{WSSE}}}Reference"
_KEY_IDENTIFIER = f"{{{WSSE}}}KeyIdentifier"
_X509_DATA = f"{{{DS}}}X509Data"
_ISSUER_SERIAL = f"{{{DS}}}X509IssuerSerial"
_STR_ONLY = frozenset({_STR})
_ISSUER_SERIAL_ONLY = frozenset({_ISSUER_SERIAL})
_ISSUER = f"{{{DS}}}X509IssuerName"
_SERIAL = f"{{{DS}}}X509SerialNumber"
_PAIR = frozenset({_ISSUER, _SERIAL})


@dataclass(frozen=True, slots=True, eq=False)
class Pinned:
    """A partner's certificate as agreed beforehand; what a message carries is only compared with it."""

    certificate: x509.Certificate
    der: bytes
    key: rsa.RSAPublicKey
    key_id: bytes | None
    not_before: datetime
    not_after: datetime

    def is_valid(self, at: datetime) -> bool:
        return self.not_before <= at <= self.not_after


@dataclass(frozen=True, slots=True, eq=False)
class Identity:
    """Our own certificate and private key: signs what we send, opens what is sent to us."""

    pinned: Pinned
    key: rsa.RSAPrivateKey
    token: str
    """The certificate in base64, as the BinarySecurityToken carries it."""


class NotRsa(Exception):
    """A key or certificate given for AS4 is not RSA: the RSA suite of the Common Profile needs one."""


def pin(certificate: x509.Certificate) -> Pinned:
    """Make a certificate ready for use. Raises NotRsa."""
    key = certificate.public_key()
    if not isinstance(key, rsa.RSAPublicKey):
        raise NotRsa(f"{certificate.subject.rfc4514_string()} is not an RSA certificate: AS4 needs one")
    try:
        key_id = certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
    except x509.ExtensionNotFound:
        key_id = None
    return Pinned(
        certificate=certificate,
        der=certificate.public_bytes(Encoding.DER),
        key=key,
        key_id=key_id,
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
    )


def pin_all(pem: bytes) -> tuple[Pinned, ...]:
    """Pin every certificate of a PEM text: during a rotation a partner has an old and a new one."""
    return tuple(pin(certificate) for certificate in x509.load_pem_x509_certificates(pem))


def identity(key: rsa.RSAPrivateKey, certificate: x509.Certificate) -> Identity:
    pinned = pin(certificate)
    return Identity(pinned, key, base64.b64encode(pinned.der).decode("ascii"))


def load_identity(key_pem: bytes, certificate_pem: bytes) -> Identity:
    """Read our key and certificate. Raises NotRsa."""
    key = load_pem_private_key(key_pem, None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise NotRsa("the AS4 key is not RSA: make an RSA key of 2048 bits or more")
    return identity(key, x509.load_pem_x509_certificate(certificate_pem))


def tokens(security: Element) -> dict[str, bytes]:
    """Return the BinarySecurityTokens by Id, still undecoded certificates."""
    return {
        "#" + token.get(ID, ""): decoded(text(token))
        for token in security.iterchildren(TOKEN)
        if token.get("ValueType", X509_V3) == X509_V3
    }


def find_named(key_info: Element, carried: dict[str, bytes], candidates: Iterable[Pinned]) -> Pinned | None:
    """Return the candidate that a ds:KeyInfo names by token, key identifier or issuer and serial; or None.

    The name only selects: whoever it selects must still have signed.
    """
    reference = fields(key_info, _STR_ONLY, _STR_ONLY)[_STR]
    if len(reference) != 1:
        raise Refusal(Code.INVALID_HEADER, "a key is named in exactly one way")
    (name,) = reference
    match name.tag:
        case t if t == _REFERENCE:
            der = carried.get(name.get("URI", ""))
            return next((c for c in candidates if c.der == der), None)
        case t if t == _KEY_IDENTIFIER and name.get("ValueType") == SKI:
            key_id = decoded(text(name))
            return next((c for c in candidates if c.key_id == key_id), None)
        case t if t == _X509_DATA:
            return _by_issuer(name, candidates)
        case _:
            raise Refusal(Code.POLICY_NONCOMPLIANCE, "a key is named by token, key identifier or serial number")


def decoded(value: str) -> bytes:
    """Decode base64, line breaks allowed. Raises Refusal (EBMS:0009)."""
    try:
        return binascii.a2b_base64("".join(value.split()), strict_mode=True)
    except ValueError:
        raise Refusal(Code.INVALID_HEADER, "a base64 value is malformed") from None


def _by_issuer(data: Element, candidates: Iterable[Pinned]) -> Pinned | None:
    pair = fields(fields(data, _ISSUER_SERIAL_ONLY, _ISSUER_SERIAL_ONLY)[_ISSUER_SERIAL], _PAIR, _PAIR)
    serial, issuer = text(pair.get(_SERIAL)), _words(text(pair.get(_ISSUER)))
    for candidate in candidates:
        certificate = candidate.certificate
        if str(certificate.serial_number) == serial and _words(certificate.issuer.rfc4514_string()) == issuer:
            return candidate
    return None


def _words(name: str) -> list[str]:
    """Compare names whatever their order and blanks: RFC 2253 and OpenSSL write them in opposite orders."""
    return sorted("".join(part.split()).casefold() for part in name.split(","))
