"""The form of a draft or an act, with the lists it is chosen from: authorities, measures, questions, earlier acts."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.text import Truncator
from django.utils.translation import get_language

from tajawub.casework import reads
from tajawub.casework.bodies import AskSupplement, Issue, Urgency, plain
from tajawub.casework.dossier import Dossier, fold
from tajawub.casework.extradition_bodies import SendFormalRequest, SoughtPerson
from tajawub.casework.letter_words import MEASURES
from tajawub.casework.life_cycle import Kind, Side
from tajawub.casework.models import Draft, Request
from tajawub.mandates import reads as directory
from tajawub.mandates.permissions import AuthorityKind, Competence
from tajawub.mandates.values import Authority, Mandate
from tajawub.web import phrases
from tajawub.web.dates import tongue
from tajawub.web.forms import acts, extradition, letter
from tajawub.web.forms.fields import Field, Option, Section
from tajawub.web.places import PLACES

ASSISTING = frozenset({Competence.MUTUAL_ASSISTANCE, Competence.PROSECUTION, Competence.INVESTIGATION})
EXTRADITING = frozenset({Competence.EXTRADITION, Competence.MUTUAL_ASSISTANCE})
CITABLE = 50
"""As many requests as a list to tick stays readable with, the latest."""


def sections_of(draft: Draft, mandate: Mandate, language: str) -> tuple[Section, ...]:
    """Return the sections of a draft's form."""
    kind = Kind(draft.kind)
    through = _through(draft.authority or mandate.authority)
    match kind:
        case Kind.ISSUE:
            return letter.sections(_addressees(ASSISTING), through, _citable(draft, mandate), language)
        case Kind.REQUEST_PROVISIONAL_ARREST | Kind.SEND_FORMAL_REQUEST:
            cited = _citable(draft, mandate)
            return extradition.sections(kind, _addressees(EXTRADITING), through, cited, language)
        case _:
            dossier = reads.dossier(draft.request) if draft.request else fold(())
            side = reads.side_of(draft.request) if draft.request else Side.REQUESTED
            asked = fields_of(kind, dossier, side)
            asked = (*asked, acts.OCCURRED) if kind in acts.REPORTS else asked
            return (Section("act", phrases.draft_name(draft, language), asked),)


def start_of(draft: Draft, language: str) -> dict[str, Any]:
    """Return what an untouched draft begins with: nothing that its author would not see and could not change."""
    through = next(iter(directory.through(draft.authority)), "")
    match Kind(draft.kind):
        case Kind.ISSUE:
            return {
                "language": language,
                "through": through,
                "bases": [{"instrument": "fr-ma-mla-2008"}],
                "confidential": True,
                "urgency": Urgency.ROUTINE,
            }
        case Kind.SEND_FORMAL_REQUEST if draft.request is not None:
            return _said_before(draft.request)
        case Kind.REQUEST_PROVISIONAL_ARREST | Kind.SEND_FORMAL_REQUEST:
            return {"language": language, "through": through, "bases": [{"instrument": "fr-ma-extr-2008"}]}
        case _:
            return {}


def _said_before(request: Request) -> dict[str, Any]:
    """Return what the request for provisional arrest said, for the formal request that follows it."""
    opening = reads.dossier(request).opening
    said = plain(opening) if opening else {}
    return {name: value for name, value in said.items() if name in SendFormalRequest.model_fields}


def _citable(draft: Draft, mandate: Mandate) -> tuple[Option, ...]:
    """Return the other requests the officer sees, and those the draft cites already."""
    language = tongue(get_language())
    seen = reads.visible(mandate).order_by("-opened_at")
    rows = seen.exclude(pk=draft.request.pk)[:CITABLE] if draft.request else seen[:CITABLE]
    listed = {
        str(row.pk): Option(
            str(row.pk),
            f"{phrases.isolated(row.label)} – {reads.procedure_of(row).name.said(language)}: "
            f"{phrases.isolated(Truncator(row.subject).chars(60))}",
            means={"id": str(row.pk), "label": row.label},
        )
        for row in rows
    }
    for cited in draft.fields.get("cites", []):
        listed.setdefault(cited["id"], Option(cited["id"], phrases.isolated(cited["label"]), means=cited))
    return tuple(listed.values())


def fields_of(kind: Kind, dossier: Dossier, side: Side) -> tuple[Field, ...]:
    """Return what an act on this dossier asks for."""
    language = tongue(get_language())
    return acts.fields(
        kind,
        language=language,
        measures=measures(dossier.letter, language),
        questions=_questions(dossier),
        ours=_ours(dossier, side, language),
        procedure=dossier.procedure,
        person=_sought(dossier),
    )


def _sought(dossier: Dossier) -> SoughtPerson | None:
    """Return the person sought; the letter names persons of another kind."""
    concerned = dossier.opening.concerned if dossier.opening else ()
    return next((person for person in concerned if isinstance(person, SoughtPerson)), None)


def measures(asked: Issue | None, language: str) -> tuple[Option, ...]:
    """Return the letter's measures by their number."""
    return tuple(
        Option(
            str(number),
            f"{number}. {MEASURES[measure.type].said(language)}: "
            f"{phrases.isolated(Truncator(measure.description).chars(60))}",
        )
        for number, measure in enumerate(asked.measures if asked else (), 1)
    )


def _questions(dossier: Dossier) -> tuple[str, ...]:
    """Return the questions still to be answered, none once they have been."""
    answered, asked = (dossier.positions[side].round for side in (Side.REQUESTING, Side.REQUESTED))
    bodies = [told.body for told in dossier.told if told.effective and isinstance(told.body, AskSupplement)]
    return bodies[-1].questions if bodies and answered < asked else ()


def _ours(dossier: Dossier, side: Side, language: str) -> tuple[Option, ...]:
    return tuple(
        Option(
            told.act.digest.hex(),
            f"{told.act.header.author.state} {told.act.number}: "
            f"{phrases.act_name(told.act.header.kind, language, dossier.procedure)}",
        )
        for told in dossier.told
        if told.act.side is side
    )


def _addressees(competent: frozenset[Competence]) -> tuple[Option, ...]:
    """Return the other States' authorities competent for it, central ones first."""
    language = tongue(get_language())
    found = [
        entry
        for state in PLACES
        if state != settings.STATE
        for entry in directory.authorities(state)
        if competent & set(entry.competences)
    ]
    found.sort(key=lambda entry: (entry.state, entry.kind is not AuthorityKind.CENTRAL, entry.key))
    return tuple(Option(entry.key, _named(entry, language)) for entry in found)


def _named(entry: Authority, language: str) -> str:
    city = entry.city.within(language) or entry.state
    return f"{phrases.isolated(entry.name.within(language))} ({phrases.isolated(city)})"


def _through(authority: str) -> tuple[Option, ...]:
    """Return the central authorities this one may transmit by."""
    language = tongue(get_language())
    return tuple(
        Option(key, phrases.isolated(directory.authority(key).name.within(language)))
        for key in directory.through(authority)
    )
