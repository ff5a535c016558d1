"""Real nodes to measure: one alone without its worker, or two joined; a clerk in each, and folds as they happen."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from tajawub.node import config, provision, rehearsal
from tajawub.node.supervisor import Node, Part, environment

PROJECT = Path(__file__).parents[2]
PATIENCE = 60.0
"""Seconds until something awaited counts as lost."""


class NotSeen(Exception):
    """What should have happened did not happen in time: the sentence says what."""


class Clerk:
    """The clerk's process of one node (see clerk.py)."""

    def __init__(self, folder: Path) -> None:
        self._log = (folder / "logs" / "clerk.log").open("a", encoding="utf-8")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.clerk"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            env=environment(folder),
            cwd=PROJECT,
            text=True,
        )
        self._answer()

    def order(self, do: str, **words: Any) -> Any:
        """Return what the order answers. Raises NotSeen when the clerk died over it."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"do": do, **words}) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> Any:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            said = Path(self._log.name).read_text(encoding="utf-8").strip().splitlines()
            raise NotSeen(f"the clerk ended: {said[-1] if said else 'it wrote nothing'}")
        return json.loads(line)

    def end(self) -> None:
        if self._process.stdin:
            self._process.stdin.close()
        if self._process.stdout:
            self._process.stdout.close()
        self._process.terminate()
        self._process.wait()
        self._log.close()


_TRIGGER = """
CREATE FUNCTION bench_folded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.standing = 'effective' AND (TG_OP = 'INSERT' OR OLD.standing <> 'effective') THEN
        PERFORM pg_notify('bench_folded', (SELECT encode(digest, 'hex') FROM casework_act WHERE id = NEW.act_id));
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER bench_folded AFTER INSERT OR UPDATE ON casework_standing FOR EACH ROW EXECUTE FUNCTION bench_folded();
"""


class Folds:
    """When each act took effect on a node, by digest.

    The node's PostgreSQL says so itself, with the commit of the transaction that folded the act: nothing is
    polled, and what is counted includes that commit's fsync.
    """

    def __init__(self, node: config.Node) -> None:
        with psycopg.connect(node.owner.conninfo, autocommit=True) as owner:
            owner.execute(_TRIGGER)
        self._seen: dict[str, float] = {}
        self._news = threading.Condition()
        self._stop = threading.Event()
        self._line = psycopg.connect(node.application.conninfo, autocommit=True)
        self._line.execute("LISTEN bench_folded")
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        while not self._stop.is_set():
            for notice in self._line.notifies(timeout=0.2):
                at = time.monotonic()
                with self._news:
                    self._seen.setdefault(notice.payload, at)
                    self._news.notify_all()

    def of(self, digests: Collection[str]) -> list[float]:
        """Return when each of these took effect, waiting for the last. Raises NotSeen."""
        with self._news:
            if not self._news.wait_for(lambda: all(digest in self._seen for digest in digests), PATIENCE):
                missing = sum(digest not in self._seen for digest in digests)
                raise NotSeen(f"{missing} of {len(digests)} acts were not folded within {PATIENCE:.0f} s")
            return [self._seen[digest] for digest in digests]

    def end(self) -> None:
        self._stop.set()
        self._thread.join()
        self._line.close()


@contextmanager
def alone(root: Path) -> Iterator[tuple[Node, config.Node, Path]]:
    """Run Paris with its database and listener only; yield its supervisor, its configuration, Rabat's folder."""
    ports = rehearsal.free_ports(2)
    paris, rabat = root / "fr", root / "ma"
    profile = replace(rehearsal.PARIS, web_port=ports[0], as4_port=ports[1])
    made = provision.create(paris, profile, at=datetime.now(UTC))
    provision.create(rabat, rehearsal.RABAT, at=datetime.now(UTC))
    node = Node(paris)
    try:
        node.start([Part.POSTGRES])
        command = [sys.executable, "-m", "tajawub.cli.main", "node", "migrate", "--node", str(paris)]
        subprocess.run(
            [*command, "--partner", str(rabat / provision.INTRODUCTION)],
            env=environment(paris),
            check=True,
            capture_output=True,
        )
        node.start([Part.LISTENER])
        node.wait_ready()
        yield node, made, rabat
    finally:
        node.stop()
