"""The letter: pages of plain data typeset into one PDF/A-3 that carries act.json.

The page knows no law and no request: whoever calls brings every word. One page is one language version and
may flow over several sheets; an act without a letter is a short page of the same kind.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import cast

import segno
import typst

from tajawub.documents.text import Run, Text, clean, direction, paragraphs

TEMPLATE = Path(__file__).with_name("letter.typ").read_bytes()
FONTS = Path(__file__).with_name("fonts")

CHARACTERS = 200_000
"""Longest letter as data, all languages together: about 50 sheets, three seconds of work; the rest is an annex."""

QR_MASK = 3
"""Any of the eight masks reads well with 64 digits; looking for the best one takes longer than drawing the code."""

Words = str | Text
"""A bare string is in the language of its page."""


class LetterTooLong(Exception):
    """The pages hold more text than one letter may: nothing was typeset."""

    def __init__(self, found: int) -> None:
        super().__init__(f"The letter holds {found} characters, the limit is {CHARACTERS}: move text to an annex")
        self.found = found


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the head: a label and its value. A reference is always set left to right and bold."""

    label: str
    value: Words
    is_reference: bool = False
    is_strong: bool = False


@dataclass(frozen=True, slots=True)
class Paragraphs:
    """Running text; each newline in a text begins a new paragraph."""

    texts: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Numbered:
    """A list numbered (1), (2), (3)."""

    items: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table. An empty first cell continues the first cell of the row above; `widths` are shares."""

    header: tuple[str, ...]
    rows: tuple[tuple[Words, ...], ...]
    widths: tuple[int, ...] = ()


Block = Paragraphs | Numbered | Table


@dataclass(frozen=True, slots=True)
class Section:
    number: str
    heading: str
    content: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Signature:
    place_date: Words
    name: Words
    function: Words
    caption: str


@dataclass(frozen=True, slots=True)
class Footer:
    """What every sheet repeats beside the QR code. `sheet` holds the words with {page} and {pages}."""

    sentence: str
    reference: str
    sheet: str
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """One language version of the letter. Absent on purpose: logos, colours and sizes, which are the template's."""

    lang: str
    letterhead: tuple[Words, ...]
    title: str
    footer: Footer
    subtitle: str = ""
    meta: tuple[Row, ...] = ()
    addressees: tuple[Row, ...] = ()
    sections: tuple[Section, ...] = ()
    closing: Words = ""
    signatures: tuple[Signature, ...] = ()
    stamp: str = ""


def typeset(pages: Sequence[Page], *, act_json: bytes, at: datetime) -> bytes:
    """Return the letter as PDF/A-3a, A4, act.json embedded as its source, the QR code its SHA-256.

    `at` is the document's date of creation (aware). The same arguments give the same bytes.
    Raises LetterTooLong; ValueError when there is no page or act_json is not UTF-8.
    """
    if not pages:
        raise ValueError("A letter needs at least one page: none was given")
    digest = hashlib.sha256(act_json).hexdigest()
    inputs = {
        "pages": json.dumps([_page(page) for page in pages], ensure_ascii=False),
        "act": act_json.decode("utf-8"),
        "qr": _qr(digest),
        "digest": " ".join(digest[start : start + 8] for start in range(0, 64, 8)),
    }
    if len(inputs["pages"]) > CHARACTERS:
        raise LetterTooLong(len(inputs["pages"]))
    with _ONE_AT_A_TIME:
        made = _compiler().compile(
            input=TEMPLATE, format="pdf", pdf_standards="a-3a", sys_inputs=inputs, timestamp=at.astimezone(UTC)
        )
    return cast("bytes", made)


_ONE_AT_A_TIME = Lock()
"""A compiler serves one thread at a time; it keeps fonts and template parsed between letters."""


@cache
def _compiler() -> typst.Compiler:
    # No system fonts: the same letter must come out the same on every machine.
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)])
    return typst.Compiler(TEMPLATE, root=str(FONTS), font_paths=fonts, ignore_system_fonts=True)


def _qr(digest: str) -> str:
    drawn = io.BytesIO()
    segno.make(digest, error="m", micro=False, mask=QR_MASK).save(
        drawn, kind="svg", border=0, xmldecl=False, svgns=True
    )
    return drawn.getvalue().decode("ascii")


def _page(page: Page) -> dict[str, object]:
    def said(words: Words) -> dict[str, object]:
        return _said(words, page.lang)

    return {
        "lang": page.lang,
        "dir": direction(page.lang),
        "plain_title": clean(page.title),
        "letterhead": [said(line) for line in page.letterhead],
        "title": said(page.title),
        "subtitle": said(page.subtitle),
        "meta": [_row(row, page.lang) for row in page.meta],
        "addressees": [_row(row, page.lang) for row in page.addressees],
        "sections": [_section(section, page.lang) for section in page.sections],
        "closing": said(page.closing),
        "signatures": [
            [said(words) for words in (one.place_date, one.name, one.function, one.caption)]
            for one in page.signatures
        ],
        "stamp": said(page.stamp),
        "footer": _footer(page.footer, page.lang),
    }


def _said(words: Words, lang: str) -> dict[str, object]:
    text = words if isinstance(words, Text) else Text(words, lang)
    lines = [[_run(run) for run in runs] for runs in paragraphs(text)]
    return {"lang": text.lang, "dir": direction(text.lang), "lines": lines}


def _run(run: Run) -> list[object]:
    return [run.content, run.direction]


def _row(row: Row, lang: str) -> dict[str, object]:
    value = _said(row.value, lang)
    if row.is_reference:
        content = row.value.content if isinstance(row.value, Text) else row.value
        value = {"lang": lang, "dir": direction(lang), "lines": [[[clean(content), "ltr"]]]}
    return {"label": _said(row.label, lang), "value": value, "strong": row.is_reference or row.is_strong}


def _section(section: Section, lang: str) -> dict[str, object]:
    content = [_block(block, lang) for block in section.content]
    return {"number": clean(section.number), "heading": _said(section.heading, lang), "content": content}


def _block(block: Block, lang: str) -> dict[str, object]:
    match block:
        case Paragraphs(texts):
            return {"kind": "paragraphs", "texts": [_said(words, lang) for words in texts]}
        case Numbered(items):
            return {"kind": "numbered", "items": [_said(words, lang) for words in items]}
        case Table(header, rows, widths):
            return {
                "kind": "table",
                "header": [_said(words, lang) for words in header],
                "rows": [[_said(words, lang) for words in row] for row in _squared(rows, len(header))],
                "widths": list(widths) or [1] * len(header),
            }


def _squared(rows: tuple[tuple[Words, ...], ...], columns: int) -> list[tuple[Words, ...]]:
    """Refuse a row that is longer or shorter than the header: the template would shift every cell after it."""
    for row in rows:
        if len(row) != columns:
            raise ValueError(f"A table row holds {len(row)} cells under a header of {columns}: fill or cut it")
    return list(rows)


def _footer(footer: Footer, lang: str) -> dict[str, object]:
    before, _, rest = clean(footer.sheet).partition("{page}")
    between, _, after = rest.partition("{pages}")
    return {
        "sentence": _said(footer.sentence, lang),
        "notice": _said(footer.notice, lang),
        "reference": clean(footer.reference),
        "sheet": [before, between, after],
    }
