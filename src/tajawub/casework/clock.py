"""The response clock of one request: the milestones it has reached, and the time between two of them. Pure.

Its instants are those that both nodes hold: when a shared act was authored, and what a signed receipt says. So
the same events, in whatever order they came, give both States the same clock. What only one side knows (drafted,
approved, dispatched) is on its own clock alone. Nothing here bars or orders anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum


class Milestone(StrEnum):
    """Where a request can have come, in the order in which most come there."""

    DRAFTED = "drafted"
    APPROVED = "approved"
    ISSUED = "issued"
    DELIVERED = "delivered"
    """The requested State's node has it, says its signed receipt."""
    ACKNOWLEDGED = "acknowledged"
    DISPATCHED = "dispatched"
    DECIDED = "decided"
    FIRST_ACTION = "first_action"
    EXECUTED = "executed"
    RESULTS_RETURNED = "results_returned"
    CLOSED = "closed"


LOCAL = frozenset({Milestone.DRAFTED, Milestone.APPROVED, Milestone.DISPATCHED})
SHARED = frozenset(Milestone) - LOCAL
_BEFORE_ISSUE = frozenset({Milestone.DRAFTED, Milestone.APPROVED})
_NEVER = datetime.max.replace(tzinfo=UTC)


class Wait(StrEnum):
    """The requested State waits for a supplement of the requesting State, or waits no longer."""

    BEGINS = "begins"
    ENDS = "ends"


@dataclass(frozen=True, slots=True)
class Event:
    """What one act or receipt does to the clock.

    `round` is which supplement a wait is for, as the life cycle counts them: an end ends that wait and all before
    it. The two clocks of asking and answering need not agree for that.
    """

    what: Milestone | Wait
    at: datetime
    round: int = 0


@dataclass(frozen=True, slots=True)
class Pause:
    """A time in which the requested State waited for the other; open where `until` is None."""

    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Clock:
    """When each milestone was first reached, and the pauses, which neither overlap nor touch, in order."""

    reached: Mapping[Milestone, datetime]
    pauses: tuple[Pause, ...]

    def gross(self, start: Milestone, end: Milestone | None, now: datetime) -> timedelta | None:
        """Return the time from `start` to `end`, or to now where there is none or it is not reached.

        None where `start` is not reached. Never negative.
        """
        span = self._span(start, end, now)
        return span and span[1] - span[0]

    def net(self, start: Milestone, end: Milestone | None, now: datetime) -> timedelta | None:
        """Return the gross time without the pauses in it; an open pause counts up to now."""
        span = self._span(start, end, now)
        if span is None:
            return None
        since, until = span
        paused = (
            min(until, pause.until or until) - max(since, pause.since)
            for pause in self.pauses
            if pause.since < until and (pause.until is None or pause.until > since)
        )
        return until - since - sum(paused, timedelta(0))

    def _span(self, start: Milestone, end: Milestone | None, now: datetime) -> tuple[datetime, datetime] | None:
        since = self.reached.get(start)
        if since is None:
            return None
        until = self.reached.get(end, now) if end else now
        return since, max(since, until)


def clock(events: Iterable[Event]) -> Clock:
    """Return the clock that these events of one request make, in whatever order they are given.

    The first time counts, a repetition moves nothing; and nothing happens to a letter before it is issued,
    whatever a slow clock on the other side said.
    """
    reached: dict[Milestone, datetime] = {}
    begun: dict[int, datetime] = {}
    ended: dict[int, datetime] = {}
    for event in events:
        match event.what:
            case Milestone():
                reached[event.what] = min(event.at, reached.get(event.what, event.at))
            case Wait.BEGINS:
                begun[event.round] = min(event.at, begun.get(event.round, event.at))
            case Wait.ENDS:
                ended[event.round] = min(event.at, ended.get(event.round, event.at))
    issued = reached.get(Milestone.ISSUED)
    told = {
        milestone: reached[milestone]
        if issued is None or milestone in _BEFORE_ISSUE
        else max(issued, reached[milestone])
        for milestone in Milestone
        if milestone in reached
    }
    return Clock(told, _pauses(begun, ended))


def _pauses(begun: Mapping[int, datetime], ended: Mapping[int, datetime]) -> tuple[Pause, ...]:
    """Return the waits, those that overlap or touch as one; one that ended before it began never was."""
    waits = (
        (since, min((at for answered, at in ended.items() if answered >= asked), default=_NEVER))
        for asked, since in begun.items()
    )
    merged: list[tuple[datetime, datetime]] = []
    for since, until in sorted(wait for wait in waits if wait[0] < wait[1]):
        if merged and since <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], until))
        else:
            merged.append((since, until))
    return tuple(Pause(since, None if until == _NEVER else until) for since, until in merged)
