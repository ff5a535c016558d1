"""Calling an officer out: why, how often, what a road to the officer is told, and what goes wrong on it. Pure."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from tajawub.mandates.values import Wording

ACKNOWLEDGED_WITHIN = timedelta(hours=1)
"""An urgent request is acknowledged by a person within it. Source: node policy; no instrument sets a term."""

AGAIN_EVERY = timedelta(minutes=15)
"""How long a round of pages may stay unanswered before the next one. Source: node policy."""

CENTRAL_FROM_ROUND = 2
"""The round from which the central authority's approvers are called too. Source: node policy."""

TRIED_FOR = timedelta(days=1)
"""How long a page is tried; an urgent parcel is tried as long (exchange.parcel.TRIED_FOR)."""

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=15), timedelta(minutes=5)


class Reason(StrEnum):
    URGENT_REQUEST = "urgent_request"
    NOT_ACKNOWLEDGED = "not_acknowledged"
    DEADLINE = "deadline"


LAST_ROUND = 1000
"""Ten days of calling every quarter of an hour: then no page helps, and the desk goes on showing it. Node policy."""

ESCALATING = (Reason.URGENT_REQUEST, Reason.NOT_ACKNOWLEDGED)
"""What is paged again until somebody answers; each alarm of a deadline is told once and stands on the desk."""

SAYS = {
    Reason.URGENT_REQUEST: Wording(
        "ورد طلب مستعجل ينتظر الإشعار بالتوصل",
        "Une demande urgente attend son accusé de réception",
        "An urgent request awaits its acknowledgement",
    ),
    Reason.NOT_ACKNOWLEDGED: Wording(
        "طلب مستعجل لم يتم بعد الإشعار بالتوصل به",
        "Il n’a toujours pas été accusé réception d’une demande urgente",
        "An urgent request is still not acknowledged",
    ),
    Reason.DEADLINE: Wording("أجل على وشك الانقضاء", "Un délai arrive à son terme", "A deadline is about to end"),
}
"""What a mail says beside the reference: nothing of the request's content."""


class Failure(StrEnum):
    """Why a page has not left. No text of a command or of a mail server: either may hold an address."""

    NO_HOOK = "no_hook"
    NOBODY = "nobody"
    NO_ADDRESS = "no_address"
    COMMAND_FAILED = "command_failed"
    COMMAND_TIMED_OUT = "command_timed_out"
    MAIL_REFUSED = "mail_refused"
    MAIL_UNREACHABLE = "mail_unreachable"


@dataclass(frozen=True, slots=True)
class Message:
    """What leaves the node: whom by number, about which reference, where to open it. No name, no content."""

    officer: int
    reference: str
    reason: Reason
    round: int
    open: str

    def __bytes__(self) -> bytes:
        """Return the JSON document a command reads on its standard input."""
        said = {
            "officer": self.officer,
            "reference": self.reference,
            "reason": self.reason.value,
            "round": self.round,
            "open": self.open,
        }
        return json.dumps(said).encode("ascii") + b"\n"


@dataclass(frozen=True, slots=True)
class Call:
    """What an authority was paged about and nobody has answered. `answer_by` is None where no clock runs."""

    authority: str
    about: str
    reason: Reason
    since: datetime
    round: int
    unsent: int

    @property
    def answer_by(self) -> datetime | None:
        return None if self.reason is Reason.DEADLINE else self.since + ACKNOWLEDGED_WITHIN


def pause(attempts: int) -> timedelta:
    """Return how long to wait after so many failed attempts."""
    doubled: int = 2 ** min(attempts - 1, 16)
    return min(LONGEST_PAUSE, FIRST_PAUSE * doubled)
