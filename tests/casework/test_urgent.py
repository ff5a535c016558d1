"""An urgent request calls officers out when it arrives, until one of them acknowledges it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from tajawub.casework.letter_rogatory import Kind
from tajawub.casework.models import Request
from tajawub.ledger.models import Entry
from tajawub.mandates import acts as mandates
from tajawub.mandates import reads as directory
from tajawub.mandates.models import Page

from .two_states import DESK, INCOMING, LAWYER, STRANGER, Paris, entries

pytestmark = pytest.mark.django_db


def open_pages(request: Request) -> set[str | None]:
    """Return whom pages about the request still call."""
    rows = Page.objects.filter(about=request.label, answered_at=None).select_related("officer")
    return {row.officer.username if row.officer else None for row in rows}


def test_an_urgent_letter_pages_who_may_answer_from_the_moment_it_is_here(paris: Paris) -> None:
    request = paris.asked(urgency="urgent")
    assert open_pages(request) == {DESK, LAWYER}
    (call,) = directory.unanswered("fr-bepi")
    assert (call.about, call.since) == (request.label, request.acts.get().stored_at)


def test_a_routine_letter_wakes_nobody(paris: Paris) -> None:
    paris.asked(urgency="routine")
    assert Page.objects.count() == 0


def test_our_own_urgent_letter_pages_nobody_here(paris: Paris) -> None:
    paris.rabat.author(paris.issued(urgency="urgent"), Kind.ACKNOWLEDGE)
    assert Page.objects.count() == 0


def test_the_same_letter_twice_pages_once(paris: Paris) -> None:
    named = paris.rabat.new_request()
    sealed = paris.rabat.author(named, Kind.ISSUE, **INCOMING | {"urgency": "urgent"})
    for _ in range(2):
        paris.receive(sealed)
    assert len(entries("mandates:page:call")) == 1


def test_a_refused_letter_pages_nobody(paris: Paris) -> None:
    named = paris.rabat.new_request()
    forged = paris.rabat.forged(named, Kind.ISSUE, author={"state": "FR", "authority": "fr-bepi", "officer": "x"})
    assert paris.receive(forged).standing is None
    assert Page.objects.count() == 0


def test_an_acknowledgement_stops_the_pages_and_says_who(paris: Paris) -> None:
    request = paris.asked(urgency="urgent")
    paris.author(request, Kind.ACKNOWLEDGE, by=DESK)
    assert open_pages(request) == set()
    assert {row.answered_by_id for row in Page.objects.all()} == {paris.mandates[DESK].officer}
    assert mandates.escalate(at=paris.now() + timedelta(hours=2)) == 0


def test_an_acknowledgement_that_fails_stops_nothing(paris: Paris) -> None:
    request = paris.asked(urgency="urgent")
    with pytest.raises(mandates.Forbidden):
        paris.author(request, Kind.ACKNOWLEDGE, by=STRANGER)
    assert open_pages(request) == {DESK, LAWYER}


def test_a_letter_taken_back_unacknowledged_wakes_nobody_any_more(paris: Paris) -> None:
    request = paris.asked(urgency="urgent")
    paris.receive(paris.rabat.author(request, Kind.WITHDRAW))
    assert open_pages(request) == set()
    assert set(Page.objects.values_list("answered_by", flat=True)) == {None}


def test_a_letter_to_nobody_known_here_pages_the_central_authority(paris: Paris) -> None:
    request = paris.asked(urgency="urgent", addressee="fr-nowhere")
    assert {row.authority_id for row in Page.objects.filter(about=request.label)} == {"fr-bepi"}


def test_the_page_holds_the_label_and_nothing_of_the_letter(paris: Paris) -> None:
    request = paris.asked(urgency="urgent")
    assert {row.about for row in Page.objects.all()} == {request.label}
    assert set(Entry.objects.filter(kind="mandates:page:call").values_list("about", flat=True)) == {request.label}


def test_a_letter_whose_receipt_is_undone_has_called_nobody(paris: Paris) -> None:
    with transaction.atomic():
        paris.asked(urgency="urgent")
        assert Page.objects.count() == 2
        transaction.set_rollback(True)
    assert (Request.objects.count(), Page.objects.count()) == (0, 0)


def test_whoever_a_page_calls_out_can_answer_it(paris: Paris) -> None:
    request = paris.asked(urgency="urgent")
    paris.author(request, Kind.ACKNOWLEDGE, by=LAWYER)
    assert open_pages(request) == set()


def test_a_fact_reported_before_any_acknowledgement_wakes_nobody_any_more(paris: Paris) -> None:
    request = paris.asked(urgency="urgent")
    paris.author(request, Kind.REPORT_EXECUTION, by=LAWYER)
    assert open_pages(request) == set()
