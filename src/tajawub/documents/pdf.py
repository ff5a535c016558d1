"""The letter's own seal (PAdES baseline B) and what a sealed letter holds.

The seal is one invisible signature field, certified against any later change, written as one incremental
update: what typst wrote stays byte for byte in front of it.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigMDPSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import SignatureObject

from tajawub.documents import cms

LETTER_BYTES = 16 * 1024 * 1024
"""Largest letter. Text and two fonts take 0.2 MB; pictures belong in annexes."""

RESERVED = 2 * 4096
"""Room for the CMS in hexadecimal: 4 kB, four times what one certificate needs."""

_UNREADABLE = (
    PdfError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    OverflowError,
    RecursionError,
    NotImplementedError,
    AssertionError,
    OSError,
    struct.error,
    zlib.error,
)
"""What pyHanko raises on hostile PDF bytes (fuzzed in tests/documents/test_verify.py)."""


class Unreadable(Exception):
    """The bytes are not a PDF whose seal and attachment can be read."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed letter as read: the attached act.json, and its seal with the digest of all other bytes."""

    act_json: bytes
    seal: cms.Signed
    digest: bytes


class _Untouched(IncrementalPdfFileWriter):
    def _update_meta(self) -> None:
        """Leave the metadata as typst wrote it: pyHanko would put the wall clock into XMP and Info."""


def seal(
    letter: bytes, *, certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey, name: str, at: datetime
) -> bytes:
    """Return the letter sealed as PAdES baseline B; `at` becomes the signature's /M.

    Raises Unreadable when the letter is not a PDF.
    """
    if len(letter) > LETTER_BYTES:
        raise Unreadable(f"the letter has {len(letter)} bytes, the limit is {LETTER_BYTES}")
    # ISO 19005-3, 6.1.9: an object begins on a line of its own, and typst ends its file without one.
    whole = letter if letter.endswith(b"\n") else letter + b"\n"
    try:
        steps = PdfCMSEmbedder().write_cms("Seal", _Untouched(BytesIO(whole)))
        next(steps)
        placeholder = SignatureObject(at, SigSeedSubFilter.PADES, name=name, bytes_reserved=RESERVED)
        no_change = SigMDPSetup("sha256", certify=True, docmdp_perms=MDPPerm.NO_CHANGES)
        steps.send(SigObjSetup(placeholder, no_change))
        prepared, output = steps.send(SigIOSetup("sha256"))
        steps.send(cms.sign(prepared.document_digest, certificate=certificate, key=key, at=None))
    except _UNREADABLE as error:
        raise Unreadable(str(error)[:200]) from None
    return bytes(output.getvalue())


def read(letter: bytes) -> Sealed:
    """Return what a sealed letter holds. Raises Unreadable.

    The one signature must cover the whole file but its own value, and exactly one file may be attached.
    """
    if len(letter) > LETTER_BYTES:
        raise Unreadable(f"{len(letter)} bytes, the limit is {LETTER_BYTES}")
    try:
        reader = PdfFileReader(BytesIO(letter))
        act_json = _attachment(reader)
        contents, digest = _covered(reader, letter)
        return Sealed(act_json, cms.read(contents), digest)
    except cms.Unreadable as error:
        raise Unreadable(str(error)) from None
    except _UNREADABLE as error:
        raise Unreadable(str(error)[:200]) from None


def _attachment(reader: PdfFileReader) -> bytes:
    associated = reader.root["/AF"]
    if len(associated) != 1 or associated[0]["/UF"] != "act.json":
        raise Unreadable("it must carry act.json and nothing else as associated file")
    stream = associated[0]["/EF"]["/F"]
    if not isinstance(stream, generic.StreamObject):
        raise Unreadable("act.json is not attached as a stream")
    return bytes(stream.data)


def _covered(reader: PdfFileReader, letter: bytes) -> tuple[bytes, bytes]:
    """Return the CMS and the SHA-256 of every other byte of the letter."""
    signatures = reader.embedded_signatures
    if len(signatures) != 1:
        raise Unreadable(f"it carries {len(signatures)} signatures instead of one")
    start, first, second, rest = (int(each) for each in signatures[0].byte_range)
    value = letter[first:second]
    if start != 0 or not 0 < first < second or second + rest != len(letter):
        raise Unreadable("the signature does not cover the whole file")
    if value[:1] != b"<" or value[-1:] != b">" or len(value) != RESERVED + 2:
        raise Unreadable("the signature leaves a gap around its value")
    contents = bytes.fromhex(value[1:-1].decode("ascii"))
    der = contents[: 4 + int.from_bytes(contents[2:4], "big")]
    # ITU-T X.690 8.1.3: 30 82 hh ll, the two-byte length of every CMS of this size; the rest is padding.
    if contents[:2] != b"\x30\x82" or contents[len(der) :].strip(b"\0"):
        raise Unreadable("the signature's value is not one CMS and zeros")
    return der, hashlib.sha256(letter[:first] + letter[second:]).digest()
