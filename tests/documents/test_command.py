"""`tajawub verify`: exit codes, sentences, and nothing of the node behind it."""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from tajawub.cli import verify as command

from .sealed import ANNEXES, Party, act_json, sealed_file, state_ca


def ran(*arguments: str | Path) -> int:
    parser = argparse.ArgumentParser()
    command.add(parser.add_subparsers())
    args = parser.parse_args(["verify", *map(str, arguments)])
    return int(args.run(args))


@pytest.fixture
def file(tmp_path: Path, sealed: bytes) -> Path:
    path = tmp_path / "act.asice"
    path.write_bytes(sealed)
    return path


@pytest.fixture
def ca(tmp_path: Path, party: Party) -> Path:
    path = tmp_path / "trusted" / "ca.crt"
    path.parent.mkdir()
    path.write_bytes(party.ca.public_bytes(Encoding.PEM))
    return path


def test_a_good_file_ends_with_0_and_says_what_it_is(
    file: Path, ca: Path, sealed: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ran(file, "--trust", ca) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == f"sha256: {hashlib.sha256(sealed).hexdigest()}"
    assert said[1] == "Act: FR-2026-0418 · issue · requesting 1"
    assert said[2] == "Sealed by: Bureau de l'entraide pénale internationale (FR, fr-bepi)"
    assert said[3] == "Sealed at (as its author says): 2026-11-23 10:42:07 UTC"
    assert said[-1] == "Intact: no byte has changed since it was sealed."
    assert ran(file, "--trust", ca.parent) == 0


@pytest.mark.parametrize(
    ("lang", "sentence"), [("ar", "لم يتحقق من الجهة"), ("fr", "n’a pas été contrôlé"), ("en", "was not checked")]
)
def test_without_trust_it_says_that_the_issuer_was_not_checked(
    file: Path, capsys: pytest.CaptureFixture[str], lang: str, sentence: str
) -> None:
    assert ran(file, "--lang", lang) == 0
    assert sentence in capsys.readouterr().out


def test_a_changed_byte_or_a_stranger_ends_with_1(
    file: Path, tmp_path: Path, sealed: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "stranger.pem").write_bytes(state_ca()[0].public_bytes(Encoding.PEM))
    assert ran(file, "--trust", tmp_path / "stranger.pem") == 1
    assert "issued by none of the trusted authorities" in capsys.readouterr().out
    file.write_bytes(sealed[:-1] + b"\1")
    assert ran(file, "--lang", "fr") == 1
    assert capsys.readouterr().out.splitlines()[-1] == "Non valable."


def test_json_says_the_same(file: Path, ca: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ran(file, "--trust", ca, "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["intact"], said["trusted"], said["problems"]) == (True, True, [])
    assert (said["reference"], said["kind"], said["sealed_at"]) == (
        "FR-2026-0418",
        "issue",
        "2026-11-23T10:42:07+00:00",
    )
    assert said["sealed_by"]["authority"] == "fr-bepi"


@pytest.mark.parametrize("content", [b"", b"\0" * 10, b"PK\x03\x04" * 50])
def test_what_is_no_sealed_file_ends_with_1(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x").write_bytes(content)
    assert ran(tmp_path / "x") == 1
    assert ran(tmp_path / "x", "--json") == 1


def test_what_cannot_be_read_ends_with_2(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "bad.pem").write_bytes(b"-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n")
    assert ran(tmp_path / "absent") == 2
    assert ran(tmp_path) == 2
    assert ran(file, "--trust", tmp_path / "empty") == 2
    assert ran(file, "--trust", tmp_path / "absent.crt") == 2
    assert ran(file, "--trust", tmp_path / "bad.pem") == 2
    assert capsys.readouterr().err.count("\n") == 5


def test_hostile_words_do_not_reach_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    forged = sealed_file().replace(b'"label":"FR-2026-0418"', '"label":"\\u001b\u202eevil"'.encode().ljust(22)[:22])
    (tmp_path / "x").write_bytes(forged)
    assert ran(tmp_path / "x") == 1
    said = capsys.readouterr().out
    assert "\x1b" not in said
    assert "\u202e" not in said


def test_it_runs_without_django_and_without_a_node(file: Path, ca: Path) -> None:
    program = (
        "import argparse, sys\n"
        "from tajawub.cli import verify\n"
        "parser = argparse.ArgumentParser()\n"
        "verify.add(parser.add_subparsers())\n"
        "args = parser.parse_args(sys.argv[1:])\n"
        "code = args.run(args)\n"
        "assert not {'django', 'psycopg', 'procrastinate', 'typst'} & set(sys.modules)\n"
        "sys.exit(code)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "verify", file, "--trust", ca], env={"PYTHONIOENCODING": "utf-8"}, check=False
    )
    assert done.returncode == 0


def test_the_act_shown_is_the_act_sealed() -> None:
    assert len(ANNEXES) == act_json().count(b'"media_type"')
