"""What officers see: exactly what the policies permit, and a cache that says what the fold says."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection

from tajawub.casework import acts, jobs, reads
from tajawub.casework.letter_rogatory import Stage, State
from tajawub.casework.life_cycle import Kind
from tajawub.casework.models import Request, Standing
from tajawub.mandates import reads as directory
from tajawub.mandates.permissions import Permission
from tajawub.mandates.values import Mandate
from tajawub.node.invented import LETTER

from .two_states import DESK, JUDGE, LAWYER, OPERATOR, STRANGER, Paris, entries

pytestmark = pytest.mark.django_db

NEXT_IN_PARIS = (Kind.SUPPLY_SUPPLEMENT, Kind.ACCEPT_RESULTS, Kind.CLOSE)


def whole_letter(paris: Paris) -> Request:
    """Play a letter from Paris to its close on both sides."""
    request = paris.issued()
    for kind in (
        Kind.ACKNOWLEDGE,
        Kind.ASK_SUPPLEMENT,
        Kind.SUPPLY_SUPPLEMENT,
        Kind.ACCEPT,
        Kind.REPORT_EXECUTION,
        Kind.RETURN_RESULTS,
        Kind.ACCEPT_RESULTS,
        Kind.CLOSE,
    ):
        if kind in NEXT_IN_PARIS:
            paris.author(request, kind)
        else:
            paris.receive(paris.rabat.author(request, kind))
        assert reads.cache_differs() == [], kind
    paris.receive(paris.rabat.author(request, Kind.CLOSE))
    request.refresh_from_db()
    return request


def test_after_a_whole_letter_both_parties_hold_the_same_and_the_cache_says_it(paris: Paris) -> None:
    request = whole_letter(paris)
    folder, there = reads.folder(request), paris.rabat.dossier(request.pk)
    assert (folder.dossier.state, there.state) == (State.CLOSED, State.CLOSED)
    assert (folder.dossier.positions, folder.dossier.heads) == (there.positions, there.heads)
    assert (request.state, request.ball, request.requesting_stage, request.requested_stage) == (
        "closed",
        "",
        Stage.CLOSED_BY_REQUESTING,
        Stage.CLOSED_BY_REQUESTED,
    )
    assert all(entry.recorded is not None for entry in folder.entries if entry.told)
    assert {entry.crossing.direction for entry in folder.entries if entry.told and entry.crossing} == {"out"}


CORRUPTED = (
    "UPDATE casework_request SET state = 'refused'",
    "UPDATE casework_request SET ball = 'requesting'",
    "UPDATE casework_request SET requested_round = 7",
    "UPDATE casework_request SET requested_authority = 'ma-other'",
    "UPDATE casework_request SET subject = ''",
    "UPDATE casework_request SET urgent = NOT urgent",
    "UPDATE casework_request SET answer_by = NULL",
    "UPDATE casework_request SET alarmed = true",
    "UPDATE casework_standing SET standing = 'held'",
    "UPDATE casework_standing SET why = 'because'",
    "DELETE FROM casework_standing",
)


def test_every_corrupted_column_of_the_cache_is_found_and_alarmed_by_night(paris: Paris) -> None:
    request = paris.issued()
    rows, standings = list(Request.objects.all()), list(Standing.objects.all())
    for number, statement in enumerate(CORRUPTED, 1):
        with connection.cursor() as cursor:
            cursor.execute(statement)
        assert reads.cache_differs() == [request.pk], statement
        jobs.prove_cache(int(datetime.now(UTC).timestamp()))
        assert len(entries("casework:cache:differ")) == number
        for row in rows:
            row.save(force_update=True)
        Standing.objects.all().delete()
        Standing.objects.bulk_create(standings)
    assert reads.cache_differs() == []


# -------------------------------------------------------------------------------- the same as the policies


def requests(paris: Paris) -> list[Request]:
    """Return requests of every sort: ours of two courts, Rabat's to each of ours, dispatched, without a letter."""
    direct: dict[str, Any] = {**LETTER, "language": "ar", "through": None}
    ours, dispatched_out = paris.issued(), paris.issued()
    acts.dispatch(dispatched_out.pk, "fr-pnaco", by=paris.mandates[DESK], at=paris.now())
    draft = paris.draft(by=STRANGER, through=None)
    paris.approve(acts.submit(draft.pk, by=paris.mandates[STRANGER], at=paris.now()))
    of_pnaco = acts.issue(draft.pk, by=paris.mandates[STRANGER], at=paris.now()).request
    theirs = [
        paris.asked(**direct | {"addressee": key}) for key in ("fr-bepi", "fr-tj-paris", "fr-pnaco", "fr-nobody")
    ]
    dispatched_in = paris.asked()
    acts.dispatch(dispatched_in.pk, "fr-tj-paris", by=paris.mandates[LAWYER], at=paris.now())
    headless = paris.rabat.new_request()
    paris.receive(paris.rabat.forged(headless, Kind.RECTIFY, number=2, previous="ab" * 32))
    found = [ours, dispatched_out, of_pnaco, *theirs, dispatched_in, Request.objects.get(pk=headless.id)]
    for request in found:
        request.refresh_from_db()
    return found


def test_a_list_shows_each_officer_exactly_the_requests_whose_file_they_may_open(paris: Paris) -> None:
    everything = requests(paris)
    assert Request.objects.count() == len(everything) == 9
    seen = {}
    for officer, mandate in paris.mandates.items():
        permitted = {
            request.pk
            for request in everything
            if directory.may(mandate, Permission.READ_REQUEST, reads.resource(request))
        }
        shown = {request.pk for request in reads.visible(mandate)}
        assert shown == permitted, officer
        seen[officer] = len(shown)
    assert (seen[JUDGE], seen[STRANGER], seen[LAWYER], seen[OPERATOR]) == (4, 3, 9, 0)


def test_a_desk_and_its_pages_show_what_is_permitted_and_nothing_else(paris: Paris) -> None:
    requests(paris)
    for mandate in paris.mandates.values():
        assert_desk(mandate)
        for request in Request.objects.all():
            assert_offered(mandate, request)


def assert_desk(mandate: Mandate) -> None:
    """Each request seen stands once in the desk, under the side whose turn it is."""
    desk = reads.desk(mandate)
    shown = [*desk.pressing, *desk.ours, *desk.theirs, *desk.closed]
    assert {request.pk for request in shown} == {request.pk for request in reads.visible(mandate)}
    assert len(shown) == len({request.pk for request in shown})
    assert all(request.ball == reads.side_of(request) for request in desk.ours)


def assert_offered(mandate: Mandate, request: Request) -> None:
    """The acts a page offers are those possible that authoring would permit."""
    folder = reads.folder(request)
    permitted = [
        kind
        for kind in folder.possible
        if directory.may(mandate, Permission.AUTHOR_ACT, reads.resource(request, act=kind))
    ]
    assert list(reads.may_author(mandate, folder)) == permitted
