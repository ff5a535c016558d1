"""The listener partners reach: AS4 messages and requests to countersign a checkpoint, nothing else.

It stands behind TLS 1.3 that demands a client certificate of a partner's CA; who speaks is decided by the
signatures inside. A database that is away is answered with 503, never with a receipt.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path
from typing import Any

import django
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import InterfaceError, OperationalError, close_old_connections

django.setup()

from tajawub.exchange import acts as exchange  # noqa: E402 (models are only there after the set-up)
from tajawub.exchange import reads  # noqa: E402
from tajawub.exchange.as4.profile import EDELIVERY  # noqa: E402
from tajawub.ledger import acts as ledger  # noqa: E402
from tajawub.ledger import keys, note, witness  # noqa: E402

AS4 = "/as4"
WITNESS = "/witness/"
TEXT = "text/plain; charset=utf-8"

StartResponse = Callable[[str, list[tuple[str, str]]], object]


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    content_type: str
    body: bytes


class TooLarge(Exception):
    """A request's body is longer than its address takes."""


def app(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
    """Answer one request (WSGI)."""
    close_old_connections()
    try:
        answer = _answer(environ)
    except TooLarge:
        answer = _plain(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    except (OperationalError, InterfaceError):
        answer = _plain(HTTPStatus.SERVICE_UNAVAILABLE)
    finally:
        close_old_connections()
    headers = [("Content-Type", answer.content_type), ("Content-Length", str(len(answer.body)))]
    start_response(f"{answer.status} {HTTPStatus(answer.status).phrase}", headers)
    return [answer.body]


def _answer(environ: dict[str, Any]) -> Answer:
    path, is_post = environ.get("PATH_INFO", ""), environ.get("REQUEST_METHOD") == "POST"
    if is_post and path == AS4:
        body = _body(environ, EDELIVERY.message_size)
        reply = exchange.accept(environ.get("CONTENT_TYPE", ""), body, at=settings.NOW())
        return Answer(reply.status, reply.content_type, reply.body)
    if is_post and path.startswith(WITNESS) and path.endswith("/" + witness.PATH):
        return _cosign(_body(environ, witness.MAX_REQUEST), datetime.now(UTC))
    return _plain(HTTPStatus.NOT_FOUND)


def _cosign(request: bytes, at: datetime) -> Answer:
    logs = [note.parse_key(peer.ledger_vkey) for peer in reads.peers() if peer.ledger_vkey]
    try:
        lines = ledger.cosign(settings.ORIGIN, request, logs=logs, key=_witness_key(settings.KEYS), at=at)
    except witness.Refused as refused:
        return Answer(refused.status, refused.content_type, refused.body)
    return Answer(HTTPStatus.OK, TEXT, lines)


def _body(environ: dict[str, Any], limit: int) -> bytes:
    """Read the body, never more than `limit` and a byte. Raises TooLarge."""
    declared = environ.get("CONTENT_LENGTH") or "0"
    if declared.isascii() and declared.isdigit() and int(declared) > limit:
        raise TooLarge
    body: bytes = environ["wsgi.input"].read(limit + 1)
    if len(body) > limit:
        raise TooLarge
    return body


def _plain(status: HTTPStatus) -> Answer:
    return Answer(status, TEXT, f"{status.phrase}\n".encode("ascii"))


@lru_cache(maxsize=1)
def _witness_key(folder: Path) -> Ed25519PrivateKey:
    return keys.load(folder / "witness.key")
