"""Cases and who else asks, as pages: procedures side by side, evidence to who may see both, a word to the others."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tajawub.casework import acts
from tajawub.casework.act import RequestHeader
from tajawub.casework.bodies import filled_in
from tajawub.casework.identity import uuid7
from tajawub.casework.life_cycle import Kind, Side
from tajawub.casework.models import Case, Draft, Request
from tajawub.mandates import reads as directory
from tajawub.node.invented import LETTER

from .world import World

pytestmark = pytest.mark.django_db

SOUGHT: dict[str, Any] = {
    "language": "ar",
    "addressee": "fr-bepi",
    "case_reference": "T 26/9",
    "bases": [{"instrument": "un-untoc-2000", "articles": "16"}],
    "offence": "تهريب المخدرات",
    "facts": "ضبطت ثلاثة أطنان من المخدرات.",
    "person": {
        "name": "Nadir ZALTOUNI",
        "name_other_script": "نادر الزلتوني",
        "born_on": "1988-05-03",
        "description": "قامته متر و78",
        "identifiers": [{"type": "passport", "value": "AB1234567"}],
    },
    "warrant": {
        "type": "arrest_warrant",
        "authority": "قاضي التحقيق",
        "issued_on": "2026-10-20",
        "reference": "9/26",
    },
    "purpose": "prosecution",
    "max_penalty_months": 120,
    "committed_at": "أكتوبر 2026",
    "committed_where": "طنجة",
    "intends_formal_request": True,
}


def sought(world: World, *, label: str = "MA-2026-0031", **changes: Any) -> Request:
    """Let Rabat ask us for a provisional arrest."""
    named = RequestHeader(
        id=uuid7(timezone.now()), label=label, requesting="MA", requested="FR", kind="extradition", version=1
    )
    taken = world.sealed_in_rabat(named, Side.REQUESTING, Kind.REQUEST_PROVISIONAL_ARREST, **{**SOUGHT, **changes})
    assert taken.standing == "effective", taken.why
    return Request.objects.get(pk=named.id)


def arrested(world: World) -> Request:
    request = sought(world)
    for who, kind, body in (
        ("duty", Kind.ACKNOWLEDGE, {"file_reference": "BEPI 26/9"}),
        ("lawyer", Kind.ARREST, {"place": "Lyon", "matched": ["passport", "birth_date"], "authority": "Police"}),
    ):
        acts.author(request.pk, filled_in(kind, body), by=world.mandate(who), at=timezone.now())
    return request


def page(client: Client, request: Request) -> str:
    return client.get(reverse("dossier", args=[request.pk])).content.decode()


def test_a_case_is_opened_from_a_dossier_and_the_request_stands_in_it(world: World) -> None:
    request, lawyer = world.incoming(), world.client("lawyer")
    url = f"{reverse('open_case')}?request={request.pk}"
    assert url in page(lawyer, request)
    assert request.label in lawyer.get(url).content.decode()
    empty = lawyer.post(reverse("open_case"), {"request": request.pk, "reference": "", "title": "x"})
    assert (empty.status_code, Case.objects.count()) == (422, 0)
    typed = {"request": str(request.pk), "reference": "C-2026-088", "title": "Conteneurs du Havre"}
    done = lawyer.post(reverse("open_case"), typed, follow=True)
    assert b"Put in the case. Its state, its clock and its terms stay its own." in done.content
    request.refresh_from_db()
    assert request.case == Case.objects.get()
    again = lawyer.post(reverse("open_case"), typed, follow=True)
    assert b"Your authority keeps a case under that number: here it is." in again.content


def test_two_procedures_of_a_case_stand_side_by_side_each_with_its_own_turn(world: World) -> None:
    letter, wanted = world.incoming(), arrested(world)
    case = world.case(letter, wanted)
    lawyer = world.client("lawyer")
    for url in (reverse("case", args=[case.pk]), reverse("dossier", args=[letter.pk])):
        shown = lawyer.get(url).context["panels"]
        assert [(one.label, one.kind.en, one.detained, [bool(step.on) for step in one.steps]) for one in shown] == [
            (letter.label, "International letter rogatory", False, [True, False, False, False, False, False]),
            ("MA-2026-0031", "Extradition", True, [True, True, False, False, False, False]),
        ]
    assert "They are never merged" in page(lawyer, letter)
    assert "Who else asks" not in page(lawyer, letter)


def test_a_request_is_put_in_a_case_and_taken_out_of_it_from_its_dossier(world: World) -> None:
    request, case, lawyer = world.incoming(), world.case(), world.client("lawyer")
    assert f'<option value="{case.pk}">' in page(lawyer, request)
    wrong = lawyer.post(reverse("put_in_case", args=[request.pk]), {"case": ""}, follow=True)
    assert b"Choose one from the list." in wrong.content
    lawyer.post(reverse("put_in_case", args=[request.pk]), {"case": case.pk})
    shown = page(lawyer, request)
    assert "This request stands alone in its case." in shown
    assert "Put in a case" in shown
    twice = lawyer.post(reverse("put_in_case", args=[request.pk]), {"case": case.pk}, follow=True)
    assert b"it stands in the case" in twice.content
    out = lawyer.post(reverse("take_out_of_case", args=[request.pk]), follow=True)
    assert b"Taken out of the case." in out.content
    out = lawyer.post(reverse("take_out_of_case", args=[request.pk]), follow=True)
    assert b"It stands in no case." in out.content


def test_a_case_is_closed_after_a_tick_and_only_with_its_requests(world: World) -> None:
    request = world.incoming()
    case, lawyer = world.case(request), world.client("lawyer")
    url = reverse("close_case", args=[case.pk])
    assert lawyer.post(url).status_code == 422
    still = lawyer.post(url, {"understood": "on"})
    assert still.status_code == 409
    assert b"The case stays open" in still.content
    assert still.context["still_open"].requests == [request]
    lawyer.post(reverse("take_out_of_case", args=[request.pk]))
    done = lawyer.post(url, {"understood": "on"}, follow=True)
    assert b"Closed. Its requests keep their files." in done.content
    assert b"It was closed already." in lawyer.post(url, {"understood": "on"}, follow=True).content
    put = lawyer.post(reverse("put_in_case", args=[request.pk]), {"case": case.pk}, follow=True)
    assert b"is closed." in put.content


def test_the_list_and_a_case_without_a_request_say_what_to_do(world: World) -> None:
    lawyer = world.client("lawyer")
    assert b"No case is open." in lawyer.get(reverse("cases")).content
    case = world.case()
    listed = lawyer.get(reverse("cases")).context["rows"]
    assert [(one.reference, one.requests, one.closed) for one in listed] == [("C-2026-088", 0, False)]
    assert b"No request stands in this case yet." in lawyer.get(reverse("case", args=[case.pk])).content
    assert world.client("operator").get(reverse("cases")).status_code == 404


def test_what_a_court_may_not_see_of_a_case_is_counted_and_not_named(world: World) -> None:
    request, wanted = world.issued(), sought(world)
    case = world.case(request, wanted)
    shown = world.client("judge").get(reverse("case", args=[case.pk])).content.decode()
    assert "1 other request stands in this case; your mandate does not open it." in shown
    assert wanted.label not in shown
    assert "Close the case" not in shown


def test_a_draft_begun_in_a_case_says_so_and_is_listed_there(world: World) -> None:
    case, judge = world.case(by="judge"), world.client("judge")
    shown = judge.get(reverse("case", args=[case.pk]))
    assert [kind for kind, _ in shown.context["openings"]] == [
        "request_provisional_arrest", "issue", "send_formal_request",
    ]  # fmt: skip
    url = judge.post(reverse("begin"), {"kind": "issue", "case": case.pk}).url
    assert Draft.objects.get().case == case
    assert b"C-2026-088" in judge.get(url).content
    assert url in judge.get(reverse("case", args=[case.pk])).content.decode()
    assert judge.post(reverse("begin"), {"kind": "issue", "case": case.pk}).url == url
    assert judge.post(reverse("begin"), {"kind": "issue", "case": "x"}).status_code == 404


# ---------------------------------------------------------------------------------- who else asks


def test_who_may_see_both_reads_which_since_when_and_on_what_evidence(world: World) -> None:
    ours, theirs = world.issued(), sought(world)
    shown = page(world.client("lawyer"), ours)
    assert "Another request of ours is about the same person" in shown
    assert "same name, born on 3 May 1988" in shown
    assert reverse("dossier", args=[theirs.pk]) in shown
    assert "Another request meets this one" in shown
    assert "found by the node" in shown
    assert ours.label in page(world.client("lawyer"), theirs)
    assert "another request of ours meets it" in world.client("lawyer").get(reverse("desk")).content.decode()


def test_who_may_see_one_is_told_whom_to_ask_and_no_label(world: World) -> None:
    ours, theirs = world.issued(), sought(world)
    judge = world.client("judge")
    shown = page(judge, ours)
    assert "Another authority of ours handles a request about the same person" in shown
    assert f"Ask: {directory.authority('fr-bepi').name.en}." in shown
    assert theirs.label not in shown
    assert "Another request meets this one" not in shown
    assert b"another request of ours meets it" not in judge.get(reverse("desk")).content


def test_a_namesake_stands_apart_and_is_not_called_the_same_person(world: World) -> None:
    world.issued(persons=[{"name": "ZALTOUNI Nadir", "born_on": "1970-01-01"}])
    theirs = sought(world)
    shown = page(world.client("lawyer"), theirs)
    assert "Same name, a homonym is possible" in shown
    assert "about the same person</b>" not in shown


def test_author_and_second_officer_read_before_it_leaves_that_a_letter_meets_another(world: World) -> None:
    sought(world)
    draft = world.submitted()
    review = reverse("review", args=[draft.pk])
    assert "same name, born on 3 May 1988" in world.client("lawyer").get(review).content.decode()
    told = world.client("judge").get(review).content.decode()
    assert "Another authority of ours handles a request about the same person" in told
    assert "MA-2026-0031" not in told


def test_a_citation_is_a_link_both_ways_and_a_label_where_it_is_not_held(world: World) -> None:
    first = world.issued()
    unknown = {"id": "019ab0c4-7d00-7000-8000-00000000abcd", "label": "ES-2026-0004"}
    second = world.issued(persons=[], cites=[{"id": str(first.pk), "label": first.label}, unknown])
    shown = page(world.client("judge"), second)
    assert f'<a href="{reverse("dossier", args=[first.pk])}"><bdi class="ref">{first.label}</bdi></a>' in shown
    assert '<li>This request names <bdi class="ref">ES-2026-0004</bdi></li>' in shown
    assert f'Named by <a href="{reverse("dossier", args=[second.pk])}">' in page(world.client("judge"), first)


def test_a_diligence_is_recorded_on_a_file_of_a_person_held(world: World) -> None:
    request, lawyer = arrested(world), world.client("lawyer")
    assert "No diligence on this file since the arrest" in page(lawyer, request)
    url = reverse("record_diligence", args=[request.pk])
    assert lawyer.post(url, {"text": "  "}).status_code == 422
    done = lawyer.post(url, {"text": "Relance du parquet général. تذكير"}, follow=True).content.decode()
    assert "Recorded on this file, and on no other." in done
    assert "Last diligence on this file" in done
    assert "Relance du parquet général. تذكير" in done
    assert world.client("duty").post(url, {"text": "x"}).status_code == 403


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_the_pages_speak_the_readers_language(world: World, language: str) -> None:
    letter, wanted = world.incoming(), arrested(world)
    case, lawyer = world.case(letter, wanted), world.client("lawyer")
    lawyer.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    said = {
        "ar": ("قضية واحدة", "اعتقال", "تسليم المجرمين"),
        "fr": ("Une même affaire", "Arrestation", "Extradition"),
    }
    shown = page(lawyer, letter)
    for words in said[language]:
        assert words in shown
    for url in (reverse("cases"), reverse("open_case"), reverse("case", args=[case.pk])):
        assert lawyer.get(url).status_code == 200
    assert LETTER["case_reference"] in shown
