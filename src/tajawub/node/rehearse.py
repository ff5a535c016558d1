"""`tajawub rehearse letter|hours`: a whole case across two nodes, told as it goes; exit 0 only if everything held."""

from __future__ import annotations

import argparse
import json
import secrets
import shutil
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

from tajawub.node import hours, rehearsal
from tajawub.node.command import Commands
from tajawub.node.postgres import PostgresFailed
from tajawub.node.supervisor import NodeFailed

CASES = {"letter": rehearsal.play, "hours": hours.play}


def add(commands: Commands) -> None:
    """Add `rehearse` to the command line."""
    parser = commands.add_parser("rehearse", help="play a whole case across two nodes on this machine")
    parser.add_argument("case", choices=sorted(CASES))
    parser.add_argument("--faults", action="store_true", help="among network faults and processes killed at random")
    parser.add_argument("--seed", type=int, help="the faults' seed (default: drawn, and printed)")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="play in this new folder and leave it")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    began = time.monotonic()

    def say(sentence: str) -> None:
        print(f"{time.monotonic() - began:6.1f} s  {sentence}", file=sys.stderr, flush=True)

    seed = None
    if args.faults or args.seed is not None:
        seed = args.seed if args.seed is not None else secrets.randbelow(10**6)
        say(f"seed {seed}")
    root = args.keep or Path(tempfile.mkdtemp(prefix="tajawub-"))
    root.mkdir(parents=True, exist_ok=True)
    root.chmod(0o711)
    try:
        report = rehearsal.rehearse(root, say=say, seed=seed, case=CASES[args.case])
    except (NodeFailed, PostgresFailed, rehearsal.Lost) as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        if not args.keep:
            shutil.rmtree(root, ignore_errors=True)
    if args.json:
        print(json.dumps(asdict(report), ensure_ascii=False, indent=1))
    else:
        print(*rehearsal.lines(report), sep="\n")
    return 1 if report.complaints else 0
