"""Days, times, spans and sizes as people of the two States write them. Pure.

Arabic uses the month names of Morocco and Western digits: Django's own Arabic names are those of the Mashriq.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from django.utils.translation import ngettext, npgettext, pgettext

MONTHS = {
    "ar": ("يناير", "فبراير", "مارس", "أبريل", "ماي", "يونيو", "يوليوز", "غشت", "شتنبر", "أكتوبر", "نونبر", "دجنبر"),
    "fr": ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
           "novembre", "décembre"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December"),
}  # fmt: skip
SHORT_MONTHS = {
    "ar": MONTHS["ar"],
    "fr": ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juill.", "août", "sept.", "oct.", "nov.", "déc."),
    "en": ("Jan.", "Feb.", "March", "Apr.", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec."),
}
WEEKDAYS = {
    "ar": ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"),
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}


KIB = 1024
"""Bytes."""


def tongue(language: str | None) -> str:
    """Return the house's code for a language code: fr-MA is fr; what the house does not speak is English."""
    code = (language or "en").split("-")[0]
    return code if code in MONTHS else "en"


def _number(on: date, language: str) -> str:
    """Return the day of the month; the first is « 1er » in French and « فاتح » in Morocco."""
    first = {"ar": "فاتح", "fr": "1er"}.get(language)
    return first if first and on.day == 1 else str(on.day)


def day(on: date, language: str) -> str:
    return f"{_number(on, language)} {MONTHS[language][on.month - 1]} {on.year}"


def short_day(on: date, language: str) -> str:
    return f"{_number(on, language)} {SHORT_MONTHS[language][on.month - 1]}"


def weekday(on: date, language: str) -> str:
    """Return the day with the name of the weekday, as it heads a part of the time line."""
    return f"{WEEKDAYS[language][on.weekday()]} {day(on, language)}"


def clock(at: datetime) -> str:
    return f"{at:%H:%M}"


def clock_to_the_second(at: datetime) -> str:
    return f"{at:%H:%M:%S}"


def days(count: int) -> str:
    return ngettext("%(count)d day", "%(count)d days", count) % {"count": count}


def span(length: timedelta) -> str:
    """Return a length of time in its two largest units, in the active language; never less than a minute."""
    return " ".join(part for part in units(length) if part)


def units(length: timedelta) -> tuple[str, str]:
    """Return the two largest units of a length of time, the second empty where it is nought."""
    minutes = max(int(length.total_seconds()) // 60, 1)
    whole_days, minutes = divmod(minutes, 24 * 60)
    hours, minutes = divmod(minutes, 60)
    said_hours = pgettext("length of time", "%(hours)d h") % {"hours": hours}
    said_minutes = pgettext("length of time", "%(minutes)d min") % {"minutes": minutes}
    if whole_days:
        return days(whole_days), said_hours if hours else ""
    return (said_hours, said_minutes) if hours else (said_minutes, "")


_ISO = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")


def spoken(sentence: str, language: str) -> str:
    """Return a sentence of the law with its ISO days as people write them: 2026-12-21 turns round in Arabic."""
    return _ISO.sub(lambda found: day(date.fromisoformat(found[0]), language), sentence)


def size(count: int) -> str:
    """Return a number of bytes in the largest unit that leaves at least one, in the active language."""
    if count < KIB:
        return npgettext("size", "%(count)d byte", "%(count)d bytes", count) % {"count": count}
    if count < KIB**2:
        return pgettext("size", "%(count)s KiB") % {"count": _tenths(count / KIB)}
    return pgettext("size", "%(count)s MiB") % {"count": _tenths(count / KIB**2)}


def _tenths(count: float) -> str:
    said = f"{count:.1f}".removesuffix(".0")
    return said.replace(".", pgettext("size: decimal mark", "."))
