"""The node page shows what its operator needs, and no name of any person."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from tajawub.casework import account as accounts
from tajawub.casework import acts, reads
from tajawub.casework.account import Account

from .world import World

pytestmark = pytest.mark.django_db


def test_the_node_page_shows_queue_and_ledger_and_no_person(world: World) -> None:
    world.issued()
    page = world.client("operator").get(reverse("node")).content.decode()
    assert "none received yet" in page
    assert '<bdi class="ref">act/1</bdi>' in page
    assert "ZALTOUNI" not in page
    assert "الزلتوني" not in page


def test_a_difference_between_accounts_is_listed_with_its_acts(world: World) -> None:
    request = world.issued()
    empty = Account(of="MA", to="FR", at=timezone.now(), answer=False, requests=())
    acts.take_account(accounts.write(empty), sender="MA", at=timezone.now())
    page = world.client("operator").get(reverse("node")).content.decode()
    assert request.label in page
    assert "they lack acts we hold" in page
    assert 'acts of Paris: <bdi class="ref">1</bdi>' in page
    ours = reads.account("MA", at=timezone.now(), answer=False)
    same = ours.model_copy(update={"of": "MA", "to": "FR"})
    acts.take_account(accounts.write(same), sender="MA", at=timezone.now())
    page = world.client("operator").get(reverse("node")).content.decode()
    assert "Both nodes hold the same acts" in page


def test_the_operator_asks_a_partner_for_its_account(world: World) -> None:
    client = world.client("operator")
    assert client.post(reverse("exchange_account", args=["MA"])).url == reverse("node")
    assert '<bdi class="ref">account/1</bdi>' in client.get(reverse("node")).content.decode()
    assert client.post(reverse("exchange_account", args=["XX"])).status_code == 404
    assert world.client("judge").post(reverse("exchange_account", args=["MA"])).status_code == 403
