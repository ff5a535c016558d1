"""The listener as partners reach it: TLS 1.3 with both certificates, PostgreSQL with fsync, receipt after commit.

Messages are built before the clock starts and receipts proved after it has stopped; the client's end of TLS
shares the machine with the listener and the database. The node's worker does not run.
"""

from __future__ import annotations

import os
import ssl
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from http.client import HTTPSConnection
from pathlib import Path
from time import monotonic

import psycopg

from tajawub.exchange.as4 import message, signals
from tajawub.exchange.as4.certificates import Identity, load_identity
from tajawub.exchange.as4.message import Built
from tajawub.exchange.as4.profile import EDELIVERY
from tajawub.node import config

from .as4 import PARIS, RABAT, SIZE, build
from .figures import Against, Figure, percentile, ratios

SECTION = "Listener: 100 kB parcels over mutual TLS 1.3, committed with fsync, signed receipt"

RATE_BAR, P99_BAR = 400.0, 15.0
"""Messages a second on two cores, and milliseconds over one connection."""


def measure(node: config.Node, partner: Path, *, runs: int, count: int) -> Iterator[Figure]:
    """Send `count` messages in each run, over one connection and over four."""
    own, theirs = _identity(partner), _identity(node.folder)
    _send(node, partner, _messages(10, own, theirs), connections=2)
    rates: dict[int, list[float]] = {1: [], 4: []}
    spent: dict[int, list[list[float]]] = {1: [], 4: []}
    bare = []
    for _ in range(runs):
        bare.append(_bare(node, count))
        for connections in (1, 4):
            built = _messages(count, own, theirs)
            seconds, each, answers = _send(node, partner, built, connections=connections)
            _prove(built, answers, theirs)
            rates[connections].append(count / seconds)
            spent[connections].append([1000 * one for one in each])
    for connections in (1, 4):
        name = "1 connection" if connections == 1 else "4 connections"
        rate = tuple(rates[connections])
        of = f"the {RATE_BAR:.0f}/s asked for on 2 cores"
        yield Figure(SECTION, name, "/s", rate, Against(of, tuple(one / RATE_BAR for one in rate), 1.0))
        yield _percentile(f"{name}, p50", spent[connections], 0.5)
        yield _percentile(f"{name}, p99", spent[connections], 0.99, bar=connections == 1)
    note = "The listener also verifies, decrypts, signs, writes its ledger entry and queues the job."
    of = "the listener's rate over 1 connection"
    against = Against(of, ratios(bare, rates[1]))
    yield Figure(SECTION, "for comparison: bare INSERT of 100 kB, COMMIT", "/s", tuple(bare), against, note)


def _percentile(name: str, spent: Sequence[Sequence[float]], share: float, *, bar: bool = False) -> Figure:
    values = tuple(percentile(run, share) for run in spent)
    against = Against("no bar is set")
    if bar:
        of = f"the {P99_BAR:.0f} ms asked for"
        against = Against(of, tuple(one / P99_BAR for one in values), 1.0, at_least=False)
    return Figure(SECTION, name, "ms", values, against)


def _messages(count: int, own: Identity, to: Identity) -> list[Built]:
    return [build(os.urandom(SIZE), key=own, to=to, sender=RABAT, receiver=PARIS) for _ in range(count)]


def _send(
    node: config.Node, partner: Path, built: Sequence[Built], *, connections: int
) -> tuple[float, list[float], list[tuple[str, bytes]]]:
    """Return the seconds all took, the seconds each took, and the answers in the order of the messages."""
    lines = [_connect(node, partner) for _ in range(connections)]
    free = threading.local()
    unused = iter(lines)

    def take() -> None:
        free.line = next(unused)

    def send(one: Built) -> tuple[float, str, bytes]:
        began = monotonic()
        free.line.request("POST", "/as4", one.body, {"Content-Type": one.content_type})
        response = free.line.getresponse()
        body = response.read()
        if response.status != 200:
            raise RuntimeError(f"the listener answered {response.status}")
        return monotonic() - began, response.headers["Content-Type"], body

    try:
        with ThreadPoolExecutor(connections, initializer=take) as pool:
            began = monotonic()
            done = list(pool.map(send, built))
            seconds = monotonic() - began
    finally:
        for line in lines:
            line.close()
    return seconds, [one[0] for one in done], [one[1:] for one in done]


def _connect(node: config.Node, partner: Path) -> HTTPSConnection:
    context = ssl.create_default_context(cafile=node.keys / "ca.crt")
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.load_cert_chain(partner / "keys" / "tls.crt", partner / "keys" / "tls.key")
    line = HTTPSConnection("127.0.0.1", node.as4_port, context=context, timeout=30)
    line.connect()
    return line


def _prove(built: Sequence[Built], answers: Sequence[tuple[str, bytes]], theirs: Identity) -> None:
    """Prove every receipt: a fast answer that proves nothing is worth nothing."""
    for sent, (content_type, body) in zip(built, answers, strict=True):
        packed = message.unpack(content_type, body, EDELIVERY)
        receipt = signals.read(packed, (theirs.pinned,), EDELIVERY, at=datetime.now(UTC))
        if not isinstance(receipt, signals.Receipt):
            raise TypeError(f"the listener refused a message: {receipt}")
        signals.prove(receipt, message.sent_references(sent.content_type, sent.body, EDELIVERY), receipt.reply_to)


def _bare(node: config.Node, count: int) -> float:
    """Return how often a second one connection inserts and commits 100 kB and nothing else."""
    payload = os.urandom(SIZE)
    with psycopg.connect(node.owner.conninfo, autocommit=True) as line:
        line.execute("CREATE TABLE IF NOT EXISTS bench_bare (payload bytea NOT NULL)")
        began = monotonic()
        for _ in range(count):
            line.execute("INSERT INTO bench_bare VALUES (%s)", [payload], binary=True)
        return count / (monotonic() - began)


def _identity(folder: Path) -> Identity:
    keys = folder / "keys"
    return load_identity((keys / "as4.key").read_bytes(), (keys / "as4.crt").read_bytes())
