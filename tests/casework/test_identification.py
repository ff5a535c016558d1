"""A name identifies nobody: what counts beside it, and what counts once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tajawub.casework.bodies import BODIES
from tajawub.casework.extradition_bodies import SoughtPerson
from tajawub.casework.identification import NEEDED, Family, Identifier, Strength, independent, strength
from tajawub.casework.life_cycle import Kind

from .parties import SOUGHT

I = Identifier  # noqa: E741
some = st.lists(st.sampled_from(Identifier), max_size=12)


def test_what_fails_together_counts_once() -> None:
    families = {family: [one for one in Identifier if one.family is family] for family in Family}
    assert families == {
        Family.FINGERPRINTS: [I.FINGERPRINTS],
        Family.DNA: [I.DNA],
        Family.FACE: [I.PHOTOGRAPH],
        Family.PAPERS: [I.PASSPORT, I.IDENTITY_CARD, I.OTHER_DOCUMENT],
        Family.CIVIL_STATUS: [I.BIRTH_DATE, I.BIRTH_PLACE, I.PARENTS],
        Family.MARKS: [I.DISTINGUISHING_MARKS],
    }


@pytest.mark.parametrize(
    ("identifiers", "count", "named"),
    [
        ([], 0, Strength.NAME_ONLY),
        ([I.BIRTH_DATE], 1, Strength.ONE_IDENTIFIER),
        ([I.BIRTH_DATE, I.BIRTH_PLACE, I.PARENTS], 1, Strength.ONE_IDENTIFIER),
        ([I.PASSPORT, I.IDENTITY_CARD], 1, Strength.ONE_IDENTIFIER),
        ([I.PASSPORT, I.PASSPORT], 1, Strength.ONE_IDENTIFIER),
        ([I.PASSPORT, I.BIRTH_DATE], 2, Strength.TWO_IDENTIFIERS),
        ([I.FINGERPRINTS, I.DNA, I.PHOTOGRAPH], 3, Strength.TWO_IDENTIFIERS),
    ],
)
def test_strength_is_how_many_identifiers_fail_independently(
    identifiers: list[Identifier], count: int, named: Strength
) -> None:
    assert (independent(identifiers), strength(identifiers)) == (count, named)


@given(some, some)
def test_a_further_identifier_never_weakens_and_order_and_repetition_do_not_matter(
    known: list[Identifier], further: list[Identifier]
) -> None:
    assert independent(known) <= independent([*known, *further]) <= independent(known) + independent(further)
    assert independent([*known, *further]) == independent([*further, *known, *known])
    assert (strength(known) is Strength.TWO_IDENTIFIERS) == (independent(known) >= NEEDED)


def test_a_birth_date_counts_as_an_identifier_of_the_person_sought() -> None:
    person = SoughtPerson.model_validate(SOUGHT["person"])
    assert (person.identified_by, person.strength) == (
        (I.BIRTH_DATE, I.FINGERPRINTS),
        Strength.TWO_IDENTIFIERS,
    )
    named = SoughtPerson(name="Idriss Vaubrac", name_other_script="إدريس فوبراك", description="1 m 78")
    assert (named.identified_by, named.strength) == ((), Strength.NAME_ONLY)


def test_nothing_a_peer_may_send_holds_an_arrest_on_a_notice() -> None:
    """An external notice is a reference in a request, never an identifier and never a warrant."""
    assert not [one for one in Identifier if "notice" in one]
    assert "notice" not in BODIES[Kind.ARREST].model_fields
