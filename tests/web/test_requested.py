"""A letter that arrives: acknowledged, handed on, refused by two persons; a faulty peer's acts are shown as such."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tajawub.casework.life_cycle import Kind
from tajawub.casework.models import Act, Draft, Request
from tajawub.node.invented import ACKNOWLEDGE

from .world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def taken(world: World) -> Request:
    """A letter from Rabat, acknowledged by our duty desk through its page."""
    request = world.incoming()
    answer = world.client("duty").post(
        reverse("act", args=[request.pk, "acknowledge"]), {"file_reference": "BEPI 26/1", "understood": "on"}
    )
    assert answer.url == reverse("dossier", args=[request.pk])
    request.refresh_from_db()
    return request


def test_the_duty_desk_acknowledges_and_decides_nothing(world: World, taken: Request) -> None:
    page = world.client("duty").get(reverse("dossier", args=[taken.pk])).context
    assert page["doings"] == []
    assert taken.state == "under_examination"
    doings = world.client("lawyer").get(reverse("dossier", args=[taken.pk])).context["doings"]
    assert doings[0].url == reverse("act", args=[taken.pk, "accept"])
    assert {doing.url for doing in doings if doing.two_officers} == {
        reverse("begin_act", args=[taken.pk, kind]) for kind in ("refuse", "accept_in_part")
    }


def test_a_refusal_takes_two_persons_and_its_ground(world: World, taken: Request) -> None:
    lawyer, second = world.client("lawyer"), world.client("second")
    world.consult(taken)
    url = lawyer.post(reverse("begin_act", args=[taken.pk, "refuse"])).url
    draft = Draft.objects.get()
    assert url == reverse("draft", args=[draft.pk])
    lawyer.post(reverse("save", args=[draft.pk]), {"ground": "essential_interests", "reasons": ""})
    bare = lawyer.post(reverse("submit", args=[draft.pk]))
    assert bare.status_code == 422
    assert b"UNTOC, art. 18(23)" in bare.content
    lawyer.post(
        reverse("save", args=[draft.pk]), {"ground": "essential_interests", "reasons": "Défense nationale. سيادة"}
    )
    lawyer.post(reverse("submit", args=[draft.pk]))
    draft.refresh_from_db()
    digest = {"digest": bytes(draft.digest or b"").hex()}
    assert lawyer.post(reverse("approve", args=[draft.pk]), digest).status_code == 403
    second.post(reverse("approve", args=[draft.pk]), digest)
    lawyer.post(reverse("issue", args=[draft.pk]), {"understood": "on"})
    taken.refresh_from_db()
    assert taken.state == "refused"
    page = lawyer.get(reverse("dossier", args=[taken.pk])).content.decode()
    assert "Défense nationale. سيادة" in page
    assert "Prejudice to sovereignty" in page


def test_a_measure_is_refused_by_its_number(world: World, taken: Request) -> None:
    lawyer = world.client("lawyer")
    lawyer.post(reverse("begin_act", args=[taken.pk, "accept_in_part"]))
    draft = Draft.objects.get()
    row = {"refused.0.measure": "9", "refused.0.ground": "domestic_prohibition", "refused.0.reasons": "x"}
    lawyer.post(reverse("save", args=[draft.pk]), row)
    wrong = lawyer.post(reverse("submit", args=[draft.pk]))
    assert wrong.status_code == 422
    assert b"Choose one from the list" in wrong.content
    lawyer.post(reverse("save", args=[draft.pk]), {**row, "refused.0.measure": "2"})
    assert lawyer.post(reverse("submit", args=[draft.pk])).status_code == 302


def test_handed_to_an_authority_it_opens_to_that_authority(world: World, taken: Request) -> None:
    prosecutor, url = world.client("prosecutor"), reverse("dossier", args=[taken.pk])
    assert prosecutor.get(url).status_code == 404
    hand = reverse("dispatch", args=[taken.pk])
    wrong = world.client("lawyer").post(hand, {"authority": "ma-dapg"}, follow=True)
    assert b"Choose one from the list" in wrong.content
    done = world.client("lawyer").post(hand, {"authority": "fr-pnf"}, follow=True)
    assert b"Handed over" in done.content
    assert prosecutor.get(url).status_code == 200
    assert Act.objects.filter(request=taken, own=True).count() == 1


@pytest.mark.parametrize("field", ["text", "reasons"])
def test_text_no_database_keeps_is_refused_and_nothing_breaks(world: World, taken: Request, field: str) -> None:
    client = world.client("lawyer")
    if field == "text":
        answer = client.post(reverse("note", args=[taken.pk]), {"text": "a\0b"}, follow=True)
    else:
        draft = world.submitted()
        answer = client.post(reverse("send_back", args=[draft.pk]), {"reasons": "a\0b"}, follow=True)
    assert b"invisible control character" in answer.content


def test_a_draft_no_database_keeps_comes_back_as_it_was_typed(world: World) -> None:
    draft, client = world.draft(), world.client("judge")
    answer = client.post(reverse("save", args=[draft.pk]), {"offence": "a\0b", "facts": "الوقائع كلها"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "الوقائع كلها" in page
    assert "invisible control character" in page
    silent = client.post(reverse("save", args=[draft.pk]), {"offence": "a\0b", "autosave": "1"})
    assert silent.status_code == 422


def test_an_act_without_effect_is_struck_and_says_why(world: World) -> None:
    request = world.issued()
    world.answer(request, Kind.STOP, done_so_far="لا شيء")
    card = _card(world, request, "stop")
    assert ("void" in card.look, card.alarm) == (True, "without effect")


def test_an_act_whose_forerunner_is_missing_is_held_in_sight(world: World) -> None:
    request = world.issued()
    world.answer(request, Kind.ACKNOWLEDGE, previous=b"\x07" * 32, **ACKNOWLEDGE)
    card = _card(world, request, "acknowledge")
    assert ("held" in card.look, card.alarm) == (True, "held: an act it names is not here yet")


def test_two_acts_under_one_number_alarm_on_the_page(world: World) -> None:
    request = world.issued()
    world.answer(request, Kind.ACKNOWLEDGE, **ACKNOWLEDGE)
    first = Act.objects.get(kind="acknowledge")
    world.answer(request, Kind.ACCEPT)
    twice = world.answer(
        request, Kind.REFUSE, previous=bytes(first.digest), ground="essential_interests", reasons="x"
    )
    assert twice.standing in ("contradicts", "equivocates")
    page = world.client("judge").get(reverse("dossier", args=[request.pk])).content.decode()
    assert "alarm: an act out of order" in page


def _card(world: World, request: Request, kind: str) -> object:
    page = world.client("judge").get(reverse("dossier", args=[request.pk]))
    digest = bytes(Act.objects.get(kind=kind).digest).hex()
    return next(part for part in page.context["parts"] if part.what == "card" and part.digest == digest)
