"""The tables of extradition: total, never left, what two honest States can reach, and every way out of them."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator
from contextlib import suppress
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tajawub.casework.extradition import (
    BLOCKED,
    FACTS,
    FOUR_EYES,
    KINDS,
    NEXT,
    OPENINGS,
    SEEN,
    STAGES,
    START,
    STATES,
    Custody,
    Position,
    Stage,
    State,
    Stop,
    after,
    state,
)
from tajawub.casework.extradition_words import ACTS, CUSTODY, STATE_WORDS, STOPS
from tajawub.casework.life_cycle import Kind, NotPossible, Side
from tajawub.casework.procedures import EXTRADITION as PROCEDURE
from tajawub.casework.words import LANGUAGES, Words

from .parties import EXTRADITION, Party, may, pair, play

PARIS, RABAT = Side.REQUESTING, Side.REQUESTED
FACTS_OF = {side: sorted(kind for kind in FACTS if any(known is kind for _, known in NEXT[side])) for side in Side}

counts = st.integers(0, 3)
positions = {
    side: st.builds(
        Position,
        st.sampled_from(STAGES[side]),
        round=counts,
        consultations=counts,
        custody=st.sampled_from(Custody),
        stops=st.frozensets(st.sampled_from(Stop)),
    )
    for side in Side
}


# ---------------------------------------------------------------- the tables by themselves


def test_every_pair_of_stages_has_a_name_whatever_the_custody() -> None:
    assert set(STATES) == {
        (paris, rabat, custody) for paris in STAGES[PARIS] for rabat in STAGES[RABAT] for custody in Custody
    }


@given(positions[PARIS], positions[RABAT])
def test_the_name_of_any_two_positions_is_found(paris: Position, rabat: Position) -> None:
    assert state(paris, rabat) in STATE_WORDS


def test_each_stage_belongs_to_one_side() -> None:
    assert sorted((*STAGES[PARIS], *STAGES[RABAT])) == sorted(Stage)
    assert [len(STAGES[side]) for side in (PARIS, RABAT)] == [8, 17]


@given(st.data(), st.sampled_from(Side), st.lists(st.sampled_from(Kind), max_size=30))
def test_no_sequence_of_acts_leaves_the_tables(data: st.DataObject, side: Side, kinds: list[Kind]) -> None:
    own = START[side]
    for kind in kinds:
        seen = data.draw(positions[side.other])
        try:
            to = after(side, own, kind, seen).to
        except NotPossible:
            continue
        assert to.stage in STAGES[side]
        assert own.round <= to.round <= max(own.round + 1, seen.round)
        assert own.consultations <= to.consultations <= max(own.consultations + 1, seen.consultations)
        own = to


@given(st.data(), st.sampled_from(Side), st.sampled_from(KINDS))
def test_custody_is_moved_by_facts_of_the_requested_state_alone(data: st.DataObject, side: Side, kind: Kind) -> None:
    own, seen = data.draw(positions[side]), data.draw(positions[side.other])
    with suppress(NotPossible):
        if after(side, own, kind, seen).to.custody is not own.custody:
            assert (side, kind in FACTS) == (RABAT, True)


@pytest.mark.parametrize(("side", "fact"), [(side, fact) for side in Side for fact in FACTS_OF[side]])
@given(data=st.data())
def test_a_fact_always_has_effect(side: Side, fact: Kind, data: st.DataObject) -> None:
    own, seen = data.draw(positions[side]), data.draw(positions[side.other])
    assert after(side, own, fact, seen).to.stage in STAGES[side]


def test_each_fact_is_one_sides_to_report() -> None:
    assert {
        PARIS: [Kind.RETURN_PERSON, Kind.TAKE_OVER],
        RABAT: sorted(FACTS - {Kind.RETURN_PERSON, Kind.TAKE_OVER}),
    } == FACTS_OF


def test_the_other_sides_stages_are_what_seen_names() -> None:
    for (side, kind), stages in SEEN.items():
        assert set(stages) <= set(STAGES[side.other])
        assert any(known is kind for _, known in NEXT[side])


def test_what_takes_liberty_on_paper_or_denies_it_needs_a_second_officer() -> None:
    assert {Kind.REQUEST_PROVISIONAL_ARREST, Kind.SEND_FORMAL_REQUEST, Kind.GRANT, Kind.REFUSE} == FOUR_EYES
    assert {Kind.REQUEST_PROVISIONAL_ARREST, Kind.SEND_FORMAL_REQUEST} == OPENINGS


# ---------------------------------------------------------------- words


def _said(words: Words) -> Iterator[str]:
    return (words.said(language) for language in LANGUAGES)


def test_every_state_has_a_name_and_a_duty_in_three_languages() -> None:
    assert set(STATE_WORDS) == set(State)
    for named, words in STATE_WORDS.items():
        assert all(text.strip() for text in (*_said(words.name), *_said(words.duty), words.article))
        assert (words.ball is None) == (named in (State.CLOSED, State.OUT_OF_STEP))
        # A request is opened by either of two acts.
        assert (words.due is None) == (words.ball is None or named is State.NOT_REQUESTED)


def test_every_act_custody_and_stop_has_a_name_in_three_languages() -> None:
    assert (set(ACTS), set(CUSTODY), set(STOPS)) == (set(KINDS), set(Custody), set(Stop))
    for words in ACTS.values():
        assert all(text.strip() for text in (*_said(words.name), *_said(words.do), words.article))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_states_and_no_two_acts_share_a_name(language: str) -> None:
    tables = (
        [words.name for words in STATE_WORDS.values()],
        [words.name for words in ACTS.values()],
        [words.do for words in ACTS.values()],
        [*CUSTODY.values()],
        [*STOPS.values()],
    )
    for table in tables:
        names = [words.said(language) for words in table]
        assert len(set(names)) == len(names)


def test_arabic_is_written_in_arabic() -> None:
    names = [words.name for table in (STATE_WORDS, ACTS) for words in table.values()]
    for words in (*names, *CUSTODY.values(), *STOPS.values()):
        assert all("\u0600" <= letter <= "\u06ff" or not letter.isalpha() for letter in words.ar)


# ---------------------------------------------------------------- what honest States reach

Trail = tuple[Position, ...]
"""The positions of one side from the one the other side has seen to the present one."""


def _within(position: Position, stops: int) -> bool:
    """One question or one consultation, and so many stops a side: a second one of each goes as the first did."""
    return position.round + position.consultations <= 1 and len(position.stops) <= stops


@cache
def _moves(side: Side, own: Position, seen: Position, stops: int) -> frozenset[Position]:
    moves = {after(side, own, kind, seen).to for kind in PROCEDURE.possible(side, own, seen)}
    return frozenset(to for to in moves if to != own and _within(to, stops))


@cache
def _explore(*, unseen: int, stops: int) -> frozenset[tuple[Trail, Trail]]:
    """Every situation two honest States reach when at most `unseen` acts of a side are still on their way."""
    start: tuple[Trail, Trail] = ((START[PARIS],), (START[RABAT],))
    found, waiting = {start}, deque([start])
    while waiting:
        paris, rabat = waiting.popleft()
        following: list[tuple[Trail, Trail]] = [(paris[1:], rabat)] if len(paris) > 1 else []
        if len(rabat) > 1:
            following.append((paris, rabat[1:]))
        if len(paris) <= unseen:
            following += [((*paris, to), rabat) for to in _moves(PARIS, paris[-1], rabat[0], stops)]
        # The requested State hears of a request by its first act.
        if len(rabat) <= unseen and paris[0] != START[PARIS]:
            following += [(paris, (*rabat, to)) for to in _moves(RABAT, rabat[-1], paris[0], stops)]
        for situation in following:
            if situation not in found:
                found.add(situation)
                waiting.append(situation)
    return frozenset(found)


def _settled() -> set[tuple[Position, Position]]:
    """The reached pairs in which each side has seen everything."""
    return {(paris[0], rabat[0]) for paris, rabat in _explore(unseen=1, stops=1) if len(paris) == len(rabat) == 1}


@pytest.mark.parametrize(("unseen", "stops"), [(1, 1), (2, 0)])
def test_whatever_crosses_the_pair_of_positions_has_a_name_and_a_side_that_must_act(unseen: int, stops: int) -> None:
    named = {state(paris[-1], rabat[-1]) for paris, rabat in _explore(unseen=unseen, stops=stops)}
    by_stops = {one for one in State if one.value.startswith(("identity_", "notice_", "surrender_blocked"))}
    assert set(State) - named == {State.OUT_OF_STEP} | (set() if stops else by_stops)
    assert {one for one in named if STATE_WORDS[one].ball is None} == {State.CLOSED}


def test_what_is_due_is_possible_for_whoever_must_do_it() -> None:
    for paris, rabat in _settled():
        words = STATE_WORDS[state(paris, rabat)]
        if words.ball is not None and words.due is not None:
            own, other = (paris, rabat) if words.ball is PARIS else (rabat, paris)
            assert words.due in PROCEDURE.possible(words.ball, own, other), (state(paris, rabat), own, other)


def test_from_everywhere_both_states_can_close() -> None:
    leads_to: dict[tuple[Position, Position], set[tuple[Position, Position]]] = defaultdict(set)
    settled = _settled()
    for paris, rabat in settled:
        for to in _moves(PARIS, paris, rabat, 1):
            leads_to[to, rabat].add((paris, rabat))
        if paris != START[PARIS]:
            for to in _moves(RABAT, rabat, paris, 1):
                leads_to[paris, to].add((paris, rabat))
    closing = {pair for pair in settled if state(*pair) is State.CLOSED}
    waiting = list(closing)
    while waiting:
        before = leads_to[waiting.pop()] - closing
        closing |= before
        waiting += before
    assert settled - closing == set()


def test_a_person_held_on_a_request_withdrawn_refused_or_closed_is_to_be_released() -> None:
    due = {State.WITHDRAWN_RELEASE_DUE, State.REFUSED_RELEASE_DUE, State.HELD_AFTER_CLOSING}
    over = (Stage.WITHDRAWN, Stage.CLOSED_BY_REQUESTING)
    decided = (Stage.REFUSED, Stage.PROSECUTING, Stage.OUTCOME_REPORTED, Stage.CLOSED_BY_REQUESTED)
    for paris, rabat in _settled():
        held = rabat.custody is Custody.IN_CUSTODY
        assert (state(paris, rabat) in due) == (held and (paris.stage in over or rabat.stage in decided))
    assert {STATE_WORDS[named].due for named in due} == {Kind.RELEASE}


def test_nobody_closes_while_the_person_is_held_or_still_to_come_back() -> None:
    for paris, rabat in _settled():
        away = rabat.stage is Stage.SURRENDERED_TEMPORARILY and rabat.custody is not Custody.DECEASED
        if away or rabat.custody is Custody.IN_CUSTODY:
            assert Kind.CLOSE not in PROCEDURE.possible(RABAT, rabat, paris)
            # Closed there, the person is no longer asked for: nothing is left to wait for here but the release.
            if rabat.stage is not Stage.CLOSED_BY_REQUESTED:
                assert Kind.CLOSE not in PROCEDURE.possible(PARIS, paris, rabat)


@pytest.mark.parametrize("kind", sorted(set(BLOCKED) - FACTS))
def test_what_a_stop_blocks_is_possible_for_nobody_while_it_lasts(kind: Kind) -> None:
    for stop in BLOCKED[kind]:
        for paris, rabat in _settled():
            if stop in paris.stops | rabat.stops:
                assert kind not in PROCEDURE.possible(RABAT, rabat, paris)


# ---------------------------------------------------------------- every way through, played between two parties

ARRESTED = (Kind.REQUEST_PROVISIONAL_ARREST, Kind.ACKNOWLEDGE, Kind.ARREST)
COMPLETE = (*ARRESTED, Kind.INFORM_PERSON, Kind.SEND_FORMAL_REQUEST, Kind.RECEIVE_FORMAL_REQUEST)
GRANTED = (*COMPLETE, Kind.REFER_TO_COURT, Kind.REPORT_COURT_DECISION, Kind.GRANT)
CONSULTED = (Kind.CONSULT, Kind.ANSWER_CONSULTATION)
REFUSED = (*COMPLETE, *CONSULTED, Kind.REFUSE)
LENT = (*GRANTED, *CONSULTED, Kind.POSTPONE, Kind.SURRENDER_TEMPORARILY)
SURRENDERED = (*GRANTED, Kind.SCHEDULE_SURRENDER, Kind.SURRENDER)
ASKED_AT_HOME = (*REFUSED, Kind.RELEASE, Kind.REQUEST_PROSECUTION)

WAYS: dict[tuple[Kind, ...], tuple[State, Custody]] = {
    (Kind.REQUEST_PROVISIONAL_ARREST,): (State.AWAITING_ACKNOWLEDGEMENT, Custody.AT_LARGE),
    (Kind.REQUEST_PROVISIONAL_ARREST, Kind.ACKNOWLEDGE): (State.SOUGHT, Custody.AT_LARGE),
    (Kind.REQUEST_PROVISIONAL_ARREST, Kind.ARREST): (State.FORMAL_REQUEST_DUE, Custody.IN_CUSTODY),
    ARRESTED: (State.FORMAL_REQUEST_DUE, Custody.IN_CUSTODY),
    (*ARRESTED, Kind.SEND_FORMAL_REQUEST): (State.FORMAL_REQUEST_TO_RECEIVE, Custody.IN_CUSTODY),
    (*ARRESTED, Kind.SEND_FORMAL_REQUEST, Kind.REPORT_INCOMPLETE_REQUEST): (
        State.SUPPLEMENT_ASKED,
        Custody.IN_CUSTODY,
    ),
    (*ARRESTED, Kind.SEND_FORMAL_REQUEST, Kind.REPORT_INCOMPLETE_REQUEST, Kind.SUPPLY_SUPPLEMENT): (
        State.FORMAL_REQUEST_TO_RECEIVE,
        Custody.IN_CUSTODY,
    ),
    COMPLETE: (State.TO_REFER_TO_COURT, Custody.IN_CUSTODY),
    (*COMPLETE, Kind.REFER_TO_COURT): (State.BEFORE_COURT, Custody.IN_CUSTODY),
    (*COMPLETE, Kind.REFER_TO_COURT, Kind.REPORT_COURT_DECISION, Kind.REPORT_APPEAL): (
        State.APPEALED,
        Custody.IN_CUSTODY,
    ),
    GRANTED: (State.GRANTED, Custody.IN_CUSTODY),
    SURRENDERED: (State.SURRENDERED, Custody.HANDED_OVER),
    (*SURRENDERED, Kind.TAKE_OVER): (State.SPECIALTY_ACTIVE, Custody.HANDED_OVER),
    # the person consents
    (*ARRESTED, Kind.RECORD_CONSENT): (State.CONSENTED, Custody.IN_CUSTODY),
    (*ARRESTED, Kind.RECORD_CONSENT, Kind.GRANT, Kind.SCHEDULE_SURRENDER, Kind.SURRENDER): (
        State.SURRENDERED,
        Custody.HANDED_OVER,
    ),
    # the term ran out; a court set the person free
    (*ARRESTED, Kind.RELEASE): (State.RELEASED, Custody.RELEASED),
    (*ARRESTED, Kind.RELEASE, Kind.ARREST): (State.FORMAL_REQUEST_DUE, Custody.IN_CUSTODY),
    (*COMPLETE, Kind.REFER_TO_COURT, Kind.RELEASE): (State.BEFORE_COURT, Custody.RELEASED),
    # the surrender fell through, or was set for a person at large
    (*GRANTED, Kind.SCHEDULE_SURRENDER, Kind.RELEASE): (State.GRANTED, Custody.RELEASED),
    (*GRANTED, Kind.RELEASE, Kind.SCHEDULE_SURRENDER): (State.SOUGHT, Custody.RELEASED),
    (*GRANTED, Kind.SCHEDULE_SURRENDER, Kind.SCHEDULE_SURRENDER): (State.SURRENDER_SCHEDULED, Custody.IN_CUSTODY),
    # refused, and tried at home
    (*COMPLETE, Kind.CONSULT): (State.CONSULTED, Custody.IN_CUSTODY),
    REFUSED: (State.REFUSED_RELEASE_DUE, Custody.IN_CUSTODY),
    (*REFUSED, Kind.RELEASE): (State.REFUSED, Custody.RELEASED),
    ASKED_AT_HOME: (State.PROSECUTION_DUE, Custody.RELEASED),
    (*ASKED_AT_HOME, Kind.SUBMIT_TO_PROSECUTION): (State.PROSECUTED_AT_HOME, Custody.RELEASED),
    (*ASKED_AT_HOME, Kind.SUBMIT_TO_PROSECUTION, Kind.REPORT_OUTCOME): (State.OUTCOME_REPORTED, Custody.RELEASED),
    # the surrender waits; a person is lent and comes back
    (*GRANTED, *CONSULTED, Kind.POSTPONE): (State.SURRENDER_POSTPONED, Custody.IN_CUSTODY),
    LENT: (State.SURRENDERED_TEMPORARILY, Custody.HANDED_OVER),
    (*LENT, Kind.RETURN_PERSON): (State.RETURN_TO_RECORD, Custody.HANDED_OVER),
    (*LENT, Kind.RETURN_PERSON, Kind.RECORD_RETURN): (State.SURRENDER_POSTPONED, Custody.IN_CUSTODY),
    (*LENT, Kind.RETURN_PERSON, Kind.RECORD_RETURN, Kind.SCHEDULE_SURRENDER): (
        State.SURRENDER_SCHEDULED,
        Custody.IN_CUSTODY,
    ),
    # what the requested State makes known on the way
    (*COMPLETE, Kind.REPORT_COMPETING_REQUEST): (State.TO_REFER_TO_COURT, Custody.IN_CUSTODY),
    (*GRANTED, Kind.REPORT_INTERIM_MEASURES): (State.SURRENDER_BLOCKED, Custody.IN_CUSTODY),
    (*GRANTED, Kind.REPORT_INTERIM_MEASURES, Kind.REPORT_INTERIM_MEASURES_LIFTED): (
        State.GRANTED,
        Custody.IN_CUSTODY,
    ),
    (*ARRESTED, Kind.REPORT_DEATH): (State.DIED, Custody.DECEASED),
    # withdrawn
    (Kind.REQUEST_PROVISIONAL_ARREST, Kind.ACKNOWLEDGE, Kind.WITHDRAW): (State.WITHDRAWN, Custody.AT_LARGE),
    (*COMPLETE, Kind.WITHDRAW): (State.WITHDRAWN_RELEASE_DUE, Custody.IN_CUSTODY),
    (*COMPLETE, Kind.WITHDRAW, Kind.RELEASE): (State.WITHDRAWN, Custody.RELEASED),
}


@pytest.mark.parametrize("kinds", WAYS, ids=lambda kinds: f"{len(kinds)}-{kinds[-1]}")
def test_a_sequence_leads_both_states_where_the_law_says(kinds: tuple[Kind, ...]) -> None:
    paris, rabat = pair(EXTRADITION)
    play(paris, rabat, *kinds)
    for party in (paris, rabat):
        assert (party.dossier.state, party.dossier.custody) == WAYS[kinds]
        assert {str(told.standing) for told in party.dossier.told} == {"effective"}


def played(*kinds: Kind) -> tuple[Party, Party]:
    paris, rabat = pair(EXTRADITION)
    play(paris, rabat, *kinds)
    return paris, rabat


def say(author: Party, other: Party, *kinds: Kind) -> State:
    """Let one party author what both might; return the state both hold."""
    for kind in kinds:
        other.receive(author.author(kind))
    assert author.dossier.state is other.dossier.state
    return State(author.dossier.state)


def test_interim_measures_keep_the_surrender_from_being_scheduled_until_they_are_lifted() -> None:
    paris, rabat = played(*GRANTED)
    say(rabat, paris, Kind.REPORT_INTERIM_MEASURES)
    assert Kind.SCHEDULE_SURRENDER not in may(rabat)
    say(rabat, paris, Kind.REPORT_INTERIM_MEASURES_LIFTED)
    assert Kind.SCHEDULE_SURRENDER in may(rabat)


def test_a_cancelled_notice_reopens_the_file_until_it_is_maintained_on_other_grounds() -> None:
    paris, rabat = played(*COMPLETE)
    assert say(rabat, paris, Kind.REPORT_NOTICE_CANCELLED) is State.NOTICE_CANCELLED
    assert {Kind.REFER_TO_COURT, Kind.GRANT} & set(may(rabat)) == set()
    assert say(rabat, paris, Kind.MAINTAIN) is State.TO_REFER_TO_COURT
    assert say(paris, rabat, Kind.REPORT_NOTICE_CANCELLED) is State.NOTICE_CANCELLED_BY_REQUESTING
    assert Kind.MAINTAIN not in may(rabat)
    assert say(paris, rabat, Kind.MAINTAIN) is State.TO_REFER_TO_COURT


def test_a_contested_identity_stops_court_grant_and_surrender_until_it_is_confirmed() -> None:
    for kinds, stopped, known in (
        (COMPLETE, Kind.REFER_TO_COURT, State.TO_REFER_TO_COURT),
        (GRANTED[:-1], Kind.GRANT, State.COURT_DECIDED),
        (GRANTED, Kind.SCHEDULE_SURRENDER, State.GRANTED),
    ):
        paris, rabat = played(*kinds)
        assert stopped in may(rabat)
        assert say(rabat, paris, Kind.CONTEST_IDENTITY) is State.IDENTITY_CONTESTED
        assert stopped not in may(rabat)
        assert say(rabat, paris, Kind.CONFIRM_IDENTITY) is known
        assert say(paris, rabat, Kind.CONTEST_IDENTITY) is State.IDENTITY_CONTESTED_BY_REQUESTING
        assert {stopped, Kind.CONFIRM_IDENTITY} & set(may(rabat)) == set()
        assert say(paris, rabat, Kind.CONFIRM_IDENTITY) is known


def test_an_arrest_while_the_identity_is_contested_has_effect_and_alarms() -> None:
    paris, rabat = played(*ARRESTED[:2])
    say(paris, rabat, Kind.CONTEST_IDENTITY)
    assert Kind.ARREST not in may(rabat)
    arrest = rabat.author(Kind.ARREST)
    paris.receive(arrest)
    for party in (paris, rabat):
        assert (party.standing(arrest), party.dossier.custody) == ("unexpected", Custody.IN_CUSTODY)


def test_a_formal_request_is_received_by_the_requested_state_and_only_once_it_has_seen_it() -> None:
    paris, rabat = played(*ARRESTED)
    assert Kind.RECEIVE_FORMAL_REQUEST not in may(rabat)
    formal = paris.author(Kind.SEND_FORMAL_REQUEST)
    early = rabat.author(Kind.RECEIVE_FORMAL_REQUEST)
    assert rabat.standing(early) == "without_effect"
    rabat.receive(formal)
    paris.receive(early)
    assert paris.standing(early) == "without_effect"
    assert say(rabat, paris, Kind.RECEIVE_FORMAL_REQUEST) is State.TO_REFER_TO_COURT
    with pytest.raises(NotPossible):
        after(PARIS, Position(Stage.FORMALLY_REQUESTED), Kind.RECEIVE_FORMAL_REQUEST, START[RABAT])


def test_a_withdrawal_that_crossed_an_arrest_leaves_the_duty_to_release() -> None:
    paris, rabat = played(*ARRESTED[:2])
    arrest, withdrawal = rabat.author(Kind.ARREST), paris.author(Kind.WITHDRAW)
    paris.receive(arrest)
    rabat.receive(withdrawal)
    for party in (paris, rabat):
        assert (party.dossier.state, party.standing(arrest)) == (State.WITHDRAWN_RELEASE_DUE, "effective")
    words = STATE_WORDS[State.WITHDRAWN_RELEASE_DUE]
    assert (words.ball, words.due) == (RABAT, Kind.RELEASE)
    assert Kind.CLOSE not in (*may(rabat), *may(paris))
    assert say(rabat, paris, Kind.RELEASE) is State.WITHDRAWN
    assert say(paris, rabat, Kind.CLOSE) is State.CLOSED_BY_REQUESTING
    assert say(rabat, paris, Kind.CLOSE) is State.CLOSED


def test_a_person_lent_comes_back_though_the_request_was_withdrawn_and_is_then_released() -> None:
    paris, rabat = played(*GRANTED)
    lent, withdrawal = rabat.author(Kind.SURRENDER_TEMPORARILY), paris.author(Kind.WITHDRAW)
    paris.receive(lent)
    rabat.receive(withdrawal)
    assert paris.dossier.state is rabat.dossier.state is State.WITHDRAWN_AFTER_SURRENDER
    assert say(paris, rabat, Kind.RETURN_PERSON) is State.WITHDRAWN_AFTER_SURRENDER
    assert say(rabat, paris, Kind.RECORD_RETURN) is State.WITHDRAWN_RELEASE_DUE
    assert say(rabat, paris, Kind.RELEASE) is State.WITHDRAWN
    assert {str(told.standing) for told in paris.dossier.told} == {"effective"}


def test_no_file_is_closed_out_of_a_temporary_surrender() -> None:
    paris, rabat = played(*LENT)
    assert Kind.CLOSE not in (*may(paris), *may(rabat))
    say(rabat, paris, Kind.REPORT_DEATH)
    assert Kind.CLOSE in may(rabat)


def test_consent_is_recorded_of_a_person_in_custody_only() -> None:
    assert Kind.RECORD_CONSENT not in may(played(*ARRESTED[:2])[1])
    assert Kind.RECORD_CONSENT in may(played(*ARRESTED)[1])


@pytest.mark.parametrize(
    "kind", sorted(kind for side, kind in SEEN if side is RABAT and kind is not Kind.ACKNOWLEDGE)
)
def test_a_request_seen_withdrawn_is_no_longer_decided_upon(kind: Kind) -> None:
    for stage in STAGES[RABAT]:
        own = Position(stage, custody=Custody.IN_CUSTODY)
        with pytest.raises(NotPossible):
            after(RABAT, own, kind, Position(Stage.WITHDRAWN))
