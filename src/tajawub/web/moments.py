"""Instants as a clock tells them where somebody sits, and as somebody types them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import pgettext

from tajawub.casework.words import Words
from tajawub.web import dates
from tajawub.web.forms.fields import Option
from tajawub.web.places import PLACES

_CLOCKS = {place.zone.key: place.clock for place in PLACES.values()}


class NoTime(ValueError):
    """What was typed is no time, or one that the clocks there leave out when summer time begins."""


def said(at: datetime, zone: str, language: str) -> str:
    """Return day and time by the clocks of a zone."""
    local = at.astimezone(ZoneInfo(zone))
    parts = {"day": dates.short_day(local.date(), language), "time": dates.clock(local)}
    return pgettext("day and time", "%(day)s, %(time)s") % parts


def said_there(at: datetime, zone: str, language: str) -> str:
    """Return day and time by the clocks of a zone, and whose they are."""
    parts = {"at": said(at, zone, language), "clocks": clocks(zone, language)}
    return pgettext("day and time", "%(at)s, %(clocks)s") % parts


def clocks(zone: str, language: str) -> str:
    """Return whose time a zone is; one that no State here is told in goes by its own name."""
    return _CLOCKS.get(zone, Words(zone, zone, zone)).said(language)


def zones(language: str) -> tuple[Option, ...]:
    """Return the zones a time may be told in, this State's first."""
    keys = dict.fromkeys((settings.TIME_ZONE_OF_STATE, *_CLOCKS))
    return tuple(Option(key, clocks(key, language)) for key in keys)


def typed(text: str, zone: str) -> datetime:
    """Read a local time as a form sends it. Raises NoTime.

    Of an hour that comes twice, when summer time ends, the first is meant.
    """
    if zone not in {option.value for option in zones("en")}:
        raise NoTime
    try:
        at = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))
        back = at.astimezone(UTC).astimezone(ZoneInfo(zone))
    except (ValueError, OverflowError):
        raise NoTime from None
    if back.replace(tzinfo=None) != at.replace(tzinfo=None):
        raise NoTime
    return at


def as_typed(at: datetime, zone: str) -> str:
    """Return an instant as a form shows it for typing over."""
    return at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M")
