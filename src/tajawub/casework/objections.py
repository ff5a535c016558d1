"""What an act of ours may not say, given the dossier and the day: found before sealing, never held against a peer.

Pure. A body already has its form (`bodies.py`) and its place in the life cycle; this is the sense it must make.
"""

from __future__ import annotations

from collections import Counter
from datetime import date

from tajawub.casework.bodies import (
    AcceptInPart,
    AskSupplement,
    Body,
    Issue,
    Postpone,
    Rectify,
    ReportExecution,
    ReturnResults,
)
from tajawub.casework.dossier import Dossier

CODES = ("not_in_list", "past_day", "future_day", "before_letter", "every_measure", "twice")
"""Every code a field may carry here, beside those of `bodies.ERRORS`."""


def objections(dossier: Dossier, body: Body, *, on: date, occurred_on: date) -> dict[str, str]:
    """Return field -> code of CODES; `on` is today and `occurred_on` the day it happened, both in our State."""
    found = _days(body, on) | _measures(dossier, body)
    if occurred_on > on:
        found["occurred_at"] = "future_day"
    issued_on = _issued_on(dossier)
    if isinstance(body, ReportExecution | ReturnResults) and issued_on and occurred_on < issued_on:
        # A measure executed before the letter was signed was not executed on its strength.
        found["occurred_at"] = "before_letter"
    return found


def _days(body: Body, on: date) -> dict[str, str]:
    match body:
        case Issue():
            found = {"answer_by": "past_day"} if body.answer_by and body.answer_by < on else {}
            born = [n for n, person in enumerate(body.persons) if person.born_on and person.born_on > on]
            return found | {f"persons.{number}.born_on": "future_day" for number in born}
        case AskSupplement(answer_by=day) if day and day < on:
            return {"answer_by": "past_day"}
        case Postpone(review_on=day) if day < on:
            return {"review_on": "past_day"}
        case _:
            return {}


def _measures(dossier: Dossier, body: Body) -> dict[str, str]:
    measures = len(dossier.measures)
    match body:
        case ReportExecution(measure=number) if number > measures:
            return {"measure": "not_in_list"}
        case AcceptInPart():
            return _refused(Counter(one.measure for one in body.refused), measures)
        case Rectify(rectifies=digest) if digest not in {told.act.digest.hex() for told in dossier.told}:
            return {"rectifies": "not_in_list"}
        case _:
            return {}


def _refused(numbers: Counter[int], measures: int) -> dict[str, str]:
    if max(numbers) > measures:
        return {"refused": "not_in_list"}
    if max(numbers.values()) > 1:
        return {"refused": "twice"}
    # Nothing is left to accept: that is a refusal, and needs its own act and article.
    return {"refused": "every_measure"} if len(numbers) == measures else {}


def _issued_on(dossier: Dossier) -> date | None:
    """The letter's day in UTC less one: no time zone makes a lawful execution look earlier than that."""
    first = next((told for told in dossier.told if told.effective and isinstance(told.body, Issue)), None)
    if first is None:
        return None
    return date.fromordinal(first.act.header.authored_at.date().toordinal() - 1)
