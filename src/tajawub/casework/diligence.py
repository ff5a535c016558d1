"""How long a request has gone without a diligence of its own while the person sought is in custody. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from tajawub.casework.bodies import Body
from tajawub.casework.dossier import Dossier
from tajawub.casework.extradition import Custody
from tajawub.casework.extradition_bodies import Arrest

WARNED_AFTER = timedelta(days=15)
"""Node policy, no term of any text. Motive: where several extradition requests compete, each file needs diligences of
its own, or detention becomes unlawful (Cass. crim., 5 October 2016, read in a secondary source only)."""


@dataclass(frozen=True, slots=True)
class Diligence:
    """Since when nothing was recorded: the last diligence, or the arrest where there was none."""

    since: datetime
    recorded: bool

    def idle(self, now: datetime) -> timedelta:
        return now - self.since

    def late(self, now: datetime) -> bool:
        return self.idle(now) > WARNED_AFTER


def diligence(dossier: Dossier, last: datetime | None) -> Diligence | None:
    """Return how the file stands for diligences, `last` being when one was recorded; None outside custody."""
    if dossier.custody is not Custody.IN_CUSTODY:
        return None
    arrested = _latest(dossier, Arrest)
    if last is None or (arrested is not None and arrested > last):
        return None if arrested is None else Diligence(arrested, recorded=False)
    return Diligence(last, recorded=True)


def _latest(dossier: Dossier, kind: type[Body]) -> datetime | None:
    at = (told.act.header.occurred_at for told in dossier.told if told.effective and isinstance(told.body, kind))
    return max(at, default=None)
