"""What holds of every question."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tajawub.law.engine import examine
from tajawub.law.files import law
from tajawub.law.opinion import Answer, Doubt
from tajawub.law.provision import Kind, Provision
from tajawub.law.question import FACTS, Content, Fact, NotAFact, Procedure, Question
from tajawub.law.terms import alarms, count, shortest

STATES = st.sampled_from(["FR", "MA", "ES", "BE"])
DAYS = st.dates(date(1900, 1, 1), date(2100, 1, 1))


def _values(fact: Fact) -> st.SearchStrategy[bool | int | str]:
    form = FACTS[fact]
    if form.unit is not None:
        return st.integers(0, 400)
    return st.sampled_from(form.choices) if form.choices else st.booleans()


FACT_SETS = st.fixed_dictionaries({}, optional={fact: _values(fact) for fact in Fact})
CONTENTS = st.none() | st.frozensets(st.sampled_from(Content))
QUESTIONS = st.builds(Question, STATES, STATES, st.sampled_from(Procedure), DAYS, FACT_SETS, CONTENTS)
FRENCH_MOROCCAN = st.builds(
    Question, st.just("FR"), st.just("MA"), st.sampled_from(Procedure), DAYS, FACT_SETS, CONTENTS
)


@given(QUESTIONS)
def test_every_question_places_every_instrument_once(question: Question) -> None:
    opinion = examine(question)
    placed = [basis.instrument.key for basis in opinion.bases] + [one.instrument.key for one in opinion.excluded]
    assert sorted(placed) == sorted(one.key for one in law().instruments.values() if one.amends is None)
    for one in opinion.excluded:
        assert all((one.why.ar, one.why.fr, one.why.en))
    for basis in opinion.bases:
        for finding in basis.findings:
            assert all((finding.why.ar, finding.why.fr, finding.why.en))


@given(FRENCH_MOROCCAN)
def test_what_was_not_read_is_never_met_and_never_bars(question: Question) -> None:
    for basis in examine(question).bases:
        for finding in basis.findings:
            if not finding.verified:
                assert finding.answer is Answer.UNCLEAR
                assert not finding.bars


@given(FRENCH_MOROCCAN, st.data())
def test_more_facts_never_make_unclear_or_its_contrary_of_what_was_answered(
    question: Question, data: st.DataObject
) -> None:
    more = {**data.draw(FACT_SETS), **question.facts}
    later = examine(
        Question(question.requesting, question.requested, question.procedure, question.on, more, question.contents)
    )
    for basis in examine(question).bases:
        for finding in basis.findings:
            after = later.finding(finding.id)
            # An instrument may leave the bases once a fact shows that it does not reach the case.
            if after is not None and finding.doubt is not Doubt.FACT_UNKNOWN:
                assert after.answer is finding.answer


@given(FRENCH_MOROCCAN, st.data())
def test_more_facts_keep_the_order_of_what_stays(question: Question, data: st.DataObject) -> None:
    more = {**data.draw(FACT_SETS), **question.facts}
    later = examine(
        Question(question.requesting, question.requested, question.procedure, question.on, more, question.contents)
    )
    before = [basis.instrument.key for basis in examine(question).bases]
    after = [basis.instrument.key for basis in later.bases]
    assert after == [key for key in before if key in after]


@given(FRENCH_MOROCCAN)
def test_the_opinion_is_the_same_asked_from_either_side(question: Question) -> None:
    mirrored = Question("MA", "FR", question.procedure, question.on, question.facts, question.contents)
    assert examine(question).bases == examine(mirrored).bases


@given(FRENCH_MOROCCAN)
def test_no_basis_to_hand_over_a_person_passes_the_risk_of_torture_by_itself(question: Question) -> None:
    if question.procedure in (Procedure.EXTRADITION, Procedure.PROVISIONAL_ARREST):
        for basis in examine(question).bases:
            decided = [one for one in basis.findings if one.id.endswith(("/torture-risk", "/text"))]
            assert [(one.answer, one.binding) for one in decided] == [(Answer.UNCLEAR, True)]


@given(FRENCH_MOROCCAN)
def test_a_checklist_neither_bars_nor_waits_for_a_person(question: Question) -> None:
    opinion = examine(question)
    for basis in opinion.bases:
        for finding in basis.findings:
            if not finding.binding:
                assert finding not in (*opinion.bars, *opinion.unclear)
                assert finding.provision.gap_filler is not None


@given(st.sampled_from(Fact), st.one_of(st.booleans(), st.integers(-5, 5), st.text(max_size=12)))
def test_a_value_of_another_kind_is_refused(fact: Fact, value: bool | int | str) -> None:
    expected = nullcontext() if FACTS[fact].takes(value) else pytest.raises(NotAFact, match=fact)
    with expected:
        Question("FR", "MA", Procedure.EXTRADITION, date(2026, 11, 24), {fact: value})


NUMBERED: list[Provision] = [
    rule
    for one in law().instruments.values()
    for rule in one.provisions
    if rule.kind is Kind.TERM and rule.term is not None and rule.term.length is not None
]
ZONES = st.sampled_from([ZoneInfo("Africa/Casablanca"), ZoneInfo("Europe/Paris")])
INSTANTS = st.datetimes(
    datetime(2000, 1, 1),  # noqa: DTZ001  # the bounds of hypothesis have no zone
    datetime(2060, 1, 1),  # noqa: DTZ001
    timezones=ZONES,
    allow_imaginary=False,
)


@given(st.sampled_from(NUMBERED), INSTANTS, ZONES)
def test_a_term_ends_at_midnight_of_its_last_day_never_early(
    rule: Provision, start: datetime, zone: ZoneInfo
) -> None:
    assert rule.term is not None
    assert rule.term.length is not None
    due = count(rule.term, started_at=start, zone=zone)
    local = due.due_at.astimezone(zone)
    assert (local.hour, local.minute, local.date()) == (0, 0, due.last_day + timedelta(days=1))
    days = (due.last_day - start.astimezone(zone).date()).days
    assert days == rule.term.length.days - (due.if_first_day_excluded is not None)
    assert [alarm.at for alarm in alarms(due)] == sorted(alarm.at for alarm in alarms(due))
    assert due.due_at > alarms(due)[-1].at


@given(st.lists(INSTANTS, min_size=1, max_size=4), ZONES)
def test_the_limit_that_frees_is_the_first_of_all(starts: list[datetime], zone: ZoneInfo) -> None:
    dues = [
        count(rule.term, started_at=start, zone=zone)
        for start in starts
        for rule in NUMBERED
        if rule.term is not None and rule.term.protects_detainee
    ]
    chosen = shortest(dues)
    assert chosen is not None
    assert chosen.due_at == min(due.due_at for due in dues)
