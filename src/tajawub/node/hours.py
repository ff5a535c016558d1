"""A man is arrested: two procedures beside each other across two real nodes, months of them in seconds.

Time is an argument: both nodes' clocks are turned together from one act to the next. The first run ends in surrender,
with letters rogatory running beside it; in the second the term runs out and the person is free.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

from tajawub.node import invented
from tajawub.node import invented_extradition as case
from tajawub.node.rehearsal import (
    DESK_MA,
    JUDGE,
    LAWYER,
    MAGISTRATE,
    PROSECUTOR,
    Lost,
    Place,
    Say,
    Stage,
    annex,
)

SECOND_MAGISTRATE = "younes.harrat"
TERM = "fr-ma-extr-2008/"
"""How the keys of the convention's terms begin."""


def play(stage: Stage, say: Say) -> str:
    """Play both runs; return the label of the first request for arrest."""
    label = _surrendered(_Days(stage), say)
    _run_out(_Days(stage), say)
    return label


class _Days:
    """The days of one run, counted from its beginning."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.began = datetime.now(UTC) + stage.ahead + timedelta(minutes=1)

    def turn(self, *, days: int = 0, **since: float) -> datetime:
        """Turn both clocks to so long after the beginning; return that instant."""
        at = self.began + timedelta(days=days, **since)
        self.stage.turn_clock(at)
        return at

    def on(self, days: int) -> str:
        return (self.began + timedelta(days=days)).date().isoformat()


def _surrendered(days: _Days, say: Say) -> str:
    stage = days.stage
    paris, rabat = stage.paris, stage.rabat
    label = stage.open("request_provisional_arrest", case.arrest_request(days.began.date()), ends="closed")
    extradition = stage.request
    say(f"{label}: provisional arrest asked for in Paris")
    stage.sees(rabat, "awaiting_acknowledgement")
    _expect("a duty officer is paged", rabat.officers.order("pages", label=label))
    days.turn(minutes=7)
    stage.act(rabat, DESK_MA, "acknowledge", invented.ACKNOWLEDGE)
    _dispatch(stage)
    arrested_at = days.turn(hours=3, minutes=43)
    stage.act(rabat, PROSECUTOR, "arrest", case.ARREST, occurred_at=arrested_at)
    stage.sees(paris, "formal_request_due")
    _same_term(stage, "running")
    say("arrested after 3 h 43 min: the term runs, the same on both nodes")
    days.turn(hours=15)
    stage.act(rabat, PROSECUTOR, "inform_person", case.INFORMED)

    days.turn(hours=20)
    letters = [_letter_opened(stage, days, say) for _ in range(2)]
    stage.request = extradition

    days.turn(days=12)
    paper = annex("demande-formelle.txt", case.FORMAL_TEXT)
    stage.bind(paris, JUDGE, LAWYER, "send_formal_request", case.formal_request(days.began.date()), paper)
    stage.sees(rabat, "formal_request_to_receive")
    stage.act(rabat, MAGISTRATE, "report_incomplete_request", case.incomplete(days.on(18)))
    stage.sees(paris, "supplement_asked")
    _same_term(stage, "running")
    say("day 12: the formal request came, one paper lacks: the term runs on")

    days.turn(days=16)
    stage.request = letters[0]
    _letter_executed(stage, say)
    stage.request = extradition
    days.turn(days=18)
    stage.act(paris, JUDGE, "supply_supplement", case.SUPPLEMENT, annex("textes-applicables.txt", case.LAW_TEXT))
    stage.sees(rabat, "formal_request_to_receive")
    complete_at = days.turn(days=19)
    stage.act(rabat, MAGISTRATE, "receive_formal_request", case.COMPLETE, occurred_at=complete_at)
    stage.sees(paris, "to_refer_to_court")
    _same_term(stage, "met")
    say("day 19: complete; the term is met")

    days.turn(days=22)
    stage.act(rabat, PROSECUTOR, "refer_to_court", case.court(days.on(45)))
    days.turn(days=30)
    stage.request = letters[1]
    _letter_executed(stage, say)
    stage.request = extradition
    days.turn(days=45)
    stage.act(rabat, PROSECUTOR, "report_court_decision", case.COURT_DECISION)
    days.turn(days=70)
    stage.bind(rabat, MAGISTRATE, SECOND_MAGISTRATE, "grant", case.GRANT)
    say("court, then decree")
    days.turn(days=80)
    stage.act(rabat, MAGISTRATE, "schedule_surrender", case.surrender_on(days.on(88)))
    surrendered_at = days.turn(days=88)
    stage.act(rabat, PROSECUTOR, "surrender", case.SURRENDER, occurred_at=surrendered_at)
    stage.sees(paris, "surrendered")
    stage.act(paris, JUDGE, "take_over", case.TAKEN_OVER)
    stage.sees(rabat, "specialty_active")
    say("day 88: surrendered and taken over, specialty active")
    _close(stage)
    return label


def _run_out(days: _Days, say: Say) -> None:
    """The formal request never comes: alarms at 50, 75, 90 per cent and 48 hours, then the release."""
    stage = days.stage
    paris, rabat = stage.paris, stage.rabat
    days.turn()
    label = stage.open("request_provisional_arrest", case.arrest_request(days.began.date()), ends="closed")
    say(f"{label}: a second arrest asked for")
    stage.sees(rabat, "awaiting_acknowledgement")
    stage.act(rabat, DESK_MA, "acknowledge", invented.ACKNOWLEDGE)
    _dispatch(stage)
    arrested_at = days.turn(hours=2)
    stage.act(rabat, PROSECUTOR, "arrest", case.ARREST, occurred_at=arrested_at)
    stage.sees(paris, "formal_request_due")
    stage.act(rabat, PROSECUTOR, "inform_person", case.INFORMED)
    for day in (20, 30, 36, 39):
        days.turn(days=day)
        stage.until(f"Paris rings on day {day}", lambda: _rung(stage, paris))
    say("alarms at 50, 75, 90 % and 48 h rang in Paris")
    days.turn(days=41)
    _same_term(stage, "ran_out")
    for place in (paris, rabat):
        held = (stage.look(place) or {})["detention"]
        if held[:1] != ["release_due"]:
            raise Lost(f"{place.profile.name}: the term ran out and the custody is {held}, not release_due")
    stage.until("Rabat rings", lambda: _rung(stage, rabat))
    stage.act(rabat, PROSECUTOR, "release", case.RELEASED)
    stage.sees(paris, "released")
    say("day 41: the term ran out; released")
    stage.act(paris, JUDGE, "withdraw", {"reasons": case.WITHDRAWN})
    stage.sees(rabat, "withdrawn")
    stage.act(rabat, MAGISTRATE, "close", invented.CLOSE)
    stage.sees(paris, "closed_by_requested")
    stage.act(paris, LAWYER, "close", invented.CLOSE)
    stage.sees(rabat, "closed")


def _rung(stage: Stage, place: Place) -> bool:
    """Say whether a node has rung for the request at hand, by its schedule or now."""
    order = place.officers.order
    return stage.request in order("ring") or stage.request in order("rung")


def _dispatch(stage: Stage) -> None:
    order = stage.rabat.officers.order
    stage.until(
        "dispatch",
        lambda: order("dispatch", officer=MAGISTRATE, request=stage.request, authority="ma-pg-rabat"),
    )


def _letter_opened(stage: Stage, days: _Days, say: Say) -> str:
    label = stage.open("issue", invented.letter(date.fromisoformat(days.on(40))), ends="closed")
    say(f"{label}: a letter rogatory beside it")
    stage.sees(stage.rabat, "awaiting_acknowledgement")
    stage.act(stage.rabat, DESK_MA, "acknowledge", invented.ACKNOWLEDGE)
    _dispatch(stage)
    stage.act(stage.rabat, MAGISTRATE, "accept", invented.ACCEPT)
    return stage.request


def _letter_executed(stage: Stage, say: Say) -> None:
    paris, rabat = stage.paris, stage.rabat
    stage.act(rabat, PROSECUTOR, "report_execution", invented.EXECUTED)
    stage.act(rabat, PROSECUTOR, "report_execution", invented.IMPOSSIBLE)
    minutes = annex("mahdar.txt", invented.MINUTES_TEXT)
    stage.act(rabat, MAGISTRATE, "return_results", invented.RETURN_RESULTS, minutes)
    stage.sees(paris, "results_to_check")
    stage.act(paris, JUDGE, "accept_results", invented.ACCEPT_RESULTS)
    _close(stage)
    say("a letter rogatory is executed and closed")


def _close(stage: Stage) -> None:
    stage.act(stage.paris, LAWYER, "close", invented.CLOSE)
    stage.sees(stage.rabat, "closed_by_requesting")
    stage.act(stage.rabat, MAGISTRATE, "close", invented.CLOSE)
    stage.sees(stage.paris, "closed")


def _same_term(stage: Stage, standing: str) -> None:
    """Check that both nodes count the convention's term alike, and where it stands. Raises Lost."""
    at = datetime.now(UTC) + stage.ahead
    told = []
    for place in (stage.paris, stage.rabat):
        dossier: dict[str, Any] = stage.until("dossier", partial(stage.look, place, at))
        told.append([one for one in dossier["deadlines"] if one["key"].startswith(TERM)])
    if told[0] != told[1]:
        raise Lost(f"the nodes count the term differently: {told}")
    if [one["standing"] for one in told[0]] != [standing]:
        raise Lost(f"the term should be {standing}: {told[0]}")


def _expect(what: str, found: object) -> None:
    if not found:
        raise Lost(f"{what}: it is not so")
