"""The arrest and the race that follows it, across two real nodes: surrender in time, and release when it ran out."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from .test_rehearsal import rehearse

pytestmark = pytest.mark.walk

LIMIT = "fr-ma-extr-2008/provisional-arrest-max"


def _kinds(dossier: dict[str, Any], side: str) -> list[str]:
    return [act["kind"] for act in dossier["acts"] if act["side"] == side]


def _limit(dossier: dict[str, Any]) -> dict[str, str]:
    (found,) = (one for one in dossier["deadlines"] if one["key"].startswith(LIMIT))
    return found


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def assert_raced(report: dict[str, Any]) -> None:
    """One extradition ends in surrender with two letters beside it, the second in release, on both nodes alike."""
    surrendered, first, second, released = (held["FR"] for held in report["dossiers"])
    for held in report["dossiers"]:
        for what in ("state", "positions", "heads", "custody", "deadlines", "clock"):
            assert held["FR"][what] == held["MA"][what]
        assert held["FR"]["state"] == "closed"
    assert surrendered["label"] < first["label"] < second["label"]
    assert _kinds(surrendered, "requesting") == [
        "request_provisional_arrest", "send_formal_request", "supply_supplement", "take_over", "close",
    ]  # fmt: skip
    assert _kinds(surrendered, "requested") == [
        "acknowledge", "arrest", "inform_person", "report_incomplete_request", "receive_formal_request",
        "refer_to_court", "report_court_decision", "grant", "schedule_surrender", "surrender", "close",
    ]  # fmt: skip
    assert (surrendered["custody"], _limit(surrendered)["standing"]) == ("handed_over", "met")
    clock = surrendered["clock"]
    arrested = _instant(clock["first_action"]) - _instant(clock["delivered"])
    assert timedelta(hours=3, minutes=40) < arrested < timedelta(hours=3, minutes=46)
    assert clock["net"] != clock["gross"]
    assert (released["custody"], _limit(released)["standing"]) == ("released", "met_late")
    assert _kinds(released, "requested") == ["acknowledge", "arrest", "inform_person", "release", "close"]


def test_months_of_two_procedures_are_played_and_both_nodes_agree() -> None:
    report = rehearse(case="hours")
    assert_raced(report)
    assert report["killed"] == []


def test_the_same_end_is_reached_among_faults() -> None:
    report = rehearse("--faults", "--seed", "7", case="hours")
    assert_raced(report)
    assert report["killed"]
