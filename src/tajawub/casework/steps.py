"""The steps of each procedure, by which two of them are shown side by side and never merged. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tajawub.casework import extradition, letter_rogatory
from tajawub.casework.dossier import Dossier
from tajawub.casework.life_cycle import Kind
from tajawub.casework.words import Words


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a procedure; the first effective act of one of `kinds` takes it."""

    name: Words
    kinds: frozenset[Kind]


@dataclass(frozen=True, slots=True)
class Taken:
    step: Step
    at: datetime | None
    state: str
    """In whose time `at` is told: the State of the act's author, empty where it is not taken."""


def _step(ar: str, fr: str, en: str, *kinds: Kind) -> Step:
    return Step(Words(ar, fr, en), frozenset(kinds))


STEPS: dict[str, tuple[Step, ...]] = {
    letter_rogatory.KIND: (
        _step("إصدار", "Émise", "Issued", Kind.ISSUE),
        _step("إشعار بالتوصل", "Accusé de réception", "Acknowledged", Kind.ACKNOWLEDGE),
        _step("قبول", "Acceptée", "Accepted", Kind.ACCEPT, Kind.ACCEPT_IN_PART),
        _step("تنفيذ", "Exécution", "Execution", Kind.REPORT_EXECUTION),
        _step("إرجاع النتائج", "Pièces retournées", "Results returned", Kind.RETURN_RESULTS),
        _step("إغلاق", "Close", "Closed", Kind.CLOSE),
    ),
    extradition.KIND: (
        _step("طلب", "Demandée", "Requested", Kind.REQUEST_PROVISIONAL_ARREST, Kind.SEND_FORMAL_REQUEST),
        _step("اعتقال", "Arrestation", "Arrest", Kind.ARREST),
        _step("ملف كامل", "Demande complète", "Request complete", Kind.RECEIVE_FORMAL_REQUEST),
        _step("رأي القضاء", "Décision de justice", "Court decision", Kind.REPORT_COURT_DECISION),
        _step("مرسوم", "Décret", "Decree", Kind.GRANT),
        _step("تسليم الشخص", "Remise", "Surrender", Kind.SURRENDER),
    ),
}


def steps(dossier: Dossier) -> tuple[Taken, ...]:
    """Return the procedure's steps in their order, with when each was taken first."""
    found = []
    for step in STEPS.get(dossier.procedure.key, ()):
        first = min(
            (told.act.header for told in dossier.told if told.effective and told.act.header.kind in step.kinds),
            key=lambda header: header.occurred_at,
            default=None,
        )
        found.append(Taken(step, first.occurred_at if first else None, first.author.state if first else ""))
    return tuple(found)
