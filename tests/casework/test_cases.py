"""Cases: who opens, fills and closes one, what each officer sees of it, and that nothing in it is ever merged."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction

from tajawub.casework import acts, reads
from tajawub.casework.bodies import Incomplete
from tajawub.casework.diligence import WARNED_AFTER, diligence
from tajawub.casework.life_cycle import Kind
from tajawub.casework.models import Case, DomesticAct, Request
from tajawub.casework.steps import STEPS, steps
from tajawub.exchange.models import Parcel
from tajawub.mandates import reads as directory
from tajawub.mandates.permissions import Permission
from tajawub.mandates.values import Forbidden
from tajawub.node.invented import LETTER

from .deciding import decided
from .two_states import COLLEAGUE, DESK, JUDGE, LAWYER, OPERATOR, STRANGER, Paris, entries

pytestmark = pytest.mark.django_db


def opened(paris: Paris, *, by: str = LAWYER, reference: str = "C-2026-088") -> Case:
    return acts.open_case(reference, "Le Havre, conteneurs", by=paris.mandates[by], at=paris.now())


def put(paris: Paris, request: Request, case: Case, *, by: str = LAWYER) -> DomesticAct:
    return acts.put_in_case(request.pk, case.pk, by=paris.mandates[by], at=paris.now())


def of_stranger(paris: Paris) -> Request:
    draft = paris.draft(by=STRANGER, through=None)
    paris.approve(acts.submit(draft.pk, by=paris.mandates[STRANGER], at=paris.now()))
    return acts.issue(draft.pk, by=paris.mandates[STRANGER], at=paris.now()).request


def closed_here(paris: Paris) -> Request:
    request = paris.asked()
    for kind, who in (
        (Kind.ACKNOWLEDGE, DESK),
        (Kind.ACCEPT, LAWYER),
        (Kind.RETURN_RESULTS, LAWYER),
        (Kind.CLOSE, LAWYER),
    ):
        paris.author(request, kind, by=who)
    request.refresh_from_db()
    return request


def kinds(request: Request) -> list[str]:
    return list(request.domestic_acts.exclude(kind="deconflicted").order_by("id").values_list("kind", flat=True))


def test_an_extradition_and_a_letter_stand_side_by_side_each_with_its_own_state(paris: Paris) -> None:
    case, letter, sought = opened(paris), paris.asked(), paris.sought()
    before = {one.pk: (one.state, one.ball, one.moved_at) for one in Request.objects.all()}
    parcels = Parcel.objects.count()
    put(paris, letter, case)
    put(paris, sought, case)
    assert before == {one.pk: (one.state, one.ball, one.moved_at) for one in Request.objects.all()}
    assert Parcel.objects.count() == parcels
    file = acts.read_case(case.pk, by=paris.mandates[LAWYER], at=paris.now())
    assert [(one.request.pk, one.dossier.procedure.key, str(one.dossier.state)) for one in file.requests] == [
        (letter.pk, "letter-rogatory", "awaiting_acknowledgement"),
        (sought.pk, "extradition", "sought"),
    ]
    assert file.others == 0
    paris.author(sought, Kind.ARREST, by=LAWYER)
    letter.refresh_from_db()
    assert (letter.state, letter.detained) == ("awaiting_acknowledgement", False)


def test_every_act_on_a_case_is_a_domestic_act_and_an_entry_of_the_ledger(paris: Paris) -> None:
    case, request = opened(paris), closed_here(paris)
    assert put(paris, request, case).text == "C-2026-088"
    acts.take_out_of_case(request.pk, by=paris.mandates[LAWYER], at=paris.now())
    put(paris, request, case)
    acts.read_case(case.pk, by=paris.mandates[LAWYER], at=paris.now())
    shut = acts.close_case(case.pk, by=paris.mandates[LAWYER], at=paris.now())
    assert shut.closed_at == paris.at
    assert kinds(request) == ["put_in_case", "taken_out_of_case", "put_in_case", "case_closed"]
    told = {
        kind: [about for about, _ in entries(f"casework:case:{kind}")]
        for kind in ("open", "assign", "remove", "read", "close")
    }
    assert told == {
        "open": [str(case.pk)],
        "assign": [request.label, request.label],
        "remove": [request.label],
        "read": [str(case.pk)],
        "close": [str(case.pk)],
    }


def test_a_case_closes_only_when_every_request_in_it_is_closed_and_names_those_that_are_not(paris: Paris) -> None:
    case, request, shut = opened(paris), paris.asked(), closed_here(paris)
    put(paris, request, case)
    put(paris, shut, case)
    with pytest.raises(acts.StillOpen) as caught:
        acts.close_case(case.pk, by=paris.mandates[LAWYER], at=paris.now())
    assert ([one.label for one in caught.value.requests], caught.value.others) == ([request.label], 0)
    assert str(caught.value) == f"C-2026-088 stays open: {request.label} not closed yet; close them first"
    case.refresh_from_db()
    assert case.closed_at is None


def test_nothing_enters_or_leaves_a_closed_case(paris: Paris) -> None:
    case, inside, outside = opened(paris), closed_here(paris), paris.asked()
    put(paris, inside, case)
    acts.close_case(case.pk, by=paris.mandates[LAWYER], at=paris.now())
    with pytest.raises(acts.CaseClosed):
        put(paris, outside, case)
    with pytest.raises(acts.CaseClosed):
        acts.take_out_of_case(inside.pk, by=paris.mandates[LAWYER], at=paris.now())
    with pytest.raises(acts.CaseClosed):
        acts.close_case(case.pk, by=paris.mandates[LAWYER], at=paris.now())
    of_court = acts.close_case(opened(paris, by=JUDGE).pk, by=paris.mandates[JUDGE], at=paris.now())
    with pytest.raises(acts.CaseClosed):
        acts.begin(Kind.ISSUE, case=of_court.pk, by=paris.mandates[JUDGE], at=paris.now())


def test_a_request_stands_in_one_case(paris: Paris) -> None:
    case, other, request = opened(paris), opened(paris, reference="C-2026-089"), paris.asked()
    put(paris, request, case)
    with pytest.raises(acts.InCaseAlready) as caught:
        put(paris, request, other)
    assert caught.value.case == case
    acts.take_out_of_case(request.pk, by=paris.mandates[LAWYER], at=paris.now())
    with pytest.raises(Incomplete):
        acts.take_out_of_case(request.pk, by=paris.mandates[LAWYER], at=paris.now())


def test_an_authority_keeps_one_case_under_one_number(paris: Paris) -> None:
    case = opened(paris)
    with pytest.raises(acts.CaseExists) as caught:
        opened(paris)
    assert caught.value.case == case
    assert opened(paris, by=JUDGE).authority == "fr-tj-paris"
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.create(
            id=uuid4(), reference=case.reference, title="", authority=case.authority,
            opened_by=case.opened_by, opened_at=case.opened_at,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("reference", "title", "errors"),
    [
        ("", "x", {"reference": "missing"}),
        ("x", " \n", {"title": "missing"}),
        ("x" * 301, "x", {"reference": "too_long"}),
        ("x", "a\u202eb", {"title": "direction_control"}),
    ],
)
def test_a_case_has_a_number_and_a_title_that_read_as_they_are_kept(
    paris: Paris, reference: str, title: str, errors: dict[str, str]
) -> None:
    with pytest.raises(Incomplete) as caught:
        acts.open_case(reference, title, by=paris.mandates[LAWYER], at=paris.now())
    assert caught.value.errors == errors


def test_a_letter_begun_in_a_case_is_put_there_when_it_leaves(paris: Paris) -> None:
    case = opened(paris, by=JUDGE)
    begun = acts.begin(Kind.ISSUE, case=case.pk, by=paris.mandates[JUDGE], at=paris.now())
    request = issue(paris, begun.pk)
    assert (request.case, kinds(request)) == (case, ["put_in_case"])


def test_a_letter_begun_in_a_case_closed_meanwhile_leaves_in_none(paris: Paris) -> None:
    case = opened(paris, by=JUDGE)
    begun = acts.begin(Kind.ISSUE, case=case.pk, by=paris.mandates[JUDGE], at=paris.now())
    acts.close_case(case.pk, by=paris.mandates[JUDGE], at=paris.now())
    assert issue(paris, begun.pk).case is None


def issue(paris: Paris, draft: UUID) -> Request:
    judge = paris.mandates[JUDGE]
    decided(acts.save(draft, LETTER, by=judge, at=paris.now()), by=judge, at=paris.now())
    paris.approve(acts.submit(draft, by=judge, at=paris.now()))
    return acts.issue(draft, by=judge, at=paris.now()).request


# ------------------------------------------------------------------------------------- who may


def test_who_sees_no_request_of_a_case_reads_opens_and_closes_nothing_of_it(paris: Paris) -> None:
    case, request = opened(paris), paris.issued()
    put(paris, request, case)
    for who in (STRANGER, OPERATOR):
        for attempt in (
            lambda by: acts.read_case(case.pk, by=by, at=paris.now()),
            lambda by: acts.put_in_case(request.pk, case.pk, by=by, at=paris.now()),
            lambda by: acts.take_out_of_case(request.pk, by=by, at=paris.now()),
            lambda by: acts.close_case(case.pk, by=by, at=paris.now()),
            lambda by: acts.begin(Kind.ISSUE, case=case.pk, by=by, at=paris.now()),
        ):
            with pytest.raises(Forbidden):
                attempt(paris.mandates[who])
    assert list(reads.cases(paris.mandates[STRANGER])) == []
    with pytest.raises(Forbidden):
        opened(paris, by=OPERATOR, reference="C-1")


def test_a_court_reads_the_central_authoritys_case_with_its_own_requests_and_counts_the_others(paris: Paris) -> None:
    case, of_court, of_other = opened(paris), paris.issued(), of_stranger(paris)
    put(paris, of_court, case)
    put(paris, of_other, case)
    for who, label in ((COLLEAGUE, of_court.label), (STRANGER, of_other.label)):
        file = acts.read_case(case.pk, by=paris.mandates[who], at=paris.now())
        assert ([one.request.label for one in file.requests], file.others) == ([label], 1)
        with pytest.raises(Forbidden):
            acts.close_case(case.pk, by=paris.mandates[who], at=paris.now())
    assert len(acts.read_case(case.pk, by=paris.mandates[DESK], at=paris.now()).requests) == 2


def test_a_request_goes_in_no_case_of_an_authority_that_does_not_see_it(paris: Paris) -> None:
    case, request = opened(paris, by=STRANGER), paris.issued()
    with pytest.raises(Forbidden) as caught:
        put(paris, request, case)
    assert caught.value.reasons == ("its authority is not concerned with the request",)
    assert Request.objects.get(pk=request.pk).case is None


def test_the_list_of_cases_is_exactly_what_the_policies_let_one_read(paris: Paris) -> None:
    mine, of_court, of_other = opened(paris), opened(paris, by=JUDGE), opened(paris, by=STRANGER)
    put(paris, of_stranger(paris), mine)
    dispatched = paris.asked()
    acts.dispatch(dispatched.pk, "fr-tj-paris", by=paris.mandates[LAWYER], at=paris.now())
    put(paris, dispatched, mine)
    for who, mandate in paris.mandates.items():
        permitted = {
            case.pk
            for case in (mine, of_court, of_other)
            if directory.may(mandate, Permission.READ_CASE, reads.case_resource(case))
        }
        assert {case.pk for case in reads.cases(mandate)} == permitted, who
    assert len(reads.cases(paris.mandates[LAWYER])) == 3


# ---------------------------------------------------------------------------- steps and diligence


def test_the_steps_of_a_procedure_are_those_its_acts_have_taken(paris: Paris) -> None:
    sought = paris.sought()
    paris.author(sought, Kind.ARREST, by=LAWYER)
    taken = steps(reads.dossier(sought))
    assert [one.step.name.en for one in taken if one.at] == ["Requested", "Arrest"]
    assert [one.state for one in taken] == ["MA", "FR", "", "", "", ""]
    assert {key: len(found) for key, found in STEPS.items()} == {"letter-rogatory": 6, "extradition": 6}


def test_siblings_of_one_case_are_not_told_to_each_other_as_somebody_else(paris: Paris) -> None:
    case = opened(paris)
    first, second = paris.asked(), paris.asked()
    assert len(reads.who_else_asks(first, paris.mandates[LAWYER])) == 1
    put(paris, first, case)
    put(paris, second, case)
    first.refresh_from_db()
    assert reads.who_else_asks(first, paris.mandates[LAWYER]) == ()
    assert reads.competed([first, second], paris.mandates[LAWYER]) == frozenset()


def test_each_file_of_a_person_held_counts_its_own_days_since_its_own_diligence(paris: Paris) -> None:
    one, other = paris.sought(), paris.sought(offence="autre")
    paris.author(one, Kind.ARREST, by=LAWYER)
    arrested = paris.at
    paris.author(other, Kind.ARREST, by=LAWYER)
    text = "Relance de la chambre de l’instruction"
    written = acts.record_diligence(one.pk, text, by=paris.mandates[LAWYER], at=arrested + timedelta(days=10))
    assert (written.kind, written.text) == ("diligence", text)
    assert [about for about, _ in entries("casework:diligence:record")] == [one.label]
    own, neglected = (reads.diligence_of(reads.folder(request)) for request in (one, other))
    assert own is not None
    assert neglected is not None
    assert (own.recorded, neglected.recorded) == (True, False)
    assert (WARNED_AFTER.days, own.idle(arrested + timedelta(days=16)).days) == (15, 6)
    assert own.late(arrested + timedelta(days=24)) is False
    assert neglected.late(arrested + timedelta(days=16)) is True


def test_no_diligence_is_counted_where_nobody_is_held_or_the_other_state_holds(paris: Paris) -> None:
    sought = paris.sought()
    assert reads.diligence_of(reads.folder(sought)) is None
    paris.author(sought, Kind.ARREST, by=LAWYER)
    paris.author(sought, Kind.RELEASE, by=LAWYER)
    assert reads.diligence_of(reads.folder(sought)) is None
    assert reads.diligence_of(reads.folder(paris.issued())) is None


def test_an_arrest_after_the_last_diligence_starts_the_count_anew(paris: Paris) -> None:
    sought = paris.sought()
    early = acts.record_diligence(sought.pk, "Avant", by=paris.mandates[LAWYER], at=paris.now()).stored_at
    paris.now()
    paris.author(sought, Kind.ARREST, by=LAWYER)
    found = diligence(reads.dossier(sought), early)
    assert found is not None
    assert (found.recorded, found.since > early) == (False, True)


def test_only_the_requested_side_records_a_diligence(paris: Paris) -> None:
    with pytest.raises(Forbidden):
        acts.record_diligence(paris.issued().pk, "x", by=paris.mandates[LAWYER], at=paris.now())
    with pytest.raises(Forbidden):
        acts.record_diligence(paris.sought().pk, "x", by=paris.mandates[STRANGER], at=paris.now())
    with pytest.raises(Incomplete):
        acts.record_diligence(
            Request.objects.get(kind="extradition").pk, " ", by=paris.mandates[LAWYER], at=paris.now()
        )
