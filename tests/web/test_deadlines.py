"""A deadline is four facts and who must act; where the person is stands beside; a release that is due comes first."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from tajawub.casework import reads
from tajawub.casework.life_cycle import Kind, Side
from tajawub.casework.procedures import EXTRADITION
from tajawub.node.invented_extradition import COMPLETE, RELEASED, formal_request
from tajawub.web import dates
from tajawub.web.deadlines import Panel, panel

from .book import BASES, Book, days_ago
from .world import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("invented_law")]


def shown(book: Book) -> Panel:
    return panel(reads.dossier(book.request), language="en", now=timezone.now())


def arrested(days: int = 11, label: str = "FR-2026-0417") -> Book:
    return Book.opened(began=days_ago(days), label=label).arrested()


def page(world: World, book: Book, language: str = "en") -> str:
    client = world.client("lawyer")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return client.get(reverse("dossier", args=[book.request.pk])).content.decode()


def test_in_custody_the_limit_on_the_detention_is_the_critical_one(world: World) -> None:
    near = shown(arrested()).critical
    assert near is not None
    assert near.days is not None
    # The reading is not verified, so the day of the arrest counts: eleven days later it is the twelfth.
    assert (near.shown.title.en, near.days.day, near.days.of) == ("Reception of the complete request", 12, 40)
    assert near.shown.otherwise == "must follow: release; a new arrest remains possible"
    assert near.shown.doubts == (
        "article not read",
        "not verified: secondary source",
        "not yet confirmed by a lawyer of this node",
    )
    assert near.later == day(days_ago(11) + timedelta(days=40))
    assert (near.shown.ball, near.shown.ball_is_ours, near.shown.hurts) == ("Paris", True, True)
    assert [square.look for square in near.days.squares[10:13]] == ["gone", "today", "ahead"]
    assert [index for index, square in enumerate(near.days.squares) if square.alarm][-1] == 38


def day(at: datetime) -> str:
    return dates.day(at.astimezone(ZoneInfo("Africa/Casablanca")).date(), "en")


@pytest.mark.parametrize(
    ("language", "why"),
    [
        ("en", "the term of the provisional arrest runs"),
        ("fr", "le terme de l’arrestation provisoire court"),
        ("ar", "أجل الاعتقال المؤقت جار"),
    ],
)
def test_why_the_person_is_held_stands_on_the_page(world: World, language: str, why: str) -> None:
    assert why in page(world, arrested(), language)


def test_a_release_that_is_due_stands_before_all_else(world: World) -> None:
    book = arrested(days=41)
    found = shown(book)
    assert found.critical is not None
    assert found.person is not None
    assert found.critical.shown.standing.text.startswith("ran out on ")
    assert found.person.release.startswith("The term ended on ")
    assert (found.person.ball, found.person.ball_is_ours) == ("Rabat", False)
    text = page(world, book)
    assert text.index("Release is due") < text.index("Critical deadline")
    (item,) = world.client("lawyer").get(reverse("desk")).context["pressing"].items
    assert (item.release_due, item.due.says) == (True, "late")


def test_a_withdrawal_leaves_a_release_due_and_a_release_ends_it(world: World) -> None:
    book = arrested().tell(Side.REQUESTING, Kind.WITHDRAW, timedelta(days=2), reasons="Retirée.")
    assert "The request was withdrawn, refused or closed: nothing founds the custody." in page(world, book)
    book.tell(Side.REQUESTED, Kind.RELEASE, timedelta(days=3), **RELEASED)
    text = page(world, book)
    assert "Release is due" not in text
    assert "Person: released" in text
    assert f"since {day(days_ago(8))}" in text


def test_what_was_met_says_when_and_what_ran_out_too(world: World) -> None:
    book = arrested()
    book.tell(Side.REQUESTING, Kind.SEND_FORMAL_REQUEST, timedelta(days=1), **formal(book, "ma-dapg"))
    book.tell(Side.REQUESTED, Kind.RECEIVE_FORMAL_REQUEST, timedelta(days=2), **COMPLETE)
    told = {one.title.en: (one.standing.mark, one.remains) for one in shown(book).others}
    assert told["Acknowledgement by a person"] == ("met", "")
    assert told["Reception of the complete request"] == ("met", "")
    unanswered = Book.opened(began=days_ago(1), label="FR-2026-0418")
    (late,) = shown(unanswered).others
    assert (late.title.en, late.standing.mark, late.over) == ("Acknowledgement by a person", "notmet", False)


def test_how_it_was_counted_is_the_same_sentence_on_both_nodes_with_days_as_people_write_them(world: World) -> None:
    book = arrested()
    near = shown(book).critical
    assert near is not None
    assert near.how is not None
    assert near.how.en.startswith(
        "40 days, by the time of Africa/Casablanca: earliest reading of an unverified limit"
    )
    arrested_on = days_ago(11).date()
    assert arrested_on.isoformat() in near.how.ar
    text = page(world, book, "ar")
    assert arrested_on.isoformat() not in text
    assert f"({dates.day(arrested_on, 'ar')})" in text


def test_an_identity_contested_stands_on_top_with_what_it_holds_back(world: World) -> None:
    book = arrested().tell(Side.REQUESTING, Kind.CONTEST_IDENTITY, timedelta(days=1), **CONTESTED)
    (stop,) = shown(book).stops
    assert (stop.words.en, stop.by, len(stop.acts)) == ("identity contested", "Paris", 7)
    text = page(world, book)
    assert text.index("Paris reports: identity contested") < text.index("Critical deadline")


CONTESTED: dict[str, Any] = {"contested_by": "person", "reasons": "Les empreintes ne concordent pas."}


def test_the_first_lane_holds_who_is_detained_and_what_falls_due_first(world: World) -> None:
    ours = arrested(days=11, label="MA-2026-0020")
    nearer = arrested(days=30, label="MA-2026-0021")
    for book in (ours, nearer):
        book.tell(Side.REQUESTING, Kind.SEND_FORMAL_REQUEST, timedelta(days=5), **formal(book))
    context = world.client("lawyer").get(reverse("desk")).context
    lane = [(item.label, item.detained, item.due.title.en) for item in context["pressing"].items]
    assert lane == [
        ("MA-2026-0021", True, "Reception of the complete request"),
        ("MA-2026-0020", True, "Reception of the complete request"),
    ]
    assert "person detained" in world.client("lawyer").get(reverse("desk")).content.decode()


def formal(book: Book, addressee: str = "fr-bepi") -> dict[str, Any]:
    return {**formal_request(book.began.date()), "bases": BASES, "addressee": addressee, "through": None}


def test_an_acknowledgement_not_yet_given_runs_by_the_minute(world: World) -> None:
    request = world.incoming()
    (item,) = world.client("duty").get(reverse("desk")).context["pressing"].items
    assert (item.label, item.due.title.en, item.due.figure, item.due.ball_is_ours) == (
        request.label,
        "Acknowledgement by a person",
        "59 min",
        True,
    )


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_an_extradition_is_counted_by_its_own_name(world: World, language: str) -> None:
    book = arrested()
    client = world.client("lawyer")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    shown_page = client.get(reverse("statistics_of", args=[book.began.year])).content.decode()
    assert EXTRADITION.name.said(language) in shown_page
