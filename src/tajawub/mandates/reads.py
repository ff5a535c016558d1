"""What the rooms above may ask: an officer's mandate, an authority, whether a button makes sense."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from tajawub.mandates import models, policy
from tajawub.mandates.permissions import AuthorityKind, Competence, Evidence, Permission, Role
from tajawub.mandates.values import Authority, Mandate, Resource, UrgentDesk, Wording


class UnknownAuthority(Exception):
    """The directory has no authority under `key`."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(f"{key} is not in the directory of authorities: choose one that is, or add it")


def today() -> date:
    """Return the day it is in this node's State."""
    return timezone.localdate(timezone=ZoneInfo(settings.TIME_ZONE_OF_STATE))


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
