"""What a ledger entry costs the transaction that writes it: one row and its commit, with and without."""

from __future__ import annotations

from collections.abc import Iterator

from .figures import Against, Figure, ratios
from .nodes import Clerk

SECTION = "Ledger: a transaction of one row, committed with fsync"


def measure(clerk: Clerk, *, runs: int, count: int) -> Iterator[Figure]:
    """Measure `count` transactions of each sort in each run."""
    spent = clerk.order("ledger_cost", runs=runs, count=count)
    plain, entered = tuple(spent["plain"]), tuple(spent["entered"])
    yield Figure(SECTION, "without an entry", "ms", plain)
    against = Against("the same transaction without", ratios(entered, plain))
    yield Figure(SECTION, "with an entry", "ms", entered, against)
