"""Sentences about requests: who asks whom for what, a person's name in the reader's script, steps of a draft."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import ngettext, pgettext, pgettext_lazy

from tajawub.casework import reads
from tajawub.casework.bodies import Issue
from tajawub.casework.body import Opening, Person
from tajawub.casework.life_cycle import Kind
from tajawub.casework.models import DomesticAct, Draft
from tajawub.casework.procedures import Procedure
from tajawub.mandates.models import Officer
from tajawub.web.places import place

STEPS: dict[str, Promise] = {
    Draft.Step.OPEN: pgettext_lazy("draft step", "draft"),
    Draft.Step.SUBMITTED: pgettext_lazy("draft step", "awaiting a second officer"),
    Draft.Step.APPROVED: pgettext_lazy("draft step", "approved, ready to leave"),
    Draft.Step.ISSUED: pgettext_lazy("draft step", "sealed and sent"),
    Draft.Step.DISCARDED: pgettext_lazy("draft step", "abandoned"),
}

DOMESTIC: dict[str, Promise] = {
    DomesticAct.Kind.SUBMITTED: pgettext_lazy("domestic act", "Submitted for approval"),
    DomesticAct.Kind.APPROVED: pgettext_lazy("domestic act", "Approved by a second officer"),
    DomesticAct.Kind.SENT_BACK: pgettext_lazy("domestic act", "Sent back to its author"),
    DomesticAct.Kind.TAKEN_BACK: pgettext_lazy("domestic act", "Taken back by its author"),
    DomesticAct.Kind.DISCARDED: pgettext_lazy("domestic act", "Draft abandoned"),
    DomesticAct.Kind.ASSIGNED: pgettext_lazy("domestic act", "Assigned"),
    DomesticAct.Kind.DISPATCHED: pgettext_lazy("domestic act", "Sent for execution"),
    DomesticAct.Kind.NOTED: pgettext_lazy("domestic act", "Internal note"),
    DomesticAct.Kind.PUT_IN_CASE: pgettext_lazy("domestic act", "Put in a case"),
    DomesticAct.Kind.TAKEN_OUT_OF_CASE: pgettext_lazy("domestic act", "Taken out of its case"),
    DomesticAct.Kind.CASE_CLOSED: pgettext_lazy("domestic act", "Its case is closed"),
    DomesticAct.Kind.DECONFLICTED: pgettext_lazy("domestic act", "Another request meets this one"),
    DomesticAct.Kind.DILIGENCE: pgettext_lazy("domestic act", "Diligence on this file"),
}


def officer(row: Officer, language: str) -> str:
    return row.name_ar if language == "ar" else row.name


def function(row: Officer, language: str) -> str:
    return {"ar": row.function_ar, "fr": row.function_fr}.get(language, row.function_en)


def names(person: Person, language: str) -> tuple[str, str]:
    """Return the person's names, the one in the reader's script first; the second may be empty."""
    other = person.name_other_script or ""
    if other and _is_arabic(other) == (language == "ar") and _is_arabic(person.name) != (language == "ar"):
        return other, person.name
    return person.name, other


def _is_arabic(text: str) -> bool:
    return any(unicodedata.name(character, "").startswith("ARABIC LETTER") for character in text)


def persons(letter: Opening, language: str) -> tuple[str, str]:
    """Return the first person's name and how many others there are, in words; both empty without persons."""
    if not letter.concerned:
        return "", ""
    others = len(letter.concerned) - 1
    said = ngettext("and %(count)d other", "and %(count)d others", others) % {"count": others} if others else ""
    return names(letter.concerned[0], language)[0], said


def measures(letter: Issue) -> str:
    count = len(letter.measures)
    return ngettext("%(count)d measure of assistance", "%(count)d measures of assistance", count) % {"count": count}


def isolated(text: str) -> str:
    """Return a text that keeps its own direction where no element can hold it, as in a list to choose from.

    The marks are U+2068 FIRST STRONG ISOLATE and U+2069 POP DIRECTIONAL ISOLATE.
    """
    return f"\u2068{text}\u2069"


def capital(state: str, language: str) -> str:
    return place(state).capital.said(language)


def act_name(kind: str, language: str, procedure: Procedure) -> str:
    """Return the act's name; a kind the procedure does not know goes by what the peer calls it."""
    words = next((words for known, words in procedure.acts.items() if known == kind), None)
    return words.name.said(language) if words else kind


def draft_name(draft: Draft, language: str) -> str:
    """Return what is being drafted: the letter by its name, any other act by its own."""
    procedure = reads.procedure_of_draft(draft)
    return procedure.name.said(language) if draft.kind == Kind.ISSUE else act_name(draft.kind, language, procedure)


def draft_subject(draft: Draft) -> str:
    """Return what a draft is about, in its author's words, as far as they have been typed."""
    if draft.request is not None:
        return draft.request.subject
    fields: Mapping[str, Any] = draft.fields
    return str(fields.get("offence") or fields.get("case_reference") or pgettext("draft", "nothing typed yet"))


def capitalised(text: str) -> str:
    """Return a text that begins a line: its first letter only is made a capital."""
    return text[:1].upper() + text[1:]
