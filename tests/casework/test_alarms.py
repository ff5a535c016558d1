"""Alarms ring once each, to the authority of ours that must act, and what a node slept through is told once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from tajawub.casework import acts, reads
from tajawub.casework.bodies import filled_in
from tajawub.casework.life_cycle import Kind
from tajawub.casework.models import Request, RungAlarm
from tajawub.ledger.models import Entry
from tajawub.mandates.models import Page
from tajawub.node import invented_extradition as invented

from .deciding import decided
from .two_states import JUDGE, LAWYER, Paris


@pytest.fixture
def sought(paris: Paris) -> Request:
    """An extradition that Paris has asked for, the person arrested in Casablanca."""
    by = paris.mandates[JUDGE]
    begun = acts.begin(Kind.REQUEST_PROVISIONAL_ARREST, by=by, at=paris.now())
    draft = acts.save(begun.pk, invented.arrest_request(date(2026, 11, 11)), by=by, at=paris.now())
    draft = acts.submit(decided(draft, by=by, at=paris.at).pk, by=by, at=paris.now())
    acts.approve(draft.pk, bytes(draft.digest or b""), by=paris.mandates[LAWYER], at=paris.now())
    act = acts.issue(draft.pk, by=by, at=paris.now())
    paris.rabat.open(act)
    row = Request.objects.get(pk=act.request_id)
    for kind, said in ((Kind.ACKNOWLEDGE, {"file_reference": "1"}), (Kind.ARREST, invented.ARREST)):
        paris.receive(paris.rabat.author(row, kind, **said))
    row.refresh_from_db()
    return row


def _limit(row: Request) -> tuple[datetime, datetime]:
    due_at = row.due_at
    assert due_at is not None
    arrest = next(told for told in reads.dossier(row).told if told.act.header.kind == Kind.ARREST)
    return arrest.act.header.occurred_at, due_at


def test_the_list_knows_the_person_is_detained_and_until_when(sought: Request) -> None:
    began, due_at = _limit(sought)
    assert sought.detained
    assert timedelta(days=39) <= due_at - began <= timedelta(days=40)


def test_each_alarm_rings_once_in_the_state_that_holds_the_ball(paris: Paris, sought: Request) -> None:
    began, due_at = _limit(sought)
    whole = due_at - began
    rung = []
    for share in (0.1, 0.5, 0.6, 0.75, 0.9, 0.96, 1.0):
        alarms = acts.ring(sought.pk, at=began + whole * share)
        assert acts.ring(sought.pk, at=began + whole * share) == ()
        rung.append([alarm.percent for alarm in alarms])
    # At its end the ball is with the State that holds the person: that one rings, not ours.
    assert rung == [[], [50], [], [75], [90], [0], []]
    assert Entry.objects.filter(kind="casework:deadline:alarm", about=sought.label).count() == 4


def test_an_alarm_pages_the_authority_that_asked(sought: Request) -> None:
    began, due_at = _limit(sought)
    acts.ring(sought.pk, at=began + (due_at - began) * 0.5)
    pages = Page.objects.filter(about=sought.label, reason="deadline")
    assert set(pages.values_list("authority", flat=True)) == {"fr-tj-paris"}


def test_each_alarm_pages_anew_whether_or_not_the_last_was_answered(sought: Request) -> None:
    began, due_at = _limit(sought)
    for share in (0.5, 0.75, 0.9):
        acts.ring(sought.pk, at=began + (due_at - began) * share)
    pages = Page.objects.filter(about=sought.label, reason="deadline")
    assert set(pages.values_list("round", flat=True)) == {1, 2, 3}


def test_a_hostile_act_that_leaves_the_pair_without_a_name_silences_no_alarm_of_whoever_is_held(
    paris: Paris, sought: Request
) -> None:
    acts.author(sought.pk, filled_in(Kind.TAKE_OVER, {"place": "Paris"}), by=paris.mandates[JUDGE], at=paris.now())
    sought.refresh_from_db()
    assert (sought.state, sought.ball, sought.detained) == ("out_of_step", "", True)
    assert sought.pk in acts.ringing()


def test_a_node_that_slept_rings_once_for_all_it_missed(sought: Request) -> None:
    began, due_at = _limit(sought)
    alarms = acts.ring(sought.pk, at=began + (due_at - began) * 0.92)
    assert [alarm.percent for alarm in alarms] == [50, 75, 90]
    assert Page.objects.filter(about=sought.label, reason="deadline").values("paged_at").distinct().count() == 1


def test_what_was_rung_is_never_unrung(sought: Request) -> None:
    began, due_at = _limit(sought)
    acts.ring(sought.pk, at=began + (due_at - began) * 0.5)
    with pytest.raises(DatabaseError), transaction.atomic():
        RungAlarm.objects.all().delete()


def test_only_requests_with_something_due_are_looked_at(paris: Paris, sought: Request) -> None:
    assert acts.ringing() == [sought.pk]
    assert sought.due_at is not None
    assert sought.due_at.tzinfo is not None
    assert sought.due_at > datetime(2026, 1, 1, tzinfo=UTC)
