"""A request made by telephone is written down for good, confirmed in writing, and its authority's alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction

from tajawub.casework import acts, reads
from tajawub.casework.bodies import Incomplete
from tajawub.casework.models import OralConfirmation, OralRequest
from tajawub.casework.oral import Call, Direction
from tajawub.exchange.models import Parcel
from tajawub.mandates.acts import Forbidden

from .two_states import DESK, JUDGE, LAWYER, OPERATOR, STRANGER, Paris, Trace, entries

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def call(paris: Paris, *, by: str = DESK, **changes: Any) -> Call:
    return replace(
        Call(
            direction=Direction.RECEIVED,
            state="MA",
            officer=paris.mandates[by].officer,
            other_name="السيد صابر الوزاني المتخيل",
            other_function="نائب وكيل الملك",
            other_authority="المحكمة الابتدائية بالرباط",
            called_at=paris.at - HOUR,
            time_zone="Europe/Paris",
            said="Arrestation provisoire demandée.\nالطلب الكتابي يتبع.",
        ),
        **changes,
    )


def recorded(paris: Paris, *, by: str = DESK, **changes: Any) -> OralRequest:
    return acts.record_oral(call(paris, by=by, **changes), by=paris.mandates[by], at=paris.now())


def test_a_call_is_written_down_as_it_was_told_and_is_to_be_confirmed_within_a_day(paris: Paris) -> None:
    told = call(paris)
    row = OralRequest.objects.get(pk=recorded(paris).pk)
    assert {name: getattr(row, name) for name in ("direction", "state", "other_name", "called_at", "said")} == {
        "direction": "received",
        "state": "MA",
        "other_name": told.other_name,
        "called_at": told.called_at,
        "said": told.said,
    }
    assert (row.authority, row.officer_id, row.recorded_at) == ("fr-bepi", told.officer, paris.at)
    assert row.confirm_by == told.called_at + timedelta(hours=24)
    assert [about for about, _ in entries("casework:oral:record")] == [f"oral/{row.pk}"]


def test_a_call_leaves_the_node_in_no_form(paris: Paris) -> None:
    before = Parcel.objects.count()
    row = recorded(paris)
    acts.confirm_oral(row.pk, paris.asked().pk, by=paris.mandates[DESK], at=paris.now())
    assert Parcel.objects.count() == before
    said = reads.account("MA", at=paris.now(), answer=False).model_dump_json()
    assert str(row.pk) not in said


@pytest.mark.parametrize("by", [DESK, LAWYER, JUDGE])
def test_desk_lawyer_and_judge_write_down_their_own_authoritys_calls(paris: Paris, by: str) -> None:
    row = recorded(paris, by=by, direction=Direction.MADE)
    assert acts.read_oral(row.pk, by=paris.mandates[by], at=paris.now()) == row
    assert [about for about, _ in entries("casework:oral:read")] == [f"oral/{row.pk}"]


@pytest.mark.parametrize("by", [OPERATOR, STRANGER, JUDGE])
def test_who_is_of_no_such_authority_or_runs_the_node_learns_nothing(paris: Paris, by: str) -> None:
    row, request = recorded(paris), paris.asked()
    mandate = paris.mandates[by]
    before = OralConfirmation.objects.count()
    with pytest.raises(Forbidden):
        acts.read_oral(row.pk, by=mandate, at=paris.now())
    with pytest.raises(Forbidden):
        acts.confirm_oral(row.pk, request.pk, by=mandate, at=paris.now())
    assert (reads.oral_requests(mandate), reads.oral_due(mandate, paris.now())) == ((), ())
    assert OralConfirmation.objects.count() == before


def test_the_operator_writes_down_nothing(paris: Paris) -> None:
    with pytest.raises(Forbidden):
        acts.record_oral(call(paris), by=paris.mandates[OPERATOR], at=paris.now())
    assert OralRequest.objects.count() == 0


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"other_name": " "}, {"other_name": "missing"}),
        ({"other_function": "x" * 301}, {"other_function": "too_long"}),
        ({"other_authority": ""}, {"other_authority": "missing"}),
        ({"time_zone": "Nowhere"}, {"time_zone": "not_in_list"}),
        ({"state": "FR"}, {"state": "not_in_list"}),
        ({"state": "ES"}, {"state": "not_in_list"}),
        ({"officer": 0}, {"officer": "not_in_list"}),
        ({"said": "  "}, {"said": "missing"}),
        ({"other_name": "a\0b"}, {"other_name": "control_character"}),
    ],
)
def test_a_record_that_lacks_something_is_not_kept(
    paris: Paris, changes: dict[str, Any], errors: dict[str, str]
) -> None:
    before = Trace.now()
    with pytest.raises(Incomplete) as raised:
        recorded(paris, **changes)
    assert raised.value.errors == errors
    assert (OralRequest.objects.count(), Trace.now()) == (0, before)


def test_a_call_to_come_is_not_written_down(paris: Paris) -> None:
    with pytest.raises(Incomplete) as raised:
        recorded(paris, called_at=paris.at + HOUR)
    assert raised.value.errors == {"called_at": "future_day"}


def test_the_officer_on_the_line_is_one_of_the_authority(paris: Paris) -> None:
    for other in (JUDGE, OPERATOR):
        with pytest.raises(Incomplete) as raised:
            recorded(paris, officer=paris.mandates[other].officer)
        assert raised.value.errors == {"officer": "not_in_list"}


def test_a_call_is_due_until_a_written_request_confirms_it_and_overdue_after_a_day(paris: Paris) -> None:
    row, mandate = recorded(paris), paris.mandates[LAWYER]
    seen = [[due.overdue for due in reads.oral_due(mandate, row.called_at + HOUR * hours)] for hours in (1, 24, 25)]
    assert seen == [[False], [False], [True]]
    request = paris.asked()
    done = acts.confirm_oral(row.pk, request.pk, by=mandate, at=paris.now())
    assert (done.request, done.confirmed_by_id, done.confirmed_at) == (request, mandate.officer, paris.at)
    assert reads.oral_due(mandate, paris.now()) == ()
    assert [about for about, _ in entries("casework:oral:confirm")] == [request.label]


def test_only_a_request_of_the_same_two_states_in_the_same_direction_confirms(paris: Paris) -> None:
    theirs, ours = paris.asked(), paris.issued()
    received, made = recorded(paris), recorded(paris, direction=Direction.MADE)
    mandate = paris.mandates[LAWYER]
    offered = {row.direction: set(reads.confirming(row, mandate)) for row in (received, made)}
    assert offered == {"received": {theirs}, "made": {ours}}
    for row, wrong in ((received, ours.pk), (made, theirs.pk), (made, UUID(int=0))):
        with pytest.raises(Incomplete):
            acts.confirm_oral(row.pk, wrong, by=mandate, at=paris.now())
    assert OralConfirmation.objects.count() == 0


def test_a_confirmation_is_given_once(paris: Paris) -> None:
    row, first, second = recorded(paris), paris.asked(), paris.asked()
    acts.confirm_oral(row.pk, first.pk, by=paris.mandates[DESK], at=paris.now())
    with pytest.raises(acts.AlreadyConfirmed):
        acts.confirm_oral(row.pk, second.pk, by=paris.mandates[DESK], at=paris.now())
    assert OralConfirmation.objects.get().request == first


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE casework_oralrequest SET said = 'otherwise'",
        "DELETE FROM casework_oralrequest",
        "UPDATE casework_oralconfirmation SET confirmed_at = now()",
        "DELETE FROM casework_oralconfirmation",
    ],
)
def test_no_record_of_a_call_is_ever_changed_or_deleted(paris: Paris, change: str) -> None:
    row = recorded(paris)
    acts.confirm_oral(row.pk, paris.asked().pk, by=paris.mandates[DESK], at=paris.now())
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
