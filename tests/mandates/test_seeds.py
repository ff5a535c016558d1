"""The directory a new node begins with."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from tajawub.mandates.permissions import AuthorityKind, Evidence
from tajawub.mandates.seeds import AUTHORITIES, FRANCE, MOROCCO, READ_ON
from tajawub.mandates.values import Authority, UrgentDesk

READ_IN_A_TEXT = {"fr-bepi", "fr-liaison-rabat", "ma-dapg", "ma-pmp", "ma-dgsn", "ma-bcn", "ma-liaison-paris"}

entries = pytest.mark.parametrize("entry", AUTHORITIES, ids=lambda entry: entry.key)


def test_keys_are_unique_and_carry_their_state() -> None:
    assert len({entry.key for entry in AUTHORITIES}) == len(AUTHORITIES)
    assert {entry.state for entry in FRANCE} == {"FR"}
    assert {entry.state for entry in MOROCCO} == {"MA"}


def test_each_state_has_one_criminal_central_authority() -> None:
    centrals = [entry.key for entry in AUTHORITIES if entry.kind is AuthorityKind.CENTRAL]
    assert centrals == ["fr-bepi", "ma-dapg"]


def test_only_what_was_read_in_a_text_is_marked_verified() -> None:
    assert {entry.key for entry in AUTHORITIES if entry.verified_on is not None} == READ_IN_A_TEXT


@entries
def test_an_entry_says_how_far_it_was_read(entry: Authority) -> None:
    read = entry.evidence in (Evidence.READ, Evidence.SUMMARY)
    assert (entry.verified_on == READ_ON) is read
    assert bool(entry.verified_by) is read
    assert entry.source


@entries
def test_no_telephone_number_is_shipped(entry: Authority) -> None:
    assert entry.urgent_desk == UrgentDesk()


@entries
def test_names_stand_in_three_languages(entry: Authority) -> None:
    assert re.fullmatch(r"[\u0600-\u06ff \u060c]+", entry.name.ar)
    assert re.search("[a-z]", entry.name.fr)
    assert re.search("[a-z]", entry.name.en)
    assert entry.name.within("ar-ma") == entry.name.ar
    assert entry.name.within("de") == entry.name.en


@entries
def test_it_transmits_through_a_central_authority_of_its_state_named_before_it(entry: Authority) -> None:
    if entry.central is not None:
        before = {earlier.key: earlier for earlier in AUTHORITIES[: AUTHORITIES.index(entry)]}
        assert before[entry.central].state == entry.state
        assert before[entry.central].kind is AuthorityKind.CENTRAL


def test_an_unread_entry_is_stale_and_a_read_one_becomes_so_after_a_year() -> None:
    by_key = {entry.key: entry for entry in AUTHORITIES}
    assert by_key["fr-pnf"].verified_ago(READ_ON) is None
    assert by_key["fr-pnf"].stale(READ_ON)
    assert by_key["fr-bepi"].verified_ago(date(2026, 12, 3)) == timedelta(days=10)
    assert not by_key["fr-bepi"].stale(READ_ON + timedelta(days=365))
    assert by_key["fr-bepi"].stale(READ_ON + timedelta(days=366))
