"""The worker of a node: deferred jobs, the ledger's sequencer and feeds, pages to officers, recovery.

Whatever fails for good ends the whole process with a non-zero code; the supervisor starts it again.
"""

from __future__ import annotations

import asyncio
import contextlib
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
from procrastinate.exceptions import ConnectorException  # noqa: E402
from procrastinate.worker import Worker  # noqa: E402

from tajawub.exchange import jobs as exchange  # noqa: E402
from tajawub.exchange import wire  # noqa: E402
from tajawub.exchange.acts import NoPartner  # noqa: E402
from tajawub.exchange.models import Peer  # noqa: E402
from tajawub.ledger import jobs as ledger  # noqa: E402
from tajawub.ledger import keys, note  # noqa: E402
from tajawub.ledger.note import VerifierKey  # noqa: E402
from tajawub.ledger.witness import Unreachable  # noqa: E402
from tajawub.mandates import jobs as mandates  # noqa: E402
from tajawub.node import grant  # noqa: E402
from tajawub.node.supervisor import WORKER_READY  # noqa: E402

log = logging.getLogger("tajawub.node.worker")

RECOVER_EVERY = 2.0
"""Seconds between two looks for jobs whose worker died."""

HEARTBEAT_EVERY, DEAD_AFTER = 1.0, 5.0
"""Seconds. Short, because the law counts hours and a restarted worker should take over at once."""

CONCURRENCY = 4
LOOK_EVERY = 0.5
STOP_WITHIN = 5.0


class Silent(Exception):
    """The jobs' worker gives no sign of life although the database answers: it hangs, and no job is done."""


class Threads:
    """The loops beside the jobs; the first that falls ends the process at once.

    As after a crash: what a job had not committed is done again, by the worker that is started next.
    """

    def __init__(self) -> None:
        self.stop = threading.Event()
        self._all: list[threading.Thread] = []

    def run(self, name: str, loop: Callable[[threading.Event], None]) -> None:
        thread = threading.Thread(target=self._guard, args=(name, loop), name=name, daemon=True)
        self._all.append(thread)
        thread.start()

    def _guard(self, name: str, loop: Callable[[threading.Event], None]) -> None:
        try:
            loop(self.stop)
        except (OperationalError, Silent) as error:
            log.warning("%s ends the worker, which is started again: %s", name, str(error).partition("\n")[0])
            os._exit(1)
        except Exception:
            log.exception("%s fell: the worker ends and is started again", name)
            os._exit(1)

    def end(self) -> None:
        self.stop.set()
        for thread in self._all:
            thread.join(STOP_WITHIN)


def pulse(worker: Worker) -> Callable[[threading.Event], None]:
    """Return the loop that says when the worker is ready, and falls when its heart no longer beats.

    After a restart of the database the worker's connections are lost and it waits for ever (seen with
    procrastinate 3.10): this connection is lost with them, and that is enough to begin anew.
    """

    def loop(stop: threading.Event) -> None:
        announced = False
        while not stop.wait(LOOK_EVERY):
            with connection.cursor() as cursor:
                cursor.execute(_SILENT_FOR, [worker.worker_id])
                row = cursor.fetchone()
            if row is None:
                continue
            if row[0] > DEAD_AFTER:
                raise Silent(f"no heartbeat for {row[0]:.0f} s")
            if not announced:
                (settings.NODE.folder / "run" / WORKER_READY).write_text(str(os.getpid()), encoding="ascii")
                announced = True

    return loop


_SILENT_FOR = """
SELECT extract(epoch FROM clock_timestamp() - last_heartbeat) FROM procrastinate_workers WHERE id = %s
"""


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


async def work(threads: Threads) -> None:
    """Run deferred jobs until SIGTERM."""
    connector = cast(DjangoConnector, app.connector).get_worker_connector()
    with app.replace_connector(connector):
        async with app.open_async():
            app.perform_import_paths()  # type: ignore[no-untyped-call]
            worker = Worker(
                app,
                concurrency=CONCURRENCY,
                update_heartbeat_interval=HEARTBEAT_EVERY,
                stalled_worker_timeout=DEAD_AFTER,
                fetch_job_polling_interval=0.25,
                shutdown_graceful_timeout=STOP_WITHIN,
                delete_jobs="successful",
                install_signal_handlers=False,
            )
            threads.run("pulse", pulse(worker))
            running = asyncio.ensure_future(worker.run())  # type: ignore[no-untyped-call]
            for signal_ in (signal.SIGTERM, signal.SIGINT):
                asyncio.get_running_loop().add_signal_handler(signal_, _stop, running, threads)
            with contextlib.suppress(asyncio.CancelledError):
                await running


def _stop(running: asyncio.Future[None], threads: Threads) -> None:
    """Let running jobs end, and end whatever happens: without its database the worker would wait for ever."""
    threads.stop.set()
    deadline = threading.Timer(STOP_WITHIN + 1, os._exit, [1])
    deadline.daemon = True
    deadline.start()
    running.cancel()


def main() -> int:
    grant.examine_or_exit()
    threads = Threads()
    threads.run("sequencer", sequence)
    threads.run("recovery", recover)
    threads.run("pager", mandates.keep_sending)
    for peer in Peer.objects.all():
        threads.run(f"feed {peer.state}", feeder(peer.state, note.parse_key(peer.witness_vkey)))
    connection.close()
    try:
        asyncio.run(work(threads))
    except ConnectorException as error:
        log.warning("The database is away (%s): the worker ends and is started again", str(error).partition("\n")[0])
        return 1
    finally:
        threads.end()
    return 0


if __name__ == "__main__":
    sys.exit(main())
