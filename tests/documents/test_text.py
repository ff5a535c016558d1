"""Free text made safe for a page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tajawub.documents.text import BREAKABLE_AFTER, MARKS_ON_ONE_LETTER, Run, Text, clean, paragraphs


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("a\x00b\x1b[31mc\x7f", "ab[31mc"),
        ("\u202eevil\u202c \u2066x\u2069\u200f\u061c", "evil x"),
        ("a\r\nb\rc\u2028d\x85e", "a\nb\nc\nd\ne"),
        ("a\tb", "a b"),
        ("中", "[U+4E2D]"),
        ("\ud800", "[U+D800]"),
        ("\ue000😀", "[U+E000][U+1F600]"),
        ("e\u0301", "é"),
        ("\u0301x", "[U+0301]x"),
        ("中\u0301", "[U+4E2D][U+0301]"),
        ("اللّٰه", "اللّٰه"),
        ("x\u0651", "x[U+0651]"),
        ("نادر\u200cها x\u200cy", "نادر\u200cها xy"),
        ('#read("/etc/passwd") *a* $x$ <l> @r \\', '#read("/etc/passwd") *a* $x$ <l> @r \\'),
    ],
)
def test_only_what_could_deceive_or_cannot_be_drawn_changes(raw: str, shown: str) -> None:
    assert clean(raw) == shown


def test_a_letter_carries_few_marks() -> None:
    assert clean("ب" + "\u064e" * 500) == "ب" + "\u064e" * MARKS_ON_ONE_LETTER


@given(st.text())
def test_cleaning_twice_changes_nothing_more(raw: str) -> None:
    assert clean(clean(raw)) == clean(raw)


def test_references_in_arabic_are_runs_that_never_break() -> None:
    [runs] = paragraphs(
        Text("المادتان 222-36 و450-1، الهاتف +212 6 12 34 56 78، المبلغ 1 250 000 درهم في 2026.", "ar")
    )
    assert [run.content for run in runs if run.direction == "ltr"] == [
        "222-36",
        "450-1",
        "+212 6 12 34 56 78",
        "1 250 000",
    ]
    assert "".join(run.content for run in runs).startswith("المادتان 222-36 و450-1، الهاتف")


def test_arabic_inside_french_is_a_run_with_its_inner_numbers() -> None:
    [runs] = paragraphs(Text("Le prévenu (نادر الزلتوني 12 طنجة) nie.", "fr"))
    assert runs == [Run("Le prévenu ("), Run("نادر الزلتوني 12 طنجة", "rtl"), Run(") nie.")]


def test_each_line_is_a_paragraph_and_empty_lines_are_none() -> None:
    assert paragraphs(Text("a\n\n \nb", "fr")) == [[Run("a")], [Run("b")]]
    assert paragraphs(Text("\x00\u202e", "ar")) == []


def test_an_endless_word_may_break() -> None:
    [[run]] = paragraphs(Text("x" * 500, "fr"))
    assert max(len(piece) for piece in run.content.split("\u200b")) <= BREAKABLE_AFTER
    assert run.content.replace("\u200b", "") == "x" * 500
