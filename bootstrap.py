"""Make `.venv` from the locked, hashed packages, then become the command given. Standard library only.

    python3 bootstrap.py [--dev] [COMMAND ARGUMENT…]     COMMAND is a program of .venv/bin

Nothing is done when the lock and the project's own metadata are those of the last run.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

OLDEST = (3, 11)
HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
PYTHON = VENV / "bin" / "python"
RUNTIME, DEVELOPMENT = HERE / "requirements.lock", HERE / "requirements-dev.lock"
ROOM_NEEDED = 900 * 1024 * 1024
"""Bytes for packages, their downloads and unpacking."""


class CannotSetUp(Exception):
    """The set-up stops: the sentence says what is missing and what to do."""


def main(arguments: list[str]) -> None:
    development = arguments[:1] == ["--dev"]
    command = arguments[1:] if development else arguments
    lock = DEVELOPMENT if development else RUNTIME
    if not is_installed(lock):
        require_python()
        make_venv()
        install(lock)
    if command:
        program = VENV / "bin" / command[0]
        os.execv(program, [str(program), *command[1:]])  # noqa: S606  # the command line's own words


def stamp_file(lock: Path) -> Path:
    return VENV / f".{lock.stem}.installed"


def stamp(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes() + (HERE / "pyproject.toml").read_bytes() + bytes(HERE)).hexdigest()


def is_installed(lock: Path) -> bool:
    file = stamp_file(lock)
    return PYTHON.exists() and file.exists() and file.read_text(encoding="ascii") == stamp(lock)


def require_python() -> None:
    if sys.version_info < OLDEST:
        raise CannotSetUp(
            f"Python {OLDEST[0]}.{OLDEST[1]} or later is needed and {sys.executable} is"
            f" {sys.version_info[0]}.{sys.version_info[1]}: install a newer one and run `make PYTHON=python3.11 …`."
        )
    if not importlib.util.find_spec("venv") or not importlib.util.find_spec("ensurepip"):
        raise CannotSetUp("The package python3-venv is missing: install it (`sudo apt install python3-venv`).")
    free = shutil.disk_usage(HERE).free
    if free < ROOM_NEEDED:
        raise CannotSetUp(
            f"The disk of {HERE} has {free >> 20} MB free and {ROOM_NEEDED >> 20} MB are needed: free some space."
        )


def make_venv() -> None:
    if PYTHON.exists() and (has_pip() or ask("-m", "ensurepip").returncode == 0):
        return
    say("making .venv")
    done = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", VENV], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise CannotSetUp(f"{VENV} could not be made: {reason(done.stdout + done.stderr)}.")


def has_pip() -> bool:
    return ask("-m", "pip", "--version").returncode == 0


def install(lock: Path) -> None:
    wanted = sum("==" in line for line in lock.read_text(encoding="utf-8").splitlines())
    say(f"installing up to {wanted} packages from {lock.name}, each checked against its hash")
    pip("--require-hashes", "--requirement", str(lock))
    say("installing tajawub itself")
    pip("--no-deps", "--no-build-isolation", "--editable", str(HERE))
    # The larger lock holds the smaller one, version for version.
    for satisfied in {lock, RUNTIME}:
        stamp_file(satisfied).write_text(stamp(satisfied), encoding="ascii")
    say("the packages are in")


def pip(*arguments: str) -> None:
    command = [PYTHON, "-m", "pip", "install", "--no-input", "--no-compile", "--progress-bar", "off", *arguments]
    environment = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PYTHONUNBUFFERED": "1"}
    said: list[str] = []
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
    ) as running:
        collected = 0
        for line in running.stdout or ():
            said.append(line)
            if line.startswith("Collecting"):
                collected += 1
                if collected % 10 == 0:
                    say(f"  {collected} packages read")
            elif line.startswith("Installing collected"):
                say("  unpacking")
    if running.returncode:
        raise CannotSetUp(f"The packages could not be installed: {reason(''.join(said))}.")


def reason(said: str) -> str:
    """Return the sentence that matters of a program's output."""
    if "No space left on device" in said:
        return "the disk is full, free some space"
    if "Failed to establish a new connection" in said or "name resolution" in said:
        return "the package index cannot be reached, connect this machine or set PIP_INDEX_URL to one it can reach"
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("ERROR:")]
    return (errors or lines or ["no reason was given"])[-1].rstrip(".")


def ask(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([PYTHON, *arguments], capture_output=True, check=False)


BEGAN = time.monotonic()


def say(sentence: str) -> None:
    print(f"{time.monotonic() - BEGAN:6.1f} s  {sentence}", flush=True)  # noqa: T201  # a program for the terminal


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except CannotSetUp as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(130)
