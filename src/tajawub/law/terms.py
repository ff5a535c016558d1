"""Legal terms and their arithmetic: by when, counted how, shown to both sides in the same sentence.

Whole days run in the requested State's time zone, the day of the event excluded, to the end of the last day.
Hours are elapsed hours. A limit that protects a detained person and whose reading is unverified is shown at its
earliest reading; the later one stands beside it and never prolongs. A weekend or public holiday prolongs nothing
either: the next working day is shown, since domestic law may say so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

import holidays

from tajawub.law.words import filled
from tajawub.mandates.permissions import Evidence
from tajawub.mandates.values import Wording


class Side(StrEnum):
    REQUESTING = "requesting"
    REQUESTED = "requested"


class Event(StrEnum):
    """The acts from which, and by which, terms run."""

    ISSUE = "issue"
    ACKNOWLEDGE = "acknowledge"
    ASK_SUPPLEMENT = "ask_supplement"
    SUPPLY_SUPPLEMENT = "supply_supplement"
    CONSULT = "consult"
    ACCEPT = "accept"
    REFUSE = "refuse"
    POSTPONE = "postpone"
    REPORT_EXECUTION = "report_execution"
    RETURN_RESULTS = "return_results"
    WITHDRAW = "withdraw"
    REQUEST_PROVISIONAL_ARREST = "request_provisional_arrest"
    ARREST = "arrest"
    SEND_FORMAL_REQUEST = "send_formal_request"
    RECEIVE_FORMAL_REQUEST = "receive_formal_request"
    ASK_EXTENSION = "ask_extension"
    RECORD_CONSENT = "record_consent"
    REPORT_COURT_DECISION = "report_court_decision"
    GRANT = "grant"
    SCHEDULE_SURRENDER = "schedule_surrender"
    SURRENDER = "surrender"
    SURRENDER_TEMPORARILY = "surrender_temporarily"
    REPORT_DEATH = "report_death"
    RELEASE = "release"
    DISCHARGE = "discharge"  # finally freed, nothing keeps the person in the territory
    LEAVE = "leave"
    RETURN = "return"
    DISMISS_WITNESS = "dismiss_witness"  # told that their presence is no longer required
    REQUEST_PROSECUTION = "request_prosecution"
    SUBMIT_TO_PROSECUTION = "submit_to_prosecution"
    REPORT_OUTCOME = "report_outcome"
    REQUEST_PRESERVATION = "request_preservation"
    PRESERVE = "preserve"
    DISCLOSE = "disclose"
    GIVE_NOTICE = "give_notice"
    LEARN = "learn"  # a fact comes to the knowledge of the side that must then act


class Quality(StrEnum):
    """What an act must be, beyond having happened, to satisfy a term."""

    DOCUMENTS_COMPLETE = "documents_complete"
    FOLLOW_UP = "follow_up"  # of the request for mutual assistance announced before


class Outcome(StrEnum):
    """What a term's end brings."""

    RELEASE = "release"
    END_SAFE_CONDUCT = "end_safe_conduct"
    END_SPECIALITY = "end_speciality"
    STOP = "stop"


class Counting(StrEnum):
    """Whether the day of the event counts: excluded, or the text was not read on it."""

    DAY_EXCLUDED = "day_excluded"
    UNREAD = "unread"


class Owed(StrEnum):
    """A limit not to be passed, or the least that is owed."""

    LIMIT = "limit"
    MINIMUM = "minimum"


@dataclass(frozen=True, slots=True)
class Trigger:
    """An act of one side, of the quality required if there is one."""

    event: Event
    side: Side
    requires: Quality | None = None


@dataclass(frozen=True, slots=True)
class Length:
    """Whole days, or elapsed hours: exactly one of them."""

    days: int = 0
    hours: int = 0

    @classmethod
    def read(cls, iso: str) -> Length:
        """Read an ISO 8601 duration of days or of hours. Raises ValueError."""
        form = re.fullmatch(r"P(?:(?P<days>[1-9][0-9]{0,3})D|T(?P<hours>[1-9][0-9]{0,3})H)", iso)
        if form is None:
            raise ValueError(f"{iso!r} is no whole number of days (P40D) or hours (PT5H)")
        return cls(days=int(form["days"] or 0), hours=int(form["hours"] or 0))


@dataclass(frozen=True, slots=True)
class Term:
    """`length` None: the text says it without a number, in the words of `said`.

    `restarts`: the text lets the term begin anew with each start. `ends_by`: an act that ends it at once.
    """

    id: str
    starts_on: Trigger
    evidence: Evidence
    length: Length | None = None
    said: Wording | None = None
    satisfied_by: tuple[Trigger, ...] = ()
    ends_by: Trigger | None = None
    must: Outcome | None = None
    may: Outcome | None = None
    rearrest_possible: bool | None = None
    protects_detainee: bool = False
    owed: Owed = Owed.LIMIT
    counting: Counting = Counting.DAY_EXCLUDED
    restarts: bool = False

    @property
    def unverified(self) -> bool:
        return self.evidence not in (Evidence.READ, Evidence.SUMMARY) or self.counting is Counting.UNREAD


@dataclass(frozen=True, slots=True)
class Due:
    """When a term ends: the instant, the last day in the zone, and how it was counted.

    `if_first_day_excluded` is the later reading of an unverified limit; `if_holiday_extends` the next working day
    of the requested State. Neither changes `due_at`.
    """

    term: Term
    started_at: datetime
    due_at: datetime
    last_day: date
    how: Wording
    if_first_day_excluded: datetime | None = None
    if_holiday_extends: date | None = None


@dataclass(frozen=True, slots=True)
class Alarm:
    """`percent` of the term gone; None for the one that rings 48 hours before the end."""

    at: datetime
    percent: int | None


class Standing(StrEnum):
    RUNNING = "running"
    SATISFIED = "satisfied"
    ENDED = "ended"  # by the end of the time, or by the act that ends it at once


@dataclass(frozen=True, slots=True)
class Happened:
    """One act, with the qualities its node found in it."""

    event: Event
    side: Side
    at: datetime
    qualities: frozenset[Quality] = frozenset()

    def is_(self, trigger: Trigger) -> bool:
        return (self.event, self.side) == (trigger.event, trigger.side) and (
            trigger.requires is None or trigger.requires in self.qualities
        )


class NotCounted(Exception):
    """The term has no number, or the instant no time zone: nobody's deadline was computed."""


HOURS_PATTERN = Wording(
    "الأجل بالساعات: {hours}، تُحسب كاملة من وقت الواقعة بلا توقف.",
    "{hours} heures écoulées depuis l’événement, sans interruption.",
    "{hours} hours elapsed since the event, without a break.",
)
EXCLUDED_PATTERN = Wording(
    "الأجل بالأيام: {days}، بتوقيت {zone}: لا يُحسب يوم الواقعة ({first})، وينتهي الأجل بنهاية يوم {last}.",
    "{days} jours, à l’heure de {zone} : le jour de l’événement ({first}) n’est pas compté, le terme échoit à la fin "
    "du {last}.",
    "{days} days, by the time of {zone}: the day of the event ({first}) is not counted, the term ends with {last}.",
)
EARLIEST_PATTERN = Wording(
    "الأجل بالأيام: {days}، بتوقيت {zone}: القراءة الأبكر لأجل لم يُتحقق منه، يُحسب يوم الواقعة ({first}) يوما أول، "
    "وينتهي الأجل بنهاية يوم {last}.",
    "{days} jours, à l’heure de {zone} : lecture la plus stricte d’un terme non vérifié, le jour de l’événement "
    "({first}) compte pour le premier, le terme échoit à la fin du {last}.",
    "{days} days, by the time of {zone}: earliest reading of an unverified limit, the day of the event ({first}) is "
    "the first, the term ends with {last}.",
)


def count(term: Term, *, started_at: datetime, zone: ZoneInfo, state: str | None = None) -> Due:
    """Return when a term begun at an aware instant ends. `zone` and `state` are the requested State's.

    The public holidays of `state` are looked up where this house knows them (FR, MA). Raises NotCounted.
    """
    if started_at.tzinfo is None:
        raise NotCounted(f"{term.id}: its beginning has no time zone: give an aware instant")
    if term.length is None:
        raise NotCounted(f"{term.id} sets no number of days: show its words instead")
    # In UTC, because adding to a local time moves the clock on the wall and not the instant.
    started_at = started_at.astimezone(UTC)
    if term.length.hours:
        ends = started_at + timedelta(hours=term.length.hours)
        how = filled(HOURS_PATTERN, hours=term.length.hours)
        return Due(term, started_at, ends, ends.astimezone(zone).date(), how)
    first = started_at.astimezone(zone).date()
    excluded = first + timedelta(days=term.length.days)
    earliest = term.protects_detainee and term.unverified
    last = excluded - timedelta(days=1) if earliest else excluded
    pattern = EARLIEST_PATTERN if earliest else EXCLUDED_PATTERN
    return Due(
        term,
        started_at,
        _end_of(last, zone),
        last,
        filled(pattern, days=term.length.days, zone=zone.key, first=first.isoformat(), last=last.isoformat()),
        if_first_day_excluded=_end_of(excluded, zone) if earliest else None,
        if_holiday_extends=_next_working_day(last, state),
    )


def _end_of(day: date, zone: ZoneInfo) -> datetime:
    """Return 24:00 of a day in a zone."""
    return datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)


WEEKEND = frozenset({5, 6})
"""Saturday and Sunday, where courts are shut in both France and Morocco (`date.weekday`)."""


def _next_working_day(last: date, state: str | None) -> date | None:
    """Return the first working day after a last day that is none; None where it is one, or the State is unknown."""
    if state is None or state not in HOLIDAYS:
        return None
    shut = HOLIDAYS[state]
    day = last
    while day.weekday() in WEEKEND or day in shut:
        day += timedelta(days=1)
    return None if day == last else day


HOLIDAYS = {state: holidays.country_holidays(state) for state in ("FR", "MA")}
"""Fixed and computed public holidays; those that follow the moon are estimates until they are proclaimed."""


def alarms(due: Due) -> tuple[Alarm, ...]:
    """Return when to ring: at 50, 75 and 90 per cent of the time, and 48 hours before its end, in order."""
    whole = due.due_at - due.started_at
    found = [Alarm(due.started_at + whole * percent / 100, percent) for percent in (50, 75, 90)]
    before = due.due_at - timedelta(hours=48)
    if before > due.started_at:
        found.append(Alarm(before, None))
    return tuple(sorted(found, key=lambda alarm: alarm.at))


def shortest(dues: Iterable[Due]) -> Due | None:
    """Return the limit that frees a detained person first, from whichever basis: the longest never prolongs."""
    protecting = [due for due in dues if due.term.protects_detainee and due.term.owed is Owed.LIMIT]
    return min(protecting, key=lambda due: (due.due_at, due.term.id), default=None)


def begun(term: Term, acts: Iterable[Happened]) -> datetime | None:
    """Return when the term began: with the first act that starts it, the last where the text lets it restart."""
    starts = sorted(act.at for act in acts if act.is_(term.starts_on))
    if not starts:
        return None
    return starts[-1] if term.restarts else starts[0]


def standing(due: Due, acts: Iterable[Happened], *, at: datetime) -> Standing:
    """Return where the term stands at an instant, by the acts known then. What the text does not name as
    satisfying or ending the term, such as a supplement asked for, leaves it running."""
    known = [act for act in acts if due.started_at <= act.at <= at]
    if due.term.ends_by is not None and any(act.is_(due.term.ends_by) for act in known):
        return Standing.ENDED
    if any(act.is_(trigger) and act.at < due.due_at for act in known for trigger in due.term.satisfied_by):
        return Standing.SATISFIED
    return Standing.RUNNING if at < due.due_at else Standing.ENDED
