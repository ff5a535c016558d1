"""The whole path: from the call of `acts.issue` in Paris to the act folded in Rabat, over two real nodes.

The start is stamped in Paris's process just before the call; the end when Rabat's PostgreSQL tells, with its
commit, that the act has taken effect. One machine, one clock (CLOCK_MONOTONIC), nothing polled.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tajawub.node.rehearsal import JUDGE, LAWYER

from .figures import Figure, percentile, split
from .nodes import Clerk, Folds

SECTION = "Path: issue pressed in Paris to folded in Rabat, two whole nodes on this machine"
THREADS = 4
"""Officers at once in one process: the web server of a node has four threads."""


def measure(clerk: Clerk, folds: Folds, *, runs: int, count: int, at_once: int) -> Iterator[Figure]:
    """Measure `count` letters one by one, then `at_once` letters and as many supplements at once, in each run."""
    first = _one_by_one(clerk, folds, _prepare(clerk, 3))
    requests = [request for *_, request in first]
    alone = _one_by_one(clerk, folds, _prepare(clerk, runs * count))
    calls = [1000 * (end - began) for began, end, _, _ in alone]
    whole = [1000 * (folded - began) for began, _, folded, _ in alone]
    requests += [request for *_, request in alone]
    yield _percentile("one letter, p50", whole, runs, 0.5)
    yield Figure(SECTION, "one letter, p99 of all", "ms", (percentile(whole, 0.99),), note=f"{len(whole)} letters")
    yield _percentile("of which the call of issue, p50", calls, runs, 0.5)
    letters, supplements = list[float](), list[float]()
    for _ in range(runs):
        letters.append(_at_once(clerk, folds, "issue", drafts=_prepare(clerk, at_once)))
        # Another request each time: acts on one request wait for each other, as they should.
        named = [requests[one % len(requests)] for one in range(at_once)]
        supplements.append(_at_once(clerk, folds, "supplement", requests=named))
    note = f"{at_once} acts a run, {THREADS} officers at once; from the first call to the last fold"
    yield Figure(SECTION, "letters at once, all on 2 cores", "/s", tuple(letters), note=note)
    yield Figure(SECTION, "supplements at once, all on 2 cores", "/s", tuple(supplements))


def _prepare(clerk: Clerk, count: int) -> list[str]:
    ready: list[str] = clerk.order("prepare", count=count, author=JUDGE, approver=LAWYER)
    return ready


def _one_by_one(clerk: Clerk, folds: Folds, drafts: Sequence[str]) -> list[tuple[float, float, float, str]]:
    """Return (call, its end, folded, request) for each draft; the next begins when the last is folded."""
    done = []
    for draft in drafts:
        ((began, end, digest, request),) = clerk.order("issue", drafts=[draft], author=JUDGE, threads=1)
        (folded,) = folds.of([digest])
        done.append((began, end, folded, request))
    return done


def _at_once(clerk: Clerk, folds: Folds, do: str, **words: Sequence[str]) -> float:
    timed = clerk.order(do, author=JUDGE, threads=THREADS, **words)
    folded = folds.of([digest for _, _, digest, _ in timed])
    return len(timed) / (max(folded) - min(began for began, *_ in timed))


def _percentile(name: str, values: Sequence[float], runs: int, share: float) -> Figure:
    each = tuple(percentile(run, share) for run in split(values, runs))
    return Figure(SECTION, name, "ms", each)
