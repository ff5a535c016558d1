"""Extradition between two folds: in any order, and against a peer that writes what it should not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tajawub.casework.bodies import Incomplete, filled_in, plain
from tajawub.casework.dossier import Dossier, Standing, fold
from tajawub.casework.extradition import FACTS, KINDS, Custody, State
from tajawub.casework.extradition_bodies import Arrest
from tajawub.casework.life_cycle import Kind, Side

from .parties import EXTRADITION, MORNING, SAID, Party, body, may, outcome, pair, settled
from .test_dossier import Post, steps
from .test_extradition import ARRESTED, COMPLETE, FACTS_OF, GRANTED, played

PARIS, RABAT = Side.REQUESTING, Side.REQUESTED
BEFORE = "2026-11-22T08:00:00.000Z"


def arrested_at(dossier: Dossier) -> datetime:
    """When the term begins: the first arrest that has effect."""
    return next(told.act.header.occurred_at for told in dossier.effective if isinstance(told.body, Arrest))


def last_fact(dossier: Dossier) -> Custody:
    """What the last effective fact of the requested State's series says of the person."""
    says = {
        Kind.ARREST: Custody.IN_CUSTODY,
        Kind.RELEASE: Custody.RELEASED,
        Kind.SURRENDER: Custody.HANDED_OVER,
        Kind.SURRENDER_TEMPORARILY: Custody.HANDED_OVER,
        Kind.RECORD_RETURN: Custody.IN_CUSTODY,
        Kind.REPORT_DEATH: Custody.DECEASED,
    }
    said = [told.act.header.kind for told in dossier.effective if told.act.side is RABAT]
    return next((says[Kind(kind)] for kind in reversed(said) if kind in says), Custody.AT_LARGE)


# ---------------------------------------------------------------- whatever is authored, in whatever order


def step(post: Post, party: Party, what: str, which: int) -> None:
    """Let one party do one thing an honest party does; a fact may come out of turn."""
    heard = party.side is PARIS or party.dossier.heads
    match what:
        case "late" | "again":
            post.deliver(party, which, again=what == "again")
        case "fact" if which % 4 == 0 and heard:
            post.author(party, FACTS_OF[party.side][which % len(FACTS_OF[party.side])])
        case _:
            kinds = may(party)
            if kinds and heard:
                post.author(party, kinds[which % len(kinds)])


@settings(max_examples=60)
@given(st.sampled_from([ARRESTED, COMPLETE, GRANTED]), steps, st.randoms(use_true_random=False))
def test_two_honest_parties_end_with_the_same_dossier_whatever_the_post_does(
    begun: Sequence[Kind], taken: list[tuple[Side, str, int]], random: Any
) -> None:
    paris, rabat = played(*begun)
    post = Post(paris, rabat)
    for side, what, which in taken:
        party = paris if side is PARIS else rabat
        before = settled(party.dossier)
        step(post, party, what, which)
        assert before.items() <= settled(party.dossier).items()
        assert party.dossier.custody is last_fact(party.dossier)
    for party in (paris, rabat):
        late = post.sent[party.side] * 2
        random.shuffle(late)
        for content in late:
            party.receive(content)
    assert outcome(paris.dossier) == outcome(rabat.dossier)
    assert settled(paris.dossier) == settled(rabat.dossier)
    assert paris.dossier.opening == rabat.dossier.opening
    for told in paris.dossier.told:
        facts = {Standing.EFFECTIVE, Standing.UNEXPECTED}
        assert told.standing in (facts if told.act.header.kind in FACTS else {Standing.EFFECTIVE})
    shuffled = list(paris.stored)
    random.shuffle(shuffled)
    assert outcome(fold(shuffled)) == outcome(paris.dossier)


@settings(max_examples=60)
@given(
    st.sampled_from([ARRESTED, GRANTED]),
    st.lists(st.tuples(st.sampled_from(Side), st.sampled_from(KINDS)), max_size=12),
)
def test_no_act_of_one_side_moves_the_other_side_or_a_fact_of_its(
    begun: Sequence[Kind], taken: list[tuple[Side, Kind]]
) -> None:
    paris, rabat = played(*begun)
    for side, kind in taken:
        author, other = (paris, rabat) if side is PARIS else (rabat, paris)
        before = author.dossier
        facts = {told for told in _facts(before) if told[0] is not side}
        other.receive(author.author(kind))
        now = author.dossier
        assert now.positions[side.other] == before.positions[side.other]
        assert {told for told in _facts(now) if told[0] is not side} == facts
        assert now.custody is last_fact(now)
        if side is PARIS:
            assert now.custody is before.custody
        assert outcome(now) == outcome(other.dossier)


def _facts(dossier: Dossier) -> set[tuple[Side, int, datetime]]:
    return {
        (told.act.side, told.act.number, told.act.header.occurred_at)
        for told in dossier.effective
        if told.act.header.kind in FACTS
    }


# ---------------------------------------------------------------- what a peer may get wrong


def received(author: Party, other: Party, kind: Kind, **forged: Any) -> tuple[Standing, str]:
    """Let a party seal an act, forged where wanted; return what became of it, the same on both sides."""
    content = author.author(kind, **forged)
    other.receive(content)
    told = other.told(content)
    assert (told.standing, told.why) == (author.told(content).standing, author.told(content).why)
    assert outcome(author.dossier) == outcome(other.dossier)
    return told.standing, told.why


def test_an_arrest_dated_before_its_request_is_kept_and_alarms() -> None:
    paris, rabat = played(*ARRESTED[:2])
    assert received(rabat, paris, Kind.ARREST, occurred_at=BEFORE) == (
        Standing.UNEXPECTED,
        "the arrest is dated before the request",
    )
    assert paris.dossier.custody is Custody.IN_CUSTODY


def test_of_two_arrests_the_second_alarms_and_the_first_counts() -> None:
    paris, rabat = played(*ARRESTED)
    began = arrested_at(paris.dossier)
    assert received(rabat, paris, Kind.ARREST) == (Standing.UNEXPECTED, "a fact reported out of turn")
    assert (paris.dossier.custody, arrested_at(paris.dossier)) == (Custody.IN_CUSTODY, began)


def test_a_decision_after_a_withdrawal_is_kept_without_effect() -> None:
    paris, rabat = played(*COMPLETE, Kind.REFER_TO_COURT, Kind.REPORT_COURT_DECISION, Kind.WITHDRAW)
    before = paris.dossier.positions
    standing, why = received(rabat, paris, Kind.GRANT)
    assert (standing, why) == (
        Standing.WITHOUT_EFFECT,
        "grant: not possible for the requested State at court_decided, the other seen at withdrawn",
    )
    assert (paris.dossier.positions, paris.dossier.state) == (before, State.WITHDRAWN_RELEASE_DUE)
    assert paris.dossier.heads[RABAT].number == len(paris.dossier.told) - 3


def test_a_formal_request_received_before_it_was_sent_alarms() -> None:
    for kind in (Kind.RECEIVE_FORMAL_REQUEST, Kind.REPORT_INCOMPLETE_REQUEST):
        paris, rabat = played(*ARRESTED, Kind.SEND_FORMAL_REQUEST)
        assert received(rabat, paris, kind, occurred_at="2026-11-23T08:01:00.000Z") == (
            Standing.UNEXPECTED,
            "the formal request is dated as received before it was sent",
        )


@pytest.mark.parametrize(
    ("kind", "before"),
    [
        (Kind.RELEASE, ARRESTED),
        (Kind.SURRENDER, (*GRANTED, Kind.SCHEDULE_SURRENDER)),
        (Kind.SURRENDER_TEMPORARILY, GRANTED),
    ],
)
def test_what_ends_a_detention_and_is_dated_before_the_arrest_alarms(kind: Kind, before: tuple[Kind, ...]) -> None:
    paris, rabat = played(*before)
    assert received(rabat, paris, kind, occurred_at=BEFORE) == (Standing.UNEXPECTED, "it is dated before the arrest")
    assert paris.dossier.custody is last_fact(paris.dossier) is not Custody.IN_CUSTODY


def test_no_forged_act_moves_the_arrest_from_which_the_term_runs() -> None:
    """A second arrest, a rectification, an arrest in the wrong series: the term cannot be made longer."""
    paris, rabat = played(*ARRESTED)
    began, said = arrested_at(paris.dossier), paris.dossier.effective
    of_arrest = next(told for told in said if isinstance(told.body, Arrest)).act.digest.hex()
    later = {"occurred_at": "2026-12-24T08:00:00.000Z"}
    assert received(rabat, paris, Kind.ARREST, **later)[0] is Standing.UNEXPECTED
    correction = {"rectifies": of_arrest, "correction": "Arrêté le 24 décembre."}
    # Dated after its own signature, it alarms, and moves nothing.
    assert received(rabat, paris, Kind.RECTIFY, body=correction, **later)[0] is Standing.UNEXPECTED
    assert received(paris, rabat, Kind.ARREST, **later)[0] is Standing.WITHOUT_EFFECT
    for party in (paris, rabat):
        assert (party.dossier.custody, arrested_at(party.dossier)) == (Custody.IN_CUSTODY, began)
        assert party.dossier.state is State.FORMAL_REQUEST_DUE


def test_a_release_reported_by_the_requesting_state_sets_nobody_free_on_paper() -> None:
    paris, rabat = played(*ARRESTED)
    assert received(paris, rabat, Kind.RELEASE)[0] is Standing.WITHOUT_EFFECT
    assert rabat.dossier.custody is Custody.IN_CUSTODY


def test_an_act_of_the_letter_is_without_effect_in_an_extradition() -> None:
    paris, rabat = played(*ARRESTED)
    for author, other, kind in ((paris, rabat, Kind.ISSUE), (rabat, paris, Kind.REPORT_EXECUTION)):
        assert received(author, other, kind)[0] is Standing.WITHOUT_EFFECT


def test_what_comes_late_does_not_change_which_request_opened_the_file() -> None:
    paris, rabat = pair(EXTRADITION)
    first, second = paris.author(Kind.REQUEST_PROVISIONAL_ARREST), paris.author(Kind.SEND_FORMAL_REQUEST)
    for content in (second, first):
        rabat.receive(content)
    assert rabat.dossier.opened is not None
    assert rabat.dossier.opened.act.header.kind == "request_provisional_arrest"
    assert rabat.dossier.opening == paris.dossier.opening
    assert arrestable(rabat)


def arrestable(party: Party) -> bool:
    return Kind.ARREST in may(party)


# ---------------------------------------------------------------- on a name alone


def errors(kind: Kind, **changed: Any) -> dict[str, str]:
    with pytest.raises(Incomplete) as refused:
        filled_in(kind, SAID[kind] | changed)
    return refused.value.errors


@pytest.mark.parametrize("kind", [Kind.REQUEST_PROVISIONAL_ARREST, Kind.SEND_FORMAL_REQUEST])
def test_a_request_on_a_name_alone_is_refused(kind: Kind) -> None:
    nobody = {"name": "Idriss Vaubrac", "description": "1 m 78"}
    assert errors(kind, person=nobody) == {"person.identifiers": "name_only"}
    assert plain(filled_in(kind, SAID[kind] | {"person": nobody | {"born_on": "1990-05-12"}}))["person"]["born_on"]


@pytest.mark.parametrize(
    ("matched", "second_officer"),
    [
        (["fingerprints", "birth_date"], False),
        (["passport", "photograph"], False),
        (["passport", "identity_card"], True),
        (["birth_date", "birth_place", "parents"], True),
        (["photograph"], True),
        ([], True),
    ],
)
@pytest.mark.parametrize("kind", [Kind.ARREST, Kind.SURRENDER, Kind.SURRENDER_TEMPORARILY])
def test_on_fewer_than_two_independent_identifiers_a_person_is_taken_only_with_reasons_and_a_second_officer(
    kind: Kind, matched: list[str], second_officer: bool
) -> None:
    if second_officer:
        assert errors(kind, matched=matched) == {"matched": "two_identifiers"}
    else:
        assert not filled_in(kind, SAID[kind] | {"matched": matched}).needs_second_officer
    # Whoever goes on against a doubt, whatever it is, does so by two officers.
    assert filled_in(kind, SAID[kind] | {"matched": matched, "override": "Flagrance."}).needs_second_officer


def test_an_identity_is_confirmed_by_two_independent_identifiers_and_no_override() -> None:
    assert errors(Kind.CONFIRM_IDENTITY, matched=["passport", "identity_card"]) == {"matched": "two_identifiers"}
    assert errors(Kind.CONFIRM_IDENTITY, override="Flagrance.") == {"override": "not_valid"}


def test_a_peers_arrest_on_a_name_alone_is_not_understood_and_moves_nothing() -> None:
    paris, rabat = played(*ARRESTED[:2])
    arrest = body(Kind.ARREST) | {"matched": ["birth_date"]}
    standing, why = received(rabat, paris, Kind.ARREST, body=arrest)
    assert (standing, "two_identifiers" in why) == (Standing.NOT_UNDERSTOOD, True)
    assert paris.dossier.custody is Custody.AT_LARGE


def test_acts_follow_each_other_by_the_minute_in_these_tests() -> None:
    """The instants above are meant against this clock."""
    paris, _ = played(*ARRESTED)
    assert arrested_at(paris.dossier).isoformat() == MORNING.replace(minute=2).isoformat()
