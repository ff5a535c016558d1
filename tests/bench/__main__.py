"""`python -m tests.bench [names…]`: measure and tell. See docs/benchmarks.md."""

# ruff: noqa: T201  (it talks to the terminal)

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from tajawub.node import rehearsal

from . import as4, documents, figures, ledger, listener, memory, nodes, pages, path
from .figures import Figure

NAMES = ("as4", "documents", "listener", "ledger", "path", "pages", "memory")
ALONE, JOINED = {"listener", "ledger"}, {"path", "pages", "memory"}

Counts = dict[str, int]
FULL: Counts = {
    "as4": 50, "as4 runs": 21, "documents": 5, "listener": 150, "ledger": 150, "path": 16, "at once": 12, "pages": 30,
}  # fmt: skip
QUICK: Counts = {
    "as4": 25, "as4 runs": 5, "documents": 1, "listener": 30, "ledger": 30, "path": 3, "at once": 4, "pages": 8,
}  # fmt: skip
RUNS = 5
LIMIT, QUICK_LIMIT = 360, 90
"""Seconds after which the bench stops and tells what it has, whole or quick."""


class TooLong(Exception):
    """The bench has run for as long as it may."""


def main() -> int:
    args = _parser().parse_args()
    names = args.names or NAMES
    counts, before, began = QUICK if args.quick else FULL, figures.others(), time.monotonic()
    measured = list[Figure]()
    signal.signal(signal.SIGALRM, _too_long)
    limit = QUICK_LIMIT if args.quick else LIMIT
    signal.alarm(limit)
    try:
        for figure in _measure(names, counts):
            print(f"  {figure.section.partition(':')[0]}: {figure.name}", file=sys.stderr, flush=True)
            measured.append(figure)
        complete = True
    except TooLong:
        print(f"Stopped after {limit} s: the machine is too busy for all of it.", file=sys.stderr)
        complete = False
    signal.alarm(0)
    seconds = time.monotonic() - began
    machine = {
        "cores": os.cpu_count(),
        "processor": _processor(),
        "python": platform.python_version(),
        "others_before": round(before, 2),
        "others_after": round(figures.others(), 2),
        "seconds": round(seconds, 1),
        "quick": args.quick,
        "complete": complete,
    }
    if args.json:
        told = {"machine": machine, "figures": [figures.plain(figure) for figure in measured]}
        print(json.dumps(told, ensure_ascii=False, indent=1))
        return 0 if complete else 1
    print(*figures.lines(measured), sep="\n")
    print(
        f"\n{machine['processor']}, {machine['cores']} cores, Python {machine['python']};"
        f" {machine['seconds']} s; other work took {machine['others_before']:.0%} of the cores in the second before,"
        f" {machine['others_after']:.0%} in the second after."
        f"\nMedians of {RUNS} runs (AS4: {counts['as4 runs']}); p99 of all and memory are taken once."
    )
    return 0 if complete else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measure this node on this machine.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(NAMES)} (default: all)")
    parser.add_argument("--quick", action="store_true", help="fewer of each, for a first look")
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser


def _too_long(*_: object) -> None:
    raise TooLong


def _measure(names: Collection[str], counts: Counts) -> Iterator[Figure]:
    if unknown := sorted(set(names) - set(NAMES)):
        sys.exit(f"Nothing is called {', '.join(unknown)}: name {', '.join(NAMES)}.")
    if "as4" in names:
        # Short runs in turn: what disturbs the machine disturbs the limit and the real thing alike.
        yield from as4.measure(runs=counts["as4 runs"], count=counts["as4"])
    if "documents" in names:
        yield from documents.measure(runs=RUNS, count=counts["documents"])
    if ALONE & set(names):
        yield from _on_one(names, counts)
    if JOINED & set(names):
        yield from _on_two(names, counts)


def _on_one(names: Collection[str], counts: Counts) -> Iterator[Figure]:
    with _folder() as root, nodes.alone(root) as (_, node, partner):
        if "listener" in names:
            yield from listener.measure(node, partner, runs=RUNS, count=counts["listener"])
        if "ledger" in names:
            with _clerk(node.folder) as clerk:
                yield from ledger.measure(clerk, runs=RUNS, count=counts["ledger"])


def _on_two(names: Collection[str], counts: Counts) -> Iterator[Figure]:
    def say(sentence: str) -> None:
        print(f"  {sentence}", file=sys.stderr, flush=True)

    with _folder() as root, rehearsal.two_nodes(root, say=say, web=True) as stage:
        paris, rabat = stage.paris, stage.rabat
        with _clerk(paris.folder) as clerk:
            if "path" in names:
                with _folds(rabat.folder) as folds:
                    yield from path.measure(clerk, folds, runs=RUNS, count=counts["path"], at_once=counts["at once"])
            if "pages" in names:
                rehearsal.play(stage, say)
                acts = len((stage.look(paris) or {"acts": []})["acts"])
                port = paris.profile.web_port
                yield from pages.measure(clerk, port, stage.request, acts, runs=RUNS, count=counts["pages"])
        if "memory" in names:
            yield from memory.measure(paris.node)


@contextmanager
def _folder() -> Iterator[Path]:
    root = Path(tempfile.mkdtemp(prefix="tajawub-bench-")).resolve()
    root.chmod(0o711)
    try:
        yield root
    finally:
        shutil.rmtree(root, ignore_errors=True)


@contextmanager
def _clerk(folder: Path) -> Iterator[nodes.Clerk]:
    clerk = nodes.Clerk(folder)
    try:
        yield clerk
    finally:
        clerk.end()


@contextmanager
def _folds(folder: Path) -> Iterator[nodes.Folds]:
    folds = nodes.Folds(nodes.config.load(folder))
    try:
        yield folds
    finally:
        folds.end()


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


if __name__ == "__main__":
    sys.exit(main())
