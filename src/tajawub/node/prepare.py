"""Bring a node’s database to today: migrate, grant, seed, know the partners. Runs inside Django, as the owner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from tajawub.exchange import acts as exchange
from tajawub.exchange import reads
from tajawub.exchange.as4.certificates import NotRsa
from tajawub.mandates import acts as mandates
from tajawub.mandates.models import Officer
from tajawub.mandates.permissions import Role
from tajawub.mandates.values import Wording
from tajawub.node import grant
from tajawub.node.provision import STAMP, BadIntroduction, Introduction, admit, stamp


@dataclass(frozen=True, slots=True)
class Invented:
    """A demo officer. No such person exists."""

    username: str
    names: Wording
    functions: Wording
    authority: str
    roles: frozenset[Role]


def _invented(
    username: str, latin: str, arabic: str, functions: tuple[str, str, str], authority: str, *roles: Role
) -> Invented:
    ar, fr, en = functions
    return Invented(username, Wording(arabic, latin, latin), Wording(ar, fr, en), authority, frozenset(roles))


OFFICERS = {
    "FR": (
        _invented(
            "etienne.morvalier", "Étienne Morvalier", "إتيان مورفالييه",
            ("قاضي التحقيق", "Juge d’instruction", "Investigating judge"), "fr-tj-paris", Role.DRAFTER, Role.EXECUTOR,
        ),
        _invented(
            "claire.vauxmarin", "Claire Vauxmarin", "كلير فومارين",
            (
                "قاضية، التعاون القضائي الدولي في المادة الجنائية",
                "Magistrate, entraide pénale internationale",
                "Magistrate, international mutual assistance in criminal matters",
            ),
            "fr-bepi", Role.APPROVER,
        ),
        _invented(
            "hugo.brevalin", "Hugo Brévalin", "هوغو بريفالان",
            ("موظف المداومة", "Agent de permanence", "Duty officer"), "fr-bepi", Role.DESK, Role.APPROVER,
        ),
        _invented(
            "odile.carsenac", "Odile Carsenac", "أوديل كارسوناك",
            ("مشغلة العقدة", "Exploitante du nœud", "Operator of the node"), "fr-bepi", Role.OPERATOR,
        ),
    ),
    "MA": (
        _invented(
            "salma.ibrizi", "Salma Ibrizi", "سلمى إبريزي",
            (
                "قاضية ملحقة، مديرية الشؤون الجنائية والعفو",
                "Magistrate détachée, Direction des affaires pénales et des grâces",
                "Seconded magistrate, Directorate of Criminal Affairs and Pardons",
            ),
            "ma-dapg", Role.APPROVER,
        ),
        _invented(
            "younes.harrat", "Younes Harrat", "يونس الحراط",
            (
                "قاض ملحق، مديرية الشؤون الجنائية والعفو",
                "Magistrat détaché, Direction des affaires pénales et des grâces",
                "Seconded magistrate, Directorate of Criminal Affairs and Pardons",
            ),
            "ma-dapg", Role.APPROVER,
        ),
        _invented(
            "anas.temsli", "Anas Temsli", "أنس التمسلي",
            ("موظف المداومة", "Agent de permanence", "Duty officer"), "ma-dapg", Role.DESK,
        ),
        _invented(
            "idris.wardighi", "Idris Wardighi", "إدريس الورديغي",
            ("نائب الوكيل العام للملك", "Substitut du procureur général du Roi", "Deputy public prosecutor"),
            "ma-pg-rabat", Role.EXECUTOR, Role.DRAFTER,
        ),
        _invented(
            "nawal.bensilt", "Nawal Bensilt", "نوال بنسلط",
            ("مشغلة العقدة", "Exploitante du nœud", "Operator of the node"), "ma-dapg", Role.OPERATOR,
        ),
    ),
}  # fmt: skip
"""The staff of the demonstration, by State: names that belong to nobody."""

SINCE = date(2026, 1, 1)
"""First day of the demo mandates."""


def bring_up_to_date(partners: Sequence[Introduction], *, at: datetime) -> None:
    """Make tables, rights and directory those of this code, and know these partners beside the earlier ones."""
    _migrate(at=at)
    introduce(partners, at=at)


def _migrate(*, at: datetime) -> None:
    """Do nothing where the stamp says that the database is of this code."""
    file = settings.NODE.folder / "run" / STAMP
    wanted = stamp()
    if file.exists() and file.read_text(encoding="ascii") == wanted:
        return
    call_command("migrate", interactive=False, verbosity=0)
    grant.give(settings.NODE.application.user)
    seed(at=at)
    file.parent.mkdir(exist_ok=True)
    file.write_text(wanted, encoding="ascii")


def seed(*, at: datetime) -> None:
    """Add the directory of authorities, and in the demonstration its officers. Safe to repeat."""
    mandates.seed(at=at)
    if not settings.DEMO:
        return
    for one in OFFICERS[settings.STATE]:
        officer = mandates.enrol(one.username, names=one.names, functions=one.functions)
        # Whoever has ended a mandate or given another meant it.
        if not officer.mandates.exists():
            mandates.appoint(officer, authority=one.authority, roles=one.roles, begins_on=SINCE, at=at)


def introduce(partners: Sequence[Introduction], *, at: datetime) -> None:
    """Know these partners' addresses and keys as they are now; admit every known one at the listener's door.

    Raises BadIntroduction, and then knows what it knew before.
    """
    with transaction.atomic():
        for partner in partners:
            _introduce(partner, at=at)
    admit(settings.NODE.folder, [peer.ca_certificate for peer in reads.peers()])


def _introduce(partner: Introduction, *, at: datetime) -> None:
    if partner.state == settings.STATE:
        raise BadIntroduction(
            f"The introduction of {partner.name} is that of a node of our own State: give a partner’s."
        )
    try:
        exchange.add_peer(
            state=partner.state,
            name=partner.name,
            party=partner.party,
            url=partner.url,
            as4_certificate=partner.as4_certificate,
            ca_certificate=partner.ca_certificate,
            ledger_origin=partner.origin,
            ledger_vkey=partner.log_key,
            witness_vkey=partner.witness_key,
            at=at,
        )
    except (IntegrityError, NotRsa, ValueError) as error:
        why = str(error).partition("\n")[0]
        sentence = f"The introduction of {partner.name} cannot be taken over ({why}): ask the partner for it again."
        raise BadIntroduction(sentence) from None


@dataclass(frozen=True, slots=True)
class SignIn:
    """One demo officer and the path of a fresh one-time link."""

    name: str
    function: str
    authority: str
    roles: tuple[str, ...]
    path: str


def sign_ins(*, at: datetime) -> list[SignIn]:
    """Make a fresh link for every demo officer."""
    found = {officer.username: officer for officer in Officer.objects.filter(is_active=True)}
    return [
        SignIn(
            name=one.names.fr,
            function=one.functions.en,
            authority=one.authority,
            roles=tuple(sorted(one.roles)),
            path=reverse("link", args=[mandates.make_link(found[one.username], at=at)]),
        )
        for one in OFFICERS[settings.STATE]
        if one.username in found
    ]
