"""Dates as a letter writes them."""

from __future__ import annotations

from datetime import date

import pytest

from tajawub.documents.dates import written


@pytest.mark.parametrize(
    ("on", "arabic", "french", "english"),
    [
        (date(2026, 11, 23), "23 نونبر 2026", "23 novembre 2026", "23 November 2026"),
        (date(2026, 5, 1), "1 ماي 2026", "1er mai 2026", "1 May 2026"),
        (date(2027, 7, 9), "9 يوليوز 2027", "9 juillet 2027", "9 July 2027"),
        (date(2027, 8, 31), "31 غشت 2027", "31 août 2027", "31 August 2027"),
        (date(2028, 9, 2), "2 شتنبر 2028", "2 septembre 2028", "2 September 2028"),
        (date(2028, 12, 2), "2 دجنبر 2028", "2 décembre 2028", "2 December 2028"),
    ],
)
def test_months_are_those_of_morocco_and_france(on: date, arabic: str, french: str, english: str) -> None:
    assert [written(on, lang) for lang in ("ar", "fr", "en")] == [arabic, french, english]
