from __future__ import annotations

import pytest

from .logs import PartnerLog


@pytest.fixture
def partner() -> PartnerLog:
    return PartnerLog()
