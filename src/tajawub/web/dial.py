"""The response clock of one request, drawn: milestones on a logarithmic scale, and the time that counts.

Seconds matter as much as days, so both can be read. What only this node knows is dotted. Places are computed here,
mirrored where the page is read from the right; the drawing's words are never turned with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log

from django.utils.translation import pgettext

from tajawub.casework import reads
from tajawub.casework.clock import LOCAL, Clock, Milestone
from tajawub.casework.clock_words import milestone
from tajawub.casework.reads import Folder
from tajawub.web import dates

WIDTH, EDGE = 640, 30
LETTER = 7
"""Units of the drawing that one letter of a label takes, at most."""
ROW = 38
"""Height of one row of labels."""
FEWEST = timedelta(seconds=10)
TICKS = tuple(
    timedelta(seconds=seconds)
    for seconds in (10, 60, 600, 3_600, 21_600, 86_400, 345_600, 864_000, 3_456_000, 15_552_000, 63_072_000)
)


@dataclass(frozen=True, slots=True)
class Tick:
    x: float
    text: str


@dataclass(frozen=True, slots=True)
class Pin:
    """One milestone: where it stands, where its label does, and how long after the issue; `own` is ours alone."""

    x: float
    label_x: float
    name_y: int
    value_y: int
    lead_y: int
    name: str
    value: str
    own: bool


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time in which the clock stood, on the even scale."""

    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Before:
    """What was done here before the issue: no place on the scale, which begins with it."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Dial:
    """`gross`, `net` and `stopped` are counted from the signed receipt; empty while there is none."""

    gross: str
    net: str
    stopped: str
    over: bool
    net_percent: int
    pins: tuple[Pin, ...]
    ticks: tuple[Tick, ...]
    before: tuple[Before, ...]
    stops: tuple[Stretch, ...]
    now_x: float
    line_y: int
    height: int

    @property
    def tick_y(self) -> int:
        return self.line_y + 14

    @property
    def tick_text_y(self) -> int:
        return self.line_y + 31

    @property
    def has_own(self) -> bool:
        return any(pin.own for pin in self.pins)

    @property
    def stopped_percent(self) -> int:
        return 100 - self.net_percent


def dial(folder: Folder, *, language: str, now: datetime) -> Dial | None:
    """Return the clock of a request, None before its issue is here."""
    told = reads.response_clock(folder)
    issued = told.reached.get(Milestone.ISSUED)
    if issued is None:
        return None
    ends = (Milestone.RESULTS_RETURNED, Milestone.CLOSED)
    end = next((one for one in ends if one in told.reached), None)
    until = max(issued, told.reached[end] if end else now)
    scale = _Scale(max(until - issued, timedelta(minutes=1)), mirrored=language == "ar")
    names = {one: milestone(one, folder.dossier.procedure).said(language) for one in Milestone}
    after = sorted((at, one) for one, at in told.reached.items() if at >= issued and one is not Milestone.ISSUED)
    labels = _placed([(scale.x(at - issued), names[one], at - issued, one in LOCAL) for at, one in after])
    rows = 1 + max((row for *_, row in labels), default=0)
    line = 20 + rows * ROW
    gross, net = told.gross(Milestone.DELIVERED, end, now), told.net(Milestone.DELIVERED, end, now)
    return Dial(
        gross="" if gross is None else dates.span(gross),
        net="" if net is None else dates.span(net),
        stopped="" if gross is None or net is None or gross == net else dates.span(gross - net),
        over=end is not None,
        net_percent=round(100 * net / gross) if gross and net is not None else 100,
        pins=tuple(_pin(*label, line) for label in labels),
        ticks=tuple(Tick(scale.x(tick), _length(tick)) for tick in scale.ticks),
        before=tuple(Before(names[one], dates.span(issued - at)) for one, at in told.reached.items() if at < issued),
        stops=tuple(_stretches(told, until, mirrored=language == "ar")),
        now_x=scale.x(until - issued),
        line_y=line,
        height=line + 40,
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    """From ten seconds to the first tick past `longest`, each tenfold as wide as the next."""

    longest: timedelta
    mirrored: bool

    @property
    def ticks(self) -> tuple[timedelta, ...]:
        shown = [tick for tick in TICKS if tick < self.longest]
        beyond = next((tick for tick in TICKS if tick >= self.longest), None)
        return (*shown, beyond or self.longest)

    def x(self, length: timedelta) -> float:
        whole = log(self.ticks[-1] / FEWEST)
        part = log(max(length, FEWEST) / FEWEST) / whole
        return _mirrored(EDGE + part * (WIDTH - 2 * EDGE), self.mirrored)


def _mirrored(x: float, mirrored: bool) -> float:
    return round(WIDTH - x if mirrored else x, 1)


Label = tuple[float, float, str, str, bool, int]
"""Where the pin is, where its label is, the name, the length, whether it is ours alone, the row of the label."""


def _placed(pins: list[tuple[float, str, timedelta, bool]]) -> list[Label]:
    """Give each label the lowest row in which it touches no other."""
    taken: list[list[tuple[float, float]]] = []
    placed = []
    for x, name, length, own in pins:
        value = _length(length)
        half = LETTER * max(len(name), len(value)) / 2
        label = round(min(max(x, half), WIDTH - half), 1)
        row = next(
            (
                number
                for number, spans in enumerate(taken)
                if all(label + half < since or until < label - half for since, until in spans)
            ),
            len(taken),
        )
        if row == len(taken):
            taken.append([])
        taken[row].append((label - half, label + half))
        placed.append((x, label, name, value, own, row))
    return placed


def _pin(x: float, label: float, name: str, value: str, own: bool, row: int, line: int) -> Pin:
    value_y = line - 16 - row * ROW
    return Pin(x, label, value_y - 16, value_y, value_y + 5, name, value, own)


def _length(length: timedelta) -> str:
    """Say a length down to the second: on this scale a machine's answer is seen."""
    if length >= timedelta(minutes=1):
        return dates.span(length)
    return pgettext("length of time", "%(seconds)d s") % {"seconds": int(length.total_seconds())}


def _stretches(told: Clock, until: datetime, *, mirrored: bool) -> list[Stretch]:
    """Return when the net clock stood, on an even scale from the receipt to the end."""
    since = told.reached.get(Milestone.DELIVERED)
    if since is None or until <= since:
        return []
    inner = WIDTH - 2 * EDGE

    def place(at: datetime) -> float:
        return EDGE + inner * ((min(max(at, since), until) - since) / (until - since))

    found = []
    for pause in told.pauses:
        begins, ends = place(pause.since), place(pause.until or until)
        if ends > begins:
            width = ends - begins
            found.append(Stretch(_mirrored(ends if mirrored else begins, mirrored), round(width, 1)))
    return found
