"""The year in numbers: who sees it, what they see of it, and what leaves with the export."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta

import pytest
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from tajawub.casework import reads
from tajawub.casework.clock import Milestone
from tajawub.casework.life_cycle import Kind
from tajawub.casework.models import Request
from tajawub.casework.statistics_words import Ended, Way
from tajawub.ledger.models import Entry
from tajawub.node.invented import ACKNOWLEDGE, ASK_SUPPLEMENT, EXECUTED, IMPOSSIBLE, RETURN_RESULTS

from .test_pages import LANGUAGES, check, speaking
from .world import World

pytestmark = pytest.mark.django_db

THIS = timezone.now().year


def returned(world: World) -> Request:
    """A letter of Paris's judge whose results Rabat has returned; one measure was executed, one impossible."""
    request = world.issued()
    for kind, body in (
        (Kind.ACKNOWLEDGE, ACKNOWLEDGE),
        (Kind.ACCEPT, {}),
        (Kind.REPORT_EXECUTION, EXECUTED),
        (Kind.REPORT_EXECUTION, IMPOSSIBLE),
        (Kind.RETURN_RESULTS, RETURN_RESULTS),
    ):
        world.answer(request, kind, **body)
    return request


def exported(world: World, who: str, year: int = THIS) -> list[dict[str, str]]:
    answer = speaking(world.client(who), "en").get(reverse("statistics_export", args=[year]))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    lines = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""))
    return [{name[name.index("[") + 1 : -1]: value for name, value in line.items()} for line in lines]


def test_a_letter_is_counted_by_its_way_its_state_and_its_end(world: World) -> None:
    request = returned(world)
    world.issued(urgency="routine")
    world.incoming()
    (one, _) = rows = [row for row in reads.statistics_rows(world.mandate("lawyer"), THIS) if row.way is Way.SENT]
    assert {(row.state, row.kind) for row in rows} == {("MA", "letter-rogatory")}
    assert one.ended is Ended.IN_PART
    acts = dict(request.acts.values_list("kind", "authored_at"))
    assert (one.opened_at, one.ended_at) == (acts["issue"], acts["return_results"])
    assert one.clock.reached[Milestone.ACKNOWLEDGED] == acts["acknowledge"]
    counts = ("way_code", "state_code", "carried_over", "new", "urgent", "ended_in_part", "pending")
    assert [tuple(line[name] for name in counts) for line in exported(world, "lawyer")] == [
        ("received", "MA", "0", "1", "1", "0", "1"),
        ("sent", "MA", "0", "2", "1", "1", "1"),
    ]


def test_an_open_question_stops_the_clock_of_the_row(world: World) -> None:
    request = world.issued()
    world.answer(request, Kind.ACKNOWLEDGE, **ACKNOWLEDGE)
    world.answer(request, Kind.ASK_SUPPLEMENT, **ASK_SUPPLEMENT)
    (row,) = reads.statistics_rows(world.mandate("judge"), THIS)
    asked = request.acts.get(kind="ask_supplement").authored_at
    later = asked + timedelta(days=9)
    assert row.clock.net(Milestone.ISSUED, None, later) == asked - row.opened_at
    assert row.clock.gross(Milestone.ISSUED, None, later) == later - row.opened_at


def test_officers_count_what_they_may_read_and_nothing_else(world: World) -> None:
    world.issued()
    assert [len(exported(world, who)) for who in ("judge", "lawyer", "duty", "prosecutor", "stranger")] == [
        1,
        1,
        1,
        0,
        0,
    ]
    assert reads.statistics_rows(world.mandate("operator"), THIS) == []


@pytest.mark.parametrize("page", ["statistics", "statistics_of", "statistics_export"])
def test_who_runs_the_node_sees_no_statistics_and_is_told_so_in_the_ledger(world: World, page: str) -> None:
    url = reverse(page, args=[] if page == "statistics" else [THIS])
    assert world.client("operator").get(url).status_code == 403
    assert Entry.objects.filter(kind="mandates:permission:refuse").count() == 1


def test_a_year_to_come_and_no_year_are_not_found(world: World) -> None:
    client = world.client("judge")
    for year in (THIS + 1, 1899, 0, 99999):
        assert client.get(reverse("statistics_of", args=[year])).status_code == 404
        assert client.get(reverse("statistics_export", args=[year])).status_code == 404


def test_what_is_pending_is_carried_over_into_the_next_year(world: World) -> None:
    world.issued()
    returned(world)
    zone = timezone.get_current_timezone()
    with override_settings(NOW=lambda: datetime(THIS + 1, 2, 1, tzinfo=zone)):
        (line,) = exported(world, "judge", THIS + 1)
        page = world.client("judge").get(reverse("statistics")).content.decode()
    assert (line["carried_over"], line["new"], line["pending"]) == ("1", "0", "1")
    assert f'href="{reverse("statistics_of", args=[THIS])}"' in page
    assert f'href="{reverse("statistics_of", args=[THIS + 1])}" aria-current="page"' in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_renders_full_and_empty_in_every_language(world: World, language: str) -> None:
    returned(world)
    world.incoming()
    client = speaking(world.client("lawyer"), language)
    for url in (reverse("statistics"), reverse("statistics_of", args=[2001])):
        answer = client.get(url)
        assert answer.status_code == 200
        assert answer["Cache-Control"] == "no-store"
        check(answer, language)


def test_few_cases_are_counted_and_their_times_are_not_told(world: World) -> None:
    returned(world)
    page = speaking(world.client("judge"), "en").get(reverse("statistics")).content.decode()
    assert '<td class="step">From delivery to results</td><td data-label="Cases">' in page
    assert '<td data-label="Median, net">–</td>' in page
