"""A real State CA, two authorities of its own, and one sealed file made with them, once per run."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

from .sealed import PARTY, Party, sealed_file

settings.register_profile("documents", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("documents")


@pytest.fixture(scope="session")
def party() -> Party:
    return PARTY


@pytest.fixture(scope="session")
def sealed() -> bytes:
    return sealed_file()
