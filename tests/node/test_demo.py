"""`tajawub demo` as somebody meets it: both nodes, their links, Ctrl-C, and what it says when it cannot."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.request import urlopen

import pytest

from tajawub.node import demo, provision
from tajawub.node.prepare import OFFICERS

ROOT = Path(__file__).parent.parent.parent
PORTS = 21_100 + 40 * int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))


@pytest.fixture
def folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="tajawub-demo-")).resolve()
    made.chmod(0o711)
    yield made / "demo"
    _demo(made / "demo", "--clean")
    shutil.rmtree(made)


def _arguments(folder: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "tajawub.cli.main", "demo", "--folder", str(folder), "--ports", str(PORTS), *more]


def _demo(folder: Path, *more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(_arguments(folder, *more), capture_output=True, text=True, check=False, env=_clean())


def _clean() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("TAJAWUB_", "DJANGO_"))}


@pytest.mark.walk
def test_both_nodes_answer_with_links_until_ctrl_c_and_are_found_again(folder: Path) -> None:
    first = _visit(folder)
    second = _visit(folder)
    assert len(first) == len(second) == sum(len(staff) for staff in OFFICERS.values())
    assert not set(first) & set(second)
    removed = _demo(folder, "--clean")
    assert removed.returncode == 0
    assert not folder.exists()


def _visit(folder: Path) -> list[str]:
    """Run the demo, open one sign-in page, press Ctrl-C; return the links it gave."""
    with subprocess.Popen(_arguments(folder), stdout=subprocess.PIPE, text=True, env=_clean()) as running:
        assert running.stdout
        said = ""
        for line in running.stdout:
            said += line
            if line.startswith("Ctrl-C stops both nodes"):
                break
        links = re.findall(r"http://127\.0\.0\.1:\d+/sign-in/link/\S+", said)
        try:
            with urlopen(links[0], timeout=20) as page:  # noqa: S310  # our own address
                assert page.status == 200
            busy = _demo(folder, "--clean")
            again = _demo(folder)
            for said in (busy, again):
                assert (said.returncode, said.stderr.count("\n")) == (1, 1)
                assert "runs already" in said.stderr
        finally:
            running.send_signal(signal.SIGINT)
        assert "stopped; the data stays" in running.stdout.read()
    assert running.returncode == 0
    return links


def test_a_taken_port_stops_the_demo_in_one_sentence(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", PORTS + 12)):
        said = _demo(folder)
    assert said.returncode == 1
    assert said.stderr == (
        f"Port {PORTS + 12} is taken by another program: end that program,"
        " or run `make demo PORTS=9100`: the data stays.\n"
    )


@pytest.mark.skipif(os.getuid() != 0, reason="needs root: only root may give files away")
def test_a_folder_of_another_user_is_named_in_one_sentence(folder: Path) -> None:
    folder.mkdir()
    os.chown(folder, 1, 1)
    said = _demo(folder)
    assert said.returncode == 1
    assert said.stderr == f"{folder} belongs to another user: run this as that user, or name another --folder.\n"


LACKING = """
import importlib.util, runpy
found = importlib.util.find_spec
importlib.util.find_spec = lambda name: None if name == "ensurepip" else found(name)
runpy.run_path("bootstrap.py", run_name="__main__")
"""
"""Debian's python3 without python3-venv: the module ensurepip is not there."""


def test_a_python_without_venv_is_named_in_one_sentence(tmp_path: Path) -> None:
    shutil.copy(ROOT / "bootstrap.py", tmp_path)
    for name in ("requirements.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    said = subprocess.run(
        [sys.executable, "-S", "-c", LACKING],
        cwd=tmp_path, capture_output=True, text=True, check=False,
        env=_clean(),
    )  # fmt: skip
    assert said.returncode == 1
    assert said.stderr == "The package python3-venv is missing: install it (`sudo apt install python3-venv`).\n"


def test_nodes_made_once_move_to_other_ports_and_keep_their_keys(tmp_path: Path) -> None:
    at = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
    first = demo.create(tmp_path, ports=7100, at=at)
    keys = [(node.folder / "keys" / "ledger.key").read_bytes() for node in first]
    moved = demo.create(tmp_path, ports=7200, at=at)
    assert [(node.web_port, node.as4_port) for node in moved] == [(7201, 7211), (7202, 7212)]
    assert [(node.folder / "keys" / "ledger.key").read_bytes() for node in moved] == keys
    urls = [provision.read_introduction(node.folder / provision.INTRODUCTION).url for node in moved]
    assert urls == ["https://127.0.0.1:7211/as4", "https://127.0.0.1:7212/as4"]
