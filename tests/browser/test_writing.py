"""A letter written and sent by two persons at their browsers, with and without a script."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from tajawub.casework.models import Draft, Request
from tajawub.mandates import acts as mandates
from web.world import World

from .conftest import Readers

TYPED = {
    "case_reference": "JI 26/114",
    "offence": "Association de malfaiteurs (code pénal, art. 450-1)",
    "facts": "Deux conteneurs ont quitté Tanger le 3 octobre 2026.",
    "purpose": "Information judiciaire ouverte à Paris",
    "measures.0.description": "Entendre le gérant مهدي الورزكاني sur les locations.",
    "persons.0.name": "Nadir ZALTOUNI",
}


def test_a_letter_leaves_by_two_pairs_of_hands(world: World, readers: Readers) -> None:
    token = mandates.make_link(world.officers["judge"], at=timezone.now())
    judge = readers(language="fr").open(reverse("link", args=[token]))
    judge.locator("main form button").click()
    judge.get_by_role("link", name="Nouvelle demande").first.click()
    judge.locator("section", has_text="Émission de la commission rogatoire").get_by_role("button").click()
    judge.locator("[name=addressee]").select_option("ma-dapg")
    judge.locator('[name="measures.0.type"]').select_option("statements")
    for name, text in TYPED.items():
        judge.locator(f'[name="{name}"]').fill(text)
    judge.get_by_role("button", name="Enregistrer et relire").click()
    judge.get_by_role("button", name="Soumettre à approbation").click()
    # The law is unclear in places: the page of its opinion takes the author's reason, once for all of them.
    judge.locator("#same").fill("Vérifié au dossier.")
    judge.get_by_role("button", name="Le donner à toutes celles qui n’en ont pas").click()
    draft = Draft.objects.get()
    judge.goto(judge.url.replace("/law/", "/review/"))
    judge.get_by_role("button", name="Soumettre à approbation").click()
    lawyer = readers("lawyer", "fr").open(reverse("review", args=[draft.pk]))
    lawyer.get_by_role("button", name="Approuver").click()
    judge.goto(judge.url)
    judge.locator("#understood").check()
    judge.get_by_role("button", name="Émettre la commission rogatoire").click()
    request = Request.objects.get()
    judge.wait_for_url(re.compile(str(request.pk)))
    assert "Paris demande à Rabat 1 mesure d’entraide concernant Nadir ZALTOUNI" in judge.locator("h1").inner_text()


def test_leaving_at_once_keeps_what_was_just_typed(world: World, readers: Readers) -> None:
    draft = world.draft()
    page = readers("judge").open(reverse("draft", args=[draft.pk]))
    page.locator("[name=facts]").fill("texte tapé à l’instant")
    with page.expect_navigation():
        page.locator(".tongues [value=ar]").click()
    assert page.locator("html").get_attribute("lang") == "ar"
    assert page.locator("[name=facts]").input_value() == "texte tapé à l’instant"
    page.locator("[name=facts]").fill("ثم نص آخر")
    with page.expect_navigation():
        page.locator(".brand").click()
    draft.refresh_from_db()
    assert draft.fields["facts"] == "ثم نص آخر"


def test_what_is_typed_is_kept_without_pressing_anything(world: World, readers: Readers) -> None:
    draft = world.draft()
    page = readers("judge").open(reverse("draft", args=[draft.pk]))
    with page.expect_response(re.compile("/save/")) as saved:
        page.locator("[name=facts]").fill("مستودع رقم 14")
    assert saved.value.status == 200
    page.get_by_text(re.compile(r"^Saved at \d\d:\d\d:\d\d$")).wait_for()
    draft.refresh_from_db()
    assert draft.fields["facts"] == "مستودع رقم 14"


def test_when_the_node_is_gone_the_page_says_so(world: World, readers: Readers) -> None:
    reader = readers("judge")
    page = reader.open(reverse("draft", args=[world.draft().pk]))
    page.route(re.compile("/save/"), lambda route: route.abort())
    page.locator("[name=facts]").fill("x")
    page.get_by_text("Not saved: the node does not answer").wait_for()
    reader.complaints.clear()  # Chromium notes the request that was made to fail


@pytest.mark.parametrize("scripts", [True, False])
def test_a_row_is_added_and_nothing_typed_is_lost(world: World, readers: Readers, scripts: bool) -> None:
    page = readers("judge", scripts=scripts).open(reverse("draft", args=[world.draft().pk]))
    page.locator("[name=purpose]").fill("لأغراض التحقيق")
    page.get_by_role("button", name="Add a measure").click()
    page.locator('[name="measures.2.description"]').wait_for()
    assert page.locator("[name=purpose]").input_value() == "لأغراض التحقيق"


def test_enter_in_a_line_saves_and_takes_nothing_out(world: World, readers: Readers) -> None:
    page = readers("judge").open(reverse("draft", args=[world.draft().pk]))
    page.locator("[name=case_reference]").fill("JI 7")
    page.locator("[name=case_reference]").press("Enter")
    page.get_by_text("Only you see this draft").wait_for()
    assert page.locator("[name=case_reference]").input_value() == "JI 7"
