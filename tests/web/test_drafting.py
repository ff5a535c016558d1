"""A letter from the empty form to the seal, through the pages; what is typed is never lost."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework.deciding import decided
from tajawub.casework import acts
from tajawub.casework.acts.authoring import describe
from tajawub.casework.bodies import filled_in
from tajawub.casework.life_cycle import Kind, Side
from tajawub.casework.models import Act, Draft, Request
from tajawub.exchange.models import Peer
from tajawub.ledger.models import Entry
from tajawub.node.invented import ACKNOWLEDGE, LETTER

from .world import HOSTILE, World

pytestmark = pytest.mark.django_db


def posted(fields: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield a body's fields as the form sends them."""
    for name, value in fields.items():
        match value:
            case bool():
                if value:
                    yield f"{prefix}{name}", "on"
            case list():
                for number, row in enumerate(value):
                    if isinstance(row, dict):
                        yield from posted(row, f"{prefix}{name}.{number}.")
                    else:
                        yield f"{prefix}{name}.{number}", row
            case _:
                yield f"{prefix}{name}", str(value)


def save(client: Client, draft: Draft, fields: Mapping[str, Any], **more: Any) -> HttpResponse:
    return client.post(reverse("save", args=[draft.pk]), {**dict(posted(fields)), **more})


def begun(client: Client) -> Draft:
    client.post(reverse("begin"))
    return Draft.objects.get(step="open")


def test_a_letter_goes_from_the_form_to_the_border(world: World) -> None:
    judge, lawyer = world.client("judge"), world.client("lawyer")
    draft = begun(judge)
    assert save(judge, draft, LETTER, do="review").url == reverse("review", args=[draft.pk])
    draft.refresh_from_db()
    assert draft.fields == LETTER
    decided(draft, by=world.mandate("judge"), at=timezone.now())
    judge.post(reverse("submit", args=[draft.pk]))
    draft.refresh_from_db()
    page = lawyer.get(reverse("review", args=[draft.pk])).content.decode()
    digest = bytes(draft.digest or b"").hex()
    assert f'name="digest" value="{digest}"' in page
    lawyer.post(reverse("approve", args=[draft.pk]), {"digest": digest})
    answer = judge.post(reverse("issue", args=[draft.pk]), {"understood": "on"})
    request = Request.objects.get()
    assert answer.url == reverse("dossier", args=[request.pk])
    page = judge.get(answer.url).content.decode()
    assert "<strong>Paris</strong> asks <strong>Rabat</strong> for 2 measures of assistance" in page
    assert "Nadir ZALTOUNI" in page
    assert "and 1 other" in page


def test_opening_a_draft_twice_opens_one(world: World) -> None:
    client = world.client("judge")
    first, second = client.post(reverse("begin")), client.post(reverse("begin"))
    assert first.url == second.url
    assert Draft.objects.count() == 1


def test_issuing_twice_issues_once(world: World) -> None:
    draft, client = world.approved(), world.client("judge")
    urls = {client.post(reverse("issue", args=[draft.pk]), {"understood": "on"}).url for _ in range(2)}
    assert len(urls) == 1
    assert (Request.objects.count(), Act.objects.count()) == (1, 1)


def test_nothing_is_issued_unread(world: World) -> None:
    draft = world.approved()
    answer = world.client("judge").post(reverse("issue", args=[draft.pk]), follow=True)
    assert b"Tick that you have read it" in answer.content
    assert Act.objects.count() == 0


def test_the_author_does_not_approve(world: World) -> None:
    draft = world.submitted()
    page = world.client("judge").get(reverse("review", args=[draft.pk])).content.decode()
    assert reverse("approve", args=[draft.pk]) not in page
    answer = world.client("judge").post(
        reverse("approve", args=[draft.pk]), {"digest": bytes(draft.digest or b"").hex()}
    )
    assert answer.status_code == 403
    draft.refresh_from_db()
    assert draft.step == Draft.Step.SUBMITTED


@pytest.mark.parametrize("digest", ["00" * 32, "", "not hex", "ﷺ"])
def test_another_text_than_the_one_read_is_not_approved(world: World, digest: str) -> None:
    draft = world.submitted()
    answer = world.client("lawyer").post(reverse("approve", args=[draft.pk]), {"digest": digest}, follow=True)
    assert b"the text changed since you opened it" in answer.content
    draft.refresh_from_db()
    assert draft.step == Draft.Step.SUBMITTED


def test_what_is_missing_is_named_with_its_article_and_nothing_is_lost(world: World) -> None:
    client = world.client("judge")
    draft = begun(client)
    save(client, draft, {**LETTER, "purpose": "", "facts": "أربع حاويات"})
    answer = client.post(reverse("submit", args=[draft.pk]))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#f-purpose"' in page
    assert "UNTOC, art. 18(15)(f)" in page
    assert "أربع حاويات" in page
    draft.refresh_from_db()
    assert draft.step == Draft.Step.OPEN


def test_hostile_text_is_kept_to_the_letter_and_shown_as_text(world: World) -> None:
    client = world.client("judge")
    draft = begun(client)
    hostile = {**LETTER, "offence": HOSTILE, "facts": HOSTILE, "case_reference": HOSTILE}
    hostile["persons"] = [{"name": HOSTILE, "role": HOSTILE}]
    save(client, draft, hostile)
    draft.refresh_from_db()
    assert draft.fields == hostile
    for url in (reverse("draft", args=[draft.pk]), reverse("review", args=[draft.pk]), reverse("desk")):
        page = client.get(url).content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page
        assert "{{ 7|add:7 }}" in page


def test_text_that_turns_the_reading_direction_is_refused_at_its_field(world: World) -> None:
    client = world.client("judge")
    draft = begun(client)
    save(client, draft, {**LETTER, "offence": "abc\u202ecba"})
    page = client.post(reverse("submit", args=[draft.pk]), follow=True).content.decode()
    assert "turns the reading direction" in page
    assert 'href="#f-offence"' in page


def test_a_row_is_added_without_a_script_and_an_empty_one_disappears(world: World) -> None:
    client = world.client("judge")
    draft = begun(client)
    answer = save(client, draft, LETTER, do="more:measures")
    assert answer.url.endswith("?more=measures#f-measures")
    assert b'name="measures.2.description"' in client.get(answer.url).content
    save(client, draft, {**LETTER, "measures": [*LETTER["measures"], {"type": "", "description": " "}]})
    draft.refresh_from_db()
    assert draft.fields["measures"] == LETTER["measures"]


def test_a_row_of_which_only_the_list_was_chosen_is_kept(world: World) -> None:
    client = world.client("judge")
    draft = begun(client)
    begun_with = [{"type": "records"}]
    save(
        client, draft, {**LETTER, "bases": [{"instrument": "un-untoc-2000", "articles": ""}], "measures": begun_with}
    )
    draft.refresh_from_db()
    assert draft.fields["bases"] == [{"instrument": "un-untoc-2000"}]
    assert draft.fields["measures"] == begun_with


def test_a_new_letter_begins_in_the_readers_language_through_their_central_authority(world: World) -> None:
    client = world.client("judge")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "fr"
    page = client.get(reverse("draft", args=[begun(client).pk])).content.decode()
    for chosen in ("fr", "fr-bepi", "fr-ma-mla-2008", "routine"):
        assert f'<option value="{chosen}" selected>' in page


def test_saving_behind_the_back_says_when(world: World) -> None:
    draft = world.draft()
    answer = save(world.client("judge"), draft, {**LETTER, "facts": "x"}, autosave="1")
    assert set(json.loads(answer.content)) == {"saved", "seen", "lacking"}
    draft.refresh_from_db()
    assert draft.fields["facts"] == "x"


def seen(client: Client, draft: Draft) -> str:
    return str(client.get(reverse("draft", args=[draft.pk])).context["seen"])


def test_a_second_window_overwrites_nothing_unasked(world: World) -> None:
    client, draft = world.client("judge"), world.draft()
    opened = seen(client, draft)
    save(client, draft, {**LETTER, "facts": "الأولى"}, seen=opened)
    answer = save(client, draft, {**LETTER, "facts": "La seconde"}, seen=opened)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "الأولى" in page
    assert "La seconde" in page
    assert save(client, draft, {**LETTER, "facts": "La seconde"}, seen=opened, autosave="1").status_code == 409
    draft.refresh_from_db()
    assert draft.fields["facts"] == "الأولى"
    posted_again = {**dict(answer.context["posted"]), "seen": answer.context["seen"]}
    assert client.post(reverse("save", args=[draft.pk]), posted_again).status_code == 302
    draft.refresh_from_db()
    assert draft.fields == {**LETTER, "facts": "La seconde"}


def test_the_same_text_sent_twice_is_saved_in_peace(world: World) -> None:
    client, draft = world.client("judge"), world.draft()
    opened = seen(client, draft)
    assert [save(client, draft, LETTER, seen=opened).status_code for _ in range(2)] == [302, 302]


def test_who_signs_in_on_an_address_of_a_form_is_led_to_its_page(world: World) -> None:
    client, draft = world.client("judge"), world.draft()
    for name, page in (("save", "draft"), ("submit", "review"), ("issue", "review"), ("discard", "draft")):
        assert client.get(reverse(name, args=[draft.pk])).url == reverse(page, args=[draft.pk])
    request = world.issued()
    assert client.get(reverse("note", args=[request.pk])).url == reverse("dossier", args=[request.pk])


def test_what_one_answer_makes_of_another_is_asked_for_in_the_first_wave(world: World) -> None:
    client = world.client("judge")
    draft = begun(client)
    save(client, draft, {"urgency": "urgent"})
    page = client.get(reverse("draft", args=[draft.pk]), {"check": "1"}).content.decode()
    assert 'href="#f-answer_by"' in page
    save(client, draft, {"answer_by": "2999-01-01"})
    page = client.post(reverse("submit", args=[draft.pk])).content.decode()
    assert 'href="#f-answer_by_reason"' in page
    assert 'id="f-answer_by_reason-e"' in page


def test_a_new_draft_lacks_only_what_is_not_filled_in_for_it(world: World) -> None:
    client = world.client("judge")
    steps = client.get(reverse("draft", args=[begun(client).pk])).context["steps"]
    assert {step.key: (step.lacking, step.idle) for step in steps} == {
        "authorities": (2, False),
        "persons": (0, True),
        "facts": (2, False),
        "measures": (1, False),
        "purpose": (1, False),
        "urgency": (0, False),
        "records": (0, True),
    }


def test_what_is_wrong_is_not_called_missing(world: World) -> None:
    client, draft = world.client("judge"), world.draft(offence="abc\u202ecba")
    steps = client.get(reverse("draft", args=[draft.pk])).context["steps"]
    assert [(step.lacking, step.wrong) for step in steps if step.key == "facts"] == [(0, 1)]
    assert "turns the reading direction" in client.get(reverse("review", args=[draft.pk])).content.decode()


def test_reasons_that_cannot_be_kept_stay_in_their_field(world: World) -> None:
    draft = world.submitted()
    reasons = {"reasons": "أعد\u202e صياغته"}
    answer = world.client("lawyer").post(reverse("send_back", args=[draft.pk]), reasons)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "turns the reading direction" in page
    assert reasons["reasons"] in page


def test_what_its_author_took_back_meanwhile_leads_to_the_desk(world: World) -> None:
    draft = world.submitted()
    acts.take_back(draft.pk, by=world.mandate("judge"), at=timezone.now())
    answer = world.client("lawyer").post(reverse("send_back", args=[draft.pk]), {"reasons": "x"}, follow=True)
    assert b"its author has taken the draft back" in answer.content


def test_files_go_with_the_draft_and_come_out_again(world: World) -> None:
    client, draft = world.client("judge"), world.draft()
    file = SimpleUploadedFile("خطة\u202e<b>.pdf", b"%PDF-", content_type="EVIL")
    save(client, draft, LETTER, annexes=file)
    kept = draft.annexes.get()
    assert (bytes(kept.content), kept.media_type) == (b"%PDF-", "application/octet-stream")
    assert "\u202e" not in kept.name
    assert "<" not in kept.name
    save(client, draft, LETTER, do=f"detach:{kept.name}")
    assert not draft.annexes.exists()


def test_a_draft_sent_back_shows_the_reasons_to_its_author(world: World) -> None:
    draft = world.submitted()
    silent = world.client("lawyer").post(reverse("send_back", args=[draft.pk]), {"reasons": " "}, follow=True)
    assert b"Say why" in silent.content
    world.client("lawyer").post(reverse("send_back", args=[draft.pk]), {"reasons": "Préciser le lieu. المكان"})
    page = world.client("judge").get(reverse("draft", args=[draft.pk])).content.decode()
    assert "Préciser le lieu. المكان" in page


def test_taking_back_reopens_and_putting_aside_hides(world: World) -> None:
    client, draft = world.client("judge"), world.submitted()
    assert client.post(reverse("take_back", args=[draft.pk])).url == reverse("draft", args=[draft.pk])
    client.post(reverse("discard", args=[draft.pk]))
    assert str(draft.pk) not in client.get(reverse("desk")).content.decode()


def test_the_preview_is_the_letter_as_pdf_and_bears_no_number(world: World) -> None:
    answer = world.client("lawyer").get(reverse("preview", args=[world.submitted().pk]))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert b"-0000" in answer.content
    incomplete = world.draft(purpose="")
    assert world.client("judge").get(reverse("preview", args=[incomplete.pk])).status_code == 302


def test_the_desk_shows_each_what_waits_for_them(world: World) -> None:
    submitted, request = world.submitted(), world.issued()
    lawyer = world.client("lawyer").get(reverse("desk")).context
    assert [paper.url for paper in lawyer["to_approve"]] == [reverse("draft", args=[submitted.pk])]
    judge = world.client("judge").get(reverse("desk")).context
    assert judge["to_approve"] == []
    assert [item.label for item in judge["theirs"].items] == [request.label]
    world.answer(request, Kind.ACKNOWLEDGE, **ACKNOWLEDGE)
    world.answer(request, Kind.ASK_SUPPLEMENT, questions=["؟"])
    judge = world.client("judge").get(reverse("desk")).context
    assert [(item.label, item.ball, item.ball_is_ours) for item in judge["ours"].items] == [
        (request.label, "Paris", True)
    ]
    assert [tab.count for tab in judge["tabs"]] == [1, 0, 1]


REFUSAL = {"ground": "essential_interests", "reasons": "Atteinte à la sécurité."}


@pytest.fixture
def refusal(world: World) -> Draft:
    """A refusal of a letter from Rabat, written by our lawyer, approved by the second one."""
    request = world.incoming()
    duty = world.mandate("duty")
    acts.author(request.pk, filled_in(Kind.ACKNOWLEDGE, ACKNOWLEDGE), by=duty, at=timezone.now())
    world.consult(request)
    lawyer, second = world.mandate("lawyer"), world.mandate("second")
    draft = acts.begin(Kind.REFUSE, request=request.pk, by=lawyer, at=timezone.now())
    acts.save(draft.pk, REFUSAL, by=lawyer, at=timezone.now())
    digest = bytes(acts.submit(draft.pk, by=lawyer, at=timezone.now()).digest or b"")
    return acts.approve(draft.pk, digest, by=second, at=timezone.now())


def rectified(world: World, draft: Draft) -> None:
    assert draft.request is not None
    letter = bytes(draft.request.acts.get(kind=Kind.ISSUE).digest).hex()
    named = describe(draft.request)
    world.sealed_in_rabat(named, Side.REQUESTING, Kind.RECTIFY, rectifies=letter, correction="14")


def test_an_answer_whose_dossier_moved_says_so_and_is_taken_back(world: World, refusal: Draft) -> None:
    client, before = world.client("lawyer"), Act.objects.count()
    review = reverse("review", args=[refusal.pk])
    assert b"The dossier has moved" not in client.get(review).content
    rectified(world, refusal)
    answer = client.post(reverse("issue", args=[refusal.pk]), {"understood": "on"}, follow=True)
    page = answer.content.decode()
    assert "Nothing was done: the dossier has moved" in page
    assert "The dossier has moved since this was submitted" in page
    assert reverse("issue", args=[refusal.pk]) not in page
    assert reverse("take_back", args=[refusal.pk]) in page
    assert Act.objects.count() == before + 1
    client.post(reverse("take_back", args=[refusal.pk]))
    refusal.refresh_from_db()
    assert refusal.step == Draft.Step.OPEN
    page = client.get(reverse("dossier", args=[refusal.request_id])).content.decode()
    assert "Taken back by its author" in page


def test_an_answer_whose_dossier_moved_is_not_approved(world: World, refusal: Draft) -> None:
    acts.take_back(refusal.pk, by=world.mandate("lawyer"), at=timezone.now())
    digest = acts.submit(refusal.pk, by=world.mandate("lawyer"), at=timezone.now()).digest or b""
    rectified(world, refusal)
    posted = {"digest": bytes(digest).hex()}
    answer = world.client("second").post(reverse("approve", args=[refusal.pk]), posted, follow=True)
    page = answer.content.decode()
    assert "Nothing was done: the dossier has moved" in page
    assert reverse("approve", args=[refusal.pk]) not in page
    assert reverse("send_back", args=[refusal.pk]) in page


def test_opening_a_draft_in_form_review_or_preview_is_in_the_ledger(world: World) -> None:
    draft = world.draft()
    for page in ("draft", "review", "preview"):
        before = Entry.objects.filter(kind="casework:draft:read", about=str(draft.pk)).count()
        assert world.client("judge").get(reverse(page, args=[draft.pk])).status_code == 200
        assert Entry.objects.filter(kind="casework:draft:read", about=str(draft.pk)).count() == before + 1, page


def closed_requests(count: int, **columns: str) -> None:
    now = timezone.now()
    Request.objects.bulk_create(
        Request(
            id=uuid.uuid4(),
            label=f"{columns['requesting']}-2025-{number:04d}",
            kind="letter-rogatory",
            version=1,
            opened_at=now,
            moved_at=now,
            **columns,
        )
        for number in range(count)
    )


def test_the_desk_says_how_many_requests_it_does_not_show(world: World) -> None:
    paris = {"requesting": "FR", "requested": "MA", "requesting_authority": "fr-tj-paris"}
    closed_requests(203, **paris, ball="requested")
    closed_requests(51, requesting="MA", requested="FR", requested_authority="fr-bepi")
    desk = world.client("lawyer").get(reverse("desk"))
    shown = [(len(desk.context[lane].items), desk.context[lane].more) for lane in ("ours", "theirs", "closed")]
    assert shown == [(0, 0), (200, 3), (50, 1)]
    assert [tab.count for tab in desk.context["tabs"]] == [254, 51, 203]
    page = desk.content.decode()
    assert "3 more are not shown here" in page
    assert "1 more is not shown here" in page
    assert "Nothing waits for your authority." in page
    incoming = world.client("lawyer").get(reverse("desk"), {"way": "incoming"}).context
    assert (incoming["theirs"].more, incoming["closed"].more) == (0, 1)


def test_an_approved_letter_whose_addressee_left_the_directory_says_so_and_stays(world: World) -> None:
    draft = world.approved()
    Peer.objects.all().delete()
    answer = world.client("judge").post(reverse("issue", args=[draft.pk]), {"understood": "on"}, follow=True)
    page = answer.content.decode()
    assert "Choose one from the list." in page
    assert reverse("take_back", args=[draft.pk]) in page
    assert Act.objects.count() == 0
