"""A date as it is written in a letter, in Arabic (Moroccan month names), French and English."""

from __future__ import annotations

from datetime import date

# Morocco writes يوليوز, غشت, شتنبر, نونبر, دجنبر where general catalogues have يوليو, أغسطس, سبتمبر, نوفمبر, ديسمبر.
MONTHS = (
    ("يناير", "janvier", "January"),
    ("فبراير", "février", "February"),
    ("مارس", "mars", "March"),
    ("أبريل", "avril", "April"),
    ("ماي", "mai", "May"),
    ("يونيو", "juin", "June"),
    ("يوليوز", "juillet", "July"),
    ("غشت", "août", "August"),
    ("شتنبر", "septembre", "September"),
    ("أكتوبر", "octobre", "October"),
    ("نونبر", "novembre", "November"),
    ("دجنبر", "décembre", "December"),
)


def written(on: date, lang: str) -> str:
    """Return day, month in words and year, in `lang` ("ar", "fr" or "en"); the digits are western in all three."""
    month = MONTHS[on.month - 1][("ar", "fr", "en").index(lang)]
    day = "1er" if lang == "fr" and on.day == 1 else str(on.day)
    return f"{day} {month} {on.year}"
