"""What a measurement is: a value for each run, what it is held against, and how both are told."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Against:
    """What a figure is held against: the ratio of each run, and the bar for it where one is set."""

    what: str
    ratios: tuple[float, ...] = ()
    bar: float | None = None
    at_least: bool = True
    """The bar is a floor; otherwise a ceiling."""

    @property
    def ratio(self) -> float | None:
        return statistics.median(self.ratios) if self.ratios else None

    @property
    def holds(self) -> bool | None:
        if self.ratio is None or self.bar is None:
            return None
        return self.ratio >= self.bar if self.at_least else self.ratio <= self.bar


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured thing, a value for each run; the median counts."""

    section: str
    name: str
    unit: str
    runs: tuple[float, ...]
    against: Against = Against("no bar is set")
    note: str = ""

    @property
    def median(self) -> float:
        return statistics.median(self.runs)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below or at which `share` (0 to 1) of the values lie (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * round(share * 1000) // 1000) - 1)]


def split(values: Sequence[float], runs: int) -> list[list[float]]:
    """Deal values into runs of equal length, in their order."""
    size = len(values) // runs
    return [list(values[start * size : (start + 1) * size]) for start in range(runs)]


def ratios(values: Sequence[float], of: Sequence[float]) -> tuple[float, ...]:
    """Divide run by run: what slowed the machine down in one run slowed both."""
    return tuple(value / other for value, other in zip(values, of, strict=True))


def others(seconds: float = 1.0) -> float:
    """Look on for so long and return the share of all cores that is busy, though nothing of ours runs."""
    before, _ = _busy(), time.sleep(seconds)
    return min(1.0, (_busy() - before) / (seconds * (os.cpu_count() or 1)))


def _busy() -> float:
    """Return the seconds of the machine's cores since it started that were not idle, the host's theft included."""
    cores = Path("/proc/stat").read_text(encoding="ascii").splitlines()[0].split()[1:9]
    user, nice, system, _idle, _waiting, *rest = map(int, cores)
    return (user + nice + system + sum(rest)) / os.sysconf("SC_CLK_TCK")


def plain(figure: Figure) -> dict[str, Any]:
    """Return a figure for JSON."""
    against = figure.against
    return {
        "section": figure.section,
        "name": figure.name,
        "unit": figure.unit,
        "median": figure.median,
        "min": min(figure.runs),
        "max": max(figure.runs),
        "runs": len(figure.runs),
        "against": against.what,
        "ratio": against.ratio,
        "bar": against.bar,
        "holds": against.holds,
        "note": figure.note,
    }


def lines(figures: Sequence[Figure]) -> list[str]:
    """Tell figures as a table, a heading for each section, notes beneath their figure."""
    told, section = list[str](), ""
    for figure in figures:
        if figure.section != section:
            section = figure.section
            told += ["", section, f"  {'':<46}{'median':>9} {'unit':<6} {'min – max':>19}  held against"]
        spread = f"{_number(min(figure.runs))} – {_number(max(figure.runs))}"
        told.append(
            f"  {figure.name:<46}{_number(figure.median):>9} {figure.unit:<6} {spread:>19}  {_held(figure.against)}"
        )
        if figure.note:
            told.append(f"      {figure.note}")
    return told


def _held(against: Against) -> str:
    if against.ratio is None:
        return against.what
    told = f"{against.ratio:.2f} × {against.what}"
    if against.bar is None:
        return told
    verdict = "holds" if against.holds else "MISSED"
    return f"{told} (bar {'≥' if against.at_least else '≤'} {against.bar:.2f}: {verdict})"


def _number(value: float) -> str:
    if value >= 100:
        return f"{value:,.0f}".replace(",", " ")
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"
