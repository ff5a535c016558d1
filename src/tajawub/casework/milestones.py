"""From the acts of a request to the events of its clock and to how it ended. Pure.

Of the acts, only those with effect count, in the order of their series: both nodes read the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from tajawub.casework.bodies import AcceptInPart, Outcome, ReportExecution, ReturnResults
from tajawub.casework.clock import Event, Milestone, Wait
from tajawub.casework.dossier import Dossier, Told
from tajawub.casework.letter_rogatory import Stage
from tajawub.casework.life_cycle import Kind, Side
from tajawub.casework.procedures import EXTRADITION
from tajawub.casework.statistics_words import Ended

REACHED = {
    Kind.ISSUE: Milestone.ISSUED,
    Kind.ACKNOWLEDGE: Milestone.ACKNOWLEDGED,
    Kind.ACCEPT: Milestone.DECIDED,
    Kind.ACCEPT_IN_PART: Milestone.DECIDED,
    Kind.REFUSE: Milestone.DECIDED,
    Kind.REQUEST_PROVISIONAL_ARREST: Milestone.ISSUED,
    Kind.SEND_FORMAL_REQUEST: Milestone.ISSUED,
    Kind.ARREST: Milestone.FIRST_ACTION,
    Kind.GRANT: Milestone.DECIDED,
    Kind.SURRENDER: Milestone.EXECUTED,
    Kind.TAKE_OVER: Milestone.RESULTS_RETURNED,
    Kind.CLOSE: Milestone.CLOSED,
}
"""Conditions offered, and a postponement, decide nothing yet. The first side to close ends the matter.

In extradition the first action is the arrest, and what is returned is the person, once taken over.
"""


class Ending(NamedTuple):
    """How a request ended, and when."""

    how: Ended
    at: datetime


def events(dossier: Dossier, *, delivered_at: datetime | None) -> Iterator[Event]:
    """Yield what the acts do to the clock; `delivered_at` is what the receipt of the letter says."""
    if delivered_at is not None:
        yield Event(Milestone.DELIVERED, delivered_at)
    measures = _Measures(dossier)
    for told in _effective(dossier):
        at = _at(told)
        milestone = REACHED.get(_kind(told))
        if milestone:
            yield Event(milestone, at)
        for reached in measures.take(told):
            yield Event(reached, at)
        yield from _waits(told, dossier)


def ending(dossier: Dossier) -> Ending | None:
    """Return how the request ended; None while it is pending.

    It ends with all its results, else with the refusal or the withdrawal; results that were never completed
    end it when either side closes.
    """
    first: dict[Kind, datetime] = {}
    measures, completed = _Measures(dossier), None
    extraditing = dossier.procedure is EXTRADITION
    for told in _effective(dossier):
        if Milestone.RESULTS_RETURNED in measures.take(told):
            completed = completed or _at(told)
        first.setdefault(_kind(told), _at(told))
    if completed:
        return Ending(measures.outcome(), completed)
    if extraditing and Kind.SURRENDER in first:
        return Ending(Ended.EXECUTED, first[Kind.SURRENDER])
    for kind, how in (
        (Kind.REFUSE, Ended.REFUSED),
        (Kind.WITHDRAW, Ended.WITHDRAWN),
        (Kind.REPORT_DEATH, Ended.IMPOSSIBLE),
    ):
        if kind in first:
            return Ending(how, first[kind])
    if Kind.CLOSE in first:
        how = Ended.IMPOSSIBLE if extraditing else measures.outcome()
        return Ending(Ended.IN_PART if how is Ended.EXECUTED else how, first[Kind.CLOSE])
    return None


class _Measures:
    """The measures of a letter while its acts are told: which were refused, how each was last reported."""

    def __init__(self, dossier: Dossier) -> None:
        letter = dossier.letter
        self._asked = frozenset(range(1, len(letter.measures) + 1)) if letter else frozenset()
        self._refused: frozenset[int] = frozenset()
        self._reported: dict[int, Outcome] = {}

    def take(self, told: Told) -> list[Milestone]:
        """Take in one act; return the milestones that the measures reach with it, again if they were before."""
        match told.body:
            case AcceptInPart(refused=refused):
                self._refused = frozenset(one.measure for one in refused)
            case ReportExecution(measure=measure, outcome=outcome):
                self._reported[measure] = outcome
                done = [Milestone.FIRST_ACTION] if outcome is not Outcome.IMPOSSIBLE else []
                return [*done, Milestone.EXECUTED] if self._are_done() else done
            case ReturnResults(complete=True):
                return [Milestone.RESULTS_RETURNED]
            case _:
                pass
        return []

    def _are_done(self) -> bool:
        """Say whether each measure to be taken has been reported, and one at least was taken."""
        told = self._asked - self._refused
        return told <= self._reported.keys() and any(self._reported[one] is not Outcome.IMPOSSIBLE for one in told)

    def outcome(self) -> Ended:
        """Return what became of the measures; one of which nothing was reported came with the results."""
        taken = self._asked - self._refused
        outcomes = {self._reported.get(one, Outcome.EXECUTED) for one in taken}
        if outcomes == {Outcome.IMPOSSIBLE}:
            return Ended.IMPOSSIBLE
        return Ended.EXECUTED if outcomes == {Outcome.EXECUTED} and taken == self._asked else Ended.IN_PART


def _waits(told: Told, dossier: Dossier) -> Iterator[Event]:
    """Yield the wait for a supplement that an act begins or ends.

    A requested State that moves on without the supplement waits no longer, nor does one whose letter is withdrawn.
    """
    position = told.position
    if position is None:
        return
    match told.act.side, _kind(told):
        case Side.REQUESTED, Kind.ASK_SUPPLEMENT | Kind.REPORT_INCOMPLETE_REQUEST:
            yield Event(Wait.BEGINS, _at(told), position.round)
        case Side.REQUESTED, kind if _moves_on(kind, position.stage, dossier):
            yield Event(Wait.ENDS, _at(told), position.round)
        case Side.REQUESTING, Kind.SUPPLY_SUPPLEMENT:
            yield Event(Wait.ENDS, _at(told), position.round)
        case Side.REQUESTING, Kind.WITHDRAW | Kind.CLOSE:
            yield Event(Wait.ENDS, _at(told), dossier.positions[Side.REQUESTED].round)
        case _:
            pass


_MOVES_ON = frozenset({Kind.RECEIVE_FORMAL_REQUEST, Kind.GRANT, Kind.REFUSE})


def _moves_on(kind: Kind, stage: StrEnum, dossier: Dossier) -> bool:
    """Say whether an act of the requested State shows that it waits for no supplement; in extradition its stage
    does not say so."""
    if dossier.procedure is EXTRADITION:
        return kind in _MOVES_ON
    return stage is not Stage.SUPPLEMENT_ASKED


def _effective(dossier: Dossier) -> list[Told]:
    acts = [told for told in dossier.told if told.effective]
    return sorted(acts, key=lambda told: (told.act.side is Side.REQUESTED, told.act.number))


def _kind(told: Told) -> Kind:
    return Kind(told.act.header.kind)


def _at(told: Told) -> datetime:
    return told.act.header.authored_at
