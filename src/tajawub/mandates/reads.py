"""What the rooms above may ask: an officer's mandate, an authority, who is on duty, what nobody has answered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from tajawub.mandates import models, policy
from tajawub.mandates.paging import ESCALATING, TRIED_FOR, Call, Reason
from tajawub.mandates.permissions import AuthorityKind, Competence, Evidence, Permission, Role
from tajawub.mandates.roster import AHEAD, Span, gaps
from tajawub.mandates.values import Authority, Mandate, Resource, UrgentDesk, Wording


class UnknownAuthority(Exception):
    """The directory has no authority under `key`."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(f"{key} is not in the directory of authorities: choose one that is, or add it")


def today() -> date:
    """Return the day it is in this node's State."""
    return _day(timezone.now())


def _day(at: datetime) -> date:
    return at.astimezone(ZoneInfo(settings.TIME_ZONE_OF_STATE)).date()


def mandate_of(officer: models.Officer, on: date | None = None) -> Mandate | None:
    """Return the officer's mandate in force on that day (today in this State), None where there is none."""
    if not officer.is_active:
        return None
    day = on or today()
    row = row_in_force(officer, day)
    if row is None or (row.authority.valid_to is not None and row.authority.valid_to < day):
        return None
    return Mandate(
        officer=officer.pk,
        name=officer.name,
        function=officer.function_en,
        authority=row.authority_id,
        state=row.authority.state,
        roles=frozenset(Role(role) for role in row.roles),
        names=Wording(officer.name_ar, officer.name, officer.name),
        functions=Wording(officer.function_ar, officer.function_fr, officer.function_en),
    )


def row_in_force(officer: models.Officer, on: date) -> models.MandateRow | None:
    """Return the row of the mandate that covers the day, even where officer or authority serve no more."""
    rows = models.MandateRow.objects.select_related("authority")
    return rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), officer=officer, begins_on__lte=on).first()


def authority(key: str) -> Authority:
    """Return one entry of the directory. Raises UnknownAuthority."""
    row = models.Authority.objects.filter(pk=key).first()
    if row is None:
        raise UnknownAuthority(key)
    return _authority(row)


def authorities(state: str) -> list[Authority]:
    """Return a State's entries, by key."""
    return [_authority(row) for row in models.Authority.objects.filter(state=state)]


def through(key: str) -> tuple[str, ...]:
    """Return the central authorities by which this one transmits, nearest first; none where it is central."""
    central = models.Authority.objects.filter(pk=key).values_list("central_id", flat=True).first()
    return () if central is None else (central,)


def served_by(key: str) -> frozenset[str]:
    """Return the authorities this one may act for on a request: itself and those that transmit through it."""
    return frozenset({key, *models.Authority.objects.filter(central=key).values_list("key", flat=True)})


def may(mandate: Mandate | None, permission: Permission, resource: Resource) -> bool:
    """Say whether `acts.require` would let it pass; for showing or hiding a button, never instead of it."""
    return policy.decide(mandate, permission, resource).allowed


def holders(authority: str, roles: Iterable[Role], at: datetime) -> set[int]:
    """Return the officers who hold a mandate there in one of the roles on that day, and may sign in."""
    day = _day(at)
    rows = models.MandateRow.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=day),
        authority=authority,
        begins_on__lte=day,
        roles__overlap=[role.value for role in roles],
        officer__is_active=True,
    )
    return set(rows.order_by().values_list("officer", flat=True))


def able_to_answer(authority: str, at: datetime) -> set[int]:
    """Return the officers who may be on duty there that day: all but who runs the node, and sees no request."""
    return holders(authority, set(Role) - {Role.OPERATOR}, at) - holders(authority, {Role.OPERATOR}, at)


def officers(authority: str, at: datetime) -> tuple[models.Officer, ...]:
    """Return the officers who may be on duty there that day, by name."""
    return tuple(models.Officer.objects.filter(pk__in=able_to_answer(authority, at)).order_by("name", "pk"))


def on_duty(authority: str, at: datetime) -> tuple[models.Shift, ...]:
    """Return the shifts that cover the instant, of officers whose mandate there is still in force."""
    able = able_to_answer(authority, at)
    return tuple(shift for shift in roster(authority, since=at, until=at) if shift.officer_id in able)


def roster(authority: str, *, since: datetime, until: datetime) -> tuple[models.Shift, ...]:
    """Return the shifts that touch the time between the two instants (the last included), earliest first."""
    rows = models.Shift.objects.filter(authority=authority, starts_at__lte=until, ends_at__gt=since)
    return tuple(rows.select_related("officer").order_by("starts_at", "pk"))


def uncovered(authority: str, at: datetime) -> tuple[Span, ...]:
    """Return when nobody is on duty in the next seven days."""
    until = at + AHEAD
    shifts = roster(authority, since=at, until=until)
    return gaps([Span(shift.starts_at, shift.ends_at) for shift in shifts], since=at, until=until)


def unanswered(authority: str) -> tuple[Call, ...]:
    """Return what this authority, and those that receive through it, were paged about and nobody has answered.

    The longest waiting first. The acknowledgement clock runs from `since`.
    """
    rows = models.Page.objects.filter(authority__in=served_by(authority), answered_at=None).order_by("paged_at", "pk")
    calls: dict[tuple[str, str, bool], list[models.Page]] = {}
    for row in rows:
        calls.setdefault((row.authority_id, row.about, row.reason in ESCALATING), []).append(row)
    return tuple(_call(pages) for pages in calls.values())


def _call(pages: Sequence[models.Page]) -> Call:
    last = pages[-1].round
    return Call(
        authority=pages[0].authority_id,
        about=pages[0].about,
        reason=Reason(pages[-1].reason),
        since=pages[0].paged_at,
        round=last,
        unsent=sum(page.sent_at is None for page in pages if page.round == last),
    )


def pages(authority: str, *, since: datetime) -> tuple[models.Page, ...]:
    """Return the pages of this authority and those it serves, sent or not, the newest first."""
    rows = models.Page.objects.filter(authority__in=served_by(authority), paged_at__gte=since)
    return tuple(rows.select_related("officer", "answered_by"))


def unsent(at: datetime) -> tuple[models.Page, ...]:
    """Return the pages that have not left and are still wanted, of the whole node, the newest first."""
    return tuple(_wanted(at).select_related("officer"))


def to_send(at: datetime) -> tuple[models.Page, ...]:
    """Return the pages to be sent now, the one due longest first."""
    rows = _wanted(at).filter(officer__isnull=False, try_at__lte=at)
    return tuple(rows.select_related("officer").order_by("try_at", "pk")[:100])


def _wanted(at: datetime) -> QuerySet[models.Page]:
    later = models.Page.objects.filter(
        authority=OuterRef("authority"),
        about=OuterRef("about"),
        officer=OuterRef("officer"),
        paged_at__gt=OuterRef("paged_at"),
    )
    return models.Page.objects.filter(~Exists(later), sent_at=None, answered_at=None, paged_at__gt=at - TRIED_FOR)


def _authority(row: models.Authority) -> Authority:
    return Authority(
        key=row.key,
        state=row.state,
        kind=AuthorityKind(row.kind),
        name=Wording(row.name_ar, row.name_fr, row.name_en),
        city=Wording(row.city_ar, row.city_fr, row.city_en),
        central=row.central_id,
        competences=tuple(Competence(competence) for competence in row.competences),
        languages=tuple(row.languages_accepted),
        urgent_desk=UrgentDesk(row.urgent_phone, row.urgent_hours, row.urgent_time_zone),
        evidence=Evidence(row.evidence),
        source=row.source,
        source_url=row.source_url,
        verified_on=row.verified_on,
        verified_by=row.verified_by,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )
