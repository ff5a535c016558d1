"""A call is written down on one page, read on another, and confirmed by a request between the two States."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from tajawub.casework.models import OralConfirmation, OralRequest
from tajawub.casework.oral import Direction

from .world import NOWHERE, World

pytestmark = pytest.mark.django_db


def typed(world: World, **changes: str) -> dict[str, str]:
    return {
        "direction": "received",
        "state": "MA",
        "officer": str(world.officers["duty"].pk),
        "other_name": "وكيل متخيل",
        "other_function": "نائب وكيل الملك",
        "other_authority": "محكمة الرباط",
        "called_at": "2026-01-15T08:30",
        "time_zone": "Africa/Casablanca",
        "said": "Arrestation provisoire demandée.",
    } | changes


def test_the_desk_writes_down_a_call_by_the_clocks_it_was_read_off(world: World) -> None:
    answer = world.client("duty").post(reverse("record_oral"), typed(world))
    row = OralRequest.objects.get()
    assert answer.url == reverse("oral", args=[row.pk])
    assert (row.called_at, row.other_authority) == (datetime(2026, 1, 15, 7, 30, tzinfo=UTC), "محكمة الرباط")
    page = world.client("duty").get(answer.url).content.decode()
    assert "08:30, Casablanca time" in page
    assert "Overdue: the written request was to be here by" in page


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"direction": "sideways"}, "direction"),
        ({"state": ""}, "state"),
        ({"state": "FR"}, "state"),
        ({"other_name": ""}, "other_name"),
        ({"officer": "x"}, "officer"),
        ({"called_at": "2099-01-01T00:00"}, "called_at"),
        ({"called_at": "yesterday"}, "called_at"),
        ({"time_zone": "Nowhere"}, "called_at"),
        ({"said": ""}, "said"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    world: World, changes: dict[str, str], field: str
) -> None:
    answer = world.client("duty").post(reverse("record_oral"), typed(world, **changes))
    page = answer.content.decode()
    assert (answer.status_code, OralRequest.objects.count()) == (422, 0)
    assert f'id="f-{field}-e"' in page
    assert page.count('class="miss-text"') == 1
    assert "محكمة الرباط" in page


def test_the_written_request_is_chosen_among_those_of_that_state(world: World) -> None:
    ours, theirs, call = world.issued(), world.incoming(), world.call()
    client, url = world.client("duty"), reverse("oral", args=[call.pk])
    page = client.get(url).content.decode()
    assert theirs.label in page
    assert ours.label not in page
    assert client.post(reverse("confirm_oral", args=[call.pk]), {"request": str(theirs.pk)}).url == url
    assert OralConfirmation.objects.get().request == theirs
    page = client.get(url).content.decode()
    assert "as confirming this call" in page
    assert "<select" not in page
    assert client.post(reverse("confirm_oral", args=[call.pk]), {"request": str(theirs.pk)}).url == url


@pytest.mark.parametrize("chosen", ["", "x", str(NOWHERE)])
def test_a_request_that_is_not_in_the_list_confirms_nothing(world: World, chosen: str) -> None:
    world.incoming()
    call = world.call()
    answer = world.client("duty").post(reverse("confirm_oral", args=[call.pk]), {"request": chosen})
    assert (answer.status_code, OralConfirmation.objects.count()) == (422, 0)
    assert "Choose the request from the list." in answer.content.decode()


def test_a_call_to_confirm_stands_in_the_first_lane_until_it_is(world: World) -> None:
    call = world.call(ago=timedelta(hours=30))
    client = world.client("lawyer")
    page = client.get(reverse("desk")).content.decode()
    assert "To confirm in writing: a call" in page
    assert "overdue" in page
    assert "Nothing waits for your authority." not in page
    assert "ZALTOUNI" not in page
    client.post(reverse("confirm_oral", args=[call.pk]), {"request": str(world.incoming().pk)})
    assert "To confirm in writing: a call" not in client.get(reverse("desk")).content.decode()


def test_a_call_of_another_authority_is_not_found_nor_listed(world: World) -> None:
    call = world.call()
    for who in ("judge", "stranger", "operator"):
        client = world.client(who)
        assert client.get(reverse("oral", args=[call.pk])).status_code == 404
        listed = client.get(reverse("oral_requests"))
        assert listed.status_code == (404 if who == "operator" else 200)
        assert str(call.pk) not in listed.content.decode()
    assert "Calls" not in world.client("operator").get(reverse("node")).content.decode()


def test_the_list_says_what_is_overdue_and_what_is_confirmed(world: World) -> None:
    late, done = world.call(ago=timedelta(hours=30)), world.call(direction=Direction.MADE)
    written = world.issued()
    client = world.client("lawyer")
    client.post(reverse("confirm_oral", args=[done.pk]), {"request": str(written.pk)})
    page = client.get(reverse("oral_requests")).content.decode()
    assert reverse("oral", args=[late.pk]) in page
    assert page.count("overdue") == 1
    assert written.label in page


def test_no_such_call_is_not_found(world: World) -> None:
    assert world.client("duty").get(reverse("oral", args=[NOWHERE])).status_code == 404


def test_who_signs_in_again_on_a_confirmation_is_led_to_its_call(world: World) -> None:
    call = world.call()
    url = reverse("confirm_oral", args=[call.pk])
    assert world.client("duty").get(url).url == reverse("oral", args=[call.pk])
