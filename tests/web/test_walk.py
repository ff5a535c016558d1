"""Who may not see a page does not: nobody, an officer without mandate, another desk, the operator."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tajawub.casework.models import Act, DomesticAct, Draft
from tajawub.ledger.models import Entry
from tajawub.web.middleware import OPEN

from .walks import OF_A_CALL, OF_A_CASE, OF_A_DRAFT, OF_A_REQUEST, closed, names
from .world import NOWHERE, World

pytestmark = pytest.mark.django_db


def test_nobody_is_sent_to_the_sign_in_page_from_every_address(world: World) -> None:
    for address in closed(world):
        for method in address.methods:
            answer = getattr(Client(), method)(address.url)
            assert (answer.status_code, answer.url.split("?")[0]) == (302, reverse("account_login")), address


def test_an_officer_without_a_mandate_sees_no_page(world: World) -> None:
    for address in closed(world):
        for method in address.methods:
            answer = getattr(world.client("unmandated"), method)(address.url)
            assert answer.status_code == 403, address
            assert b"You hold no mandate today" in answer.content


@pytest.mark.parametrize("who", ["stranger", "operator"])
def test_another_desk_and_the_operator_learn_nothing_of_a_request_or_draft(world: World, who: str) -> None:
    about = OF_A_DRAFT | OF_A_REQUEST | OF_A_CALL | OF_A_CASE
    addresses = [address for address in closed(world) if address.name in about]
    before = (Act.objects.count(), DomesticAct.objects.count(), sorted(Draft.objects.values_list("step", flat=True)))
    client = world.client(who)
    for address in addresses:
        for method in address.methods:
            answer = getattr(client, method)(address.url, {"understood": "on", "text": "x", "reasons": "x"})
            assert answer.status_code == 404, address
            assert b"ZALTOUNI" not in answer.content, address
    assert before == (
        Act.objects.count(),
        DomesticAct.objects.count(),
        sorted(Draft.objects.values_list("step", flat=True)),
    )
    assert Entry.objects.filter(kind="mandates:permission:refuse").count() >= len(addresses)


def test_a_request_of_another_desk_reads_like_one_that_does_not_exist(world: World) -> None:
    request, client = world.issued(), world.client("stranger")
    theirs = client.get(reverse("dossier", args=[request.pk]))
    none = client.get(reverse("dossier", args=[NOWHERE]))
    strip = _without_token
    assert (
        (theirs.status_code, strip(theirs.content))
        == (none.status_code, strip(none.content))
        == (404, strip(none.content))
    )


def _without_token(page: bytes) -> bytes:
    return b"\n".join(line for line in page.split(b"\n") if b"csrfmiddlewaretoken" not in line)


def test_the_walk_covers_every_address(world: World) -> None:
    walked = {address.name for address in closed(world)}
    assert walked | OPEN == set(names())


def test_only_operator_and_duty_desk_see_the_node(world: World) -> None:
    answers = {
        who: world.client(who).get(reverse("node")).status_code for who in ("operator", "duty", "judge", "lawyer")
    }
    assert answers == {"operator": 200, "duty": 200, "judge": 403, "lawyer": 403}


def test_an_operators_desk_is_the_node(world: World) -> None:
    assert world.client("operator").get(reverse("desk")).url == reverse("node")
