"""The rehearsal: a whole letter rogatory across two real nodes, headless, on a good network or a bad one.

Each node has its own folder, PostgreSQL, keys, listener, worker and officers, all in processes of their own.
Whatever an officer does is repeated until it is seen done, as a person would; nothing may happen twice.
"""

from __future__ import annotations

import base64
import contextlib
import json
import random
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tajawub.node import clock, invented, provision
from tajawub.node.faults import Relay
from tajawub.node.supervisor import Node, Part, environment

PATIENCE = 90.0
"""Seconds until something awaited counts as lost: far beyond a killed worker's takeover."""

PARIS = provision.Profile("fr", "FR", "Paris", "fr", "Europe/Paris", 0, 0, demo=True, rehearsal=True)
RABAT = provision.Profile("ma", "MA", "Rabat", "ar", "Africa/Casablanca", 0, 0, demo=True, rehearsal=True)

JUDGE, LAWYER, DESK_FR = "etienne.morvalier", "claire.vauxmarin", "hugo.brevalin"
DESK_MA, MAGISTRATE, PROSECUTOR = "anas.temsli", "salma.ibrizi", "idris.wardighi"

Answer = dict[str, Any]
Say = Callable[[str], None]


class Lost(Exception):
    """What should have happened did not happen in time: the sentence says what."""


class Told(Exception):
    """An officer was told why an order is not possible."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(f"{answer['error']}: {answer['says']}")
        self.kind = answer["error"]


class Officers:
    """The officers of one node: a process that carries out orders. Started again when it has died."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._process: subprocess.Popen[str] | None = None
        self._lock = threading.Lock()

    def order(self, do: str, **words: Any) -> Any:
        """Return what the order answers. Raises Told; Lost when the process died over it: our bug."""
        with self._lock:
            process = self._running()
            try:
                answer = self._ask(process, json.dumps({"do": do, **words}))
            except (OSError, ValueError) as error:
                self.end()
                raise Lost(
                    f"{do}: the officers' process ended ({error}): see {self.folder}/logs/officers.log"
                ) from None
        if "error" in answer:
            raise Told(answer)
        return answer["ok"]

    def end(self) -> None:
        if self._process:
            self._process.kill()
            with contextlib.suppress(OSError):  # what was still to be written to it is lost, and may be
                self._process.communicate()
            self._process = None

    def _running(self) -> subprocess.Popen[str]:
        if self._process is None:
            log = (self.folder / "logs" / "officers.log").open("a", encoding="utf-8")
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tajawub.node.officer"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env=environment(self.folder),
                text=True,
                encoding="utf-8",
            )
            log.close()
            self._ask(self._process, "")
        return self._process

    @staticmethod
    def _ask(process: subprocess.Popen[str], line: str) -> Answer:
        if process.stdin is None or process.stdout is None:
            raise ValueError("no pipe")
        if line:
            process.stdin.write(line + "\n")
            process.stdin.flush()
        answer: Answer = json.loads(process.stdout.readline())
        return answer


@dataclass(slots=True)
class Place:
    """One node of the rehearsal: its profile, supervisor and officers."""

    profile: provision.Profile
    folder: Path
    node: Node
    officers: Officers


@dataclass(slots=True)
class Report:
    """What the rehearsal saw. `complaints` is empty exactly when everything held."""

    seed: int | None
    seconds: dict[str, float] = field(default_factory=dict)
    label: str = ""
    dossiers: list[dict[str, Answer]] = field(default_factory=list)
    """Of each request, the dossier as each node holds it."""
    killed: list[str] = field(default_factory=list)
    drawn: dict[str, int] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)


def free_ports(count: int) -> list[int]:
    """Return ports of 127.0.0.1 that nobody uses just now."""
    probes = [socket.socket() for _ in range(count)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
    finally:
        for probe in probes:
            probe.close()


@contextmanager
def two_nodes(root: Path, *, say: Say, seed: int | None = None, web: bool = False) -> Iterator[Stage]:
    """Make, prepare and start Paris and Rabat under `root`; with a seed, the network between them is bad."""
    ports = free_ports(6)
    profiles = [
        replace(profile, web_port=ports[3 * index], as4_port=ports[3 * index + 1])
        for index, profile in enumerate((PARIS, RABAT))
    ]
    relays = (
        []
        if seed is None
        else [
            Relay(ports[3 * index + 2], profile.as4_port, seed=seed + index) for index, profile in enumerate(profiles)
        ]
    )
    folders = [root / profile.slug for profile in profiles]
    for folder, profile in zip(folders, profiles, strict=True):
        provision.create(folder, profile, at=datetime.now(UTC))
    for relay, folder in zip(relays, folders, strict=bool(relays)):
        _move_address(folder, relay.port)
        relay.start()
    places = [
        Place(profile, folder, Node(folder), Officers(folder))
        for profile, folder in zip(profiles, folders, strict=True)
    ]
    try:
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda place, other: _prepare(place, other), places, reversed(places)))
        say("both databases migrated, seeded, introduced to each other")
        parts = [part for part in Part if web or part is not Part.WEB]
        for place in places:
            place.node.start(parts)
        for place in places:
            place.node.wait_ready()
        say("both nodes answer")
        yield Stage(*places, relays=relays)
    finally:
        for place in places:
            place.officers.end()
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda place: place.node.stop(), places))
        for relay in relays:
            relay.stop()


def _move_address(folder: Path, port: int) -> None:
    """Let the partner come through the relay instead of the listener's own port."""
    file = folder / provision.INTRODUCTION
    introduction = json.loads(file.read_text(encoding="utf-8"))
    address = urlsplit(introduction["url"])
    introduction["url"] = address._replace(netloc=f"{address.hostname}:{port}").geturl()
    file.write_text(json.dumps(introduction), encoding="utf-8")


def _prepare(place: Place, partner: Place) -> None:
    place.node.start([Part.POSTGRES])
    command = [sys.executable, "-m", "tajawub.cli.main", "node", "migrate", "--node", str(place.folder)]
    migrated = subprocess.run(
        [*command, "--partner", str(partner.folder / provision.INTRODUCTION)],
        env=environment(place.folder),
        capture_output=True,
        text=True,
        check=False,
    )
    if migrated.returncode:
        raise Lost(f"{place.profile.name}: the database could not be prepared: {migrated.stderr[-500:]}")


class Stage:
    """Both nodes up: what officers do on them, done as persistently as people do."""

    def __init__(self, paris: Place, rabat: Place, *, relays: list[Relay]) -> None:
        self.paris, self.rabat, self.relays = paris, rabat, relays
        self.request = ""
        self.ends: dict[str, str] = {}
        """Each request played, and the state it must end in."""
        self.ahead = timedelta(0)
        """How far both clocks stand before the real time."""

    def until(self, what: str, found: Callable[[], Any], *, every: float = 0.05) -> Any:
        """Ask again until there is an answer. Raises Lost."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                answer = found()
            except Told as told:
                if told.kind != "OperationalError":
                    raise
                answer = None
            if answer:
                return answer
            time.sleep(every)
        raise Lost(f"{what}: not within {PATIENCE:.0f} s")

    def turn_clock(self, at: datetime) -> None:
        """Let both nodes stand at `at` from now on, once nothing is on its way: a parcel ages with the clocks."""
        for place in (self.paris, self.rabat):
            _emptied(self, place)
        self.ahead = ahead = at - datetime.now(UTC)
        for place in (self.paris, self.rabat):
            clock.turn(place.folder, ahead)

    def look(self, place: Place, at: datetime | None = None) -> Answer | None:
        """Return the dossier of the request at hand; deadlines and clock as they stand at `at`, else now."""
        when = at.isoformat() if at else ""
        answer: Answer | None = place.officers.order("look", request=self.request, at=when)
        return answer

    def issue_letter(self) -> str:
        """Draft, approve and issue the letter in Paris; return its label."""
        return self.open("issue", invented.letter(), ends="closed")

    def open(self, kind: str, fields: Answer, *, ends: str) -> str:
        """Draft, approve and issue in Paris what opens a request, which must end in that state; return its label."""
        drafted = self._approved(self.paris, JUDGE, LAWYER, kind, fields, "", None)
        order = self.paris.officers.order
        issued = self.until("issue", lambda: order("issue", officer=JUDGE, draft=drafted["draft"]))
        self.request = issued["request"]
        self.ends[self.request] = ends
        return str(issued["label"])

    def bind(
        self,
        place: Place,
        author: str,
        approver: str,
        kind: str,
        fields: Answer,
        annexes: list[Answer] | None = None,
    ) -> None:
        """Author an act that takes two officers, and see it stand once more in that side's own series."""
        before = len(self._own(self.until("dossier", lambda: self.look(place)), place, kind))
        drafted = self._approved(place, author, approver, kind, fields, self.request, annexes)

        def issued() -> bool:
            try:
                place.officers.order("issue", officer=author, draft=drafted["draft"])
            except Told as told:
                return _again(told)
            return len(self._own(self.until("dossier", lambda: self.look(place)), place, kind)) > before

        self.until(f"{place.profile.name}: {kind}", issued)

    def _approved(
        self,
        place: Place,
        author: str,
        approver: str,
        kind: str,
        fields: Answer,
        request: str,
        annexes: list[Answer] | None,
    ) -> Answer:
        """Return a draft that another officer has approved, with reasons wherever the law's answer is unclear."""
        order = place.officers.order
        drafted: Answer = self.until(
            f"{kind}: draft",
            lambda: order(
                "submit",
                officer=author,
                kind=kind,
                fields=fields,
                request=request,
                annexes=annexes or [],
                facts=invented.FACTS,
                reason=invented.REASON,
            ),
        )

        def approved() -> Any:
            try:
                return order("approve", officer=approver, reason=invented.SET_ASIDE, **drafted)
            except Told as told:
                # A repeated approval finds the draft approved: that is what was wanted.
                return told.kind == "WrongStep" or _again(told)

        self.until(f"{kind}: approval", approved)
        return drafted

    def act(
        self,
        place: Place,
        officer: str,
        kind: str,
        fields: Answer,
        annexes: list[Answer] | None = None,
        occurred_at: datetime | None = None,
    ) -> None:
        """Author one act, and see it stand once in that side's own series."""
        before = len(self._own(self.until("dossier", lambda: self.look(place)), place, kind))

        def authored() -> bool:
            dossier = self.until("dossier", lambda: self.look(place))
            if len(self._own(dossier, place, kind)) > before:
                return True
            try:
                place.officers.order(
                    "author",
                    officer=officer,
                    request=self.request,
                    kind=kind,
                    fields=fields,
                    head=dossier["head"],
                    annexes=annexes or [],
                    occurred_at=occurred_at.isoformat() if occurred_at else "",
                )
            except Told as told:
                return told.kind != "Moved" and _again(told)
            return True

        self.until(f"{place.profile.name}: {kind}", authored)

    def _own(self, dossier: Answer, place: Place, kind: str) -> list[Answer]:
        side = "requesting" if place is self.paris else "requested"
        return [act for act in dossier["acts"] if act["side"] == side and act["kind"] == kind]

    def sees(self, place: Place, state: str) -> Answer:
        """Wait until the dossier has that state on that node."""

        def seen() -> Answer | None:
            dossier = self.look(place)
            return dossier if dossier and dossier["state"] == state else None

        answer: Answer = self.until(f"{place.profile.name}: state {state}", seen)
        return answer


def _again(told: Told) -> bool:
    if told.kind == "OperationalError":
        return False
    raise told


def annex(name: str, text: str) -> list[Answer]:
    content = base64.b64encode(text.encode()).decode()
    return [{"name": name, "media_type": "text/plain", "content": content}]


def play(stage: Stage, say: Say) -> str:
    """Play the letter from draft to close on both sides; return its label."""
    paris, rabat = stage.paris, stage.rabat
    label = stage.issue_letter()
    say(f"{label} issued in Paris")
    stage.sees(rabat, "awaiting_acknowledgement")
    stage.act(rabat, DESK_MA, "acknowledge", invented.ACKNOWLEDGE)
    stage.until(
        "dispatch",
        lambda: rabat.officers.order("dispatch", officer=MAGISTRATE, request=stage.request, authority="ma-pg-rabat"),
    )
    stage.act(rabat, MAGISTRATE, "ask_supplement", invented.ASK_SUPPLEMENT)
    stage.sees(paris, "supplement_asked")
    say("Rabat asks for a supplement")
    plan = annex("plan-entrepot-14.txt", invented.PLAN_TEXT)
    stage.act(paris, JUDGE, "supply_supplement", invented.SUPPLY_SUPPLEMENT, plan)
    stage.sees(rabat, "under_examination")
    stage.act(rabat, MAGISTRATE, "accept", invented.ACCEPT)
    stage.act(rabat, PROSECUTOR, "report_execution", invented.EXECUTED)
    stage.act(rabat, PROSECUTOR, "report_execution", invented.IMPOSSIBLE)
    say("one measure executed, one impossible")
    minutes = annex("mahdar.txt", invented.MINUTES_TEXT)
    stage.act(rabat, MAGISTRATE, "return_results", invented.RETURN_RESULTS, minutes)
    stage.sees(paris, "results_to_check")
    stage.act(paris, JUDGE, "accept_results", invented.ACCEPT_RESULTS)
    stage.act(paris, LAWYER, "close", invented.CLOSE)
    stage.sees(rabat, "closed_by_requesting")
    stage.act(rabat, MAGISTRATE, "close", invented.CLOSE)
    stage.sees(paris, "closed")
    say("closed on both sides")
    return label


def settle(stage: Stage) -> None:
    """Exchange accounts and wait until both agree, every parcel has its receipt, every act its countersigned leaf."""
    for relay in stage.relays:
        relay.calm = True
    _settle(stage, stage.paris, DESK_FR, "MA")
    _settle(stage, stage.rabat, DESK_MA, "FR")
    for place in (stage.paris, stage.rabat):
        _emptied(stage, place)


def _settle(stage: Stage, place: Place, desk: str, other: str) -> None:
    order, name = place.officers.order, place.profile.name
    stage.until("account", lambda: order("exchange_account", officer=desk, to=other))
    stage.until(f"{name}: the accounts agree", lambda: order("differences", with_state=other) == [])
    for request in stage.ends:
        stage.request = request
        stage.until(f"{name}: receipts and leaves", lambda: not _unproved(stage.look(place)))
    _emptied(stage, place)


def _emptied(stage: Stage, place: Place) -> None:
    stage.until(f"{place.profile.name}: nothing waits", lambda: place.officers.order("health")["queue"] == [])


def _unproved(dossier: Answer | None) -> list[str]:
    if dossier is None:
        return ["no dossier"]
    return [
        f"{act['side']} {act['number']} {act['kind']}"
        for act in dossier["acts"]
        if act["delivered_at"] is None or act["leaf"] is None or not act["countersigned_by"]
    ]


def judge(stage: Stage, report: Report) -> None:
    """Compare both nodes, request by request, and write down every complaint."""
    at = datetime.now(UTC) + stage.ahead
    for request, end in stage.ends.items():
        stage.request = request
        paris = stage.until("dossier", lambda: stage.look(stage.paris, at))
        rabat = stage.until("dossier", lambda: stage.look(stage.rabat, at))
        report.dossiers.append({"FR": paris, "MA": rabat})
        report.complaints += [f"{paris['label']}: {complaint}" for complaint in _compared(paris, rabat, end)]
    complain = report.complaints.append
    for place, other in ((stage.paris, "MA"), (stage.rabat, "FR")):
        name = place.profile.state
        differences = place.officers.order("differences", with_state=other)
        health = place.officers.order("health")
        for differing in differences if differences is not None else ["no account came"]:
            complain(f"{name}: account: {differing}")
        report.complaints += [f"{name}: the cache differs: {request}" for request in health["cache_differs"]]
        report.complaints += [f"{name}: ledger: {finding}" for finding in health["ledger"]]
        report.complaints += [f"{name}: undelivered: {parcel}" for parcel in health["queue"]]


def _compared(paris: Answer, rabat: Answer, end: str) -> Iterator[str]:
    """Tell in what two dossiers of one request differ, and what is not as it must be at its end."""
    for what in ("state", "positions", "heads", "label", "custody", "detention", "deadlines", "clock"):
        if paris[what] != rabat[what]:
            yield f"the nodes differ in {what}: {paris[what]} / {rabat[what]}"
    if paris["state"] != end:
        yield f"it ends as {paris['state']}, not as {end}"
    for name, dossier in (("FR", paris), ("MA", rabat)):
        for act in dossier["acts"]:
            if act["standing"] != "effective":
                yield f"{name}: {act['side']} {act['number']} is {act['standing']}"
        for unproved in _unproved(dossier):
            yield f"{name}: no receipt or countersigned leaf: {unproved}"
    if sorted(act["digest"] for act in paris["acts"]) != sorted(act["digest"] for act in rabat["acts"]):
        yield "the nodes do not hold the same acts"


def _waiting(stage: Stage) -> Iterator[str]:
    """Tell what each node still tries to deliver, and why it could not yet."""
    for place in (stage.paris, stage.rabat):
        for parcel in place.officers.order("health")["queue"]:
            yield f"{place.profile.name} still holds {parcel}"


class Killer:
    """Kills workers, listeners and databases with SIGKILL while the letter is played, each time one that answers."""

    KILLS = 8
    PARTS = (Part.WORKER, Part.LISTENER, Part.WORKER, Part.LISTENER, Part.POSTGRES)

    def __init__(self, stage: Stage, seed: int) -> None:
        self.stage, self.killed = stage, list[str]()
        self._random = random.Random(seed)  # noqa: S311 - repeatable on purpose, nothing secret
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="killer", daemon=True)

    def __enter__(self) -> Killer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while len(self.killed) < self.KILLS and not self._stop.wait(self._random.uniform(0.1, 2.0)):
            place = self._random.choice((self.stage.paris, self.stage.rabat))
            part = self._random.choice(self.PARTS)
            if place.node.answers(part):
                place.node.kill(part)
                self.killed.append(f"{place.profile.state} {part}")


Play = Callable[[Stage, Say], str]
"""A whole case: plays it on a stage and returns its label."""


def rehearse(root: Path, *, say: Say, seed: int | None = None, case: Play = play) -> Report:
    """Play a case under `root`, which is left as it is afterwards; with a seed, among faults."""
    report = Report(seed)
    began = time.monotonic()

    def timed(what: str) -> None:
        report.seconds[what] = round(time.monotonic() - began, 2)

    with two_nodes(root, say=say, seed=seed) as stage:
        timed("nodes up")
        try:
            if seed is None:
                report.label = case(stage, say)
            else:
                with Killer(stage, seed) as killer:
                    report.killed = killer.killed
                    report.label = case(stage, say)
            timed("case played")
            settle(stage)
            timed("accounts agree")
            judge(stage, report)
        except Lost as lost:
            report.complaints += [str(lost), *_waiting(stage)]
        for relay in stage.relays:
            for fault, count in relay.drawn.items():
                report.drawn[str(fault)] = report.drawn.get(str(fault), 0) + count
    timed("all")
    return report


def lines(report: Report) -> Iterator[str]:
    """Tell a report: the time line with receipts and proofs, then what held or did not."""
    for held in report.dossiers:
        dossier = held["FR"]
        yield f"{dossier['label']}: {dossier['state']}"
        for act in dossier["acts"]:
            receipt = act["delivered_at"] or "no receipt"
            leaf = "no leaf" if act["leaf"] is None else f"leaf {act['leaf']}"
            by = ", ".join(act["countersigned_by"]) or "nobody"
            side = "FR" if act["side"] == "requesting" else "MA"
            what = f"{act['authored_at']}  {side} {act['number']:>2}  {act['kind']:<26}"
            yield f"{what} receipt {receipt}  {leaf}, countersigned by {by}"
        for deadline in dossier["deadlines"]:
            yield f"  deadline {deadline['key']}: {deadline['due_at']}, {deadline['standing']}. {deadline['how']}"
        yield "  clock " + "  ".join(f"{what} {at}" for what, at in dossier["clock"].items())
    if report.seed is not None:
        yield f"seed {report.seed}: network turns {report.drawn}; killed: {', '.join(report.killed) or 'nothing'}"
    yield "  ".join(f"{what} {seconds} s" for what, seconds in report.seconds.items())
    yield from (f"NOT HELD: {complaint}" for complaint in report.complaints)
    if not report.complaints:
        yield f"{report.label}: both nodes hold the same positions, deadlines and clocks;"
        yield "every parcel has its receipt, every act its leaf."
