"""Who is on duty, who may say so, and when nobody is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from tajawub.ledger.models import Entry
from tajawub.mandates import reads
from tajawub.mandates.acts import (
    Forbidden,
    NoShift,
    Wrong,
    appoint,
    close_access,
    end_mandate,
    end_shift,
    enrol,
    enter_shift,
    seed,
)
from tajawub.mandates.models import Officer, Shift
from tajawub.mandates.permissions import Role
from tajawub.mandates.roster import Span, gaps
from tajawub.mandates.values import Mandate, Wording

NOW = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
PARIS = "Europe/Paris"


def staff(username: str, role: Role, authority: str = "fr-bepi") -> Officer:
    officer = enrol(username, names=Wording("ضابط", username, ""), functions=Wording("ضابط", "Agent", "Officer"))
    appoint(officer, authority=authority, roles=[role], begins_on=date(2026, 1, 1), at=NOW)
    return officer


def mandate(officer: Officer) -> Mandate:
    found = reads.mandate_of(officer)
    assert found is not None
    return found


@pytest.fixture
def desk(db: None) -> Officer:
    seed(at=NOW)
    return staff("duty", Role.DESK)


def entered(officer: Officer, starts: int, ends: int, *, by: Officer | None = None) -> Shift:
    """Enter a shift from so many hours after NOW to so many."""
    return enter_shift(
        "fr-bepi",
        officer.pk,
        starts_at=NOW + starts * HOUR,
        ends_at=NOW + ends * HOUR,
        time_zone=PARIS,
        by=mandate(by or officer),
        at=NOW,
    )


def recorded(kind: str) -> list[str]:
    return list(Entry.objects.filter(kind=kind).order_by("id").values_list("about", flat=True))


def test_a_shift_covers_its_first_instant_and_not_its_last(desk: Officer) -> None:
    shift = entered(desk, 1, 9)
    seen = {hours: reads.on_duty("fr-bepi", NOW + hours * HOUR) for hours in (0, 1, 8, 9)}
    assert seen == {0: (), 1: (shift,), 8: (shift,), 9: ()}
    assert recorded("mandates:shift:enter") == [f"officer/{desk.pk}"]


def test_the_desk_and_the_approvers_of_the_authority_keep_its_roster_and_nobody_else(desk: Officer) -> None:
    approver = staff("approver", Role.APPROVER)
    entered(desk, 0, 1, by=approver)
    for other in (
        staff("executor", Role.EXECUTOR),
        staff("operator", Role.OPERATOR),
        staff("elsewhere", Role.DESK, "fr-pnaco"),
    ):
        with pytest.raises(Forbidden):
            entered(desk, 2, 3, by=other)
        with pytest.raises(Forbidden):
            end_shift(Shift.objects.get().pk, by=mandate(other), at=NOW)
    assert Shift.objects.count() == 1
    assert recorded("mandates:permission:refuse") == ["fr-bepi"] * 6


@pytest.mark.parametrize(
    ("starts", "ends", "why"),
    [
        (3, 3, Wrong.ENDS_BEFORE_IT_STARTS),
        (3, 2, Wrong.ENDS_BEFORE_IT_STARTS),
        (0, 7 * 24 + 1, Wrong.LONGER_THAN_A_WEEK),
        (-9, 0, Wrong.OVER),
        (1, 3, Wrong.OVERLAPS),
    ],
)
def test_a_shift_that_cannot_be_worked_is_not_entered(desk: Officer, starts: int, ends: int, why: Wrong) -> None:
    entered(desk, 2, 4)
    with pytest.raises(NoShift) as raised:
        entered(desk, starts, ends)
    assert (raised.value.why, Shift.objects.count()) == (why, 1)


def test_a_week_is_not_too_long_and_shifts_that_touch_do_not_overlap(desk: Officer) -> None:
    entered(desk, 0, 7 * 24)
    entered(desk, 7 * 24, 7 * 24 + 8)
    assert Shift.objects.count() == 2


def test_an_invented_time_zone_is_refused(desk: Officer) -> None:
    with pytest.raises(NoShift) as raised:
        enter_shift(
            "fr-bepi", desk.pk, starts_at=NOW, ends_at=NOW + HOUR, time_zone="Mars/Base", by=mandate(desk), at=NOW
        )
    assert raised.value.why is Wrong.UNKNOWN_TIME_ZONE


def test_only_who_may_answer_there_is_put_on_duty(desk: Officer) -> None:
    for other in (staff("operator", Role.OPERATOR), staff("elsewhere", Role.DESK, "fr-pnaco")):
        with pytest.raises(NoShift) as raised:
            entered(other, 0, 1, by=desk)
        assert raised.value.why is Wrong.NO_MANDATE


def test_who_has_left_is_not_on_duty_whatever_the_roster_says(desk: Officer) -> None:
    gone, closed = staff("gone", Role.DESK), staff("closed", Role.DESK)
    for officer in (gone, closed, desk):
        entered(officer, 0, 48, by=desk)
    end_mandate(gone.mandates.get(), ends_on=date(2026, 11, 24), at=NOW)
    close_access(closed, at=NOW)
    assert {shift.officer for shift in reads.on_duty("fr-bepi", NOW)} == {desk, gone}
    assert {shift.officer for shift in reads.on_duty("fr-bepi", NOW + 24 * HOUR)} == {desk}


def test_a_shift_that_has_begun_is_shortened_and_one_to_come_is_taken_out(desk: Officer) -> None:
    begun, coming = entered(desk, 0, 8), entered(desk, 10, 18)
    for shift in (begun, coming):
        end_shift(shift.pk, by=mandate(desk), at=NOW + HOUR)
    assert list(Shift.objects.values_list("pk", "ends_at")) == [(begun.pk, NOW + HOUR)]
    assert recorded("mandates:shift:end") == [f"officer/{desk.pk}"] * 2
    with pytest.raises(NoShift) as raised:
        end_shift(begun.pk, by=mandate(desk), at=NOW + 2 * HOUR)
    assert raised.value.why is Wrong.OVER


@pytest.mark.parametrize(
    ("broken", "constraint"),
    [
        (lambda shift: shift.update(ends_at=NOW), "shift_runs_forward"),
        (lambda shift: shift.update(ends_at=NOW + 169 * HOUR), "shift_is_no_longer_than_a_week"),
        (lambda shift: shift.update(time_zone=""), "shift_names_its_time_zone"),
    ],
)
def test_the_database_keeps_the_roster_whoever_writes(
    desk: Officer, broken: Callable[[object], int], constraint: str
) -> None:
    entered(desk, 0, 1)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        broken(Shift.objects.all())


def test_what_nobody_covers_in_the_next_seven_days_is_named(desk: Officer) -> None:
    second = staff("second", Role.APPROVER)
    for officer, starts, ends in ((desk, 0, 24), (second, 20, 48), (desk, 60, 160)):
        entered(officer, starts, ends, by=desk)
    assert reads.uncovered("fr-bepi", NOW) == (
        Span(NOW + 48 * HOUR, NOW + 60 * HOUR),
        Span(NOW + 160 * HOUR, NOW + 168 * HOUR),
    )


def test_an_empty_roster_is_one_gap(desk: Officer) -> None:
    assert reads.uncovered("fr-bepi", NOW) == (Span(NOW, NOW + 168 * HOUR),)


@given(st.lists(st.tuples(st.integers(-10, 50), st.integers(1, 30)), max_size=8))
def test_an_hour_is_covered_or_in_a_gap_and_never_both(shifts: list[tuple[int, int]]) -> None:
    spans = [Span(NOW + start * HOUR, NOW + (start + length) * HOUR) for start, length in shifts]
    found = gaps(spans, since=NOW, until=NOW + 40 * HOUR)
    for hour in range(40):
        at = NOW + hour * HOUR
        covered = any(span.starts_at <= at < span.ends_at for span in spans)
        assert covered != any(gap.starts_at <= at < gap.ends_at for gap in found)
    assert all(NOW <= gap.starts_at < gap.ends_at <= NOW + 40 * HOUR for gap in found)
