"""Extradition on the pages: drafted by two officers, arrested on more than a name, read in the reader's language."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework.deciding import decided
from tajawub.casework import acts, reads
from tajawub.casework.act import RequestHeader
from tajawub.casework.bodies import filled_in
from tajawub.casework.identity import uuid7
from tajawub.casework.life_cycle import Kind, Side
from tajawub.casework.models import Act, Draft, Request
from tajawub.node import invented_extradition as invented
from tajawub.node.invented import ACKNOWLEDGE
from tajawub.web.forms.sections import sections_of

from .test_forms import sent
from .world import World

pytestmark = pytest.mark.django_db

ARABIC = "يشتبه في أنه نظم استيراد الكوكايين عبر ميناء لوهافر."
SWORN = {"of": "offence", "language": "ar", "kind": "sworn", "translator": "مترجم محلف بباريس", "text": ARABIC}
MACHINE = {"of": "facts", "language": "ar", "kind": "machine_draft", "translator": "machine", "text": "نص آلي"}


def arrest_request(**changes: Any) -> dict[str, Any]:
    return {**invented.arrest_request(timezone.now().date()), **changes}


def save(world: World, client: Client, draft: Draft, values: dict[str, Any], **more: Any) -> HttpResponse:
    """Fill in the form of a draft as a browser sends it, and press a button."""
    fields = [f for one in sections_of(draft, world.mandate("judge"), "en") for f in one.fields]
    posted: dict[str, Any] = {}
    for name, value in sent(fields, values):
        posted.setdefault(name, []).append(value)
    return client.post(reverse("save", args=[draft.pk]), {**posted, **more})


def drafted(world: World, kind: Kind = Kind.REQUEST_PROVISIONAL_ARREST) -> Draft:
    world.client("judge").post(reverse("begin"), {"kind": kind.value})
    return Draft.objects.get(kind=kind, request=None)


def requested(world: World, **changes: Any) -> Request:
    """A request for provisional arrest of ours, sealed and sent."""
    judge, lawyer, at = world.mandate("judge"), world.mandate("lawyer"), timezone.now()
    begun = acts.begin(Kind.REQUEST_PROVISIONAL_ARREST, by=judge, at=at)
    draft = decided(acts.save(begun.pk, arrest_request(**changes), by=judge, at=at), by=judge, at=at)
    digest = bytes(acts.submit(draft.pk, by=judge, at=at).digest or b"")
    _set_aside(world, draft)
    acts.approve(draft.pk, digest, by=lawyer, at=at)
    return Request.objects.get(pk=acts.issue(draft.pk, by=judge, at=at).request_id)


def _set_aside(world: World, draft: Draft) -> None:
    row = Draft.objects.get(pk=draft.pk)
    for concern in reads.undecided(row, filled_in(Kind(row.kind), row.fields), timezone.now()):
        if concern.bars:
            acts.set_aside(row.pk, concern.id, "Inventé.", by=world.mandate("lawyer"), at=timezone.now())


@pytest.fixture
def sought(world: World) -> Request:
    """A request for provisional arrest of Rabat's, which our desk has acknowledged."""
    at = timezone.now() - timedelta(hours=2)
    named = RequestHeader(
        id=uuid7(at), label="MA-2026-0009", requesting="MA", requested="FR", kind="extradition", version=1
    )
    asked = arrest_request(addressee="fr-bepi", through="ma-dapg", translations=[SWORN | {"of": "offence"}])
    world.sealed_in_rabat(named, Side.REQUESTING, Kind.REQUEST_PROVISIONAL_ARREST, at=at, **asked)
    row = Request.objects.get(pk=named.id)
    acts.author(row.pk, filled_in(Kind.ACKNOWLEDGE, ACKNOWLEDGE), by=world.mandate("duty"), at=timezone.now())
    return row


def send(client: Client, request: Request, kind: Kind, **fields: Any) -> HttpResponse:
    head = (reads.last_digest(request.pk) or b"").hex()
    posted = {"head": head, "do": "send", "understood": "on", **fields}
    return client.post(reverse("act", args=[request.pk, kind]), posted)


def test_a_provisional_arrest_is_asked_for_by_two_officers(world: World) -> None:
    judge, lawyer = world.client("judge"), world.client("lawyer")
    draft = drafted(world)
    page = judge.get(reverse("draft", args=[draft.pk])).content.decode()
    assert "Name only" in page
    answer = save(world, judge, draft, arrest_request(translations=[SWORN]), do="review")
    assert answer.url == reverse("review", args=[draft.pk])
    page = judge.get(answer.url).content.decode()
    assert "Two or more independent identifiers beside the name" in page
    assert "identity papers (<bdi>passport</bdi>)" in page
    assert "Offence, Arabic: sworn translation by مترجم محلف بباريس" in page
    decided(Draft.objects.get(pk=draft.pk), by=world.mandate("judge"), at=timezone.now())
    judge.post(reverse("submit", args=[draft.pk]))
    draft.refresh_from_db()
    assert draft.step == Draft.Step.SUBMITTED
    _set_aside(world, draft)
    lawyer.post(reverse("approve", args=[draft.pk]), {"digest": bytes(draft.digest or b"").hex()})
    judge.post(reverse("issue", args=[draft.pk]), {"understood": "on"})
    request = Request.objects.get()
    assert (request.kind, request.state, request.ball) == ("extradition", "awaiting_acknowledgement", "requested")
    page = judge.get(reverse("dossier", args=[request.pk])).content.decode()
    assert "Two or more independent identifiers beside the name" in page


def test_a_name_alone_is_not_sought(world: World) -> None:
    draft = drafted(world)
    person = {"name": "Nadir ZALTOUNI", "description": "Homme"}
    save(world, world.client("judge"), draft, arrest_request(person=person))
    review = world.client("judge").get(reverse("review", args=[draft.pk])).content.decode()
    assert "A name is no identity" in review
    assert "Submit for approval" not in review
    page = world.client("judge").post(reverse("submit", args=[draft.pk])).content.decode()
    assert "A name is no identity" in page
    draft.refresh_from_db()
    assert draft.step == Draft.Step.OPEN


def test_everything_that_lacks_is_said_in_one_wave(world: World) -> None:
    draft = drafted(world)
    save(world, world.client("judge"), draft, {"language": "fr", "purpose": "execution", "person": {"name": "N. Z."}})
    page = world.client("judge").get(reverse("draft", args=[draft.pk]) + "?check=1")
    lacks = [lack.id for lack in page.context["lacks"]]
    assert lacks == [
        "f-addressee",
        "f-case_reference",
        "f-bases",
        "f-person-description",
        "f-person-identifiers",
        "f-warrant-type",
        "f-warrant-authority",
        "f-warrant-issued_on",
        "f-warrant-reference",
        "f-sentence_left_months",
        "f-offence",
        "f-committed_at",
        "f-committed_where",
        "f-facts",
        "f-intends_formal_request",
    ]


def test_a_machine_draft_is_kept_shown_as_such_and_never_submitted(world: World) -> None:
    judge, draft = world.client("judge"), drafted(world)
    save(world, judge, draft, arrest_request(translations=[SWORN, MACHINE]))
    draft.refresh_from_db()
    assert draft.fields["translations"] == [SWORN, MACHINE]
    page = judge.get(reverse("review", args=[draft.pk])).content.decode()
    assert "This holds a machine draft" in page
    assert page.count("Machine draft, no translation of record") == 1
    assert "Submit for approval" not in page
    answer = judge.post(reverse("submit", args=[draft.pk]))
    assert answer.status_code == 422
    assert "Nobody answers for a machine draft: it cannot be sealed." in answer.content.decode()
    draft.refresh_from_db()
    assert draft.step == Draft.Step.OPEN


def test_a_row_more_is_opened_within_the_person(world: World) -> None:
    draft = drafted(world)
    answer = save(world, world.client("judge"), draft, arrest_request(), do="more:person.identifiers")
    assert answer.url == reverse("draft", args=[draft.pk]) + "?more=person.identifiers#f-person-identifiers"
    page = world.client("judge").get(answer.url).content.decode()
    assert 'name="person.identifiers.2.type"' in page


def test_a_formal_request_begins_with_what_the_first_said(world: World) -> None:
    letter, request = world.issued(), requested(world)
    begun = world.client("judge").post(reverse("begin_act", args=[request.pk, "send_formal_request"]))
    form = world.client("judge").get(begun.url)
    shown = {field.name: field for part in form.context["parts"] for field in part.fields}
    first = arrest_request()
    assert shown["person.name"].value == first["person"]["name"]
    assert shown["warrant.reference"].value == first["warrant"]["reference"]
    assert [row.fields[1].value for row in shown["person.identifiers"].rows] == [
        one["value"] for one in first["person"]["identifiers"]
    ]
    assert "intends_formal_request" not in shown
    assert [option.value for option, _ in shown["cites"].chosen] == [str(letter.pk)]


def test_a_related_request_is_cited_by_its_label(world: World) -> None:
    letter, draft = world.issued(), drafted(world)
    cited = {"id": str(letter.pk), "label": letter.label}
    save(world, world.client("judge"), draft, arrest_request(cites=[cited]))
    draft.refresh_from_db()
    assert draft.fields["cites"] == [cited]
    page = world.client("judge").get(reverse("review", args=[draft.pk])).content.decode()
    assert letter.label in page


def test_the_sheet_of_an_arrest_shows_what_the_request_gives_first(world: World, sought: Request) -> None:
    page = world.client("lawyer").get(reverse("act", args=[sought.pk, "arrest"]))
    (matched,) = [field for field in page.context["fields"] if field.name == "matched"]
    assert [option.value for option, _ in matched.chosen][:3] == ["fingerprints", "passport", "birth_date"]
    assert "00XX00000" in page.content.decode()


def test_an_arrest_on_two_identifiers_is_sealed_by_one_officer(world: World, sought: Request) -> None:
    matched = ["fingerprints", "passport"]
    answer = send(world.client("lawyer"), sought, Kind.ARREST, place="Paris", authority="Police", matched=matched)
    assert answer.url == reverse("dossier", args=[sought.pk])
    sought.refresh_from_db()
    assert sought.detained
    page = world.client("lawyer").get(answer.url).content.decode()
    assert "<bdi>Fingerprints: \u2068fiche décadactylaire inventée n° 0001\u2069</bdi>" in page


def test_an_arrest_on_one_identifier_is_refused_and_keeps_what_was_typed(world: World, sought: Request) -> None:
    before = Act.objects.count()
    answer = send(
        world.client("lawyer"), sought, Kind.ARREST, place="Gare de Lyon", authority="Police", matched=["passport"]
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Fewer than two independent identifiers match." in page
    assert 'value="Gare de Lyon"' in page
    assert Act.objects.count() == before
    assert Draft.objects.count() == 0


def test_an_arrest_on_less_goes_whole_to_a_second_officer(world: World, sought: Request) -> None:
    lawyer, second, before = world.client("lawyer"), world.client("second"), Act.objects.count()
    at = timezone.now().astimezone(ZoneInfo(settings.TIME_ZONE_OF_STATE)) - timedelta(minutes=30)
    answer = send(
        lawyer,
        sought,
        Kind.ARREST,
        place="Gare de Lyon",
        authority="Police",
        matched=["passport", "identity_card"],
        override="Sa sœur l’a reconnu ; il partait.",
        occurred_at=f"{at:%Y-%m-%dT%H:%M}",
        annexes=SimpleUploadedFile("pv.txt", b"PV", content_type="text/plain"),
    )
    draft = Draft.objects.get()
    assert answer.url == reverse("review", args=[draft.pk])
    assert Act.objects.count() == before
    assert draft.fields == {
        "place": "Gare de Lyon",
        "matched": ["passport", "identity_card"],
        "override": "Sa sœur l’a reconnu ; il partait.",
        "authority": "Police",
    }
    assert [(one.name, bytes(one.content)) for one in draft.annexes.all()] == [("pv.txt", b"PV")]
    page = lawyer.get(answer.url).content.decode()
    assert "a second officer decides. What you wrote is kept here" in page
    assert "One independent identifier beside the name" in page
    assert f"{at:%H:%M}" in page
    lawyer.post(reverse("submit", args=[draft.pk]))
    draft.refresh_from_db()
    second.post(reverse("approve", args=[draft.pk]), {"digest": bytes(draft.digest or b"").hex()})
    lawyer.post(reverse("issue", args=[draft.pk]), {"understood": "on"})
    act = Act.objects.get(kind="arrest")
    assert act.occurred_at == at.replace(second=0, microsecond=0).astimezone(UTC)
    sought.refresh_from_db()
    assert sought.detained


def test_when_it_was_done_is_part_of_what_is_approved(world: World, sought: Request) -> None:
    lawyer, at = world.mandate("lawyer"), timezone.now()
    begun = acts.begin(Kind.ARREST, request=sought.pk, by=lawyer, at=at).pk
    fields = {"place": "Paris", "authority": "Police", "override": "x"}
    digests = set()
    for occurred_at in (None, at - timedelta(minutes=10), at - timedelta(minutes=20)):
        acts.save(begun, fields, by=lawyer, at=at, occurred_at=occurred_at)
        digests.add(bytes(acts.submit(begun, by=lawyer, at=at).digest or b""))
        acts.take_back(begun, by=lawyer, at=at)
    assert len(digests) == 3


def test_the_head_is_read_in_the_readers_language_the_original_one_line_away(world: World, sought: Request) -> None:
    client, original = world.client("lawyer"), arrest_request()["offence"]
    french = client.get(reverse("dossier", args=[sought.pk])).context["saying"].offence
    assert (french.text, french.made_by, french.original) == (original, "", "")
    client.post(reverse("set_language"), {"language": "ar"})
    answer = client.get(reverse("dossier", args=[sought.pk]))
    arabic = answer.context["saying"].offence
    assert (arabic.text, arabic.original) == (ARABIC, original)
    assert arabic.made_by == "ترجمة محلفة، أنجزها مترجم محلف بباريس"
    page = answer.content.decode()
    assert f"<summary>{arabic.made_by}</summary>" in page


def test_an_answer_is_read_on_the_time_line_in_its_translation_of_record(world: World) -> None:
    request = requested(world)
    world.answer(request, Kind.ACKNOWLEDGE, **ACKNOWLEDGE)
    sworn = {
        "of": "reasons",
        "language": "fr",
        "kind": "sworn",
        "translator": "I. Traductrice",
        "text": "Il est marocain.",
    }
    world.answer(
        request,
        Kind.CONSULT,
        ground="nationality",
        reasons="الشخص مغربي.",
        answer_by="2099-12-31",
        translations=[sworn],
    )
    client = world.client("judge")
    page = client.get(reverse("dossier", args=[request.pk])).content.decode()
    assert "الشخص مغربي." in page
    assert "Il est marocain." not in page
    client.post(reverse("set_language"), {"language": "fr"})
    page = client.get(reverse("dossier", args=[request.pk])).content.decode()
    assert '<span class="said">Il est marocain.</span>' in page
    assert "<summary>traduction assermentée par I. Traductrice</summary>" in page
    assert '<p class="said">الشخص مغربي.</p>' in page
