"""The law asked: about a draft, with what people decide where its answer is not *met*; and about no request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import get_language, npgettext, pgettext
from django.views.decorators.http import require_http_methods, require_safe

from tajawub.casework import acts, reads
from tajawub.casework.acts import NotInQuestion
from tajawub.casework.bodies import Body, Incomplete, filled_in
from tajawub.casework.life_cycle import Kind
from tajawub.casework.models import Draft, Judgement
from tajawub.casework.questions import EXAMINED, Concern, asked_of_the_author, concerns
from tajawub.law.engine import examine
from tajawub.law.opinion import Opinion
from tajawub.law.question import Fact, Procedure, Question
from tajawub.law.reasons import PROCEDURES
from tajawub.mandates import reads as directory
from tajawub.mandates.permissions import Permission
from tajawub.web import bases, facts, moments, phrases
from tajawub.web.asked import Asked
from tajawub.web.bases import Ask, Asks, Given
from tajawub.web.dates import tongue
from tajawub.web.facts import Known
from tajawub.web.forms.fields import SENTENCES, Option, Text, lacks, sentences
from tajawub.web.forms.sections import sections_of
from tajawub.web.places import PLACES, place

# ------------------------------------------------------------------------------------ of a draft


@dataclass(slots=True)
class Desk:
    """What a person was deciding when something was wrong with it: kept as it was typed."""

    texts: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    known: dict[Fact, bool | int | str] | None = None
    wrong: dict[Fact, str] = field(default_factory=dict)
    same: str = ""
    same_error: str = ""

    @property
    def is_wrong(self) -> bool:
        return bool(self.errors or self.wrong or self.same_error)


@require_http_methods(["GET", "POST"])
def opinion(request: Asked, key: UUID) -> HttpResponse:
    """Show what the law answers to a draft; keep facts, reasons, and bars set aside."""
    row = acts.read_draft(key, by=request.mandate, at=settings.NOW())
    if request.method == "GET":
        return _page(request, row, Desk())
    try:
        desk = _kept(request, row)
    except NotInQuestion:
        messages.warning(request, pgettext("opinion", "The law’s answer is another by now: look at it again."))
        return redirect("opinion", key)
    if desk.is_wrong or desk.texts or desk.same:
        # What was written and not recorded stays on the page.
        row.refresh_from_db()
        return _page(request, row, desk)
    return redirect("opinion", key)


def _kept(request: Asked, row: Draft) -> Desk:
    match request.POST.get("do", ""):
        case "facts":
            return _facts_kept(request, row.pk)
        case "set_aside":
            return _judged(request, row, acts.set_aside)
        case _:
            return _judged(request, row, acts.reason)


def _facts_kept(request: Asked, key: UUID) -> Desk:
    typed = facts.typed(request.POST)
    texts, same = _texts(request), _text(request.POST, "same")
    if typed.wrong:
        return Desk(texts=texts, known=typed.known, wrong=typed.wrong, same=same)
    acts.state_facts(key, typed.known, by=request.mandate, at=settings.NOW())
    messages.success(request, pgettext("opinion", "Kept. The law was asked again with these facts."))
    return Desk(texts=texts, same=same)


Judge = Callable[..., Judgement]


def _judged(request: Asked, row: Draft, judge: Judge) -> Desk:
    """Record each text that was typed, on its own; the same one for all that lack one where that was asked."""
    texts = _texts(request)
    same, desk = _text(request.POST, "same"), Desk()
    if request.POST.get("do") == "same":
        if not same:
            return Desk(texts=texts, same_error=str(SENTENCES["missing"]))
        texts = dict.fromkeys(_lacking(row), same) | texts
    recorded = 0
    for provision, text in texts.items():
        try:
            judge(row.pk, provision, text, by=request.mandate, at=settings.NOW())
            recorded += 1
        except Incomplete as incomplete:
            desk.texts[provision], desk.errors[provision] = text, sentences(incomplete.errors)
    _say_how_many(request, recorded, nothing_typed=not texts)
    return desk


REASON = "reason:"
"""How the name of a field begins in which a person decides on one provision."""


def _texts(request: Asked) -> dict[str, str]:
    """Return what was written beside each provision."""
    return {
        name.removeprefix(REASON): text
        for name in request.POST
        if name.startswith(REASON) and (text := _text(request.POST, name))
    }


def _text(posted: QueryDict, name: str) -> str:
    return posted.get(name, "").replace("\r\n", "\n").strip()


def _lacking(row: Draft) -> list[str]:
    """Return what one reason may be given to at once: no safeguard (the risk of torture) passes in a crowd."""
    body = _body(row)
    found = () if body is None else reads.undecided(row, body, settings.NOW())
    return [one.id for one in found if not one.bars and not one.is_safeguard]


def _say_how_many(request: Asked, recorded: int, *, nothing_typed: bool) -> None:
    if recorded:
        said = npgettext("opinion", "%(count)d reason recorded.", "%(count)d reasons recorded.", recorded)
        messages.success(request, said % {"count": recorded})
    elif nothing_typed:
        messages.warning(request, pgettext("opinion", "Nothing was written: nothing was recorded."))


def _page(request: Asked, row: Draft, desk: Desk) -> HttpResponse:
    if Kind(row.kind) not in EXAMINED:
        raise Http404
    language, now = tongue(get_language()), settings.NOW()
    mine, body = row.author_id == request.mandate.officer, _body(row)
    found = None if body is None else reads.opinion(row, body, now)
    cited = () if body is None else reads.bases_of(row, body)
    may_reason = mine and row.step == Draft.Step.OPEN
    may_set_aside = (
        row.step == Draft.Step.SUBMITTED
        and not mine
        and directory.may(request.mandate, Permission.APPROVE_REQUEST, reads.draft_resource(row))
    )
    raised = () if found is None else concerns(found, cited)
    asks = _asks(raised, row, desk, language, may_reason=may_reason, may_set_aside=may_set_aside)
    asked = [ask for concern in raised if (ask := asks(concern.id))]
    sections = sections_of(row, request.mandate, language)
    return render(
        request,
        "web/opinion.html",
        {
            "draft": row,
            "name": phrases.draft_name(row, language),
            "step": phrases.STEPS[row.step],
            "lacks": lacks(sections, _errors(row)),
            "found": found,
            "on": found.question.on if found else None,
            "sheets": bases.sheets(found, language, cited=cited, asks=asks) if found else (),
            "left": bases.left_out(found, cited=cited, asks=asks) if found else (),
            "facts": _facts_form(row, found, cited, desk, language) if may_reason else (),
            "may_reason": may_reason and any(not ask.bars for ask in asked),
            "may_set_aside": may_set_aside and any(ask.bars for ask in asked),
            "lacking": sum(not ask.bars and _is_open(ask) for ask in asked),
            "barring": sum(ask.bars and _is_open(ask) for ask in asked),
            "decided": sum(not _is_open(ask) for ask in asked),
            "mine": mine,
            "desk": desk,
        },
        status=422 if desk.is_wrong else 200,
    )


def _is_open(ask: Ask) -> bool:
    return ask.given is None or ask.given.stale


def _body(row: Draft) -> Body | None:
    try:
        return filled_in(Kind(row.kind), row.fields)
    except Incomplete:
        return None


def _errors(row: Draft) -> dict[str, str]:
    try:
        filled_in(Kind(row.kind), row.fields)
    except Incomplete as incomplete:
        return incomplete.errors
    return {}


def _asks(
    raised: tuple[Concern, ...], row: Draft, desk: Desk, language: str, *, may_reason: bool, may_set_aside: bool
) -> Asks:
    made = reads.judgements(row)
    asked = {
        concern.id: Ask(
            id="r-" + concern.id.replace("/", "-"),
            name=REASON + concern.id,
            bars=concern.bars,
            writable=may_set_aside if concern.bars else may_reason,
            given=_given(made.get(concern.id), concern, language),
            text=desk.texts.get(concern.id, ""),
            error=desk.errors.get(concern.id, ""),
        )
        for concern in raised
    }
    return asked.get


def _given(made: Judgement | None, concern: Concern, language: str) -> Given | None:
    if made is None:
        return None
    return Given(
        text=made.text,
        by=phrases.officer(made.officer, language),
        at=moments.said(made.stored_at, place(settings.STATE).zone.key, language),
        stale=made.answer != concern.answer,
    )


def _facts_form(
    row: Draft, found: Opinion | None, cited: tuple[str, ...], desk: Desk, language: str
) -> tuple[facts.Stated, ...]:
    """Return what the bases relied on still need, and what was stated; not what the act says of itself."""
    stated: Known = {Fact(fact): value for fact, value in row.facts.items()} if desk.known is None else desk.known
    if found is None:
        return facts.form((), stated, desk.wrong, language)
    used = found.question.facts
    own = {fact: value for fact, value in stated.items() if desk.known is not None or used.get(fact) == value}
    return facts.form(asked_of_the_author(found, cited), own, desk.wrong, language)


# ------------------------------------------------------------------------------------ of no request


@dataclass(frozen=True, slots=True)
class Picked:
    """One list of the question, with what was chosen and what is wrong with it."""

    name: str
    label: str
    options: tuple[tuple[Option, bool], ...]
    error: Text


@require_safe
def legal_basis(request: Asked) -> HttpResponse:
    """Answer which instrument carries a request between two States on a day: no case data, nothing kept."""
    language, asked = tongue(get_language()), request.GET
    here = settings.STATE
    there = next(state for state in PLACES if state != here)
    values = {
        "requesting": asked.get("requesting", here),
        "requested": asked.get("requested", there),
        "procedure": asked.get("procedure", Procedure.MUTUAL_ASSISTANCE.value),
        "on": asked.get("on", settings.NOW().astimezone(place(here).zone).date().isoformat()),
    }
    typed, errors = facts.typed(asked), _wrong(values)
    found = None if errors or typed.wrong else examine(_question(values, typed.known))
    needed = {fact for basis in found.bases for one in basis.findings for fact in one.unknown} if found else set()
    return render(
        request,
        "web/legal_basis.html",
        {
            "picked": _picked(values, errors, language),
            "on": values["on"],
            "on_error": errors.get("on", ""),
            "facts": facts.form(needed, typed.known, typed.wrong, language),
            "facts_open": bool(typed.known or typed.wrong),
            "found": found,
            "first": found.bases[0].instrument.title if found and found.bases else None,
            "others": [basis.instrument.title for basis in found.bases[1:]] if found else [],
            "sheets": bases.sheets_without_request(found, language) if found else (),
            "left": bases.left_out(found) if found else (),
            "may_draft": values["requesting"] == here
            and directory.may(request.mandate, Permission.DRAFT_REQUEST, reads.new_letter(request.mandate)),
        },
        status=422 if errors or typed.wrong else 200,
    )


def _wrong(values: Mapping[str, str]) -> dict[str, Text]:
    found: dict[str, Text] = {
        name: SENTENCES["not_in_list"] for name in ("requesting", "requested") if values[name] not in PLACES
    }
    if not found and values["requesting"] == values["requested"]:
        found["requested"] = pgettext("legal basis", "A State asks itself nothing: choose another.")
    if values["procedure"] not in {one.value for one in Procedure}:
        found["procedure"] = SENTENCES["not_in_list"]
    try:
        date.fromisoformat(values["on"])
    except ValueError:
        found["on"] = SENTENCES["not_a_date"]
    return found


def _question(values: Mapping[str, str], known: Known) -> Question:
    return Question(
        requesting=values["requesting"],
        requested=values["requested"],
        procedure=Procedure(values["procedure"]),
        on=date.fromisoformat(values["on"]),
        facts=known,
    )


def _picked(values: Mapping[str, str], errors: Mapping[str, Text], language: str) -> tuple[Picked, ...]:
    states = [Option(one.state, one.name.said(language)) for one in PLACES.values()]
    procedures = [Option(one.value, _capital(words.within(language))) for one, words in PROCEDURES.items()]
    lists = (
        ("requesting", pgettext("legal basis", "Requesting State"), states),
        ("requested", pgettext("legal basis", "Requested State"), states),
        ("procedure", pgettext("legal basis", "Procedure"), procedures),
    )
    return tuple(
        Picked(name, label, tuple((one, one.value == values[name]) for one in options), errors.get(name, ""))
        for name, label, options in lists
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
