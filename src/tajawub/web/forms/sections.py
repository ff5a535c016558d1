"""The form of a draft or an act, with the lists it is chosen from: authorities, measures, questions, earlier acts."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.text import Truncator
from django.utils.translation import get_language

from tajawub.casework import reads
from tajawub.casework.bodies import AskSupplement, Issue, Urgency
from tajawub.casework.dossier import Dossier, fold
from tajawub.casework.letter_words import MEASURES
from tajawub.casework.life_cycle import Kind, Side
from tajawub.casework.models import Draft
from tajawub.mandates import reads as directory
from tajawub.mandates.permissions import AuthorityKind, Competence
from tajawub.mandates.values import Authority, Mandate
from tajawub.web import phrases
from tajawub.web.dates import tongue
from tajawub.web.forms import acts, letter
from tajawub.web.forms.fields import Field, Option, Section
from tajawub.web.places import PLACES

ASSISTING = frozenset({Competence.MUTUAL_ASSISTANCE, Competence.PROSECUTION, Competence.INVESTIGATION})


def sections_of(draft: Draft, mandate: Mandate, language: str) -> tuple[Section, ...]:
    """Return the sections of a draft's form."""
    if draft.kind == Kind.ISSUE:
        return letter.sections(_addressees(), _through(draft.authority or mandate.authority), language)
    dossier = reads.dossier(draft.request) if draft.request else fold(())
    side = reads.side_of(draft.request) if draft.request else Side.REQUESTED
    return (Section("act", phrases.draft_name(draft, language), fields_of(Kind(draft.kind), dossier, side)),)


def start_of(draft: Draft, language: str) -> dict[str, Any]:
    """Return what an untouched draft begins with: nothing that its author would not see and could not change."""
    if draft.kind != Kind.ISSUE:
        return {}
    return {
        "language": language,
        "through": next(iter(directory.through(draft.authority)), ""),
        "bases": [{"instrument": "fr-ma-mla-2008"}],
        "confidential": True,
        "urgency": Urgency.ROUTINE,
    }


def fields_of(kind: Kind, dossier: Dossier, side: Side) -> tuple[Field, ...]:
    """Return what an act on this dossier asks for."""
    language = tongue(get_language())
    return acts.fields(
        kind,
        language=language,
        measures=measures(dossier.letter, language),
        questions=_questions(dossier),
        ours=_ours(dossier, side, language),
    )


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


def _addressees() -> tuple[Authority, ...]:
    """Return the other States' authorities that assist in criminal matters, central ones first."""
    found = [
        entry
        for state in PLACES
        if state != settings.STATE
        for entry in directory.authorities(state)
        if ASSISTING & set(entry.competences)
    ]
    return tuple(sorted(found, key=lambda entry: (entry.state, entry.kind is not AuthorityKind.CENTRAL, entry.key)))


def _through(authority: str) -> tuple[Option, ...]:
    """Return the central authorities this one may transmit by."""
    language = tongue(get_language())
    return tuple(
        Option(key, phrases.isolated(directory.authority(key).name.within(language)))
        for key in directory.through(authority)
    )
