"""What an act of ours may not say, given the dossier and the day: found before sealing, never held against a peer.

Pure. A body already has its form (`bodies.py`) and its place in the life cycle; this is the sense it must make.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from tajawub.casework.bodies import (
    AcceptInPart,
    AskSupplement,
    Body,
    Consult,
    Issue,
    Postpone,
    Rectify,
    Refuse,
    ReportExecution,
    ReturnResults,
)
from tajawub.casework.body import Opening
from tajawub.casework.dossier import Dossier
from tajawub.casework.doubts import Past, earliest, latest_arrest
from tajawub.casework.extradition_bodies import (
    Arrest,
    CourtOutcome,
    Grant,
    OfThePerson,
    ReceiveFormalRequest,
    Release,
    ReportCourtDecision,
    ReportIncompleteRequest,
    ReportNoticeCancelled,
    RequestProvisionalArrest,
    ScheduleSurrender,
    SendFormalRequest,
    Sought,
    Surrender,
    SurrenderTemporarily,
)
from tajawub.casework.identification import NEEDED, independent
from tajawub.casework.life_cycle import Side

CODES = (
    "not_in_list",
    "past_day",
    "future_day",
    "before_letter",
    "before_request",
    "before_arrest",
    "before_grant",
    "every_measure",
    "twice",
    "consult_first",
    "not_sent",
    "court_unfavourable",
)
"""Every code a field may carry here, beside those of `bodies.ERRORS`."""


def objections(
    dossier: Dossier, body: Body, *, at: datetime, occurred_at: datetime, zone: ZoneInfo
) -> dict[str, str]:
    """Return field -> code of CODES; `at` is now, and `zone` is our State's, in which days are told."""
    on, occurred_on = at.astimezone(zone).date(), occurred_at.astimezone(zone).date()
    past = tuple((told.act, told.body) for told in dossier.effective if told.body is not None)
    found = dict(_days(body, on, occurred_on)) | _measures(dossier, body) | _decisions(dossier, past, body, on)
    early = _too_early(past, body, occurred_at)
    if occurred_on > on:
        found["occurred_at"] = "future_day"
    elif early:
        found["occurred_at"] = early
    issued_on = _issued_on(dossier)
    if isinstance(body, ReportExecution | ReturnResults) and issued_on and occurred_on < issued_on:
        # A measure executed before the letter was signed was not executed on its strength.
        found["occurred_at"] = "before_letter"
    return found


def _days(body: Body, on: date, occurred_on: date) -> Iterator[tuple[str, str]]:
    """Yield the days to come that have passed, and the days past that are still to come."""
    match body:
        case Issue() | AskSupplement() | Consult() | ReportIncompleteRequest():
            if body.answer_by and body.answer_by < on:
                yield "answer_by", "past_day"
        case Postpone() if body.review_on < on:
            yield "review_on", "past_day"
        case ScheduleSurrender() if body.on < on:
            yield "on", "past_day"
        case SurrenderTemporarily() if body.return_by < occurred_on:
            yield "return_by", "past_day"
        case _:
            pass
    for field, day in _past_days(body):
        if day and day > on:
            yield field, "future_day"


def _past_days(body: Body) -> Iterator[tuple[str, date | None]]:
    match body:
        case Issue():
            yield from ((f"persons.{number}.born_on", person.born_on) for number, person in enumerate(body.persons))
        case RequestProvisionalArrest() | SendFormalRequest():
            yield "person.born_on", body.person.born_on
            yield "warrant.issued_on", body.warrant.issued_on
            yield "notice.checked_on", body.notice.checked_on if body.notice else None
        case Grant():
            yield from ((f"assurances.{number}.given_on", one.given_on) for number, one in enumerate(body.assurances))
        case ReportNoticeCancelled():
            yield "cancelled_on", body.cancelled_on
        case _:
            return


def _too_early(past: Past, body: Body, occurred_at: datetime) -> str:
    """Say what a fact is dated before; a peer's is kept all the same, and alarms (`doubts.py`)."""
    match body:
        case Arrest() if occurred_at < earliest(past, Opening):
            return "before_request"
        case ReportIncompleteRequest() | ReceiveFormalRequest() if occurred_at < earliest(past, SendFormalRequest):
            return "before_request"
        case Release() | Surrender() | SurrenderTemporarily() if occurred_at < latest_arrest(past):
            return "before_arrest"
        case Surrender() | SurrenderTemporarily() if occurred_at < earliest(past, Grant):
            return "before_grant"
        case _:
            return ""


def _decisions(dossier: Dossier, past: Past, body: Body, on: date) -> dict[str, str]:
    match body:
        case Refuse() | Postpone() if not _consulted(dossier, past, on):
            return {"reasons": "consult_first"}
        case OfThePerson() if body.override is None and _compared(dossier, body) < NEEDED:
            return {"matched": "not_sent"}
        case Grant():
            last = next((said for _, said in reversed(past) if isinstance(said, ReportCourtDecision)), None)
            unfavourable = last is not None and last.outcome is CourtOutcome.UNFAVOURABLE
            return {"authority": "court_unfavourable"} if unfavourable else {}
        case _:
            return {}


def _compared(dossier: Dossier, body: OfThePerson) -> int:
    """Return how many independent identifiers match of those that the request gives to compare with."""
    asked = dossier.asked
    given = asked.person.identified_by if isinstance(asked, Sought) else ()
    return independent(one for one in body.matched if one in given)


def _consulted(dossier: Dossier, past: Past, on: date) -> bool:
    """Say whether the other State has given its views, or has let the day for them pass."""
    last = next((said for _, said in reversed(past) if isinstance(said, Consult)), None)
    if last is None:
        return False
    asked, answered = dossier.positions[Side.REQUESTED], dossier.positions[Side.REQUESTING]
    return answered.consultations >= asked.consultations or last.answer_by < on


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
