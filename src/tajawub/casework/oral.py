"""An oral request: what is written down of the call, and by when it must be confirmed. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

CONFIRMED_WITHIN = timedelta(hours=24)
"""How long after the call the request must be there in writing.

Source: un-untoc-2000 art. 18(14), confirmed in writing forthwith; the number of hours is node policy.
"""

MAX_LINE = 300
"""As long as a name, a function or an authority said on the telephone may be."""


class Direction(StrEnum):
    """Whose call it was: theirs to us, or ours to them."""

    RECEIVED = "received"
    MADE = "made"


@dataclass(frozen=True, slots=True)
class Call:
    """A call as its record tells it. `officer` is ours by number; the other person is as they said they were."""

    direction: Direction
    state: str
    officer: int
    other_name: str
    other_function: str
    other_authority: str
    called_at: datetime
    time_zone: str
    said: str
