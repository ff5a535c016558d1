"""Splitting and joining the multipart/related body of one AS4 message, within bounds.

Strict on purpose (no preamble, no transfer encodings, unique Content-IDs): what two parsers could read
differently is refused. Source: RFC 2045, 2046 (5.1), 2387 (multipart/related), 2392 (cid:).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tajawub.exchange.as4.profile import Profile
from tajawub.exchange.as4.refusal import Code, Refusal

SOAP = "application/soap+xml"
RELATED = "multipart/related"
HEADER_SIZE = 4096
HEADER_LINES = 16

_MEDIA_TYPE = re.compile(r"\s*([!#$&^_.+0-9A-Za-z-]+/[!#$&^_.+0-9A-Za-z-]+)\s*((?:;.*)?)", re.DOTALL)
_PARAMETER = re.compile(r""";\s*([0-9A-Za-z*_-]+)\s*=\s*(?:"([^"\\\r\n]*)"|([^\s;",]+))\s*""")
_BOUNDARY = re.compile(r"[0-9A-Za-z'()+_,\-./:=? ]{0,69}[0-9A-Za-z'()+_,\-./:=?]")
_CONTENT_ID = re.compile(r"<([!-;=?-~]{1,255})>")


@dataclass(frozen=True, slots=True)
class Part:
    """One MIME part. `content` looks into the bytes received: no copy is made."""

    content_id: str
    media_type: str
    content: memoryview


def split(content_type: str, body: bytes, profile: Profile) -> tuple[Part, ...]:
    """Return the SOAP part and the attachments, in their order. Raises Refusal (EBMS:0007, 0008)."""
    if len(body) > profile.message_size:
        raise Refusal(Code.MIME_INCONSISTENCY, f"a message holds at most {profile.message_size} bytes")
    media_type, parameters = _typed(content_type)
    if media_type == SOAP:
        return (Part("", media_type, memoryview(body)),)
    if media_type != RELATED:
        raise Refusal(Code.PACKAGING_NOT_SUPPORTED, f"the packaging is {RELATED} or {SOAP}")
    boundary = parameters.get("boundary", "")
    if not _BOUNDARY.fullmatch(boundary):
        raise Refusal(Code.MIME_INCONSISTENCY, "the boundary is absent or malformed")
    parts = _parts(body, b"--" + boundary.encode("ascii"), profile.parts)
    _examine(parts, parameters.get("start", ""))
    return parts


def join(boundary: str, envelope: bytes, attachments: Sequence[tuple[str, bytes]]) -> tuple[str, bytes]:
    """Return (Content-Type, body) of a message with binary attachments named by their Content-ID."""
    root = f"root@{boundary}"
    pieces = [
        f"--{boundary}\r\nContent-Type: {SOAP}; charset=UTF-8\r\nContent-Transfer-Encoding: binary\r\n"
        f"Content-ID: <{root}>\r\n\r\n".encode("ascii"),
        envelope,
    ]
    for content_id, content in attachments:
        pieces.append(
            f"\r\n--{boundary}\r\nContent-Type: application/octet-stream\r\n"
            f"Content-Transfer-Encoding: binary\r\nContent-ID: <{content_id}>\r\n\r\n".encode("ascii")
        )
        pieces.append(content)
    pieces.append(f"\r\n--{boundary}--\r\n".encode("ascii"))
    return f'{RELATED}; type="{SOAP}"; boundary="{boundary}"; start="<{root}>"', b"".join(pieces)


def _typed(value: str) -> tuple[str, dict[str, str]]:
    """Read a Content-Type: its media type in small letters and its parameters, each at most once."""
    found = _MEDIA_TYPE.fullmatch(value) if len(value) <= HEADER_SIZE else None
    if not found:
        raise Refusal(Code.MIME_INCONSISTENCY, "the Content-Type is malformed")
    rest, parameters, at = found[2], dict[str, str](), 0
    while at < len(rest):
        parameter = _PARAMETER.match(rest, at)
        if not parameter or parameter[1].lower() in parameters:
            raise Refusal(Code.MIME_INCONSISTENCY, "the Content-Type is malformed")
        parameters[parameter[1].lower()] = parameter[2] if parameter[2] is not None else parameter[3]
        at = parameter.end()
    return found[1].lower(), parameters


def _parts(body: bytes, delimiter: bytes, most: int) -> tuple[Part, ...]:
    view = memoryview(body)
    start = body.find(delimiter, 0, len(delimiter) + 4)
    if start < 0 or body[:start].strip(b"\r\n"):
        raise Refusal(Code.MIME_INCONSISTENCY, "the body does not begin with its boundary")
    parts: list[Part] = []
    at = start + len(delimiter)
    while body[at : at + 2] == b"\r\n":
        if len(parts) == most:
            raise Refusal(Code.MIME_INCONSISTENCY, f"a message holds at most {most} parts")
        end = body.find(b"\r\n" + delimiter, at)
        if end < 0:
            raise Refusal(Code.MIME_INCONSISTENCY, "the closing boundary is absent")
        parts.append(_part(body, view, at + 2, end))
        at = end + 2 + len(delimiter)
    if body[at : at + 2] != b"--" or body[at + 2 : at + 8].strip(b"\r\n") or len(body) > at + 8 or not parts:
        raise Refusal(Code.MIME_INCONSISTENCY, "the closing boundary is malformed")
    return tuple(parts)


def _part(body: bytes, view: memoryview, start: int, end: int) -> Part:
    stop = body.find(b"\r\n\r\n", start, min(end, start + HEADER_SIZE))
    if stop < 0:
        raise Refusal(Code.MIME_INCONSISTENCY, "the header of a part is absent or too long")
    headers = _headers(body[start:stop])
    if headers.get("content-transfer-encoding", "binary").lower() not in ("binary", "8bit", "7bit"):
        raise Refusal(Code.PACKAGING_NOT_SUPPORTED, "parts are sent in binary")
    declared = headers.get("content-length")
    if declared is not None and declared != str(end - stop - 4):
        raise Refusal(Code.MIME_INCONSISTENCY, "the length of a part is not the one declared")
    name = headers.get("content-id", "")
    content_id = _CONTENT_ID.fullmatch(name)
    if name and not content_id:
        raise Refusal(Code.MIME_INCONSISTENCY, "a Content-ID is malformed")
    media_type = headers.get("content-type", "application/octet-stream")
    return Part(content_id[1] if content_id else "", media_type, view[stop + 4 : end])


def _headers(block: bytes) -> dict[str, str]:
    try:
        lines = re.sub("\r\n[ \t]+", " ", block.decode("ascii")).split("\r\n")
    except UnicodeDecodeError:
        raise Refusal(Code.MIME_INCONSISTENCY, "the header of a part is not ASCII") from None
    headers: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon or name.lower() in headers or len(headers) == HEADER_LINES:
            raise Refusal(Code.MIME_INCONSISTENCY, "the header of a part is malformed")
        headers[name.lower()] = value.strip()
    return headers


def _examine(parts: tuple[Part, ...], start: str) -> None:
    root, *attachments = parts
    if _typed(root.media_type)[0] != SOAP or (start and start.strip("<>") != root.content_id):
        raise Refusal(Code.MIME_INCONSISTENCY, "the first part is not the SOAP envelope")
    names = [part.content_id for part in attachments]
    if "" in names or len({root.content_id, *names}) != len(parts):
        raise Refusal(Code.MIME_INCONSISTENCY, "each attachment has one Content-ID of its own")
