"""Months pass between two acts: both nodes stand ahead, and agree on when each parcel came."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tajawub.node import invented
from tajawub.node.rehearsal import DESK_MA, settle, two_nodes

pytestmark = pytest.mark.walk


def test_a_hundred_days_pass_between_the_letter_and_its_acknowledgement(tmp_path: Path) -> None:
    tmp_path.chmod(0o711)
    for folder in tmp_path.parents[:2]:
        folder.chmod(0o711)
    with two_nodes(tmp_path, say=lambda _: None) as stage:
        stage.issue_letter()
        stage.sees(stage.rabat, "awaiting_acknowledgement")
        later = datetime.now(UTC) + timedelta(days=100)
        stage.turn_clock(later)
        stage.act(stage.rabat, DESK_MA, "acknowledge", invented.ACKNOWLEDGE)
        stage.sees(stage.paris, "under_examination")
        settle(stage)
        told = [{act["kind"]: act for act in place.officers.order("look", request=stage.request)["acts"]}
                for place in (stage.paris, stage.rabat)]  # fmt: skip
        for kind in ("issue", "acknowledge"):
            paris, rabat = (acts[kind]["delivered_at"] for acts in told)
            assert paris == rabat
        delivered = datetime.fromisoformat(told[0]["acknowledge"]["delivered_at"])
        assert timedelta(0) < delivered - later < timedelta(minutes=2)
        assert datetime.fromisoformat(told[0]["issue"]["delivered_at"]) < later - timedelta(days=99)
        for place in (stage.paris, stage.rabat):
            assert place.officers.order("health") == {"queue": [], "cache_differs": [], "ledger": []}
