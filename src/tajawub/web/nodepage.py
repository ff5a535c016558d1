"""The node for those who run it: what each partner holds, what waits to be sent, how the ledger stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from tajawub.casework import acts, reads
from tajawub.casework.account import Difference, Differing
from tajawub.casework.life_cycle import Side
from tajawub.exchange import reads as exchange
from tajawub.ledger import reads as ledger
from tajawub.mandates import reads as mandates
from tajawub.mandates.acts import performed, require
from tajawub.mandates.models import Page
from tajawub.mandates.permissions import Permission
from tajawub.mandates.values import Mandate, Resource
from tajawub.web import dates, phrases
from tajawub.web.asked import Asked
from tajawub.web.dates import tongue
from tajawub.web.duty import why_not
from tajawub.web.places import place

DIFFERING: dict[Differing, Promise] = {
    Differing.THEY_LACK: pgettext_lazy("account", "they lack acts we hold: sent again"),
    Differing.WE_LACK: pgettext_lazy("account", "we lack acts they hold"),
    Differing.NOT_THE_SAME: pgettext_lazy("account", "the same number, two different acts: alarm"),
    Differing.NOT_SETTLED_THERE: pgettext_lazy("account", "kept there, but not settled"),
    Differing.REFUSED_THERE: pgettext_lazy("account", "refused there"),
}

REFUSED_WITHIN = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Differs:
    """One line on which two accounts differ."""

    how: object
    label: str
    numbers: str
    of: str
    why: str


@dataclass(frozen=True, slots=True)
class Partner:
    """One partner State: the account it sent last, and what differs."""

    state: str
    name: str
    at: str
    requests: int
    differences: tuple[Differs, ...] | None


@dataclass(frozen=True, slots=True)
class Unsent:
    """One page to an officer that has not left; the officer goes by number."""

    officer: str
    about: str
    at: str
    why: object


@performed
def _looked(*, by: Mandate, at: datetime) -> None:  # noqa: ARG001  (`at` dates the refusal)
    require(by, Permission.READ_LOG, Resource("log", settings.ORIGIN))


@require_safe
def node(request: Asked) -> HttpResponse:
    now = settings.NOW()
    _looked(by=request.mandate, at=now)
    language = tongue(get_language())
    status = ledger.status()
    return render(
        request,
        "web/node.html",
        {
            "partners": [_partner(peer.state, language, now) for peer in exchange.peers()],
            "queue": [(parcel, _at(parcel.posted_at, language)) for parcel in exchange.queue()],
            "refusals": [(row, _at(row.at, language)) for row in exchange.refusals(now - REFUSED_WITHIN)[:50]],
            "unsent": [_unsent(page, language) for page in mandates.unsent(now)],
            "status": status,
            "root": status.root.hex(),
            "signed": _at(status.signed_at, language) if status.signed_at else "",
            "countersigned": sorted(status.countersigned.items()),
            "witnessed": sorted(status.witnessed.items()),
        },
    )


def _unsent(page: Page, language: str) -> Unsent:
    return Unsent(
        officer=f"officer/{page.officer_id}" if page.officer_id else "",
        about=page.about,
        at=_at(page.paged_at, language),
        why=why_not(page, wanted=True),
    )


def _at(at: datetime, language: str) -> str:
    local = at.astimezone(place(settings.STATE).zone)
    said = {"day": dates.short_day(local.date(), language), "time": dates.clock_to_the_second(local)}
    return pgettext("node: day and time", "%(day)s, %(time)s") % said


def _partner(state: str, language: str, now: datetime) -> Partner:
    account, found = reads.last_account(state), reads.differences(state, at=now)
    return Partner(
        state=state,
        name=place(state).name.said(language),
        at=_at(account.at, language) if account else "",
        requests=len(account.requests) if account else 0,
        differences=None if found is None else tuple(_differs(one, state, language) for one in found),
    )


def _differs(one: Difference, partner: str, language: str) -> Differs:
    numbers = "" if one.side is None else f"{one.first}–{one.last}" if one.first != one.last else f"{one.first}"
    return Differs(DIFFERING[one.how], one.label, numbers, _series(one, partner, language), one.why)


def _series(one: Difference, partner: str, language: str) -> str:
    """Return whose series the numbers are of; a label begins with the State that asks."""
    asking = one.label[:2]
    if one.side is None or asking not in (settings.STATE, partner):
        return ""
    asked = partner if asking == settings.STATE else settings.STATE
    return phrases.capital(asking if one.side is Side.REQUESTING else asked, language)


@require_POST
def exchange_account(request: Asked, state: str) -> HttpResponse:
    """Send a partner our account now, and ask for theirs."""
    if exchange.peer(state) is None:
        raise Http404
    acts.send_account(state, by=request.mandate, at=settings.NOW())
    messages.success(request, pgettext("account", "Our account is on its way; theirs comes back in a moment."))
    return redirect("node")
