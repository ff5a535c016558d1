"""What time it is for a node: the real time, or in a rehearsal so many seconds ahead of it.

The seconds stand in the file `clock` of the node's folder, read each time: every process of the node turns at once.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from tajawub.node.config import CLOCK_FILE, Node, write_private


def of(node: Node) -> Callable[[], datetime]:
    """Return the clock of a node."""
    return partial(_rehearsed, node.folder / CLOCK_FILE) if node.rehearsal else _real


def turn(folder: Path, ahead: timedelta) -> None:
    """Let the clock of a rehearsal stand that far ahead of the real time from now on."""
    write_private(folder / CLOCK_FILE, f"{ahead.total_seconds():f}\n".encode())


def _real() -> datetime:
    return datetime.now(UTC)


def _rehearsed(file: Path) -> datetime:
    try:
        ahead = timedelta(seconds=float(file.read_text(encoding="ascii")))
    except FileNotFoundError:
        ahead = timedelta(0)
    return _real() + ahead
