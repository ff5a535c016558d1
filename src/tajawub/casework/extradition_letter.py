"""What the letters and sheets of extradition say, section by section. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from tajawub.casework.bodies import Ground, plain
from tajawub.casework.body import Body
from tajawub.casework.extradition_bodies import (
    Assurance,
    Channel,
    Consul,
    CourtOutcome,
    Document,
    DocumentType,
    ReleaseCause,
    RequestProvisionalArrest,
    SendFormalRequest,
    SoughtPerson,
)
from tajawub.casework.extradition_letter_words import (
    CHANNELS,
    CONSULS,
    COURT_OUTCOMES,
    DOCUMENTS,
    FAMILIES,
    IDENTIFIERS,
    PURPOSES,
    RELEASE_CAUSES,
    STRENGTHS,
    WARRANTS,
    YES_NO,
)
from tajawub.casework.identification import Identifier, strength
from tajawub.casework.pen import Pen, Sections
from tajawub.casework.words import Words
from tajawub.documents.letter import Block, Numbered, Paragraphs, Table
from tajawub.documents.text import Text

Told = list[tuple[str, Block]]

CODES: dict[type[StrEnum], Mapping[Any, Words]] = {
    Identifier: IDENTIFIERS,
    DocumentType: DOCUMENTS,
    Channel: CHANNELS,
    Consul: CONSULS,
    CourtOutcome: COURT_OUTCOMES,
    ReleaseCause: RELEASE_CAUSES,
}
"""The words of everything an act of extradition says by choosing from a list."""


def request(pen: Pen, body: RequestProvisionalArrest | SendFormalRequest) -> Sections:
    """Return the sections of either request: the person, the warrant, the acts, what is asked."""
    sections: Sections = [
        (pen.word("basis"), (pen.bases(body.bases),)),
        (pen.word("person"), tuple(_person(pen, body.person))),
        (pen.word("warrant"), (_warrant(pen, body),)),
        (
            pen.word("offence"),
            (
                Paragraphs(pen.texts(body.offence, "offence")),
                _pairs(
                    pen,
                    [
                        (pen.word("committed_at"), pen.own(body.committed_at)),
                        (pen.word("committed_where"), pen.own(body.committed_where)),
                    ],
                ),
                Paragraphs(pen.texts(body.facts, "facts")),
            ),
        ),
    ]
    match body:
        case RequestProvisionalArrest():
            asked = (pen.word("ask_arrest"), pen.word("intends"))
        case SendFormalRequest():
            sections.append((pen.word("documents"), (_documents(pen, body.documents),)))
            purpose = pen.said(PURPOSES[body.purpose])
            asked = (pen.word("ask_extradition").format(purpose=purpose), pen.word("specialty"))
    sections.append((pen.word("asked"), (Paragraphs(asked),)))
    return sections


def _person(pen: Pen, person: SoughtPerson) -> list[Block]:
    names = " / ".join(name for name in (person.name, person.name_other_script) if name)
    rows: list[tuple[str, str | Text]] = [(pen.word("name"), names)]
    if person.born_on:
        rows.append((pen.word("born_on"), pen.date(person.born_on)))
    rows += [
        (pen.word(label), pen.own(text))
        for label, text in (
            ("nationality", person.nationality),
            ("location", person.location),
            ("role", person.role),
            ("description", person.description),
        )
        if text
    ]
    counted = sorted({one.family for one in person.identified_by}, key=list(FAMILIES).index)
    families = pen.comma().join(pen.said(FAMILIES[family]) for family in counted)
    how = pen.said(STRENGTHS[person.strength])
    rows.append((pen.word("strength"), pen.word("counted").format(strength=how, families=families)))
    found: list[Block] = [_pairs(pen, rows)]
    if person.identifiers:
        head = (pen.word("identifier"), pen.word("value"), pen.word("issued_by"))
        cells = tuple(
            (_capital(pen.said(IDENTIFIERS[one.type])), pen.own(one.value), pen.own(one.issued_by or "–"))
            for one in person.identifiers
        )
        found.append(Table(head, cells, widths=(3, 4, 3)))
    return found


def _warrant(pen: Pen, body: RequestProvisionalArrest | SendFormalRequest) -> Block:
    warrant = body.warrant
    rows: list[tuple[str, str | Text]] = [
        (
            pen.word("warrant_type"),
            pen.word("warrant_said").format(
                type=_capital(pen.said(WARRANTS[warrant.type])), reference=warrant.reference
            ),
        ),
        (pen.word("warrant_authority"), pen.own(warrant.authority)),
        (pen.word("warrant_on"), pen.date(warrant.issued_on)),
        (pen.word("purpose"), pen.said(PURPOSES[body.purpose])),
    ]
    for label in ("max_penalty_months", "sentence_left_months"):
        months = getattr(body, label)
        if months is not None:
            rows.append((pen.word(label), str(months)))
    if body.notice:
        checked = pen.date(body.notice.checked_on)
        rows.append(
            (pen.word("notice"), pen.word("notice_checked").format(reference=body.notice.reference, date=checked))
        )
    return _pairs(pen, rows)


def _documents(pen: Pen, documents: tuple[Document, ...]) -> Table:
    return Table(
        (pen.word("document"), pen.word("title"), pen.word("annex")),
        tuple(
            (_capital(pen.said(DOCUMENTS[one.type])), pen.own(one.title), Text(one.annex or "–", "en"))
            for one in documents
        ),
        widths=(4, 4, 2),
    )


def told(pen: Pen, body: Body) -> Told:
    """Return what any other act says, field by field in the order of its body."""
    said: Told = []
    for field in plain(body):
        if field == "translations":
            continue
        said.append((field, _told(pen, body, field)))
        if field == "matched":
            found = strength(getattr(body, field))
            said.append(("strength", pen.say(_capital(pen.said(STRENGTHS[found])))))
    return said


def _told(pen: Pen, body: Body, field: str) -> Block:
    value = getattr(body, field)
    match value:
        case bool():
            return pen.say(pen.said(YES_NO[value]))
        case Ground():
            return pen.say(_capital(pen.ground(value)))
        case StrEnum():
            return pen.say(_code(pen, value))
        case date():
            return pen.say(pen.date(value))
        case int():
            return pen.say(str(value))
        case str() if field == "rectifies":
            return pen.say(Text(value, "en"))
        case str():
            return Paragraphs(pen.texts(value, field))
        case ():
            return pen.say("–")
        case (Assurance(), *_):
            return _assurances(pen, value)
        case (StrEnum(), *_):
            return Numbered(tuple(_code(pen, one) for one in value))
        case _ if field == "states":
            return Numbered(tuple(pen.state(one) for one in value))
        case _:
            return pen.items(value, field)


def _code(pen: Pen, code: StrEnum) -> str:
    return _capital(pen.said(CODES[type(code)][code]))


def _assurances(pen: Pen, assurances: tuple[Assurance, ...]) -> Table:
    return Table(
        (pen.word("assurance"), pen.word("given_by"), pen.word("given_on")),
        tuple((pen.own(one.text), pen.own(one.given_by), pen.date(one.given_on)) for one in assurances),
        widths=(5, 3, 2),
    )


def _pairs(pen: Pen, rows: list[tuple[str, str | Text]]) -> Table:
    return Table((pen.word("item"), pen.word("content")), tuple(rows), widths=(2, 5))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
