"""Requests made by telephone: write one down, read it, name the written request that confirms it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tajawub.casework import acts, reads
from tajawub.casework.acts import AlreadyConfirmed
from tajawub.casework.bodies import Incomplete
from tajawub.casework.models import OralConfirmation, OralRequest
from tajawub.casework.oral import Call, Direction
from tajawub.casework.words import POLICY
from tajawub.exchange import reads as exchange
from tajawub.mandates import reads as directory
from tajawub.mandates.acts import performed, require
from tajawub.mandates.permissions import Permission
from tajawub.mandates.values import Mandate
from tajawub.web import moments, phrases
from tajawub.web.asked import Asked
from tajawub.web.dates import tongue
from tajawub.web.forms.fields import NOT_CHOSEN, Control, Field, Filled, Option, fill, typed
from tajawub.web.moments import NoTime
from tajawub.web.places import place

ARTICLE = "18(14)"

DIRECTIONS: dict[Direction, Promise] = {
    Direction.RECEIVED: pgettext_lazy("oral request", "They called us"),
    Direction.MADE: pgettext_lazy("oral request", "We called them"),
}


@dataclass(frozen=True, slots=True)
class Spoken:
    """One call as lists tell it: between whom, when, and whether it is confirmed in writing."""

    url: str
    direction: Promise
    state: str
    other: str
    called: str
    confirm_by: str
    overdue: bool
    confirmed_by: str


@performed
def _looked(*, by: Mandate, at: datetime) -> None:  # noqa: ARG001  (`at` dates the refusal)
    require(by, Permission.READ_ORAL, reads.new_oral(by, Direction.RECEIVED, ""))


@require_safe
def oral_requests(request: Asked) -> HttpResponse:
    now = settings.NOW()
    _looked(by=request.mandate, at=now)
    language = tongue(get_language())
    rows = [spoken(row, language, now) for row in reads.oral_requests(request.mandate)]
    return render(request, "web/oral_requests.html", {"rows": rows, "article": ARTICLE})


@require_http_methods(["GET", "POST"])
def record_oral(request: Asked) -> HttpResponse:
    now, language = settings.NOW(), tongue(get_language())
    _looked(by=request.mandate, at=now)
    fields = _fields(request.mandate, language, now)
    if request.method == "GET":
        zone = settings.TIME_ZONE_OF_STATE
        values = {
            "called_at": moments.as_typed(now, zone),
            "time_zone": zone,
            "officer": str(request.mandate.officer),
        }
        return _form(request, fill(fields, values, {}), status=200)
    values = typed(fields, request.POST)
    errors: dict[str, str] = {}
    try:
        row = acts.record_oral(_call(values), by=request.mandate, at=now)
    except Incomplete as incomplete:
        errors = incomplete.errors
    except NoTime:
        return _form(request, _no_time(fill(fields, values, {})), status=422)
    else:
        messages.success(request, pgettext("oral request", "The call is written down."))
        return redirect("oral", row.pk)
    return _form(request, fill(fields, values, errors), status=422)


@require_safe
def oral(request: Asked, key: UUID) -> HttpResponse:
    return _detail(request, key, error="", status=200)


@require_POST
def confirm_oral(request: Asked, key: UUID) -> HttpResponse:
    try:
        written = UUID(request.POST.get("request", ""))
        acts.confirm_oral(key, written, by=request.mandate, at=settings.NOW())
    except AlreadyConfirmed:
        messages.warning(request, pgettext("oral request", "The call was confirmed already."))
    except (ValueError, Incomplete):
        # Who may not read the call learns nothing here either: reading it is asked for first.
        return _detail(request, key, error=pgettext("oral request", "Choose the request from the list."), status=422)
    else:
        messages.success(request, pgettext("oral request", "The call is confirmed in writing."))
    return redirect("oral", key)


def due(mandate: Mandate, language: str, now: datetime) -> list[Spoken]:
    """Return the calls that wait for their written request, the most pressing first."""
    return [spoken(one.oral, language, now) for one in reads.oral_due(mandate, now)]


def spoken(row: OralRequest, language: str, now: datetime) -> Spoken:
    confirmation = _confirmation(row)
    return Spoken(
        url=reverse("oral", args=[row.pk]),
        direction=DIRECTIONS[Direction(row.direction)],
        state=place(row.state).name.said(language),
        other=row.other_authority,
        called=moments.said(row.called_at, row.time_zone, language),
        confirm_by=moments.said(row.confirm_by, row.time_zone, language),
        overdue=confirmation is None and row.confirm_by < now,
        confirmed_by=confirmation.request.label if confirmation else "",
    )


def _confirmation(row: OralRequest) -> OralConfirmation | None:
    return OralConfirmation.objects.select_related("request", "confirmed_by").filter(oral=row).first()


def _detail(request: Asked, key: UUID, *, error: str, status: int) -> HttpResponse:
    now, language = settings.NOW(), tongue(get_language())
    row = acts.read_oral(key, by=request.mandate, at=now)
    confirmation = _confirmation(row)
    return render(
        request,
        "web/oral.html",
        {
            "call": spoken(row, language, now),
            "row": row,
            "called": moments.said_there(row.called_at, row.time_zone, language),
            "officer": phrases.officer(row.officer, language),
            "recorded_by": phrases.officer(row.recorded_by, language),
            "recorded": moments.said(row.recorded_at, row.time_zone, language),
            "confirmation": confirmation,
            "confirmed": moments.said(confirmation.confirmed_at, row.time_zone, language) if confirmation else "",
            "written": [] if confirmation else reads.confirming(row, request.mandate)[:200],
            "article": ARTICLE,
            "error": error,
        },
        status=status,
    )


def _form(request: Asked, form: tuple[Filled, ...], *, status: int) -> HttpResponse:
    return render(request, "web/record_oral.html", {"form": form, "article": ARTICLE}, status=status)


def _no_time(form: tuple[Filled, ...]) -> tuple[Filled, ...]:
    sentence = pgettext("oral request", "The clocks there show no such time: write year-month-day, hour:minute.")
    return tuple(replace(one, error=sentence if one.name == "called_at" else one.error) for one in form)


def _call(values: dict[str, str]) -> Call:
    """Read the form. Raises NoTime, Incomplete."""
    directions = {direction.value for direction in Direction}
    if values.get("direction") not in directions:
        raise Incomplete({"direction": "not_in_list"})
    officer = values.get("officer", "")
    zone = values.get("time_zone", "")
    return Call(
        direction=Direction(values["direction"]),
        state=values.get("state", ""),
        officer=int(officer) if officer.isdecimal() else 0,
        other_name=values.get("other_name", ""),
        other_function=values.get("other_function", ""),
        other_authority=values.get("other_authority", ""),
        called_at=moments.typed(values.get("called_at", ""), zone),
        time_zone=zone,
        said=values.get("said", ""),
    )


def _fields(mandate: Mandate, language: str, now: datetime) -> tuple[Field, ...]:
    directions = tuple(Option(direction.value, said) for direction, said in DIRECTIONS.items())
    states = tuple(Option(peer.state, place(peer.state).name.said(language)) for peer in exchange.peers())
    officers = tuple(
        Option(str(officer.pk), phrases.isolated(phrases.officer(officer, language)))
        for officer in directory.officers(mandate.authority, now)
    )
    return (
        Field(
            "direction",
            pgettext_lazy("oral request", "Who called whom"),
            Control.CHOICE,
            options=(NOT_CHOSEN, *directions),
        ),
        Field(
            "state", pgettext_lazy("oral request", "The other State"), Control.CHOICE, options=(NOT_CHOSEN, *states)
        ),
        Field(
            "other_name",
            pgettext_lazy("oral request", "Person at the other end"),
            Control.LINE,
            POLICY,
            help=pgettext_lazy("oral request", "As they said it: nobody has checked it yet."),
        ),
        Field("other_function", pgettext_lazy("oral request", "Their function"), Control.LINE, POLICY),
        Field("other_authority", pgettext_lazy("oral request", "Their authority"), Control.LINE, POLICY),
        Field(
            "officer",
            pgettext_lazy("oral request", "Officer of ours on the line"),
            Control.CHOICE,
            POLICY,
            options=(NOT_CHOSEN, *officers),
        ),
        Field("called_at", pgettext_lazy("oral request", "When"), Control.MOMENT, ARTICLE),
        Field(
            "time_zone",
            pgettext_lazy("oral request", "By the clocks of"),
            Control.CHOICE,
            options=moments.zones(language),
        ),
        Field(
            "said",
            pgettext_lazy("oral request", "What was asked and answered"),
            Control.LONG,
            ARTICLE,
            help=pgettext_lazy(
                "oral request", "It cannot be changed once kept, and never leaves this node. Names only where needed."
            ),
        ),
    )
