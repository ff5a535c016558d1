"""A year of requests in the shape ministries publish: how many, what became of them, how long it took. Pure.

By way, other State and kind of request. States stand in the alphabetical order of the reader's language and in no
other: a table of partners by speed is a means of pressure. Lengths of time are told from five cases on: below that
they would tell of single ones.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from tajawub.casework.clock import Clock, Milestone
from tajawub.casework.statistics_words import COUNTS, ENDED, FIGURES, INTERVALS, KEYS, WAYS, Ended, Interval, Way

FEWEST = 5
"""Node policy: of fewer values neither median nor percentile is shown."""

NONE_SHOWN = "–"
BOM = "\ufeff"
"""By which a spreadsheet knows UTF-8, and Arabic stays Arabic."""

_UNTIL = {
    Interval.ACKNOWLEDGED: Milestone.ACKNOWLEDGED,
    Interval.FIRST_ACTION: Milestone.FIRST_ACTION,
    Interval.RESULTS: Milestone.RESULTS_RETURNED,
}


@dataclass(frozen=True, slots=True)
class Row:
    """One request as it is counted: `state` is the other party; what is pending has not ended."""

    way: Way
    state: str
    kind: str
    urgent: bool
    opened_at: datetime
    ended: Ended | None
    ended_at: datetime | None
    clock: Clock


@dataclass(frozen=True, slots=True)
class Counts:
    """How many: what the year began with, what came in it (of which urgent), how many ended in it and how."""

    carried_over: int
    new: int
    urgent: int
    ended: Mapping[Ended, int]

    @property
    def total(self) -> int:
        return self.carried_over + self.new

    @property
    def pending(self) -> int:
        """Those that had not ended when the year did, or until today."""
        return self.total - sum(self.ended.values())

    @property
    def rate(self) -> int | None:
        """The share executed of all there were, in percent, halves up; None while nothing has ended."""
        ended = sum(self.ended.values())
        return (200 * self.ended[Ended.EXECUTED] + self.total) // (2 * self.total) if ended else None

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.carried_over + other.carried_over,
            self.new + other.new,
            self.urgent + other.urgent,
            {how: self.ended[how] + other.ended[how] for how in Ended},
        )


NOTHING = Counts(0, 0, 0, dict.fromkeys(Ended, 0))


@dataclass(frozen=True, slots=True)
class Figures:
    """How long one step took in `values` cases; the lengths are None where these are fewer than FEWEST."""

    values: int
    gross_median: timedelta | None
    gross_ninth: timedelta | None
    net_median: timedelta | None
    net_ninth: timedelta | None


@dataclass(frozen=True, slots=True)
class Line:
    """Requests of one kind between us and one State, one way; names in the reader's language."""

    way: Way
    state: str
    state_name: str
    kind: str
    kind_name: str
    counts: Counts
    figures: Mapping[Interval, Figures]


@dataclass(frozen=True, slots=True)
class Table:
    """One year. Lines in the order of ways, then of the alphabet."""

    year: int
    language: str
    lines: tuple[Line, ...]

    def total(self, way: Way) -> Counts:
        return sum((line.counts for line in self.lines if line.way is way), NOTHING)


def bounds(year: int, zone: tzinfo) -> tuple[datetime, datetime]:
    """Return the first instant of a year and of the next, by the State's own time."""
    return datetime(year, 1, 1, tzinfo=zone), datetime(year + 1, 1, 1, tzinfo=zone)


def table(
    rows: Iterable[Row],
    year: int,
    *,
    zone: tzinfo,
    language: str,
    state_name: Callable[[str], str],
    kind_name: Callable[[str], str],
) -> Table:
    """Count what a year began with, what came and what ended in it, and time the steps that were completed in it."""
    since, until = bounds(year, zone)
    groups: dict[tuple[Way, str, str], list[Row]] = {}
    for row in rows:
        if row.opened_at < until and (row.ended_at is None or row.ended_at >= since):
            groups.setdefault((row.way, row.state, row.kind), []).append(row)
    lines = [
        Line(
            way=way,
            state=state,
            state_name=state_name(state),
            kind=kind,
            kind_name=kind_name(kind),
            counts=_counts(group, since, until),
            figures={interval: _figures(group, interval, since, until) for interval in Interval},
        )
        for (way, state, kind), group in groups.items()
    ]
    ways = list(Way)
    lines.sort(key=lambda one: (ways.index(one.way), alphabetical(one.state_name), one.state, one.kind))
    return Table(year, language, tuple(lines))


def percentile(values: Iterable[timedelta], percent: int) -> timedelta:
    """Return the nearest-rank percentile: the smallest value that `percent` % of the values do not exceed.

    It is always one of the values, nothing in between; the median is the 50th, the lower of two in the middle.
    """
    ordered = sorted(values)
    rank = -(-percent * len(ordered) // 100)
    return ordered[max(rank, 1) - 1]


def alphabetical(name: str) -> str:
    """Return by what a State's name is ordered: without case, accents, hamza, or the Arabic article."""
    # The article is written with a bare alif: ألمانيا has none.
    parts = unicodedata.normalize("NFKD", name.removeprefix("ال"))
    return "".join(part for part in parts if not unicodedata.combining(part)).casefold()


def export(table: Table) -> bytes:
    """Return the table as CSV in UTF-8: headings in the reader's language with their stable codes, times in minutes.

    Fields are separated as the spreadsheets of that language expect it: by a comma in English, else by a semicolon.
    """
    written = io.StringIO()
    writer = csv.writer(written, delimiter="," if table.language == "en" else ";")
    writer.writerow(_text(heading) for heading in _headings(table.language))
    for line in table.lines:
        keys = (
            str(table.year), line.way, WAYS[line.way].said(table.language),
            line.state, line.state_name, line.kind, line.kind_name,
        )  # fmt: skip
        writer.writerow([*map(_text, keys), *_cells(line)])
    return (BOM + written.getvalue()).encode()


def _counts(group: list[Row], since: datetime, until: datetime) -> Counts:
    new = [row for row in group if row.opened_at >= since]
    ended = Counter(row.ended for row in group if row.ended_at is not None and row.ended_at < until)
    return Counts(
        carried_over=len(group) - len(new),
        new=len(new),
        urgent=sum(row.urgent for row in new),
        ended={how: ended[how] for how in Ended},
    )


def _figures(group: list[Row], interval: Interval, since: datetime, until: datetime) -> Figures:
    end = _UNTIL[interval]
    done = [row.clock for row in group if end in row.clock.reached and since <= row.clock.reached[end] < until]
    gross = [time for clock in done if (time := clock.gross(Milestone.DELIVERED, end, until)) is not None]
    net = [time for clock in done if (time := clock.net(Milestone.DELIVERED, end, until)) is not None]
    if len(gross) < FEWEST:
        return Figures(len(gross), None, None, None, None)
    return Figures(len(gross), percentile(gross, 50), percentile(gross, 90), percentile(net, 50), percentile(net, 90))


def _headings(language: str) -> list[str]:
    words = {**KEYS, **COUNTS, **{f"ended_{how}": said for how, said in ENDED.items()}}
    order = (*KEYS, "carried_over", "new", "urgent", "total", *(f"ended_{how}" for how in Ended), "pending", "rate")
    told = [f"{words[code].said(language)} [{code}]" for code in order]
    for interval in Interval:
        step = INTERVALS[interval].said(language)
        told += [f"{step}: {said.said(language)} [{interval}_{code}]" for code, said in FIGURES.items()]
    return told


def _cells(line: Line) -> list[str]:
    counts = line.counts
    numbers = [
        counts.carried_over, counts.new, counts.urgent, counts.total, *(counts.ended[how] for how in Ended),
        counts.pending, counts.rate,
    ]  # fmt: skip
    cells = [NONE_SHOWN if number is None else str(number) for number in numbers]
    for interval in Interval:
        one = line.figures[interval]
        lengths = (one.gross_median, one.gross_ninth, one.net_median, one.net_ninth)
        cells += [str(one.values), *(_minutes(length) for length in lengths)]
    return cells


def _minutes(length: timedelta | None) -> str:
    return NONE_SHOWN if length is None else str(length // timedelta(minutes=1))


def _text(value: str) -> str:
    # A spreadsheet takes a text that begins so for a formula, and would run it.
    return f"'{value}" if value.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else value
