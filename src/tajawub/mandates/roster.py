"""Who is there when: spans of time, and what no span covers. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

LONGEST_SHIFT = timedelta(days=7)
"""Source: node policy. Whoever is entered for longer was entered by mistake, and is not awake."""

AHEAD = timedelta(days=7)
"""How far ahead the roster is looked through for gaps."""


@dataclass(frozen=True, slots=True)
class Span:
    """From one instant to another, the last not included."""

    starts_at: datetime
    ends_at: datetime


def gaps(spans: Iterable[Span], *, since: datetime, until: datetime) -> tuple[Span, ...]:
    """Return what no span covers between the two instants, earliest first."""
    found, covered_to = [], since
    for span in sorted(spans, key=lambda span: span.starts_at):
        if span.starts_at > covered_to:
            found.append(Span(covered_to, min(span.starts_at, until)))
        covered_to = max(covered_to, span.ends_at)
        if covered_to >= until:
            return tuple(found)
    return (*found, Span(covered_to, until))
