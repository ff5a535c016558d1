"""What every page shows: the node's State, the language, the time in both States, who is signed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, get_language_bidi, pgettext

from tajawub.casework import reads
from tajawub.mandates import reads as directory
from tajawub.mandates.acts import roster
from tajawub.mandates.models import Officer
from tajawub.mandates.permissions import Permission
from tajawub.mandates.values import Mandate, Resource
from tajawub.web.dates import clock, tongue, weekday
from tajawub.web.places import PLACES, Place, place


@dataclass(frozen=True, slots=True)
class Tongue:
    """One language of the switch, named in itself."""

    code: str
    name: str
    current: bool


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What the clock says in another State."""

    name: str
    time: str


@dataclass(frozen=True, slots=True)
class Room:
    """One page of the header that this officer's mandate opens."""

    url: str
    name: str
    current: bool


@dataclass(frozen=True, slots=True)
class Node:
    """The node as its pages name it, in the reader's language."""

    state: str
    name: str
    capital: str
    demo: bool
    language: str
    direction: str
    tongues: tuple[Tongue, ...]
    rooms: tuple[Room, ...]
    day: str
    time: str
    zone: str
    elsewhere: tuple[Elsewhere, ...]
    officer: str
    function: str


def node(request: HttpRequest) -> dict[str, Node]:
    language = tongue(get_language())
    now = settings.NOW()
    here = place(settings.STATE)
    officer = getattr(request, "user", None)
    local = now.astimezone(here.zone)
    return {
        "node": Node(
            state=here.state,
            name=here.node.said(language),
            capital=here.capital.said(language),
            demo=settings.DEMO,
            language=language,
            direction="rtl" if get_language_bidi() else "ltr",
            tongues=tuple(Tongue(code, name, code == language) for code, name in settings.LANGUAGES),
            rooms=_rooms(request),
            day=weekday(local.date(), language),
            time=clock(local),
            zone=here.clock.said(language),
            elsewhere=_elsewhere(here, now, language),
            officer=_name(officer, language),
            function=_function(officer, language),
        )
    }


def _rooms(request: HttpRequest) -> tuple[Room, ...]:
    """Return the pages this mandate opens; none before `SignedIn` has found one. The law is open to every mandate."""
    mandate: Mandate | None = getattr(request, "mandate", None)
    if mandate is None:
        return ()
    letters = reads.new_letter(mandate)
    offered: tuple[tuple[str, str, Permission | None, Resource], ...] = (
        ("desk", pgettext("header", "Desk"), Permission.READ_REQUEST, letters),
        ("cases", pgettext("header", "Cases"), Permission.READ_CASE, letters),
        ("begin", pgettext("header", "New request"), Permission.DRAFT_REQUEST, letters),
        ("legal_basis", pgettext("header", "Legal basis"), None, letters),
        ("statistics", pgettext("header", "Statistics"), Permission.READ_STATISTICS, letters),
        ("oral_requests", pgettext("header", "Calls"), Permission.READ_ORAL, letters),
        ("duty", pgettext("header", "Duty"), Permission.READ_ROSTER, roster(mandate.authority)),
        ("node", pgettext("header", "Node"), Permission.READ_LOG, Resource("log", settings.ORIGIN)),
    )
    here = request.resolver_match.url_name if request.resolver_match else ""
    return tuple(
        Room(reverse(page), name, page == here)
        for page, name, permission, resource in offered
        if permission is None or directory.may(mandate, permission, resource)
    )


def _elsewhere(here: Place, now: datetime, language: str) -> tuple[Elsewhere, ...]:
    return tuple(
        Elsewhere(other.clock.said(language), clock(now.astimezone(other.zone)))
        for other in PLACES.values()
        if other is not here
    )


def _name(officer: object, language: str) -> str:
    if not isinstance(officer, Officer):
        return ""
    return officer.name_ar if language == "ar" else officer.name


def _function(officer: object, language: str) -> str:
    if not isinstance(officer, Officer):
        return ""
    return {"ar": officer.function_ar, "fr": officer.function_fr}.get(language, officer.function_en)
