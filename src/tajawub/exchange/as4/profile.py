"""What one kind of partner may send: allow-lists of algorithms, and limits. Everything not listed is refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

C14N = "http://www.w3.org/2001/10/xml-exc-c14n#"
ATTACHMENT_SIGNATURE = (
    "http://docs.oasis-open.org/wss/oasis-wss-SwAProfile-1.1#Attachment-Content-Signature-Transform"
)
ATTACHMENT_CIPHERTEXT = "http://docs.oasis-open.org/wss/oasis-wss-SwAProfile-1.1#Attachment-Ciphertext-Transform"
ATTACHMENT_CONTENT = "http://docs.oasis-open.org/wss/oasis-wss-SwAProfile-1.1#Attachment-Content-Only"

RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
RSA_SHA384 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384"
RSA_SHA512 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512"

SHA1 = "http://www.w3.org/2000/09/xmldsig#sha1"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
SHA512 = "http://www.w3.org/2001/04/xmlenc#sha512"

AES128_GCM = "http://www.w3.org/2009/xmlenc11#aes128-gcm"
AES256_GCM = "http://www.w3.org/2009/xmlenc11#aes256-gcm"
RSA_OAEP = "http://www.w3.org/2009/xmlenc11#rsa-oaep"
RSA_OAEP_MGF1P = "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p"
MGF1_SHA1 = "http://www.w3.org/2009/xmlenc11#mgf1sha1"
MGF1_SHA256 = "http://www.w3.org/2009/xmlenc11#mgf1sha256"

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Wrapping:
    """How the content key is wrapped: RSA-OAEP with its digest and its mask generation, both as declared."""

    algorithm: str
    digest: str
    mask: str


SENT_WRAPPING = Wrapping(RSA_OAEP, SHA256, MGF1_SHA256)


@dataclass(frozen=True, slots=True)
class Profile:
    """The security and packaging a partner is held to. Sizes in bytes."""

    signatures: frozenset[str]
    digests: frozenset[str]
    ciphers: frozenset[str]
    wrappings: frozenset[Wrapping]
    rsa_bits: int
    message_size: int
    envelope_size: int
    parts: int
    inflated_size: int
    """Of all parts of one message together."""
    inflated_ratio: int
    age: timedelta
    """Never shorter than the longest retry: an honest repetition must not be refused for its age."""
    ahead: timedelta


EDELIVERY = Profile(
    signatures=frozenset({RSA_SHA256, RSA_SHA384, RSA_SHA512}),
    digests=frozenset({SHA256, SHA512}),
    ciphers=frozenset({AES128_GCM, AES256_GCM}),
    wrappings=frozenset({SENT_WRAPPING}),
    rsa_bits=2048,
    message_size=64 * MIB,
    envelope_size=MIB // 4,
    parts=32,
    inflated_size=128 * MIB,
    inflated_ratio=200,
    age=timedelta(days=30),
    ahead=timedelta(minutes=10),
)
"""eDelivery AS4 Common Profile 1.15 (RSA suite): section 3.2.6, message-layer security."""
