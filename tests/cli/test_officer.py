"""An operator enters officers, hands them links and passwords; nobody has a password by default."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import authenticate
from django.test import Client
from django.urls import reverse

from tajawub.cli.main import parser
from tajawub.mandates import acts, reads
from tajawub.mandates.models import Officer

pytestmark = pytest.mark.django_db

ENROL = [
    "officer", "enrol", "lea.montfaucon", "--name", "Léa Montfaucon", "--name-ar", "ليا مونفوكون",
    "--function", "قاضية", "Magistrate", "Magistrate", "--authority", "fr-bepi", "--role", "approver",
]  # fmt: skip


def tajawub(*words: str) -> int:
    arguments = parser(words[0]).parse_args(words)
    return int(arguments.run(arguments))


@pytest.fixture(autouse=True)
def _directory() -> None:
    acts.seed(at=datetime.now(UTC))


def test_an_officer_is_entered_once_and_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert tajawub(*ENROL) == 0
    assert tajawub(*ENROL) == 0
    capsys.readouterr()
    assert tajawub("officer", "list") == 0
    number = str(Officer.objects.get().pk)
    assert capsys.readouterr().out.split() == [number, "lea.montfaucon", "Léa", "Montfaucon", "fr-bepi:", "approver"]


def test_a_user_name_that_is_taken_by_somebody_else_is_said_and_nothing_changes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    tajawub(*ENROL)
    assert tajawub(*[word.replace("Léa", "Lise") for word in ENROL]) == 1
    assert capsys.readouterr().err == (
        "lea.montfaucon is Léa Montfaucon, Magistrate, already:"
        " give these words again, or choose another user name.\n"
    )
    assert Officer.objects.get().name == "Léa Montfaucon"


def test_a_second_mandate_is_refused_in_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    tajawub(*ENROL)
    assert tajawub(*[word.replace("fr-bepi", "fr-tj-paris") for word in ENROL]) == 1
    assert capsys.readouterr().err == (
        "lea.montfaucon holds another mandate in that time: end it on an earlier day first.\n"
    )
    assert Officer.objects.get().mandates.get().authority_id == "fr-bepi"


def test_an_officer_who_is_ended_today_is_out_at_once(client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    tajawub(*ENROL)
    client.force_login(Officer.objects.get(), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(reverse("desk")).status_code == 200
    assert tajawub("officer", "end", "lea.montfaucon") == 0
    assert client.get(reverse("desk")).status_code == 302
    officer = Officer.objects.get()
    assert (officer.is_active, officer.mandates.get().ends_on) == (False, reads.today())
    capsys.readouterr()
    assert tajawub("officer", "list") == 0
    assert capsys.readouterr().out.rstrip().endswith("access closed")
    assert tajawub("officer", "link", "lea.montfaucon") == 1
    assert "is closed: a link would open nothing" in capsys.readouterr().err


def test_an_officer_whose_last_day_is_later_serves_until_then(capsys: pytest.CaptureFixture[str]) -> None:
    tajawub(*ENROL)
    last = reads.today() + timedelta(days=7)
    assert tajawub("officer", "end", "lea.montfaucon", "--on", last.isoformat()) == 0
    officer = Officer.objects.get()
    assert officer.is_active
    assert reads.mandate_of(officer, last) is not None
    assert reads.mandate_of(officer, last + timedelta(days=1)) is None
    after = (last + timedelta(days=1)).isoformat()
    capsys.readouterr()
    assert tajawub("officer", "end", "lea.montfaucon", "--on", after) == 1
    assert capsys.readouterr().err == f"lea.montfaucon has no mandate on {after}: nothing was changed.\n"
    assert tajawub(*ENROL, "--from", after) == 0
    assert officer.mandates.count() == 2


def test_an_officer_who_left_comes_back_with_a_new_mandate() -> None:
    tajawub(*ENROL)
    tajawub("officer", "end", "lea.montfaucon")
    tomorrow = reads.today() + timedelta(days=1)
    assert tajawub(*ENROL, "--from", tomorrow.isoformat()) == 0
    assert Officer.objects.get().is_active
    assert reads.mandate_of(Officer.objects.get(), tomorrow) is not None


def test_an_unknown_authority_enters_nobody(capsys: pytest.CaptureFixture[str]) -> None:
    words = [word if word != "fr-bepi" else "fr-nowhere" for word in ENROL]
    assert tajawub(*words) == 1
    assert "fr-nowhere is not in the directory" in capsys.readouterr().err
    assert not Officer.objects.exists()


def test_a_link_signs_in_the_officer_it_was_made_for(capsys: pytest.CaptureFixture[str]) -> None:
    tajawub(*ENROL)
    capsys.readouterr()
    assert tajawub("officer", "link", "lea.montfaucon") == 0
    token = capsys.readouterr().out.strip().rstrip("/").rpartition("/")[2]
    assert acts.redeem(token, at=datetime.now(UTC)).username == "lea.montfaucon"


def test_a_new_officer_has_no_password_until_one_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    tajawub(*ENROL)
    assert not Officer.objects.get().has_usable_password()
    monkeypatch.setattr("getpass.getpass", lambda _: "une phrase de passe longue")
    assert tajawub("officer", "password", "lea.montfaucon") == 0
    assert authenticate(username="lea.montfaucon", password="une phrase de passe longue") == Officer.objects.get()


def test_a_short_password_is_refused(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    tajawub(*ENROL)
    monkeypatch.setattr("getpass.getpass", lambda _: "court")
    assert tajawub("officer", "password", "lea.montfaucon") == 1
    assert "14" in capsys.readouterr().err
    assert not Officer.objects.get().has_usable_password()


def test_an_officer_is_given_a_mail_address_for_pages_and_loses_it(capsys: pytest.CaptureFixture[str]) -> None:
    tajawub(*ENROL)
    capsys.readouterr()
    assert tajawub("officer", "email", "lea.montfaucon", "lea@justice.example") == 0
    assert capsys.readouterr().out == "lea.montfaucon is paged there.\n"
    assert Officer.objects.get().email == "lea@justice.example"
    assert tajawub("officer", "email", "lea.montfaucon", "nowhere") == 1
    assert Officer.objects.get().email == "lea@justice.example"
    assert tajawub("officer", "email", "lea.montfaucon", "") == 0
    assert Officer.objects.get().email == ""
