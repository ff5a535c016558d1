"""A hostile peer: forged parents, two acts under one number, unknown forms. Nothing moves, and it is said why."""

from __future__ import annotations

import json
from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from tajawub.casework import act
from tajawub.casework.dossier import SETTLED, Standing, fold
from tajawub.casework.letter_rogatory import State
from tajawub.casework.life_cycle import Kind, Side

from .parties import LETTER, REQUEST, Party, body, may, outcome, pair, play, settled, shared

PARIS, RABAT = Side.REQUESTING, Side.REQUESTED


def midway() -> tuple[Party, Party, list[bytes]]:
    """Issued, acknowledged, asked, supplied: two acts on each side, all seen."""
    paris, rabat = pair()
    kinds = (Kind.ISSUE, Kind.ACKNOWLEDGE, Kind.ASK_SUPPLEMENT, Kind.SUPPLY_SUPPLEMENT)
    return paris, rabat, play(paris, rabat, *kinds)


def digest(content: bytes) -> str:
    return shared(content).digest.hex()


def forged(rabat: Party, kind: str, **fields: Any) -> bytes:
    """Rabat's next act with some fields forged, unknown to its own book."""
    header = rabat.next_header(kind) | fields
    return act.write(act.Header.model_validate(header))


OTHERWISE = REQUEST.model_dump(mode="json") | {"label": "FR-2026-0002"}
CONTRADICTIONS = {
    "previous of the other series": "the act it names as its previous one is not",
    "previous of another number": "the act it names as its previous one is not",
    "seen of its own series": "the act it says it has seen is of its own series",
    "seen less than before": "it has seen less than the act before it",
    "request described otherwise": "the acts it names describe the request otherwise",
}


def contradictory(case: str, rabat: Party, acts: list[bytes]) -> bytes:
    issue, acknowledge, _, supply = acts
    fields: dict[str, dict[str, Any]] = {
        "previous of the other series": {"previous": digest(supply)},
        "previous of another number": {"previous": digest(acknowledge)},
        "seen of its own series": {"seen": digest(acknowledge)},
        "seen less than before": {"seen": digest(issue)},
        "request described otherwise": {"request": OTHERWISE},
    }
    if case == "seen less than before":
        acts.append(rabat.author(Kind.POSTPONE))
    return forged(rabat, Kind.ACCEPT, **fields[case])


@pytest.mark.parametrize("case", CONTRADICTIONS)
def test_an_act_that_contradicts_what_it_names_changes_nothing_and_freezes_its_series(case: str) -> None:
    paris, rabat, acts = midway()
    content = contradictory(case, rabat, acts)
    for known in acts[4:]:
        paris.receive(known)
    before = paris.dossier
    paris.receive(content)
    after = paris.dossier
    assert (paris.standing(content), paris.told(content).why) == (Standing.CONTRADICTS, CONTRADICTIONS[case])
    assert (after.positions, after.heads) == (before.positions, before.heads)
    assert after.frozen == {RABAT}
    assert settled(after) == settled(before)


@pytest.mark.parametrize("case", CONTRADICTIONS)
@settings(max_examples=8)
@given(data=st.data())
def test_a_contradiction_leaves_the_same_acts_settled_in_every_order(case: str, data: st.DataObject) -> None:
    _, rabat, acts = midway()
    content = contradictory(case, rabat, acts)
    expected = fold([shared(known) for known in (*acts, content)])
    shuffled = data.draw(st.permutations([*acts, content]))
    got = fold([shared(known) for known in shuffled])
    assert outcome(got) == outcome(expected)
    assert settled(got) == settled(expected)


def test_the_honest_side_goes_on_after_the_other_series_is_frozen() -> None:
    paris, rabat, acts = midway()
    paris.receive(forged(rabat, Kind.ACCEPT, seen=digest(acts[1])))
    assert paris.dossier.possible(RABAT) == ()
    withdrawal = paris.author(Kind.WITHDRAW)
    assert paris.standing(withdrawal) is Standing.EFFECTIVE
    assert paris.dossier.state is State.WITHDRAWN_STOP_DUE


@pytest.mark.parametrize("missing", ["previous", "seen"])
def test_an_act_that_names_what_nobody_knows_is_held_and_freezes_nothing(missing: str) -> None:
    paris, rabat, _ = midway()
    before = outcome(paris.dossier)
    content = forged(rabat, Kind.ACCEPT, **{missing: "ab" * 32})
    paris.receive(content)
    assert (paris.standing(content), paris.told(content).why) == (Standing.HELD, "waits for " + "ab" * 8)
    assert outcome(paris.dossier) == before


def test_two_acts_under_one_number_keep_the_first_and_freeze_the_series() -> None:
    paris, rabat, _ = midway()
    refusal = forged(rabat, Kind.REFUSE)
    acceptance = rabat.author(Kind.ACCEPT)
    paris.receive(acceptance)
    before = paris.dossier
    paris.receive(refusal)
    after = paris.dossier
    told = paris.told(refusal)
    assert (told.standing, told.why) == (
        Standing.EQUIVOCATES,
        f"number 3 is borne by {digest(acceptance)[:16]} too",
    )
    assert (after.positions, after.heads, settled(after)) == (before.positions, before.heads, settled(before))
    assert after.frozen == {RABAT}
    assert {shared(known).digest for known in (acceptance, refusal)} <= {told.act.digest for told in after.told}


def test_later_acts_of_a_frozen_series_change_nothing() -> None:
    paris, rabat, _ = midway()
    refusal = forged(rabat, Kind.REFUSE)
    paris.receive(rabat.author(Kind.ACCEPT))
    paris.receive(refusal)
    before = outcome(paris.dossier)
    report = rabat.author(Kind.REPORT_EXECUTION)
    paris.receive(report)
    told = paris.told(report)
    assert (told.standing, told.why) == (Standing.FROZEN, "the series of the requested State is frozen")
    assert outcome(paris.dossier) == before


def test_a_held_act_of_a_series_that_equivocates_never_comes_into_effect() -> None:
    paris, rabat, _ = midway()
    postponed = rabat.author(Kind.POSTPONE)
    refused = forged(rabat, Kind.REFUSE)
    accepted = rabat.author(Kind.ACCEPT)
    early = Party(PARIS, stored=list(paris.stored))
    for content in (accepted, refused, postponed):
        early.receive(content)
    standings = [early.standing(content) for content in (postponed, accepted, refused)]
    assert standings == [Standing.FROZEN, Standing.FROZEN, Standing.EQUIVOCATES]
    assert outcome(early.dossier)[:2] == outcome(paris.dossier)[:2]


UNKNOWN: dict[str, tuple[str, dict[str, Any]]] = {
    "kind": ("transfer_proceedings", {"body": {"on": "conditions"}}),
    "body": (Kind.ACCEPT, {"body": {"remarks": "x", "price": 3}}),
    "type": (Kind.RETURN_RESULTS, {"body": {"contents": "x", "complete": "yes"}}),
    "direction": (Kind.ACCEPT, {"body": {"remarks": "\u202eevil"}}),
}


@pytest.mark.parametrize("case", UNKNOWN)
def test_what_is_not_understood_is_kept_and_all_that_follows_is_held(case: str) -> None:
    paris, rabat, _ = midway()
    kind, fields = UNKNOWN[case]
    before = outcome(paris.dossier)
    content = forged(rabat, kind, **fields)
    following = forged(rabat, Kind.REPORT_EXECUTION, number=4, previous=digest(content))
    last = forged(rabat, Kind.RETURN_RESULTS, number=5, previous=digest(following))
    for known in (last, content, following):
        paris.receive(known)
    standings = [paris.standing(known) for known in (content, following, last)]
    assert standings == [Standing.NOT_UNDERSTOOD, Standing.HELD, Standing.HELD]
    assert paris.told(content).why.startswith(f"{kind}: ")
    assert paris.told(following).why == f"waits for {digest(content)[:16]} (not_understood)"
    assert outcome(paris.dossier) == before


@pytest.mark.parametrize("named", [{"version": 2}, {"kind": "transfer-of-proceedings"}])
def test_a_request_of_an_unknown_kind_or_version_is_kept_and_never_without_effect(
    named: dict[str, Any],
) -> None:
    paris, rabat = pair()
    issue = paris.author(Kind.ISSUE, request=REQUEST.model_dump(mode="json") | named)
    rabat.receive(issue)
    told = rabat.told(issue)
    assert told.standing is Standing.NOT_UNDERSTOOD
    assert told.why.endswith(": unknown")
    assert outcome(rabat.dossier) == outcome(fold([]))


def test_why_an_act_is_not_understood_stays_short_whatever_the_peer_wrote() -> None:
    paris, rabat, _ = midway()
    content = forged(rabat, Kind.ACCEPT, body={"\u202e" + "k" * 50_000: 1})
    paris.receive(content)
    why = paris.told(content).why
    assert len(why) < 300
    assert "\u202e" not in why


@settings(max_examples=40)
@given(
    st.sampled_from([*Kind, "transfer_proceedings"]),
    st.fixed_dictionaries(
        {},
        optional={
            "number": st.integers(2, 6),
            "previous": st.integers(0, 4),
            "seen": st.integers(0, 4),
            "body": st.sampled_from([{}, {"remarks": ""}, LETTER]),
        },
    ),
)
def test_no_forgery_moves_another_side_or_unsettles_anything(kind: str, fields: dict[str, Any]) -> None:
    paris, rabat, acts = midway()
    known = [digest(content) for content in acts] + ["cd" * 32]
    named = {name: known[fields[name]] for name in ("previous", "seen") if name in fields}
    before = paris.dossier
    content = forged(rabat, kind, **(fields | named))
    paris.receive(content)
    after = paris.dossier
    assert after.positions[PARIS] == before.positions[PARIS]
    assert settled(before).items() <= settled(after).items()
    if paris.standing(content) not in SETTLED:
        assert (after.positions, after.heads) == (before.positions, before.heads)
        assert paris.told(content).why
    assert Kind.SUPPLY_SUPPLEMENT in may(paris)


def test_an_act_of_another_state_is_not_read() -> None:
    _, rabat, _ = midway()
    header = rabat.next_header(Kind.ACCEPT)
    header["author"]["state"] = "ES"
    content = rfc8785.dumps(json.loads(json.dumps(header)))
    with pytest.raises(act.Malformed, match="author's State is not the State of that side"):
        shared(content)


def test_an_act_in_the_name_of_the_other_side_is_not_read() -> None:
    _, rabat, _ = midway()
    header = rabat.next_header(Kind.WITHDRAW) | {"side": "requesting", "body": body(Kind.WITHDRAW)}
    with pytest.raises(act.Malformed):
        shared(rfc8785.dumps(json.loads(json.dumps(header))))
