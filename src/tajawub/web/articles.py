"""An article as each language writes it: 18(15)(d) is « art. 18 § 15 d) » and « المادة 18، الفقرة 15 (د) ». Pure."""

from __future__ import annotations

import re

from tajawub.casework.words import POLICY, Words

_LETTERS = dict(zip("abcdefghi", ("أ", "ب", "ج", "د", "هـ", "و", "ز", "ح", "ط"), strict=True))
_POLICY = Words(
    "ممارسة هذه العقدة، لعدم وجود نص", "pratique du nœud, faute de texte", "practice of this node, for want of a text"
)
_CONVENTION = Words("اتفاقية باليرمو", "Palerme", "UNTOC")
_FORM = re.compile(r"(?P<article>\d+)(?P<paragraphs>\(.*)")
_PARAGRAPH = re.compile(r"\((?P<number>\d+)\)(?P<letters>(?:\([a-i]\))*)")


def article(reference: str, language: str) -> str:
    """Say a reference of the life cycle's tables, such as "18(21), (23)" or "18(13)-(15)"."""
    if reference == POLICY:
        return _POLICY.said(language)
    if _FORM.fullmatch(reference) is None:
        return reference
    comma = "،" if language == "ar" else ","
    return f"{_CONVENTION.said(language)}{comma} {bare(reference, language)}"


def bare(reference: str, language: str) -> str:
    """Say an article where its instrument is named beside it, such as "18(15)(d)", "23 bis" or "3-4"."""
    form = _FORM.fullmatch(reference)
    if form is None:
        return f"المادة {_isolated(reference)}" if language == "ar" else f"art. {reference}"
    found = [_paragraph(match, language) for match in _PARAGRAPH.finditer(form["paragraphs"])]
    said = _joined(found, language, is_range=")-(" in form["paragraphs"])
    match language:
        case "ar":
            return f"المادة {form['article']}، {said}"
        case "fr":
            return f"art. {form['article']} {said}"
        case _:
            return f"art. {form['article']}{said}"


def _isolated(reference: str) -> str:
    """After an Arabic letter `3-4` turns into `4-3`: U+2066 and U+2069 keep it as it is written."""
    return f"\u2066{reference}\u2069" if "-" in reference else reference


def _paragraph(match: re.Match[str], language: str) -> str:
    letters = re.findall(r"\(([a-i])\)", match["letters"])
    match language:
        case "ar":
            return match["number"] + "".join(f" ({_LETTERS[letter]})" for letter in letters)
        case "fr":
            return match["number"] + "".join(f" {letter})" for letter in letters)
        case _:
            return f"({match['number']})" + "".join(f"({letter})" for letter in letters)


def _joined(found: list[str], language: str, *, is_range: bool) -> str:
    match language, len(found):
        case "ar", 1:
            return f"الفقرة {found[0]}"
        case "ar", 2 if is_range:
            return f"الفقرات من {found[0]} إلى {found[1]}"
        case "ar", 2:
            return f"الفقرتان {found[0]} و{found[1]}"
        case "ar", _:
            return "الفقرات " + " و".join(found)
        case "fr", 1:
            return f"§ {found[0]}"
        case "fr", _:
            return f"§§ {(' à ' if is_range else ' et ').join([', '.join(found[:-1]), found[-1]])}"
        case _:
            return "-".join(found) if is_range else ", ".join(found)
