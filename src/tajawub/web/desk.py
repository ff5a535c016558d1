"""The desk: what waits for this officer, what waits for the other State, drafts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.views.decorators.http import require_safe

from tajawub.casework import reads
from tajawub.casework.deadlines import Held, detention
from tajawub.casework.life_cycle import Side
from tajawub.casework.models import Draft, Request
from tajawub.casework.words import Words
from tajawub.mandates import reads as directory
from tajawub.mandates.permissions import Permission
from tajawub.mandates.values import Mandate
from tajawub.web import dates, duty, oral, phrases
from tajawub.web.asked import Asked
from tajawub.web.dates import tongue
from tajawub.web.deadlines import Due, due
from tajawub.web.places import place

Totals = Mapping[tuple[str, str], int]
"""How many requests there are by way and lane, shown or not."""

WAYS = ("all", "incoming", "outgoing")


@dataclass(frozen=True, slots=True)
class Item:
    """One request on the desk: what is due, since when, until when, who must act."""

    url: str
    label: str
    subject: str
    kind: Words
    state: Words
    duty: Words
    article: str
    asking: str
    asked: str
    ball: str
    ball_is_ours: bool
    urgent: bool
    detained: bool
    release_due: bool
    alarmed: bool
    competed: bool
    hurts: bool
    since: str
    due: Due | None


@dataclass(frozen=True, slots=True)
class Paper:
    """One draft on the desk."""

    url: str
    kind: str
    subject: str
    label: str
    author: str
    saved_on: date
    step: object
    returned: bool


@dataclass(frozen=True, slots=True)
class Tab:
    way: str
    label: str
    count: int
    current: bool


@dataclass(frozen=True, slots=True)
class Lane:
    """Some requests; `more` of them are not shown."""

    items: tuple[Item, ...]
    more: int


@require_safe
def desk(request: Asked) -> HttpResponse:
    mandate = request.mandate
    if not directory.may(mandate, Permission.READ_REQUEST, reads.new_letter(mandate)):
        return redirect("node")
    language, now = tongue(get_language()), settings.NOW()
    found = reads.desk(mandate)
    way = request.GET.get("way", "all")
    way = way if way in WAYS else "all"
    totals = _totals(mandate)
    competed = reads.competed([*found.ours, *found.theirs], mandate)
    lanes = {
        lane: _lane(lane, rows, way, totals, competed, language, now)
        for lane, rows in (
            ("pressing", found.pressing),
            ("ours", found.ours),
            ("theirs", found.theirs),
            ("closed", found.closed),
        )
    }
    return render(
        request,
        "web/desk.html",
        {
            **lanes,
            "tabs": _tabs(totals, way),
            "to_approve": _papers(found.to_approve, language),
            "to_issue": _papers(found.to_issue, language),
            "drafts": _papers(found.drafts, language),
            "oral_due": oral.due(mandate, language, now),
            "unsent": [call for call in duty.ringing(mandate, language, now) if call.unsent],
            "may_draft": directory.may(mandate, Permission.DRAFT_REQUEST, reads.new_letter(mandate)),
        },
    )


def _totals(mandate: Mandate) -> Totals:
    """Count every request this mandate sees, as many as they are."""
    totals: Counter[tuple[str, str]] = Counter()
    columns = ("requesting", "ball", "urgent", "detained")
    rows = reads.visible(mandate).order_by().values_list(*columns).annotate(count=Count("pk"))
    for requesting, ball, urgent, detained, count in rows:
        outgoing = requesting == settings.STATE
        ours = ("pressing" if urgent or detained else "ours") if (ball == Side.REQUESTING) == outgoing else "theirs"
        for way in ("all", "outgoing" if outgoing else "incoming"):
            totals[way, ours if ball else "closed"] += count
    return totals


def _lane(
    lane: str,
    rows: Iterable[Request],
    way: str,
    totals: Totals,
    competed: frozenset[UUID],
    language: str,
    now: datetime,
) -> Lane:
    items = tuple(_item(row, row.pk in competed, language, now) for row in rows if _goes(row, way))
    return Lane(items, max(0, totals.get((way, lane), 0) - len(items)))


def _goes(row: Request, way: str) -> bool:
    return way == "all" or (row.requesting == settings.STATE) == (way == "outgoing")


def _tabs(totals: Totals, way: str) -> tuple[Tab, ...]:
    labels = (pgettext("desk", "All"), pgettext("desk", "Incoming"), pgettext("desk", "Outgoing"))
    return tuple(
        Tab(key, label, sum(count for (one, _), count in totals.items() if one == key), key == way)
        for key, label in zip(WAYS, labels, strict=True)
    )


def _item(row: Request, competed: bool, language: str, now: datetime) -> Item:
    procedure = reads.procedure_of(row)
    words, dossier = procedure.words(row.state), reads.dossier(row)
    acting = {Side.REQUESTING.value: row.requesting, Side.REQUESTED.value: row.requested}.get(row.ball, "")
    awaited = due(dossier, language=language, now=now) if row.ball else None
    held = detention(dossier, now)
    release_due = held is not None and held.why is Held.RELEASE_DUE
    return Item(
        url=reverse("dossier", args=[row.pk]),
        label=row.label,
        subject=row.subject,
        kind=procedure.name,
        state=words.name,
        duty=words.duty,
        article=words.article,
        asking=phrases.capital(row.requesting, language),
        asked=phrases.capital(row.requested, language),
        ball=phrases.capital(acting, language) if acting else "",
        ball_is_ours=acting == settings.STATE,
        urgent=row.urgent,
        detained=row.detained,
        release_due=release_due,
        alarmed=row.alarmed,
        competed=competed,
        hurts=release_due or (awaited is not None and awaited.hurts),
        since=dates.span(now - row.moved_at),
        due=awaited,
    )


def _papers(drafts: Iterable[Draft], language: str) -> list[Paper]:
    zone = place(settings.STATE).zone
    return [
        Paper(
            url=reverse("draft", args=[draft.pk]),
            kind=phrases.draft_name(draft, language),
            subject=phrases.draft_subject(draft),
            label=draft.request.label if draft.request else "",
            author=phrases.officer(draft.author, language),
            saved_on=draft.saved_at.astimezone(zone).date(),
            step=phrases.STEPS[draft.step],
            returned=bool(draft.returned_because),
        )
        for draft in drafts
    ]
