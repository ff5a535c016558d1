"""The dossier page: the sentence, the facts, the time line, the papers, and what I may do next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.views.decorators.http import require_POST, require_safe

from tajawub.casework import acts, reads
from tajawub.casework.bodies import Incomplete, Issue, Outcome, ReportExecution, plain
from tajawub.casework.body import Body, Opening
from tajawub.casework.dossier import Told
from tajawub.casework.extradition_bodies import RequestProvisionalArrest, SoughtPerson
from tajawub.casework.letter_words import MEASURES, OUTCOMES, instrument
from tajawub.casework.life_cycle import Kind, Side
from tajawub.casework.procedures import Procedure
from tajawub.casework.reads import Folder
from tajawub.casework.words import Words
from tajawub.mandates import reads as directory
from tajawub.mandates.permissions import Permission
from tajawub.mandates.reads import UnknownAuthority
from tajawub.mandates.values import Mandate
from tajawub.web import phrases
from tajawub.web.asked import Asked
from tajawub.web.beside import beside
from tajawub.web.dates import tongue
from tajawub.web.deadlines import panel
from tajawub.web.dial import dial
from tajawub.web.forms.bodies import Line, translated
from tajawub.web.forms.fields import NOT_CHOSEN, Option, sentences
from tajawub.web.identity import Identity, identity
from tajawub.web.places import place
from tajawub.web.timeline import Sign, timeline

OUTCOME_MARKS = {Outcome.EXECUTED: "met", Outcome.EXECUTED_IN_PART: "unclear", Outcome.IMPOSSIBLE: "void"}

QUIET = frozenset({Kind.WITHDRAW, Kind.CLOSE, Kind.RECTIFY, Kind.POSTPONE, Kind.REFUSE, Kind.STOP})
"""What ends, delays or corrects stands last, unless it is due."""


@dataclass(frozen=True, slots=True)
class Doing:
    """One thing the officer may do now, with its article."""

    url: str
    label: Words
    article: str
    two_officers: bool
    first: bool


@dataclass(frozen=True, slots=True)
class Attached:
    name: str
    url: str
    size: int


@dataclass(frozen=True, slots=True)
class Paper:
    """What one act left behind: letter, sealed file, annexes, proof."""

    serial: str
    title: str
    digest: str
    letter: str
    sealed: str
    proof: str
    annexes: tuple[Attached, ...]


@dataclass(frozen=True, slots=True)
class Asks:
    """One measure of the letter and where it stands."""

    number: int
    type: Words
    description: str
    signs: tuple[Sign, ...]


@dataclass(frozen=True, slots=True)
class Saying:
    """The request as a sentence; `measures` is empty where the person is what is asked for."""

    asking: str
    asked: str
    measures: str
    arrest: bool
    person: str
    others: str
    offence: Line


@dataclass(frozen=True, slots=True)
class Named:
    name: str
    other: str
    about: tuple[str, ...]
    identity: Identity | None


@require_safe
def dossier(request: Asked, key: UUID) -> HttpResponse:
    """Show a request's file; opening it is written in the ledger."""
    folder = acts.read(key, by=request.mandate, at=settings.NOW())
    return render(request, "web/dossier.html", page(folder, request.mandate))


def page(folder: Folder, mandate: Mandate) -> dict[str, object]:
    """Return everything the page shows of a file."""
    language, now = tongue(get_language()), settings.NOW()
    row, opening = folder.request, folder.dossier.opening
    words = folder.dossier.procedure.states[folder.dossier.state]
    here, there = place(settings.STATE), row.requested if folder.side is Side.REQUESTING else row.requesting
    acting = "" if words.ball is None else row.requesting if words.ball is Side.REQUESTING else row.requested
    may_release = Kind.RELEASE in reads.may_author(mandate, folder)
    return {
        "folder": folder,
        "label": row.label,
        "kind": folder.dossier.procedure.name,
        "state": words,
        "alarmed": row.alarmed,
        "urgent": row.urgent,
        "detained": row.detained,
        "asking": phrases.capital(row.requesting, language),
        "asked": phrases.capital(row.requested, language),
        "ball": phrases.capital(acting, language) if acting else "",
        "ball_is_ours": acting == settings.STATE,
        "there": phrases.capital(there, language),
        "saying": _saying(folder.dossier.asked or opening, row.requesting, row.requested, language)
        if opening
        else None,
        "opening": opening,
        "requesting_authority": _authority(row.requesting_authority, language),
        "through": _authority(row.through, language),
        "requested_authority": _authority(row.requested_authority, language),
        "bases": [(instrument(basis.instrument), basis.articles or "") for basis in opening.bases] if opening else [],
        "persons": _persons(opening, language) if opening else [],
        "measures": _measures(folder),
        "time": panel(folder.dossier, language=language, now=now),
        "release_url": reverse("act", args=[row.pk, Kind.RELEASE.value]) if may_release else "",
        "release_words": folder.dossier.procedure.acts[Kind.RELEASE].do if may_release else None,
        "dial": dial(folder, language=language, now=now),
        "doings": _doings(folder, mandate),
        "drafts": [
            (draft, phrases.draft_name(draft, language), phrases.STEPS[draft.step]) for draft in folder.drafts
        ],
        "papers": [
            _paper(told, row.pk, folder.dossier.procedure, language) for told in reversed(folder.dossier.told)
        ],
        "requesting": _state(row.requesting, language),
        "requested": _state(row.requested, language),
        "we_ask": folder.side is Side.REQUESTING,
        "parts": timeline(folder, here=here.zone, language=language, now=now),
        "executing": _authority(row.executing_authority, language),
        "hand_to": _hand_to(folder, mandate, language),
        "note_text": "",
        "note_error": "",
        **beside(folder, mandate, language, now),
        "may_note": directory.may(mandate, Permission.WRITE_NOTE, reads.resource(row)),
    }


def _hand_to(folder: Folder, mandate: Mandate, language: str) -> tuple[Option, ...]:
    """Return the authorities this officer may hand the request to, on the side that executes; empty: none."""
    if folder.side is Side.REQUESTING or not directory.may(
        mandate, Permission.ASSIGN_REQUEST, reads.resource(folder.request)
    ):
        return ()
    ours = directory.authorities(settings.STATE)
    return (NOT_CHOSEN, *(Option(one.key, phrases.isolated(one.name.within(language))) for one in ours))


def _state(state: str, language: str) -> str:
    return place(state).name.said(language)


def _authority(key: str, language: str) -> str:
    """Return an authority's name; one the directory does not know goes by its key."""
    if not key:
        return ""
    try:
        return directory.authority(key).name.within(language)
    except UnknownAuthority:
        return key


def _saying(letter: Opening, requesting: str, requested: str, language: str) -> Saying:
    person, others = phrases.persons(letter, language)
    return Saying(
        asking=phrases.capital(requesting, language),
        asked=phrases.capital(requested, language),
        measures=phrases.measures(letter) if isinstance(letter, Issue) else "",
        arrest=isinstance(letter, RequestProvisionalArrest),
        person=person,
        others=others,
        offence=translated(Line("", letter.offence, of="offence"), plain(letter), language),
    )


def _persons(letter: Opening, language: str) -> list[Named]:
    found = []
    for person in letter.concerned:
        name, other = phrases.names(person, language)
        about = (person.role, person.nationality, person.location)
        how = identity(person.identified_by, language) if isinstance(person, SoughtPerson) else None
        found.append(Named(name, other, tuple(text for text in about if text), how))
    return found


def _measures(folder: Folder) -> list[Asks]:
    letter, language = folder.dossier.letter, tongue(get_language())
    if letter is None:
        return []
    found = []
    for measure, standing in zip(letter.measures, folder.dossier.measures, strict=True):
        report = standing.report.body if standing.report else None
        signs = tuple(_signs(standing.refused is not None, report, language))
        found.append(Asks(standing.number, MEASURES[measure.type], measure.description, signs))
    return found


def _signs(refused: bool, report: Body | None, language: str) -> Iterator[Sign]:
    """Yield where a measure stands: a report on one that was refused is shown beside the refusal, and alarms."""
    outcome = report.outcome if isinstance(report, ReportExecution) else None
    if refused:
        yield Sign("void", "is-void", pgettext("measure", "refused"))
    if outcome is None and not refused:
        yield Sign("pending", "is-pending", pgettext("measure", "not reported on yet"))
    elif outcome is not None and refused:
        said = pgettext("measure", "and yet reported: %(outcome)s") % {"outcome": OUTCOMES[outcome].said(language)}
        yield Sign("alarm", "is-alarm", said)
    elif outcome is not None:
        mark = OUTCOME_MARKS[outcome]
        yield Sign(mark, f"is-{mark}", OUTCOMES[outcome].said(language))


def _doings(folder: Folder, mandate: Mandate) -> list[Doing]:
    procedure = folder.dossier.procedure
    due = procedure.states[folder.dossier.state].due
    kinds = sorted(reads.may_author(mandate, folder), key=lambda kind: (kind is not due, kind in QUIET))
    return [
        Doing(
            url=reverse(
                "begin_act" if reads.needs_second_officer(procedure, kind) else "act",
                args=[folder.request.pk, kind.value],
            ),
            label=procedure.acts[kind].do,
            article=procedure.acts[kind].article,
            two_officers=reads.needs_second_officer(procedure, kind),
            first=kind is due,
        )
        for kind in kinds
    ]


def _paper(told: Told, request: UUID, procedure: Procedure, language: str) -> Paper:
    header, digest = told.act.header, told.act.digest.hex()
    return Paper(
        serial=f"{header.author.state} {header.number}",
        title=phrases.act_name(header.kind, language, procedure),
        digest=digest,
        letter=reverse("letter", args=[request, digest]),
        sealed=reverse("sealed", args=[request, digest]),
        proof=reverse("proof", args=[request, digest]),
        annexes=tuple(
            Attached(annex.name, reverse("annex", args=[request, digest, annex.sha256]), annex.size)
            for annex in header.annexes
        ),
    )


@require_POST
def note(request: Asked, key: UUID) -> HttpResponse:
    """Keep an internal note; it never crosses the border."""
    text = request.POST.get("text", "").replace("\r\n", "\n").strip()
    try:
        acts.note(key, text, by=request.mandate, at=settings.NOW())
    except Incomplete as incomplete:
        folder = acts.read(key, by=request.mandate, at=settings.NOW())
        kept = {"note_text": text, "note_error": sentences(incomplete.errors)}
        return render(request, "web/dossier.html", {**page(folder, request.mandate), **kept}, status=422)
    messages.success(request, pgettext("note", "Noted. Only this State’s officers concerned see it."))
    return redirect("dossier", key)


@require_POST
def dispatch(request: Asked, key: UUID) -> HttpResponse:
    """Hand the request to an authority of this State, which may act on it from now on."""
    try:
        acts.dispatch(key, request.POST.get("authority", ""), by=request.mandate, at=settings.NOW())
    except Incomplete as incomplete:
        messages.error(request, sentences(incomplete.errors))
    else:
        messages.success(request, pgettext("dispatch", "Handed over. The other State sees nothing of it."))
    return redirect("dossier", key)
