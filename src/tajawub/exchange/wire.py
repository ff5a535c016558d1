"""The client side of the line: HTTPS with TLS 1.3, both sides showing a certificate; pooled connections.

A partner's own CA is the only anchor for its server: no public authority can stand in for a State.
"""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import httpx

ANSWER_SIZE = 1024 * 1024
"""Bytes of an answer at most: receipts and errors are some 8 kB."""
_TIMEOUT = httpx.Timeout(10, connect=2)
"""Seconds, short: an attempt on a partner that is away holds one of the worker's few places."""
_LIMITS = httpx.Limits(max_connections=32, max_keepalive_connections=16, keepalive_expiry=30)


class Unreachable(Exception):
    """No whole answer came back: the sentence says what happened on the line."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    content_type: str
    body: bytes


def post(url: str, content_type: str, body: bytes, *, anchors: str, keys: Path) -> Answer:
    """Send a request to a partner and return its answer; `keys` holds our tls.crt and tls.key. Raises Unreachable."""
    request = {"Content-Type": content_type}
    try:
        with _client(anchors, keys).stream("POST", url, content=body, headers=request) as response:
            return Answer(response.status_code, response.headers.get("Content-Type", ""), _read(response))
    except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError) as error:
        raise Unreachable(f"{type(error).__name__}: {error}"[:300]) from None


def close() -> None:
    """Close every pooled connection: after a fork, on a change of keys, at the end of a process."""
    for client in _open:
        client.close()
    _open.clear()
    _client.cache_clear()


_open: list[httpx.Client] = []


@lru_cache(maxsize=64)
def _client(anchors: str, keys: Path) -> httpx.Client:
    context = ssl.create_default_context(ssl.Purpose.SERVER_AUTH, cadata=anchors)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.load_cert_chain(keys / "tls.crt", keys / "tls.key")
    client = httpx.Client(verify=context, timeout=_TIMEOUT, limits=_LIMITS, trust_env=False)
    _open.append(client)
    return client


def _read(response: httpx.Response) -> bytes:
    pieces, size = [], 0
    for piece in response.iter_raw():
        size += len(piece)
        if size > ANSWER_SIZE:
            raise Unreachable(f"the answer is longer than {ANSWER_SIZE} bytes")
        pieces.append(piece)
    return b"".join(pieces)
