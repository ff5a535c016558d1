"""The tables of the letter rogatory: total, never left, and what two honest States can reach."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator
from contextlib import suppress
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tajawub.casework.letter_rogatory import (
    EXPECTED,
    FOUR_EYES,
    KINDS,
    NEXT,
    SEEN,
    STAGES,
    START,
    STATES,
    Position,
    Stage,
    State,
    after,
    possible,
    state,
)
from tajawub.casework.letter_rogatory_words import ACTS, STATE_WORDS
from tajawub.casework.life_cycle import Kind, NotPossible, Side
from tajawub.casework.words import LANGUAGES, Words

PARIS, RABAT = Side.REQUESTING, Side.REQUESTED
FACTS = (Kind.REPORT_EXECUTION, Kind.RETURN_RESULTS)
ROUNDS = 2
"""Supplements and sets of conditions explored; the tables only compare two counts, never read one."""
CONSULTATIONS = 1
"""Explored apart from rounds and offers: a second one is asked and answered exactly as the first was."""

counts = st.integers(0, 3)
positions = {
    side: st.builds(Position, st.sampled_from(STAGES[side]), round=counts, consultations=counts, offers=counts)
    for side in Side
}


# ---------------------------------------------------------------- the tables by themselves


def test_every_pair_of_positions_has_a_name() -> None:
    assert set(STATES) == {(paris, rabat) for paris in STAGES[PARIS] for rabat in STAGES[RABAT]}


@given(positions[PARIS], positions[RABAT])
def test_the_name_of_any_two_positions_is_found(paris: Position, rabat: Position) -> None:
    assert state(paris, rabat) in STATE_WORDS


def test_each_stage_belongs_to_one_side() -> None:
    assert sorted((*STAGES[PARIS], *STAGES[RABAT])) == sorted(Stage)
    assert not set(STAGES[PARIS]) & set(STAGES[RABAT])


@given(st.data(), st.sampled_from(Side), st.sampled_from(KINDS))
def test_an_act_leads_to_a_stage_of_its_author_or_is_not_possible(
    data: st.DataObject, side: Side, kind: Kind
) -> None:
    own, seen = data.draw(positions[side]), data.draw(positions[side.other])
    with suppress(NotPossible):
        move = after(side, own, kind, seen)
        assert move.to.stage in STAGES[side]
        assert own.round <= move.to.round <= max(own.round + 1, seen.round)
        assert own.offers <= move.to.offers <= max(own.offers + 1, seen.offers)
        assert own.consultations <= move.to.consultations <= max(own.consultations + 1, seen.consultations)


@given(st.data(), st.sampled_from(Side), st.lists(st.sampled_from(KINDS), max_size=30))
def test_no_sequence_of_acts_leaves_the_tables(data: st.DataObject, side: Side, kinds: list[Kind]) -> None:
    own = START[side]
    for kind in kinds:
        try:
            own = after(side, own, kind, data.draw(positions[side.other])).to
        except NotPossible:
            continue
        assert own.stage in STAGES[side]


@given(st.data(), st.sampled_from(Side))
def test_what_may_be_done_is_exactly_what_the_tables_allow(data: st.DataObject, side: Side) -> None:
    own, seen = data.draw(positions[side]), data.draw(positions[side.other])
    for kind in KINDS:
        try:
            allowed = after(side, own, kind, seen).expected
        except NotPossible:
            allowed = False
        assert (kind in possible(side, own, seen)) is allowed


@pytest.mark.parametrize("fact", FACTS)
@given(own=positions[RABAT], seen=positions[PARIS])
def test_a_reported_fact_always_has_effect(fact: Kind, own: Position, seen: Position) -> None:
    assert after(RABAT, own, fact, seen).to.stage in (Stage.EXECUTING, Stage.RESULTS_RETURNED)


@pytest.mark.parametrize("fact", FACTS)
def test_only_the_requested_state_reports_facts(fact: Kind) -> None:
    assert not [stage for stage in STAGES[PARIS] if (stage, fact) in NEXT[PARIS]]


@pytest.mark.parametrize(
    ("stage", "fact", "expected"),
    [
        (Stage.ACCEPTED, Kind.REPORT_EXECUTION, True),
        (Stage.ACCEPTED, Kind.RETURN_RESULTS, True),
        (Stage.EXECUTING, Kind.RETURN_RESULTS, True),
        (Stage.NOT_ACKNOWLEDGED, Kind.REPORT_EXECUTION, False),
        (Stage.ACKNOWLEDGED, Kind.REPORT_EXECUTION, False),
        (Stage.REFUSED, Kind.RETURN_RESULTS, False),
        (Stage.STOPPED, Kind.REPORT_EXECUTION, False),
        (Stage.CLOSED_BY_REQUESTED, Kind.RETURN_RESULTS, False),
    ],
)
def test_a_fact_out_of_turn_is_unexpected(stage: Stage, fact: Kind, expected: bool) -> None:
    assert after(RABAT, Position(stage), fact, Position(Stage.ISSUED)).expected is expected


def test_everything_but_a_fact_is_expected_where_it_is_possible() -> None:
    assert set(EXPECTED) == set(FACTS)


def test_the_other_sides_stages_are_what_seen_names() -> None:
    for (side, kind), stages in SEEN.items():
        assert set(stages) <= set(STAGES[side.other])
        assert any(known is kind for _, known in NEXT[side])


def test_refusal_issue_and_partial_acceptance_need_a_second_officer() -> None:
    assert {Kind.ISSUE, Kind.REFUSE, Kind.ACCEPT_IN_PART} == FOUR_EYES


# ---------------------------------------------------------------- words


def _said(words: Words) -> Iterator[str]:
    return (words.said(language) for language in LANGUAGES)


@pytest.mark.parametrize("named", State)
def test_every_state_has_a_name_and_a_duty_in_three_languages(named: State) -> None:
    words = STATE_WORDS[named]
    assert all(text.strip() for text in (*_said(words.name), *_said(words.duty), words.article))
    assert (words.ball is None) == (named in (State.CLOSED, State.OUT_OF_STEP))


@pytest.mark.parametrize("kind", KINDS)
def test_every_act_has_a_name_in_three_languages_and_an_article(kind: Kind) -> None:
    words = ACTS[kind]
    assert all(text.strip() for text in (*_said(words.name), *_said(words.do), words.article))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_states_and_no_two_acts_share_a_name(language: str) -> None:
    for table in (STATE_WORDS, ACTS):
        names = [words.name.said(language) for words in table.values()]
        assert len(set(names)) == len(names)


def test_arabic_is_written_in_arabic() -> None:
    for table in (STATE_WORDS, ACTS):
        for words in table.values():
            assert all("\u0600" <= letter <= "\u06ff" or not letter.isalpha() for letter in words.name.ar)


# ---------------------------------------------------------------- what honest States reach


@cache
def _moves(side: Side, own: Position, seen: Position, *, facts: bool) -> frozenset[Position]:
    """Return where an honest author may go; with `facts`, also by facts out of turn."""
    kinds = (*possible(side, own, seen), *(FACTS if facts and side is RABAT else ()))
    moves = {after(side, own, kind, seen).to for kind in kinds}
    return frozenset(
        to for to in moves if to != own and max(to.round, to.offers) <= ROUNDS and to.consultations <= CONSULTATIONS
    )


Trail = tuple[Position, ...]
"""The positions of one side from the one the other side has seen to the present one."""


def _explore(*, facts: bool, unseen: int) -> set[tuple[Trail, Trail]]:
    """Every situation two honest States reach when at most `unseen` acts of a side are still on their way."""
    start: tuple[Trail, Trail] = ((START[PARIS],), (START[RABAT],))
    found, waiting = {start}, deque([start])
    while waiting:
        paris, rabat = waiting.popleft()
        following: list[tuple[Trail, Trail]] = [(paris[1:], rabat)] if len(paris) > 1 else []
        if len(rabat) > 1:
            following.append((paris, rabat[1:]))
        if len(paris) <= unseen:
            moves = _moves(PARIS, paris[-1], rabat[0], facts=facts)
            following += [((*paris, to), rabat) for to in moves]
        # The requested State hears of a request by its issue.
        if len(rabat) <= unseen and paris[0] != START[PARIS]:
            moves = _moves(RABAT, rabat[-1], paris[0], facts=facts)
            following += [(paris, (*rabat, to)) for to in moves]
        for situation in following:
            if situation not in found:
                found.add(situation)
                waiting.append(situation)
    return found


REACHED_IN_TURN = {
    State.NOT_ISSUED,
    State.AWAITING_ACKNOWLEDGEMENT,
    State.UNDER_EXAMINATION,
    State.SUPPLEMENT_ASKED,
    State.POSTPONED,
    State.ACCEPTED,
    State.ACCEPTED_IN_PART,
    State.CONDITIONS_OFFERED,
    State.CONDITIONS_ACCEPTED,
    State.CONSULTED,
    State.REFUSED,
    State.EXECUTING,
    State.RESULTS_TO_CHECK,
    State.RESULTS_ACCEPTED,
    State.CLOSED_BY_REQUESTING,
    State.CLOSED_BY_REQUESTED,
    State.WITHDRAWN_STOP_DUE,
    State.WITHDRAWN_WHILE_EXECUTING,
    State.WITHDRAWN_WHILE_RETURNED,
    State.STOPPED,
    State.EXECUTION_CONTINUES,
    State.EXECUTED_AFTER_CLOSING,
    State.CLOSED,
}
"""Reached even when each act is seen before the next one is authored."""

REACHED_BY_CROSSING = {State.WITHDRAWN_WHILE_REFUSED}


def _in_turn() -> set[State]:
    start = (START[PARIS], START[RABAT])
    found, waiting = {start}, [start]
    while waiting:
        paris, rabat = waiting.pop()
        following = [(to, rabat) for to in _moves(PARIS, paris, rabat, facts=False)]
        if paris != START[PARIS]:
            following += [(paris, to) for to in _moves(RABAT, rabat, paris, facts=False)]
        waiting += [pair for pair in following if pair not in found]
        found.update(following)
    return {state(paris, rabat) for paris, rabat in found}


def test_the_states_reached_without_any_crossing() -> None:
    assert _in_turn() == REACHED_IN_TURN


@pytest.mark.parametrize("facts", [False, True], ids=["in turn", "facts out of turn"])
def test_crossings_reach_one_state_more_and_never_a_situation_out_of_step(facts: bool) -> None:
    reached = {state(paris[-1], rabat[-1]) for paris, rabat in _explore(facts=facts, unseen=2)}
    assert reached == REACHED_IN_TURN | REACHED_BY_CROSSING
    assert set(State) - reached == {State.OUT_OF_STEP}


@pytest.mark.parametrize("facts", [False, True], ids=["in turn", "facts out of turn"])
def test_no_lateness_however_long_leads_out_of_step(facts: bool) -> None:
    """A view may here be any position from which the other State could have come: more than can happen."""
    edges: dict[Position, set[Position]] = defaultdict(set)
    found = {(START[PARIS], START[RABAT], START[RABAT], START[PARIS])}
    known = -1
    while known != len(found) + sum(map(len, edges.values())):
        known = len(found) + sum(map(len, edges.values()))
        beyond = _closure(edges)
        waiting = list(found)
        while waiting:
            paris, rabat, seen_by_paris, seen_by_rabat = waiting.pop()
            following = set()
            for to in _moves(PARIS, paris, seen_by_paris, facts=facts):
                edges[paris].add(to)
                following.add((to, rabat, seen_by_paris, seen_by_rabat))
            if seen_by_rabat != START[PARIS]:
                for to in _moves(RABAT, rabat, seen_by_rabat, facts=facts):
                    edges[rabat].add(to)
                    following.add((paris, to, seen_by_paris, seen_by_rabat))
            for view in edges[seen_by_paris]:
                if view == rabat or rabat in beyond[view]:
                    following.add((paris, rabat, view, seen_by_rabat))
            for view in edges[seen_by_rabat]:
                if view == paris or paris in beyond[view]:
                    following.add((paris, rabat, seen_by_paris, view))
            waiting += following - found
            found |= following
    assert State.OUT_OF_STEP not in {state(paris, rabat) for paris, rabat, _, _ in found}
    assert len(found) > 1_000


def _closure(edges: dict[Position, set[Position]]) -> dict[Position, set[Position]]:
    beyond: dict[Position, set[Position]] = defaultdict(set)
    for start in edges:
        waiting = list(edges[start])
        while waiting:
            position = waiting.pop()
            if position not in beyond[start]:
                beyond[start].add(position)
                waiting += edges.get(position, ())
    return beyond


def _settled() -> set[tuple[Position, Position]]:
    """The reached pairs in which each side has seen everything."""
    found = _explore(facts=True, unseen=2)
    return {(paris[0], rabat[0]) for paris, rabat in found if len(paris) == len(rabat) == 1}


def test_whoever_must_act_has_an_act_to_do() -> None:
    for paris, rabat in _settled():
        ball = STATE_WORDS[state(paris, rabat)].ball
        if ball is not None:
            own, other = (paris, rabat) if ball is PARIS else (rabat, paris)
            assert set(possible(ball, own, other)) - {Kind.RECTIFY}, (ball, own, other)


def test_from_everywhere_both_states_can_close() -> None:
    leads_to: dict[tuple[Position, Position], set[tuple[Position, Position]]] = defaultdict(set)
    settled = _settled()
    for paris, rabat in settled:
        for to in _moves(PARIS, paris, rabat, facts=False):
            leads_to[to, rabat].add((paris, rabat))
        if paris != START[PARIS]:
            for to in _moves(RABAT, rabat, paris, facts=False):
                leads_to[paris, to].add((paris, rabat))
    closing = {pair for pair in settled if state(*pair) is State.CLOSED}
    waiting = list(closing)
    while waiting:
        before = leads_to[waiting.pop()] - closing
        closing |= before
        waiting += before
    assert settled - closing == set()


# ---------------------------------------------------------------- crossings, rounds, conditions


@pytest.mark.parametrize(
    ("paris", "rabat", "named"),
    [
        (Stage.WITHDRAWN, Stage.NOT_ACKNOWLEDGED, State.WITHDRAWN_STOP_DUE),
        (Stage.WITHDRAWN, Stage.ACCEPTED, State.WITHDRAWN_STOP_DUE),
        (Stage.WITHDRAWN, Stage.EXECUTING, State.WITHDRAWN_WHILE_EXECUTING),
        (Stage.WITHDRAWN, Stage.RESULTS_RETURNED, State.WITHDRAWN_WHILE_RETURNED),
        (Stage.WITHDRAWN, Stage.REFUSED, State.WITHDRAWN_WHILE_REFUSED),
        (Stage.RESULTS_ACCEPTED, Stage.EXECUTING, State.EXECUTION_CONTINUES),
        (Stage.CLOSED_BY_REQUESTING, Stage.EXECUTING, State.EXECUTED_AFTER_CLOSING),
    ],
)
def test_a_crossing_has_a_name_of_its_own(paris: Stage, rabat: Stage, named: State) -> None:
    assert state(Position(paris), Position(rabat)) is named


def test_withdrawn_while_executing_leaves_the_duty_to_stop_with_the_requested_state() -> None:
    assert STATE_WORDS[State.WITHDRAWN_WHILE_EXECUTING].ball is RABAT
    assert Kind.STOP in possible(RABAT, Position(Stage.EXECUTING), Position(Stage.WITHDRAWN))


def test_a_supplement_supplied_puts_the_request_back_under_examination() -> None:
    asked = Position(Stage.SUPPLEMENT_ASKED, round=1)
    assert state(Position(Stage.ISSUED), asked) is State.SUPPLEMENT_ASKED
    assert state(Position(Stage.ISSUED, round=1), asked) is State.UNDER_EXAMINATION


def test_a_second_question_waits_for_the_answer_to_the_first_to_be_seen() -> None:
    asked = Position(Stage.SUPPLEMENT_ASKED, round=1)
    with pytest.raises(NotPossible):
        after(RABAT, asked, Kind.ASK_SUPPLEMENT, Position(Stage.ISSUED))
    seen = Position(Stage.ISSUED, round=1)
    assert after(RABAT, asked, Kind.ASK_SUPPLEMENT, seen).to == Position(Stage.SUPPLEMENT_ASKED, round=2)


def test_a_supplement_may_be_added_without_being_asked_and_answers_nothing() -> None:
    move = after(PARIS, Position(Stage.ISSUED), Kind.SUPPLY_SUPPLEMENT, Position(Stage.ACKNOWLEDGED))
    assert move.to == Position(Stage.ISSUED, round=0)


def test_accepting_conditions_binds_to_the_set_seen_and_not_to_a_later_one() -> None:
    accepted = after(
        PARIS, Position(Stage.ISSUED), Kind.ACCEPT_CONDITIONS, Position(Stage.CONDITIONS_OFFERED, offers=1)
    ).to
    assert state(accepted, Position(Stage.CONDITIONS_OFFERED, offers=1)) is State.CONDITIONS_ACCEPTED
    assert state(accepted, Position(Stage.CONDITIONS_OFFERED, offers=2)) is State.CONDITIONS_OFFERED


def test_the_same_conditions_are_not_accepted_twice() -> None:
    own = Position(Stage.CONDITIONS_ACCEPTED, offers=1)
    with pytest.raises(NotPossible):
        after(PARIS, own, Kind.ACCEPT_CONDITIONS, Position(Stage.CONDITIONS_OFFERED, offers=1))


def test_executing_under_conditions_not_yet_accepted_is_unexpected() -> None:
    own = Position(Stage.CONDITIONS_OFFERED, offers=1)
    early = after(RABAT, own, Kind.REPORT_EXECUTION, Position(Stage.ISSUED))
    in_turn = after(RABAT, own, Kind.REPORT_EXECUTION, Position(Stage.CONDITIONS_ACCEPTED, offers=1))
    assert (early.expected, in_turn.expected) == (False, True)


@pytest.mark.parametrize(
    "kind", [Kind.ACCEPT, Kind.REFUSE, Kind.POSTPONE, Kind.ASK_SUPPLEMENT, Kind.OFFER_CONDITIONS]
)
def test_a_request_seen_withdrawn_is_no_longer_decided_upon(kind: Kind) -> None:
    with pytest.raises(NotPossible):
        after(RABAT, Position(Stage.ACKNOWLEDGED), kind, Position(Stage.WITHDRAWN))


def test_nobody_rectifies_before_having_acted() -> None:
    for side in Side:
        assert Kind.RECTIFY not in possible(side, START[side], Position(STAGES[side.other][1]))


def test_the_sentence_of_a_refusal_names_act_side_and_both_positions() -> None:
    with pytest.raises(NotPossible) as refused:
        after(RABAT, Position(Stage.REFUSED), Kind.ACCEPT, Position(Stage.ISSUED))
    assert (refused.value.side, refused.value.kind) == (RABAT, Kind.ACCEPT)
    assert str(refused.value) == ("accept: not possible for the requested State at refused, the other seen at issued")
