"""Exact instants. Terms of instruments that are not shipped are built here from their texts, cited beside them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tajawub.law.files import law
from tajawub.law.terms import (
    Alarm,
    Counting,
    Event,
    Happened,
    Length,
    NotCounted,
    Outcome,
    Owed,
    Quality,
    Side,
    Standing,
    Term,
    Trigger,
    alarms,
    begun,
    count,
    shortest,
    standing,
)
from tajawub.mandates.permissions import Evidence

CASABLANCA, PARIS, RIYADH = ZoneInfo("Africa/Casablanca"), ZoneInfo("Europe/Paris"), ZoneInfo("Asia/Riyadh")
RQ, RD = Side.REQUESTING, Side.REQUESTED
ARREST = Trigger(Event.ARREST, RD)
RECEIVED = Trigger(Event.RECEIVE_FORMAL_REQUEST, RD, Quality.DOCUMENTS_COMPLETE)

# ETS 24 art. 16(4): may be ended after 18 days, never more than 40 from the arrest.
ETS24_MUST = Term(
    "ets24/16-4-must", ARREST, Evidence.READ, Length(days=40), satisfied_by=(RECEIVED,), must=Outcome.RELEASE,
    rearrest_possible=True, protects_detainee=True,
)  # fmt: skip
ETS24_MAY = replace(ETS24_MUST, id="ets24/16-4-may", length=Length(days=18), must=None, may=Outcome.RELEASE)
# Riyadh convention: release after 30 days unless documents or a request to continue have come; never beyond 60.
RIYADH_30 = Term(
    "riyadh/30", ARREST, Evidence.READ, Length(days=30), must=Outcome.RELEASE, protects_detainee=True,
    satisfied_by=(RECEIVED, Trigger(Event.ASK_EXTENSION, RQ)),
)  # fmt: skip
RIYADH_60 = replace(RIYADH_30, id="riyadh/60", length=Length(days=60), satisfied_by=(RECEIVED,))
# CETS 209 art. 6(1): consent told within 10 days of arrest; art. 7: decision within 20 days of the consent.
CETS209_TOLD = Term(
    "cets209/6", ARREST, Evidence.READ, Length(days=10), satisfied_by=(Trigger(Event.RECORD_CONSENT, RD),)
)
CETS209_DECISION = Term(
    "cets209/7", Trigger(Event.RECORD_CONSENT, RD), Evidence.READ, Length(days=20),
    satisfied_by=(Trigger(Event.GRANT, RD), Trigger(Event.REFUSE, RD)),
)  # fmt: skip
# ETS 24 art. 18(4): may be released after 15 days, must be after 30; 18(5): a new date makes them run again.
SURRENDER_MUST = Term(
    "ets24/18-4-must", Trigger(Event.SCHEDULE_SURRENDER, RD), Evidence.READ, Length(days=30), must=Outcome.RELEASE,
    satisfied_by=(Trigger(Event.SURRENDER, RD),), protects_detainee=True, restarts=True,
)  # fmt: skip
SURRENDER_MAY = replace(SURRENDER_MUST, id="ets24/18-4-may", length=Length(days=15), must=None, may=Outcome.RELEASE)
# ETS 24 art. 14(1)(b): speciality ends 45 days after final discharge without leaving, or with the return.
SPECIALITY = Term(
    "ets24/14-1-b", Trigger(Event.DISCHARGE, RQ), Evidence.READ, Length(days=45), must=Outcome.END_SPECIALITY,
    satisfied_by=(Trigger(Event.LEAVE, RQ),), ends_by=Trigger(Event.RETURN, RQ),
)  # fmt: skip
FR_MA_40 = next(
    rule.term
    for rule in law().instruments["fr-ma-extr-2008"].provisions
    if rule.id == "fr-ma-extr-2008/provisional-arrest-max" and rule.term
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


# ---------------------------------------------------------------- (a) zones


def test_a_an_arrest_late_in_casablanca_is_the_next_day_in_paris_and_ends_a_day_later_there() -> None:
    arrest = at("2026-06-30T23:50:00+01:00")
    in_casablanca = count(ETS24_MUST, started_at=arrest, zone=CASABLANCA)
    in_paris = count(ETS24_MUST, started_at=arrest, zone=PARIS)
    assert (in_casablanca.last_day, in_casablanca.due_at) == (date(2026, 8, 9), at("2026-08-09T23:00:00+00:00"))
    assert (in_paris.last_day, in_paris.due_at) == (date(2026, 8, 10), at("2026-08-10T22:00:00+00:00"))


def test_a_ramadan_2027_moves_the_instant_and_not_the_day() -> None:
    # Africa/Casablanca is UTC+0 from 7 February to 14 March 2027, UTC+1 before and after.
    into_ramadan = count(ETS24_MUST, started_at=at("2027-01-20T10:00:00+01:00"), zone=CASABLANCA)
    out_of_ramadan = count(ETS24_MUST, started_at=at("2027-02-20T10:00:00+00:00"), zone=CASABLANCA)
    assert into_ramadan.last_day == date(2027, 3, 1)
    assert into_ramadan.due_at == at("2027-03-02T00:00:00+00:00")
    assert out_of_ramadan.last_day == date(2027, 4, 1)
    assert out_of_ramadan.due_at == at("2027-04-01T23:00:00+00:00")


def test_a_paris_changes_its_clock_in_march_and_october_and_the_day_stays() -> None:
    over_march = count(ETS24_MAY, started_at=at("2027-03-20T12:00:00+01:00"), zone=PARIS)
    over_october = count(ETS24_MAY, started_at=at("2026-10-20T12:00:00+02:00"), zone=PARIS)
    assert (over_march.last_day, over_march.due_at) == (date(2027, 4, 7), at("2027-04-07T22:00:00+00:00"))
    assert (over_october.last_day, over_october.due_at) == (date(2026, 11, 7), at("2026-11-07T23:00:00+00:00"))


def test_hours_elapse_across_the_change_of_clock() -> None:
    five = replace(ETS24_MUST, length=Length(hours=5))
    due = count(five, started_at=at("2027-03-28T00:30:00+01:00"), zone=PARIS)
    assert due.due_at == at("2027-03-28T04:30:00+00:00")
    assert due.due_at.astimezone(PARIS).isoformat() == "2027-03-28T06:30:00+02:00"
    assert due.how.en == "5 hours elapsed since the event, without a break."


def test_an_instant_given_in_a_local_zone_elapses_as_the_same_instant() -> None:
    local = datetime(2027, 3, 28, 0, 30, tzinfo=PARIS)
    five = replace(ETS24_MUST, length=Length(hours=5))
    due = count(five, started_at=local, zone=PARIS)
    assert due.due_at == at("2027-03-28T04:30:00+00:00")
    assert alarms(due)[0] == Alarm(at("2027-03-28T02:00:00+00:00"), 50)


# ---------------------------------------------------------------- (b) holidays


@pytest.mark.parametrize(
    ("state", "zone", "start", "last", "working"),
    [
        ("FR", PARIS, "2026-10-24T12:00:00+02:00", date(2026, 11, 11), date(2026, 11, 12)),
        ("FR", PARIS, "2027-03-09T12:00:00+01:00", date(2027, 3, 27), date(2027, 3, 30)),
        ("MA", CASABLANCA, "2026-10-31T12:00:00+01:00", date(2026, 11, 18), date(2026, 11, 19)),
        ("MA", CASABLANCA, "2027-07-12T12:00:00+01:00", date(2027, 7, 30), date(2027, 8, 2)),
        ("FR", PARIS, "2026-10-20T12:00:00+02:00", date(2026, 11, 7), date(2026, 11, 9)),
        ("FR", PARIS, "2026-10-22T12:00:00+02:00", date(2026, 11, 9), None),
    ],
    ids=["armistice", "easter", "independence", "throne-friday", "saturday", "monday"],
)
def test_b_a_last_day_when_courts_are_shut_shows_the_next_working_day_and_is_not_moved(
    state: str, zone: ZoneInfo, start: str, last: date, working: date | None
) -> None:
    due = count(ETS24_MAY, started_at=at(start), zone=zone, state=state)
    assert (due.last_day, due.if_holiday_extends) == (last, working)
    assert due.due_at == datetime(last.year, last.month, last.day, tzinfo=zone).replace(
        hour=23, minute=59
    ).astimezone(UTC) + timedelta(minutes=1)


def test_b_a_state_whose_calendar_is_not_held_shows_no_working_day() -> None:
    assert count(ETS24_MAY, started_at=at("2026-10-20T12:00:00Z"), zone=PARIS, state="ZZ").if_holiday_extends is None


# ---------------------------------------------------------------- (c) an extension asked for on the last day


def test_c_riyadh_an_extension_asked_for_on_day_thirty_is_in_time_and_sixty_days_stay_absolute() -> None:
    arrest = at("2026-03-01T09:00:00+03:00")
    thirty = count(RIYADH_30, started_at=arrest, zone=RIYADH)
    sixty = count(RIYADH_60, started_at=arrest, zone=RIYADH)
    assert (thirty.last_day, thirty.due_at) == (date(2026, 3, 31), at("2026-03-31T21:00:00+00:00"))
    assert (sixty.last_day, sixty.due_at) == (date(2026, 4, 30), at("2026-04-30T21:00:00+00:00"))
    in_time = Happened(Event.ASK_EXTENSION, RQ, at("2026-03-31T23:59:59+03:00"))
    too_late = Happened(Event.ASK_EXTENSION, RQ, at("2026-04-01T00:00:00+03:00"))
    april = at("2026-04-02T00:00:00Z")
    assert standing(thirty, [in_time], at=april) is Standing.SATISFIED
    assert standing(thirty, [too_late], at=april) is Standing.ENDED
    assert standing(sixty, [in_time], at=april) is Standing.RUNNING
    assert standing(sixty, [in_time], at=at("2026-04-30T21:00:00Z")) is Standing.ENDED


# ---------------------------------------------------------------- (d) consent after its term


def test_d_consent_on_day_eleven_is_late_and_still_starts_the_twenty_days_for_the_decision() -> None:
    # CETS 209 art. 10: the simplified procedure applies still, if no formal request has been received.
    arrest = at("2026-05-04T08:00:00+02:00")
    told = count(CETS209_TOLD, started_at=arrest, zone=PARIS)
    consent = Happened(Event.RECORD_CONSENT, RD, at("2026-05-15T10:00:00+02:00"))
    assert (told.last_day, told.due_at) == (date(2026, 5, 14), at("2026-05-14T22:00:00+00:00"))
    assert standing(told, [consent], at=consent.at) is Standing.ENDED
    start = begun(CETS209_DECISION, [consent])
    assert start == consent.at
    decision = count(CETS209_DECISION, started_at=consent.at, zone=PARIS)
    assert (decision.last_day, decision.due_at) == (date(2026, 6, 4), at("2026-06-04T22:00:00+00:00"))


# ---------------------------------------------------------------- (e) a supplement does not stop the term


def test_e_a_supplement_asked_for_on_day_thirty_nine_leaves_the_fortieth_where_it_was() -> None:
    arrest = at("2026-09-01T17:45:00+01:00")
    due = count(ETS24_MUST, started_at=arrest, zone=CASABLANCA)
    incomplete = Happened(Event.RECEIVE_FORMAL_REQUEST, RD, at("2026-10-09T09:00:00+01:00"))
    asked = Happened(Event.ASK_SUPPLEMENT, RD, at("2026-10-10T09:00:00+01:00"))
    supplied = Happened(
        Event.RECEIVE_FORMAL_REQUEST, RD, at("2026-10-12T09:00:00+01:00"), frozenset({Quality.DOCUMENTS_COMPLETE})
    )
    assert due.due_at == at("2026-10-11T23:00:00+00:00")
    assert standing(due, [incomplete, asked], at=at("2026-10-11T22:59:59Z")) is Standing.RUNNING
    assert standing(due, [incomplete, asked], at=due.due_at) is Standing.ENDED
    assert standing(due, [incomplete, asked, supplied], at=supplied.at) is Standing.ENDED
    assert standing(due, [replace(supplied, at=at("2026-10-11T23:59:59+01:00"))], at=due.due_at) is Standing.SATISFIED


# ---------------------------------------------------------------- (f) surrender and force majeure


def test_f_the_agreed_new_date_makes_the_fifteen_and_the_thirty_days_run_again() -> None:
    first = Happened(Event.SCHEDULE_SURRENDER, RD, at("2026-04-10T10:00:00+02:00"))
    again = Happened(Event.SCHEDULE_SURRENDER, RD, at("2026-04-20T10:00:00+02:00"))
    assert count(SURRENDER_MAY, started_at=first.at, zone=PARIS).due_at == at("2026-04-25T22:00:00+00:00")
    assert count(SURRENDER_MUST, started_at=first.at, zone=PARIS).due_at == at("2026-05-10T22:00:00+00:00")
    restarted = begun(SURRENDER_MUST, [again, first])
    assert restarted == again.at
    assert count(SURRENDER_MAY, started_at=again.at, zone=PARIS).due_at == at("2026-05-05T22:00:00+00:00")
    assert count(SURRENDER_MUST, started_at=again.at, zone=PARIS).due_at == at("2026-05-20T22:00:00+00:00")


def test_f_a_second_arrest_prolongs_no_term_whose_text_does_not_say_so() -> None:
    first = Happened(Event.ARREST, RD, at("2026-04-10T10:00:00Z"))
    second = Happened(Event.ARREST, RD, at("2026-04-20T10:00:00Z"))
    assert begun(ETS24_MUST, [second, first]) == first.at
    assert begun(ETS24_MUST, []) is None


# ---------------------------------------------------------------- (g) the speciality window


def test_g_who_leaves_within_forty_five_days_keeps_speciality_until_the_return() -> None:
    discharge = at("2026-02-02T15:00:00+01:00")
    due = count(SPECIALITY, started_at=discharge, zone=PARIS)
    left = Happened(Event.LEAVE, RQ, at("2026-03-01T08:00:00+01:00"))
    back = Happened(Event.RETURN, RQ, at("2026-07-01T08:00:00+02:00"))
    assert (due.last_day, due.due_at) == (date(2026, 3, 19), at("2026-03-19T23:00:00+00:00"))
    assert standing(due, [], at=due.due_at) is Standing.ENDED
    assert standing(due, [left], at=at("2026-06-30T00:00:00Z")) is Standing.SATISFIED
    assert standing(due, [left, back], at=back.at) is Standing.ENDED
    early = replace(back, at=at("2026-03-05T08:00:00+01:00"))
    assert standing(due, [left, early], at=early.at) is Standing.ENDED


# ---------------------------------------------------------------- (h) two bases


def test_h_of_two_bases_the_shortest_frees_and_the_longest_prolongs_nothing() -> None:
    arrest = at("2026-11-24T17:45:00+01:00")
    dues = [count(term, started_at=arrest, zone=CASABLANCA) for term in (RIYADH_60, ETS24_MUST, RIYADH_30)]
    chosen = shortest(dues)
    assert chosen is not None
    assert (chosen.term.id, chosen.due_at) == ("riyadh/30", at("2026-12-24T23:00:00+00:00"))


def test_h_a_minimum_owed_and_a_term_that_frees_nobody_are_no_limit_on_detention() -> None:
    owed = replace(RIYADH_30, owed=Owed.MINIMUM)
    dues = [count(term, started_at=at("2026-11-24T00:00:00Z"), zone=PARIS) for term in (owed, CETS209_TOLD)]
    assert shortest(dues) is None


# ---------------------------------------------------------------- unverified limits


def test_an_unverified_limit_on_detention_runs_at_its_earliest_reading_and_shows_the_later() -> None:
    due = count(FR_MA_40, started_at=at("2026-11-24T17:45:00+01:00"), zone=CASABLANCA, state="MA")
    assert due.last_day == date(2027, 1, 2)
    assert due.due_at == at("2027-01-02T23:00:00+00:00")
    assert due.if_first_day_excluded == at("2027-01-03T23:00:00+00:00")
    assert due.if_holiday_extends == date(2027, 1, 4)
    assert due.how.en == (
        "40 days, by the time of Africa/Casablanca: earliest reading of an unverified limit, the day of the event "
        "(2026-11-24) is the first, the term ends with 2027-01-02."
    )
    assert due.how.fr.endswith("(2026-11-24) compte pour le premier, le terme échoit à la fin du 2027-01-02.")
    assert "2027-01-02" in due.how.ar


def test_a_limit_read_whose_counting_rule_was_not_read_is_earliest_too() -> None:
    term = replace(ETS24_MUST, counting=Counting.UNREAD)
    assert count(term, started_at=at("2026-11-24T17:45:00+01:00"), zone=CASABLANCA).last_day == date(2027, 1, 2)
    assert count(ETS24_MUST, started_at=at("2026-11-24T17:45:00+01:00"), zone=CASABLANCA).last_day == date(2027, 1, 3)


def test_an_unverified_term_that_protects_nobody_detained_is_counted_the_ordinary_way() -> None:
    term = replace(FR_MA_40, protects_detainee=False)
    due = count(term, started_at=at("2026-11-24T17:45:00+01:00"), zone=CASABLANCA)
    assert (due.last_day, due.if_first_day_excluded) == (date(2027, 1, 3), None)


# ---------------------------------------------------------------- alarms, and what is not counted


def test_alarms_ring_at_half_three_quarters_nine_tenths_and_two_days_before() -> None:
    due = count(ETS24_MUST, started_at=at("2026-11-24T00:00:00+01:00"), zone=CASABLANCA)
    assert due.due_at - due.started_at == timedelta(days=41)
    assert alarms(due) == (
        Alarm(at("2026-12-14T11:00:00+00:00"), 50),
        Alarm(at("2026-12-24T17:00:00+00:00"), 75),
        Alarm(at("2026-12-30T20:36:00+00:00"), 90),
        Alarm(at("2027-01-01T23:00:00+00:00"), None),
    )


def test_a_term_of_a_day_has_no_alarm_two_days_before() -> None:
    due = count(replace(ETS24_MUST, length=Length(hours=24)), started_at=at("2026-11-24T00:00:00Z"), zone=PARIS)
    assert [alarm.percent for alarm in alarms(due)] == [50, 75, 90]


def test_a_term_without_a_number_and_an_instant_without_a_zone_are_not_counted() -> None:
    with pytest.raises(NotCounted, match="sets no number"):
        count(replace(ETS24_MUST, length=None), started_at=at("2026-11-24T00:00:00Z"), zone=PARIS)
    with pytest.raises(NotCounted, match="no time zone"):
        count(ETS24_MUST, started_at=at("2026-11-24T00:00:00"), zone=PARIS)


@pytest.mark.parametrize("iso", ["P40D", "PT5H"])
def test_a_duration_of_days_or_of_hours_is_read(iso: str) -> None:
    assert Length.read(iso) in (Length(days=40), Length(hours=5))


@pytest.mark.parametrize("iso", ["40", "P1M", "P0D", "P1DT5H", "P-4D", "PT30M", "P", "P40D ", "P٤D"])
def test_other_durations_are_refused(iso: str) -> None:
    with pytest.raises(ValueError, match="no whole number of days"):
        Length.read(iso)
