"""The only writer of this room: refusals, the directory, officers, mandates, sign-in links, shifts and pages."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import wraps
from typing import ParamSpec, TypeVar
from zoneinfo import available_timezones

import psycopg
import rfc8785
from django.contrib.auth.password_validation import validate_password
from django.core.validators import validate_email
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from tajawub.ledger import acts as ledger
from tajawub.ledger.kinds import EntryKind
from tajawub.mandates import paging, policy, reads, seeds
from tajawub.mandates.models import Authority, MandateRow, Officer, Page, Shift, SignInLink
from tajawub.mandates.paging import Failure, Reason
from tajawub.mandates.permissions import Permission, Role
from tajawub.mandates.roster import LONGEST_SHIFT
from tajawub.mandates.values import Authority as Entry
from tajawub.mandates.values import Forbidden, Mandate, Resource, Wording

__all__ = [
    "Forbidden", "HoldsMandate", "LinkSpent", "NoShift", "Spent", "Wrong", "add_authority", "answer_pages", "appoint",
    "close_access", "end_mandate", "end_shift", "enrol", "enter_shift", "escalate", "make_link", "not_sent",
    "open_access", "page", "performed", "redeem", "require", "seed", "sent", "set_email",
]  # fmt: skip

P = ParamSpec("P")
R = TypeVar("R")

LINK_LASTS = timedelta(minutes=30)

ONE_AT_A_TIME = "officer_holds_one_mandate_at_a_time"
"""The constraint of the table that holds it, whoever writes at once."""

ONE_SHIFT_AT_A_TIME = "officer_has_one_shift_at_a_time"

_PAGING = 0x54414A44
"""The class of our advisory locks; the second number is the hash of what is paged about."""


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


class Wrong(StrEnum):
    """Why a shift cannot be entered, or ended."""

    ENDS_BEFORE_IT_STARTS = "ends_before_it_starts"
    LONGER_THAN_A_WEEK = "longer_than_a_week"
    OVER = "over"
    OVERLAPS = "overlaps"
    NO_MANDATE = "no_mandate"
    UNKNOWN_TIME_ZONE = "unknown_time_zone"


class NoShift(Exception):
    """The shift cannot be entered or ended as asked: nothing was changed."""

    def __init__(self, why: Wrong) -> None:
        self.why = why
        super().__init__(f"The shift stays as it is: {why}")


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


def set_email(officer: Officer, address: str, *, at: datetime) -> None:
    """Set where pages find the officer by mail; empty takes it away. Raises ValidationError.

    The ledger says that it changed, and neither the address nor a digest of it: addresses can be guessed.
    """
    if address:
        validate_email(address)
    with transaction.atomic():
        Officer.objects.filter(pk=officer.pk).update(email=address)
        ledger.append("mandates:officer:address", about=f"officer/{officer.pk}", digest=_digest({}), at=at)
    officer.email = address


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


@performed
def enter_shift(
    authority: str, officer: int, *, starts_at: datetime, ends_at: datetime, time_zone: str, by: Mandate, at: datetime
) -> Shift:
    """Enter who answers for an authority in that time. Raises Forbidden, NoShift."""
    require(by, Permission.ENTER_SHIFT, roster(authority))
    if ends_at <= starts_at:
        raise NoShift(Wrong.ENDS_BEFORE_IT_STARTS)
    if ends_at - starts_at > LONGEST_SHIFT:
        raise NoShift(Wrong.LONGER_THAN_A_WEEK)
    if ends_at <= at:
        raise NoShift(Wrong.OVER)
    if time_zone not in available_timezones():
        raise NoShift(Wrong.UNKNOWN_TIME_ZONE)
    last = ends_at - timedelta.resolution
    if not all(officer in reads.able_to_answer(authority, day) for day in (starts_at, last)):
        raise NoShift(Wrong.NO_MANDATE)
    try:
        with transaction.atomic():
            row = Shift.objects.create(
                authority_id=authority,
                officer_id=officer,
                starts_at=starts_at,
                ends_at=ends_at,
                time_zone=time_zone,
                entered_by_id=by.officer,
            )
    except IntegrityError as error:
        if isinstance(error.__cause__, psycopg.Error) and error.__cause__.diag.constraint_name == ONE_SHIFT_AT_A_TIME:
            raise NoShift(Wrong.OVERLAPS) from None
        raise
    _record_shift("mandates:shift:enter", row, by=by, at=at)
    return row


@performed
def end_shift(shift: int, *, by: Mandate, at: datetime) -> None:
    """End a shift now; one that has not begun is taken out. Raises Forbidden, NoShift, Shift.DoesNotExist."""
    row = Shift.objects.select_for_update(of=("self",)).get(pk=shift)
    require(by, Permission.END_SHIFT, roster(row.authority_id))
    if row.ends_at <= at:
        raise NoShift(Wrong.OVER)
    if row.starts_at >= at:
        _record_shift("mandates:shift:end", row, by=by, at=at)
        row.delete()
        return
    row.ends_at = at
    row.save(update_fields=["ends_at"])
    _record_shift("mandates:shift:end", row, by=by, at=at)


def roster(authority: str) -> Resource:
    """Describe an authority's duty roster for the policies."""
    return Resource("roster", authority, authority=authority)


def page(authority: str, *, about: str, reason: Reason, at: datetime) -> tuple[Page, ...]:
    """Call whoever is on duty there; in the caller's transaction. What is unanswered already is not paged anew,
    but for a deadline's alarms.

    Nobody on duty: every approver and desk officer of the authority, or where it has none, of its central one.
    Nobody at all: a page to nobody, and an alarm. `about` is a label, never contents.
    """
    with transaction.atomic():
        _lock(about)
        known = Page.objects.filter(authority=authority, about=about, reason=reason)
        if reason is Reason.DEADLINE:
            # Each alarm is another one: what was told at half of the time is told again at three quarters.
            last = known.order_by("-round").first()
            return _page(authority, about, reason, last.round + 1 if last else 1, at)
        return tuple(known.filter(answered_at=None)) or _page(authority, about, reason, 1, at)


def escalate(*, at: datetime) -> int:
    """Page again about what nobody has answered for AGAIN_EVERY; return about how much. Safe to repeat."""
    waiting = Page.objects.filter(answered_at=None, reason__in=paging.ESCALATING)
    called = 0
    for authority, about in sorted(set(waiting.values_list("authority", "about"))):
        with transaction.atomic():
            _lock(about)
            open_pages = waiting.filter(authority=authority, about=about)
            last = open_pages.order_by("-round", "-pk").first()
            if last is None or last.round >= paging.LAST_ROUND:
                continue
            if last.paged_at <= at - paging.AGAIN_EVERY:
                _page(authority, about, Reason.NOT_ACKNOWLEDGED, last.round + 1, at)
                called += 1
    return called


def answer_pages(about: str, *, by: Mandate | None, at: datetime) -> int:
    """Stop paging about it, in the caller's transaction; return how many pages were open.

    `by` is who answers, None where the matter has ended otherwise.
    """
    with transaction.atomic():
        _lock(about)
        officer = by.officer if by else None
        answered = Page.objects.filter(about=about, answered_at=None).update(answered_at=at, answered_by=officer)
        if answered:
            ledger.append("mandates:page:answer", about=about, digest=_digest({"officer": officer}), at=at)
    return answered


def sent(row: Page, *, at: datetime) -> None:
    """Note that a page has left."""
    with transaction.atomic():
        if Page.objects.filter(pk=row.pk, sent_at=None).update(sent_at=at, last_error="", attempts=row.attempts + 1):
            what: dict[str, object] = {"officer": row.officer_id, "round": row.round}
            ledger.append("mandates:page:send", about=row.about, digest=_digest(what), at=at)


def not_sent(row: Page, why: Failure, *, at: datetime) -> None:
    """Note why a page has not left, and when it is tried again."""
    attempts = row.attempts + 1
    Page.objects.filter(pk=row.pk, sent_at=None).update(
        last_error=why, attempts=attempts, try_at=at + paging.pause(attempts)
    )


def _page(authority: str, about: str, reason: Reason, number: int, at: datetime) -> tuple[Page, ...]:
    officers, on_duty = _called_out(authority, number, at)
    rows = Page.objects.bulk_create(
        Page(
            authority_id=authority,
            about=about,
            reason=reason,
            round=number,
            officer_id=officer,
            on_duty=officer in on_duty,
            paged_at=at,
            try_at=at,
            last_error="" if officer else Failure.NOBODY,
        )
        for officer in officers or (None,)
    )
    what: dict[str, object] = {"reason": reason, "round": number, "officers": list(officers)}
    ledger.append("mandates:page:call", about=about, digest=_digest(what), at=at)
    if not officers:
        ledger.append(EntryKind.ALARM, about=about, digest=_digest(what), at=at)
    return tuple(rows)


def _called_out(authority: str, number: int, at: datetime) -> tuple[tuple[int, ...], frozenset[int]]:
    """Return whom a round calls, by officer number, and which of them are on duty."""
    central = next(iter(reads.through(authority)), authority)
    on_duty = {shift.officer_id for shift in reads.on_duty(authority, at)}
    called = on_duty or reads.holders(authority, _ANSWERING, at)
    if not called:
        on_duty = {shift.officer_id for shift in reads.on_duty(central, at)}
        called = on_duty or reads.holders(central, _ANSWERING, at)
    if number >= paging.CENTRAL_FROM_ROUND:
        called = called | reads.holders(central, {Role.APPROVER}, at)
    return tuple(sorted(called)), frozenset(on_duty)


_ANSWERING = {Role.APPROVER, Role.DESK}


def _lock(about: str) -> None:
    """Let one at a time page or answer about a reference: a round begun at once with the answer would never end."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_PAGING, about])


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


def _record_shift(kind: str, row: Shift, *, by: Mandate, at: datetime) -> None:
    what: dict[str, object] = {
        "officer": row.officer_id,
        "authority": row.authority_id,
        "starts_at": row.starts_at.astimezone(UTC).isoformat(),
        "ends_at": row.ends_at.astimezone(UTC).isoformat(),
        "by": by.officer,
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
