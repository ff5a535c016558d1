"""The response clock: what it counts, what it leaves out, and that both States read the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tajawub.casework.clock import LOCAL, SHARED, Clock, Event, Milestone, Pause, Wait, clock

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def after(hours: float) -> datetime:
    return NOON + timedelta(hours=hours)


def asked(hours: float, number: int = 1) -> Event:
    return Event(Wait.BEGINS, after(hours), number)


def answered(hours: float, number: int = 1) -> Event:
    return Event(Wait.ENDS, after(hours), number)


DELIVERED = [Event(Milestone.ISSUED, NOON), Event(Milestone.DELIVERED, after(1))]


def net(events: list[Event], until: float) -> timedelta | None:
    return clock([*DELIVERED, *events]).net(Milestone.DELIVERED, None, after(until))


def test_the_first_time_counts_and_a_repetition_moves_nothing() -> None:
    decided = [Event(Milestone.DECIDED, after(9)), Event(Milestone.DECIDED, after(4))]
    assert clock([*DELIVERED, *decided]).reached[Milestone.DECIDED] == after(4)


def test_nothing_happens_to_a_letter_before_it_is_issued() -> None:
    early = [Event(milestone, after(-5)) for milestone in Milestone if milestone is not Milestone.ISSUED]
    reached = clock([*early, Event(Milestone.ISSUED, NOON)]).reached
    assert {milestone for milestone, at in reached.items() if at < NOON} == {Milestone.DRAFTED, Milestone.APPROVED}
    assert list(reached) == list(Milestone)


def test_three_milestones_are_one_sides_own() -> None:
    assert {Milestone.DRAFTED, Milestone.APPROVED, Milestone.DISPATCHED} == LOCAL
    assert len(SHARED) == 8


def test_the_gross_time_runs_until_the_milestone_then_stands() -> None:
    running = clock(DELIVERED)
    assert running.gross(Milestone.DELIVERED, Milestone.ACKNOWLEDGED, after(3)) == timedelta(hours=2)
    done = clock([*DELIVERED, Event(Milestone.ACKNOWLEDGED, after(5))])
    assert done.gross(Milestone.DELIVERED, Milestone.ACKNOWLEDGED, after(99)) == timedelta(hours=4)
    assert done.gross(Milestone.DELIVERED, None, after(99)) == timedelta(hours=98)
    assert done.gross(Milestone.ACKNOWLEDGED, Milestone.DELIVERED, after(99)) == timedelta(0)
    assert done.gross(Milestone.DECIDED, None, after(99)) is None
    assert done.net(Milestone.DECIDED, None, after(99)) is None


def test_the_clock_stands_while_the_requested_state_waits_for_our_supplement() -> None:
    assert net([asked(3), answered(10)], 12) == timedelta(hours=4)
    assert net([asked(3), answered(10)], 5) == timedelta(hours=2)
    assert net([asked(3)], 500) == timedelta(hours=2)


def test_a_pause_counts_only_within_the_time_asked_about() -> None:
    told = clock([*DELIVERED, asked(3), answered(10), Event(Milestone.ACKNOWLEDGED, after(2))])
    assert told.net(Milestone.DELIVERED, Milestone.ACKNOWLEDGED, after(99)) == timedelta(hours=1)


def test_pauses_that_overlap_or_touch_are_one() -> None:
    events = [asked(3), answered(10), asked(8, 2), answered(12, 2), asked(12, 3), answered(20, 3)]
    assert clock(events).pauses == (Pause(after(3), after(20)),)
    assert clock([*events, asked(15, 4)]).pauses == (Pause(after(3), None),)
    assert clock([asked(3), answered(4), asked(5, 2), answered(6, 2)]).pauses == (
        Pause(after(3), after(4)),
        Pause(after(5), after(6)),
    )


def test_a_later_answer_ends_the_earlier_waits_and_an_earlier_one_does_not_end_the_later() -> None:
    assert clock([asked(3), answered(9, 2)]).pauses == (Pause(after(3), after(9)),)
    assert clock([asked(3), answered(4), asked(5, 2), answered(6)]).pauses == (
        Pause(after(3), after(4)),
        Pause(after(5), None),
    )


def test_an_answer_dated_before_its_question_by_a_slow_clock_leaves_no_pause_open() -> None:
    assert clock([asked(3), answered(2.9)]).pauses == ()


moments = st.integers(-200, 200).map(after)
events = st.builds(Event, st.sampled_from([*Milestone, *Wait]), moments, st.integers(0, 3))
several = st.lists(events, max_size=14)
milestones = st.sampled_from(Milestone)


@given(several, milestones, st.none() | milestones, moments)
def test_net_is_never_more_than_gross_and_neither_is_negative(
    events: list[Event], start: Milestone, end: Milestone | None, now: datetime
) -> None:
    told = clock(events)
    gross, net = told.gross(start, end, now), told.net(start, end, now)
    if gross is None or net is None:
        assert gross is net is None
    else:
        assert timedelta(0) <= net <= gross


@given(several, milestones, st.none() | milestones, moments, moments)
def test_no_clock_goes_back(
    events: list[Event], start: Milestone, end: Milestone | None, one: datetime, other: datetime
) -> None:
    told, (before, later) = clock(events), sorted((one, other))
    for read in (told.gross, told.net):
        earlier, now = read(start, end, before), read(start, end, later)
        assert (earlier is None) == (now is None)
        assert earlier is None or now is None or earlier <= now


@given(several.flatmap(lambda events: st.tuples(st.just(events), st.permutations(events))))
def test_the_order_in_which_events_came_makes_no_difference(orders: tuple[list[Event], list[Event]]) -> None:
    assert clock(orders[0]) == clock(orders[1])
    assert clock([*orders[0], *orders[1]]) == clock(orders[0])


@given(several, events)
def test_one_more_event_takes_no_milestone_away(events: list[Event], more: Event) -> None:
    assert clock(events).reached.keys() <= clock([*events, more]).reached.keys()


@given(several)
def test_after_the_issue_nothing_is_earlier_than_it(events: list[Event]) -> None:
    reached = clock(events).reached
    if Milestone.ISSUED in reached:
        others = reached.keys() - {Milestone.DRAFTED, Milestone.APPROVED}
        assert all(reached[milestone] >= reached[Milestone.ISSUED] for milestone in others)


@pytest.mark.parametrize("now", [after(0), after(1)])
def test_of_nothing_there_is_no_time(now: datetime) -> None:
    assert clock([]) == Clock({}, ())
    assert clock([]).gross(Milestone.ISSUED, None, now) is None
