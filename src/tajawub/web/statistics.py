"""A year in numbers: what this officer may read, counted by State, and how long each step took."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Min
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, pgettext
from django.views.decorators.http import require_safe

from tajawub.casework import reads
from tajawub.casework.act import EARLIEST
from tajawub.casework.procedures import PROCEDURES
from tajawub.casework.statistics import FEWEST, NONE_SHOWN, Counts, Figures, Line, Table, table
from tajawub.casework.statistics import export as written
from tajawub.casework.statistics_words import COUNTS, ENDED, INTERVALS, WAYS, Ended, Way
from tajawub.casework.words import Words
from tajawub.mandates.acts import performed, require
from tajawub.mandates.permissions import Permission
from tajawub.mandates.values import Mandate
from tajawub.web import dates
from tajawub.web.asked import Asked
from tajawub.web.dates import tongue
from tajawub.web.places import place

KINDS = {procedure.key: procedure.name for procedure in PROCEDURES.values()}
YEARS_OFFERED = 5


@dataclass(frozen=True, slots=True)
class Cell:
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One line of a table; `step` only where a step of the clock is timed."""

    state: str
    kind: str
    cells: tuple[Cell, ...]
    step: Words | None = None


@dataclass(frozen=True, slots=True)
class WayShown:
    """Requests sent or received; `total` where there are several lines to add up."""

    name: Words
    counts: tuple[Shown, ...]
    total: tuple[Cell, ...]
    times: tuple[Shown, ...]


@require_safe
def this_year(request: Asked) -> HttpResponse:
    return year(request, _today().year)


@require_safe
def year(request: Asked, year: int) -> HttpResponse:
    counted = _counted(request, year)
    ways = [_way(counted, way) for way in Way]
    context = {
        "year": year,
        "running": year == _today().year,
        "years": _years(request.mandate),
        "authority": reads.authority(request.mandate.authority).name.within(counted.language),
        "ways": [way for way in ways if way.counts],
        "fewest": FEWEST,
    }
    return render(request, "web/statistics.html", context)


@require_safe
def export(request: Asked, year: int) -> HttpResponse:
    response = HttpResponse(written(_counted(request, year)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f"attachment; filename=tajawub-{settings.STATE.lower()}-{year}.csv"
    return response


@performed
def _looked(*, by: Mandate, at: datetime) -> None:  # noqa: ARG001  (`at` dates the refusal)
    require(by, Permission.READ_STATISTICS, reads.new_letter(by))


def _counted(request: Asked, year: int) -> Table:
    """Return the year of what this officer may read. Raises Forbidden, Http404 (a year that is none or to come)."""
    _looked(by=request.mandate, at=settings.NOW())
    if not EARLIEST.year <= year <= _today().year:
        raise Http404
    language = tongue(get_language())
    return table(
        reads.statistics_rows(request.mandate, year),
        year,
        zone=place(settings.STATE).zone,
        language=language,
        state_name=lambda state: place(state).name.said(language),
        kind_name=lambda kind: KINDS[kind].said(language) if kind in KINDS else kind,
    )


def _today() -> datetime:
    now: datetime = settings.NOW()
    return now.astimezone(place(settings.STATE).zone)


def _years(mandate: Mandate) -> list[int]:
    """Return the years there is something of, the newest of them."""
    this = _today().year
    first = reads.visible(mandate).aggregate(first=Min("opened_at"))["first"]
    return [*range(first.year if first else this, this + 1)][-YEARS_OFFERED:]


def _way(counted: Table, way: Way) -> WayShown:
    language = counted.language
    lines = [line for line in counted.lines if line.way is way]
    return WayShown(
        name=WAYS[way],
        counts=tuple(Shown(line.state_name, line.kind_name, _counts(line.counts, language)) for line in lines),
        total=_counts(counted.total(way), language) if len(lines) > 1 else (),
        times=tuple(shown for line in lines for shown in _times(line)),
    )


def _counts(counts: Counts, language: str) -> tuple[Cell, ...]:
    numbers: Iterable[tuple[Words, int | None]] = (
        (COUNTS["carried_over"], counts.carried_over),
        (COUNTS["new"], counts.new),
        (COUNTS["urgent"], counts.urgent),
        (COUNTS["total"], counts.total),
        *((ENDED[how], counts.ended[how]) for how in Ended),
        (COUNTS["pending"], counts.pending),
        (COUNTS["rate"], counts.rate),
    )
    return tuple(
        Cell(words.said(language), NONE_SHOWN if number is None else str(number)) for words, number in numbers
    )


def _times(line: Line) -> Iterable[Shown]:
    for interval, figures in line.figures.items():
        yield Shown(line.state_name, line.kind_name, _lengths(figures), INTERVALS[interval])


def _lengths(figures: Figures) -> tuple[Cell, ...]:
    return (
        Cell(pgettext("statistics", "Cases"), str(figures.values)),
        Cell(pgettext("statistics", "Median, net"), _length(figures.net_median)),
        Cell(pgettext("statistics", "Median, gross"), _length(figures.gross_median)),
        Cell(pgettext("statistics", "90th percentile, net"), _length(figures.net_ninth)),
        Cell(pgettext("statistics", "90th percentile, gross"), _length(figures.gross_ninth)),
    )


def _length(length: timedelta | None) -> str:
    return NONE_SHOWN if length is None else dates.span(length)
