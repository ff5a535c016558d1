"""Two sovereign nodes on one machine, Paris and Rabat, under one folder: made, started, shown, stopped, removed."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from tajawub.node import config, postgres, provision, roles
from tajawub.node.config import Database
from tajawub.node.postgres import Cluster
from tajawub.node.provision import INTRODUCTION, Profile
from tajawub.node.supervisor import SERVERS, Node, Part, environment, is_free, require_stopped

FOLDER = Path(".demo")
PORTS = 8100
"""Web pages at +1 and +2, AS4 at +11 and +12."""

ROOM_NEEDED = 400 * 1024 * 1024
"""Bytes: two fresh clusters, their write-ahead logs, and a copy of the binaries when root runs them."""


class DemoFailed(Exception):
    """The demonstration cannot run: the sentence says what and what to do."""


def profiles(ports: int = PORTS) -> tuple[Profile, Profile]:
    """Return the two nodes of the demonstration."""
    return (
        Profile("paris", "FR", "Paris", "fr", "Europe/Paris", ports + 1, ports + 11, demo=True),
        Profile("rabat", "MA", "Rabat", "ar", "Africa/Casablanca", ports + 2, ports + 12, demo=True),
    )


class Progress:
    """Lines with the seconds since the start."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    def say(self, sentence: str) -> None:
        print(f"{time.monotonic() - self._began:6.1f} s  {sentence}", flush=True)


@dataclass(frozen=True, slots=True)
class Link:
    """A demo officer and the address that signs them in once."""

    name: str
    function: str
    authority: str
    roles: tuple[str, ...]
    url: str


def run(folder: Path, *, ports: int = PORTS) -> int:
    """Run both nodes until Ctrl-C or SIGTERM."""
    progress = Progress()
    asked_to_stop = threading.Event()
    with _translated(folder), started(folder, ports=ports, progress=progress) as (nodes, links):
        _show(nodes, links)
        for signal_ in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(signal_, lambda *_: asked_to_stop.set())
        asked_to_stop.wait()
        progress.say("stopping")
    progress.say("stopped; the data stays: `make demo` finds it again, `make demo-clean` removes it")
    return 0


@contextlib.contextmanager
def started(
    folder: Path, *, ports: int = PORTS, progress: Progress | None = None
) -> Iterator[tuple[tuple[Node, Node], tuple[list[Link], list[Link]]]]:
    """Make what is missing of the two nodes, run them, and stop them in the end.

    Raises DemoFailed, NodeFailed, PostgresFailed.
    """
    say = (progress or Progress()).say
    made = create(folder, ports=ports, at=datetime.now(UTC))
    nodes = (Node(made[0].folder), Node(made[1].folder))
    try:
        for node in nodes:
            node.start(only=())
        _require_ports(made)
        say("keys, certificates and addresses are there; the databases start")
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda node: node.start(only=[Part.POSTGRES]), nodes))
        if all(_is_prepared(node) for node in made):
            say("the databases run and are up to date; the servers start")
            with _preparing(made) as preparing:
                _start_servers(nodes)
                links = _links(made, preparing)
        else:
            say("the databases run; tables, rights, authorities and officers are made")
            with _preparing(made) as preparing:
                links = _links(made, preparing)
            say("the servers start")
            _start_servers(nodes)
        for node in nodes:
            node.wait_ready()
        say("web pages, AS4 listeners and workers answer; the listeners refuse a client without certificate")
        yield nodes, links
    finally:
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(Node.stop, nodes))


def create(folder: Path, *, ports: int, at: datetime) -> tuple[config.Node, config.Node]:
    """Make both nodes' folders, or read them and move them to these ports."""
    _require_room(folder)
    server = Database.of(os.environ["DATABASE_URL"]) if os.environ.get("DATABASE_URL") else None
    paris, rabat = (_created(folder, profile, server, at) for profile in profiles(ports))
    return paris, rabat


def _created(folder: Path, profile: Profile, server: Database | None, at: datetime) -> config.Node:
    node = provision.create(folder / profile.slug, profile, at=at, server=server)
    if (node.web_port, node.as4_port) == (profile.web_port, profile.as4_port):
        return node
    require_stopped(node.folder)
    return provision.move(node, profile)


def _require_room(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        raise DemoFailed(f"{folder} belongs to another user: run this as that user, or name another --folder.")
    free = shutil.disk_usage(folder).free
    if free < ROOM_NEEDED and not any(folder.iterdir()):
        raise DemoFailed(
            f"The disk of {folder.resolve()} has {free // 2**20} MB free and {ROOM_NEEDED // 2**20} MB are needed:"
            " free some, or name another --folder."
        )


def _require_ports(made: Sequence[config.Node]) -> None:
    for port in (port for node in made for port in (node.web_port, node.as4_port)):
        if not is_free(port):
            raise DemoFailed(
                f"Port {port} is taken by another program: end that program,"
                " or run `make demo PORTS=9100`: the data stays."
            )


def _is_prepared(node: config.Node) -> bool:
    stamp = node.folder / "run" / provision.STAMP
    return stamp.exists() and stamp.read_text(encoding="ascii") == provision.stamp()


@contextlib.contextmanager
def _preparing(made: Sequence[config.Node]) -> Iterator[list[subprocess.Popen[str]]]:
    """One process for each node: Django holds one node's settings at a time."""
    processes: list[subprocess.Popen[str]] = []
    try:
        for node, partner in ((made[0], made[1]), (made[1], made[0])):
            command = [
                sys.executable, "-m", "tajawub.cli.main", "node", "migrate", "--node", str(node.folder),
                "--partner", str(partner.folder / INTRODUCTION), "--links",
            ]  # fmt: skip
            processes.append(
                subprocess.Popen(
                    command,
                    env=environment(node.folder),
                    text=True,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    start_new_session=True,
                )
            )
        yield processes
    finally:
        for process in processes:
            if process.poll() is None:
                process.kill()
            process.wait()


def _links(made: Sequence[config.Node], preparing: Sequence[subprocess.Popen[str]]) -> tuple[list[Link], list[Link]]:
    found: list[list[Link]] = []
    for node, process in zip(made, preparing, strict=True):
        said, complaint = process.communicate()
        if process.returncode:
            raise DemoFailed(
                f"{node.name}'s database could not be prepared: {postgres.last_line(complaint)}."
                " Run `make demo-clean` to begin anew."
            )
        site = f"http://127.0.0.1:{node.web_port}"
        found.append([_link(site, line) for line in said.splitlines() if line.startswith("{")])
    return found[0], found[1]


def _link(site: str, line: str) -> Link:
    read = json.loads(line)
    return Link(read["name"], read["function"], read["authority"], tuple(read["roles"]), site + read["path"])


def _start_servers(nodes: Sequence[Node]) -> None:
    for node in nodes:
        node.start(only=SERVERS)


def _show(nodes: Sequence[Node], links: Sequence[Sequence[Link]]) -> None:
    for node, found in zip(nodes, links, strict=True):
        made = config.load(node.folder)
        print(f"\n{made.name} ({made.state})   http://127.0.0.1:{made.web_port}/   AS4 on port {made.as4_port}")
        for link in found:
            print(f"  {link.name}, {link.function} ({link.authority}: {', '.join(link.roles)})\n    {link.url}")
    print(
        "\nBegin with the first link: draft a letter. The second officer of a State needs a window of their own"
        "\n(a private one, or another browser). Each link signs in once, within half an hour; for a new one:"
        f"\n  .venv/bin/tajawub officer --node {nodes[0].folder} link etienne.morvalier"
        "\nOfficers and cases are invented."
        "\nCtrl-C stops both nodes; `make demo` starts them again with their data and new links."
    )
    sys.stdout.flush()


@contextlib.contextmanager
def _translated(folder: Path) -> Iterator[None]:
    """Say in one sentence what the system refuses."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DemoFailed(f"The disk of {folder.resolve()} is full: free some space and run this again.") from None
        if isinstance(error, PermissionError):
            raise DemoFailed(
                f"{error.filename or folder} may not be written by this user: run this as its owner,"
                " or name another --folder."
            ) from None
        raise


def clean(folder: Path) -> int:
    """Remove both nodes and their databases; refuse while one runs, or where its database would be left behind."""
    homes = [home for home in (folder / profile.slug for profile in profiles()) if home.is_dir()]
    for home in homes:
        require_stopped(home)
    for home in homes:
        _drop(home)
        Cluster.of(home).remove()
        shutil.rmtree(home)
        print(f"{home} is removed.")
    with contextlib.suppress(OSError):
        folder.rmdir()
    return 0


def _drop(home: Path) -> None:
    """Drop a node's database and roles at a server of somebody else's: its next folder would have other keys."""
    if not (home / config.FILE).exists():
        return
    node = config.load(home)
    if node.embedded:
        return
    url = os.environ.get("DATABASE_URL")
    if not url:
        raise DemoFailed(
            f"The database {node.application.name} at {node.application.host} would be left behind: set DATABASE_URL"
            " as it was for `make demo` and run this again."
        )
    try:
        roles.remove(Database.of(url), owner=node.owner, application=node.application)
    except psycopg.Error as error:
        raise DemoFailed(
            f"The database {node.application.name} could not be dropped ({postgres.last_line(str(error))}):"
            " drop it and its two roles, or correct DATABASE_URL, and run this again."
        ) from None
