"""Free text made safe for a page: cleaned of controls, cut into paragraphs, with its directions isolated.

Nothing here knows typst: the result is plain data. What is removed or replaced on the page stays in act.json.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

COVERAGE = Path(__file__).with_name("fonts") / "coverage.txt"

MARKS_ON_ONE_LETTER = 4
"""Shadda, a vowel and two Koranic signs are the most that real text stacks; more only smears the page."""

BREAKABLE_AFTER = 48
"""Characters without a space after which a line may break: longer than any word, shorter than a line."""

ARABIC = r"\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufeff"
LATIN = r"A-Za-z\u00c0-\u024f\u1e00-\u1eff"
_ARABIC_STRETCH = re.compile(rf"[{ARABIC}](?:[^{LATIN}\n]*[{ARABIC}])?")
_ARABIC_SIGN = re.compile(f"[{ARABIC}]")
_REFERENCE = re.compile(
    r"(?<![0-9A-Za-z@+._/:–-])(?:"
    r"\+[0-9]+(?:[ \u00a0\u202f.-][0-9]+)*"  # +212 5 37 00 00 00
    r"|[0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3})+(?![0-9])"  # 1 250 000
    r"|[0-9][0-9A-Za-z]*(?:[-/._:–][0-9A-Za-z]+)+"  # 450-1, 222-36, 14/2026
    r")"
)
_LONG = re.compile(rf"\S{{{BREAKABLE_AFTER},}}")
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_BIDI_CONTROLS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_DROPPED = re.compile(f"[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u00ad{_BIDI_CONTROLS}]")
_JOINERS = "\u200c\u200d"


@dataclass(frozen=True, slots=True)
class Text:
    """Words and the language they are in: a French statement stays left to right inside the Arabic page."""

    content: str
    lang: str


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of one paragraph: "rtl" is Arabic in a Latin line, "ltr" a reference that must never break."""

    content: str
    direction: str = ""


def direction(lang: str) -> str:
    return "rtl" if lang == "ar" else "ltr"


def clean(content: str) -> str:
    """Return `content` without control and bidi characters, each sign drawable by the letter's fonts.

    Newlines stay. A sign no font has is written out as [U+XXXX]: shown as not drawable, never dropped.
    """
    lined = _LINE_ENDS.sub("\n", content).replace("\t", " ")
    composed = unicodedata.normalize("NFC", _DROPPED.sub("", lined))
    return "".join(_drawn(composed))


def paragraphs(text: Text) -> list[list[Run]]:
    """Return the paragraphs of `text`, each a list of runs; empty lines are left out."""
    cut = runs_of_arabic if text.lang == "ar" else runs_of_latin
    lines = (line.strip() for line in clean(text.content).split("\n"))
    return [list(cut(line)) for line in lines if line]


def runs_of_latin(line: str) -> Iterator[Run]:
    """Cut a left-to-right line: each Arabic stretch, inner spaces and numbers included, is a run of its own."""
    stretches = list(_ARABIC_STRETCH.finditer(line))
    if not stretches:
        yield Run(_breakable(line))
        return
    at = 0
    for found in stretches:
        yield from _with_references(line[at : found.start()])
        yield Run(_breakable(found.group()), "rtl")
        at = found.end()
    yield from _with_references(line[at:])


def runs_of_arabic(line: str) -> Iterator[Run]:
    """Cut a right-to-left line: numbers joined by hyphens or spaces are runs of their own.

    After an Arabic letter the Unicode bidi algorithm (UAX 9, rules W2 and N1) would show 450-1 as 1-450.
    Everything else stays in the order that algorithm gives, which is what the author saw when typing.
    """
    yield from _with_references(line)


def _with_references(stretch: str) -> Iterator[Run]:
    at = 0
    for found in _REFERENCE.finditer(stretch):
        if found.end() - found.start() > BREAKABLE_AFTER:
            continue
        yield from _plain(stretch[at : found.start()])
        yield Run(found.group(), "ltr")
        at = found.end()
    yield from _plain(stretch[at:])


def _plain(stretch: str) -> Iterator[Run]:
    if stretch:
        yield Run(_breakable(stretch))


def _breakable(stretch: str) -> str:
    """Return `stretch` with a zero-width space in what would otherwise run over the margin."""
    return _LONG.sub(lambda found: "\u200b".join(_pieces(found.group())), stretch)


def _pieces(word: str) -> list[str]:
    cuts = [*range(0, len(word), BREAKABLE_AFTER // 2), len(word)]
    return [word[start:end] for start, end in pairwise(cuts)]


def _drawn(content: str) -> Iterator[str]:
    letter, marks = "", 0
    for sign in content:
        if _is_mark(sign):
            marks += 1
            if marks <= MARKS_ON_ONE_LETTER:
                yield sign if _can_stand_on(letter, sign) else _written_out(sign)
            continue
        if sign in _JOINERS:
            if _is_arabic(letter):
                yield sign
            continue
        known = sign == "\n" or ord(sign) in _coverage()
        letter, marks = sign if known else "", 0
        yield sign if known else _written_out(sign)


def _written_out(sign: str) -> str:
    return f"[U+{ord(sign):04X}]"


def _is_mark(sign: str) -> bool:
    return unicodedata.category(sign).startswith("M")


def _can_stand_on(letter: str, mark: str) -> bool:
    """Say whether one font holds both: a mark that falls on another font's letter has no glyph."""
    return letter.isalpha() and _is_arabic(letter) == _is_arabic(mark) and ord(mark) in _coverage()


def _is_arabic(sign: str) -> bool:
    return bool(sign) and _ARABIC_SIGN.match(sign) is not None


@cache
def _coverage() -> frozenset[int]:
    lines = (line for line in COVERAGE.read_text(encoding="ascii").splitlines() if not line.startswith("#"))
    ends = (line.split("-") for line in lines)
    return frozenset(code for first, last in ends for code in range(int(first, 16), int(last, 16) + 1))
