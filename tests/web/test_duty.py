"""The roster says who is there now and when nobody is; a page that has not left is seen on three pages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tajawub.mandates import acts as mandates
from tajawub.mandates import jobs
from tajawub.mandates.models import Shift
from tajawub.mandates.paging import Failure, Reason
from tajawub.web import moments
from tajawub.web.duty import FAILURES, REASONS, WRONG

from .test_pages import LANGUAGES, check, speaking
from .world import HOSTILE, World

pytestmark = pytest.mark.django_db


def page_of(world: World, who: str, name: str = "duty") -> str:
    return world.client(who).get(reverse(name)).content.decode()


def typed(world: World, who: str = "duty", **changes: str) -> dict[str, str]:
    """Return the form as filled in: tomorrow from 22:00 to 06:00 in Paris."""
    day = (timezone.now() + timedelta(days=1)).date()
    return {
        "officer": str(world.officers[who].pk),
        "starts_at": f"{day}T22:00",
        "ends_at": f"{day + timedelta(days=1)}T06:00",
        "time_zone": "Europe/Paris",
    } | changes


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_the_urgent_lane_renders_in_every_language(world: World, language: str) -> None:
    shift, request = world.shift("duty"), world.incoming(urgency="urgent", offence=HOSTILE)
    mandates.escalate(at=timezone.now() + timedelta(minutes=15))
    jobs.send_due(timezone.now())
    call, late = world.call(), world.call(ago=timedelta(hours=30))
    client = speaking(world.client("duty"), language)
    for url in (
        reverse("duty"),
        reverse("end_shift", args=[shift.pk]),
        reverse("oral_requests"),
        reverse("record_oral"),
        reverse("oral", args=[call.pk]),
        reverse("oral", args=[late.pk]),
        reverse("desk"),
        reverse("node"),
    ):
        answer = client.get(url)
        assert answer.status_code == 200, url
        check(answer, language)
        assert b"<script>alert" not in answer.content
    assert request.label in client.get(reverse("duty")).content.decode()


def test_who_is_on_duty_stands_first_with_the_time_it_is_there(world: World) -> None:
    world.shift("duty")
    page = page_of(world, "lawyer")
    assert "Officer duty" in page
    assert moments.said(timezone.now(), "Europe/Paris", "en").split(",")[0] in page
    assert "Nobody. An urgent request calls" not in page
    assert "nobody" in page  # the gap after the shift


def test_an_empty_roster_says_that_nobody_is_there(world: World) -> None:
    page = page_of(world, "lawyer")
    assert "Nobody. An urgent request calls every approver and desk officer of this authority." in page
    assert page.count('class="uncovered"') == 1


def test_the_desk_enters_a_shift_by_the_clocks_of_the_officer(world: World) -> None:
    answer = world.client("duty").post(
        reverse("duty"), typed(world, starts_at="2027-01-10T22:00", ends_at="2027-01-11T06:00")
    )
    assert (answer.status_code, answer.url) == (302, reverse("duty"))
    shift = Shift.objects.get()
    assert (shift.starts_at, shift.ends_at) == (
        datetime(2027, 1, 10, 21, 0, tzinfo=UTC),
        datetime(2027, 1, 11, 5, 0, tzinfo=UTC),
    )
    assert (shift.officer, shift.entered_by, shift.authority_id) == (
        world.officers["duty"],
        world.officers["duty"],
        "fr-bepi",
    )


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"ends_at": "2020-01-01T00:00"}, "It ends before it starts."),
        ({"ends_at": "2099-01-01T00:00"}, "A shift lasts seven days at most."),
        ({"starts_at": "soon"}, "The clocks there show no such time"),
        ({"starts_at": ""}, "The clocks there show no such time"),
        ({"time_zone": "Mars/Base"}, "The clocks there show no such time"),
        ({"officer": ""}, "Choose one from the list."),
        ({"officer": "999999"}, "The officer holds no mandate here for all of that time."),
    ],
)
def test_a_shift_that_cannot_be_says_why_and_keeps_what_was_typed(
    world: World, changes: dict[str, str], sentence: str
) -> None:
    answer = world.client("duty").post(reverse("duty"), typed(world, **changes))
    page = answer.content.decode()
    assert (answer.status_code, Shift.objects.count()) == (422, 0)
    assert sentence in page
    kept = typed(world, **changes)["ends_at"]
    assert f'value="{kept}"' in page


def test_an_overlap_is_said_at_the_beginning(world: World) -> None:
    client = world.client("duty")
    client.post(reverse("duty"), typed(world))
    answer = client.post(reverse("duty"), typed(world))
    assert answer.status_code == 422
    assert "The officer has another shift in that time." in answer.content.decode()


def test_an_hour_that_the_clocks_leave_out_is_no_time(world: World) -> None:
    answer = world.client("duty").post(
        reverse("duty"), typed(world, starts_at="2027-03-28T02:30", ends_at="2027-03-28T08:00")
    )
    assert answer.status_code == 422


def test_a_shift_ends_only_after_a_second_look(world: World) -> None:
    shift, client = world.shift("duty", starts=timedelta(hours=2)), world.client("duty")
    asked = client.get(reverse("end_shift", args=[shift.pk])).content.decode()
    assert "End this shift?" in asked
    assert Shift.objects.count() == 1
    assert client.post(reverse("end_shift", args=[shift.pk])).url == reverse("duty")
    assert Shift.objects.count() == 0


def test_who_may_not_keep_the_roster_reads_it_and_enters_nothing(world: World) -> None:
    shift, client = world.shift("duty"), world.client("operator")
    page = client.get(reverse("duty")).content.decode()
    assert "Enter a shift" not in page
    assert reverse("end_shift", args=[shift.pk]) not in page
    assert client.post(reverse("duty"), typed(world)).status_code == 403
    assert client.post(reverse("end_shift", args=[shift.pk])).status_code == 403
    assert Shift.objects.count() == 1


def test_another_authoritys_shift_is_not_found(world: World) -> None:
    shift = world.shift("duty")
    for method in ("get", "post"):
        answer = getattr(world.client("judge"), method)(reverse("end_shift", args=[shift.pk]))
        assert answer.status_code == 404
    assert Shift.objects.count() == 1


def test_a_page_without_a_hook_is_seen_on_roster_desk_and_node(world: World) -> None:
    request = world.incoming(urgency="urgent")
    jobs.send_due(timezone.now())
    assert "not sent: no hook configured" in page_of(world, "duty")
    assert "3 pages to officers have not left" in page_of(world, "duty", "desk")
    node = page_of(world, "operator", "node")
    assert "not sent: no hook configured" in node
    assert request.label in node
    assert "Officer duty" not in node
    assert "ZALTOUNI" not in node


def test_a_page_leads_to_the_dossier_and_a_stranger_to_the_roster(world: World) -> None:
    request = world.incoming(urgency="urgent")
    url = reverse("called", args=[request.label])
    assert world.client("duty").get(url).url == reverse("dossier", args=[request.pk])
    for who in ("stranger", "operator"):
        assert world.client(who).get(url).url == reverse("duty")
    assert world.client("duty").get(reverse("called", args=["MA-2026-9999"])).url == reverse("duty")


def test_an_acknowledged_request_no_longer_rings(world: World) -> None:
    request, client = world.incoming(urgency="urgent"), world.client("duty")
    assert "Called, and not answered" in client.get(reverse("duty")).content.decode()
    client.post(reverse("act", args=[request.pk, "acknowledge"]), {"file_reference": "1", "understood": "on"})
    page = client.get(reverse("duty")).content.decode()
    assert "Called, and not answered" not in page
    assert "Officer duty" in page


def test_a_round_that_a_later_one_repeats_is_no_longer_about_to_leave(world: World) -> None:
    world.shift("duty")
    world.incoming(urgency="urgent")
    assert page_of(world, "duty").count("about to leave") == 1
    mandates.escalate(at=timezone.now() + timedelta(minutes=15))
    page = page_of(world, "duty")
    assert (page.count("about to leave"), page.count("no longer needed")) == (3, 1)


def test_every_reason_every_failure_and_every_refusal_has_its_words() -> None:
    assert set(REASONS) == set(Reason)
    assert set(FAILURES) == set(Failure)
    assert set(WRONG) == set(mandates.Wrong)
