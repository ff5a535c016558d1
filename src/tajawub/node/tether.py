"""Become another user, tie one's life to the parent's, then turn into the program given.

Run as `python -I -S tether.py PARENT SIGNAL UID:GID|- PROGRAM ARGUMENT…` with the standard library only: between
fork and exec of a process with threads nothing of this may run, so a small program of its own does it.
"""

from __future__ import annotations

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1
"""Linux prctl(2): the kernel sends this process a signal when its parent dies, by SIGKILL too."""


def main(arguments: list[str]) -> None:
    parent, signal, owner, *program = arguments
    if owner != "-":
        uid, gid = (int(part) for part in owner.split(":"))
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    if sys.platform == "linux":
        # After setuid: a change of user clears the death signal.
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, int(signal), 0, 0, 0)
        if os.getppid() != int(parent):
            sys.exit("The process that asked for this one is gone: nothing is started.")
    os.umask(0o077)
    os.execv(program[0], program)  # noqa: S606


if __name__ == "__main__":
    main(sys.argv[1:])
