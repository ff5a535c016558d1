"""`tajawub parcel list | resend`: what has not reached its partner, for an operator. No content is shown."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime

from tajawub.cli.named_node import enter

OPERATOR = "the operator's command line"


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("parcel", help="what has not reached its partner")
    parser.add_argument("--node", metavar="FOLDER", help="the node's folder (default: TAJAWUB_NODE)")
    parser.set_defaults(run=run)
    acts = parser.add_subparsers(dest="act", required=True)
    acts.add_parser("list", help="parcels that wait or were given up, and why")
    acts.add_parser("resend", help="try a parcel that was given up again").add_argument(
        "parcel", type=int, metavar="ID", help="its number in the list"
    )


def run(args: argparse.Namespace) -> int:
    if not enter(args):
        return 2
    return _list() if args.act == "list" else _resend(args.parcel)


def _list() -> int:
    from tajawub.exchange import reads

    waiting = reads.queue()
    for parcel in waiting:
        print(
            f"{parcel.id:>6} {parcel.state:<8} to {parcel.to} {parcel.kind:<10} {parcel.posted_at:%Y-%m-%dT%H:%M:%SZ}"
            f" {parcel.attempts} attempts {parcel.message_id} {parcel.last_error}".rstrip()
        )
    if not waiting:
        print("Every parcel has its receipt.")
    return 0


def _resend(parcel: int) -> int:
    from tajawub.exchange import acts
    from tajawub.exchange.models import Parcel

    try:
        acts.resend(parcel, by=OPERATOR, at=datetime.now(UTC))
    except acts.NotFailed as error:
        print(error, file=sys.stderr)
        return 1
    except Parcel.DoesNotExist:
        print(f"There is no parcel {parcel}: `tajawub parcel list` names them.", file=sys.stderr)
        return 1
    print(f"Parcel {parcel} is tried again from now on.")
    return 0
