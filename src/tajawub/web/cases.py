"""Cases of ours: the list, one case with its requests side by side, opening and closing, and what is put in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, pgettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tajawub.casework import acts, reads
from tajawub.casework.acts import CaseClosed, CaseExists, InCaseAlready, StillOpen
from tajawub.casework.bodies import Incomplete
from tajawub.casework.models import Request
from tajawub.casework.procedures import opened_by
from tajawub.mandates import reads as directory
from tajawub.mandates.acts import performed, require
from tajawub.mandates.permissions import Permission
from tajawub.mandates.values import Mandate
from tajawub.web import dossiers, phrases
from tajawub.web.asked import Asked
from tajawub.web.beside import panels
from tajawub.web.dates import tongue
from tajawub.web.drafts import OPENINGS
from tajawub.web.forms.fields import Control, Field, fill, sentences
from tajawub.web.places import place

FIELDS = (
    Field(
        "reference",
        pgettext_lazy("case", "Your authority’s number of the case"),
        Control.LINE,
        help=pgettext_lazy("case", "As it stands in your own register. It is never sent to another State."),
    ),
    Field("title", pgettext_lazy("case", "What the case is about"), Control.LINE),
)


@dataclass(frozen=True, slots=True)
class Listed:
    """One case in the list."""

    url: str
    reference: str
    title: str
    authority: str
    opened_on: date
    closed: bool
    requests: int


@performed
def _looked(*, by: Mandate, at: object) -> None:  # noqa: ARG001  (`at` dates the refusal)
    require(by, Permission.READ_CASE, reads.new_case(by))


@require_safe
def cases(request: Asked) -> HttpResponse:
    _looked(by=request.mandate, at=settings.NOW())
    language, zone = tongue(get_language()), place(settings.STATE).zone
    seen = reads.visible(request.mandate).exclude(case=None).order_by()
    counts = dict(seen.values_list("case").annotate(count=Count("pk")))
    rows = [
        Listed(
            url=reverse("case", args=[row.pk]),
            reference=row.reference,
            title=row.title,
            authority=reads.authority(row.authority).name.within(language),
            opened_on=row.opened_at.astimezone(zone).date(),
            closed=row.closed_at is not None,
            requests=counts.get(row.pk, 0),
        )
        for row in reads.cases(request.mandate)
    ]
    return render(request, "web/cases.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
def open_case(request: Asked) -> HttpResponse:
    """Open a case; for a request, if one is named, which is put in it at once."""
    by, now = request.mandate, settings.NOW()
    _looked(by=by, at=now)
    of = _named(request, by)
    values = {name: request.POST.get(name, "") for name in ("reference", "title")}
    if request.method == "GET":
        return _open_page(request, of, values, {})
    try:
        case = acts.open_case(values["reference"], values["title"], by=by, at=now)
    except Incomplete as incomplete:
        return _open_page(request, of, values, incomplete.errors)
    except CaseExists as known:
        messages.warning(request, pgettext("case", "Your authority keeps a case under that number: here it is."))
        return redirect("case", known.case.pk)
    messages.success(request, pgettext("case", "Opened. The other State sees nothing of it."))
    return redirect("case", case.pk) if of is None else _put(request, of.pk, case.pk)


def _named(request: Asked, by: Mandate) -> Request | None:
    key = request.POST.get("request") or request.GET.get("request", "")
    try:
        return reads.visible(by).filter(pk=UUID(key)).first() if key else None
    except ValueError:
        return None


def _open_page(request: Asked, of: Request | None, values: dict[str, str], errors: dict[str, str]) -> HttpResponse:
    return render(
        request,
        "web/open_case.html",
        {"form": fill(FIELDS, values, errors), "of": of},
        status=422 if errors else 200,
    )


@require_safe
def case(request: Asked, key: UUID) -> HttpResponse:
    """Show a case; opening it is written in the ledger."""
    return _case(request, key, still_open=None)


def _case(request: Asked, key: UUID, *, still_open: StillOpen | None, not_understood: bool = False) -> HttpResponse:
    by, language = request.mandate, tongue(get_language())
    file = acts.read_case(key, by=by, at=settings.NOW())
    row, zone = file.case, place(settings.STATE).zone
    letter = reads.new_letter(by)
    ours = row.authority in {letter.requesting_authority, *letter.requesting_through}
    return render(
        request,
        "web/case.html",
        {
            "case": row,
            "authority": reads.authority(row.authority).name.within(language),
            "opened_by": phrases.officer(row.opened_by, language),
            "opened_on": row.opened_at.astimezone(zone).date(),
            "closed_on": row.closed_at.astimezone(zone).date() if row.closed_at else None,
            "panels": panels(file.requests, language),
            "case_others": file.others,
            "drafts": [(one, phrases.draft_name(one, language), phrases.STEPS[one.step]) for one in file.drafts],
            "openings": [
                (kind.value, opened_by(kind).acts[kind].name)
                for kind in OPENINGS
                if ours and row.closed_at is None and directory.may(by, Permission.DRAFT_REQUEST, letter)
            ],
            "may_close": row.closed_at is None
            and directory.may(by, Permission.CLOSE_CASE, reads.own_case_resource(row)),
            "still_open": still_open,
            "not_understood": not_understood,
        },
        status=409 if still_open else 422 if not_understood else 200,
    )


@require_POST
def close_case(request: Asked, key: UUID) -> HttpResponse:
    if request.POST.get("understood") != "on":
        return _case(request, key, still_open=None, not_understood=True)
    try:
        acts.close_case(key, by=request.mandate, at=settings.NOW())
    except StillOpen as still:
        return _case(request, key, still_open=still)
    except CaseClosed:
        messages.warning(request, pgettext("case", "It was closed already."))
    else:
        messages.success(request, pgettext("case", "Closed. Its requests keep their files."))
    return redirect("case", key)


@require_POST
def put_in_case(request: Asked, key: UUID) -> HttpResponse:
    """Put a request in the case chosen."""
    try:
        chosen = UUID(request.POST.get("case", ""))
    except ValueError:
        acts.read(key, by=request.mandate, at=settings.NOW())
        messages.error(request, sentences({"case": "not_in_list"}))
        return redirect("dossier", key)
    return _put(request, key, chosen)


def _put(request: Asked, key: UUID, chosen: UUID) -> HttpResponse:
    try:
        acts.put_in_case(key, chosen, by=request.mandate, at=settings.NOW())
    except InCaseAlready as already:
        said = pgettext("case", "Nothing was changed: it stands in the case %(reference)s already.")
        messages.warning(request, said % {"reference": phrases.isolated(already.case.reference)})
    except CaseClosed as closed:
        messages.error(request, _is_closed(closed))
    else:
        messages.success(
            request, pgettext("case", "Put in the case. Its state, its clock and its terms stay its own.")
        )
    return redirect("dossier", key)


@require_POST
def take_out_of_case(request: Asked, key: UUID) -> HttpResponse:
    try:
        acts.take_out_of_case(key, by=request.mandate, at=settings.NOW())
    except CaseClosed as closed:
        messages.error(request, _is_closed(closed))
    except Incomplete:
        messages.warning(request, pgettext("case", "It stands in no case."))
    else:
        messages.success(request, pgettext("case", "Taken out of the case. Nothing else of the request has changed."))
    return redirect("dossier", key)


def _is_closed(closed: CaseClosed) -> str:
    said = pgettext("case", "Nothing was changed: the case %(reference)s is closed.")
    return said % {"reference": phrases.isolated(closed.case.reference)}


@require_POST
def record_diligence(request: Asked, key: UUID) -> HttpResponse:
    """Record what was done on this file and for it alone."""
    text = request.POST.get("text", "").replace("\r\n", "\n").strip()
    try:
        acts.record_diligence(key, text, by=request.mandate, at=settings.NOW())
    except Incomplete as incomplete:
        kept = {"diligence_text": text, "diligence_error": sentences(incomplete.errors)}
        folder = acts.read(key, by=request.mandate, at=settings.NOW())
        shown = {**dossiers.page(folder, request.mandate), **kept}
        return render(request, "web/dossier.html", shown, status=422)
    messages.success(request, pgettext("diligence", "Recorded on this file, and on no other."))
    return redirect("dossier", key)
