"""The duty roster of the officer's authority: who answers now and next, when nobody does, who was called."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from tajawub.casework import reads as casework
from tajawub.mandates import acts, reads
from tajawub.mandates.acts import NoShift, Wrong, performed, require
from tajawub.mandates.models import Page, Shift
from tajawub.mandates.paging import ACKNOWLEDGED_WITHIN, Call, Failure, Reason
from tajawub.mandates.permissions import Permission
from tajawub.mandates.roster import AHEAD
from tajawub.mandates.values import Mandate
from tajawub.web import dates, moments, phrases
from tajawub.web.asked import Asked
from tajawub.web.dates import tongue
from tajawub.web.forms.fields import NOT_CHOSEN, Control, Field, Filled, Option, fill, typed
from tajawub.web.moments import NoTime

PAGES_SHOWN_FOR = timedelta(days=7)

REASONS: dict[Reason, Promise] = {
    Reason.URGENT_REQUEST: pgettext_lazy("page to an officer", "an urgent request has arrived"),
    Reason.NOT_ACKNOWLEDGED: pgettext_lazy("page to an officer", "nobody has acknowledged an urgent request"),
    Reason.DEADLINE: pgettext_lazy("page to an officer", "a deadline is about to end"),
}

FAILURES: dict[Failure, Promise] = {
    Failure.NO_HOOK: pgettext_lazy("page to an officer", "not sent: no hook configured"),
    Failure.NOBODY: pgettext_lazy("page to an officer", "not sent: there is nobody to call"),
    Failure.NO_ADDRESS: pgettext_lazy("page to an officer", "not sent: the officer has no mail address"),
    Failure.COMMAND_FAILED: pgettext_lazy("page to an officer", "not sent: the command failed, it is tried again"),
    Failure.COMMAND_TIMED_OUT: pgettext_lazy("page to an officer", "not sent: the command hung, it is tried again"),
    Failure.MAIL_REFUSED: pgettext_lazy("page to an officer", "not sent: the mail server refused, it is tried again"),
    Failure.MAIL_UNREACHABLE: pgettext_lazy(
        "page to an officer", "not sent: the mail server is away, it is tried again"
    ),
}

LEAVING = pgettext_lazy("page to an officer", "about to leave")
NO_LONGER = pgettext_lazy("page to an officer", "no longer needed")

WRONG: dict[Wrong, tuple[str, Promise]] = {
    Wrong.ENDS_BEFORE_IT_STARTS: ("ends_at", pgettext_lazy("shift", "It ends before it starts.")),
    Wrong.LONGER_THAN_A_WEEK: ("ends_at", pgettext_lazy("shift", "A shift lasts seven days at most.")),
    Wrong.OVER: ("ends_at", pgettext_lazy("shift", "It is over already.")),
    Wrong.OVERLAPS: ("starts_at", pgettext_lazy("shift", "The officer has another shift in that time.")),
    Wrong.NO_MANDATE: ("officer", pgettext_lazy("shift", "The officer holds no mandate here for all of that time.")),
    Wrong.UNKNOWN_TIME_ZONE: ("time_zone", pgettext_lazy("shift", "Choose one from the list.")),
}
"""Which field of the form it is said at, and in what words."""

NO_TIME = pgettext_lazy("shift", "The clocks there show no such time: write year-month-day, hour:minute.")


@dataclass(frozen=True, slots=True)
class OnDuty:
    """Who answers now, with the time it is where they sit."""

    name: str
    function: str
    until: str
    time: str


@dataclass(frozen=True, slots=True)
class Line:
    """A shift of the coming days, or with no name a time that nobody covers."""

    starts: str
    ends: str
    name: str = ""
    now: bool = False
    end_url: str = ""


@dataclass(frozen=True, slots=True)
class Ringing:
    """A call that nobody has answered, and how long its clock has run."""

    url: str
    about: str
    reason: Promise
    since: str
    waited: str
    late: bool
    round: int
    unsent: int


@dataclass(frozen=True, slots=True)
class Paged:
    """One page as the list tells it."""

    about: str
    reason: Promise
    officer: str
    round: int
    at: str
    sent: str
    not_sent: Promise
    failed: bool
    answered: str
    answered_by: str
    off_duty: bool


@performed
def looked(*, by: Mandate, at: datetime) -> None:  # noqa: ARG001  (`at` dates the refusal)
    require(by, Permission.READ_ROSTER, acts.roster(by.authority))


@require_http_methods(["GET", "POST"])
def duty(request: Asked) -> HttpResponse:
    now = settings.NOW()
    looked(by=request.mandate, at=now)
    fields = _fields(request.mandate, tongue(get_language()), now)
    if request.method == "POST":
        values = typed(fields, request.POST)
        wrong = _enter(request.mandate, values, now)
        if not wrong:
            messages.success(request, pgettext("shift", "The shift is entered."))
            return redirect("duty")
        return _page(request, now, _filled(fields, values, wrong), status=422)
    begins = now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    zone = settings.TIME_ZONE_OF_STATE
    values = {"starts_at": moments.as_typed(begins, zone), "time_zone": zone}
    return _page(request, now, _filled(fields, values, {}), status=200)


@require_http_methods(["GET", "POST"])
def end_shift(request: Asked, key: int) -> HttpResponse:
    """Ask first: a roster with a hole in it leaves an urgent request ringing in an empty room."""
    now = settings.NOW()
    looked(by=request.mandate, at=now)
    shift = Shift.objects.select_related("officer").get(pk=key, authority=request.mandate.authority)
    if request.method == "POST":
        try:
            acts.end_shift(key, by=request.mandate, at=now)
        except NoShift:
            messages.warning(request, pgettext("shift", "The shift was over already."))
        else:
            messages.success(request, pgettext("shift", "The shift is ended."))
        return redirect("duty")
    language = tongue(get_language())
    line = _line(shift, request.mandate, language, now)
    return render(request, "web/end_shift.html", {"shift": line, "begun": shift.starts_at < now})


@require_safe
def called(request: Asked, about: str) -> HttpResponse:
    """Lead an officer from the page they received to the dossier; who may not see it is led to the roster."""
    row = casework.visible(request.mandate).filter(label=about).order_by("pk").first()
    return redirect("duty") if row is None else redirect("dossier", row.pk)


def ringing(mandate: Mandate, language: str, now: datetime) -> list[Ringing]:
    """Return the calls of this authority that nobody has answered."""
    return [_ringing(call, language, now) for call in reads.unanswered(mandate.authority)]


def why_not(page: Page, *, wanted: bool) -> Promise:
    """Say why a page has not left; one that is answered, or that a later round repeats, is wanted no more."""
    if page.last_error:
        return FAILURES[Failure(page.last_error)]
    return LEAVING if wanted else NO_LONGER


def _fields(mandate: Mandate, language: str, now: datetime) -> tuple[Field, ...]:
    officers = tuple(
        Option(str(officer.pk), phrases.isolated(phrases.officer(officer, language)))
        for officer in reads.officers(mandate.authority, now)
    )
    return (
        Field("officer", pgettext_lazy("shift", "Officer on duty"), Control.CHOICE, options=(NOT_CHOSEN, *officers)),
        Field("starts_at", pgettext_lazy("shift", "From"), Control.MOMENT),
        Field("ends_at", pgettext_lazy("shift", "To"), Control.MOMENT),
        Field(
            "time_zone",
            pgettext_lazy("shift", "By the clocks of"),
            Control.CHOICE,
            help=pgettext_lazy("shift", "Where the officer sits. The roster tells their hours in it."),
            options=moments.zones(language),
        ),
    )


def _enter(mandate: Mandate, values: dict[str, str], now: datetime) -> dict[str, Promise]:
    """Enter the shift; return what is wrong instead, by field."""
    wrong: dict[str, Promise] = {}
    times: dict[str, datetime] = {}
    for name in ("starts_at", "ends_at"):
        try:
            times[name] = moments.typed(values.get(name, ""), values.get("time_zone", ""))
        except NoTime:
            wrong[name] = NO_TIME
    officer = values.get("officer", "")
    if not officer.isdecimal():
        wrong["officer"] = WRONG[Wrong.UNKNOWN_TIME_ZONE][1]
    if wrong:
        return wrong
    zone = values["time_zone"]
    try:
        acts.enter_shift(mandate.authority, int(officer), **times, time_zone=zone, by=mandate, at=now)
    except NoShift as refused:
        field, sentence = WRONG[refused.why]
        return {field: sentence}
    return {}


def _filled(fields: tuple[Field, ...], values: dict[str, str], wrong: dict[str, Promise]) -> tuple[Filled, ...]:
    return tuple(replace(one, error=wrong.get(one.name, "")) for one in fill(fields, values, {}))


def _page(request: Asked, now: datetime, form: tuple[Filled, ...], *, status: int) -> HttpResponse:
    mandate, language = request.mandate, tongue(get_language())
    zone = settings.TIME_ZONE_OF_STATE
    return render(
        request,
        "web/duty.html",
        {
            "authority": reads.authority(mandate.authority).name,
            "on_duty": [_on_duty(shift, language, now) for shift in reads.on_duty(mandate.authority, now)],
            "ringing": ringing(mandate, language, now),
            "within": int(ACKNOWLEDGED_WITHIN.total_seconds()) // 60,
            "lines": _lines(mandate, language, now),
            "clocks": moments.clocks(zone, language),
            "pages": _pages(mandate, language, now),
            "may_enter": reads.may(mandate, Permission.ENTER_SHIFT, acts.roster(mandate.authority)),
            "form": form,
        },
        status=status,
    )


def _on_duty(shift: Shift, language: str, now: datetime) -> OnDuty:
    zone = shift.time_zone
    return OnDuty(
        name=phrases.officer(shift.officer, language),
        function=phrases.function(shift.officer, language),
        until=moments.said(shift.ends_at, zone, language),
        time=moments.said_there(now, zone, language),
    )


def _lines(mandate: Mandate, language: str, now: datetime) -> list[Line]:
    """Return shifts and gaps of the next seven days in the order in which they begin."""
    zone = settings.TIME_ZONE_OF_STATE
    found = [
        (shift.starts_at, _line(shift, mandate, language, now))
        for shift in reads.roster(mandate.authority, since=now, until=now + AHEAD)
    ]
    for gap in reads.uncovered(mandate.authority, now):
        starts = moments.said(gap.starts_at, zone, language)
        found.append((gap.starts_at, Line(starts, moments.said_there(gap.ends_at, zone, language))))
    return [line for _, line in sorted(found, key=lambda one: one[0])]


def _line(shift: Shift, mandate: Mandate, language: str, now: datetime) -> Line:
    zone = shift.time_zone
    may_end = reads.may(mandate, Permission.END_SHIFT, acts.roster(shift.authority_id))
    return Line(
        starts=moments.said(shift.starts_at, zone, language),
        ends=moments.said_there(shift.ends_at, zone, language),
        name=phrases.officer(shift.officer, language),
        now=shift.starts_at <= now < shift.ends_at,
        end_url=reverse("end_shift", args=[shift.pk]) if may_end else "",
    )


def _ringing(call: Call, language: str, now: datetime) -> Ringing:
    return Ringing(
        url=reverse("called", args=[call.about]),
        about=call.about,
        reason=REASONS[call.reason],
        since=moments.said(call.since, settings.TIME_ZONE_OF_STATE, language),
        waited=dates.span(now - call.since),
        late=call.answer_by is not None and call.answer_by < now,
        round=call.round,
        unsent=call.unsent,
    )


def _pages(mandate: Mandate, language: str, now: datetime) -> list[Paged]:
    wanted = {page.pk for page in reads.unsent(now)}
    found = reads.pages(mandate.authority, since=now - PAGES_SHOWN_FOR)
    return [_paged(page, language, wanted=page.pk in wanted) for page in found]


def _paged(page: Page, language: str, *, wanted: bool) -> Paged:
    zone = settings.TIME_ZONE_OF_STATE
    return Paged(
        about=page.about,
        reason=REASONS[Reason(page.reason)],
        officer=phrases.officer(page.officer, language) if page.officer else "",
        round=page.round,
        at=moments.said(page.paged_at, zone, language),
        sent=moments.said(page.sent_at, zone, language) if page.sent_at else "",
        not_sent=why_not(page, wanted=wanted),
        failed=bool(page.last_error),
        answered=moments.said(page.answered_at, zone, language) if page.answered_at else "",
        answered_by=phrases.officer(page.answered_by, language) if page.answered_by else "",
        off_duty=not page.on_duty and page.round == 1,
    )
