"""Officers of one node at a keyboard without a screen: one JSON order a line on stdin, one JSON answer on stdout.

The rehearsal plays a letter through this door: the same acts, the same mandates and the same refusals as the
pages, in a process of the node's own. Every order names the officer who gives it.
"""

from __future__ import annotations

import json
import sys

import django


def main() -> None:
    """Answer orders until stdin closes."""
    django.setup()
    from tajawub.node.orders import answer  # models can be imported only now

    print(json.dumps({"ok": "ready"}), flush=True)
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
