"""Acts of one officer: confirmed, at the field where something is wrong, harmless when sent twice."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils.datastructures import MultiValueDict

from tajawub.casework import reads
from tajawub.casework.acts import MAX_ANNEXES, MAX_ANNEXES_BYTES
from tajawub.casework.life_cycle import Kind
from tajawub.casework.models import Act, Request
from tajawub.node.invented import ACKNOWLEDGE, ASK_SUPPLEMENT
from tajawub.web import annexes

from .world import HOSTILE, NOWHERE, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(world: World) -> Request:
    """A letter on which Rabat has asked two questions."""
    request = world.issued()
    world.answer(request, Kind.ACKNOWLEDGE, **ACKNOWLEDGE)
    world.answer(request, Kind.ASK_SUPPLEMENT, **{**ASK_SUPPLEMENT, "questions": ["أين؟", "من المالك؟"]})
    return request


def send(client: Client, request: Request, kind: str, head: bytes | None = None, **fields: Any) -> HttpResponse:
    head = head or reads.last_digest(request.pk) or b""
    return client.post(reverse("act", args=[request.pk, kind]), {"head": head.hex(), "do": "send", **fields})


def test_an_answer_is_sealed_sent_and_shown(world: World, asked: Request) -> None:
    client = world.client("judge")
    page = client.get(reverse("act", args=[asked.pk, "supply_supplement"])).content.decode()
    assert "أين؟" in page
    assert "من المالك؟" in page
    plan = SimpleUploadedFile("plan.txt", b"plan", content_type="text/plain")
    answer = send(
        client,
        asked,
        "supply_supplement",
        understood="on",
        annexes=plan,
        **{"answers.0": HOSTILE, "answers.1": "ATLAS"},
    )
    assert answer.url == reverse("dossier", args=[asked.pk])
    page = client.get(answer.url).content.decode()
    assert "&lt;script&gt;alert" in page
    assert "<script>alert" not in page
    assert "plan.txt" in page


def test_without_the_tick_nothing_leaves_and_the_text_stays(world: World, asked: Request) -> None:
    before = Act.objects.count()
    answer = send(
        world.client("judge"), asked, "supply_supplement", **{"answers.0": "rue 7 الزنقة", "answers.1": "B"}
    )
    assert answer.status_code == 422
    assert "rue 7 الزنقة" in answer.content.decode()
    assert b"Tick this first" in answer.content
    assert Act.objects.count() == before


def test_a_question_left_unanswered_is_an_error_at_its_own_field(world: World, asked: Request) -> None:
    answer = send(
        world.client("judge"), asked, "supply_supplement", understood="on", **{"answers.0": "", "answers.1": "B"}
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'id="f-answers-0-e"' in page
    assert 'id="f-answers-1-e"' not in page
    assert ">\nB</textarea>" in page


def test_everything_wrong_is_said_at_once_and_files_only_where_some_were_chosen(world: World, asked: Request) -> None:
    client = world.client("judge")
    page = send(client, asked, "supply_supplement", **{"answers.0": "", "answers.1": "B"}).content.decode()
    assert 'id="f-answers-0-e"' in page
    assert "Tick this first" in page
    assert "Choose the files again" not in page
    file = SimpleUploadedFile("a.txt", b"x")
    page = send(client, asked, "supply_supplement", annexes=file).content.decode()
    assert "Choose the files again" in page


def test_a_page_of_an_act_that_is_not_open_has_no_form(world: World, asked: Request) -> None:
    page = world.client("judge").get(reverse("act", args=[asked.pk, "accept_results"])).content.decode()
    assert "this act is not open to you" in page
    assert 'name="understood"' not in page


def test_sent_twice_it_is_sent_once(world: World, asked: Request) -> None:
    client, head = world.client("judge"), reads.last_digest(asked.pk)
    fields = {"understood": "on", "answers.0": "A", "answers.1": "B"}
    before = Act.objects.count()
    answers = [send(client, asked, "supply_supplement", head, **fields) for _ in range(2)]
    assert [answer.url for answer in answers] == [reverse("dossier", args=[asked.pk])] * 2
    assert Act.objects.count() == before + 1


def test_a_dossier_that_moved_keeps_the_text_and_sends_nothing(world: World, asked: Request) -> None:
    head = reads.last_digest(asked.pk)
    world.answer(asked, Kind.ACCEPT)
    before = Act.objects.count()
    answer = send(world.client("judge"), asked, "withdraw", head, understood="on", reasons="قضية حفظت")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "The dossier has moved since you opened this page" in page
    assert "قضية حفظت" in page
    assert Act.objects.count() == before
    again = send(world.client("judge"), asked, "withdraw", understood="on", reasons="قضية حفظت")
    assert again.status_code == 302


def test_an_act_the_life_cycle_does_not_open_changes_nothing(world: World, asked: Request) -> None:
    before = Act.objects.count()
    client = world.client("judge")
    assert b"this act is not open to you" in client.get(reverse("act", args=[asked.pk, "accept_results"])).content
    answer = send(client, asked, "accept_results", understood="on")
    assert answer.status_code == 422
    assert Act.objects.count() == before


def test_an_act_of_the_other_side_is_refused(world: World, asked: Request) -> None:
    assert send(world.client("judge"), asked, "stop", understood="on", done_so_far="x").status_code == 403


@pytest.mark.parametrize("kind", ["issue", "refuse", "accept_in_part", "no_such_act"])
def test_what_takes_two_officers_has_no_page_for_one(world: World, asked: Request, kind: str) -> None:
    assert world.client("judge").get(reverse("act", args=[asked.pk, kind])).status_code == 404


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("2090-01-01T10:00", "lies in the future"),
        ("yesterday", "is no time"),
        ("9999-12-31T23:59", "lies in the future"),
    ],
)
def test_the_time_of_a_fact_is_a_time_and_is_past(world: World, asked: Request, text: str, says: str) -> None:
    answer = send(world.client("judge"), asked, "return_results", understood="on", contents="x", occurred_at=text)
    assert answer.status_code == 422
    assert says in answer.content.decode()


@pytest.mark.parametrize("head", ["", "zz", "ﷺ", "00" * 32])
def test_a_forged_head_never_breaks_the_page(world: World, asked: Request, head: str) -> None:
    fields = {"head": head, "do": "send", "understood": "on", "answers.0": "A", "answers.1": "B"}
    answer = world.client("judge").post(reverse("act", args=[asked.pk, "supply_supplement"]), fields)
    assert answer.status_code in (302, 422)


def test_a_note_is_seen_on_our_side_of_the_border(world: World, asked: Request) -> None:
    before = Act.objects.count()
    client = world.client("judge")
    client.post(reverse("note", args=[asked.pk]), {"text": "Prévenir le juge. " + HOSTILE})
    page = client.get(reverse("dossier", args=[asked.pk])).content.decode()
    assert "Prévenir le juge." in page
    assert "<script>alert" not in page
    assert Act.objects.count() == before


BOTH_BOUNDS = {"ar": "50 مرفقا على الأكثر، مجموعها 40", "fr": "50, de 40 Mio", "en": "50 of 40 MiB"}


@pytest.mark.parametrize("language", BOTH_BOUNDS)
def test_more_files_than_an_act_takes_are_refused_at_their_field(world: World, asked: Request, language: str) -> None:
    client, before = world.client("judge"), Act.objects.count()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    files = [SimpleUploadedFile(f"{number}.txt", b"x") for number in range(MAX_ANNEXES + 1)]
    fields = {"understood": "on", "answers.0": "A", "answers.1": "B", "annexes": files}
    answer = send(client, asked, "supply_supplement", **fields)
    assert answer.status_code == 422
    assert BOTH_BOUNDS[language] in answer.content.decode()
    assert Act.objects.count() == before


class Unread(SimpleUploadedFile):
    def read(self, *_: object) -> bytes:
        raise AssertionError("read into memory")


def test_files_too_large_are_never_read_into_memory() -> None:
    file = Unread("film.mp4", b"")
    file.size = MAX_ANNEXES_BYTES + 1
    request = RequestFactory().post("/")
    request._files = MultiValueDict({"annexes": [file]})
    assert request.FILES.getlist("annexes") == [file]
    assert annexes.attach_all(request, NOWHERE) == annexes.too_large()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "says"), [("0001-01-01T00:00", "is no date"), ("2001-01-01T00:00", "before the letter")]
)
def test_a_fact_older_than_its_letter_is_an_error_at_its_time(world: World, text: str, says: str) -> None:
    request = world.incoming()
    client = world.client("lawyer")
    answer = send(client, request, "return_results", understood="on", contents="x", occurred_at=text)
    assert answer.status_code == 422
    assert says in answer.context["sheet"].occurred_error
    assert f'value="{text}"' in answer.content.decode()
