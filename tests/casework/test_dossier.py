"""From acts to a dossier: two real folds that exchange acts, honest, late, out of order, and hostile."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tajawub.casework.dossier import Standing, fold
from tajawub.casework.letter_rogatory import Position, Stage, State
from tajawub.casework.life_cycle import Kind, Side

from .parties import Party, body, may, outcome, pair, play, settled, shared

PARIS, RABAT = Side.REQUESTING, Side.REQUESTED
ACCEPTED = (Kind.ISSUE, Kind.ACKNOWLEDGE, Kind.ACCEPT)


class Post:
    """What is on its way to each party; an act may be kept there after its delivery, to arrive again."""

    def __init__(self, *parties: Party) -> None:
        self.parties = parties
        self.bag: dict[Side, list[bytes]] = {side: [] for side in Side}
        self.sent: dict[Side, list[bytes]] = {side: [] for side in Side}

    def author(self, party: Party, kind: Kind) -> None:
        content = party.author(kind)
        self.bag[party.side.other].append(content)
        self.sent[party.side.other].append(content)

    def deliver(self, party: Party, which: int, *, again: bool) -> None:
        bag = self.bag[party.side]
        if bag:
            which %= len(bag)
            party.receive(bag[which] if again else bag.pop(which))


FACTS = (Kind.REPORT_EXECUTION, Kind.RETURN_RESULTS)

steps = st.lists(
    st.tuples(st.sampled_from(Side), st.sampled_from(["act", "act", "fact", "late", "again"]), st.integers(0, 99)),
    min_size=8,
    max_size=40,
)


def step(post: Post, party: Party, what: str, which: int) -> None:
    """Let one party do one thing an honest party does."""
    match what:
        case "late" | "again":
            post.deliver(party, which, again=what == "again")
        case "fact" if which % 4 == 0 and party.side is RABAT and party.dossier.heads:
            post.author(party, FACTS[which % 2])
        case _:
            kinds = may(party)
            if kinds and (party.side is PARIS or party.dossier.heads):
                post.author(party, kinds[which % len(kinds)])


@settings(max_examples=60)
@given(steps, st.randoms(use_true_random=False))
def test_two_honest_parties_end_with_the_same_dossier_whatever_the_post_does(
    taken: list[tuple[Side, str, int]], random: Any
) -> None:
    paris, rabat = pair()
    post = Post(paris, rabat)
    post.author(paris, Kind.ISSUE)
    post.deliver(rabat, 0, again=False)
    for side, what, which in taken:
        party = paris if side is PARIS else rabat
        before = settled(party.dossier)
        step(post, party, what, which)
        assert before.items() <= settled(party.dossier).items()
    for party in (paris, rabat):
        late = post.sent[party.side] * 2
        random.shuffle(late)
        for content in late:
            party.receive(content)
    assert outcome(paris.dossier) == outcome(rabat.dossier)
    assert settled(paris.dossier) == settled(rabat.dossier)
    for told in paris.dossier.told:
        facts = {Standing.EFFECTIVE, Standing.UNEXPECTED}
        assert told.standing in (facts if told.act.header.kind in FACTS else {Standing.EFFECTIVE})
    assert paris.dossier.state is not State.OUT_OF_STEP
    shuffled = list(paris.stored)
    random.shuffle(shuffled)
    assert outcome(fold(shuffled)) == outcome(paris.dossier)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.sampled_from(Side), st.sampled_from(Kind)), max_size=12), st.data())
def test_acts_that_have_no_place_are_without_effect_on_both_sides_in_every_order(
    taken: list[tuple[Side, Kind]], data: st.DataObject
) -> None:
    paris, rabat = pair()
    rabat.receive(paris.author(Kind.ISSUE))
    for side, kind in taken:
        author, other = (paris, rabat) if side is PARIS else (rabat, paris)
        other.receive(author.author(kind))
    shuffled = data.draw(st.permutations(paris.stored))
    before: dict[bytes, tuple[Standing, Position | None]] = {}
    for count in range(len(shuffled) + 1):
        now = settled(fold(shuffled[:count]))
        assert before.items() <= now.items()
        before = now
    assert before == settled(rabat.dossier)
    assert outcome(fold(shuffled)) == outcome(rabat.dossier)
    assert all(told.why for told in paris.dossier.told if told.standing is Standing.WITHOUT_EFFECT)


# ---------------------------------------------------------------- a letter from issue to close


def test_a_letter_goes_from_issue_to_close() -> None:
    paris, rabat = pair()
    play(paris, rabat, *ACCEPTED, Kind.REPORT_EXECUTION, Kind.RETURN_RESULTS, Kind.ACCEPT_RESULTS)
    assert paris.dossier.state is State.RESULTS_ACCEPTED
    rabat.receive(paris.author(Kind.CLOSE))
    paris.receive(rabat.author(Kind.CLOSE))
    assert paris.dossier.state is rabat.dossier.state is State.CLOSED
    assert {told.standing for told in rabat.dossier.told} == {Standing.EFFECTIVE}
    assert [told.act.number for told in rabat.dossier.told] == [1, 1, 2, 3, 4, 2, 3, 5]


def test_nothing_happened_yet() -> None:
    dossier = fold([])
    assert (dossier.state, dossier.told, dossier.heads) == (State.NOT_ISSUED, (), {})
    assert (dossier.letter, dossier.measures) == (None, ())
    assert dossier.possible(PARIS) == (Kind.ISSUE,)
    assert dossier.possible(RABAT) == ()


def test_each_measure_has_its_refusal_and_its_last_report() -> None:
    paris, rabat = pair()
    play(paris, rabat, Kind.ISSUE, Kind.ACKNOWLEDGE, Kind.ACCEPT_IN_PART, Kind.REPORT_EXECUTION)
    last = body(Kind.REPORT_EXECUTION) | {"outcome": "executed_in_part"}
    report = rabat.author(Kind.REPORT_EXECUTION, body=last)
    first, second = rabat.dossier.measures
    assert (first.number, first.refused, second.report) == (1, None, None)
    assert first.report is not None
    assert first.report.act.digest == shared(report).digest
    assert second.refused is not None
    assert second.refused.refused[0].measure == 2


def test_an_act_stored_twice_is_told_once() -> None:
    paris, rabat = pair()
    (issue,) = play(paris, rabat, Kind.ISSUE)
    assert fold([shared(issue), shared(issue)]).told == fold([shared(issue)]).told


def test_an_act_is_held_until_what_it_names_is_here_and_says_what_it_waits_for() -> None:
    paris, rabat = pair()
    issue = paris.author(Kind.ISSUE)
    rabat.receive(issue)
    supplement = paris.author(Kind.SUPPLY_SUPPLEMENT)
    late = Party(RABAT)
    late.receive(supplement)
    told = late.told(supplement)
    assert (told.standing, told.why) == (Standing.HELD, f"waits for {shared(issue).digest.hex()[:16]}")
    assert outcome(late.dossier) == outcome(fold([]))
    late.receive(issue)
    assert {told.standing for told in late.dossier.told} == {Standing.EFFECTIVE}


# ---------------------------------------------------------------- crossings and facts


@pytest.mark.parametrize(
    ("before", "crossing", "named"),
    [
        ((), Kind.ACKNOWLEDGE, State.WITHDRAWN_STOP_DUE),
        ((Kind.ACKNOWLEDGE,), Kind.ACCEPT, State.WITHDRAWN_STOP_DUE),
        ((Kind.ACKNOWLEDGE,), Kind.ASK_SUPPLEMENT, State.WITHDRAWN_STOP_DUE),
        ((Kind.ACKNOWLEDGE,), Kind.REFUSE, State.WITHDRAWN_WHILE_REFUSED),
        ((Kind.ACKNOWLEDGE, Kind.ACCEPT), Kind.REPORT_EXECUTION, State.WITHDRAWN_WHILE_EXECUTING),
        ((Kind.ACKNOWLEDGE, Kind.ACCEPT), Kind.RETURN_RESULTS, State.WITHDRAWN_WHILE_RETURNED),
    ],
)
def test_a_withdrawal_that_crosses_an_act_leaves_both_with_a_state_of_its_own(
    before: tuple[Kind, ...], crossing: Kind, named: State
) -> None:
    paris, rabat = pair()
    play(paris, rabat, Kind.ISSUE, *before)
    withdrawal, other = paris.author(Kind.WITHDRAW), rabat.author(crossing)
    rabat.receive(withdrawal)
    paris.receive(other)
    assert paris.dossier.state is rabat.dossier.state is named
    assert paris.standing(other) is rabat.standing(withdrawal) is Standing.EFFECTIVE


def test_after_a_withdrawal_crossed_by_execution_the_requested_state_stops_and_both_close() -> None:
    paris, rabat = pair()
    play(paris, rabat, *ACCEPTED)
    withdrawal, report = paris.author(Kind.WITHDRAW), rabat.author(Kind.REPORT_EXECUTION)
    rabat.receive(withdrawal)
    paris.receive(report)
    paris.receive(rabat.author(Kind.STOP))
    assert paris.dossier.state is State.STOPPED
    rabat.receive(paris.author(Kind.CLOSE))
    paris.receive(rabat.author(Kind.CLOSE))
    assert rabat.dossier.state is paris.dossier.state is State.CLOSED


@pytest.mark.parametrize("fact", FACTS)
def test_a_fact_out_of_turn_has_effect_and_alarms(fact: Kind) -> None:
    paris, rabat = pair()
    play(paris, rabat, Kind.ISSUE, Kind.ACKNOWLEDGE, Kind.REFUSE)
    content = rabat.author(fact)
    paris.receive(content)
    told = paris.told(content)
    assert (told.standing, told.effective) == (Standing.UNEXPECTED, True)
    assert paris.dossier.state in (State.EXECUTING, State.RESULTS_TO_CHECK)


def test_execution_after_both_closed_is_not_lost() -> None:
    paris, rabat = pair()
    play(paris, rabat, Kind.ISSUE, Kind.ACKNOWLEDGE, Kind.REFUSE, Kind.CLOSE, Kind.CLOSE)
    assert paris.dossier.state is State.CLOSED
    report = rabat.author(Kind.REPORT_EXECUTION)
    paris.receive(report)
    assert paris.standing(report) is Standing.UNEXPECTED
    assert paris.dossier.state is State.EXECUTED_AFTER_CLOSING


# ---------------------------------------------------------------- supplements and conditions


def test_supplements_go_in_rounds() -> None:
    paris, rabat = pair()
    play(paris, rabat, Kind.ISSUE, Kind.ACKNOWLEDGE)
    for count in (1, 2):
        play(paris, rabat, Kind.ASK_SUPPLEMENT)
        assert paris.dossier.state is State.SUPPLEMENT_ASKED
        assert Kind.ASK_SUPPLEMENT not in rabat.dossier.possible(RABAT)
        play(paris, rabat, Kind.SUPPLY_SUPPLEMENT)
        assert rabat.dossier.state is State.UNDER_EXAMINATION
        assert rabat.dossier.positions[RABAT] == Position(Stage.SUPPLEMENT_ASKED, round=count)


def test_a_second_question_before_the_answer_was_seen_is_without_effect_however_late_it_is_folded() -> None:
    paris, rabat = pair()
    play(paris, rabat, Kind.ISSUE, Kind.ACKNOWLEDGE, Kind.ASK_SUPPLEMENT)
    second = rabat.author(Kind.ASK_SUPPLEMENT)
    answer = paris.author(Kind.SUPPLY_SUPPLEMENT)
    paris.receive(second)
    rabat.receive(answer)
    assert paris.standing(second) is rabat.standing(second) is Standing.WITHOUT_EFFECT
    assert paris.dossier.state is rabat.dossier.state is State.UNDER_EXAMINATION


def test_a_supplement_that_crosses_a_decision_keeps_its_effect_and_leaves_the_decision() -> None:
    paris, rabat = pair()
    play(paris, rabat, Kind.ISSUE, Kind.ACKNOWLEDGE, Kind.ASK_SUPPLEMENT)
    answer, decision = paris.author(Kind.SUPPLY_SUPPLEMENT), rabat.author(Kind.ACCEPT)
    paris.receive(decision)
    rabat.receive(answer)
    assert paris.standing(decision) is rabat.standing(answer) is Standing.EFFECTIVE
    assert outcome(paris.dossier) == outcome(rabat.dossier)
    assert paris.dossier.state is State.ACCEPTED


def test_new_conditions_are_not_bound_by_the_acceptance_of_earlier_ones() -> None:
    paris, rabat = pair()
    play(paris, rabat, Kind.ISSUE, Kind.ACKNOWLEDGE, Kind.OFFER_CONDITIONS, Kind.ACCEPT_CONDITIONS)
    assert paris.dossier.state is State.CONDITIONS_ACCEPTED
    play(paris, rabat, Kind.ACCEPT, Kind.POSTPONE, Kind.OFFER_CONDITIONS)
    assert paris.dossier.state is State.CONDITIONS_OFFERED
    play(paris, rabat, Kind.ACCEPT_CONDITIONS)
    assert rabat.dossier.state is State.CONDITIONS_ACCEPTED
