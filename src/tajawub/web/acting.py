"""One page an act that one officer may do alone: fill in, confirm, seal and send."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, pgettext
from django.views.decorators.http import require_http_methods

from tajawub.casework import acts, reads
from tajawub.casework.acts import Moved, NeedsApproval, TooLarge
from tajawub.casework.bodies import Body, Incomplete, filled_in
from tajawub.casework.life_cycle import Kind, NotPossible, Side
from tajawub.casework.reads import Folder
from tajawub.documents.annex import Annex
from tajawub.web import annexes, phrases
from tajawub.web.asked import Asked
from tajawub.web.consultation import asked_first
from tajawub.web.dates import tongue
from tajawub.web.forms.acts import REPORTS
from tajawub.web.forms.fields import fill, sentences, typed
from tajawub.web.forms.sections import fields_of
from tajawub.web.places import place


@dataclass(slots=True)
class Sheet:
    """The page as it is filled in: kept whole when something is wrong with it."""

    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    head: str = ""
    occurred: str = ""
    occurred_error: str = ""
    annex_error: str = ""
    not_understood: bool = False
    moved: bool = False
    files: bool = False
    """Files were chosen: no page can keep them, so they must be chosen again."""
    more: str = ""


@require_http_methods(["GET", "POST"])
def act(request: Asked, key: UUID, kind: str) -> HttpResponse:
    folder = acts.read(key, by=request.mandate, at=settings.NOW())
    procedure = folder.dossier.procedure
    if kind not in set(procedure.kinds) - procedure.four_eyes:
        raise Http404
    if request.method == "GET":
        return _page(request, folder, Kind(kind), Sheet(head=(folder.head or b"").hex()))
    return _author(request, folder, Kind(kind))


def _author(request: Asked, folder: Folder, kind: Kind) -> HttpResponse:
    sheet = _read(request, folder, kind)
    if sheet.more:
        return _page(request, folder, kind, sheet)
    body = _body(kind, sheet)
    if body is None or sheet.not_understood or sheet.occurred_error:
        return _page(request, folder, kind, sheet)
    try:
        files = annexes.uploaded(request)
        acts.author(
            folder.request.pk,
            body,
            annexes=files,
            head=_digest(sheet.head),
            by=request.mandate,
            at=settings.NOW(),
            occurred_at=_occurred(sheet.occurred),
        )
    except Incomplete as incomplete:
        sheet.errors = incomplete.errors
        if "occurred_at" in incomplete.errors:
            sheet.occurred_error = sentences({"": incomplete.errors["occurred_at"]})
    except TooLarge:
        sheet.annex_error = annexes.too_large()
    except NeedsApproval:
        return _to_second_officer(request, folder, body, sheet, files)
    except (Moved, NotPossible):
        return _too_late(request, folder, body, sheet)
    else:
        messages.success(
            request, pgettext("act", "Sealed and on its way. The receipt appears here as soon as it is back.")
        )
        return redirect("dossier", folder.request.pk)
    return _page(request, folder, kind, sheet)


def _to_second_officer(
    request: Asked, folder: Folder, body: Body, sheet: Sheet, files: Sequence[Annex]
) -> HttpResponse:
    """Keep everything typed as a draft, dated when it happened, and show what the second officer will read."""
    by, at = request.mandate, settings.NOW()
    try:
        draft = acts.begin(body.kind, request=folder.request.pk, by=by, at=at).pk
    except NotPossible:
        return _too_late(request, folder, body, sheet)
    acts.save(draft, sheet.values, by=by, at=at, occurred_at=_occurred(sheet.occurred) or at)
    for file in files:
        acts.attach(draft, file, by=by, at=at)
    messages.warning(
        request,
        pgettext(
            "act",
            "Nothing was sent: on fewer than two independent identifiers a second officer decides. What you wrote is "
            "kept here; read it through and submit it.",
        ),
    )
    return redirect("review", draft)


def _body(kind: Kind, sheet: Sheet) -> Body | None:
    try:
        return filled_in(kind, sheet.values)
    except Incomplete as incomplete:
        sheet.errors = incomplete.errors
        return None


def _read(request: Asked, folder: Folder, kind: Kind) -> Sheet:
    fields = fields_of(kind, folder.dossier, folder.side)
    button, _, name = request.POST.get("do", "send").partition(":")
    sheet = Sheet(
        values=typed(fields, request.POST),
        head=request.POST.get("head", ""),
        occurred=request.POST.get("occurred_at", "") if kind in REPORTS else "",
        files=bool(request.FILES),
        more=name if button == "more" else "",
    )
    if not sheet.more:
        sheet.not_understood = request.POST.get("understood") != "on"
        sheet.occurred_error = _occurred_error(sheet.occurred)
    return sheet


def _too_late(request: Asked, folder: Folder, body: Body, sheet: Sheet) -> HttpResponse:
    """The dossier moved meanwhile. Sent twice, the act is there already; otherwise what was written is kept."""
    now = acts.read(folder.request.pk, by=request.mandate, at=settings.NOW())
    own = [told for told in now.dossier.told if told.act.side is now.side]
    if own and own[-1].body == body and own[-1].act.header.author.officer == request.mandate.name:
        return redirect("dossier", folder.request.pk)
    sheet.moved, sheet.head = True, (now.head or b"").hex()
    return _page(request, now, body.kind, sheet)


def _page(request: Asked, folder: Folder, kind: Kind, sheet: Sheet) -> HttpResponse:
    language = tongue(get_language())
    fields = fields_of(kind, folder.dossier, folder.side)
    row = folder.request
    there = row.requested if folder.side is Side.REQUESTING else row.requesting
    wrong = sheet.errors or sheet.moved or sheet.not_understood or sheet.annex_error or sheet.occurred_error
    possible = kind in reads.may_author(request.mandate, folder)
    return render(
        request,
        "web/act.html",
        {
            "label": row.label,
            "request_key": row.pk,
            "words": folder.dossier.procedure.acts[kind],
            "state": folder.dossier.procedure.states[folder.dossier.state],
            "consultation": asked_first(row, kind, language, settings.NOW()),
            "subject": row.subject,
            "possible": possible,
            "bare": not possible and not wrong,
            "fields": fill(fields, sheet.values, sheet.errors, more=sheet.more),
            "sheet": sheet,
            "reports": kind in REPORTS,
            "zone": place(settings.STATE).clock.said(language),
            "there": phrases.capital(there, language),
        },
        status=422 if wrong else 200,
    )


def _digest(text: str) -> bytes | None:
    try:
        return bytes.fromhex(text) or None
    except ValueError:
        return None


def _occurred(text: str) -> datetime | None:
    """Read the local time a fact was done at, in this node's State."""
    return datetime.fromisoformat(text).replace(tzinfo=place(settings.STATE).zone) if text else None


def _occurred_error(text: str) -> str:
    try:
        at = _occurred(text)
    except ValueError:
        return pgettext("act", "This is no time: write it as year-month-day, hour:minute.")
    if at is not None and at > settings.NOW():
        return pgettext("act", "This lies in the future: say when it was done.")
    return ""
