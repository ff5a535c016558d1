"""What the acts of a letter do to its clock, and how a letter ends, on either side."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tajawub.casework.bodies import plain, understood
from tajawub.casework.clock import Clock, Milestone, Pause, clock
from tajawub.casework.dossier import fold
from tajawub.casework.life_cycle import Kind
from tajawub.casework.milestones import Ending, ending, events
from tajawub.casework.statistics_words import Ended

from .parties import MORNING, SAID, Party, may, pair, play

START = (Kind.ISSUE, Kind.ACKNOWLEDGE)


def at(minutes: float) -> datetime:
    return MORNING + timedelta(minutes=minutes)


def author(paris: Party, rabat: Party, kind: Kind, **changes: Any) -> None:
    """Author one act with another body than the usual, and let the other party see it."""
    author = paris if kind in may(paris) else rabat
    content = author.author(kind, body=plain(understood(kind, SAID[kind] | changes)))
    (rabat if author is paris else paris).receive(content)


def report(paris: Party, rabat: Party, measure: int, outcome: str) -> None:
    author(paris, rabat, Kind.REPORT_EXECUTION, measure=measure, outcome=outcome)


def read(party: Party, delivered_at: datetime | None = None) -> Clock:
    return clock(events(party.dossier, delivered_at=delivered_at))


def test_a_letter_from_issue_to_close_reaches_every_shared_milestone_alike_on_both_sides() -> None:
    paris, rabat = pair()
    play(paris, rabat, *START, Kind.ACCEPT)
    report(paris, rabat, 1, "executed")
    report(paris, rabat, 2, "impossible")
    play(paris, rabat, Kind.RETURN_RESULTS, Kind.ACCEPT_RESULTS, Kind.CLOSE)
    told = read(paris, delivered_at=at(0.5))
    assert told == read(rabat, delivered_at=at(0.5))
    assert told.reached == {
        Milestone.ISSUED: at(0),
        Milestone.DELIVERED: at(0.5),
        Milestone.ACKNOWLEDGED: at(1),
        Milestone.DECIDED: at(2),
        Milestone.FIRST_ACTION: at(3),
        Milestone.EXECUTED: at(4),
        Milestone.RESULTS_RETURNED: at(5),
        Milestone.CLOSED: at(7),
    }
    assert ending(paris.dossier) == ending(rabat.dossier) == Ending(Ended.IN_PART, at(5))


def test_the_clock_stands_from_the_question_to_the_answer() -> None:
    paris, rabat = pair()
    play(paris, rabat, *START, Kind.ASK_SUPPLEMENT)
    assert read(paris).pauses == (Pause(at(2), None),)
    play(paris, rabat, Kind.SUPPLY_SUPPLEMENT, Kind.ASK_SUPPLEMENT, Kind.SUPPLY_SUPPLEMENT)
    assert read(rabat).pauses == (Pause(at(2), at(3)), Pause(at(4), at(5)))


@pytest.mark.parametrize("kind", [Kind.ACCEPT, Kind.POSTPONE, Kind.REFUSE, Kind.OFFER_CONDITIONS, Kind.WITHDRAW])
def test_who_moves_on_without_the_supplement_waits_for_it_no_longer(kind: Kind) -> None:
    paris, rabat = pair()
    play(paris, rabat, *START, Kind.ASK_SUPPLEMENT, kind)
    assert read(rabat).pauses == (Pause(at(2), at(3)),)


def test_an_unasked_supplement_ends_no_later_wait() -> None:
    paris, rabat = pair()
    play(paris, rabat, *START, Kind.SUPPLY_SUPPLEMENT, Kind.ASK_SUPPLEMENT)
    assert read(rabat).pauses == (Pause(at(3), None),)


def test_a_measure_found_impossible_is_no_action_and_executes_nothing() -> None:
    paris, rabat = pair()
    play(paris, rabat, *START, Kind.ACCEPT)
    report(paris, rabat, 1, "impossible")
    report(paris, rabat, 2, "impossible")
    assert read(paris).reached.keys() == {Milestone.ISSUED, Milestone.ACKNOWLEDGED, Milestone.DECIDED}
    play(paris, rabat, Kind.RETURN_RESULTS)
    assert ending(paris.dossier) == Ending(Ended.IMPOSSIBLE, at(5))


def test_a_letter_is_executed_when_each_measure_that_was_not_refused_has_its_report() -> None:
    paris, rabat = pair()
    play(paris, rabat, *START, Kind.ACCEPT_IN_PART)
    report(paris, rabat, 1, "executed")
    assert read(paris).reached[Milestone.EXECUTED] == at(3)
    play(paris, rabat, Kind.RETURN_RESULTS)
    assert ending(paris.dossier) == Ending(Ended.IN_PART, at(4))


def test_results_that_came_complete_without_a_report_were_executed() -> None:
    paris, rabat = pair()
    play(paris, rabat, *START, Kind.ACCEPT, Kind.RETURN_RESULTS)
    assert ending(paris.dossier) == Ending(Ended.EXECUTED, at(3))


def test_incomplete_results_end_nothing_until_somebody_closes() -> None:
    paris, rabat = pair()
    play(paris, rabat, *START, Kind.ACCEPT)
    author(paris, rabat, Kind.RETURN_RESULTS, complete=False)
    assert (ending(paris.dossier), Milestone.RESULTS_RETURNED in read(paris).reached) == (None, False)
    play(paris, rabat, Kind.CLOSE)
    assert ending(rabat.dossier) == Ending(Ended.IN_PART, at(4))


@pytest.mark.parametrize(("kind", "how"), [(Kind.REFUSE, Ended.REFUSED), (Kind.WITHDRAW, Ended.WITHDRAWN)])
def test_a_refusal_and_a_withdrawal_end_it_at_once(kind: Kind, how: Ended) -> None:
    paris, rabat = pair()
    play(paris, rabat, *START)
    assert ending(rabat.dossier) is None
    play(paris, rabat, kind, Kind.CLOSE if kind is Kind.REFUSE else Kind.STOP)
    assert ending(paris.dossier) == Ending(how, at(2))


def test_a_withdrawal_that_crosses_a_refusal_is_a_refusal_on_both_sides() -> None:
    paris, rabat = pair()
    play(paris, rabat, *START)
    withdrawn, refused = paris.author(Kind.WITHDRAW), rabat.author(Kind.REFUSE)
    paris.receive(refused)
    rabat.receive(withdrawn)
    assert ending(paris.dossier) == ending(rabat.dossier) == Ending(Ended.REFUSED, at(2))


@given(st.lists(st.integers(0, 30), max_size=14), st.data())
def test_no_act_takes_a_milestone_away_and_both_nodes_read_one_clock(choices: list[int], data: st.DataObject) -> None:
    paris, rabat = pair()
    before: set[Milestone] = set()
    for choice in choices:
        open_to = [(party, kind) for party in (paris, rabat) for kind in may(party)]
        if not open_to:
            break
        party, kind = open_to[choice % len(open_to)]
        content = party.author(kind)
        (rabat if party is paris else paris).receive(content)
        told = read(paris)
        assert before <= told.reached.keys()
        before = set(told.reached)
    in_any_order = fold(data.draw(st.permutations(paris.stored)))
    assert clock(events(in_any_order, delivered_at=None)) == read(paris) == read(rabat)
    assert ending(in_any_order) == ending(paris.dossier)


def test_an_act_without_effect_moves_no_clock() -> None:
    paris, rabat = pair()
    play(paris, rabat, *START)
    content = rabat.author(Kind.CLOSE)
    paris.receive(content)
    assert Milestone.CLOSED not in read(paris).reached
    assert ending(paris.dossier) is None
