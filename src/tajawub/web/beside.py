"""What stands beside one request: its case and the procedures in it, who else asks, what it cites, its diligences."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import pgettext

from tajawub.casework import extradition, reads
from tajawub.casework.deconfliction import Likeness, Trace, TraceKind
from tajawub.casework.extradition_letter_words import IDENTIFIERS
from tajawub.casework.identification import Identifier
from tajawub.casework.life_cycle import Side
from tajawub.casework.models import Case
from tajawub.casework.reads import Cited, Folder, InCase, Meeting
from tajawub.casework.steps import steps
from tajawub.casework.words import Words
from tajawub.mandates import reads as directory
from tajawub.mandates.permissions import Permission
from tajawub.mandates.values import Mandate
from tajawub.web import dates, phrases
from tajawub.web.forms.fields import NOT_CHOSEN, Option
from tajawub.web.places import place


@dataclass(frozen=True, slots=True)
class Passed:
    """One step of a procedure; `on` is empty where it is not taken."""

    name: Words
    on: str


@dataclass(frozen=True, slots=True)
class Panel:
    """One procedure of a case: its own state, its own steps, its own turn."""

    url: str
    label: str
    kind: Words
    state: Words
    ball: str
    ball_is_ours: bool
    detained: bool
    alarmed: bool
    steps: tuple[Passed, ...]
    current: bool


@dataclass(frozen=True, slots=True)
class Met:
    """Another request that meets this one; without a `url` the reader may only be told that there is one."""

    likeness: Likeness
    url: str
    label: str
    route: str
    since: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Idle:
    """How long a person has been held without a diligence on this file."""

    length: str
    recorded: bool
    late: bool


def beside(folder: Folder, mandate: Mandate, language: str, now: datetime) -> dict[str, object]:
    """Return what the dossier page shows of other requests and of the case."""
    row = folder.request
    file = reads.case_file(row.case, mandate) if row.case else None
    idle = reads.diligence_of(folder)
    resource = reads.resource(row)
    may_assign = directory.may(mandate, Permission.ASSIGN_CASE, resource)
    return {
        "case": row.case,
        "panels": panels(file.requests, language, current=row.pk) if file else (),
        "case_others": file.others if file else 0,
        "may_assign": may_assign,
        "case_choice": _choice(folder, mandate) if may_assign and row.case is None else (),
        "meets": [met(one, language) for one in reads.who_else_asks(row, mandate)],
        "ask_there": ask_there(language),
        "cites": [_cited(one) for one in reads.cites(folder.dossier, mandate)],
        "cited_by": [Link(one.label, reverse("dossier", args=[one.pk])) for one in reads.cited_by(row, mandate)],
        "idle": Idle(dates.span(idle.idle(now)), idle.recorded, idle.late(now)) if idle else None,
        "may_record_diligence": folder.side is Side.REQUESTED
        and row.kind == extradition.KIND
        and directory.may(mandate, Permission.RECORD_DILIGENCE, resource),
        "diligence_text": "",
        "diligence_error": "",
    }


def panels(requests: Iterable[InCase], language: str, *, current: object = None) -> tuple[Panel, ...]:
    return tuple(_panel(one, language, current) for one in requests)


def _panel(one: InCase, language: str, current: object) -> Panel:
    row, procedure = one.request, one.dossier.procedure
    words = procedure.states[one.dossier.state]
    acting = "" if words.ball is None else row.requesting if words.ball is Side.REQUESTING else row.requested
    return Panel(
        url=reverse("dossier", args=[row.pk]),
        label=row.label,
        kind=procedure.name,
        state=words.name,
        ball=phrases.capital(acting, language) if acting else "",
        ball_is_ours=acting == settings.STATE,
        detained=row.detained,
        alarmed=row.alarmed,
        steps=tuple(
            Passed(
                taken.step.name,
                dates.short_day(taken.at.astimezone(place(taken.state).zone).date(), language) if taken.at else "",
            )
            for taken in steps(one.dossier)
        ),
        current=row.pk == current,
    )


def met(one: Meeting, language: str) -> Met:
    row = one.request
    if row is None:
        return Met(one.likeness, "", "", "", "", ())
    route = pgettext("desk", "%(asking)s to %(asked)s") % {
        "asking": phrases.capital(row.requesting, language),
        "asked": phrases.capital(row.requested, language),
    }
    since = dates.day(row.opened_at.astimezone(place(settings.STATE).zone).date(), language)
    return Met(
        one.likeness, reverse("dossier", args=[row.pk]), row.label, route, since, evidence(one.shared, language)
    )


def told(trace: Trace, language: str) -> str:
    """Return what two requests have in common, as a person reads it."""
    match trace.kind:
        case TraceKind.PERSON:
            sort, _, value = trace.key.partition(":")
            if sort == Identifier.BIRTH_DATE:
                day = dates.day(date.fromisoformat(value.partition(" ")[0]), language)
                return pgettext("who else asks", "same name, born on %(day)s") % {"day": day}
            name = IDENTIFIERS[Identifier(sort)].said(language) if sort in set(Identifier) else ""
            said = {"identifier": name, "value": phrases.isolated(value)}
            return pgettext("who else asks", "same identifier: %(identifier)s %(value)s") % said
        case TraceKind.NUMBER:
            return pgettext("who else asks", "same number: %(number)s") % {"number": phrases.isolated(trace.key)}
        case TraceKind.NAME:
            return pgettext("who else asks", "same name: %(name)s") % {"name": phrases.isolated(trace.key)}
        case TraceKind.CITES:
            return trace.key


def evidence(shared: Iterable[Trace], language: str) -> tuple[str, ...]:
    """Return what was found in both; a name in two scripts is said once."""
    return tuple(dict.fromkeys(told(trace, language) for trace in shared))


def ask_there(language: str) -> str:
    """Return whom to ask about a file one may not see: this State's central authority."""
    names = (reads.authority(key).name.within(language) for key in sorted(reads.central_here()))
    return pgettext("list", ", ").join(names)


def _cited(one: Cited) -> Link:
    return Link(one.label, reverse("dossier", args=[one.request]) if one.request else "")


def _choice(folder: Folder, mandate: Mandate) -> tuple[Option, ...]:
    """Return the open cases the request may be put in; empty where there is none."""
    found = open_cases(mandate, reads.concerned(folder.request))
    return (NOT_CHOSEN, *found) if found else ()


def open_cases(mandate: Mandate, authorities: Iterable[str]) -> tuple[Option, ...]:
    rows = reads.cases(mandate).filter(closed_at=None, authority__in=authorities)
    return tuple(Option(str(row.pk), case_name(row)) for row in rows)


def case_name(row: Case) -> str:
    return f"{phrases.isolated(row.reference)} – {phrases.isolated(row.title)}"
