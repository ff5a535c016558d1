"""A database killed with SIGKILL again and again while officers author acts: each act is there whole, and once."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tajawub.node import config, invented, postgres, provision
from tajawub.node.postgres import Cluster
from tajawub.node.rehearsal import JUDGE, LAWYER, PARIS, RABAT, Officers, Told
from tajawub.node.supervisor import Node, Part, environment

pytestmark = pytest.mark.walk

ACTS = 50
KILLS = 12


@pytest.fixture
def folder() -> Iterator[Path]:
    """Paris with its database migrated, introduced to a Rabat that never answers; nothing runs."""
    root = Path(tempfile.mkdtemp(prefix="tajawub-walk-")).resolve()
    root.chmod(0o711)
    for profile in (PARIS, RABAT):
        provision.create(root / profile.slug, profile, at=datetime.now(UTC))
    paris = root / PARIS.slug
    node = Node(paris)
    node.start([Part.POSTGRES])
    command = [sys.executable, "-m", "tajawub.cli.main", "node", "migrate", "--node", str(paris)]
    partner = str(root / RABAT.slug / provision.INTRODUCTION)
    migrated = subprocess.run(
        [*command, "--partner", partner], env=environment(paris), capture_output=True, text=True, check=False
    )
    node.stop()
    assert migrated.returncode == 0, migrated.stderr
    yield paris
    Cluster.of(paris).remove()
    shutil.rmtree(root, ignore_errors=True)


class Database:
    """The node's PostgreSQL, killed by a thread at random and started again by whoever misses it."""

    def __init__(self, folder: Path, *, seed: int) -> None:
        self.cluster, self.binaries = Cluster.of(folder), postgres.find_binaries()
        self.server = self.cluster.start(self.binaries)
        self.kills = 0
        self._random = random.Random(seed)
        self._calm = threading.Event()
        self._killer = threading.Thread(target=self._kill_on_and_on)

    def __enter__(self) -> Database:
        self._killer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._calm.set()
        self._killer.join()
        self.wake()
        postgres.stop(self.server)

    def wake(self) -> None:
        if self.server.poll() is not None:
            self.server = self.cluster.start(self.binaries)

    def _kill_on_and_on(self) -> None:
        while not self._calm.wait(self._random.uniform(0.05, 0.8)) and self.kills < KILLS:
            if self.server.poll() is None:
                os.kill(self.server.pid, signal.SIGKILL)
                self.server.wait()
                self.kills += 1


class Desk:
    """One officer who repeats an order until it is seen done, as a person would."""

    def __init__(self, officers: Officers, database: Database) -> None:
        self.officers, self.database = officers, database
        self.cut_off = 0

    def order(self, do: str, **words: Any) -> Any:
        """Return the answer. Raises Told, also when the database was away: then it is back."""
        try:
            return self.officers.order(do, **words)
        except Told as told:
            if told.kind == "OperationalError":
                self.cut_off += 1
                self.database.wake()
            raise

    def persist(self, do: str, **words: Any) -> Any:
        while True:
            try:
                return self.order(do, **words)
            except Told as told:
                if told.kind != "OperationalError":
                    raise

    def rectify(self, request: str, digest: str, number: int) -> None:
        """Author the `number`th rectification once, whatever happens to the database meanwhile."""
        fields = {"rectifies": digest, "correction": f"correction {number}"}
        while True:
            dossier = self.persist("look", request=request)
            if len(dossier["acts"]) > number:
                return
            try:
                self.order(
                    "author", officer=JUDGE, request=request, kind="rectify", fields=fields, head=dossier["head"]
                )
            except Told as told:
                if told.kind not in ("OperationalError", "Moved"):
                    raise


def issue(desk: Desk) -> tuple[str, str]:
    decided = {"facts": invented.FACTS, "reason": invented.REASON}
    drafted = desk.persist("submit", officer=JUDGE, kind="issue", fields=invented.LETTER, **decided)
    try:
        desk.persist("approve", officer=LAWYER, **drafted)
    except Told as told:
        # It was approved before the answer was lost.
        if told.kind != "WrongStep":
            raise
    issued = desk.persist("issue", officer=JUDGE, draft=drafted["draft"])
    return issued["request"], issued["digest"]


def test_a_database_killed_in_the_middle_of_acts_loses_none_and_doubles_none(folder: Path) -> None:
    officers = Officers(folder)
    with Database(folder, seed=11) as database:
        desk = Desk(officers, database)
        request, digest = issue(desk)
        for number in range(1, ACTS + 1):
            desk.rectify(request, digest, number)
        kills, cut_off = database.kills, desk.cut_off
    officers.end()
    # The fewest that make this a test of anything; how many fall into an act is chance.
    assert kills >= 5
    assert cut_off >= 3
    node = Node(folder)
    node.start([Part.POSTGRES, Part.WORKER])
    try:
        assert_whole(folder, request)
    finally:
        officers.end()
        node.stop()


def assert_whole(folder: Path, request: str) -> None:
    """Every act once, with its standing, parcel, entry and leaf; cache and fold, ledger and tree agree."""
    officers = Officers(folder)
    try:
        dossier = _sequenced(officers, request)
        health = officers.order("health")
    finally:
        officers.end()
    assert [act["number"] for act in dossier["acts"]] == list(range(1, ACTS + 2))
    assert {act["standing"] for act in dossier["acts"]} == {"effective"}
    assert (health["cache_differs"], health["ledger"]) == ([], [])
    with psycopg.connect(config.load(folder).owner.conninfo) as connection:
        acts = connection.execute("SELECT digest, header FROM casework_act ORDER BY number").fetchall()
        parcels = connection.execute(
            "SELECT payload_sha256 FROM exchange_parcel WHERE kind = 'act/1' ORDER BY id"
        ).fetchall()
        logged = connection.execute(
            "SELECT digest FROM ledger_entry WHERE kind = 'casework:act:author' ORDER BY id"
        ).fetchall()
    said = [json.loads(header)["body"].get("correction") for _, header in acts]
    assert said == [None, *(f"correction {number}" for number in range(1, ACTS + 1))]
    assert parcels == [(digest,) for digest, _ in acts]
    assert logged == parcels


def _sequenced(officers: Officers, request: str) -> dict[str, Any]:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        dossier: dict[str, Any] = officers.order("look", request=request)
        if all(act["leaf"] is not None for act in dossier["acts"]):
            return dossier
        time.sleep(0.2)
    raise AssertionError("an act has no leaf after a minute")
