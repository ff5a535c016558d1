"""Days, spans and articles as each language writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tajawub.casework.bodies import Person
from tajawub.casework.letter_rogatory_words import ACTS, STATE_WORDS
from tajawub.casework.words import POLICY
from tajawub.web import dates, phrases
from tajawub.web.articles import article
from tajawub.web.places import PLACES, place


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ar", "الاثنين 23 نونبر 2026"),
        ("fr", "lundi 23 novembre 2026"),
        ("en", "Monday 23 November 2026"),
    ],
)
def test_a_day_is_written_as_in_the_two_states(language: str, said: str) -> None:
    assert dates.weekday(date(2026, 11, 23), language) == said


def test_the_first_of_a_month_has_its_own_word() -> None:
    first = date(2026, 12, 1)
    assert [dates.day(first, language) for language in ("ar", "fr", "en")] == [
        "فاتح دجنبر 2026",
        "1er décembre 2026",
        "1 December 2026",
    ]


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (1, "يوم واحد"),
        (2, "يومان"),
        (3, "3 أيام"),
        (10, "10 أيام"),
        (11, "11 يوما"),
        (100, "100 يوم"),
        (103, "103 أيام"),
    ],
)
def test_arabic_counts_days_in_six_ways(days: int, said: str) -> None:
    with translation.override("ar"):
        assert dates.days(days) == said


@given(st.timedeltas(min_value=timedelta(days=-3), max_value=timedelta(days=4000)))
def test_a_span_says_two_units_at_most_and_never_nothing(length: timedelta) -> None:
    with translation.override("en"):
        said = dates.span(length)
    assert 1 <= len([part for part in said.split() if part.isdigit()]) <= 2
    assert "0 min" not in f" {said}".replace("10 min", "").replace("20 min", "").replace("30 min", "").replace(
        "40 min", ""
    ).replace("50 min", "") or said.endswith(" 0 min")


@pytest.mark.parametrize(
    ("reference", "ar", "fr", "en"),
    [
        ("18(15)(d)", "المادة 18، الفقرة 15 (د)", "art. 18 § 15 d)", "art. 18(15)(d)"),
        ("18(21), (23)", "المادة 18، الفقرتان 21 و23", "art. 18 §§ 21 et 23", "art. 18(21), (23)"),
        ("18(13)-(15)", "المادة 18، الفقرات من 13 إلى 15", "art. 18 §§ 13 à 15", "art. 18(13)-(15)"),
        ("18(17), (21), (23)", "المادة 18، الفقرات 17 و21 و23", "art. 18 §§ 17, 21 et 23", "art. 18(17), (21), (23)"),
        ("18(3)", "المادة 18، الفقرة 3", "art. 18 § 3", "art. 18(3)"),
    ],
)
def test_an_article_is_written_as_each_language_cites(reference: str, ar: str, fr: str, en: str) -> None:
    said = [article(reference, language) for language in ("ar", "fr", "en")]
    assert said == [f"اتفاقية باليرمو، {ar}", f"Palerme, {fr}", f"UNTOC, {en}"]


def test_a_reference_of_another_form_is_left_as_it_is() -> None:
    assert article("1", "ar") == "1"


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_every_article_of_the_tables_can_be_said(language: str) -> None:
    for reference in {words.article for words in (*ACTS.values(), *STATE_WORDS.values())} - {POLICY}:
        assert article(reference, language) != reference


@pytest.mark.parametrize(
    ("latin", "arabic"), [("Nadir ZALTOUNI", "نادر الزلتوني"), ("Bastien LORMEVAL", "باستيان لورمفال")]
)
def test_a_name_is_shown_first_in_the_readers_script(latin: str, arabic: str) -> None:
    for person in (Person(name=latin, name_other_script=arabic), Person(name=arabic, name_other_script=latin)):
        assert phrases.names(person, "ar") == (arabic, latin)
        assert phrases.names(person, "fr") == (latin, arabic)
    assert phrases.names(Person(name=latin), "ar") == (latin, "")


def test_a_state_without_a_place_goes_by_its_code() -> None:
    assert place("ES").capital.said("ar") == "ES"
    assert {state: str(found.zone) for state, found in PLACES.items()} == {
        "FR": "Europe/Paris",
        "MA": "Africa/Casablanca",
    }


def test_times_are_local_to_their_state() -> None:
    summer = datetime(2026, 7, 1, 10, 0, tzinfo=UTC)
    assert [dates.clock(summer.astimezone(place(state).zone)) for state in ("FR", "MA")] == ["12:00", "11:00"]


def test_sizes_have_their_number_in_every_language() -> None:
    said = {
        language: [_said(language, count) for count in (1, 2, 7, 1536, 3 * 2**20)] for language in ("ar", "fr", "en")
    }
    assert said["ar"] == ["بايت واحد", "بايتان", "7 بايتات", "1,5\u00a0كيبيبايت", "3\u00a0ميبيبايت"]
    assert said["fr"] == ["1\u00a0octet", "2\u00a0octets", "7\u00a0octets", "1,5\u00a0Kio", "3\u00a0Mio"]
    assert said["en"] == ["1 byte", "2 bytes", "7 bytes", "1.5 KiB", "3 MiB"]


def _said(language: str, count: int) -> str:
    with translation.override(language):
        return dates.size(count)
