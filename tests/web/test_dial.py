"""The clock of a request: gross and net, milestones where a logarithm puts them, ours dotted, nothing ranked."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from tajawub.casework import reads
from tajawub.casework.life_cycle import Kind, Side
from tajawub.casework.reads import Folder
from tajawub.exchange.reads import Crossing
from tajawub.node.invented import ACKNOWLEDGE
from tajawub.node.invented_extradition import ARREST, SUPPLEMENT, formal_request, incomplete
from tajawub.web.dial import WIDTH, Dial, dial

from .book import BASES, Book, days_ago
from .world import World

pytestmark = pytest.mark.django_db


def delivered(book: Book, *, seconds: int = 20) -> Folder:
    """Return the file with the signed receipt that came so long after the issue."""
    folder = reads.folder(book.request)
    crossing = Crossing("out", book.began, book.began + timedelta(seconds=seconds), "", 1, "", "delivered")
    return replace(folder, entries=(replace(folder.entries[0], crossing=crossing), *folder.entries[1:]))


def of(folder: Folder, now: datetime, language: str = "en") -> Dial:
    found = dial(folder, language=language, now=now)
    assert found is not None
    return found


def supplemented() -> Book:
    """An arrest; two days later a formal request with something missing, supplied three days after that."""
    book = Book.opened(began=days_ago(11)).arrested()
    asked = {**formal_request(book.began.date()), "bases": BASES}
    book.tell(Side.REQUESTING, Kind.SEND_FORMAL_REQUEST, timedelta(days=2), **asked)
    until = (book.began + timedelta(days=9)).date().isoformat()
    book.tell(Side.REQUESTED, Kind.REPORT_INCOMPLETE_REQUEST, timedelta(days=2, hours=1), **incomplete(until))
    return book.tell(Side.REQUESTING, Kind.SUPPLY_SUPPLEMENT, timedelta(days=5, hours=1), **SUPPLEMENT)


def test_the_time_waited_for_a_supplement_is_not_the_requested_states(world: World) -> None:
    book = supplemented()
    shown = of(delivered(book), book.began + timedelta(days=10, seconds=20))
    assert (shown.gross, shown.net, shown.stopped) == ("10 days", "7 days", "3 days")
    assert (shown.net_percent, shown.stopped_percent, len(shown.stops)) == (70, 30, 1)
    assert shown.stops[0].width == pytest.approx(0.3 * (WIDTH - 60), abs=0.2)


def test_milestones_stand_in_order_on_a_scale_where_seconds_count(world: World) -> None:
    book = supplemented()
    shown = of(delivered(book), book.began + timedelta(days=10))
    assert [(pin.name, pin.value) for pin in shown.pins] == [
        ("Signed receipt", "20 s"),
        ("Acknowledged", "14 min"),
        ("Arrest", "4 h 1 min"),
    ]
    assert [tick.text for tick in shown.ticks][:3] == ["10 s", "1 min", "10 min"]
    places = [pin.x for pin in shown.pins]
    assert places == sorted(places)
    assert shown.now_x > places[-1]


def test_where_the_page_is_read_from_the_right_so_is_the_scale(world: World) -> None:
    book = supplemented()
    now = book.began + timedelta(days=10)
    left, right = (of(delivered(book), now, language) for language in ("en", "ar"))
    assert [pin.x for pin in right.pins] == [pytest.approx(WIDTH - pin.x) for pin in left.pins]
    assert right.stops[0].x == pytest.approx(WIDTH - left.stops[0].x - left.stops[0].width, abs=0.2)


def test_labels_touch_no_other(world: World) -> None:
    book = Book.opened(began=days_ago(11))
    for minutes, kind in ((14, Kind.ACKNOWLEDGE), (15, Kind.ARREST)):
        book.tell(Side.REQUESTED, kind, timedelta(minutes=minutes), **SAID[kind])
    shown = of(delivered(book, seconds=800), book.began + timedelta(days=10))
    assert len({pin.name_y for pin in shown.pins}) == 3


SAID = {Kind.ACKNOWLEDGE: ACKNOWLEDGE, Kind.ARREST: ARREST}


def test_without_a_receipt_the_clock_has_not_begun(world: World) -> None:
    book = Book.opened(began=days_ago(2)).arrested()
    assert of(reads.folder(book.request), days_ago(0)).gross == ""
    text = world.client("lawyer").get(reverse("dossier", args=[book.request.pk])).content.decode()
    assert "begins with the signed receipt, which is not here yet" in text


def test_what_was_done_before_the_issue_is_ours_alone(world: World) -> None:
    context = world.client("judge").get(reverse("dossier", args=[world.issued().pk])).context
    assert {one.name for one in context["dial"].before} == {"Drafted", "Approved"}
