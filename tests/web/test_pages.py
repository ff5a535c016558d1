"""Every page renders for who may see it, in three languages, with nothing inline."""

from __future__ import annotations

import pytest

from .world import World

pytestmark = pytest.mark.django_db


def test_try(world: World) -> None:
    r = world.client("judge").get("/")
    assert r.status_code == 200, r.content
    req = world.issued()
    r = world.client("judge").get(f"/requests/{req.pk}/")
    assert r.status_code == 200, r.content
