"""`tajawub ledger status | verify | prove`: the node's transparency log, for an operator."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from tajawub.cli.named_node import enter


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("ledger", help="the node's transparency log")
    parser.add_argument("--node", metavar="FOLDER", help="the node's folder (default: TAJAWUB_NODE)")
    parser.set_defaults(run=run)
    acts = parser.add_subparsers(dest="act", required=True)
    acts.add_parser("status", help="size, last checkpoint, what waits, who countersigned")
    acts.add_parser("verify", help="recompute the whole log; exit 1 when anything does not fit")
    prove = acts.add_parser("prove", help="write the proof that something was recorded")
    prove.add_argument("what", help="a SHA-256 in hexadecimal, or the reference the entry is about")
    prove.add_argument("-o", "--output", metavar="FILE", type=Path, help="a .tlog-proof file (default: stdout)")


def run(args: argparse.Namespace) -> int:
    if not enter(args):
        return 2
    if args.act == "status":
        return _status()
    if args.act == "verify":
        return _verify()
    return _prove(args.what, args.output)


def _status() -> int:
    from tajawub.ledger import reads

    state = reads.status()
    print(f"log            {state.origin}")
    print(f"leaves         {state.size}")
    print(f"root           {state.root.hex()}")
    print(f"signed         {state.signed_at.isoformat() if state.signed_at else 'not yet'}")
    waiting = f", the oldest since {state.oldest_pending_at.isoformat()}" if state.oldest_pending_at else ""
    print(f"pending        {state.pending}{waiting}")
    for name, size in state.countersigned.items():
        print(f"countersigned  up to {size} by {name}")
    for origin, size in state.witnessed.items():
        print(f"witnessed      {origin} up to {size}")
    if state.contradictions:
        print(f"CONTRADICTIONS {state.contradictions}: a partner's log was rewritten, see ledger_contradiction")
    return 0


def _verify() -> int:
    from tajawub.ledger import keys, reads

    try:
        report = reads.verify()
    except keys.NoKey as error:
        print(error, file=sys.stderr)
        return 2
    for finding in report.findings:
        print(f"{finding.where}: {finding.sentence}")
    outcome = "every hash and signature fits" if report.intact else f"{len(report.findings)} findings"
    print(f"{report.origin}: {report.size} leaves, {report.checkpoints} checkpoints, {outcome}")
    return 0 if report.intact else 1


def _prove(what: str, output: Path | None) -> int:
    from tajawub.ledger import reads

    try:
        digest = _digest(what)
        proof = reads.proof(digest) if digest else None
    except reads.NotInTree as error:
        print(error, file=sys.stderr)
        return 1
    if proof is None:
        return 1
    if output is None:
        sys.stdout.write(proof.decode())
    else:
        output.write_bytes(proof)
        print(f"{output} proves {what}")
    return 0


def _digest(what: str) -> bytes | None:
    """Return the one digest meant; where a reference has several, list them and return None."""
    from tajawub.ledger import reads

    if re.fullmatch(r"[0-9a-fA-F]{64}", what):
        return bytes.fromhex(what)
    entries = reads.about(what)
    digests = {digest for digest, _, _ in entries}
    if len(digests) == 1:
        return digests.pop()
    if not digests:
        print(f"Nothing is recorded about {what}.", file=sys.stderr)
        return None
    print(f"{len(digests)} digests are recorded about {what}: name one of them.", file=sys.stderr)
    for digest, kind, at in entries:
        print(f"{digest.hex()}  {at.isoformat()}  {kind}", file=sys.stderr)
    return None
