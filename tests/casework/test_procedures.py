"""The register of procedures: which act opens which, and what becomes of one that this version does not know."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tajawub.casework.bodies import BODIES
from tajawub.casework.body import Opening
from tajawub.casework.dossier import Standing, fold
from tajawub.casework.life_cycle import Kind, NotPossible, Side
from tajawub.casework.procedures import EXTRADITION, LETTER_ROGATORY, PROCEDURES, Procedure, opened_by, procedure

from .parties import EXTRADITION as SOUGHT
from .parties import REQUEST, outcome, pair

EVERY = pytest.mark.parametrize("known", PROCEDURES.values(), ids=lambda known: f"{known.key}-{known.version}")


def test_each_opening_act_opens_one_procedure() -> None:
    opening = {kind: opened_by(kind) for kind in Kind if issubclass(BODIES[kind], Opening)}
    assert opening == {
        Kind.ISSUE: LETTER_ROGATORY,
        Kind.REQUEST_PROVISIONAL_ARREST: EXTRADITION,
        Kind.SEND_FORMAL_REQUEST: EXTRADITION,
    }


@pytest.mark.parametrize("kind", [kind for kind in Kind if not issubclass(BODIES[kind], Opening)])
def test_no_other_act_opens_a_request(kind: Kind) -> None:
    with pytest.raises(KeyError):
        opened_by(kind)


def test_a_procedure_is_found_by_its_key_and_version_and_by_nothing_else() -> None:
    assert set(PROCEDURES) == {("letter-rogatory", 1), ("extradition", 1)}
    assert [procedure(*named) for named in PROCEDURES] == [LETTER_ROGATORY, EXTRADITION]
    assert [procedure("extradition", 2), procedure("transfer-of-proceedings", 1)] == [None, None]


def test_every_kind_belongs_to_a_procedure() -> None:
    assert {kind for known in PROCEDURES.values() for kind in known.kinds} == set(Kind)


@EVERY
def test_a_procedure_opens_by_its_openings_alone(known: Procedure) -> None:
    side = Side.REQUESTING
    assert set(known.possible(side, known.start[side], known.start[side.other])) == known.openings
    assert known.possible(side.other, known.start[side.other], known.start[side]) in ((), _facts_before(known))


def _facts_before(known: Procedure) -> tuple[Kind, ...]:
    """What the requested State may say before it has seen the request: nothing is decided, only stops raised."""
    raised = (Kind.CONTEST_IDENTITY, Kind.REPORT_NOTICE_CANCELLED, Kind.REPORT_DEATH, Kind.REPORT_INTERIM_MEASURES)
    return tuple(kind for kind in known.kinds if kind in raised)


@EVERY
def test_a_procedure_has_words_for_all_it_names(known: Procedure) -> None:
    assert set(known.acts) == set(known.kinds)
    assert known.four_eyes <= set(known.kinds)
    for named in known.states:
        assert known.words(str(named)) is known.states[named]


@given(st.sampled_from([*PROCEDURES.values()]), st.sampled_from(Side), st.sampled_from(Kind))
def test_an_act_of_another_procedure_is_not_possible(known: Procedure, side: Side, kind: Kind) -> None:
    if kind not in known.kinds:
        with pytest.raises(NotPossible):
            known.after(side, known.start[side], kind, known.start[side.other])


@pytest.mark.parametrize("named", [{"version": 2}, {"version": 1000}, {"kind": "transfer-of-proceedings"}])
@pytest.mark.parametrize(
    ("request_", "kind"), [(REQUEST, Kind.ISSUE), (SOUGHT, Kind.REQUEST_PROVISIONAL_ARREST)], ids=["letter", "extr"]
)
def test_a_version_this_one_does_not_know_is_kept_held_and_never_without_effect(
    request_: type(REQUEST),
    kind: Kind,
    named: dict[str, object],  # type: ignore[valid-type]
) -> None:
    paris, rabat = pair(request_.model_copy(update=named))
    opening = paris.author(kind)
    rabat.receive(opening)
    answer = rabat.author(Kind.ACKNOWLEDGE, seen=rabat.stored[0].digest.hex())
    for party in (paris, rabat):
        party.receive(answer)
        assert (party.standing(opening), party.standing(answer)) == (Standing.NOT_UNDERSTOOD, Standing.HELD)
        assert len(party.dossier.told) == 2
    version = named.get("version", 1)
    assert paris.told(opening).why == f"{named.get('kind', request_.kind)}, version {version}: unknown"


def test_a_request_is_folded_by_the_tables_its_first_act_names_whatever_the_caller_expects() -> None:
    paris, _ = pair(SOUGHT)
    paris.author(Kind.REQUEST_PROVISIONAL_ARREST)
    assert fold(paris.stored, LETTER_ROGATORY).procedure is EXTRADITION
    assert outcome(fold(paris.stored, LETTER_ROGATORY)) == outcome(fold(paris.stored, EXTRADITION))
    assert fold([], EXTRADITION).state == "not_requested"
