"""Every page in three languages: its direction, its policy, nothing inline, nothing of a request in a cache."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tajawub.casework.acts import MAX_ANNEXES_BYTES
from tajawub.casework.life_cycle import Kind
from tajawub.node.invented import ACKNOWLEDGE, ASK_SUPPLEMENT
from tajawub.web.middleware import POLICY

from .world import HOSTILE, World

pytestmark = pytest.mark.django_db

LANGUAGES = {"ar": "rtl", "fr": "ltr", "en": "ltr"}
INLINE = re.compile(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+\s*=|javascript:", re.IGNORECASE)


def speaking(client: Client, language: str) -> Client:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return client


def check(answer: HttpResponse, language: str) -> None:
    page = answer.content.decode()
    assert f'<html lang="{language}" dir="{LANGUAGES[language]}">' in page
    assert ("bootstrap.rtl.min.css" in page) == (language == "ar")
    assert answer["Content-Security-Policy"] == POLICY
    assert INLINE.search(page) is None, INLINE.search(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_renders_in_every_language(world: World, language: str) -> None:
    request = world.issued(offence=HOSTILE, facts=HOSTILE, case_reference=HOSTILE)
    world.answer(request, Kind.ACKNOWLEDGE, **ACKNOWLEDGE)
    world.answer(request, Kind.ASK_SUPPLEMENT, **ASK_SUPPLEMENT)
    draft, submitted, approved = world.draft(offence=HOSTILE), world.submitted(purpose=HOSTILE), world.approved()
    seen = [
        ("judge", reverse("desk"), 200),
        ("judge", reverse("begin"), 200),
        ("judge", reverse("draft", args=[draft.pk]), 200),
        ("judge", reverse("review", args=[draft.pk]), 200),
        ("lawyer", reverse("review", args=[submitted.pk]), 200),
        ("judge", reverse("review", args=[approved.pk]), 200),
        ("judge", reverse("dossier", args=[request.pk]), 200),
        ("lawyer", reverse("desk"), 200),
        ("operator", reverse("node"), 200),
        ("judge", reverse("node"), 403),
        ("judge", "/no/such/page/", 404),
        *(("judge", reverse("act", args=[request.pk, kind]), 200) for kind in OURS),
    ]
    for who, url, status in seen:
        answer = speaking(world.client(who), language).get(url)
        assert answer.status_code == status, (url, answer.status_code)
        check(answer, language)
        assert answer["Cache-Control"] == "no-store" or status == 404
        assert b"<script>alert" not in answer.content, url


OURS = ("supply_supplement", "accept_conditions", "accept_results", "withdraw", "close", "rectify")
THEIRS = ("acknowledge", "ask_supplement", "accept", "offer_conditions", "postpone", "report_execution",
          "return_results", "stop")  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_of_the_requested_side_render_too(world: World, language: str) -> None:
    request = world.incoming(offence=HOSTILE)
    lawyer = speaking(world.client("lawyer"), language)
    urls = [reverse("act", args=[request.pk, kind]) for kind in THEIRS]
    for url in (*urls, reverse("dossier", args=[request.pk]), reverse("desk")):
        answer = lawyer.get(url)
        assert answer.status_code == 200, url
        check(answer, language)
    world.client("duty").post(
        reverse("act", args=[request.pk, "acknowledge"]), {"file_reference": "1", "understood": "on"}
    )
    for kind in ("refuse", "accept_in_part"):
        page = lawyer.get(lawyer.post(reverse("begin_act", args=[request.pk, kind])).url)
        assert page.status_code == 200
        check(page, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_open_pages_render_to_nobody_in_every_language(db: None, language: str) -> None:
    for url in (reverse("account_login"), reverse("link", args=["no-such-token"])):
        check(speaking(Client(), language).get(url), language)
    check(speaking(Client(), language).post(reverse("link", args=["no-such-token"])), language)
    csrf = speaking(Client(enforce_csrf_checks=True), language).post(reverse("account_login"), {})
    assert csrf.status_code == 403
    check(csrf, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_a_failed_node_needs_nothing(language: str) -> None:
    from django.test import RequestFactory
    from django.views.defaults import server_error

    with translation.override(language):
        answer = server_error(RequestFactory().get("/"))
    assert answer.status_code == 500
    page = answer.content.decode()
    assert f'<html lang="{language}" dir="{LANGUAGES[language]}">' in page
    assert INLINE.search(page) is None


def test_the_language_switch_keeps_its_choice_and_the_page(world: World) -> None:
    client = world.client("judge")
    answer = client.post(reverse("set_language"), {"language": "ar", "next": reverse("desk")})
    assert answer.url == reverse("desk")
    assert b'dir="rtl"' in client.get(reverse("desk")).content


def test_the_demonstration_says_so_on_every_page(world: World, settings: object) -> None:
    banner = b"persons, cases and references are invented"
    assert banner not in world.client("judge").get(reverse("desk")).content
    settings.DEMO = True  # type: ignore[attr-defined]
    assert banner in world.client("judge").get(reverse("desk")).content
    assert banner in Client().get(reverse("account_login")).content


LARGER = str(MAX_ANNEXES_BYTES + settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_says_it_is_too_large_is_refused_before_it_is_parsed(world: World, language: str) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.cookies[settings.SESSION_COOKIE_NAME] = world.client("judge").cookies[settings.SESSION_COOKIE_NAME]
    answer = speaking(browser, language).post(reverse("begin"), {"a": "b"}, CONTENT_LENGTH=LARGER)
    # Without a token the CSRF check, the first to parse a form, would have answered 403.
    assert (answer.status_code, answer["Cache-Control"]) == (413, "no-store")
    check(answer, language)
    assert b"40" in answer.content
    assert b"50" in answer.content


@pytest.mark.parametrize("length", ["", "none", "ﷺ"])
def test_a_form_of_no_length_is_an_empty_form(world: World, length: str) -> None:
    answer = world.client("judge").post(reverse("set_language"), {"language": "ar"}, CONTENT_LENGTH=length)
    assert answer.status_code == 302
    assert settings.LANGUAGE_COOKIE_NAME not in answer.cookies


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_longer_than_any_form_gets_a_page(world: World, settings: object, language: str) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100  # type: ignore[attr-defined]
    answer = speaking(world.client("judge"), language).post(reverse("set_language"), {"language": "x" * 101})
    assert answer.status_code == 400
    check(answer, language)
