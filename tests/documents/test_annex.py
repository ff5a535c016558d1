"""Names an annex may have."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tajawub.documents.annex import NAME_CHARACTERS, folded, is_media_type, is_safe, safe_name


@pytest.mark.parametrize(
    "name",
    [
        "", ".", "..", "../x", "a/b", "a\\b", "/etc/x", "C:x", "a\x00b", "a\nb", "x\u202efdp.exe", ".hidden", "x.",
        " x", "x ", "nul", "CON.txt", "lpt1.pdf", "a" * 121, "e\u0301.pdf", "a\u200bb", "a\ud800",
    ],
)  # fmt: skip
def test_unsafe_names_are_refused_and_repaired(name: str) -> None:
    assert not is_safe(name)
    assert is_safe(safe_name(name))


@pytest.mark.parametrize("name", ["أمر بإلقاء القبض.pdf", "exposé (1).txt", "a", "scellé n° 7 – copie.zip"])
def test_ordinary_names_stay(name: str) -> None:
    assert is_safe(name)
    assert safe_name(name) == name


def test_a_taken_name_gets_a_number_before_its_extension() -> None:
    assert safe_name("Acte.PDF", taken=["acte.pdf"]) == "Acte (2).PDF"
    assert safe_name("acte.pdf", taken=["acte.pdf", "ACTE (2).pdf"]) == "acte (3).pdf"


@given(st.text(max_size=300), st.lists(st.text(max_size=5), max_size=4))
def test_any_name_becomes_safe_and_free(name: str, taken: list[str]) -> None:
    made = safe_name(name, taken=taken)
    assert is_safe(made)
    assert len(made) <= NAME_CHARACTERS
    assert folded(made) not in {folded(each) for each in taken}


@pytest.mark.parametrize(
    ("media_type", "valid"),
    [
        ("application/pdf", True),
        ("application/vnd.etsi.asic-e+zip", True),
        ("text/plain; charset=utf-8", False),
        ("Text/plain", False),
        ("text", False),
        ('a/b" x="', False),
        ("a/b\n", False),
        ("", False),
    ],
)
def test_media_types_are_plain(media_type: str, valid: bool) -> None:
    assert is_media_type(media_type) is valid
