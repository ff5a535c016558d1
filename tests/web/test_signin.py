"""A link signs in once, by its button; nobody signs up."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from tajawub.mandates import acts as mandates

from .world import World

pytestmark = pytest.mark.django_db


def test_looking_at_a_link_spends_nothing_and_its_button_signs_in_once(world: World) -> None:
    url = reverse("link", args=[mandates.make_link(world.officers["judge"], at=timezone.now())])
    client, late = Client(), Client()
    for _ in range(3):
        assert client.get(url).status_code == 200
    assert client.get(reverse("desk")).status_code == 302
    assert client.post(url).url == reverse("desk")
    assert client.get(reverse("desk")).status_code == 200
    spent = late.post(url)
    assert spent.status_code == 410
    assert b"Ask the operator of your node for a new one" in spent.content
    assert late.get(reverse("desk")).status_code == 302


def test_an_old_or_invented_link_reads_the_same(world: World) -> None:
    old = mandates.make_link(world.officers["judge"], at=timezone.now() - timedelta(hours=1))
    answers = [Client().post(reverse("link", args=[token])) for token in (old, "invented", "ﷺ\u202e<b>")]
    assert [answer.status_code for answer in answers] == [410, 410, 410]


def test_signing_out_needs_a_button_and_ends_the_session(world: World) -> None:
    client = world.client("judge")
    assert client.get(reverse("account_logout")).status_code == 200
    assert client.get(reverse("desk")).status_code == 200
    assert client.post(reverse("account_logout")).url == reverse("account_login")
    assert client.get(reverse("desk")).status_code == 302


def test_a_password_signs_in_and_a_wrong_one_says_so(world: World) -> None:
    officer = world.officers["judge"]
    officer.set_password("correct horse battery staple")
    officer.save()
    client = Client()
    wrong = client.post(reverse("account_login"), {"login": "judge", "password": "x"})
    assert wrong.status_code == 200
    assert b'role="alert"' in wrong.content
    assert b"User name and password do not go together" in wrong.content
    url = reverse("account_login") + "?next=" + reverse("begin")
    answer = client.post(
        url, {"login": "judge", "password": "correct horse battery staple", "next": reverse("begin")}
    )
    assert answer.url == reverse("begin")


@pytest.mark.parametrize(
    "page", ["account_signup", "account_reset_password", "account_email", "account_set_password"]
)
def test_nobody_signs_up_or_resets(page: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(page)


def test_no_officer_has_a_password_to_begin_with(world: World) -> None:
    assert not any(officer.has_usable_password() for officer in world.officers.values())
