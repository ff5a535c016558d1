"""`tajawub demo` and `tajawub node …`: making, running and examining nodes.

It stands here and not in cli/ because it needs this room, the highest; cli/main.py knows it by name only.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

import django
from django.db import OperationalError, connection

from tajawub.node import demo, provision
from tajawub.node.config import LOCAL, BadConfig, Database
from tajawub.node.postgres import PostgresFailed
from tajawub.node.supervisor import Node, NodeFailed, Part, RunsAlready

SENTENCES = (
    demo.DemoFailed, BadConfig, PostgresFailed, NodeFailed, provision.BadIntroduction, provision.NotPossible
)  # fmt: skip
"""Errors whose text is for the person at the keyboard."""

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001  # argparse has no public name


def add(commands: Commands) -> None:
    """Add `demo` and `node` to the command line."""
    parser = commands.add_parser("demo", help="run two nodes, Paris and Rabat, on this machine")
    parser.add_argument("--folder", type=Path, default=demo.FOLDER, help="where they live (default: .demo)")
    parser.add_argument("--ports", type=int, default=demo.PORTS, help="first port less one (default: 8100)")
    parser.add_argument("--clean", action="store_true", help="remove both nodes and their data")
    parser.set_defaults(run=_told(run_demo))
    node = commands.add_parser("node", help="make, bring up to date, run and examine one node")
    acts = node.add_subparsers(title="acts", metavar="ACT", required=True)
    _add_create(acts)
    for name, act, explained in (
        ("migrate", migrate, "bring tables, rights, directory and partners to this version (as the owner)"),
        ("run", run, "run the node until Ctrl-C or SIGTERM"),
        ("check", check, "tell whether the node may serve; exit 1 with the reason when not"),
    ):
        parser = acts.add_parser(name, help=explained)
        parser.add_argument("--node", type=Path, metavar="FOLDER", help="the node's folder (default: TAJAWUB_NODE)")
        parser.set_defaults(run=_told(act))
        if act is migrate:
            parser.add_argument(
                "--partner", type=Path, action="append", default=[], metavar="FILE",
                help=f"a partner's {provision.INTRODUCTION}",
            )  # fmt: skip
            parser.add_argument("--links", action="store_true", help="print a sign-in link for each demo officer")


def _add_create(acts: Commands) -> None:
    parser = acts.add_parser("create", help="make a node's folder: keys, node.toml, introduction.json")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--state", required=True, help="ISO 3166 code, as FR")
    parser.add_argument("--name", required=True, help="how people call the node, as Paris")
    parser.add_argument("--language", choices=("ar", "fr", "en"), default="en")
    parser.add_argument("--time-zone", required=True, help="as Europe/Paris")
    parser.add_argument(
        "--host", default=LOCAL, metavar="NAME", help=f"by which partners and officers reach it (default: {LOCAL})"
    )
    parser.add_argument("--web-port", type=int, default=8101)
    parser.add_argument("--as4-port", type=int, default=8111)
    parser.set_defaults(run=_told(create))


def _told(act: Callable[[argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
    """Return the act with its errors told in a sentence, as exit code 1."""

    def run(args: argparse.Namespace) -> int:
        try:
            return act(args)
        except SENTENCES as error:
            print(error, file=sys.stderr)
            return 1
        except KeyboardInterrupt:
            return 130

    return run


def run_demo(args: argparse.Namespace) -> int:
    return demo.clean(args.folder) if args.clean else demo.run(args.folder, ports=args.ports)


def create(args: argparse.Namespace) -> int:
    url = os.environ.get("DATABASE_URL")
    profile = provision.Profile(
        args.state.lower(), args.state, args.name, args.language, args.time_zone, args.web_port, args.as4_port,
        host=args.host,
    )  # fmt: skip
    server = Database.of(url) if url else None
    node = provision.create(args.folder, profile, at=datetime.now(UTC), server=server)
    print(f"{node.folder} is a node of {node.state}; partners need {node.folder / provision.INTRODUCTION}")
    return 0


def migrate(args: argparse.Namespace) -> int:
    partners = [provision.read_introduction(file) for file in args.partner]
    os.environ["TAJAWUB_AS_OWNER"] = "1"
    _set_up(args)
    with _database(_folder(args)):
        _migrate(partners, links=args.links)
    return 0


def _migrate(partners: Sequence[provision.Introduction], *, links: bool) -> None:
    from tajawub.node import prepare

    now = datetime.now(UTC)
    try:
        prepare.bring_up_to_date(partners, at=now)
    except OperationalError as error:
        said = str(error).strip().partition("\n")[0]
        raise NodeFailed(f"The database cannot be asked ({said}): start it, or correct owner.toml.") from None
    if partners:
        names = ", ".join(partner.name for partner in partners)
        print(f"{names}: taken over. A node that runs already admits them from its next start.")
    for sign_in in prepare.sign_ins(at=now) if links else ():
        print(json.dumps(asdict(sign_in), ensure_ascii=False))


@contextlib.contextmanager
def _database(folder: Path) -> Iterator[None]:
    """Run the node's own database meanwhile, unless the node runs."""
    node = Node(folder)
    try:
        with contextlib.suppress(RunsAlready):
            node.start([Part.POSTGRES])
        yield
    finally:
        connection.close()
        node.stop()


def run(args: argparse.Namespace) -> int:
    node = Node(_folder(args))
    asked_to_stop = threading.Event()
    for signal_ in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(signal_, lambda *_: asked_to_stop.set())
    try:
        node.start()
        node.wait_ready()
        print(f"{node.folder} runs; its logs are in {node.folder / 'logs'}", flush=True)
        asked_to_stop.wait()
    finally:
        node.stop()
    return 0


def check(args: argparse.Namespace) -> int:
    _set_up(args)
    from tajawub.node import grant

    grant.examine_or_exit()
    print("The node may serve: its login can neither change nor delete what is append-only.")
    return 0


def _folder(args: argparse.Namespace) -> Path:
    named = args.node or os.environ.get("TAJAWUB_NODE")
    if not named:
        raise NodeFailed("No node is named: give --node FOLDER or set TAJAWUB_NODE.")
    return Path(named).resolve()


def _set_up(args: argparse.Namespace) -> None:
    os.environ["TAJAWUB_NODE"] = str(_folder(args))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tajawub.node.settings")
    django.setup()
