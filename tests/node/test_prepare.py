"""Partners are taken over whenever they are given, and none is forgotten for another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from django.conf import settings

from tajawub.exchange.models import Peer
from tajawub.ledger.models import Entry
from tajawub.mandates import acts as mandates
from tajawub.mandates.models import MandateRow, Officer
from tajawub.node import prepare, provision
from tajawub.node.provision import BadIntroduction, Introduction, Profile

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _up_to_date() -> Iterator[None]:
    """The database of the tests is of this code: say so, as an earlier `migrate` would have."""
    stamp = settings.NODE.folder / "run" / provision.STAMP
    stamp.parent.mkdir(exist_ok=True)
    stamp.write_text(provision.stamp(), encoding="ascii")
    yield
    stamp.unlink()
    (settings.KEYS / provision.PARTNERS).unlink(missing_ok=True)


def _introduction(folder: Path, state: str, name: str) -> Introduction:
    made = provision.create(folder, Profile(state.lower(), state, name, "en", "Europe/Madrid", 1, 2), at=NOW)
    return provision.read_introduction(made.folder / provision.INTRODUCTION)


def _admitted() -> list[x509.Certificate]:
    return x509.load_pem_x509_certificates((settings.KEYS / provision.PARTNERS).read_bytes())


def _expected(*partners: Introduction) -> list[x509.Certificate]:
    pems = [(settings.KEYS / "ca.crt").read_bytes(), *(partner.ca_certificate.encode() for partner in partners)]
    return [x509.load_pem_x509_certificate(pem) for pem in pems]


def test_a_partner_given_after_the_first_migration_is_known_and_the_earlier_one_stays(tmp_path: Path) -> None:
    spain, morocco = _introduction(tmp_path / "es", "ES", "Madrid"), _introduction(tmp_path / "ma", "MA", "Rabat")
    prepare.bring_up_to_date([morocco], at=NOW)
    assert _admitted() == _expected(morocco)
    prepare.bring_up_to_date([spain], at=NOW)
    assert _admitted() == _expected(spain, morocco)
    (settings.NODE.folder / "run" / provision.STAMP).write_text("older code", encoding="ascii")
    prepare.bring_up_to_date([], at=NOW)
    assert _admitted() == _expected(spain, morocco)
    assert list(Peer.objects.order_by("state").values_list("state", flat=True)) == ["ES", "MA"]


def test_a_partners_new_certificates_take_the_place_of_the_old(tmp_path: Path) -> None:
    old, new = _introduction(tmp_path / "old", "MA", "Rabat"), _introduction(tmp_path / "new", "MA", "Rabat")
    for introduction in (old, new, new):
        prepare.bring_up_to_date([introduction], at=NOW)
    assert _admitted() == _expected(new)
    peer = Peer.objects.get()
    assert (peer.as4_certificate, peer.ca_certificate) == (new.as4_certificate, new.ca_certificate)
    assert Entry.objects.filter(kind="exchange:peer:agree").count() == 2


def test_of_two_partners_with_one_false_none_is_taken_over(tmp_path: Path) -> None:
    morocco = _introduction(tmp_path / "ma", "MA", "Rabat")
    for false in (
        replace(morocco, state="ES"),
        replace(morocco, as4_certificate="none"),
        replace(morocco, url="http://x"),
    ):
        with pytest.raises(BadIntroduction, match="Rabat cannot be taken over"):
            prepare.bring_up_to_date([morocco, false], at=NOW)
    assert not Peer.objects.exists()


def test_seeding_the_demonstration_again_keeps_what_became_of_its_officers(settings: Any) -> None:
    settings.DEMO = True
    prepare.seed(at=NOW)
    judge = Officer.objects.get(username="etienne.morvalier")
    mandates.end_mandate(judge.mandates.get(), ends_on=NOW.date(), at=NOW)
    prepare.seed(at=NOW)
    assert judge.mandates.get().ends_on == NOW.date()
    assert MandateRow.objects.count() == len(prepare.OFFICERS["FR"])


def test_our_own_introduction_is_no_partners(tmp_path: Path) -> None:
    with pytest.raises(BadIntroduction, match="is that of a node of our own State"):
        prepare.bring_up_to_date([_introduction(tmp_path / "fr", "FR", "Paris")], at=NOW)
