"""A process of one node that does what officers do and times it: one JSON order a line, one JSON answer a line.

Times are CLOCK_MONOTONIC in seconds, the same clock in every process of the machine.
"""

# ruff: noqa: T201  (it talks to the terminal)

from __future__ import annotations

import hashlib
import json
import secrets
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import monotonic
from typing import Any
from uuid import UUID

import django

django.setup()

from django.db import connections, transaction  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402
from tests.casework.deciding import decided  # noqa: E402

from tajawub.casework import acts  # noqa: E402
from tajawub.casework.bodies import Body, filled_in  # noqa: E402
from tajawub.casework.life_cycle import Kind  # noqa: E402
from tajawub.exchange.models import Refused  # noqa: E402
from tajawub.ledger import acts as ledger  # noqa: E402
from tajawub.mandates import acts as mandates  # noqa: E402
from tajawub.mandates import reads as directory  # noqa: E402
from tajawub.mandates.models import Officer  # noqa: E402
from tajawub.mandates.values import Mandate  # noqa: E402
from tajawub.node import invented  # noqa: E402

Timed = tuple[float, float, str, str]
"""Start of the call, its end, the act's digest in hex, its request."""


def _mandate(officer: str) -> Mandate:
    mandate = directory.mandate_of(Officer.objects.get(username=officer))
    if mandate is None:
        raise LookupError(f"{officer} has no mandate today")
    return mandate


def prepare(count: int, author: str, approver: str) -> list[str]:
    """Draft and approve letters, ready to be issued."""
    by, second, ready = _mandate(author), _mandate(approver), []
    for _ in range(count):
        draft = acts.begin(Kind.ISSUE, request=None, by=by, at=timezone.now())
        saved = acts.save(draft.pk, invented.LETTER, by=by, at=timezone.now())
        decided(saved, by=by, at=timezone.now())
        submitted = acts.submit(draft.pk, by=by, at=timezone.now())
        acts.approve(draft.pk, bytes(submitted.digest or b""), by=second, at=timezone.now())
        ready.append(str(draft.pk))
    return ready


def issue(drafts: Sequence[str], author: str, threads: int) -> list[Timed]:
    """Issue each draft."""
    by = _mandate(author)

    def one(draft: str) -> Timed:
        began = monotonic()
        act = acts.issue(UUID(draft), by=by, at=timezone.now())
        return began, monotonic(), bytes(act.digest).hex(), str(act.request_id)

    return _together(one, drafts, threads)


def supplement(requests: Sequence[str], author: str, threads: int) -> list[Timed]:
    """Supply a supplement on each request named, as often as it is named."""
    by, body = _mandate(author), filled_in(Kind.SUPPLY_SUPPLEMENT, invented.SUPPLY_SUPPLEMENT)
    return _together(lambda request: _author(request, body, by), requests, threads)


def _author(request: str, body: Body, by: Mandate) -> Timed:
    began = monotonic()
    act = acts.author(UUID(request), body, by=by, at=timezone.now())
    return began, monotonic(), bytes(act.digest).hex(), request


def _together(one: Callable[[str], Timed], items: Sequence[str], threads: int) -> list[Timed]:
    """Do all in so many threads, each with its own database connection, as the web server has."""
    together = Barrier(threads)

    def leave() -> None:
        together.wait()  # so that no thread takes the place of another
        connections.close_all()

    with ThreadPoolExecutor(threads) as pool:
        done = list(pool.map(one, items))
        for closing in [pool.submit(leave) for _ in range(threads)]:
            closing.result()
    return done


def sign_in(officer: str) -> str:
    """Return the path of a one-time link."""
    return reverse("link", args=[mandates.make_link(Officer.objects.get(username=officer), at=timezone.now())])


def ledger_cost(runs: int, count: int) -> dict[str, list[float]]:
    """Return the milliseconds of a transaction that writes one row, with and without its ledger entry."""
    plain, entered = list[float](), list[float]()
    for _ in range(runs):
        plain.append(_milliseconds(_row, count))
        entered.append(_milliseconds(_row_with_entry, count))
    return {"plain": plain, "entered": entered}


def _milliseconds(act: Callable[[], object], count: int) -> float:
    act()
    began = monotonic()
    for _ in range(count):
        act()
    return (monotonic() - began) / count * 1000


def _row() -> bytes:
    with transaction.atomic():
        return _write()


def _row_with_entry() -> None:
    with transaction.atomic():
        ledger.append("bench:row:write", about="bench", digest=_write(), at=timezone.now())


def _write() -> bytes:
    digest = hashlib.sha256(secrets.token_bytes(16)).digest()
    Refused.objects.create(code="EBMS:0004", reason="benchmark", sha256=digest, size=0, at=timezone.now())
    return digest


ORDERS: dict[str, Callable[..., Any]] = {
    "prepare": prepare,
    "issue": issue,
    "supplement": supplement,
    "sign_in": sign_in,
    "ledger_cost": ledger_cost,
}


def main() -> None:
    """Answer orders until stdin closes."""
    print(json.dumps("ready"), flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        print(json.dumps(ORDERS[order.pop("do")](**order)), flush=True)


if __name__ == "__main__":
    main()
