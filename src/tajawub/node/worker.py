"""The worker of a node: deferred jobs, the ledger's sequencer and feeds, and the recovery of stalled jobs.

Whatever fails for good ends the whole process with a non-zero code; the supervisor starts it again.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import cast

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tajawub.node.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import OperationalError, connection  # noqa: E402
from procrastinate.contrib.django import app  # noqa: E402
from procrastinate.contrib.django.django_connector import DjangoConnector  # noqa: E402

from tajawub.exchange import jobs as exchange  # noqa: E402
from tajawub.exchange import wire  # noqa: E402
from tajawub.exchange.acts import NoPartner  # noqa: E402
from tajawub.exchange.models import Peer  # noqa: E402
from tajawub.ledger import jobs as ledger  # noqa: E402
from tajawub.ledger import keys, note  # noqa: E402
from tajawub.ledger.note import VerifierKey  # noqa: E402
from tajawub.ledger.witness import Unreachable  # noqa: E402
from tajawub.node import grant  # noqa: E402
from tajawub.node.supervisor import WORKER_READY  # noqa: E402

log = logging.getLogger("tajawub.node.worker")

RECOVER_EVERY = 2.0
"""Seconds between two looks for jobs whose worker died."""

HEARTBEAT_EVERY, DEAD_AFTER = 1.0, 5.0
"""Seconds. Short, because the law counts hours and a restarted worker should take over at once."""

CONCURRENCY = 4
STOP_WITHIN = 5.0


class Threads:
    """The loops beside the jobs; the first that falls ends the process."""

    def __init__(self) -> None:
        self.stop = threading.Event()
        self.failed = threading.Event()
        self._all: list[threading.Thread] = []

    def run(self, name: str, loop: Callable[[threading.Event], None]) -> None:
        thread = threading.Thread(target=self._guard, args=(name, loop), name=name, daemon=True)
        self._all.append(thread)
        thread.start()

    def _guard(self, name: str, loop: Callable[[threading.Event], None]) -> None:
        try:
            loop(self.stop)
        except Exception:
            log.exception("%s fell: the worker ends and is started again", name)
            self.failed.set()
            os.kill(os.getpid(), signal.SIGTERM)

    def end(self) -> None:
        self.stop.set()
        for thread in self._all:
            thread.join(STOP_WITHIN)


def sequence(stop: threading.Event) -> None:
    ledger.keep_sequencing(stop, key=keys.load(settings.KEYS / keys.LOG), origin=settings.ORIGIN)


def recover(stop: threading.Event) -> None:
    while not stop.wait(RECOVER_EVERY):
        try:
            exchange.recover(datetime.now(UTC))
        except OperationalError as error:
            log.warning("exchange:job:recover waits for the database (%s)", str(error).partition("\n")[0])
        finally:
            connection.close()


def feeder(partner: str, witness: VerifierKey) -> Callable[[threading.Event], None]:
    """Return the loop that has this partner countersign our checkpoints."""
    return lambda stop: ledger.feed(stop, partner=partner, witness=witness, send=carry)


def carry(partner: str, path: str, body: bytes) -> tuple[int, bytes]:
    """Carry a request to the partner's witness, in the words the ledger knows failure by."""
    try:
        return exchange.carry(partner, path, body)
    except (wire.Unreachable, NoPartner) as error:
        raise Unreachable(str(error)) from None


async def work() -> None:
    """Run deferred jobs until SIGTERM; says in a file that it is ready."""
    connector = cast(DjangoConnector, app.connector).get_worker_connector()
    with app.replace_connector(connector):
        async with app.open_async():
            (settings.NODE.folder / "run" / WORKER_READY).write_text(str(os.getpid()), encoding="ascii")
            await app.run_worker_async(
                concurrency=CONCURRENCY,
                update_heartbeat_interval=HEARTBEAT_EVERY,
                stalled_worker_timeout=DEAD_AFTER,
                fetch_job_polling_interval=1.0,
                shutdown_graceful_timeout=STOP_WITHIN,
                delete_jobs="successful",
                listen_notify=True,
            )


def main() -> int:
    grant.examine_or_exit()
    threads = Threads()
    threads.run("sequencer", sequence)
    threads.run("recovery", recover)
    for peer in Peer.objects.all():
        threads.run(f"feed {peer.state}", feeder(peer.state, note.parse_key(peer.witness_vkey)))
    connection.close()
    try:
        asyncio.run(work())
    except OperationalError as error:
        log.warning("The database is away (%s): the worker ends and is started again", str(error).partition("\n")[0])
        return 1
    finally:
        threads.end()
    return 1 if threads.failed.is_set() else 0


if __name__ == "__main__":
    sys.exit(main())
