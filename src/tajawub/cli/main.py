"""The command `tajawub`: each module adds its own words; only the one that is asked for is imported."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module

COMMANDS = {
    "demo": "tajawub.node.command",
    "node": "tajawub.node.command",
    "rehearse": "tajawub.node.rehearse",
    "verify": "tajawub.cli.verify",
    "ledger": "tajawub.cli.ledger",
    "officer": "tajawub.cli.officer",
    "parcel": "tajawub.cli.parcel",
}
"""By name: the room node stands above this one, and `verify` must work where there is neither Django nor database."""


def parser(asked: str | None = None) -> argparse.ArgumentParser:
    """Return the command line of the command asked for, or the whole of it."""
    whole = argparse.ArgumentParser(
        prog="tajawub",
        description="A sovereign node for cooperation between States against transnational crime.",
    )
    commands = whole.add_subparsers(title="commands", metavar="COMMAND", required=True)
    modules = [COMMANDS[asked]] if asked in COMMANDS else dict.fromkeys(COMMANDS.values())
    for module in modules:
        import_module(module).add(commands)
    return whole


def main() -> int:
    """Run the command line given; a broken pipe is the reader's wish to stop."""
    arguments = parser(sys.argv[1] if len(sys.argv) > 1 else None).parse_args()
    try:
        return int(arguments.run(arguments))
    except BrokenPipeError:
        sys.stderr.close()
        return 1


if __name__ == "__main__":
    sys.exit(main())
