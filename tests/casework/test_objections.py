"""An act of ours must make sense in its dossier, on its day; a peer's that does not is kept, and alarms."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tajawub.casework import act
from tajawub.casework.act import Malformed
from tajawub.casework.bodies import filled_in
from tajawub.casework.dossier import Dossier, Standing, fold
from tajawub.casework.life_cycle import Kind
from tajawub.casework.objections import objections

from .parties import LETTER, SAID, Party, pair, play, shared

TODAY = date(2026, 11, 23)
TOMORROW, YESTERDAY = TODAY + timedelta(days=1), TODAY - timedelta(days=1)


def accepted(how: Kind = Kind.ACCEPT) -> tuple[Party, Party]:
    paris, rabat = pair()
    rabat.receive(paris.author(Kind.ISSUE))
    paris.receive(rabat.author(Kind.ACKNOWLEDGE))
    paris.receive(rabat.author(how))
    return paris, rabat


def objected(kind: Kind, fields: dict[str, Any], dossier: Dossier, *, occurred_on: date = TODAY) -> dict[str, str]:
    rabat = ZoneInfo("Africa/Casablanca")
    at, occurred_at = (datetime.combine(day, time(23, 50), rabat) for day in (TODAY, occurred_on))
    return objections(dossier, filled_in(kind, fields), at=at, occurred_at=occurred_at, zone=rabat)


@pytest.mark.parametrize(
    ("kind", "field", "fields"),
    [
        (Kind.ISSUE, "answer_by", LETTER | {"answer_by_reason": "audience"}),
        (Kind.ASK_SUPPLEMENT, "answer_by", SAID[Kind.ASK_SUPPLEMENT]),
        (Kind.POSTPONE, "review_on", SAID[Kind.POSTPONE]),
        (Kind.CONSULT, "answer_by", SAID[Kind.CONSULT]),
    ],
)
def test_no_day_to_come_lies_in_the_past(kind: Kind, field: str, fields: dict[str, Any]) -> None:
    paris, rabat = accepted()
    play(paris, rabat, Kind.CONSULT, Kind.ANSWER_CONSULTATION)
    dossier = rabat.dossier
    assert objected(kind, fields | {field: YESTERDAY.isoformat()}, dossier) == {field: "past_day"}
    assert objected(kind, fields | {field: TODAY.isoformat()}, dossier) == {}


def test_nobody_is_born_tomorrow() -> None:
    fields = LETTER | {"persons": [{"name": "A"}, {"name": "B", "born_on": TOMORROW.isoformat()}]}
    assert objected(Kind.ISSUE, fields, pair()[0].dossier) == {"persons.1.born_on": "future_day"}


@pytest.mark.parametrize("kind", [Kind.REPORT_EXECUTION, Kind.RETURN_RESULTS])
def test_nothing_is_executed_before_its_letter_nor_tomorrow(kind: Kind) -> None:
    dossier = accepted()[1].dossier
    assert objected(kind, SAID[kind], dossier, occurred_on=TODAY - timedelta(days=2)) == {
        "occurred_at": "before_letter"
    }
    assert objected(kind, SAID[kind], dossier, occurred_on=TOMORROW) == {"occurred_at": "future_day"}
    assert objected(kind, SAID[kind], dossier) == {}


def test_accepting_in_part_refuses_each_measure_once_and_not_all() -> None:
    dossier = accepted(Kind.ASK_SUPPLEMENT)[1].dossier
    one = SAID[Kind.ACCEPT_IN_PART]["refused"][0]
    refused = {
        "all": [one | {"measure": 1}, one],
        "twice": [one, one],
        "none such": [one | {"measure": 3}],
        "one": [one],
    }
    found = {case: objected(Kind.ACCEPT_IN_PART, {"refused": of}, dossier) for case, of in refused.items()}
    assert found == {
        "all": {"refused": "every_measure"},
        "twice": {"refused": "twice"},
        "none such": {"refused": "not_in_list"},
        "one": {},
    }


def test_executing_a_refused_measure_is_a_fact_that_alarms_on_both_sides() -> None:
    paris, rabat = accepted(Kind.ACCEPT_IN_PART)
    report = rabat.author(Kind.REPORT_EXECUTION, body=SAID[Kind.REPORT_EXECUTION] | {"measure": 2})
    paris.receive(report)
    for party in (paris, rabat):
        assert (party.told(report).standing, party.told(report).why) == (Standing.UNEXPECTED, "measure 2 was refused")
        assert party.told(report).effective


def test_a_measure_refused_once_and_accepted_since_is_executed_without_alarm() -> None:
    paris, rabat = accepted(Kind.ACCEPT_IN_PART)
    for kind in (Kind.POSTPONE, Kind.ACCEPT):
        paris.receive(rabat.author(kind))
    report = rabat.author(Kind.REPORT_EXECUTION, body=SAID[Kind.REPORT_EXECUTION] | {"measure": 2})
    assert rabat.standing(report) is Standing.EFFECTIVE


def test_a_report_on_a_measure_never_asked_for_alarms() -> None:
    _, rabat = accepted()
    report = rabat.author(Kind.REPORT_EXECUTION, body=SAID[Kind.REPORT_EXECUTION] | {"measure": 3})
    assert (rabat.standing(report), rabat.told(report).why) == (Standing.UNEXPECTED, "the letter has no measure 3")


@pytest.mark.parametrize(
    "at",
    [
        "0001-01-01T00:00:00.000+05:00",
        "0001-01-01T00:00:00.000Z",
        "1899-12-31T23:59:59.999Z",
        "9999-12-31T23:59:59.999Z",
    ],
)
@pytest.mark.parametrize("field", ["occurred_at", "authored_at"])
def test_an_instant_no_time_zone_could_show_is_malformed(field: str, at: str) -> None:
    paris, _ = pair()
    content = paris.author(Kind.ISSUE)
    said = act.read(content).model_dump(mode="json")[field].encode()
    with pytest.raises(Malformed):
        act.read(content.replace(b'"%s":"%s"' % (field.encode(), said), b'"%s":"%s"' % (field.encode(), at.encode())))


def test_thousands_of_held_acts_are_folded_quickly() -> None:
    """A peer that sends 2, 3, 4 ... without 1 costs each time one look, not one look at all that wait."""
    paris, rabat = pair()
    first = paris.author(Kind.ISSUE)
    rabat.receive(first)
    previous = rabat.receive(rabat.author(Kind.ACKNOWLEDGE))
    acts = [previous]
    for number in range(2, 400):
        header = act.read(rabat.author(Kind.RECTIFY)).model_copy() if number == 2 else acts[-1].header
        forged = header.model_copy(update={"number": number, "previous": acts[-1].digest.hex(), "kind": "rectify"})
        acts.append(_stored(forged))
    late = fold([rabat.stored[0], *acts[1:], acts[0]])
    held = fold([rabat.stored[0], *acts[1:]])
    assert {told.standing for told in held.told[1:]} == {Standing.HELD}
    assert {told.standing for told in late.told} == {Standing.EFFECTIVE}


def _stored(header: act.Header) -> act.SharedAct:
    return shared(act.write(header))
