"""The processes of one node: started, watched, restarted after a crash, ended with their supervisor.

PostgreSQL (when the node runs its own), web pages, AS4 listener, worker. One thread starts them all and lives as
long as they do: Linux ends a tethered child when the very thread that started it ends.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import queue
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Collection
from concurrent.futures import Future
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import IO

import psycopg

from tajawub.node import config, handshake, postgres, roles, tether
from tajawub.node.config import LOCAL
from tajawub.node.provision import PARTNERS

ANY_ADDRESS = {"0.0.0.0": LOCAL, "::": "::1"}  # noqa: S104  # compared with, not bound to
"""Where a part that listens at every address of the machine is found on it."""

PAUSES = (0.05, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
"""Seconds before a restart, by how often the process fell in a row; the last one repeats."""

STEADY_AFTER = 20.0
"""A process that lived so many seconds has not fallen in a row."""

HOPELESS_AFTER = 5
"""Falls while somebody waits for a part to answer, after which waiting longer is no use."""

LARGEST_LOG = 8 * 1024 * 1024
WORKER_READY = "worker.ready"


class Part(StrEnum):
    """The processes of a node, in the order they start."""

    POSTGRES = "postgres"
    WEB = "web"
    LISTENER = "listener"
    WORKER = "worker"


SERVERS = (Part.WEB, Part.LISTENER, Part.WORKER)


class NodeFailed(Exception):
    """The node cannot be started or is not ready: the sentence says what and what to do."""


class RunsAlready(NodeFailed):
    """Another supervisor holds the node's folder."""


@dataclass(slots=True)
class Process:
    """One child: how often it fell in a row, and when it may start again."""

    part: Part
    child: subprocess.Popen[bytes]
    started: float
    falls: int = 0
    again_at: float | None = None


@dataclass(slots=True)
class Node:
    """The supervisor of one node's folder. Start and stop it once; kill parts of it as often as you like."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)
    """PostgreSQL's parameters, when they are not the safe ones."""
    _node: config.Node = field(init=False)
    _running: dict[Part, Process] = field(default_factory=dict)
    _orders: queue.SimpleQueue[tuple[Callable[[], None], Future[None]]] = field(default_factory=queue.SimpleQueue)
    _thread: threading.Thread | None = None
    _stopping: threading.Event = field(default_factory=threading.Event)
    _lock: IO[str] | None = None

    def __post_init__(self) -> None:
        self.folder = self.folder.resolve()
        self._node = config.load(self.folder)

    # -- what others call, from any thread --------------------------------------------------------------------

    def start(self, only: Collection[Part | str] = tuple(Part)) -> None:
        """Start these parts; returns when they run, not yet when they answer. Raises NodeFailed, PostgresFailed."""
        wanted = [part for part in Part if part in {Part(one) for one in only}]
        if Part.POSTGRES in wanted and not self._node.embedded:
            wanted.remove(Part.POSTGRES)
        if self._thread is None:
            self._lock = _lock(self.folder)
            self._stopping.clear()
            self._thread = threading.Thread(target=self._watch, name=f"node {self._node.name}", daemon=True)
            self._thread.start()
        for part in wanted:
            self._order(partial(self._start, part))

    def kill(self, part: Part | str) -> None:
        """End a part with SIGKILL, as a crash would; it is started again."""
        running = self._running[Part(part)]
        with contextlib.suppress(ProcessLookupError):
            # A server's own workers are in its group; PostgreSQL's notice by themselves that their parent is gone.
            os.killpg(running.child.pid, signal.SIGKILL)

    def pid(self, part: Part | str) -> int:
        return self._running[Part(part)].child.pid

    def stop(self) -> None:
        """End everything this supervisor started, servers before the database."""
        if self._thread is None:
            return
        self._stopping.set()
        self._thread.join()
        self._thread = None
        if self._lock:
            self._lock.close()
            self._lock = None

    def wait_ready(self, patience: float = 60) -> None:
        """Return when every part that was started answers. Raises NodeFailed."""
        until = time.monotonic() + patience
        for part in list(self._running):
            while not self.answers(part):
                if self._running[part].falls >= HOPELESS_AFTER:
                    raise NodeFailed(f"{self._node.name}: {part} does not start: {self._last_words(part)}.")
                if time.monotonic() > until:
                    raise NodeFailed(
                        f"{self._node.name}: {part} did not answer within {patience:.0f} s: see {self.log(part)}."
                    )
                time.sleep(0.03)
        if Part.LISTENER in self._running:
            self._prove_mutual_tls()

    def log(self, part: Part | str) -> Path:
        """Return the file in which a part writes what happens to it."""
        if part == Part.POSTGRES:
            return postgres.Cluster.of(self.folder).log
        return self.folder / "logs" / f"{part}.log"

    # -- the watching thread ----------------------------------------------------------------------------------

    def _order(self, work: Callable[[], None]) -> None:
        done: Future[None] = Future()
        self._orders.put((work, done))
        done.result()

    def _watch(self) -> None:
        while not self._stopping.is_set():
            self._obey()
            for process in list(self._running.values()):
                self._attend(process)
        for part in reversed(Part):
            if part in self._running:
                self._end(self._running.pop(part))

    def _obey(self) -> None:
        try:
            work, done = self._orders.get(timeout=0.05)
        except queue.Empty:
            return
        try:
            work()
        except (NodeFailed, postgres.PostgresFailed, config.BadConfig, OSError) as error:
            done.set_exception(error)
        else:
            done.set_result(None)

    def _attend(self, process: Process) -> None:
        now = time.monotonic()
        if process.again_at is None:
            if process.child.poll() is None:
                return
            process.falls = 1 if now - process.started > STEADY_AFTER else process.falls + 1
            process.again_at = now + PAUSES[min(process.falls, len(PAUSES)) - 1]
            self._note(f"{process.part} ended with {process.child.returncode}, fall {process.falls}")
        if now < process.again_at:
            return
        try:
            process.child = self._spawn(process.part)
        except (postgres.PostgresFailed, config.BadConfig, OSError) as error:
            self._note(str(error))
            process.falls += 1
            process.again_at = time.monotonic() + PAUSES[min(process.falls, len(PAUSES)) - 1]
        else:
            process.started, process.again_at = time.monotonic(), None

    def _start(self, part: Part) -> None:
        if part in self._running:
            return
        if part in (Part.WEB, Part.LISTENER):
            self._require_free(part)
        self._running[part] = Process(part, self._spawn(part), time.monotonic())

    def _spawn(self, part: Part) -> subprocess.Popen[bytes]:
        if part is Part.POSTGRES:
            return self._spawn_postgres()
        if part is Part.WORKER:
            (self.folder / "run" / WORKER_READY).unlink(missing_ok=True)
        log = self.log(part)
        log.parent.mkdir(exist_ok=True)
        if log.exists() and log.stat().st_size > LARGEST_LOG:
            log.replace(log.with_suffix(".log.1"))
        command = [
            sys.executable, "-I", "-S", tether.__file__, str(os.getpid()), str(int(signal.SIGTERM)), "-",
            *self._command(part),
        ]  # fmt: skip
        with log.open("ab") as out:
            return subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=environment(self.folder),
                cwd=self.folder, start_new_session=True,
            )  # fmt: skip

    def _spawn_postgres(self) -> subprocess.Popen[bytes]:
        owner = self._node.owner
        cluster = postgres.Cluster.of(self.folder)
        binaries = postgres.find_binaries()
        if not cluster.exists:
            cluster.create(binaries)
        server = cluster.start(binaries, settings=self.settings)
        try:
            roles.prepare(cluster.administrator(), owner=owner, application=self._node.application)
        except psycopg.Error as error:
            postgres.stop(server)
            raise postgres.PostgresFailed(
                f"The logins of {self._node.name} could not be made ({postgres.last_line(str(error))}):"
                f" see {cluster.log}."
            ) from None
        return server

    def _command(self, part: Part) -> list[str]:
        if part is Part.WORKER:
            return [sys.executable, "-m", "tajawub.node.worker"]
        common = [
            sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "1", "--no-ws",
            "--blocking-threads", "4", "--log-level", "warning", "--workers-kill-timeout", "5",
        ]  # fmt: skip
        if part is Part.WEB:
            here = ("--host", LOCAL, "--port", str(self._node.web_port))
            return [*common, *here, "tajawub.node.wsgi:application"]
        keys = self._node.keys
        return [
            *common, "--host", self._node.as4_listen, "--port", str(self._node.as4_port),
            "--ssl-certificate", str(keys / "tls.crt"), "--ssl-keyfile", str(keys / "tls.key"),
            "--ssl-protocol-min", "tls1.3",
            "--ssl-ca", str(keys / PARTNERS), "--ssl-client-verify", "tajawub.node.wsgi_as4:application",
        ]  # fmt: skip

    def _end(self, process: Process) -> None:
        if process.part is Part.POSTGRES:
            postgres.stop(process.child)
            return
        for signal_, wait in ((signal.SIGTERM, 8.0), (signal.SIGKILL, 5.0)):
            if process.child.poll() is not None:
                break
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.child.pid, signal_)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.child.wait(wait)

    # -- what is looked at ------------------------------------------------------------------------------------

    def _port(self, part: Part) -> int:
        return self._node.web_port if part is Part.WEB else self._node.as4_port

    def _address(self, part: Part) -> str:
        listen = LOCAL if part is Part.WEB else self._node.as4_listen
        return ANY_ADDRESS.get(listen, listen)

    def _require_free(self, part: Part) -> None:
        port, host = self._port(part), LOCAL if part is Part.WEB else self._node.as4_listen
        if not is_free(port, host):
            table = "[web]" if part is Part.WEB else "[as4]"
            raise NodeFailed(
                f"Port {port} on {host} is taken by another program: end it,"
                f" or change port under {table} in {self.folder / config.FILE}."
            )

    def answers(self, part: Part) -> bool:
        """Tell whether a part that was started runs and answers just now."""
        process = self._running[part]
        if process.again_at is not None or process.child.poll() is not None:
            return False
        match part:
            case Part.POSTGRES:
                return True
            case Part.WORKER:
                ready = self.folder / "run" / WORKER_READY
                return ready.exists() and ready.read_text(encoding="ascii") == str(process.child.pid)
            case Part.WEB | Part.LISTENER:
                with (
                    contextlib.suppress(OSError),
                    socket.create_connection((self._address(part), self._port(part)), timeout=2),
                ):
                    return True
                return False

    def _prove_mutual_tls(self) -> None:
        """Raise NodeFailed when the listener lets somebody in without a certificate."""
        try:
            handshake.prove_refused(self._address(Part.LISTENER), self._node.as4_port, self._node.keys / "ca.crt")
        except handshake.HandshakeAccepted as error:
            raise NodeFailed(f"{self._node.name}: the AS4 listener at {error}") from None
        except OSError as error:
            raise NodeFailed(
                f"{self._node.name}: the AS4 listener could not be examined ({error}):"
                f" see {self.log(Part.LISTENER)} and keys/tls.crt, which ca.crt must have issued."
            ) from None

    def _last_words(self, part: Part) -> str:
        try:
            lines = self.log(part).read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            return "it wrote nothing"
        # The server's own lines ("[ERROR] Unexpected exit …") only say that the application's came before.
        return postgres.last_line("\n".join(line for line in lines if not line.startswith("[")))

    def _note(self, sentence: str) -> None:
        at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        with (self.folder / "logs" / "supervisor.log").open("a", encoding="utf-8") as log:
            log.write(f"{at} {sentence}\n")


def require_stopped(folder: Path) -> None:
    """Let pass a folder whose node does not run. Raises RunsAlready."""
    _lock(folder).close()


def _lock(folder: Path) -> IO[str]:
    (folder / "run").mkdir(exist_ok=True)
    lock = (folder / "run" / "supervisor.lock").open("a+", encoding="ascii")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        holder = lock.read().strip() or "unknown"
        lock.close()
        raise RunsAlready(
            f"The node in {folder} runs already (process {holder}): press Ctrl-C there first."
        ) from None
    lock.seek(0)
    lock.truncate()
    lock.write(str(os.getpid()))
    lock.flush()
    return lock


def is_free(port: int, host: str = LOCAL) -> bool:
    """Tell whether nobody listens on the port at this address of the machine."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def environment(folder: Path) -> dict[str, str]:
    """Return the environment of a node's processes: nothing secret, nothing of the other node."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    return {
        **kept,
        "TAJAWUB_NODE": str(folder),
        "DJANGO_SETTINGS_MODULE": "tajawub.node.settings",
        "PYTHONUNBUFFERED": "1",
    }
