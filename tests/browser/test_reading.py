"""What a person sees: nothing overflows, nothing is blocked, each script reads from its own side."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tajawub.casework.life_cycle import Kind
from tajawub.node.invented import ACKNOWLEDGE, ASK_SUPPLEMENT
from web.book import Book, days_ago
from web.world import HOSTILE, World

from .conftest import Readers

LANGUAGES = {"ar": "rtl", "fr": "ltr", "en": "ltr"}


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_overflows_or_breaks_its_own_policy(
    world: World, readers: Readers, language: str, width: int
) -> None:
    request = world.issued(offence=HOSTILE * 3, case_reference="C" * 200)
    world.answer(request, Kind.ACKNOWLEDGE, **ACKNOWLEDGE)
    world.answer(request, Kind.ASK_SUPPLEMENT, **ASK_SUPPLEMENT)
    draft = world.draft(offence="W" * 300)
    world.shift("duty")
    world.incoming(urgency="urgent")
    call = world.call(other_authority="W" * 300)
    case = world.case(request, reference="C" * 200)
    pages = [
        ("lawyer", reverse("cases")),
        ("lawyer", reverse("open_case")),
        ("lawyer", reverse("case", args=[case.pk])),
        ("judge", reverse("desk")),
        ("judge", reverse("begin")),
        ("judge", reverse("draft", args=[draft.pk]) + "?check=1"),
        ("judge", reverse("review", args=[draft.pk])),
        ("judge", reverse("opinion", args=[draft.pk])),
        ("judge", reverse("legal_basis") + "?procedure=extradition"),
        ("judge", reverse("dossier", args=[request.pk])),
        ("lawyer", reverse("dossier", args=[Book.opened(began=days_ago(11)).arrested().request.pk])),
        ("judge", reverse("act", args=[request.pk, "supply_supplement"])),
        ("operator", reverse("node")),
        ("duty", reverse("desk")),
        ("duty", reverse("duty")),
        ("duty", reverse("oral_requests")),
        ("duty", reverse("record_oral")),
        ("duty", reverse("oral", args=[call.pk])),
        ("", reverse("account_login")),
    ]
    for who, path in pages:
        page = readers(who, language, width=width).open(path)
        page.wait_for_load_state("networkidle")
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, path
        assert page.evaluate("getComputedStyle(document.documentElement).direction") == LANGUAGES[language]
        assert page.evaluate(
            "document.fonts.check('16px Plex') && [...document.fonts].some(f => f.status == 'loaded')"
        )
        page.close()


@pytest.mark.parametrize(("language", "starts"), [("ar", "right"), ("fr", "left")])
def test_the_requesting_state_stands_where_reading_starts(
    world: World, readers: Readers, language: str, starts: str
) -> None:
    request = world.issued()
    world.answer(request, Kind.ACKNOWLEDGE, **ACKNOWLEDGE)
    page = readers("judge", language).open(reverse("dossier", args=[request.pk]))
    paris = page.locator("li.a.cross .deed").bounding_box()
    rabat = page.locator("li.b.cross .deed").bounding_box()
    assert paris is not None
    assert rabat is not None
    assert (paris["x"] > rabat["x"]) == (starts == "right")
    brackets = page.locator(".ref").first.evaluate("element => getComputedStyle(element).direction")
    assert brackets == "ltr"


def test_the_first_stop_of_the_keyboard_skips_to_the_content(readers: Readers) -> None:
    page = readers("judge").open(reverse("desk"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
