"""The command `tajawub`: each module of this room adds its own words."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from importlib.util import find_spec

MODULES = ("tajawub.node.command", "tajawub.cli.verify", "tajawub.cli.ledger", "tajawub.node.rehearse")
"""By name: the room node stands above this one and may not be imported from here."""


def parser() -> argparse.ArgumentParser:
    """Return the whole command line."""
    whole = argparse.ArgumentParser(
        prog="tajawub",
        description="A sovereign node for cooperation between States against transnational crime.",
    )
    commands = whole.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for module in MODULES:
        if find_spec(module):
            import_module(module).add(commands)
    return whole


def main() -> int:
    """Run the command line given; a broken pipe is the reader's wish to stop."""
    arguments = parser().parse_args()
    try:
        return int(arguments.run(arguments))
    except BrokenPipeError:
        sys.stderr.close()
        return 1


if __name__ == "__main__":
    sys.exit(main())
