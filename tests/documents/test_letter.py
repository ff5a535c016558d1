"""The letter as a PDF: what a reader, a printer and a machine get from it."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import time
from contextlib import suppress
from dataclasses import fields, is_dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils.reader import PdfFileReader

from tajawub.documents.letter import (
    CHARACTERS,
    Footer,
    LetterTooLong,
    Page,
    Paragraphs,
    Section,
    Table,
    Words,
    typeset,
)
from tajawub.documents.text import COVERAGE, Text

from .invented_letter import FACTS_AR, FACTS_FR, acknowledgement, arabic, english, french
from .sealed import AT

ACT = '{"v":1,"words":"إنابة"}'.encode()
HOSTILE = (
    '#read("/etc/passwd") #import "@preview/x:1.0.0" *_$<label>@ref\\ `raw` // "],[" \x00\x1b[2J\u202eأهلا\u2069 '
    "نص عدائي ]]> </script> {{7*7}} 中文 \ud800 e\u0301\u0301\u0301\u0301\u0301\u0301 \ue000 ﷽"
)


def sheets(pdf: bytes) -> int:
    return int(PdfFileReader(BytesIO(pdf)).root["/Pages"]["/Count"])


def words_of(pdf: bytes) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    read = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return re.sub("[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", read.stdout.decode())


def minimal(words: Words, lang: str = "fr") -> Page:
    return Page(
        lang=lang,
        letterhead=(),
        title="",
        footer=Footer("", "", ""),
        sections=(Section("", "", (Paragraphs((words,)),)),),
    )


def test_three_languages_make_one_a4_sheet_each() -> None:
    reader = PdfFileReader(BytesIO(typeset([arabic(), french(), english()], act_json=ACT, at=AT)))
    boxes = [
        [round(float(side)) for side in kid.get_object()["/MediaBox"]]
        for kid in reader.root["/Pages"].raw_get("/Kids")
    ]
    assert boxes == [[0, 0, 595, 842]] * 3


def test_it_declares_pdf_a_3a_and_carries_the_act() -> None:
    pdf = typeset([arabic()], act_json=ACT, at=AT)
    root = PdfFileReader(BytesIO(pdf)).root
    xmp = root["/Metadata"].data
    assert re.search(rb"pdfaid:part>3<", xmp)
    assert re.search(rb"pdfaid:conformance>A<", xmp)
    assert len(root["/AF"]) == 1
    attached = root["/AF"][0]
    assert (attached["/UF"], attached["/AFRelationship"]) == ("act.json", "/Source")
    assert attached["/EF"]["/F"].data == ACT


def test_pdfdetach_lists_the_act(tmp_path: Path) -> None:
    if shutil.which("pdfdetach") is None:
        pytest.skip("pdfdetach (poppler-utils) is not installed")
    (tmp_path / "letter.pdf").write_bytes(typeset([french()], act_json=ACT, at=AT))
    subprocess.run(["pdfdetach", "-saveall", "letter.pdf"], cwd=tmp_path, check=True)
    assert (tmp_path / "act.json").read_bytes() == ACT


def test_arabic_words_can_be_searched() -> None:
    text = words_of(typeset([arabic()], act_json=ACT, at=AT)).replace(" ", "")
    for word in ("إنابةقضائيةدولية", "المستودع", "نونبر", "التوقيع", "FR-2026-0418", "NadirZALTOUNI", "222-36"):
        assert word in text


def test_the_footer_names_digest_sheet_and_notice_on_every_sheet() -> None:
    text = words_of(typeset([french("\n".join([FACTS_FR] * 12))], act_json=ACT, at=AT))
    digest = hashlib.sha256(ACT).hexdigest()
    grouped = " ".join(digest[start : start + 8] for start in range(0, 64, 8))
    assert [text.count(each) for each in (grouped, "page 1 sur 2", "page 2 sur 2", "Démonstration")] == [2, 1, 1, 2]


def test_the_qr_code_reads_as_the_digest(tmp_path: Path) -> None:
    if shutil.which("zbarimg") is None or shutil.which("pdftoppm") is None:
        pytest.skip("zbarimg (zbar-tools) or pdftoppm (poppler-utils) is not installed")
    (tmp_path / "letter.pdf").write_bytes(typeset([french()], act_json=ACT, at=AT))
    subprocess.run(["pdftoppm", "-r", "200", "-png", "letter.pdf", "sheet"], cwd=tmp_path, check=True)
    read = subprocess.run(
        ["zbarimg", "-q", "--raw", "sheet-1.png"], cwd=tmp_path, capture_output=True, check=True, text=True
    )
    assert read.stdout.strip() == hashlib.sha256(ACT).hexdigest()


def test_french_facts_in_the_arabic_page_read_left_to_right() -> None:
    text = " ".join(words_of(typeset([arabic(Text(FACTS_FR, "fr"))], act_json=ACT, at=AT)).split())
    assert "un groupe d’au moins quatre personnes aurait importé de la cocaïne dissimulée" in text
    assert "code pénal, art. 222-36 et 450-1). Il est présumé innocent." in text


def test_arabic_facts_in_the_french_page_stay_arabic() -> None:
    text = words_of(typeset([french(Text(FACTS_AR, "ar"))], act_json=ACT, at=AT)).replace(" ", "")
    assert "متهمباستيرادالمخدرات" in text


def test_a_long_letter_flows_over_sheets() -> None:
    assert sheets(typeset([arabic("\n".join([FACTS_AR] * 22))], act_json=ACT, at=AT)) == 3


def test_an_acknowledgement_is_one_sheet() -> None:
    assert sheets(typeset([acknowledgement()], act_json=ACT, at=AT)) == 1


def test_the_same_pages_give_the_same_bytes() -> None:
    assert typeset([arabic()], act_json=ACT, at=AT) == typeset([arabic()], act_json=ACT, at=AT)


def poisoned(value: Any) -> Any:
    """Return the page with hostile text in every field but languages and the {page} words."""
    if isinstance(value, str):
        return HOSTILE
    if isinstance(value, tuple):
        return tuple(poisoned(each) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        kept = {"lang", "widths", "is_reference", "is_strong"}
        return type(value)(
            **{
                each.name: getattr(value, each.name) if each.name in kept else poisoned(getattr(value, each.name))
                for each in fields(value)
            }
        )
    return value


@pytest.mark.parametrize("page", [arabic(Text(FACTS_FR, "fr")), french(Text(FACTS_AR, "ar")), english()])
def test_hostile_text_in_every_field_is_only_text(page: Page) -> None:
    text = words_of(typeset([poisoned(page)], act_json=ACT, at=AT))
    assert "root:" not in text
    assert "\x1b" not in text
    assert '#read("/etc/passwd")' in text or 'read("/etc/passwd")' in text.replace(" ", "")
    assert "[U+4E2D]" in text


def test_every_sign_said_to_be_drawable_is_drawn() -> None:
    ranges = [line.split("-") for line in COVERAGE.read_text("ascii").splitlines() if not line.startswith("#")]
    signs = [chr(code) for first, last in ranges for code in range(int(first, 16), int(last, 16) + 1)]
    for lang in ("ar", "fr"):
        for joint in ("\n", " ", ""):
            assert sheets(typeset([minimal(Text(joint.join(signs), lang), lang)], act_json=ACT, at=AT)) >= 1


@settings(max_examples=150)
@given(st.text(max_size=300), st.sampled_from(["ar", "fr"]))
def test_any_text_can_be_typeset(content: str, lang: str) -> None:
    assert typeset([minimal(Text(content, lang), lang)], act_json=b"{}", at=AT).startswith(b"%PDF-1.7")


@pytest.mark.parametrize("word", ["x", "ب", "中", "\u0651"])
def test_a_line_of_100_kb_is_typeset_or_refused_quickly(word: str) -> None:
    began = time.monotonic()
    with suppress(LetterTooLong):
        assert sheets(typeset([minimal(word * (100_000 // len(word.encode())), "ar")], act_json=ACT, at=AT)) >= 1
    assert time.monotonic() - began < 20


def test_a_letter_beyond_the_limit_is_refused() -> None:
    with pytest.raises(LetterTooLong, match=r"the limit is 200000: move text to an annex"):
        typeset([minimal("mot " * (CHARACTERS // 4))], act_json=ACT, at=AT)


def test_no_page_is_no_letter() -> None:
    with pytest.raises(ValueError, match="at least one page"):
        typeset([], act_json=ACT, at=AT)


def test_a_row_shorter_than_its_header_is_refused() -> None:
    page = minimal("")
    table = Section("1", "t", (Table(("a", "b"), (("1",),)),))
    with pytest.raises(ValueError, match="1 cells under a header of 2"):
        typeset(
            [type(page)(lang="fr", letterhead=(), title="", footer=page.footer, sections=(table,))],
            act_json=ACT,
            at=AT,
        )
