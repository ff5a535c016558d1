"""The whole letter across two real nodes, as the command plays it: on a good network and among faults."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

pytestmark = pytest.mark.walk

SERIES = {
    "requesting": ["issue", "supply_supplement", "accept_results", "close"],
    "requested": [
        "acknowledge",
        "ask_supplement",
        "accept",
        "report_execution",
        "report_execution",
        "return_results",
        "close",
    ],
}


def rehearse(*words: str, case: str = "letter") -> dict[str, Any]:
    """Play it in processes of its own; return what the command reports. It exits 0 only if everything held."""
    command = [sys.executable, "-m", "tajawub.cli.main", "rehearse", case, "--json", *words]
    played = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert played.returncode == 0, f"{played.stderr}\n{played.stdout[-2000:]}"
    report: dict[str, Any] = json.loads(played.stdout)
    assert report["complaints"] == []
    return report


def assert_whole(report: dict[str, Any]) -> None:
    """Both nodes hold the same eleven acts, each once, delivered, in the tree and countersigned."""
    (held,) = report["dossiers"]
    paris, rabat = held["FR"], held["MA"]
    assert (paris["state"], rabat["state"]) == ("closed", "closed")
    assert (paris["cached"], rabat["cached"]) == ("closed", "closed")
    for what in ("positions", "heads", "label"):
        assert paris[what] == rabat[what]
    for dossier, partner in ((paris, "tajawub.example/ma"), (rabat, "tajawub.example/fr")):
        for side, kinds in SERIES.items():
            own = [act for act in dossier["acts"] if act["side"] == side]
            assert [(act["number"], act["kind"]) for act in own] == list(enumerate(kinds, 1))
        assert len({act["digest"] for act in dossier["acts"]}) == 11
        assert len({act["leaf"] for act in dossier["acts"]} - {None}) == 11
        for act in dossier["acts"]:
            assert act["delivered_at"] is not None
            assert any(name.startswith(partner) for name in act["countersigned_by"])
    assert {act["digest"] for act in paris["acts"]} == {act["digest"] for act in rabat["acts"]}


def test_a_letter_is_played_from_draft_to_close_and_both_nodes_hold_the_same() -> None:
    report = rehearse()
    assert_whole(report)
    assert (report["killed"], report["drawn"]) == ([], {})
    assert {act["direction"] for act in report["dossiers"][0]["FR"]["acts"]} == {"in", "out"}


def test_among_faults_and_kills_the_letter_ends_the_same_nothing_lost_nothing_twice() -> None:
    report = rehearse("--faults", "--seed", "7")
    assert_whole(report)
    assert report["seed"] == 7
    assert report["killed"] != []
    assert sum(report["drawn"].values()) > report["drawn"].get("none", 0)
