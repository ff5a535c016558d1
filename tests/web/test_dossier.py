"""The dossier page tells what stands in the dossier: the wait, the alarm, the measures, the deadlines, the papers."""

from __future__ import annotations

import hashlib
import io
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tajawub.casework import reads
from tajawub.casework.life_cycle import Kind
from tajawub.casework.models import Act, DomesticAct, Request
from tajawub.documents.annex import Annex
from tajawub.ledger import acts as ledger
from tajawub.ledger import keys
from tajawub.ledger.models import Entry
from tajawub.node.invented import (
    ACCEPT,
    ACKNOWLEDGE,
    ANSWER_BY,
    ASK_SUPPLEMENT,
    EXECUTED,
    IMPOSSIBLE,
    SUPPLEMENT_BY,
    SUPPLY_SUPPLEMENT,
)
from tajawub.web import deadlines

from .world import World

pytestmark = pytest.mark.django_db


def page(client: Client, request: Request) -> str:
    return client.get(reverse("dossier", args=[request.pk])).content.decode()


def test_opening_a_dossier_is_written_in_the_ledger(world: World) -> None:
    request = world.issued()
    readings = Entry.objects.filter(kind="casework:request:read", about=request.label)
    before = readings.count()
    page(world.client("lawyer"), request)
    assert readings.count() == before + 1


def test_while_a_question_is_open_the_net_clock_stands_and_the_deadline_runs(world: World) -> None:
    request = world.issued()
    world.answer(request, Kind.ACKNOWLEDGE, **ACKNOWLEDGE)
    assert "The time to answer does not count" not in page(world.client("judge"), request)
    world.answer(request, Kind.ASK_SUPPLEMENT, **ASK_SUPPLEMENT)
    shown = page(world.client("judge"), request)
    assert "The time to answer does not count against Rabat: Paris is awaited" in shown
    assert "our turn: Paris" in shown
    assert shown.index("Answer to the supplement") < shown.index("Answer to the letter")
    assert "Friday 27 November 2026, end of the day in Paris" in shown


def test_the_button_that_answers_the_duty_stands_first(world: World) -> None:
    request = world.issued()
    world.answer(request, Kind.ACKNOWLEDGE, **ACKNOWLEDGE)
    world.answer(request, Kind.ASK_SUPPLEMENT, **ASK_SUPPLEMENT)
    doings = world.client("judge").get(reverse("dossier", args=[request.pk])).context["doings"]
    assert (doings[0].url, doings[0].first) == (reverse("act", args=[request.pk, "supply_supplement"]), True)
    assert all(doing.article for doing in doings)


def test_an_act_out_of_turn_alarms_on_page_and_desk(world: World) -> None:
    request = world.issued()
    world.answer(request, Kind.RETURN_RESULTS, contents="وثائق", complete=True)
    assert "out of turn: has effect, and alarms" in page(world.client("judge"), request)
    assert b"alarm: an act out of order" in world.client("judge").get(reverse("desk")).content


def marks(world: World, request: Request) -> list[tuple[str, ...]]:
    context = world.client("judge").get(reverse("dossier", args=[request.pk])).context
    return [tuple(sign.mark for sign in measure.signs) for measure in context["measures"]]


def test_each_measure_says_how_it_ended(world: World) -> None:
    request = world.issued()
    world.answer(request, Kind.ACKNOWLEDGE, **ACKNOWLEDGE)
    world.answer(request, Kind.ACCEPT, **ACCEPT)
    world.answer(request, Kind.REPORT_EXECUTION, **EXECUTED)
    assert marks(world, request) == [("met",), ("pending",)]
    world.answer(request, Kind.REPORT_EXECUTION, **IMPOSSIBLE)
    assert marks(world, request) == [("met",), ("void",)]


def test_a_measure_refused_and_yet_reported_shows_both_facts(world: World) -> None:
    request = world.issued()
    world.answer(request, Kind.ACKNOWLEDGE, **ACKNOWLEDGE)
    refused = [{"measure": 1, "ground": "essential_interests", "reasons": "سبب"}]
    world.answer(request, Kind.ACCEPT_IN_PART, refused=refused)
    assert marks(world, request) == [("void",), ("pending",)]
    world.answer(request, Kind.REPORT_EXECUTION, **EXECUTED)
    assert marks(world, request) == [("void", "alarm"), ("pending",)]
    assert "and yet reported: " in page(world.client("judge"), request)


def test_a_card_counts_to_the_deadline_of_whose_turn_it_is(world: World) -> None:
    request = world.issued()
    world.answer(request, Kind.ACKNOWLEDGE, **ACKNOWLEDGE)

    def due() -> tuple[str, str] | None:
        found = deadlines.due(reads.dossier(request), language="en", now=timezone.now())
        return (found.title.en, f"{found.on}") if found else None

    assert due() == ("Answer to the letter", ANSWER_BY)
    world.answer(request, Kind.ASK_SUPPLEMENT, **ASK_SUPPLEMENT)
    assert due() == ("Answer to the supplement", SUPPLEMENT_BY)
    world.author(request, Kind.SUPPLY_SUPPLEMENT, **SUPPLY_SUPPLEMENT)
    assert due() == ("Answer to the letter", ANSWER_BY)
    world.answer(request, Kind.REFUSE, ground="essential_interests", reasons="سبب")
    assert due() is None


def test_a_note_that_cannot_be_kept_says_why_and_keeps_the_text(world: World) -> None:
    request, client = world.issued(), world.client("judge")
    for text, says in (("abc\u202ecba", "turns the reading direction"), ("n" * 4_001, "too long"), (" ", "missing")):
        answer = client.post(reverse("note", args=[request.pk]), {"text": text})
        shown = answer.content.decode()
        assert answer.status_code == 422
        assert says in shown
        assert text.strip() in shown
    assert not DomesticAct.objects.filter(kind=DomesticAct.Kind.NOTED).exists()


def test_days_without_an_act_are_said_not_drawn(world: World) -> None:
    request = world.issued()
    world.answer(request, Kind.ACKNOWLEDGE, at=timezone.now() + timedelta(days=9), **ACKNOWLEDGE)
    assert "9 days without an act" in page(world.client("judge"), request)


def test_the_papers_are_the_bytes_that_were_sealed(world: World) -> None:
    request, client = world.issued(), world.client("judge")
    world.answer(request, Kind.RETURN_RESULTS, contents="x", complete=True, annexes=[EVIL])
    act = Act.objects.get(kind="return_results")
    digest = bytes(act.digest).hex()
    sealed = client.get(reverse("sealed", args=[request.pk, digest]))
    assert hashlib.sha256(sealed.content).digest() == bytes(act.digest)
    assert f"{request.label}-MA1.asice" in sealed["Content-Disposition"]
    assert zipfile.ZipFile(io.BytesIO(sealed.content)).testzip() is None
    letter = client.get(reverse("letter", args=[request.pk, digest]))
    assert (letter["Content-Type"], letter.content[:5]) == ("application/pdf", b"%PDF-")
    annex = client.get(reverse("annex", args=[request.pk, digest, hashlib.sha256(EVIL.content).hexdigest()]))
    assert annex.content == EVIL.content
    assert annex["Content-Type"] == "application/octet-stream"
    assert annex["Content-Disposition"].startswith("attachment")
    assert annex["X-Content-Type-Options"] == "nosniff"


EVIL = Annex("محضر.html", "text/html", b"<script>alert(1)</script>")


@pytest.mark.parametrize("digest", ["00" * 32, "zz", "ﷺ"])
@pytest.mark.parametrize("name", ["letter", "sealed", "proof"])
def test_a_paper_that_is_not_there_is_not_found(world: World, name: str, digest: str) -> None:
    request = world.issued()
    assert world.client("judge").get(reverse(name, args=[request.pk, digest])).status_code == 404


def test_a_paper_is_found_only_under_its_own_request(world: World) -> None:
    first, second = world.issued(), world.issued(case_reference="another")
    digest = bytes(second.acts.get().digest).hex()
    assert world.client("judge").get(reverse("sealed", args=[first.pk, digest])).status_code == 404


def test_a_proof_is_there_once_the_ledger_has_taken_the_act_up(world: World) -> None:
    request, client = world.issued(), world.client("judge")
    url = reverse("proof", args=[request.pk, bytes(request.acts.get().digest).hex()])
    waiting = client.get(url)
    assert waiting.status_code == 404
    assert b"has not taken this act up yet" in waiting.content
    key = keys.load(Path(settings.KEYS) / "ledger.key")
    ledger.sequence(key=key, origin=settings.ORIGIN, at=timezone.now())
    assert client.get(url).content.startswith(b"c2sp.org/tlog-proof@v1")
    assert "in the ledger, countersignature awaited" in page(client, request)


def test_the_sentence_names_the_person_in_the_readers_script(world: World) -> None:
    request, client = world.issued(), world.client("judge")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "ar"
    shown = page(client, request)
    assert "<strong><bdi>نادر الزلتوني</bdi></strong> وشخص آخر" in shown
    assert "تطلب <strong>باريس</strong> من <strong>الرباط</strong> إجراءي تعاون" in shown
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "fr"
    assert "2 mesures d’entraide concernant <strong><bdi>Nadir ZALTOUNI</bdi></strong> et 1 autre" in page(
        client, request
    )
