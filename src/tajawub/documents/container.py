"""The ASiC-E container as bytes: a ZIP whose entries are all stored, in one order, with one fixed date.

Nothing is compressed: PDF and evidence hardly shrink, a stored entry cannot swell into a bomb, and the same
entries give the same bytes whatever zlib is installed. Any ZIP tool opens it (PKWARE APPNOTE 4.3).
Source: ETSI EN 319 162-1 clause A.1 (mimetype first, stored, without extra field), A.4 (ASiCManifest).
"""

from __future__ import annotations

import base64
import hashlib
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote
from xml.sax.saxutils import quoteattr

MIMETYPE = "mimetype"
ACT = "act.json"
LETTER = "letter.pdf"
ANNEXES = "annexes/"
MANIFEST = "META-INF/ASiCManifest001.xml"
SIGNATURE = "META-INF/signature001.p7s"
MEDIA_TYPE = b"application/vnd.etsi.asic-e+zip"

CONTAINER_BYTES = 64 * 1024 * 1024
"""Largest sealed file: it travels as one AS4 part and is held in memory; larger evidence is sent detached."""
ENTRIES = 256
"""Most files in one container, the five fixed ones included."""
NAME_BYTES = 1024
"""Longest path of an entry in UTF-8; an annex name is limited further."""

# Local header, central header, end record: PKWARE APPNOTE 4.3.7, 4.3.12, 4.3.16.
_LOCAL = struct.Struct("<4sHHHHHIIIHH")
_CENTRAL = struct.Struct("<4sHHHHHHIIIHHHHHII")
_END = struct.Struct("<4sHHHHIIH")
_VERSION, _UTF8, _STORED = 20, 0x0800, 0
# "Made by Unix": otherwise Info-ZIP takes the names for a DOS code page and garbles Arabic.
_MADE_BY_UNIX, _PLAIN_FILE = 3 << 8 | _VERSION, 0o100644 << 16
_TIME, _DATE = 0, 0x0021
"""1 January 1980, midnight: the earliest date a ZIP can hold, so that time never enters the bytes."""


@dataclass(frozen=True, slots=True)
class Entry:
    name: str
    content: bytes


class NotAContainer(Exception):
    """The bytes do not begin with the stored entries of a container, or hold more than one may."""


def pack(entries: Sequence[Entry]) -> bytes:
    """Return the container of these entries, in this order."""
    body, directory = bytearray(), bytearray()
    for entry in entries:
        name = entry.name.encode("utf-8")
        size = len(entry.content)
        flags = 0 if entry.name.isascii() else _UTF8
        shared = (_VERSION, flags, _STORED, _TIME, _DATE, zlib.crc32(entry.content), size, size, len(name), 0)
        directory += _CENTRAL.pack(b"PK\x01\x02", _MADE_BY_UNIX, *shared, 0, 0, 0, _PLAIN_FILE, len(body)) + name
        body += _LOCAL.pack(b"PK\x03\x04", *shared) + name + entry.content
    count = len(entries)
    return bytes(body + directory + _END.pack(b"PK\x05\x06", 0, 0, count, count, len(directory), len(body), 0))


def unpack(data: bytes) -> tuple[Entry, ...]:
    """Return the entries found from the first byte on. Only `pack(entries) == data` says nothing else is there.

    Raises NotAContainer. Each size is checked against the bytes really present before anything is copied.
    """
    entries: list[Entry] = []
    at = 0
    while data[at : at + 4] == b"PK\x03\x04":
        if len(entries) == ENTRIES:
            raise NotAContainer(f"it holds more than {ENTRIES} entries")
        entry, at = _entry(data, at)
        entries.append(entry)
    if not entries:
        raise NotAContainer("it does not begin with a ZIP entry")
    return tuple(entries)


def _entry(data: bytes, at: int) -> tuple[Entry, int]:
    if at + _LOCAL.size > len(data):
        raise NotAContainer(f"the entry at byte {at} is cut short")
    _, _, _, method, _, _, _, stored, size, name_length, extra = _LOCAL.unpack_from(data, at)
    start = at + _LOCAL.size + name_length
    if method != _STORED or extra or stored != size or name_length > NAME_BYTES or start + size > len(data):
        raise NotAContainer(f"the entry at byte {at} is not a plainly stored file")
    try:
        name = data[start - name_length : start].decode("utf-8")
    except UnicodeDecodeError:
        raise NotAContainer(f"the entry at byte {at} has a name that is not UTF-8") from None
    return Entry(name, data[start : start + size]), start + size


@dataclass(frozen=True, slots=True)
class Reference:
    """One file the manifest vouches for."""

    name: str
    media_type: str
    content: bytes


def manifest(references: Sequence[Reference]) -> bytes:
    """Return the one ASiCManifest that vouches for these files (SHA-256), byte for byte."""
    objects = "".join(
        f" <asic:DataObjectReference URI={quoteattr(quote(each.name))} MimeType={quoteattr(each.media_type)}>\n"
        '  <ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>\n'
        f"  <ds:DigestValue>{digest_value(each.content)}</ds:DigestValue>\n"
        " </asic:DataObjectReference>\n"
        for each in references
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<asic:ASiCManifest xmlns:asic="http://uri.etsi.org/02918/v1.2.1#"'
        ' xmlns:ds="http://www.w3.org/2000/09/xmldsig#">\n'
        f' <asic:SigReference URI="{SIGNATURE}" MimeType="application/pkcs7-signature"/>\n'
        f"{objects}</asic:ASiCManifest>\n"
    ).encode()


def digest_value(content: bytes) -> str:
    return base64.b64encode(hashlib.sha256(content).digest()).decode("ascii")
