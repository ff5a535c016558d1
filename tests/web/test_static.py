"""What is vendored is what was taken; our own sheet is logical and asks nothing of anyone else."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from .catalogues import ROOM

STATIC = ROOM / "static" / "web"
VENDOR = STATIC / "vendor"
PHYSICAL = re.compile(
    r"(?:^|[\s;{])(?:(?:margin|padding|border)-(?:left|right)|left|right|text-align:\s*(?:left|right)|float:\s*(?:left|right))\b\s*[:;}]?",
    re.MULTILINE,
)


def test_vendored_files_are_the_ones_listed() -> None:
    listed = dict(reversed(line.split(maxsplit=1)) for line in (VENDOR / "SHA256SUMS").read_text().splitlines())
    found = {
        str(file.relative_to(VENDOR)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in VENDOR.rglob("*")
        if file.is_file() and file.name not in ("SHA256SUMS", "README.md")
    }
    assert found == listed


@pytest.mark.parametrize("name", ["tajawub.css", "fonts.css"])
def test_our_sheets_load_nothing_from_elsewhere(name: str) -> None:
    sheet = (STATIC / name).read_text()
    addresses = re.findall(r"url\(([^)]*)\)|@import\s+(\S+)", sheet)
    for address, imported in addresses:
        assert not imported
        assert (STATIC / address.strip("\"'")).is_file(), address


def test_our_sheet_has_no_left_and_no_right() -> None:
    sheet = re.sub(r"/\*.*?\*/", "", (STATIC / "tajawub.css").read_text(), flags=re.DOTALL)
    assert [match[0] for match in PHYSICAL.finditer(sheet)] == []


def test_every_static_file_a_template_names_exists() -> None:
    named = {
        match
        for file in ROOM.rglob("templates/**/*.html")
        for match in re.findall(r"\{% static \"([^\"]+)\"", file.read_text(encoding="utf-8"))
    }
    assert [name for name in named if finders.find(name) is None] == []


def test_every_mark_a_page_draws_is_in_the_sprite() -> None:
    sprite = set(re.findall(r'id="m-(\w+)"', (ROOM / "templates/web/marks.html").read_text()))
    drawn = {
        name
        for file in (*ROOM.rglob("templates/**/*.html"), *ROOM.glob("*.py"))
        for name in re.findall(r"\{% mark \"(\w+)\" %\}|Sign\(\"(\w+)\"", Path(file).read_text(encoding="utf-8"))
        for name in name
        if name
    }
    assert drawn <= sprite
    assert {"met", "notmet", "unclear", "pending"} <= sprite
