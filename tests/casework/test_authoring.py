"""Authoring: one transaction with everything in it, and nothing of it where it is refused or fails."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from tajawub.casework import acts, reads
from tajawub.casework.acts import Moved, NeedsApproval, TooLarge
from tajawub.casework.acts.authoring import MAX_ANNEXES_BYTES
from tajawub.casework.bodies import Incomplete, filled_in
from tajawub.casework.letter_rogatory import FOUR_EYES
from tajawub.casework.life_cycle import Kind, NotPossible
from tajawub.casework.models import Act, DomesticAct, Request
from tajawub.documents import verify
from tajawub.documents.annex import Annex
from tajawub.documents.seal import KeyUnusable
from tajawub.exchange import acts as exchange
from tajawub.exchange.models import Parcel, Peer
from tajawub.ledger.models import Entry
from tajawub.mandates.values import Forbidden

from .two_states import (
    BEGAN,
    COLLEAGUE,
    DESK,
    JUDGE,
    LAWYER,
    OPERATOR,
    SAYS,
    STRANGER,
    Paris,
    Trace,
    at_once,
    entries,
    sha256,
    undone,
)

pytestmark = pytest.mark.django_db


def say(paris: Paris, request: Request, kind: Kind, by: str, **more: Any) -> Act:
    return acts.author(request.pk, filled_in(kind, SAYS[kind]), by=paris.mandates[by], at=paris.now(), **more)


def opened(paris: Paris) -> Request:
    """Return a request of Rabat's that our desk has acknowledged."""
    request = paris.asked()
    paris.author(request, Kind.ACKNOWLEDGE, by=DESK)
    return request


# -------------------------------------------------------------------------------- everything or nothing


def test_an_act_is_row_standing_parcel_job_and_entry_of_the_same_bytes(paris: Paris) -> None:
    request = paris.issued()
    act = say(paris, request, Kind.WITHDRAW, JUDGE)
    digest = sha256(bytes(act.sealed))
    assert bytes(act.digest) == digest
    assert (act.own, act.number, act.side, act.standing.standing) == (True, 2, "requesting", "effective")
    assert ("casework:act:author", request.label, digest) in {
        (kind, about, bytes(found)) for kind, about, found in Entry.objects.values_list("kind", "about", "digest")
    }
    parcel = Parcel.objects.latest("id")
    assert (bytes(parcel.payload_sha256), parcel.kind, parcel.conversation) == (digest, "act/1", request.pk)
    assert (parcel.peer.state, parcel.urgency) == ("MA", "urgent")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args::text FROM procrastinate_jobs WHERE task_name = %s ORDER BY id", [exchange.DELIVER]
        )
        assert cursor.fetchall()[-1] == (f'{{"parcel_id": {parcel.pk}}}',)
    report = verify.verify(bytes(act.sealed))
    assert (report.intact, report.act_json) == (True, bytes(act.header))


FAILING: dict[str, tuple[Callable[[pytest.MonkeyPatch, Path], object], type[Exception]]] = {
    "the seal's key is gone": (
        lambda patch, empty: patch.setattr(settings, "KEYS", empty),
        KeyUnusable,
    ),
    "the partner is gone": (lambda *_: Peer.objects.update(state="ES"), exchange.NoPartner),
    "the ledger does not write": (
        lambda *_: _forbid_in_database("ledger_entry", "NEW.kind = 'casework:act:author'"),
        DatabaseError,
    ),
    "the parcel's entry does not write": (
        lambda *_: _forbid_in_database("ledger_entry", "NEW.kind = 'exchange:parcel:send'"),
        DatabaseError,
    ),
    "the queue does not write": (lambda *_: _forbid_in_database("procrastinate_jobs", "true"), DatabaseError),
    "the cache does not write": (lambda *_: _forbid_in_database("casework_standing", "true"), DatabaseError),
}


def _forbid_in_database(table: str, when: str) -> None:
    """Make an insertion fail as a full disk would, until the test is rolled back."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION 'disk full' USING ERRCODE = '53100'; END $$;
            CREATE TRIGGER full_disk BEFORE INSERT ON {table} FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION full_disk()
            """
        )


def test_when_one_step_fails_nothing_of_the_act_remains(paris: Paris, tmp_path: Path) -> None:
    request = paris.issued()
    before, row = Trace.now(), Request.objects.values().get()
    for what, (fail, error) in FAILING.items():
        with undone(paris), pytest.MonkeyPatch.context() as patch:
            fail(patch, tmp_path)
            with pytest.raises(error), transaction.atomic():
                say(paris, request, Kind.WITHDRAW, JUDGE)
            assert Trace.now() == before, what
            assert Request.objects.values().get() == row, what


def test_when_issuing_fails_the_draft_is_still_approved_and_its_number_free(paris: Paris) -> None:
    draft = paris.approved()
    Peer.objects.update(state="ES")
    before = Trace.now()
    with pytest.raises(Incomplete):
        acts.issue(draft.pk, by=paris.mandates[JUDGE], at=paris.now())
    draft.refresh_from_db()
    assert (draft.step, Trace.now()) == ("approved", before)
    Peer.objects.update(state="MA")
    assert acts.issue(draft.pk, by=paris.mandates[JUDGE], at=paris.now()).request.label == f"FR-{BEGAN.year}-0001"


REWRITING = (
    "UPDATE casework_act SET number = number + 1",
    "DELETE FROM casework_act",
    "UPDATE casework_domesticact SET text = 'other'",
    "DELETE FROM casework_domesticact",
    "UPDATE casework_refusedact SET why = 'other'",
    "DELETE FROM casework_refusedact",
)


def test_what_was_done_is_never_rewritten(paris: Paris) -> None:
    paris.issued()
    paris.receive(b"no sealed file")
    for statement in REWRITING:
        with (
            pytest.raises(DatabaseError, match="is append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    assert (Act.objects.count(), DomesticAct.objects.count()) == (1, 2)


# ------------------------------------------------------------------------------------ who may do what


@pytest.mark.parametrize("kind", sorted(FOUR_EYES))
def test_what_binds_the_state_is_never_authored_by_one_officer(paris: Paris, kind: Kind) -> None:
    # Even the officer who may author it, at a moment when it is possible.
    request, by = (paris.issued(), JUDGE) if kind is Kind.ISSUE else (opened(paris), LAWYER)
    before = Trace.now()
    with pytest.raises(NeedsApproval):
        say(paris, request, kind, by)
    assert Trace.now() == before


def test_a_forbidden_act_leaves_only_its_refusal_in_the_ledger(paris: Paris) -> None:
    ours, theirs = paris.issued(), opened(paris)
    forbidden = (
        (ours, Kind.WITHDRAW, STRANGER, "another court"),
        (ours, Kind.WITHDRAW, OPERATOR, "no magistrate"),
        (ours, Kind.ACKNOWLEDGE, DESK, "the other side's act"),
        (ours, Kind.REPORT_EXECUTION, JUDGE, "the other side's act"),
        (theirs, Kind.WITHDRAW, JUDGE, "the other side's act"),
        (theirs, Kind.ACCEPT, JUDGE, "not dispatched to this court"),
        (theirs, Kind.ACCEPT, STRANGER, "another court"),
        (theirs, Kind.ACKNOWLEDGE, JUDGE, "no desk"),
        (theirs, Kind.ACCEPT, OPERATOR, "no magistrate"),
    )
    before = Trace.now()
    for number, (request, kind, by, why) in enumerate(forbidden, 1):
        with pytest.raises(Forbidden):
            say(paris, request, kind, by)
        now = Trace.now()
        assert now == Trace(before.acts, before.parcels, before.entries + number, before.requests), why
        assert entries("mandates:permission:refuse")[-1][0] == request.label


def test_an_act_out_of_place_changes_nothing(paris: Paris) -> None:
    ours, theirs = paris.issued(), opened(paris)
    before, rows = Trace.now(), list(Request.objects.order_by("id").values())
    for request, kind, by in (
        (ours, Kind.ACCEPT_RESULTS, JUDGE),
        (ours, Kind.ACCEPT_CONDITIONS, JUDGE),
        (ours, Kind.CLOSE, JUDGE),
        (theirs, Kind.ACKNOWLEDGE, DESK),
        (theirs, Kind.STOP, LAWYER),
        (theirs, Kind.CLOSE, LAWYER),
    ):
        with pytest.raises(NotPossible):
            say(paris, request, kind, by)
    assert (Trace.now(), list(Request.objects.order_by("id").values())) == (before, rows)


def test_an_act_that_speaks_of_what_the_letter_lacks_is_not_authored(paris: Paris) -> None:
    request = opened(paris)
    paris.author(request, Kind.ACCEPT, by=LAWYER)
    before = Trace.now()
    for kind, said, errors in (
        (Kind.REPORT_EXECUTION, SAYS[Kind.REPORT_EXECUTION] | {"measure": 3}, {"measure": "not_in_list"}),
        (Kind.RECTIFY, {"rectifies": "ab" * 32, "correction": "x"}, {"rectifies": "not_in_list"}),
    ):
        with pytest.raises(Incomplete) as refused:
            paris.author(request, kind, by=LAWYER, **said)
        assert refused.value.errors == errors
    assert Trace.now() == before


def test_an_officer_who_looked_before_the_dossier_moved_looks_again(paris: Paris) -> None:
    request = paris.issued()
    head = reads.folder(request).head
    paris.receive(paris.rabat.author(request, Kind.ACKNOWLEDGE))
    before = Trace.now()
    with pytest.raises(Moved, match="has moved since"):
        say(paris, request, Kind.WITHDRAW, JUDGE, head=head)
    assert Trace.now() == before
    assert say(paris, request, Kind.WITHDRAW, JUDGE, head=reads.folder(request).head).number == 2


def test_two_officers_at_once_author_one_after_the_other_and_the_second_is_told(committed: Paris) -> None:
    paris = committed
    request = paris.issued()
    head = reads.folder(request).head
    works = [
        lambda by=by: acts.author(  # type: ignore[misc]
            request.pk, filled_in(Kind.WITHDRAW, SAYS[Kind.WITHDRAW]), head=head, by=paris.mandates[by], at=BEGAN
        )
        for by in (JUDGE, COLLEAGUE)
    ]
    given = at_once(*works)
    assert sorted(type(one).__name__ for one in given) == ["Act", "Moved"]
    assert request.acts.count() == 2


def test_annexes_are_sealed_under_names_apart_and_too_many_bytes_refused(paris: Paris) -> None:
    request = paris.issued()
    paris.receive(paris.rabat.author(request, Kind.ACKNOWLEDGE))
    paris.receive(paris.rabat.author(request, Kind.ASK_SUPPLEMENT))
    twice = [Annex("../plan.pdf", "application/pdf", b"1"), Annex("PLAN.pdf", "Application/PDF", b"2")]
    act = say(paris, request, Kind.SUPPLY_SUPPLEMENT, JUDGE, annexes=twice)
    sealed = verify.verify(bytes(act.sealed)).annexes
    assert [(annex.name, annex.media_type) for annex in sealed] == [
        ("plan.pdf", "application/pdf"),
        ("PLAN (2).pdf", "application/octet-stream"),
    ]
    before = Trace.now()
    with pytest.raises(TooLarge):
        say(paris, request, Kind.SUPPLY_SUPPLEMENT, JUDGE, annexes=[Annex("a", "a/b", bytes(MAX_ANNEXES_BYTES + 1))])
    with pytest.raises(TooLarge):
        say(paris, request, Kind.SUPPLY_SUPPLEMENT, JUDGE, annexes=[Annex("a", "a/b", b"")] * 51)
    assert Trace.now() == before


# ------------------------------------------------------------------------------------- dispatch and notes


def test_a_request_dispatched_to_a_court_is_that_courts_and_the_centrals_and_nobody_elses(paris: Paris) -> None:
    request = opened(paris)
    assert list(reads.visible(paris.mandates[JUDGE])) == []
    acts.dispatch(request.pk, "fr-tj-paris", by=paris.mandates[DESK], at=paris.now())
    request.refresh_from_db()
    for officer, sees in ((JUDGE, True), (COLLEAGUE, True), (LAWYER, True), (STRANGER, False), (OPERATOR, False)):
        assert list(reads.visible(paris.mandates[officer])) == ([request] if sees else []), officer
    with pytest.raises(Forbidden):
        say(paris, request, Kind.ACCEPT, STRANGER)
    with pytest.raises(Forbidden):
        say(paris, request, Kind.ACCEPT, COLLEAGUE)
    assert paris.author(request, Kind.ACCEPT, by=JUDGE).standing.standing == "effective"
    assert entries("casework:request:assign") == [
        (request.label, sha256(f"{request.pk} fr-tj-paris".encode())),
    ]


def test_a_request_is_dispatched_only_within_the_state_and_by_desk_or_lawyer(paris: Paris) -> None:
    request = opened(paris)
    for authority in ("ma-dapg", "fr-nowhere", ""):
        with pytest.raises(Incomplete):
            acts.dispatch(request.pk, authority, by=paris.mandates[DESK], at=paris.now())
    for officer in (JUDGE, STRANGER, OPERATOR):
        with pytest.raises(Forbidden):
            acts.dispatch(request.pk, "fr-pnaco", by=paris.mandates[officer], at=paris.now())
    request.refresh_from_db()
    assert request.executing_authority == ""


def test_a_note_stays_at_home_and_is_in_the_ledger_by_its_digest(paris: Paris) -> None:
    request = paris.issued()
    before = Trace.now()
    text = "À vérifier : <b>adresse</b> عنوان"
    acts.note(request.pk, text, by=paris.mandates[LAWYER], at=paris.now())
    assert Trace.now() == Trace(before.acts, before.parcels, before.entries + 1, before.requests)
    assert entries("casework:note:write") == [(request.label, sha256(text.encode()))]
    with pytest.raises(Forbidden):
        acts.note(request.pk, text, by=paris.mandates[STRANGER], at=paris.now())
    with pytest.raises(Incomplete):
        acts.note(request.pk, "a\x00b", by=paris.mandates[LAWYER], at=paris.now())
    assert [one.text for one in DomesticAct.objects.filter(kind="noted")] == [text]


def test_every_reading_of_a_file_is_in_the_ledger(paris: Paris) -> None:
    request = paris.issued()
    for officer in (JUDGE, LAWYER):
        folder = acts.read(request.pk, by=paris.mandates[officer], at=paris.now())
        assert [entry.told.act.header.kind for entry in folder.entries if entry.told] == ["issue"]
    read = [sha256(f"{paris.mandates[officer].officer} {request.pk}".encode()) for officer in (JUDGE, LAWYER)]
    assert entries("casework:request:read") == [(request.label, digest) for digest in read]
    with pytest.raises(Forbidden):
        acts.read(request.pk, by=paris.mandates[OPERATOR], at=paris.now())
    assert entries("mandates:permission:refuse")[-1][0] == request.label
