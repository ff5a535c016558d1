"""Deadlines counted from shared acts: the same on both sides, met by what the text names, the shortest protecting."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tajawub.casework.deadlines import (
    Deadline,
    Held,
    Source,
    Standing,
    deadlines,
    detention,
    next_due,
)
from tajawub.casework.dossier import Dossier
from tajawub.casework.dossier import Standing as ActStanding
from tajawub.casework.extradition import Custody, State
from tajawub.casework.life_cycle import Kind, Side

from .parties import EXTRADITION, body, pair

T0 = datetime(2026, 11, 11, 13, 44, tzinfo=UTC)
LIMIT = "fr-ma-extr-2008/provisional-arrest-max"
CONVENTION = {"bases": [{"instrument": "fr-ma-extr-2008"}]}


def _said(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Case:
    """An extradition played act by act, each at an instant of its own, each seen at once by the other State."""

    def __init__(self, **request: Any) -> None:
        self.paris, self.rabat = pair(EXTRADITION)
        opened = {**body(Kind.REQUEST_PROVISIONAL_ARREST), **(CONVENTION | request)}
        self.do(Side.REQUESTING, Kind.REQUEST_PROVISIONAL_ARREST, T0, body=opened)
        self.do(Side.REQUESTED, Kind.ACKNOWLEDGE, T0 + timedelta(minutes=14))

    def do(self, side: Side, kind: Kind, at: datetime, **forged: Any) -> bytes:
        author, other = (self.paris, self.rabat) if side is Side.REQUESTING else (self.rabat, self.paris)
        content = author.author(kind, occurred_at=_said(at), authored_at=_said(at), **forged)
        other.receive(content)
        return content

    def rabat_does(self, *kinds: Kind, at: datetime) -> None:
        for kind in kinds:
            self.do(Side.REQUESTED, kind, at)

    @property
    def dossier(self) -> Dossier:
        return self.paris.dossier

    def limit(self, at: datetime) -> Deadline:
        (found,) = (one for one in deadlines(self.dossier, at) if one.key.startswith(LIMIT))
        return found


ARRESTED_AT = datetime(2026, 11, 11, 16, 45, tzinfo=UTC)
"""17:45 in Casablanca, which stands at UTC+1 outside Ramadan."""


def arrested() -> Case:
    case = Case()
    case.rabat_does(Kind.ARREST, at=ARRESTED_AT)
    return case


def test_the_limit_runs_from_the_arrest_at_its_earliest_reading_with_the_later_one_beside() -> None:
    found = arrested().limit(ARRESTED_AT)
    # Read in the press only: the day of the arrest counts as the first, 20 December 24:00 in Casablanca.
    assert found.due_at == datetime(2026, 12, 20, 23, 0, tzinfo=UTC)
    assert found.counted is not None
    assert found.counted.if_first_day_excluded == datetime(2026, 12, 21, 23, 0, tzinfo=UTC)
    assert (found.source, found.standing, found.ball) == (Source.LAW, Standing.RUNNING, Side.REQUESTING)


def test_both_sides_count_the_same_deadlines() -> None:
    case = arrested()
    at = ARRESTED_AT + timedelta(days=3)
    ours, theirs = deadlines(case.paris.dossier, at), deadlines(case.rabat.dossier, at)
    assert [(one.key, one.due_at, one.counted and one.counted.how) for one in ours] == [
        (one.key, one.due_at, one.counted and one.counted.how) for one in theirs
    ]


def test_alarms_ring_at_50_75_and_90_percent_and_48_hours_before() -> None:
    found = arrested().limit(ARRESTED_AT)
    whole = found.due_at - ARRESTED_AT
    assert found.alarms == (
        (ARRESTED_AT + whole / 2, 50),
        (ARRESTED_AT + whole * 3 / 4, 75),
        (ARRESTED_AT + whole * 9 / 10, 90),
        (found.due_at - timedelta(hours=48), None),
    )


def test_a_formal_request_sent_and_its_receipt_by_a_machine_end_no_term() -> None:
    case = arrested()
    at = ARRESTED_AT + timedelta(days=12)
    case.do(Side.REQUESTING, Kind.SEND_FORMAL_REQUEST, at)
    assert case.limit(at + timedelta(days=1)).standing is Standing.RUNNING


def test_an_incomplete_request_and_a_supplement_asked_for_on_day_39_leave_the_term_running() -> None:
    case = arrested()
    at = ARRESTED_AT + timedelta(days=38)
    case.do(Side.REQUESTING, Kind.SEND_FORMAL_REQUEST, at)
    case.rabat_does(Kind.REPORT_INCOMPLETE_REQUEST, at=at + timedelta(hours=3))
    assert case.limit(at + timedelta(hours=4)).standing is Standing.RUNNING
    assert case.limit(at + timedelta(days=3)).standing is Standing.RAN_OUT


def test_only_the_requested_states_act_of_complete_receipt_meets_the_term() -> None:
    case = arrested()
    case.do(Side.REQUESTING, Kind.SEND_FORMAL_REQUEST, ARRESTED_AT + timedelta(days=12))
    complete_at = ARRESTED_AT + timedelta(days=19)
    case.rabat_does(Kind.RECEIVE_FORMAL_REQUEST, at=complete_at)
    found = case.limit(complete_at + timedelta(days=60))
    assert (found.standing, found.met_at) == (Standing.MET, complete_at)
    held = detention(case.dossier, complete_at + timedelta(days=60))
    assert held is not None
    assert held.why is Held.REQUEST_EXAMINED


def test_a_request_complete_after_the_term_does_not_mend_it() -> None:
    case = arrested()
    case.do(Side.REQUESTING, Kind.SEND_FORMAL_REQUEST, ARRESTED_AT + timedelta(days=12))
    case.rabat_does(Kind.RECEIVE_FORMAL_REQUEST, at=ARRESTED_AT + timedelta(days=44))
    at = ARRESTED_AT + timedelta(days=45)
    assert case.limit(at).standing is Standing.MET_LATE
    held = detention(case.dossier, at)
    assert held is not None
    assert held.why is Held.RELEASE_DUE


def test_once_the_term_has_run_out_the_state_that_holds_must_release() -> None:
    case = arrested()
    found = case.limit(ARRESTED_AT + timedelta(days=41))
    assert (found.standing, found.ball) == (Standing.RAN_OUT, Side.REQUESTED)
    held = detention(case.dossier, ARRESTED_AT + timedelta(days=41))
    assert held is not None
    assert (held.why, held.term and held.term.key) == (Held.RELEASE_DUE, found.key)


def test_a_second_arrest_of_a_person_in_custody_moves_no_term() -> None:
    case = arrested()
    case.rabat_does(Kind.ARREST, at=ARRESTED_AT + timedelta(days=30))
    assert case.limit(ARRESTED_AT + timedelta(days=31)).started_at == ARRESTED_AT


def test_a_rectification_moves_no_term() -> None:
    case = arrested()
    arrest = case.rabat.dossier.told[-1].act.digest.hex()
    said = {"rectifies": arrest, "correction": "الاعتقال وقع في 20 نونبر"}
    case.do(Side.REQUESTED, Kind.RECTIFY, ARRESTED_AT + timedelta(days=9), body=said)
    assert case.limit(ARRESTED_AT + timedelta(days=10)).started_at == ARRESTED_AT


def test_after_a_release_a_new_arrest_starts_a_term_of_its_own() -> None:
    case = arrested()
    case.rabat_does(Kind.RELEASE, at=ARRESTED_AT + timedelta(days=41))
    again = ARRESTED_AT + timedelta(days=60)
    case.rabat_does(Kind.ARREST, at=again)
    found = [one for one in deadlines(case.dossier, again) if one.key.startswith(LIMIT)]
    assert [(one.started_at, one.standing) for one in found] == [
        (again, Standing.RUNNING),
        (ARRESTED_AT, Standing.MET_LATE),
    ]
    held = detention(case.dossier, again)
    assert held is not None
    assert (held.since, held.why) == (again, Held.TERM_RUNS)


def test_where_no_basis_sets_a_number_the_custody_says_so_and_is_never_silent() -> None:
    case = Case(bases=[{"instrument": "un-untoc-2000", "articles": "16 (9)"}])
    case.rabat_does(Kind.ARREST, at=ARRESTED_AT)
    held = detention(case.dossier, ARRESTED_AT)
    assert held is not None
    assert held.why is Held.NO_NUMBER


def test_an_urgent_request_is_to_be_acknowledged_within_the_hour() -> None:
    (found,) = (one for one in deadlines(Case().dossier, T0) if one.key == "acknowledge")
    assert (found.due_at, found.source) == (T0 + timedelta(hours=1), Source.POLICY)


def test_a_list_is_ordered_by_what_is_not_met_yet() -> None:
    case = arrested()
    assert next_due(case.dossier) == case.limit(datetime(2999, 12, 31, tzinfo=UTC))


def test_a_reasoned_day_ends_with_that_day_where_the_state_that_must_act_is() -> None:
    case = arrested()
    case.do(Side.REQUESTING, Kind.SEND_FORMAL_REQUEST, ARRESTED_AT + timedelta(days=12))
    said = {**body(Kind.REPORT_INCOMPLETE_REQUEST), "answer_by": "2026-12-01"}
    case.do(Side.REQUESTED, Kind.REPORT_INCOMPLETE_REQUEST, ARRESTED_AT + timedelta(days=13), body=said)
    (found,) = (one for one in deadlines(case.dossier, ARRESTED_AT) if one.source is Source.REASONED)
    # Paris stands at UTC+1 in December.
    assert (found.due_at, found.ball) == (datetime(2026, 12, 1, 23, 0, tzinfo=UTC), Side.REQUESTING)


def test_a_receipt_dated_after_its_own_signature_alarms_and_meets_nothing() -> None:
    case = arrested()
    sent_at = ARRESTED_AT + timedelta(days=2)
    case.do(Side.REQUESTING, Kind.SEND_FORMAL_REQUEST, sent_at)
    forged = {"occurred_at": "2900-01-01T00:00:00.000Z", "authored_at": _said(sent_at)}
    content = case.rabat.author(Kind.RECEIVE_FORMAL_REQUEST, **forged)
    case.paris.receive(content)
    assert case.paris.standing(content) is ActStanding.UNEXPECTED
    due = next_due(case.dossier)
    assert due is not None
    assert due.key.startswith(LIMIT)
    assert case.limit(ARRESTED_AT + timedelta(days=41)).standing is Standing.RAN_OUT


def test_a_request_that_is_complete_after_consent_meets_the_term() -> None:
    case = arrested()
    case.rabat_does(Kind.RECORD_CONSENT, at=ARRESTED_AT + timedelta(days=3))
    case.do(Side.REQUESTING, Kind.SEND_FORMAL_REQUEST, ARRESTED_AT + timedelta(days=9))
    case.rabat_does(Kind.RECEIVE_FORMAL_REQUEST, at=ARRESTED_AT + timedelta(days=10))
    assert case.dossier.state == State.CONSENTED
    assert case.limit(ARRESTED_AT + timedelta(days=50)).standing is Standing.MET


def test_whoever_goes_on_without_the_supplement_waits_for_it_no_more() -> None:
    case = arrested()
    case.do(Side.REQUESTING, Kind.SEND_FORMAL_REQUEST, ARRESTED_AT + timedelta(days=9))
    said = {**body(Kind.REPORT_INCOMPLETE_REQUEST), "answer_by": "2026-12-01"}
    case.do(Side.REQUESTED, Kind.REPORT_INCOMPLETE_REQUEST, ARRESTED_AT + timedelta(days=10), body=said)
    assert case.dossier.state == State.SUPPLEMENT_ASKED
    case.rabat_does(Kind.RECEIVE_FORMAL_REQUEST, at=ARRESTED_AT + timedelta(days=12))
    assert case.dossier.state == State.TO_REFER_TO_COURT
    assert next_due(case.dossier) is None


def test_after_a_death_no_day_is_due() -> None:
    case = arrested()
    case.rabat_does(Kind.RECORD_CONSENT, Kind.GRANT, Kind.SCHEDULE_SURRENDER, at=ARRESTED_AT + timedelta(days=3))
    assert next_due(case.dossier) is not None
    case.rabat_does(Kind.REPORT_DEATH, at=ARRESTED_AT + timedelta(days=4))
    assert next_due(case.dossier) is None


STEPS = (
    (Side.REQUESTING, Kind.SEND_FORMAL_REQUEST),
    (Side.REQUESTING, Kind.SUPPLY_SUPPLEMENT),
    (Side.REQUESTING, Kind.WITHDRAW),
    (Side.REQUESTED, Kind.ARREST),
    (Side.REQUESTED, Kind.INFORM_PERSON),
    (Side.REQUESTED, Kind.REPORT_INCOMPLETE_REQUEST),
    (Side.REQUESTED, Kind.RECEIVE_FORMAL_REQUEST),
    (Side.REQUESTED, Kind.REFER_TO_COURT),
    (Side.REQUESTED, Kind.REPORT_COURT_DECISION),
    (Side.REQUESTED, Kind.RECORD_CONSENT),
    (Side.REQUESTED, Kind.GRANT),
    (Side.REQUESTED, Kind.REFUSE),
    (Side.REQUESTED, Kind.RELEASE),
    (Side.REQUESTED, Kind.SURRENDER),
    (Side.REQUESTED, Kind.SURRENDER_TEMPORARILY),
    (Side.REQUESTED, Kind.RECORD_RETURN),
    (Side.REQUESTED, Kind.REPORT_DEATH),
    (Side.REQUESTED, Kind.CONTEST_IDENTITY),
)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 20)), max_size=12))
def test_a_detention_never_lacks_a_running_term_or_a_reason(steps: list[tuple[tuple[Side, Kind], int]]) -> None:
    case, at = Case(), T0 + timedelta(hours=1)
    for (side, kind), pause in steps:
        at += timedelta(days=pause, minutes=1)
        case.do(side, kind, at)
        for when in (at, at + timedelta(days=50)):
            held = detention(case.dossier, when)
            assert (held is not None) == (case.dossier.custody is Custody.IN_CUSTODY)
            if held is not None and held.why is Held.TERM_RUNS:
                assert held.term is not None
                assert held.term.standing is Standing.RUNNING


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 20)), max_size=10))
def test_no_later_act_moves_the_instant_a_deadline_ends(steps: list[tuple[tuple[Side, Kind], int]]) -> None:
    case, at = Case(), T0 + timedelta(hours=1)
    told = [{one.key: one.due_at for one in deadlines(case.dossier, at)}]
    for (side, kind), pause in steps:
        at += timedelta(days=pause, minutes=1)
        case.do(side, kind, at)
        told.append({one.key: one.due_at for one in deadlines(case.dossier, at)})
    for before, after in pairwise(told):
        assert {key: after.get(key) for key in before} == before
