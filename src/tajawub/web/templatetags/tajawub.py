"""Small phrases of the templates: marks, days and times, articles, sizes. No rule is decided here."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from tajawub.casework.words import Words
from tajawub.mandates.values import Wording
from tajawub.web import articles, dates

register = template.Library()

TURNS = frozenset({"go", "term", "unclear"})
"""Marks that point somewhere: mirrored where the page is read from the right."""


def language() -> str:
    return dates.tongue(get_language())


@register.simple_tag
def mark(name: str) -> SafeString:
    """Draw a mark of the sprite; the word that goes with it stands beside it."""
    turns = " turns" if name in TURNS else ""
    return format_html('<svg class="m{}" aria-hidden="true"><use href="#m-{}"/></svg>', turns, name)


@register.filter
def said(words: Words | Wording) -> str:
    return words.said(language()) if isinstance(words, Words) else words.within(language())


@register.filter
def article(reference: str) -> str:
    return articles.article(reference, language())


@register.filter
def day(on: date) -> str:
    return dates.day(on, language())


@register.filter
def short_day(on: date) -> str:
    return dates.short_day(on, language())


@register.filter
def weekday(on: date) -> str:
    return dates.weekday(on, language())


@register.filter
def clock(at: datetime) -> str:
    return dates.clock(at)


@register.filter
def to_the_second(at: datetime) -> str:
    return dates.clock_to_the_second(at)


@register.filter
def span(length: timedelta) -> str:
    return dates.span(length)


@register.filter
def size(count: int) -> str:
    return dates.size(count)


@register.filter
def spoken(words: Wording) -> str:
    return dates.spoken(words.within(language()), language())


@register.filter
def plain(number: float) -> str:
    """Write a place in a drawing: a point for its decimals in every language."""
    return f"{number:g}"
