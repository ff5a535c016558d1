"""Refusals, links, mandates and the directory on a real PostgreSQL."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, connection

from tajawub.ledger.models import Entry
from tajawub.mandates import reads, seeds
from tajawub.mandates.acts import (
    Forbidden,
    HoldsMandate,
    LinkSpent,
    Spent,
    add_authority,
    appoint,
    close_access,
    end_mandate,
    enrol,
    make_link,
    open_access,
    performed,
    redeem,
    require,
    seed,
)
from tajawub.mandates.models import Authority, MandateRow, Officer, SignInLink
from tajawub.mandates.permissions import Permission, Role
from tajawub.mandates.values import Mandate, Resource, Wording

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
BEGINS = date(2026, 11, 1)
REFUSED = "mandates:permission:refuse"


def _officer(username: str = "n.lefort") -> Officer:
    return enrol(
        username,
        names=Wording("نورا لوفور", "Nora Lefort", "Nora Lefort"),
        functions=Wording("قاضية التحقيق", "Juge d'instruction", "Investigating judge"),
    )


def _appointed(roles: set[Role], authority: str = "fr-tj-paris", ends_on: date | None = None) -> Officer:
    officer = _officer()
    appoint(officer, authority=authority, roles=roles, begins_on=BEGINS, ends_on=ends_on, at=NOW)
    return officer


@pytest.fixture
def directory(db: None) -> None:
    seed(at=NOW)


@pytest.fixture
def emptied_directory(transactional_db: None) -> None:
    seed(at=NOW)


def _letter(*, author: int) -> Resource:
    return Resource(
        kind="request",
        reference="FR-2026-0001",
        requesting_authority="fr-tj-paris",
        requesting_state="FR",
        requesting_through=reads.through("fr-tj-paris"),
        author=author,
        act="issue",
    )


# ---- refusals ----


@performed
def _rename(officer: Officer, *, by: Mandate | None, at: datetime) -> str:
    """An act that has already changed a row when it finds that it may not."""
    Officer.objects.filter(pk=officer.pk).update(name="Changed")
    require(by, Permission.APPROVE_REQUEST, _letter(author=officer.pk))
    return f"done at {at:%H:%M}"


@pytest.mark.usefixtures("emptied_directory")
def test_a_refusal_undoes_the_act_and_stays_in_the_ledger() -> None:
    officer = _appointed({Role.APPROVER})
    mandate = reads.mandate_of(officer, NOW.date())
    with pytest.raises(Forbidden) as refused:
        _rename(officer, by=mandate, at=NOW)
    assert refused.value.mandate == mandate
    assert refused.value.permission is Permission.APPROVE_REQUEST
    assert refused.value.reasons == ("nobody approves what they wrote",)
    assert Officer.objects.get().name == "Nora Lefort"
    entry = Entry.objects.get(kind=REFUSED)
    assert (entry.about, entry.at) == ("FR-2026-0001", NOW)


@pytest.mark.usefixtures("emptied_directory")
def test_a_refusal_without_mandate_is_recorded_too() -> None:
    with pytest.raises(Forbidden, match="needs a mandate in force"):
        _rename(_officer(), by=None, at=NOW)
    assert Entry.objects.filter(kind=REFUSED).count() == 1


@pytest.mark.usefixtures("emptied_directory")
def test_an_act_that_may_leaves_its_change_and_no_refusal() -> None:
    author, approver = _officer("k.author"), _appointed({Role.APPROVER}, "fr-bepi")
    assert _rename(author, by=reads.mandate_of(approver, NOW.date()), at=NOW) == "done at 09:00"
    assert Officer.objects.get(pk=author.pk).name == "Changed"
    assert not Entry.objects.filter(kind=REFUSED).exists()


@pytest.mark.usefixtures("emptied_directory")
def test_a_refusal_inside_two_acts_is_recorded_once() -> None:
    @performed
    def outer(officer: Officer, *, at: datetime) -> str:
        return _rename(officer, by=None, at=at)

    with pytest.raises(Forbidden):
        outer(_officer(), at=NOW)
    assert Entry.objects.filter(kind=REFUSED).count() == 1


@pytest.mark.usefixtures("emptied_directory")
def test_a_bug_in_an_act_is_not_taken_for_a_refusal() -> None:
    @performed
    def broken(*, at: datetime) -> None:
        _officer()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken(at=NOW)
    assert not Officer.objects.exists()
    assert not Entry.objects.filter(kind=REFUSED).exists()


@pytest.mark.usefixtures("directory")
def test_the_refusals_sentence_names_authority_and_role_but_no_person() -> None:
    drafter = _appointed({Role.DRAFTER})
    mandate = reads.mandate_of(drafter, NOW.date())
    with pytest.raises(Forbidden) as refused:
        require(mandate, Permission.APPROVE_REQUEST, _letter(author=drafter.pk + 1))
    sentence = str(refused.value)
    assert sentence == (
        "casework:request:approve on FR-2026-0001 is refused to fr-tj-paris as drafter: "
        "no policy permits it; ask an officer who may"
    )


# ---- sign-in links ----


@pytest.mark.django_db
def test_a_link_signs_in_once_and_keeps_only_its_digest() -> None:
    officer = _officer()
    token = make_link(officer, at=NOW)
    assert len(token) == 43
    assert bytes(SignInLink.objects.get().digest) == hashlib.sha256(token.encode()).digest()
    assert redeem(token, at=NOW + timedelta(minutes=1)) == officer
    with pytest.raises(LinkSpent) as spent:
        redeem(token, at=NOW + timedelta(minutes=2))
    assert spent.value.why is Spent.USED
    assert SignInLink.objects.get().used_at == NOW + timedelta(minutes=1)


@pytest.mark.django_db
def test_a_link_made_and_a_link_used_stand_in_the_ledger_but_not_a_spent_one() -> None:
    officer = _officer()
    token = make_link(officer, at=NOW)
    redeem(token, at=NOW)
    for _ in range(2):
        with pytest.raises(LinkSpent):
            redeem(token, at=NOW)
    twice = hashlib.sha256(hashlib.sha256(token.encode()).digest()).digest()
    found = [(kind, about, bytes(digest)) for kind, about, digest in _entries()]
    assert found == [
        ("mandates:link:make", f"officer/{officer.pk}", twice),
        ("mandates:link:redeem", f"officer/{officer.pk}", twice),
    ]


def _entries() -> list[tuple[str, str, bytes]]:
    return list(Entry.objects.order_by("pk").values_list("kind", "about", "digest"))


@pytest.mark.django_db
def test_a_link_opens_for_thirty_minutes() -> None:
    officer = _officer()
    token, late = make_link(officer, at=NOW), make_link(officer, at=NOW)
    assert redeem(token, at=NOW + timedelta(minutes=30)) == officer
    with pytest.raises(LinkSpent) as spent:
        redeem(late, at=NOW + timedelta(minutes=30, microseconds=1))
    assert spent.value.why is Spent.EXPIRED
    assert SignInLink.objects.filter(used_at__isnull=True).count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["", "x" * 43, "\x00", "رمز", "\ud800", "a" * 100_000])
def test_a_token_nobody_made_opens_nothing(token: str) -> None:
    make_link(_officer(), at=NOW)
    with pytest.raises(LinkSpent) as spent:
        redeem(token, at=NOW)
    assert spent.value.why is Spent.UNKNOWN


@pytest.mark.django_db
def test_the_link_of_an_officer_who_left_opens_nothing() -> None:
    officer = _officer()
    token = make_link(officer, at=NOW)
    Officer.objects.update(is_active=False)
    with pytest.raises(LinkSpent):
        redeem(token, at=NOW)


@pytest.mark.django_db(transaction=True)
def test_of_six_at_once_one_is_signed_in() -> None:
    token = make_link(_officer(), at=NOW)
    start = Barrier(6)

    def attempt(_: int) -> str:
        start.wait()
        try:
            return redeem(token, at=NOW).username
        except LinkSpent as spent:
            return spent.why
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(attempt, range(6))) == ["n.lefort", *["used"] * 5]


# ---- officers and mandates ----


@pytest.mark.django_db
def test_an_officer_has_no_password_until_they_choose_one() -> None:
    assert not _officer().has_usable_password()
    assert not _officer().check_password("")
    assert Officer.objects.count() == 1


@pytest.mark.usefixtures("directory")
@pytest.mark.parametrize(
    ("on", "in_force"),
    [
        (date(2026, 10, 31), False),
        (date(2026, 11, 1), True),
        (date(2026, 11, 30), True),
        (date(2026, 12, 1), False),
    ],
)
def test_a_mandate_is_in_force_from_its_first_to_its_last_day(on: date, in_force: bool) -> None:
    officer = _appointed({Role.DRAFTER}, ends_on=date(2026, 11, 30))
    assert (reads.mandate_of(officer, on) is not None) is in_force


@pytest.mark.usefixtures("directory")
def test_a_mandate_says_who_acts_for_whom() -> None:
    officer = _appointed({Role.DRAFTER, Role.EXECUTOR})
    assert reads.mandate_of(officer, NOW.date()) == Mandate(
        officer=officer.pk,
        name="Nora Lefort",
        function="Investigating judge",
        authority="fr-tj-paris",
        state="FR",
        roles=frozenset({Role.DRAFTER, Role.EXECUTOR}),
    )


@pytest.mark.usefixtures("directory")
def test_an_officer_who_left_has_no_mandate() -> None:
    officer = _appointed({Role.DRAFTER})
    officer.is_active = False
    assert reads.mandate_of(officer, NOW.date()) is None


@pytest.mark.usefixtures("directory")
def test_a_mandate_ends_with_its_authority() -> None:
    officer = _appointed({Role.DRAFTER})
    Authority.objects.filter(pk="fr-tj-paris").update(valid_to=date(2026, 11, 22))
    assert reads.mandate_of(officer, date(2026, 11, 22)) is not None
    assert reads.mandate_of(officer, date(2026, 11, 23)) is None


@pytest.mark.usefixtures("directory")
def test_a_discharged_officer_may_be_appointed_elsewhere_the_next_day() -> None:
    officer = _appointed({Role.DRAFTER})
    end_mandate(officer.mandates.get(), ends_on=date(2026, 11, 23), at=NOW)
    appoint(officer, authority="fr-bepi", roles={Role.APPROVER}, begins_on=date(2026, 11, 24), at=NOW)
    before, after = (reads.mandate_of(officer, date(2026, 11, day)) for day in (23, 24))
    assert before is not None
    assert after is not None
    assert (before.authority, after.authority) == ("fr-tj-paris", "fr-bepi")
    kinds = Entry.objects.filter(about=f"officer/{officer.pk}").order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == [
        "mandates:officer:appoint",
        "mandates:officer:discharge",
        "mandates:officer:appoint",
    ]


@pytest.mark.usefixtures("directory")
def test_a_second_mandate_in_the_same_time_is_refused_with_the_officers_name() -> None:
    officer = _appointed({Role.DRAFTER})
    with pytest.raises(HoldsMandate, match=r"n\.lefort holds another mandate in that time: end it"):
        appoint(officer, authority="fr-bepi", roles={Role.APPROVER}, begins_on=NOW.date(), at=NOW)
    assert MandateRow.objects.count() == 1


@pytest.mark.usefixtures("directory")
def test_a_closed_access_ends_mandate_and_links_until_it_is_opened_again() -> None:
    officer = _appointed({Role.DRAFTER})
    token = make_link(officer, at=NOW)
    for _ in range(2):
        close_access(officer, at=NOW)
    with pytest.raises(LinkSpent):
        redeem(token, at=NOW)
    assert reads.mandate_of(Officer.objects.get(), NOW.date()) is None
    open_access(officer, at=NOW)
    assert reads.mandate_of(Officer.objects.get(), NOW.date()) is not None
    kinds = Entry.objects.filter(kind__in=["mandates:officer:close", "mandates:officer:open"]).order_by("pk")
    assert [entry.kind for entry in kinds] == ["mandates:officer:close", "mandates:officer:open"]


@pytest.mark.usefixtures("directory")
def test_the_same_appointment_twice_is_one() -> None:
    _appointed({Role.DRAFTER, Role.DESK})
    _appointed({Role.DESK, Role.DRAFTER})
    assert MandateRow.objects.count() == 1
    assert Entry.objects.filter(kind="mandates:officer:appoint").count() == 1


def _second_mandate() -> None:
    officer = _appointed({Role.DRAFTER})
    MandateRow.objects.create(officer=officer, authority_id="fr-bepi", roles=[Role.APPROVER], begins_on=NOW.date())


def _backwards() -> None:
    _appointed({Role.DRAFTER}, ends_on=BEGINS - timedelta(days=1))


def _no_role() -> None:
    _appointed(set())


def _unknown_role() -> None:
    officer = _officer()
    MandateRow.objects.create(officer=officer, authority_id="fr-bepi", roles=["king"], begins_on=BEGINS)


def _verified_by_the_press() -> None:
    Authority.objects.filter(pk="fr-pnaco").update(verified_on=BEGINS, verified_by="somebody")


def _verified_by_nobody() -> None:
    Authority.objects.filter(pk="fr-bepi").update(verified_by="")


def _of_another_state() -> None:
    Authority.objects.filter(pk="fr-bepi").update(state="MA")


def _its_own_central() -> None:
    Authority.objects.filter(pk="fr-bepi").update(central="fr-bepi")


@pytest.mark.usefixtures("directory")
@pytest.mark.parametrize(
    ("fact", "broken_by"),
    [
        ("officer_holds_one_mandate_at_a_time", _second_mandate),
        ("mandate_runs_forward", _backwards),
        ("mandate_roles_are_known", _no_role),
        ("mandate_roles_are_known", _unknown_role),
        ("authority_is_verified_by_a_text_and_someone", _verified_by_the_press),
        ("authority_is_verified_by_a_text_and_someone", _verified_by_nobody),
        ("authority_key_begins_with_its_state", _of_another_state),
        ("authority_is_not_its_own_central", _its_own_central),
    ],
)
def test_the_database_holds(fact: str, broken_by: Callable[[], None]) -> None:
    with pytest.raises(Exception, match=fact) as broken:
        broken_by()
    assert isinstance(broken.value, IntegrityError)


# ---- the directory ----


@pytest.mark.usefixtures("directory")
def test_the_directory_gives_back_what_was_seeded() -> None:
    assert reads.authorities("FR") == sorted(seeds.FRANCE, key=lambda entry: entry.key)
    assert reads.authorities("MA") == sorted(seeds.MOROCCO, key=lambda entry: entry.key)
    assert reads.authority("ma-pmp") in seeds.MOROCCO


@pytest.mark.usefixtures("directory")
def test_seeding_again_keeps_what_the_nodes_people_corrected() -> None:
    Authority.objects.filter(pk="fr-pnf").update(city_en="Paris (17th)")
    recorded = Entry.objects.count()
    seed(at=NOW + timedelta(days=1))
    assert reads.authority("fr-pnf").city.en == "Paris (17th)"
    assert Authority.objects.count() == len(seeds.AUTHORITIES)
    assert Entry.objects.count() == recorded == len(seeds.AUTHORITIES)


@pytest.mark.django_db
def test_an_authority_added_by_hand_is_recorded() -> None:
    add_authority(seeds.FRANCE[0], at=NOW)
    assert Entry.objects.get().about == "fr-bepi"


@pytest.mark.usefixtures("directory")
def test_a_court_transmits_through_its_central_authority_which_may_act_for_it() -> None:
    assert reads.through("fr-tj-paris") == ("fr-bepi",)
    assert reads.through("ma-pg-rabat") == ("ma-dapg",)
    assert reads.through("fr-bepi") == ()
    assert reads.served_by("fr-bepi") == {"fr-bepi", "fr-tj-paris", "fr-pnaco", "fr-pnat", "fr-pnf"}
    assert reads.served_by("fr-pnf") == {"fr-pnf"}


@pytest.mark.django_db
def test_an_unknown_authority_is_named_in_the_error() -> None:
    with pytest.raises(reads.UnknownAuthority, match="xx-nobody is not in the directory"):
        reads.authority("xx-nobody")
