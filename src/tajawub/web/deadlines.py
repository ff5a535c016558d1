"""The deadlines of a dossier as they are read: what is critical, the others, and where the person is.

A deadline is four facts: counted from what, until what, what happens otherwise, under which rule. And who must act.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils.translation import pgettext

from tajawub.casework.deadlines import (
    Deadline,
    Detention,
    Held,
    Source,
    Standing,
    custody_since,
    deadlines,
    detention,
    nearest,
)
from tajawub.casework.deadlines_words import HELD, SOURCES
from tajawub.casework.dossier import Dossier
from tajawub.casework.extradition import BLOCKED, Custody, Position
from tajawub.casework.extradition_words import CUSTODY, STOPS
from tajawub.casework.life_cycle import Side
from tajawub.casework.words import Words
from tajawub.law import reasons, register
from tajawub.law.terms import Outcome, Term
from tajawub.mandates.values import Wording
from tajawub.web import articles, dates, phrases
from tajawub.web.places import place
from tajawub.web.timeline import Sign

HURTS_WITHIN = timedelta(days=3)
MARKS = {Source.LAW: "term", Source.REASONED: "reasoned", Source.POLICY: "aim"}
MOST_SQUARES = 60


@dataclass(frozen=True, slots=True)
class Square:
    """One day of the bar, or a few where there are many; places are in tenths of a square."""

    x: int
    look: str
    alarm: bool


@dataclass(frozen=True, slots=True)
class Days:
    """Day `day` of `of`, in the time zone the deadline is counted in; `width` is the drawing's, in its own units."""

    day: int
    of: int
    width: int
    squares: tuple[Square, ...]
    first: str
    last: str
    alarms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """One deadline; `reasons` are its author's words. `hurts` where it is near or past and not met."""

    title: Words
    source: Sign
    standing: Sign
    remains: str
    counted_from: str
    until: str
    otherwise: str
    reasons: str
    instrument: str
    article: str
    doubts: tuple[str, ...]
    ball: str
    ball_is_ours: bool
    over: bool
    hurts: bool


@dataclass(frozen=True, slots=True)
class Critical:
    """The deadline that counts now, with how it was counted. `days` is None for one of less than a day."""

    shown: Shown
    days: Days | None
    how: Wording | None
    later: str
    working_day: str


@dataclass(frozen=True, slots=True)
class Person:
    """Where the person is, since when and why; `release` says why release is due, where it is."""

    sign: Sign
    since: str
    held: str
    until: str
    release: str
    ball: str
    ball_is_ours: bool


@dataclass(frozen=True, slots=True)
class Stopped:
    """What stands in the way, who said so, and the acts it holds back."""

    words: Words
    by: str
    acts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """What the dossier's page says of time and custody."""

    critical: Critical | None
    others: tuple[Shown, ...]
    person: Person | None
    stops: tuple[Stopped, ...]


def panel(dossier: Dossier, *, language: str, now: datetime) -> Panel:
    """Return the panel as it stands; in custody the limit on the detention is critical, run out or not."""
    if dossier.opened is None:
        return Panel(None, (), None, ())
    reader = _Reader(dossier, language, now)
    found, held = deadlines(dossier, now), detention(dossier, now)
    critical = held.term if held is not None and held.term is not None else nearest(found)
    return Panel(
        critical=None if critical is None else reader.critical(critical),
        others=tuple(reader.shown(one) for one in found if critical is None or one.key != critical.key),
        person=reader.person(held),
        stops=tuple(reader.stops()),
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    """Says the deadlines of one dossier to one reader at one instant."""

    dossier: Dossier
    language: str
    now: datetime

    def state(self, side: Side) -> str:
        return self.dossier.told[0].act.header.request.state_of(side)

    def capital(self, side: Side) -> str:
        return phrases.capital(self.state(side), self.language)

    # ------------------------------------------------------------------------ one deadline

    def shown(self, one: Deadline) -> Shown:
        left, over = one.due_at - self.now, one.met_at is not None
        ours = self.state(one.ball) == settings.STATE
        return Shown(
            title=one.title,
            source=Sign(MARKS[one.source], "", SOURCES[one.source].said(self.language)),
            standing=self.standing(one),
            remains="" if over else remains(left),
            counted_from=self.counted_from(one),
            until=self.until(one),
            otherwise=_otherwise(one, self.language),
            reasons=one.reasons,
            instrument="" if one.provision is None else _instrument(one.provision.instrument, self.language),
            article=self.article(one),
            doubts=tuple(_doubts(one, self.language)),
            ball=self.capital(one.ball),
            ball_is_ours=ours,
            over=over,
            hurts=not over and (one.protects_detainee or left < (HURTS_WITHIN if ours else timedelta())),
        )

    def standing(self, one: Deadline) -> Sign:
        zone = one.zone
        met = "" if one.met_at is None else dates.short_day(one.met_at.astimezone(zone).date(), self.language)
        match one.standing:
            case Standing.RUNNING:
                return Sign("pending", "is-pending", pgettext("deadline", "runs"))
            case Standing.MET:
                return Sign("met", "is-met", pgettext("deadline", "met on %(day)s") % {"day": met})
            case Standing.MET_LATE:
                return Sign("alarm", "is-alarm", pgettext("deadline", "met late, on %(day)s") % {"day": met})
            case Standing.RAN_OUT:
                day = dates.short_day(one.last_day, self.language)
                return Sign("notmet", "is-notmet", pgettext("deadline", "ran out on %(day)s") % {"day": day})

    def counted_from(self, one: Deadline) -> str:
        header = one.started_by.act.header
        local = one.started_at.astimezone(place(header.author.state).zone)
        return pgettext("deadline", "%(act)s, %(day)s, %(time)s") % {
            "act": phrases.act_name(header.kind, self.language, self.dossier.procedure),
            "day": dates.day(local.date(), self.language),
            "time": dates.clock(local),
        }

    def until(self, one: Deadline) -> str:
        """Say the last day, or the instant of a deadline that is no whole number of days."""
        capital = next(self.capital(side) for side in Side if place(self.state(side)).zone == one.zone)
        local = one.due_at.astimezone(one.zone)
        said = {"weekday": dates.weekday(one.last_day, self.language), "capital": capital, "time": dates.clock(local)}
        if (local.hour, local.minute) == (0, 0):
            return pgettext("deadline", "%(weekday)s, end of the day in %(capital)s") % said
        return pgettext("deadline", "%(weekday)s, %(time)s in %(capital)s") % said

    def article(self, one: Deadline) -> str:
        if one.provision is None:
            return articles.article(one.article, self.language)
        return articles.bare(one.article, self.language) if one.article else ""

    # ------------------------------------------------------------------------ the critical one

    def critical(self, one: Deadline) -> Critical:
        counted = one.counted
        later = counted.if_first_day_excluded if counted else None
        extended = counted.if_holiday_extends if counted else None
        return Critical(
            shown=self.shown(one),
            days=self.days(one),
            how=counted.how if counted else None,
            later="" if later is None else self.day(later - timedelta(seconds=1), one),
            working_day="" if extended is None else dates.weekday(extended, self.language),
        )

    def day(self, at: datetime, one: Deadline) -> str:
        return dates.day(at.astimezone(one.zone).date(), self.language)

    def days(self, one: Deadline) -> Days | None:
        """Return the days counted; the day of the event is the first only where the earliest reading counts it."""
        length = one.counted.term.length.days if one.counted and one.counted.term.length else None
        of = (one.last_day - one.started_at.astimezone(one.zone).date()).days if length is None else length
        if of < 1:
            return None
        first = one.last_day - timedelta(days=of - 1)

        def number(at: datetime) -> int:
            return (at.astimezone(one.zone).date() - first).days + 1

        today = min(max(number(self.now), 0), of)
        step = -(-of // MOST_SQUARES)
        rung = {(number(at) - 1) // step for at, _ in one.alarms}
        here, count = (today - 1) // step, -(-of // step)
        squares = tuple(
            Square(index * 10, "gone" if index < here else "today" if index == here else "ahead", index in rung)
            for index in range(count)
        )
        alarms = tuple(
            pgettext("deadline: an alarm", "%(day)s (%(percent)d %%)")
            % {"day": dates.short_day(at.astimezone(one.zone).date(), self.language), "percent": percent}
            if percent
            else pgettext("deadline: an alarm", "%(day)s (48 h before)")
            % {"day": dates.short_day(at.astimezone(one.zone).date(), self.language)}
            for at, percent in one.alarms
        )
        return Days(
            today,
            of,
            count * 10,
            squares,
            first=dates.short_day(first, self.language),
            last=dates.short_day(one.last_day, self.language),
            alarms=alarms,
        )

    # ------------------------------------------------------------------------ the person

    def person(self, held: Detention | None) -> Person | None:
        custody = self.dossier.custody
        if custody is None:
            return None
        since, zone = custody_since(self.dossier), place(self.state(Side.REQUESTED)).zone
        due = held is not None and held.why is Held.RELEASE_DUE
        return Person(
            sign=Sign(_WHERE[custody], "is-alarm" if due else "", CUSTODY[custody].said(self.language)),
            since="" if since is None else dates.day(since.astimezone(zone).date(), self.language),
            held="" if held is None else HELD[held.why].said(self.language),
            until="" if held is None or held.term is None or due else self.until(held.term),
            release=self.release(held) if held is not None and due else "",
            ball=self.capital(Side.REQUESTED),
            ball_is_ours=self.state(Side.REQUESTED) == settings.STATE,
        )

    def release(self, held: Detention) -> str:
        if held.term is None:
            return pgettext("custody", "The request was withdrawn, refused or closed: nothing founds the custody.")
        said = pgettext("custody", "The term ended on %(day)s and the person is still held.")
        return said % {"day": dates.weekday(held.term.last_day, self.language)}

    def stops(self) -> Iterator[Stopped]:
        for side, position in self.dossier.positions.items():
            if not isinstance(position, Position):
                continue
            for stop in sorted(position.stops):
                held_back = [kind for kind, stops in BLOCKED.items() if stop in stops]
                acts = self.dossier.procedure.acts
                names = tuple(acts[kind].do.said(self.language) for kind in held_back if kind in acts)
                yield Stopped(STOPS[stop], self.capital(side), names)


_WHERE = {
    Custody.AT_LARGE: "go",
    Custody.IN_CUSTODY: "held",
    Custody.RELEASED: "go",
    Custody.HANDED_OVER: "go",
    Custody.DECEASED: "void",
}


def remains(left: timedelta) -> str:
    """Say what is left of a deadline, or how late it is."""
    if left < timedelta():
        return pgettext("deadline", "%(length)s late") % {"length": dates.span(-left)}
    return pgettext("deadline", "%(length)s left") % {"length": dates.span(left)}


def _instrument(key: str, language: str) -> str:
    return register.instrument(key).title.within(language)


def _otherwise(one: Deadline, language: str) -> str:
    """Say what follows where a deadline is not met; nothing is said of a side's own wish but its reasons."""
    term = one.provision.term if one.provision else None
    if term is None:
        return ""
    parts = [*_outcomes(term, language)]
    if term.rearrest_possible is not None:
        parts.append(
            pgettext("deadline", "a new arrest remains possible")
            if term.rearrest_possible
            else pgettext("deadline", "no new arrest for the same acts")
        )
    return ("؛ " if language == "ar" else "; ").join(parts)


def _outcomes(term: Term, language: str) -> Iterator[str]:
    def said(outcome: Outcome) -> str:
        return reasons.OUTCOMES[outcome].within(language)

    if term.must is not None:
        yield pgettext("deadline", "must follow: %(what)s") % {"what": said(term.must)}
    if term.may is not None:
        yield pgettext("deadline", "may follow: %(what)s") % {"what": said(term.may)}


def _doubts(one: Deadline, language: str) -> Iterator[str]:
    """Yield why a rule is not to be taken for certain."""
    rule = one.provision
    if rule is None:
        return
    if rule.article is None:
        yield pgettext("deadline", "article not read")
    if not rule.verified:
        evidence = reasons.EVIDENCE[rule.evidence].within(language)
        yield pgettext("deadline", "not verified: %(evidence)s") % {"evidence": evidence}
    if rule.checked_by is None:
        yield pgettext("deadline", "not yet confirmed by a lawyer of this node")


# ------------------------------------------------------------------------------------ in a list


@dataclass(frozen=True, slots=True)
class Due:
    """What a list shows of one deadline: `figure` and `rest` are what is left of it, or how late it is."""

    title: Words
    source: Sign
    on: date
    at: str
    figure: str
    rest: str
    says: str
    ball: str
    ball_is_ours: bool
    spent: int
    hurts: bool


def due(dossier: Dossier, *, language: str, now: datetime) -> Due | None:
    """Return the limit on a detention, else the deadline not met that ends first, past or not."""
    held = detention(dossier, now)
    awaited = [one for one in deadlines(dossier, now) if one.met_at is None]
    one = held.term if held and held.term else min(awaited, key=lambda one: one.due_at, default=None)
    if one is None:
        return None
    left, whole = one.due_at - now, one.due_at - one.started_at
    figure, rest = dates.units(abs(left))
    state = dossier.told[0].act.header.request.state_of(one.ball)
    ours = state == settings.STATE
    return Due(
        title=one.title,
        source=Sign(MARKS[one.source], "", SOURCES[one.source].said(language)),
        on=one.last_day,
        at="" if whole >= timedelta(days=1) else dates.clock(one.due_at.astimezone(place(settings.STATE).zone)),
        figure=figure,
        rest=rest,
        says=pgettext("desk: a length of time", "late")
        if left < timedelta()
        else pgettext("desk: a length of time", "before it falls due"),
        ball=phrases.capital(state, language),
        ball_is_ours=ours,
        spent=round(100 * min(max((now - one.started_at) / whole, 0), 1)) if whole else 100,
        hurts=one.protects_detainee or left < (HURTS_WITHIN if ours else timedelta()),
    )
