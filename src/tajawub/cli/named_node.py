"""The node that a command is about: the folder given with --node, else the one of TAJAWUB_NODE."""

from __future__ import annotations

import argparse
import os
import sys

import django


def enter(args: argparse.Namespace) -> bool:
    """Set Django up for the node named; where none is named say so and return False."""
    if args.node:
        os.environ["TAJAWUB_NODE"] = args.node
    if "TAJAWUB_NODE" not in os.environ:
        print("No node is named: give --node FOLDER or set TAJAWUB_NODE.", file=sys.stderr)
        return False
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tajawub.node.settings")
    django.setup()
    return True
