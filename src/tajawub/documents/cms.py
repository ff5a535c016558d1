"""One CMS signature in one form: ECDSA P-256 with SHA-256, detached, one signer, one certificate (RFC 5652).

CAdES baseline B carries the signing time (ETSI EN 319 122-1), PAdES baseline B leaves it to the PDF
(ETSI EN 319 142-1 clause 6.3). Reading takes four values out, rebuilds the whole and compares: a byte that is
not rebuilt identically is refused, so nothing unsigned can ride along. No time stamp and no chain inside.
The form is fixed, so its DER is written here in a few lines; a general ASN.1 library took 6 ms a signature.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding

CMS_BYTES = 16 * 1024
"""Largest CMS read: one certificate and four attributes take about 1 kB."""

P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Order n of P-256 (FIPS 186-5). With s, n - s is valid too: only the lower one is written or accepted."""

_LAST_UTC_TIME = 2049
"""RFC 5652 section 11.3: years up to 2049 are UTCTime, later ones GeneralizedTime."""

_INTEGER, _OCTETS, _UTC_TIME, _GENERALIZED_TIME, _SEQUENCE, _SET = 0x02, 0x04, 0x17, 0x18, 0x30, 0x31
_TAGGED_0 = 0xA0

_DATA = bytes.fromhex("06092a864886f70d010701")
_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
_CONTENT_TYPE = bytes.fromhex("06092a864886f70d010903")
_MESSAGE_DIGEST = bytes.fromhex("06092a864886f70d010904")
_SIGNING_TIME = bytes.fromhex("06092a864886f70d010905")
_SIGNING_CERTIFICATE_V2 = bytes.fromhex("060b2a864886f70d010910022f")
_SHA256 = bytes.fromhex("300b0609608648016503040201")
_ECDSA_WITH_SHA256 = bytes.fromhex("300a06082a8648ce3d040302")
_VERSION_1 = bytes.fromhex("020101")

MALFORMED = (
    ValueError,
    TypeError,
    OverflowError,
    UnsupportedAlgorithm,
    x509.InvalidVersion,
    x509.DuplicateExtension,
    x509.UnsupportedGeneralNameType,
)
"""What `cryptography` raises on a hostile certificate, at loading or when a part of it is read."""


@dataclass(frozen=True, slots=True)
class Signed:
    """What a CMS signature says. Whether it holds is for `holds` to say."""

    certificate: x509.Certificate
    digest: bytes
    at: datetime | None
    value: bytes


class Unreadable(Exception):
    """The bytes are not a CMS signature of the one form."""


def sign(
    digest: bytes, *, certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey, at: datetime | None
) -> bytes:
    """Return the CMS signature (DER) over a SHA-256 digest; `at` is written as signing time, None leaves it out."""
    attributes = _attributes(digest, certificate, at)
    r, s = decode_dss_signature(key.sign(_tlv(_SET, attributes), ec.ECDSA(hashes.SHA256())))
    return _assembled(certificate, attributes, encode_dss_signature(r, min(s, P256_ORDER - s)))


def read(der: bytes) -> Signed:
    """Return what a CMS signature says. Raises Unreadable when any byte is not as `sign` would write it."""
    if len(der) > CMS_BYTES:
        raise Unreadable(f"{len(der)} bytes, the limit is {CMS_BYTES}")
    try:
        signed = _parsed(der)
        rebuilt = _assembled(
            signed.certificate, _attributes(signed.digest, signed.certificate, signed.at), signed.value
        )
        r, s = decode_dss_signature(signed.value)
        canonical = encode_dss_signature(r, s) == signed.value and s <= P256_ORDER // 2
    except MALFORMED as error:
        raise Unreadable(str(error)[:200]) from None
    if rebuilt != der or not canonical:
        raise Unreadable("it holds bytes that the signature does not cover")
    return signed


def holds(signed: Signed) -> bool:
    """Say whether the certificate's key made this signature over this digest, certificate and time."""
    covered = _tlv(_SET, _attributes(signed.digest, signed.certificate, signed.at))
    try:
        key = signed.certificate.public_key()
        if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
            return False
        key.verify(signed.value, covered, ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, *MALFORMED):
        return False
    return True


def _attributes(digest: bytes, certificate: x509.Certificate, at: datetime | None) -> bytes:
    """Return the signed attributes in DER's order for a SET OF, without the outer tag."""
    # ESSCertIDv2 with SHA-256, its default, names the certificate: RFC 5035 section 4.
    named = _tlv(_OCTETS, hashlib.sha256(certificate.public_bytes(Encoding.DER)).digest())
    said = [
        _attribute(_CONTENT_TYPE, _DATA),
        _attribute(_MESSAGE_DIGEST, _tlv(_OCTETS, digest)),
        _attribute(_SIGNING_CERTIFICATE_V2, _sequence(_sequence(_sequence(named)))),
    ]
    if at is not None:
        said.append(_attribute(_SIGNING_TIME, _time(at)))
    return b"".join(sorted(said))


def _assembled(certificate: x509.Certificate, attributes: bytes, value: bytes) -> bytes:
    serial = certificate.serial_number
    signer = _sequence(
        _VERSION_1,
        _sequence(
            certificate.issuer.public_bytes(),
            _tlv(_INTEGER, serial.to_bytes(serial.bit_length() // 8 + 1, "big", signed=True)),
        ),
        _SHA256,
        _tlv(_TAGGED_0, attributes),
        _ECDSA_WITH_SHA256,
        _tlv(_OCTETS, value),
    )
    signed_data = _sequence(
        _VERSION_1,
        _tlv(_SET, _SHA256),
        _sequence(_DATA),
        _tlv(_TAGGED_0, certificate.public_bytes(Encoding.DER)),
        _tlv(_SET, signer),
    )
    return _sequence(_SIGNED_DATA, _tlv(_TAGGED_0, signed_data))


def _parsed(der: bytes) -> Signed:
    """Walk to the four values by their place. What lies elsewhere is checked by rebuilding, not here."""
    _, explicit = _parts(_inner(der), 2)
    _, _, _, certificates, signers = _parts(_inner(_inner(explicit)), 5)
    _, _, _, attributes, _, value = _parts(_inner(_inner(signers)), 6)
    said = dict(_attribute_parts(each) for each in _all_parts(_inner(attributes)))
    return Signed(
        certificate=x509.load_der_x509_certificate(_inner(certificates)),
        digest=_inner(said.get(_MESSAGE_DIGEST, b"")),
        at=_moment(said[_SIGNING_TIME]) if _SIGNING_TIME in said else None,
        value=_inner(value),
    )


def _attribute(kind: bytes, value: bytes) -> bytes:
    return _sequence(kind, _tlv(_SET, value))


def _attribute_parts(attribute: bytes) -> tuple[bytes, bytes]:
    kind, values = _parts(_inner(attribute), 2)
    return kind, _inner(values)


def _time(at: datetime) -> bytes:
    written = at.astimezone(UTC).strftime("%Y%m%d%H%M%SZ").encode("ascii").rjust(15, b"0")
    return _tlv(_UTC_TIME, written[2:]) if at.year <= _LAST_UTC_TIME else _tlv(_GENERALIZED_TIME, written)


def _moment(time: bytes) -> datetime:
    written = _inner(time).decode("ascii")
    century = "" if len(written) == len("20261123100000Z") else "20"
    return datetime.strptime(century + written, "%Y%m%d%H%M%SZ").replace(tzinfo=UTC)


def _tlv(tag: int, content: bytes) -> bytes:
    """Return one DER element (ITU-T X.690 clause 8.1, 10.1)."""
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content


def _sequence(*parts: bytes) -> bytes:
    return _tlv(_SEQUENCE, b"".join(parts))


def _bounds(der: bytes, at: int) -> tuple[int, int]:
    """Return where the content of the element at `at` starts and ends. Raises ValueError."""
    if at + 2 > len(der):
        raise ValueError(f"an element at byte {at} is cut short")
    size, start = der[at + 1], at + 2
    if size >= 0x80:
        start += size & 0x7F
        size = int.from_bytes(der[at + 2 : start], "big")
    if start + size > len(der):
        raise ValueError(f"an element at byte {at} is longer than what holds it")
    return start, start + size


def _inner(der: bytes) -> bytes:
    start, end = _bounds(der, 0)
    return der[start:end]


def _all_parts(content: bytes) -> list[bytes]:
    found, at = [], 0
    while at < len(content):
        _, end = _bounds(content, at)
        found.append(content[at:end])
        at = end
    return found


def _parts(content: bytes, count: int) -> list[bytes]:
    found = _all_parts(content)
    if len(found) != count:
        raise ValueError(f"{len(found)} parts where the form has {count}")
    return found
