"""Memory of a node: the proportional set size (PSS) of its processes, shared pages counted once among them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tajawub.node.supervisor import Node, Part

from .figures import Against, Figure

SECTION = "Memory of one node after the work above (PSS)"
_PROC = Path("/proc")


def measure(node: Node) -> Iterator[Figure]:
    """Measure every part of a node that runs, with all processes under it, once."""
    parts = {part: _under(node.pid(part)) for part in Part}
    sizes = {part: sum(map(_pss, processes)) for part, processes in parts.items()}
    whole = sum(sizes.values())
    for part, size in sizes.items():
        note = f"{len(parts[part])} processes"
        yield Figure(SECTION, str(part), "MB", (size,), Against("the node", (size / whole,)), note)
    yield Figure(SECTION, "the node", "MB", (whole,))


def _under(process: int) -> list[int]:
    """Return a process and all its descendants."""
    found, parents = [process], _parents()
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found


def _parents() -> dict[int, int]:
    parents = {}
    for folder in _PROC.glob("[0-9]*"):
        try:
            stat = (folder / "stat").read_text(encoding="utf-8", errors="replace")
        except (FileNotFoundError, ProcessLookupError):
            continue
        # The name in parentheses may itself hold blanks and parentheses.
        parents[int(folder.name)] = int(stat.rpartition(")")[2].split()[1])
    return parents


def _pss(process: int) -> float:
    """Return megabytes; nothing for a process that has just ended."""
    try:
        rollup = (_PROC / str(process) / "smaps_rollup").read_text(encoding="ascii")
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in rollup.splitlines() if line.startswith("Pss:")), 0.0)
