"""An operator enters officers, hands them links and passwords; nobody has a password by default."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.contrib.auth import authenticate

from tajawub.cli.main import parser
from tajawub.mandates import acts
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
    assert capsys.readouterr().out.split() == ["lea.montfaucon", "Léa", "Montfaucon", "fr-bepi:", "approver"]


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
