"""An operator sees what has not reached its partner, and has it tried again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from tajawub.cli.main import parser
from tajawub.exchange.acts import DELIVER
from tajawub.exchange.models import Parcel, Peer
from tajawub.exchange.parcel import State, Urgency
from tajawub.ledger.models import Entry

pytestmark = pytest.mark.django_db

POSTED = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def tajawub(*words: str) -> int:
    arguments = parser(words[0]).parse_args(words)
    return int(arguments.run(arguments))


@pytest.fixture
def given_up(db: None) -> Parcel:
    rabat = Peer.objects.create(state="MA", name="Rabat", party="urn:tajawub:node:MA", url="https://127.0.0.1:1/as4")
    return Parcel.objects.create(
        peer=rabat,
        message_id="1@fr.tajawub",
        kind="act/1",
        conversation=UUID(int=7),
        urgency=Urgency.URGENT,
        payload_sha256=bytes(32),
        content_type="multipart/related",
        message=b"sealed",
        state=State.FAILED,
        attempts=3,
        posted_at=POSTED,
        give_up_at=POSTED + timedelta(days=1),
        last_error="EBMS:0301 no receipt came in time",
    )


def test_a_parcel_given_up_is_listed_with_its_reason(given_up: Parcel, capsys: pytest.CaptureFixture[str]) -> None:
    assert tajawub("parcel", "list") == 0
    assert capsys.readouterr().out.split() == [
        *(str(given_up.pk), "failed", "to", "MA", "act/1", "2026-11-23T09:00:00Z", "3", "attempts", "1@fr.tajawub"),
        *("EBMS:0301", "no", "receipt", "came", "in", "time"),
    ]


def test_nothing_that_waits_is_said_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert tajawub("parcel", "list") == 0
    assert capsys.readouterr().out == "Every parcel has its receipt.\n"


def test_a_parcel_sent_again_is_tried_again_and_recorded(
    given_up: Parcel, capsys: pytest.CaptureFixture[str]
) -> None:
    assert tajawub("parcel", "resend", str(given_up.pk)) == 0
    given_up.refresh_from_db()
    assert given_up.state == State.WAITING
    assert given_up.give_up_at > datetime.now(UTC)
    assert ProcrastinateJob.objects.get(task_name=DELIVER).args == {"parcel_id": given_up.pk}
    assert Entry.objects.get(kind="exchange:parcel:resend").about == "1@fr.tajawub by the operator's command line"
    capsys.readouterr()
    assert tajawub("parcel", "resend", str(given_up.pk)) == 1
    assert "only a failed one is sent again" in capsys.readouterr().err


def test_an_unknown_parcel_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert tajawub("parcel", "resend", "4711") == 1
    assert capsys.readouterr().err == "There is no parcel 4711: `tajawub parcel list` names them.\n"
