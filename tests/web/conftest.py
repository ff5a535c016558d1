"""Pages are rendered with every unknown template variable an error, against a real node with real keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines
from django.utils import translation

from tajawub.law import files

from .world import World, make_rabat, populate


class Unknown(str):
    """What a template renders for a variable it was not given: nothing, loudly."""

    def __contains__(self, part: object) -> bool:
        return part == "%s"

    def __mod__(self, variable: object) -> str:
        raise AssertionError(f"the template names {variable}, which the view does not give")


@pytest.fixture(autouse=True)
def unknown_variables_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", Unknown("%s"))


@pytest.fixture(scope="session", autouse=True)
def static_folder() -> None:
    """A node that serves pages has one; the tests' node is made without it."""
    Path(settings.STATIC_ROOT).mkdir(exist_ok=True)


@pytest.fixture
def invented_law(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A small law of the tests' own, for the pages that show law: they do not change when an entry is amended."""
    monkeypatch.setattr(files, "FOLDER", Path(__file__).parent / "law")
    files.law.cache_clear()
    yield
    files.law.cache_clear()


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture(scope="session")
def rabat(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_rabat(tmp_path_factory.mktemp("rabat"))


@pytest.fixture
def world(db: None, rabat: Path) -> World:
    return populate(rabat)
