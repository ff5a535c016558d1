"""The milestones of each procedure, by which two of them are shown side by side and never merged. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tajawub.casework import extradition, letter_rogatory
from tajawub.casework.dossier import Dossier
from tajawub.casework.life_cycle import Kind
from tajawub.casework.words import Words


@dataclass(frozen=True, slots=True)
class Milestone:
    """A point of a procedure; the first effective act of one of `kinds` reaches it."""

    name: Words
    kinds: frozenset[Kind]


@dataclass(frozen=True, slots=True)
class Reached:
    milestone: Milestone
    at: datetime | None
    state: str
    """In whose time `at` is told: the State of the act's author, empty where it is not reached."""


def _milestone(ar: str, fr: str, en: str, *kinds: Kind) -> Milestone:
    return Milestone(Words(ar, fr, en), frozenset(kinds))


MILESTONES: dict[str, tuple[Milestone, ...]] = {
    letter_rogatory.KIND: (
        _milestone("إصدار", "Émise", "Issued", Kind.ISSUE),
        _milestone("إشعار بالتوصل", "Accusé de réception", "Acknowledged", Kind.ACKNOWLEDGE),
        _milestone("قبول", "Acceptée", "Accepted", Kind.ACCEPT, Kind.ACCEPT_IN_PART),
        _milestone("تنفيذ", "Exécution", "Execution", Kind.REPORT_EXECUTION),
        _milestone("إرجاع النتائج", "Pièces retournées", "Results returned", Kind.RETURN_RESULTS),
        _milestone("إغلاق", "Close", "Closed", Kind.CLOSE),
    ),
    extradition.KIND: (
        _milestone("طلب", "Demandée", "Requested", Kind.REQUEST_PROVISIONAL_ARREST, Kind.SEND_FORMAL_REQUEST),
        _milestone("اعتقال", "Arrestation", "Arrest", Kind.ARREST),
        _milestone("ملف كامل", "Demande complète", "Request complete", Kind.RECEIVE_FORMAL_REQUEST),
        _milestone("رأي القضاء", "Décision de justice", "Court decision", Kind.REPORT_COURT_DECISION),
        _milestone("مرسوم", "Décret", "Decree", Kind.GRANT),
        _milestone("تسليم الشخص", "Remise", "Surrender", Kind.SURRENDER),
    ),
}


def reached(dossier: Dossier) -> tuple[Reached, ...]:
    """Return the procedure's milestones in their order, with when each was reached first."""
    found = []
    for milestone in MILESTONES.get(dossier.procedure.key, ()):
        first = min(
            (told.act.header for told in dossier.told if told.effective and told.act.header.kind in milestone.kinds),
            key=lambda header: header.occurred_at,
            default=None,
        )
        found.append(Reached(milestone, first.occurred_at if first else None, first.author.state if first else ""))
    return tuple(found)
