"""The only writer of this room: refusals, the directory, officers, mandates and sign-in links."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import wraps
from typing import ParamSpec, TypeVar

import psycopg
import rfc8785
from django.contrib.auth.password_validation import validate_password
from django.db import IntegrityError, transaction
from django.utils import timezone

from tajawub.ledger import acts as ledger
from tajawub.ledger.kinds import EntryKind
from tajawub.mandates import policy, seeds
from tajawub.mandates.models import Authority, MandateRow, Officer, SignInLink
from tajawub.mandates.permissions import Permission, Role
from tajawub.mandates.values import Authority as Entry
from tajawub.mandates.values import Forbidden, Mandate, Resource, Wording

__all__ = [
    "Forbidden", "HoldsMandate", "LinkSpent", "Spent", "add_authority", "appoint", "close_access", "end_mandate",
    "enrol", "make_link", "open_access", "performed", "redeem", "require", "seed",
]  # fmt: skip

P = ParamSpec("P")
R = TypeVar("R")

LINK_LASTS = timedelta(minutes=30)

ONE_AT_A_TIME = "officer_holds_one_mandate_at_a_time"
"""The constraint of the table that holds it, whoever writes at once."""


class Spent(StrEnum):
    USED = "used"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


class LinkSpent(Exception):
    """A sign-in link opens nothing (any more); nobody was signed in. `why` is for the log alone."""

    def __init__(self, why: Spent) -> None:
        self.why = why
        super().__init__("This sign-in link is used, expired or unknown: ask your operator for a new one")


class HoldsMandate(Exception):
    """Another mandate of the officer covers one of the days: nothing was changed."""

    def __init__(self, officer: Officer) -> None:
        self.officer = officer
        super().__init__(f"{officer.username} holds another mandate in that time: end it on an earlier day first")


def require(mandate: Mandate | None, permission: Permission, resource: Resource) -> None:
    """Let pass what the policies permit. Raises Forbidden."""
    decision = policy.decide(mandate, permission, resource)
    if not decision.allowed:
        raise Forbidden(mandate, permission, resource, *decision.reasons)


def performed(act: Callable[P, R]) -> Callable[P, R]:
    """Run an act in one transaction; a refusal undoes it and leaves an entry in the ledger all the same.

    The entry is written after the rollback, in a transaction of its own, dated by the act's `at=`. An act
    called inside a foreign transaction that is rolled back later loses it: acts are called outermost.
    """

    @wraps(act)
    def inside(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            with transaction.atomic():
                return act(*args, **kwargs)
        except Forbidden as refused:
            at = kwargs.get("at")
            _record_refusal(refused, at=at if isinstance(at, datetime) else timezone.now())
            raise

    return inside


def add_authority(entry: Entry, *, at: datetime) -> Authority:
    """Add an entry to the directory; one that is there stays as the node's people have corrected it."""
    with transaction.atomic():
        row, new = Authority.objects.get_or_create(key=entry.key, defaults=_columns(entry))
        if new:
            known: dict[str, object] = {
                "key": row.key,
                "names": [row.name_ar, row.name_fr, row.name_en],
                "source": row.source,
            }
            ledger.append("mandates:authority:add", about=row.key, digest=_digest(known), at=at)
    return row


def seed(*, at: datetime) -> None:
    """Add the institutions every new node knows. Safe to repeat."""
    for entry in seeds.AUTHORITIES:
        add_authority(entry, at=at)


def enrol(username: str, *, names: Wording, functions: Wording) -> Officer:
    """Add an officer who has no password and no mandate yet, or return the one of that user name.

    `names.fr` is written as on the passport, in Latin letters.
    """
    officer = Officer(
        username=username,
        name=names.fr,
        name_ar=names.ar,
        function_ar=functions.ar,
        function_fr=functions.fr,
        function_en=functions.en,
    )
    officer.set_unusable_password()
    with transaction.atomic():
        Officer.objects.bulk_create([officer], ignore_conflicts=True)
        return Officer.objects.get(username=username)


def appoint(
    officer: Officer,
    *,
    authority: str,
    roles: Iterable[Role],
    begins_on: date,
    ends_on: date | None = None,
    at: datetime,
) -> MandateRow:
    """Give an officer a mandate; the same mandate again changes nothing.

    Raises HoldsMandate, and IntegrityError where the authority is unknown.
    """
    try:
        with transaction.atomic():
            row, new = MandateRow.objects.get_or_create(
                officer=officer,
                authority_id=authority,
                roles=sorted(role.value for role in roles),
                begins_on=begins_on,
                ends_on=ends_on,
            )
            if new:
                _record_mandate("mandates:officer:appoint", row, at=at)
    except IntegrityError as error:
        if isinstance(error.__cause__, psycopg.Error) and error.__cause__.diag.constraint_name == ONE_AT_A_TIME:
            raise HoldsMandate(officer) from None
        raise
    return row


def end_mandate(row: MandateRow, *, ends_on: date, at: datetime) -> MandateRow:
    """Set a mandate's last day."""
    with transaction.atomic():
        held = MandateRow.objects.select_for_update(of=("self",)).get(pk=row.pk)
        held.ends_on = ends_on
        held.save(update_fields=["ends_on"])
        _record_mandate("mandates:officer:discharge", held, at=at)
    return held


def close_access(officer: Officer, *, at: datetime) -> None:
    """Let the officer sign in no more; open sessions and unused links end with it. Safe to repeat."""
    _set_active(officer, "mandates:officer:close", active=False, at=at)


def open_access(officer: Officer, *, at: datetime) -> None:
    """Let an officer whose access was closed sign in again. Safe to repeat."""
    _set_active(officer, "mandates:officer:open", active=True, at=at)


def _set_active(officer: Officer, kind: str, *, active: bool, at: datetime) -> None:
    with transaction.atomic():
        if Officer.objects.filter(pk=officer.pk, is_active=not active).update(is_active=active):
            ledger.append(kind, about=f"officer/{officer.pk}", digest=_digest({}), at=at)
    officer.is_active = active


def set_password(officer: Officer, password: str, *, at: datetime) -> None:
    """Let the officer sign in with this password from now on. Raises ValidationError, what is wrong with it."""
    validate_password(password, officer)
    with transaction.atomic():
        officer.set_password(password)
        officer.save(update_fields=["password"])
        ledger.append("mandates:officer:authenticate", about=f"officer/{officer.pk}", digest=_digest({}), at=at)


def make_link(officer: Officer, *, at: datetime) -> str:
    """Return the token of a link that signs the officer in once within half an hour; nothing keeps it."""
    token = secrets.token_urlsafe(32)
    digest = _token_digest(token)
    with transaction.atomic():
        SignInLink.objects.create(digest=digest, officer=officer, expires_at=at + LINK_LASTS)
        _record_link("mandates:link:make", officer, digest, at=at)
    return token


def redeem(token: str, *, at: datetime) -> Officer:
    """Use a link up and return whom it signs in. Raises LinkSpent, which leaves no entry: anybody can cause it."""
    digest = _token_digest(token)
    with transaction.atomic():
        link = (
            SignInLink.objects.select_for_update(of=("self",)).select_related("officer").filter(digest=digest).first()
        )
        if link is None or not hmac.compare_digest(bytes(link.digest), digest) or not link.officer.is_active:
            raise LinkSpent(Spent.UNKNOWN)
        if link.used_at is not None:
            raise LinkSpent(Spent.USED)
        if at > link.expires_at:
            raise LinkSpent(Spent.EXPIRED)
        link.used_at = at
        link.save(update_fields=["used_at"])
        _record_link("mandates:link:redeem", link.officer, digest, at=at)
    return link.officer


def _token_digest(token: str) -> bytes:
    # A hostile token may hold lone surrogates; it must be unknown, not an error of ours.
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def _digest(what: dict[str, object]) -> bytes:
    return hashlib.sha256(rfc8785.dumps(what)).digest()  # type: ignore[arg-type]


def _record_mandate(kind: str, row: MandateRow, *, at: datetime) -> None:
    what: dict[str, object] = {
        "officer": row.officer_id,
        "authority": row.authority_id,
        "roles": list(row.roles),
        "begins_on": row.begins_on.isoformat(),
        "ends_on": row.ends_on.isoformat() if row.ends_on else None,
    }
    ledger.append(kind, about=f"officer/{row.officer_id}", digest=_digest(what), at=at)


def _record_link(kind: str, officer: Officer, digest: bytes, *, at: datetime) -> None:
    # The digest of the digest: the log must not tell what the table of links holds.
    ledger.append(kind, about=f"officer/{officer.pk}", digest=hashlib.sha256(digest).digest(), at=at)


def _record_refusal(refused: Forbidden, *, at: datetime) -> None:
    mandate, resource = refused.mandate, refused.resource
    what: dict[str, object] = {
        "permission": refused.permission.value,
        "resource": [resource.kind, resource.reference, resource.act],
        "officer": mandate.officer if mandate else None,
        "authority": mandate.authority if mandate else None,
        "at": at.astimezone(UTC).isoformat(),
    }
    with transaction.atomic():
        ledger.append(
            EntryKind.FORBIDDEN,
            about=resource.reference or resource.kind,
            digest=_digest(what),
            at=at,
        )


def _columns(entry: Entry) -> dict[str, object]:
    return {
        "state": entry.state,
        "kind": entry.kind.value,
        "name_ar": entry.name.ar,
        "name_fr": entry.name.fr,
        "name_en": entry.name.en,
        "city_ar": entry.city.ar,
        "city_fr": entry.city.fr,
        "city_en": entry.city.en,
        "central_id": entry.central,
        "competences": [competence.value for competence in entry.competences],
        "languages_accepted": list(entry.languages),
        "urgent_phone": entry.urgent_desk.phone,
        "urgent_hours": entry.urgent_desk.hours,
        "urgent_time_zone": entry.urgent_desk.time_zone,
        "evidence": entry.evidence.value,
        "source": entry.source,
        "source_url": entry.source_url,
        "verified_on": entry.verified_on,
        "verified_by": entry.verified_by,
        "valid_from": entry.valid_from,
        "valid_to": entry.valid_to,
    }
