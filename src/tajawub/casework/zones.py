"""In which time zone each State counts its days. Pure: both nodes of a request read the same table."""

from __future__ import annotations

from zoneinfo import ZoneInfo

ZONES = {"FR": ZoneInfo("Europe/Paris"), "MA": ZoneInfo("Africa/Casablanca")}


def zone_of(state: str) -> ZoneInfo:
    """Return a State's time zone; one that is not in the table counts in UTC."""
    return ZONES.get(state) or ZoneInfo("UTC")
