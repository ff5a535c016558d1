"""The two-lane time line: from a file's entries to cards, days, gaps and waits. No query, no clock of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import pgettext, pgettext_lazy

from tajawub.casework import reads
from tajawub.casework.bodies import NotUnderstood, plain, understood
from tajawub.casework.deconfliction import Trace
from tajawub.casework.dossier import Dossier, Standing, Told
from tajawub.casework.life_cycle import Side
from tajawub.casework.models import DomesticAct
from tajawub.casework.reads import Entry, Folder
from tajawub.ledger.reads import Recorded
from tajawub.web import dates, phrases
from tajawub.web.beside import evidence
from tajawub.web.forms.bodies import Line, read
from tajawub.web.forms.sections import fields_of
from tajawub.web.places import place

GAP = timedelta(days=3)
"""Without an act for longer than this, the time line says so instead of drawing it."""

STANDINGS: dict[Standing, tuple[str, Promise]] = {
    Standing.UNEXPECTED: ("alarm", pgettext_lazy("standing", "out of turn: has effect, and alarms")),
    Standing.WITHOUT_EFFECT: ("void", pgettext_lazy("standing", "without effect")),
    Standing.HELD: ("held", pgettext_lazy("standing", "held: an act it names is not here yet")),
    Standing.NOT_UNDERSTOOD: ("held", pgettext_lazy("standing", "kept, not understood by this version")),
    Standing.CONTRADICTS: ("alarm", pgettext_lazy("standing", "contradicts the acts it names")),
    Standing.EQUIVOCATES: ("alarm", pgettext_lazy("standing", "two acts under one number")),
    Standing.FROZEN: ("void", pgettext_lazy("standing", "its series is frozen")),
}

WAITING = frozenset({"supplement_asked", "conditions_offered", "consulted"})
"""While the requested State waits for an answer its net clock stands still."""


@dataclass(frozen=True, slots=True)
class Sign:
    """One mark with its word, where an act has landed."""

    mark: str
    look: str
    text: str


@dataclass(frozen=True, slots=True)
class Card:
    """One line of the time line: an act that crosses the border, or a domestic one."""

    what: Literal["card"]
    lane: Literal["a", "b"]
    look: str
    time: str
    other_day: str
    serial: str
    title: str
    note: str
    lines: tuple[Line, ...]
    by: str
    signs: tuple[Sign, ...]
    digest: str
    alarm: str


@dataclass(frozen=True, slots=True)
class Day:
    what: Literal["day"]
    text: str


@dataclass(frozen=True, slots=True)
class Gap:
    what: Literal["gap"]
    text: str


@dataclass(frozen=True, slots=True)
class Wait:
    """The net clock stands still: whose answer is awaited, and since when."""

    what: Literal["wait"]
    lane: Literal["a", "b"]
    capital: str
    against: str
    since: str
    time: str


Part = Card | Day | Gap | Wait


def timeline(folder: Folder, *, here: ZoneInfo, language: str, now: datetime) -> tuple[Part, ...]:
    """Return the time line; days are headed by this node's calendar, times are local to where each act was done."""
    return tuple(_parts(folder, here, language, now))


def _parts(folder: Folder, here: ZoneInfo, language: str, now: datetime) -> Iterator[Part]:
    last: datetime | None = None
    for entry in folder.entries:
        if last and entry.at - last > GAP:
            length = dates.days((entry.at - last).days)
            yield Gap("gap", pgettext("time line", "%(days)s without an act") % {"days": length})
        heading = entry.at.astimezone(here).date()
        if last is None or last.astimezone(here).date() != heading:
            yield Day("day", dates.weekday(heading, language))
        last = entry.at
        card = _card(entry, folder, heading, here, language)
        if card:
            yield card
    if folder.dossier.state in WAITING:
        yield _wait(folder, language, here, now)
    today = dates.weekday(now.astimezone(here).date(), language)
    yield Day("day", pgettext("time line", "now, %(day)s") % {"day": today})


def _card(entry: Entry, folder: Folder, heading: date, here: ZoneInfo, language: str) -> Card | None:
    if entry.told is not None:
        return _shared(entry, entry.told, folder, heading, language)
    if entry.domestic is not None:
        return _domestic(entry.domestic, folder.side, here, language)
    return None


def _lane(side: Side) -> Literal["a", "b"]:
    """The requesting State is always on the start side: two people on the telephone see the same picture."""
    return "a" if side is Side.REQUESTING else "b"


def _shared(entry: Entry, told: Told, folder: Folder, heading: date, language: str) -> Card:
    header = told.act.header
    local = header.occurred_at.astimezone(place(header.author.state).zone)
    look, alarm = STANDINGS.get(told.standing, ("", ""))
    waits = entry.crossing is not None and entry.crossing.state != "delivered"
    return Card(
        what="card",
        lane=_lane(told.act.side),
        look=" ".join(part for part in ("cross", look, "waits" if waits else "") if part),
        time=dates.clock(local),
        other_day="" if local.date() == heading else dates.short_day(local.date(), language),
        serial=f"{header.author.state} {header.number}",
        title=phrases.act_name(header.kind, language, folder.dossier.procedure),
        note=told.why,
        lines=body_lines(told, folder.dossier, language),
        by=(header.author.officer_ar or header.author.officer) if language == "ar" else header.author.officer,
        signs=(*_crossed(entry, here=place(header.author.state).zone), *_recorded(entry.recorded)),
        digest=told.act.digest.hex(),
        alarm=str(alarm),
    )


def body_lines(told: Told, dossier: Dossier, language: str) -> tuple[Line, ...]:
    """Return what an act says, but for the letter, which fills the head of the dossier."""
    if told.body is dossier.opening:
        return ()
    try:
        body = told.body or understood(told.act.header.kind, told.act.header.body)
    except NotUnderstood:
        return ()
    return read(fields_of(body.kind, dossier, told.act.side), plain(body), language)


def _crossed(entry: Entry, *, here: ZoneInfo) -> Iterator[Sign]:
    crossing = entry.crossing
    if crossing is None:
        return
    if crossing.direction == "in":
        at = dates.clock_to_the_second(crossing.stored_at.astimezone(here))
        yield Sign("receipt", "is-receipt", pgettext("receipt", "received %(time)s, receipt sent") % {"time": at})
    elif crossing.delivered_at is not None:
        at = dates.clock_to_the_second(crossing.delivered_at.astimezone(here))
        yield Sign("receipt", "is-receipt", pgettext("receipt", "signed receipt %(time)s") % {"time": at})
    elif crossing.state == "failed":
        yield Sign("notmet", "is-notmet", pgettext("receipt", "not delivered: the operator must look"))
    else:
        yield Sign("pending", "is-pending", pgettext("receipt", "on its way, no receipt yet"))


def _recorded(recorded: Recorded | None) -> Iterator[Sign]:
    if recorded is None or recorded.index is None:
        yield Sign("pending", "is-pending", pgettext("proof", "entering the ledger"))
    elif recorded.countersigned_by:
        yield Sign("witness", "is-witness", pgettext("proof", "ledger countersigned"))
    else:
        yield Sign("pending", "is-pending", pgettext("proof", "in the ledger, countersignature awaited"))


def _domestic(row: DomesticAct, side: Side, here: ZoneInfo, language: str) -> Card:
    note = phrases.draft_name(row.draft, language) if row.draft else ""
    text = row.text
    if row.kind == DomesticAct.Kind.DISPATCHED:
        text = reads.authority(row.text).name.within(language)
    if row.kind == DomesticAct.Kind.DECONFLICTED:
        note, text = _who(row, language), "\n".join(evidence(map(Trace.read, row.text.splitlines()), language))
    written = (Line("", text),) if text else ()
    return Card(
        what="card",
        lane=_lane(side),
        look="own",
        time=dates.clock(row.stored_at.astimezone(here)),
        other_day="",
        serial="",
        title=str(phrases.DOMESTIC[row.kind]),
        note=note,
        lines=written,
        by=phrases.officer(row.officer, language) if row.officer else pgettext("time line", "found by the node"),
        signs=(),
        digest="",
        alarm="",
    )


def _who(row: DomesticAct, language: str) -> str:
    """Return which request was met: by its label, or as a draft while it had none."""
    met = row.other or (row.draft.request if row.draft else None)
    if met is not None:
        return met.label
    authority = reads.authority(row.draft.authority).name.within(language) if row.draft else ""
    return pgettext("time line", "a draft of %(authority)s") % {"authority": authority}


def _wait(folder: Folder, language: str, here: ZoneInfo, now: datetime) -> Wait:
    awaited = folder.dossier.procedure.states[folder.dossier.state].ball or Side.REQUESTING
    states = {Side.REQUESTING: folder.request.requesting, Side.REQUESTED: folder.request.requested}
    asked = [told.act.header.occurred_at for told in folder.dossier.told if told.effective]
    return Wait(
        "wait",
        _lane(awaited),
        phrases.capital(states[awaited], language),
        phrases.capital(states[awaited.other], language),
        dates.span(now - max(asked)) if asked else "",
        dates.clock(now.astimezone(here)),
    )
