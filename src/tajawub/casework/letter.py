"""From an act to its letter: one page a language, the author's own words left as written. Pure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from tajawub.casework.act import Header
from tajawub.casework.bodies import (
    AcceptInPart,
    AskedMeasure,
    AskSupplement,
    Body,
    Consult,
    Ground,
    Issue,
    Measure,
    OfferConditions,
    Person,
    Postpone,
    Rectify,
    Refuse,
    ReportExecution,
    ReturnResults,
    SupplySupplement,
    Urgency,
    plain,
)
from tajawub.casework.dossier import Dossier
from tajawub.casework.letter_rogatory import NAME
from tajawub.casework.letter_rogatory_words import ACTS
from tajawub.casework.letter_words import (
    GROUND_ARTICLES,
    GROUNDS,
    LABELS,
    MEASURE_ARTICLES,
    MEASURES,
    OUTCOMES,
    STATES,
    URGENCIES,
    WRITTEN_IN,
    instrument,
)
from tajawub.casework.life_cycle import Side
from tajawub.casework.words import LANGUAGES
from tajawub.documents.dates import written
from tajawub.documents.letter import Block, Footer, Numbered, Page, Paragraphs, Row, Section, Signature, Table
from tajawub.documents.text import Text
from tajawub.mandates.values import Authority

Directory = Callable[[str], Authority]
_Sections = list[tuple[str, tuple[Block, ...]]]
_ARABIC_LETTERS = ("\u0600", "\u06ff")
_ARTICLE_LETTERS = dict(zip("abcdefghi", "أبجدهوزحط", strict=True))
"""How the Arabic text of un-untoc-2000 letters its sub-paragraphs."""


def language_of(text: str, otherwise: str) -> str:
    """Return `ar` where most letters are Arabic; else `otherwise`, or French where that is Arabic."""
    letters = [character for character in text if character.isalpha()]
    arabic = sum(_ARABIC_LETTERS[0] <= character <= _ARABIC_LETTERS[1] for character in letters)
    if letters and arabic * 2 >= len(letters):
        return "ar"
    return "fr" if otherwise == "ar" else otherwise


def pages(header: Header, body: Body, dossier: Dossier, directory: Directory, *, demo: bool) -> tuple[Page, ...]:
    """Return the letter of an act: the source language first, then the two others."""
    letter = body if isinstance(body, Issue) else dossier.letter
    source = letter.language if letter else "en"
    order = sorted(LANGUAGES, key=lambda language: language != source)
    return tuple(_Pen(header, dossier, directory, language, source, demo).page(body) for language in order)


class _Pen:
    """Writes one page in one language."""

    def __init__(
        self, header: Header, dossier: Dossier, directory: Directory, language: str, source: str, demo: bool
    ) -> None:
        self.header, self.dossier, self.directory = header, dossier, directory
        self.language, self.source, self.demo = language, source, demo

    def page(self, body: Body) -> Page:
        return self._letter(body) if isinstance(body, Issue) else self._sheet(body)

    def _letter(self, body: Issue) -> Page:
        marks = [URGENCIES[body.urgency]] if body.urgency is Urgency.URGENT else []
        marks += [LABELS["confidential"]] if body.confidential else []
        marks += [WRITTEN_IN[self.source]] if self.language != self.source else []
        return Page(
            lang=self.language,
            letterhead=self._letterhead(),
            title=NAME.said(self.language),
            subtitle=self._comma().join(words.said(self.language) for words in marks),
            meta=(
                *self._reference_rows(),
                Row(self._("case"), body.case_reference, is_reference=True),
                *([Row(self._("answer_by"), self._date(body.answer_by), is_strong=True)] if body.answer_by else []),
            ),
            addressees=(
                Row(self._("to"), self._authority(body.addressee)),
                *([Row(self._("through"), self._authority(body.through))] if body.through else []),
            ),
            sections=self._numbered(self._letter_sections(body)),
            closing=self._("closing"),
            signatures=self._signatures(),
            stamp=self._("seal"),
            footer=self._footer(),
        )

    def _letter_sections(self, body: Issue) -> _Sections:
        sections: _Sections = [
            (self._("basis"), (self._bases(body),)),
            (self._("offence"), (Paragraphs((self._own(body.offence), self._own(body.facts))),)),
        ]
        if body.persons:
            sections.append((self._("persons"), (self._persons(body.persons),)))
        sections.append((self._("measures"), (self._measures(body.measures),)))
        if body.formalities:
            paragraphs = Paragraphs((self._own(body.formalities), self._("formalities_close")))
            sections.append((self._("formalities"), (paragraphs,)))
        sections.append((self._("purpose"), (Paragraphs(tuple(self._purpose(body))),)))
        if self.header.annexes:
            sections.append((self._("annexes"), (self._annexes(),)))
        return sections

    def _bases(self, body: Issue) -> Table:
        return Table(
            (self._("instrument"), self._("articles")),
            tuple(
                (instrument(basis.instrument).said(self.language), basis.articles or self._("article_unread"))
                for basis in body.bases
            ),
            widths=(4, 1),
        )

    def _measures(self, measures: tuple[AskedMeasure, ...]) -> Table:
        """Name each measure in the page's language beside what its author wrote."""
        return Table(
            (self._("measure"), self._("described")),
            tuple(
                (f"({number}) {MEASURES[one.type].said(self.language)}", self._own(one.description))
                for number, one in enumerate(measures, 1)
            ),
            widths=(2, 5),
        )

    def _persons(self, persons: tuple[Person, ...]) -> Table:
        def row(person: Person) -> tuple[str | Text, ...]:
            names = " / ".join(name for name in (person.name, person.name_other_script) if name)
            about = [person.nationality, person.location]
            return (
                names,
                self._date(person.born_on) if person.born_on else "–",
                self._own(", ".join(one for one in about if one) or "–"),
                self._own(person.role or "–"),
            )

        where = ["nationality"] if any(person.nationality for person in persons) else []
        where += ["location"] if any(person.location for person in persons) or not where else []
        heads = ("name", "born_on", *where[:1], "role")
        said = [self._(head) for head in heads]
        said[2] = self._comma().join(self._(head) for head in where)
        return Table(tuple(said), tuple(map(row, persons)), widths=(6, 3, 3, 3))

    def _purpose(self, body: Issue) -> list[str | Text]:
        if not (body.answer_by and body.answer_by_reason):
            return [self._own(body.purpose), self._("use_limited")]
        wanted = self._("answer_wanted").format(date=self._date(body.answer_by))
        return [self._own(body.purpose), f"{self._('use_limited')} {wanted}", self._own(body.answer_by_reason)]

    def _annexes(self) -> Block:
        return Numbered(tuple(f"{annex.name} ({annex.sha256[:16]}…)" for annex in self.header.annexes))

    def _sheet(self, body: Body) -> Page:
        request = self.header.request
        return Page(
            lang=self.language,
            letterhead=self._letterhead(),
            title=ACTS[body.kind].name.said(self.language),
            subtitle=NAME.said(self.language),
            meta=(*self._reference_rows(), Row(self._("act"), str(self.header.number), is_reference=True)),
            addressees=(Row(self._("to"), self._counterpart(request.state_of(self.header.side.other))),),
            sections=self._numbered(self._sheet_sections(body)),
            signatures=self._signatures(),
            stamp=self._("seal"),
            footer=self._footer(),
        )

    def _sheet_sections(self, body: Body) -> _Sections:
        sections: _Sections = [(self._(label), (block,)) for label, block in self._told(body)]
        if self.header.annexes:
            sections.append((self._("annexes"), (self._annexes(),)))
        return sections

    def _told(self, body: Body) -> list[tuple[str, Block]]:
        match body:
            case AskSupplement(questions=texts):
                return [("questions", self._list(texts)), *self._rest(body, "questions")]
            case SupplySupplement(answers=texts):
                return [("answers", self._list(texts))]
            case OfferConditions(conditions=texts):
                return [("conditions", self._list(texts))]
            case Consult() | Refuse():
                ground = [("ground", self._say(self._ground(body.ground)))] if body.ground else []
                return [*ground, *self._rest(body, "ground")]
            case AcceptInPart():
                return [("refused", self._refused(body)), *self._rest(body, "refused")]
            case Postpone():
                review = self._say(self._date(body.review_on))
                return [("reasons", self._say(self._own(body.reasons))), ("review_on", review)]
            case ReportExecution():
                outcome = OUTCOMES[body.outcome].said(self.language)
                return [
                    ("measure", self._say(self._measure_named(body.measure))),
                    ("outcome", self._say(outcome)),
                    *self._rest(body, "measure", "outcome"),
                ]
            case ReturnResults():
                how = self._("complete" if body.complete else "incomplete")
                return [("contents", Paragraphs((self._own(body.contents), how)))]
            case Rectify():
                return [
                    ("rectifies", self._say(Text(body.rectifies, "en"))),
                    ("correction", self._say(self._own(body.correction))),
                ]
            case _:
                return self._rest(body)

    def _rest(self, body: Body, *told: str) -> list[tuple[str, Block]]:
        """The fields not told yet: texts as written, days in the page's language."""
        found: list[tuple[str, Block]] = []
        for field in plain(body):
            value = getattr(body, field)
            if field not in told and value != ():
                found.append((field, self._say(self._date(value) if isinstance(value, date) else self._own(value))))
        return found

    def _refused(self, body: AcceptInPart) -> Block:
        return Table(
            (self._("measure"), self._("ground"), self._("reasons")),
            tuple(
                (
                    self._measure_named(one.measure),
                    self._ground(one.ground),
                    self._own(one.reasons),
                )
                for one in body.refused
            ),
            widths=(3, 3, 4),
        )

    def _ground(self, ground: Ground) -> str:
        said, article = GROUNDS[ground].said(self.language), GROUND_ARTICLES.get(ground)
        return f"{said} – {self._article(article)}" if article else said

    def _measure_named(self, number: int) -> str:
        letter = self.dossier.letter
        if letter is None or number > len(letter.measures):
            return str(number)
        return self._measure(number, letter.measures[number - 1].type)

    def _measure(self, number: int, measure: Measure) -> str:
        return f"({number}) {MEASURES[measure].said(self.language)} – {self._article(MEASURE_ARTICLES[measure])}"

    def _article(self, article: str) -> str:
        """Write `18(3)(a)` as a lawyer of that language does: in an Arabic line its brackets would turn around."""
        if self.language != "ar":
            return f"art. {article}"
        number, *parts = article.replace(")", "").split("(")
        paragraph, letter = (*parts, "")[:2]
        return f"المادة {number}، الفقرة {paragraph}" + (f" ({_ARTICLE_LETTERS[letter]})" if letter else "")

    # ------------------------------------------------------------------------------------ parts

    def _(self, label: str) -> str:
        return LABELS[label].said(self.language)

    def _own(self, text: str) -> Text:
        return Text(text, language_of(text, self.source))

    def _say(self, text: str | Text) -> Block:
        return Paragraphs((text,))

    def _list(self, texts: tuple[str, ...]) -> Block:
        return Numbered(tuple(self._own(text) for text in texts))

    def _comma(self) -> str:
        return "، " if self.language == "ar" else ", "

    def _date(self, on: date) -> str:
        return written(on, self.language)

    def _numbered(self, sections: _Sections) -> tuple[Section, ...]:
        return tuple(Section(str(number), *section) for number, section in enumerate(sections, 1))

    def _state(self, state: str) -> str:
        return STATES[state].said(self.language) if state in STATES else state

    def _letterhead(self) -> tuple[str, ...]:
        author = self.header.author
        return (self._state(author.state), self.directory(author.authority).name.within(self.language))

    def _authority(self, key: str) -> str:
        authority = self.directory(key)
        return f"{authority.name.within(self.language)} – {self._state(authority.state)}"

    def _counterpart(self, state: str) -> str:
        """The authority that wrote to us, or to which the letter went, where the dossier says so."""
        letter = self.dossier.letter
        if letter is None:
            return self._state(state)
        first = next(told for told in self.dossier.told if told.body == letter).act.header.author
        asked_by = letter.through or first.authority
        return self._authority(letter.addressee if self.header.side is Side.REQUESTING else asked_by)

    def _reference_rows(self) -> tuple[Row, ...]:
        return (
            Row(self._("reference"), self.header.request.label, is_reference=True),
            Row(self._("date"), self._date(self.header.authored_at.date())),
            *self._occurred(),
        )

    def _occurred(self) -> tuple[Row, ...]:
        occurred_on = self.header.occurred_at.date()
        if occurred_on == self.header.authored_at.date():
            return ()
        return (Row(self._("occurred_on"), self._date(occurred_on), is_strong=True),)

    def _signatures(self) -> tuple[Signature, ...]:
        author = self.header.author
        done = self._("done_at").format(date=self._date(self.header.authored_at.date()))
        arabic = author.officer_ar if self.language == "ar" else None
        name = Text(arabic, "ar") if arabic else Text(author.officer, "fr")
        authority = self.directory(author.authority).name.within(self.language)
        function: str = getattr(author.function, self.language, authority)
        return (Signature(done, name, function, self._("signature")),)

    def _footer(self) -> Footer:
        return Footer(
            sentence=self._("footer"),
            reference=self.header.request.label,
            sheet=self._("sheet"),
            notice=self._("demo") if self.demo else "",
        )
