"""The benchmarks run and tell what they should; how fast anything is, is not tested here."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from .figures import Against, Figure, lines, percentile, ratios, split

PROJECT = Path(__file__).parents[2]


def _bench(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.bench", *words]
    return subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)


def test_the_quick_bench_tells_every_figure_with_its_runs_and_what_it_is_held_against() -> None:
    done = _bench("--quick", "--json", "as4", "documents")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["machine"]["quick"] is True
    assert told["machine"]["complete"] is True
    figures = {figure["name"]: figure for figure in told["figures"]}
    assert [figure["unit"] for figure in told["figures"]] == ["/s"] * 6 + ["ms"] * 3
    for figure in told["figures"]:
        assert 0 < figure["min"] <= figure["median"] <= figure["max"]
        assert figure["runs"] == 5
        assert figure["against"]
    bars = {name: figure["bar"] for name, figure in figures.items() if figure["bar"] is not None}
    assert bars == {"build": 0.85, "receive: verify, decrypt, signed receipt": 0.75}
    for name, bar in bars.items():
        # Nothing can be faster than the cryptography it consists of, but for the noise of the machine.
        assert 0 < figures[name]["ratio"] < 1.3
        assert figures[name]["holds"] is (figures[name]["ratio"] >= bar)


def test_a_name_that_is_none_is_told_in_a_sentence() -> None:
    done = _bench("--quick", "speed")
    assert done.returncode == 1
    assert done.stderr.startswith("Nothing is called speed: name as4, documents, listener")


def test_a_percentile_is_one_of_the_values() -> None:
    values = [float(value) for value in range(1, 101)]
    assert percentile(values, 0.5) == 50
    assert percentile(values, 0.99) == 99
    assert percentile([7.0], 0.5) == percentile([7.0], 0.99) == 7
    assert percentile([1.0, 2.0], 0.99) == 2


def test_runs_are_dealt_in_order_and_divided_one_by_one() -> None:
    assert split([1, 2, 3, 4, 5, 6], 3) == [[1, 2], [3, 4], [5, 6]]
    assert ratios([2, 9], [4, 3]) == (0.5, 3.0)


def test_a_missed_bar_is_told_as_missed_whichever_side_is_better() -> None:
    slow = Figure("A", "rate", "/s", (300.0, 320.0, 310.0), Against("400/s", (0.75, 0.8, 0.775), 1.0))
    late = Figure("A", "p99", "ms", (20.0,), Against("15 ms", (4 / 3,), 1.0, at_least=False))
    fine = Figure("A", "p50", "ms", (3.0,), Against("15 ms", (0.2,), 1.0, at_least=False), note="a note")
    told = lines([slow, late, fine])
    assert "0.78 × 400/s (bar ≥ 1.00: MISSED)" in told[3]
    assert "310 /s" in told[3]
    assert "1.33 × 15 ms (bar ≤ 1.00: MISSED)" in told[4]
    assert "0.20 × 15 ms (bar ≤ 1.00: holds)" in told[5]
    assert told[6].strip() == "a note"
