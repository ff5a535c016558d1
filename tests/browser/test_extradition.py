"""The pages of extradition at both widths, in every language."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from tajawub.casework import acts
from tajawub.casework.life_cycle import Kind
from tajawub.casework.models import Request
from web.test_extradition import MACHINE, SWORN, arrest_request, requested, sought
from web.world import World

from .conftest import Readers

__all__ = ["sought"]

LANGUAGES = {"ar": "rtl", "fr": "ltr", "en": "ltr"}


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_of_extradition_overflows(
    world: World, sought: Request, readers: Readers, language: str, width: int
) -> None:
    judge, lawyer, at = world.mandate("judge"), world.mandate("lawyer"), timezone.now()
    ours = requested(world, translations=[SWORN])
    first = acts.begin(Kind.REQUEST_PROVISIONAL_ARREST, by=judge, at=at)
    acts.save(first.pk, arrest_request(translations=[SWORN, MACHINE]), by=judge, at=at)
    formal = acts.begin(Kind.SEND_FORMAL_REQUEST, request=ours.pk, by=judge, at=at)
    arrest = acts.begin(Kind.ARREST, request=sought.pk, by=lawyer, at=at)
    said = {"place": "Paris", "authority": "Police", "matched": ["passport"], "override": "Sa sœur l’a reconnu."}
    acts.save(arrest.pk, said, by=lawyer, at=at, occurred_at=at)
    pages = {
        "draft": ("judge", reverse("draft", args=[first.pk])),
        "formal": ("judge", reverse("draft", args=[formal.pk]) + "?check=1"),
        "review": ("judge", reverse("review", args=[first.pk])),
        "sheet": ("lawyer", reverse("act", args=[sought.pk, "arrest"])),
        "override": ("lawyer", reverse("review", args=[arrest.pk])),
        "dossier": ("lawyer", reverse("dossier", args=[sought.pk])),
    }
    for name, (who, path) in pages.items():
        page = readers(who, language, width=width).open(path)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        assert page.evaluate("getComputedStyle(document.documentElement).direction") == LANGUAGES[language]
        page.close()
