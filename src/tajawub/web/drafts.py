"""Drafting what needs two officers: fill in, read, submit, approve or send back, issue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tajawub.casework import acts, extradition, reads
from tajawub.casework.acts import Moved, WrongStep
from tajawub.casework.bodies import Incomplete, Urgency, filled_in
from tajawub.casework.extradition_bodies import Purpose
from tajawub.casework.identification import Strength, strength
from tajawub.casework.life_cycle import Kind
from tajawub.casework.models import Draft, Request
from tajawub.casework.procedures import opened_by
from tajawub.casework.questions import EXAMINED
from tajawub.casework.words import ActWords, Words
from tajawub.mandates import reads as directory
from tajawub.mandates.permissions import Permission
from tajawub.mandates.values import Mandate
from tajawub.web import annexes, dates, identity, moments, phrases
from tajawub.web.asked import Asked
from tajawub.web.beside import Met, ask_there, met
from tajawub.web.consultation import asked_first
from tajawub.web.dates import tongue
from tajawub.web.forms import acts as acts_form
from tajawub.web.forms import translations
from tajawub.web.forms.bodies import Line, lines
from tajawub.web.forms.fields import Field, Filled, Lack, Section, Text, fill, lacks, sentences, typed, value_at
from tajawub.web.forms.sections import sections_of, start_of
from tajawub.web.identity import Identity
from tajawub.web.places import place


@dataclass(frozen=True, slots=True)
class Step:
    """One section of the form in the list beside it: what it lacks, what is wrong; `idle`: it asks nothing."""

    key: str
    title: Text
    lacking: int
    wrong: int
    idle: bool


@dataclass(frozen=True, slots=True)
class Part:
    """One section of the form, filled in."""

    key: str
    number: int
    title: Text
    fields: tuple[Filled, ...]
    identity: Identity | None


@dataclass(frozen=True, slots=True)
class Chapter:
    """One section of the letter, as it reads."""

    title: Text
    lines: tuple[Line, ...]
    identity: Identity | None


@require_http_methods(["GET", "POST"])
def begin(request: Asked) -> HttpResponse:
    """Offer the kinds of request; open a draft, or the one already open and still empty."""
    if request.method == "GET":
        return render(request, "web/begin.html", {"kinds": [_offer(kind) for kind in OPENINGS]})
    kind = request.POST.get("kind", Kind.ISSUE.value)
    if kind not in set(OPENINGS):
        raise Http404
    return _begun(request, Kind(kind), None, _case(request.POST.get("case", "")))


def _case(key: str) -> UUID | None:
    try:
        return UUID(key) if key else None
    except ValueError:
        raise Http404 from None


OPENINGS = (Kind.REQUEST_PROVISIONAL_ARREST, Kind.ISSUE, Kind.SEND_FORMAL_REQUEST)
"""What may open a request, the most urgent first."""


def _offer(kind: Kind) -> tuple[str, Words, ActWords]:
    procedure = opened_by(kind)
    return kind.value, procedure.name, procedure.acts[kind]


@require_POST
def begin_act(request: Asked, key: UUID, kind: str) -> HttpResponse:
    """Open a draft of an act on a request that takes two officers."""
    row = Request.objects.filter(pk=key).first()
    if row is None or kind not in set(reads.procedure_of(row).kinds):
        raise Http404
    return _begun(request, Kind(kind), key)


def _begun(request: Asked, kind: Kind, of: UUID | None, within: UUID | None = None) -> HttpResponse:
    """Pressed twice, it opens one draft: an untouched one of the same kind is taken up again."""
    open_ones = Draft.objects.filter(
        author_id=request.mandate.officer, step=Draft.Step.OPEN, kind=kind, request=of, case=within
    )
    untouched = open_ones.filter(fields={}).order_by("-created_at").first()
    if untouched is not None and untouched.authority == request.mandate.authority:
        return redirect("draft", untouched.pk)
    return redirect("draft", acts.begin(kind, request=of, case=within, by=request.mandate, at=settings.NOW()).pk)


@require_GET
def draft(request: Asked, key: UUID) -> HttpResponse:
    """Show the form to its author while the draft is open; to others, and later, how it reads."""
    row = acts.read_draft(key, by=request.mandate, at=settings.NOW())
    if row.step != Draft.Step.OPEN or row.author_id != request.mandate.officer:
        return redirect("review", key)
    values = _kept(row) or start_of(row, tongue(get_language()))
    return _form(request, row, values, _errors(row, values) if "check" in request.GET else {})


def _kept(row: Draft) -> dict[str, Any]:
    """Return what was typed into the form: what the act says, and when it was done where that was told."""
    kept: dict[str, Any] = row.fields
    if row.occurred_at is None:
        return kept
    at = moments.as_typed(row.occurred_at, settings.TIME_ZONE_OF_STATE)
    return {**kept, acts_form.OCCURRED.name: at}


def _form(
    request: Asked, row: Draft, values: dict[str, Any], shown: dict[str, str], status: int = 200
) -> HttpResponse:
    """Render the form with `values`; `shown` are the errors that stand at their fields."""
    language = tongue(get_language())
    sections = sections_of(row, request.mandate, language)
    values = values or start_of(row, language)
    found = lacks(sections, {**_errors(row, values), **shown})
    return render(
        request,
        "web/draft.html",
        {
            "draft": row,
            "name": phrases.draft_name(row, language),
            "article": reads.procedure_of_draft(row).acts[Kind(row.kind)].article,
            "consultation": asked_first(row.request, Kind(row.kind), language, settings.NOW()),
            "steps": _steps(sections, found, values),
            "parts": _parts(sections, values, shown, request.GET.get("more", ""), language),
            "lacks": found,
            "checked": bool(shown),
            "annexes": row.annexes.order_by("id").only("name", "media_type"),
            "saved": _saved_at(row),
            "seen": _stamp(row),
        },
        status=status,
    )


def _errors(row: Draft, values: dict[str, Any]) -> dict[str, str]:
    """Return everything that keeps these values from being the act, in one wave."""
    try:
        filled_in(Kind(row.kind), _said(values))
    except Incomplete as incomplete:
        return {**_conditional(row, values), **incomplete.errors}
    return {}


def _said(values: dict[str, Any]) -> dict[str, Any]:
    """Return what the act says of what was typed: when it was done stands beside the act, not in it."""
    return {name: value for name, value in values.items() if name != acts_form.OCCURRED.name}


def _conditional(row: Draft, values: dict[str, Any]) -> dict[str, str]:
    """Name what one answer makes of another: the body tells of it only once each field is well by itself."""
    found = {}
    if row.kind == Kind.ISSUE:
        if values.get("urgency") == Urgency.URGENT and not values.get("answer_by"):
            found["answer_by"] = "missing"
        # art. 18(24): account is taken of deadlines "for which reasons are given".
        if values.get("answer_by") and not values.get("answer_by_reason"):
            found["answer_by_reason"] = "missing"
    if row.kind in extradition.OPENINGS:
        person = values.get("person", {})
        if person.get("name") and strength(identity.typed(person)) is Strength.NAME_ONLY:
            found["person.identifiers"] = "name_only"
        penalty = _PENALTIES.get(values.get("purpose", ""))
        if penalty and values.get(penalty) is None:
            found[penalty] = "missing"
    return found


_PENALTIES: dict[str, str] = {Purpose.PROSECUTION: "max_penalty_months", Purpose.EXECUTION: "sentence_left_months"}


def _steps(sections: tuple[Section, ...], found: tuple[Lack, ...], values: dict[str, Any]) -> tuple[Step, ...]:
    return tuple(
        Step(
            section.key,
            section.title,
            lacking=sum(lack.section == section.key and lack.missing for lack in found),
            wrong=sum(lack.section == section.key and not lack.missing for lack in found),
            idle=not any(value_at(values, field.name) or not field.optional for field in section.fields),
        )
        for section in sections
    )


def _parts(
    sections: tuple[Section, ...], values: dict[str, Any], errors: dict[str, str], more: str, language: str
) -> tuple[Part, ...]:
    return tuple(
        Part(
            section.key,
            number,
            section.title,
            fill(section.fields, values, errors, more=more),
            identity.of_section(section.key, values, language),
        )
        for number, section in enumerate(sections, 1)
    )


def _stamp(row: Draft) -> str:
    """Return what a form sends back, to find out whether the draft was saved elsewhere meanwhile."""
    return row.saved_at.isoformat()


def _saved_at(row: Draft) -> str:
    return dates.clock_to_the_second(row.saved_at.astimezone(place(settings.STATE).zone))


@require_POST
def save(request: Asked, key: UUID) -> HttpResponse:
    """Keep what was typed, whatever button was pressed; then go where that button leads."""
    row = Draft.objects.get(pk=key)
    sections = sections_of(row, request.mandate, tongue(get_language()))
    fields = [field for section in sections for field in section.fields]
    values, silently = typed(fields, request.POST), "autosave" in request.POST
    if _overtaken(request, row, values):
        return HttpResponse(status=409) if silently else _both(request, row, fields, values)
    try:
        occurred_at = _occurred(values.get(acts_form.OCCURRED.name, ""))
        row = acts.save(key, _said(values), by=request.mandate, at=settings.NOW(), occurred_at=occurred_at)
    except Incomplete as unkept:
        return HttpResponse(status=422) if silently else _form(request, row, values, unkept.errors, 422)
    if silently:
        return JsonResponse({"saved": _saved_at(row), "seen": _stamp(row), "lacking": len(_errors(row, values))})
    problem = annexes.attach_all(request, key)
    if problem:
        messages.error(request, problem)
        return redirect(reverse("draft", args=[key]) + "#annexes")
    return _onward(request, key)


def _occurred(text: str) -> datetime | None:
    """Read when a fact was done, by the clocks of this State. Raises Incomplete."""
    try:
        return moments.typed(text, settings.TIME_ZONE_OF_STATE) if text else None
    except moments.NoTime:
        raise Incomplete({acts_form.OCCURRED.name: "not_a_date"}) from None


def _overtaken(request: Asked, row: Draft, values: dict[str, Any]) -> bool:
    """Say whether another window saved other text since this one was opened; `acts.save` decides the rest."""
    if row.author_id != request.mandate.officer or row.step != Draft.Step.OPEN:
        return False
    return request.POST.get("seen", _stamp(row)) != _stamp(row) and _kept(row) != values


@dataclass(frozen=True, slots=True)
class Twice:
    """One field as it was saved elsewhere and as it was typed here."""

    label: Text
    saved: tuple[Line, ...]
    typed: tuple[Line, ...]


OURS = frozenset({"csrfmiddlewaretoken", "seen", "do", "autosave"})
"""What a form sends besides what was typed."""


def _both(request: Asked, row: Draft, fields: list[Field], values: dict[str, Any]) -> HttpResponse:
    """Show both texts: nothing was overwritten, and nothing that was typed is lost."""
    language = tongue(get_language())
    kept = _kept(row)
    return render(
        request,
        "web/overtaken.html",
        {
            "draft": row,
            "name": phrases.draft_name(row, language),
            "at": _saved_at(row),
            "seen": _stamp(row),
            "differing": [
                Twice(field.label, lines((field,), kept, language), lines((field,), values, language))
                for field in fields
                if value_at(kept, field.name) != value_at(values, field.name)
            ],
            "posted": [(name, text) for name, texts in request.POST.lists() if name not in OURS for text in texts],
            "files": bool(request.FILES),
        },
        status=409,
    )


def _onward(request: Asked, key: UUID) -> HttpResponse:
    here, button = reverse("draft", args=[key]), request.POST.get("do", "save")
    match button.partition(":"):
        case "review", _, _:
            return redirect("review", key)
        case "more", _, name if name.replace(".", "").isidentifier():
            return redirect(f"{here}?more={name}#f-{name.replace('.', '-')}")
        case "detach", _, name:
            acts.detach(key, name, by=request.mandate, at=settings.NOW())
            return redirect(f"{here}#annexes")
        case _:
            messages.success(request, pgettext("draft", "Saved. Only you see this draft until you submit it."))
            return redirect(here)


@require_GET
def review(request: Asked, key: UUID) -> HttpResponse:
    """Show how the draft reads, and what may be done with it next."""
    return _review(request, acts.read_draft(key, by=request.mandate, at=settings.NOW()))


def _review(request: Asked, row: Draft, *, reasons: str = "", error: Text = "") -> HttpResponse:
    """Render the review; `reasons` are those typed for sending back, with what is wrong with them."""
    language, moved = tongue(get_language()), acts.has_moved(row)
    sections = sections_of(row, request.mandate, language)
    mandate, resource = request.mandate, reads.draft_resource(row)
    mine = row.author_id == mandate.officer
    issuing = Permission.ISSUE_REQUEST if row.request is None else Permission.AUTHOR_ACT
    return render(
        request,
        "web/review.html",
        {
            "draft": row,
            "name": phrases.draft_name(row, language),
            "words": reads.procedure_of_draft(row).acts[Kind(row.kind)],
            "step": phrases.STEPS[row.step],
            "author": phrases.officer(row.author, language),
            "approver": phrases.officer(row.approver, language) if row.approver else "",
            "chapters": [
                Chapter(
                    one.title,
                    lines(one.fields, _kept(row), language),
                    identity.of_section(one.key, row.fields, language),
                )
                for one in sections
            ],
            "machine_drafts": any(map(translations.is_draft, translations.rows(row.fields))),
            "written_in": row.fields.get("language", language),
            "lacks": lacks(sections, _errors(row, row.fields)),
            "law": _law(row),
            "annexes": row.annexes.order_by("id").only("name", "media_type"),
            "digest": bytes(row.digest or b"").hex(),
            "there": phrases.capital(_addressed_state(row), language),
            "may_submit": mine and row.step == Draft.Step.OPEN,
            "moved": moved,
            "meets": _meets(row, request.mandate, language),
            "ask_there": ask_there(language),
            "may_approve": row.step == Draft.Step.SUBMITTED
            and not moved
            and directory.may(mandate, Permission.APPROVE_REQUEST, resource),
            "may_send_back": row.step in (Draft.Step.SUBMITTED, Draft.Step.APPROVED)
            and directory.may(mandate, Permission.APPROVE_REQUEST, resource),
            "may_issue": row.step == Draft.Step.APPROVED and not moved and directory.may(mandate, issuing, resource),
            "may_take_back": mine and row.step in (Draft.Step.SUBMITTED, Draft.Step.APPROVED),
            "reasons": reasons,
            "reasons_error": error,
        },
        status=422 if error else 200,
    )


@dataclass(frozen=True, slots=True)
class Undecided:
    """What the law leaves to people on a draft: how many unclear answers, how many bars."""

    unclear: int
    bars: int


def _law(row: Draft) -> Undecided | None:
    """Return what nobody has decided yet; None where the law is not asked, or not before the act is complete."""
    try:
        body = filled_in(Kind(row.kind), row.fields)
    except Incomplete:
        return None
    if body.kind not in EXAMINED:
        return None
    found = reads.undecided(row, body, settings.NOW())
    bars = sum(concern.bars for concern in found)
    return Undecided(len(found) - bars, bars)


def _meets(row: Draft, mandate: Mandate, language: str) -> list[Met]:
    """Return which open requests a letter meets before it leaves, as far as its text can be read."""
    if row.request is not None:
        return []
    try:
        body = filled_in(Kind(row.kind), row.fields)
    except Incomplete:
        return []
    return [met(one, language) for one in reads.who_else_asked(body, mandate)]


def _addressed_state(row: Draft) -> str:
    """Return the State the act goes to; empty while the letter names no addressee."""
    if row.request is not None:
        here = row.request.requesting == settings.STATE
        return row.request.requested if here else row.request.requesting
    return str(row.fields.get("addressee", ""))[:2].upper()


@require_GET
def preview(request: Asked, key: UUID) -> HttpResponse:
    """Show the draft as the PDF it would become; the reference ends in 0000 and nothing is sealed."""
    try:
        content = acts.preview_draft(key, by=request.mandate, at=settings.NOW())
    except Incomplete as incomplete:
        messages.error(request, sentences(incomplete.errors))
        return redirect("review", key)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = "inline; filename=draft.pdf"
    return response


@require_POST
def submit(request: Asked, key: UUID) -> HttpResponse:
    try:
        acts.submit(key, by=request.mandate, at=settings.NOW())
    except Incomplete as incomplete:
        row = Draft.objects.get(pk=key)
        return _form(request, row, _kept(row), {**_errors(row, row.fields), **incomplete.errors}, 422)
    messages.success(request, pgettext("draft", "Submitted. It waits for a second officer; the text is frozen."))
    return redirect("review", key)


@require_POST
def approve(request: Asked, key: UUID) -> HttpResponse:
    digest = _digest(request.POST.get("digest", ""))
    try:
        acts.approve(key, digest, by=request.mandate, at=settings.NOW())
    except Moved:
        return _moved(request, key)
    except WrongStep as late:
        if late.draft.step != Draft.Step.SUBMITTED:
            raise
        messages.warning(
            request, pgettext("draft", "Nothing was approved: the text changed since you opened it. Read it again.")
        )
        return redirect("review", key)
    messages.success(request, pgettext("draft", "Approved. It can leave now."))
    return redirect("review", key)


def _moved(request: Asked, key: UUID) -> HttpResponse:
    """Go back to the page that says what moved, and offers to take the draft back."""
    messages.warning(request, pgettext("draft", "Nothing was done: the dossier has moved since this was submitted."))
    return redirect("review", key)


def _digest(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""


@require_POST
def send_back(request: Asked, key: UUID) -> HttpResponse:
    reasons = request.POST.get("reasons", "").replace("\r\n", "\n").strip()
    try:
        acts.send_back(key, reasons, by=request.mandate, at=settings.NOW())
    except Incomplete as incomplete:
        error = sentences(incomplete.errors)
        if not reasons:
            error = pgettext("draft", "Say why: the author must know what to change.")
        row = acts.read_draft(key, by=request.mandate, at=settings.NOW())
        return _review(request, row, reasons=reasons, error=error)
    messages.success(request, pgettext("draft", "Sent back to its author, with your reasons."))
    return redirect("desk")


@require_POST
def take_back(request: Asked, key: UUID) -> HttpResponse:
    acts.take_back(key, by=request.mandate, at=settings.NOW())
    return redirect("draft", key)


@require_POST
def discard(request: Asked, key: UUID) -> HttpResponse:
    acts.discard(key, by=request.mandate, at=settings.NOW())
    messages.success(request, pgettext("draft", "Abandoned: it is kept, and listed no more."))
    return redirect("desk")


@require_POST
def issue(request: Asked, key: UUID) -> HttpResponse:
    """Seal and send; a second press changes nothing."""
    if request.POST.get("understood") != "on":
        messages.error(
            request, pgettext("act", "Tick that you have read it: once sealed and sent it cannot be taken back.")
        )
        return redirect("review", key)
    try:
        act = acts.issue(key, by=request.mandate, at=settings.NOW())
    except Moved:
        return _moved(request, key)
    except Incomplete as incomplete:
        # Sound when it was submitted: a day in it has passed meanwhile.
        messages.error(request, sentences(incomplete.errors))
        return redirect("review", key)
    messages.success(
        request, pgettext("act", "Sealed and on its way. The receipt appears here as soon as it is back.")
    )
    return redirect("dossier", act.request_id)
