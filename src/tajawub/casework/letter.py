"""From an act to its letter: one page a language, the author's own words left as written. Pure.

A text that carries a translation of record is read in it on the page of that language, under its mark.
"""

from __future__ import annotations

from datetime import date

from tajawub.casework import extradition_letter
from tajawub.casework.act import Header
from tajawub.casework.bodies import (
    AcceptInPart,
    AskedMeasure,
    AskSupplement,
    Body,
    Ground,
    Issue,
    Measure,
    OfferConditions,
    Opening,
    Person,
    Rectify,
    ReportExecution,
    ReturnResults,
    SupplySupplement,
    Urgency,
    plain,
)
from tajawub.casework.body import Citation
from tajawub.casework.dossier import Dossier
from tajawub.casework.extradition import FACTS
from tajawub.casework.extradition_bodies import RequestProvisionalArrest, SendFormalRequest
from tajawub.casework.extradition_letter_words import LABELS as EXTRADITION_LABELS
from tajawub.casework.letter_words import (
    LABELS,
    MEASURE_ARTICLES,
    MEASURES,
    OUTCOMES,
    URGENCIES,
)
from tajawub.casework.life_cycle import Kind
from tajawub.casework.pen import Directory, Pen, Sections, language_of
from tajawub.casework.procedures import EXTRADITION, LETTER_ROGATORY, Procedure, procedure
from tajawub.casework.words import LANGUAGES, Words
from tajawub.casework.zones import zone_of
from tajawub.documents.letter import Block, Footer, Numbered, Page, Paragraphs, Row, Section, Signature, Table
from tajawub.documents.text import Text

__all__ = ["Directory", "language_of", "pages"]

TO_THE_MINUTE = FACTS | {Kind.REPORT_INCOMPLETE_REQUEST, Kind.RECEIVE_FORMAL_REQUEST}
"""Acts of extradition whose instant begins or ends a term."""


def pages(header: Header, body: Body, dossier: Dossier, directory: Directory, *, demo: bool) -> tuple[Page, ...]:
    """Return the letter of an act: the source language first, then the two others."""
    opening = body if isinstance(body, Opening) else dossier.opening
    source = opening.language if opening else "en"
    order = sorted(LANGUAGES, key=lambda language: language != source)
    named = procedure(header.request.kind, header.request.version) or LETTER_ROGATORY
    labels = EXTRADITION_LABELS if named is EXTRADITION else {}
    return tuple(
        _page(Pen(header, body, dossier, directory, language, source, labels), body, named, demo)
        for language in order
    )


def _page(pen: Pen, body: Body, named: Procedure, demo: bool) -> Page:
    match body:
        case Issue():
            marks = [*_urgent(body.urgency), *([LABELS["confidential"]] if body.confidential else [])]
            return _request(pen, body, named.name, marks, _letter_sections(pen, body), demo)
        case RequestProvisionalArrest() | SendFormalRequest():
            sections = [*extradition_letter.request(pen, body), *_cites(pen, body), *pen.annexes()]
            return _request(pen, body, named.acts[body.kind].name, [pen.label("urgent")], sections, demo)
        case _:
            return _sheet(pen, body, named, demo)


def _urgent(urgency: Urgency) -> list[Words]:
    return [URGENCIES[urgency]] if urgency is Urgency.URGENT else []


def _request(pen: Pen, body: Opening, title: Words, marks: list[Words], sections: Sections, demo: bool) -> Page:
    said = [*marks, *pen.written_in()]
    answer_by = body.answer_by if isinstance(body, Issue) else None
    return Page(
        lang=pen.language,
        letterhead=_letterhead(pen),
        title=pen.said(title),
        subtitle=pen.comma().join(pen.said(words) for words in said),
        meta=(
            *_reference_rows(pen),
            Row(pen.word("case"), body.case_reference, is_reference=True),
            *([Row(pen.word("answer_by"), pen.date(answer_by), is_strong=True)] if answer_by else []),
        ),
        addressees=(
            Row(LABELS["to"].said(pen.language), pen.authority(body.addressee)),
            *([Row(pen.word("through"), pen.authority(body.through))] if body.through else []),
        ),
        sections=_numbered(sections),
        closing=pen.word("closing"),
        signatures=_signatures(pen),
        stamp=pen.word("seal"),
        footer=_footer(pen, demo),
    )


def _letter_sections(pen: Pen, body: Issue) -> Sections:
    sections: Sections = [
        (pen.word("basis"), (pen.bases(body.bases),)),
        (
            pen.word("offence"),
            (Paragraphs((*pen.texts(body.offence, "offence"), *pen.texts(body.facts, "facts"))),),
        ),
    ]
    if body.persons:
        sections.append((pen.word("persons"), (_persons(pen, body.persons),)))
    sections.append((pen.word("measures"), (_measures(pen, body.measures),)))
    if body.formalities:
        paragraphs = Paragraphs((*pen.texts(body.formalities, "formalities"), pen.word("formalities_close")))
        sections.append((pen.word("formalities"), (paragraphs,)))
    sections.append((pen.word("purpose"), (Paragraphs(tuple(_purpose(pen, body))),)))
    return [*sections, *_cites(pen, body), *pen.annexes()]


def _cites(pen: Pen, body: Opening) -> Sections:
    return [(EXTRADITION_LABELS["cites"].said(pen.language), (_cited(body.cites),))] if body.cites else []


def _cited(cites: tuple[Citation, ...]) -> Block:
    return Numbered(tuple(Text(one.label, "en") for one in cites))


def _measures(pen: Pen, measures: tuple[AskedMeasure, ...]) -> Table:
    """Name each measure in the page's language beside what its author wrote."""
    return Table(
        (pen.word("measure"), pen.word("described")),
        tuple(
            (f"({number}) {pen.said(MEASURES[one.type])}", pen.own(one.description))
            for number, one in enumerate(measures, 1)
        ),
        widths=(2, 5),
    )


def _persons(pen: Pen, persons: tuple[Person, ...]) -> Table:
    def row(person: Person) -> tuple[str | Text, ...]:
        names = " / ".join(name for name in (person.name, person.name_other_script) if name)
        about = [person.nationality, person.location]
        return (
            names,
            pen.date(person.born_on) if person.born_on else "–",
            pen.own(", ".join(one for one in about if one) or "–"),
            pen.own(person.role or "–"),
        )

    where = ["nationality"] if any(person.nationality for person in persons) else []
    where += ["location"] if any(person.location for person in persons) or not where else []
    heads = ("name", "born_on", *where[:1], "role")
    said = [pen.word(head) for head in heads]
    said[2] = pen.comma().join(pen.word(head) for head in where)
    return Table(tuple(said), tuple(map(row, persons)), widths=(6, 3, 3, 3))


def _purpose(pen: Pen, body: Issue) -> list[str | Text]:
    purpose = pen.texts(body.purpose, "purpose")
    if not (body.answer_by and body.answer_by_reason):
        return [*purpose, pen.word("use_limited")]
    wanted = pen.word("answer_wanted").format(date=pen.date(body.answer_by))
    reason = pen.texts(body.answer_by_reason, "answer_by_reason")
    return [*purpose, f"{pen.word('use_limited')} {wanted}", *reason]


# ------------------------------------------------------------------------------------ sheets


def _sheet(pen: Pen, body: Body, named: Procedure, demo: bool) -> Page:
    told = extradition_letter.told if named is EXTRADITION else _told
    sections: Sections = [(pen.word(label), (block,)) for label, block in told(pen, body)]
    return Page(
        lang=pen.language,
        letterhead=_letterhead(pen),
        title=pen.said(named.acts[body.kind].name),
        subtitle=pen.comma().join(pen.said(words) for words in (named.name, *pen.rendered())),
        meta=(*_reference_rows(pen), Row(pen.word("act"), str(pen.header.number), is_reference=True)),
        addressees=(Row(LABELS["to"].said(pen.language), pen.counterpart()),),
        sections=_numbered([*sections, *pen.annexes()]),
        signatures=_signatures(pen),
        stamp=pen.word("seal"),
        footer=_footer(pen, demo),
    )


def _told(pen: Pen, body: Body) -> list[tuple[str, Block]]:
    match body:
        case AskSupplement(questions=texts):
            return [("questions", pen.list(texts)), *_rest(pen, body, "questions")]
        case SupplySupplement(answers=texts):
            return [("answers", pen.items(texts, "answers"))]
        case OfferConditions(conditions=texts):
            return [("conditions", pen.list(texts))]
        case AcceptInPart():
            return [("refused", _refused(pen, body)), *_rest(pen, body, "refused")]
        case ReportExecution():
            outcome = pen.said(OUTCOMES[body.outcome])
            return [
                ("measure", pen.say(_measure_named(pen, body.measure))),
                ("outcome", pen.say(outcome)),
                *_rest(pen, body, "measure", "outcome"),
            ]
        case ReturnResults():
            how = pen.word("complete" if body.complete else "incomplete")
            return [("contents", Paragraphs((pen.own(body.contents), how)))]
        case Rectify():
            return [
                ("rectifies", pen.say(Text(body.rectifies, "en"))),
                ("correction", pen.say(pen.own(body.correction))),
            ]
        case _:
            return _rest(pen, body)


def _rest(pen: Pen, body: Body, *told: str) -> list[tuple[str, Block]]:
    """The fields not told yet: texts as written, days and grounds in the page's language."""
    found: list[tuple[str, Block]] = []
    for field in plain(body):
        match getattr(body, field):
            case _ if field in (*told, "translations"):
                continue
            case Ground() as ground:
                found.append((field, pen.say(pen.ground(ground))))
            case date() as on:
                found.append((field, pen.say(pen.date(on))))
            case text:
                found.append((field, Paragraphs(pen.texts(text, field))))
    return found


def _refused(pen: Pen, body: AcceptInPart) -> Block:
    return Table(
        (pen.word("measure"), pen.word("ground"), pen.word("reasons")),
        tuple(
            (_measure_named(pen, one.measure), pen.ground(one.ground), pen.own(one.reasons)) for one in body.refused
        ),
        widths=(3, 3, 4),
    )


def _measure_named(pen: Pen, number: int) -> str:
    letter = pen.dossier.letter
    if letter is None or number > len(letter.measures):
        return str(number)
    return _measure(pen, number, letter.measures[number - 1].type)


def _measure(pen: Pen, number: int, measure: Measure) -> str:
    return f"({number}) {pen.said(MEASURES[measure])} – {pen.article(MEASURE_ARTICLES[measure])}"


# ------------------------------------------------------------------------------------ parts


def _numbered(sections: Sections) -> tuple[Section, ...]:
    return tuple(Section(str(number), *section) for number, section in enumerate(sections, 1))


def _letterhead(pen: Pen) -> tuple[str, ...]:
    author = pen.header.author
    return (pen.state(author.state), pen.directory(author.authority).name.within(pen.language))


def _reference_rows(pen: Pen) -> tuple[Row, ...]:
    return (
        Row(LABELS["reference"].said(pen.language), pen.header.request.label, is_reference=True),
        Row(pen.word("date"), pen.date(pen.header.authored_at.date())),
        *_occurred(pen),
    )


def _occurred(pen: Pen) -> tuple[Row, ...]:
    header = pen.header
    if header.kind in TO_THE_MINUTE:
        # Terms run from it: told by the clocks of the requested State, where they are counted.
        zone = zone_of(header.request.requested)
        at = header.occurred_at.astimezone(zone)
        said = f"{pen.date(at.date())}{pen.comma()}{at:%H:%M} ({zone.key})"
        return (Row(pen.word("occurred_on"), said, is_strong=True),)
    occurred_on = header.occurred_at.date()
    if occurred_on == header.authored_at.date():
        return ()
    return (Row(pen.word("occurred_on"), pen.date(occurred_on), is_strong=True),)


def _signatures(pen: Pen) -> tuple[Signature, ...]:
    author = pen.header.author
    done = pen.word("done_at").format(date=pen.date(pen.header.authored_at.date()))
    arabic = author.officer_ar if pen.language == "ar" else None
    name = Text(arabic, "ar") if arabic else Text(author.officer, "fr")
    authority = pen.directory(author.authority).name.within(pen.language)
    function: str = getattr(author.function, pen.language, authority)
    return (Signature(done, name, function, pen.word("signature")),)


def _footer(pen: Pen, demo: bool) -> Footer:
    return Footer(
        sentence=pen.word("footer"),
        reference=pen.header.request.label,
        sheet=pen.word("sheet"),
        notice=pen.word("demo") if demo else "",
    )
