"""The letter of every act: three pages, nothing the author said left out, each text in its own language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from tajawub.casework import extradition_letter, letter, letter_words, pen
from tajawub.casework.act import AnnexHeader, Author, Header, write
from tajawub.casework.bodies import (
    BODIES,
    Body,
    Ground,
    Issue,
    Measure,
    Outcome,
    Urgency,
    filled_in,
    plain,
)
from tajawub.casework.dossier import Dossier
from tajawub.casework.letter import language_of
from tajawub.casework.letter_rogatory import KINDS, NAME
from tajawub.casework.letter_rogatory_words import ACTS
from tajawub.casework.life_cycle import Kind, Side
from tajawub.casework.words import LANGUAGES, Words
from tajawub.documents.dates import written
from tajawub.documents.letter import Block, Numbered, Page, Paragraphs, Row, Section, Signature, Table, typeset
from tajawub.documents.text import Text
from tajawub.mandates.seeds import AUTHORITIES
from tajawub.mandates.values import Authority
from tajawub.node import invented

from .parties import REQUEST, SAID, Party, pair, play

DIRECTORY = {entry.key: entry for entry in AUTHORITIES}
ANNEX = AnnexHeader(name="plan.txt", media_type="text/plain", size=3, sha256="ab" * 32)


def authority(key: str) -> Authority:
    return DIRECTORY[key]


@cache
def issued() -> tuple[Party, Party]:
    """Return two parties that hold the demonstration's letter."""
    paris, rabat = pair()
    said_of_letter = plain(filled_in(Kind.ISSUE, invented.LETTER))
    rabat.receive(paris.author(Kind.ISSUE, body=said_of_letter))
    return paris, rabat


def header(kind: Kind, body: Body, *, annexes: tuple[AnnexHeader, ...] = (ANNEX,)) -> tuple[Header, Dossier]:
    paris, rabat = issued() if kind is not Kind.ISSUE else pair()
    party = paris if kind in _REQUESTING else rabat
    values = party.next_header(kind) | {"body": plain(body), "annexes": [one.model_dump() for one in annexes]}
    if party.side is Side.REQUESTING:
        values |= {"author": Author(state="FR", authority="fr-tj-paris", officer="Étienne Morvalier").model_dump()}
    else:
        values |= {"author": Author(state="MA", authority="ma-dapg", officer="سلمى إبريزي").model_dump()}
    if kind is not Kind.ISSUE and values["seen"] is None:
        values |= {"seen": "ab" * 32}
    return Header.model_validate(values), party.dossier


_REQUESTING = {
    Kind.ISSUE, Kind.SUPPLY_SUPPLEMENT, Kind.ACCEPT_CONDITIONS, Kind.ACCEPT_RESULTS, Kind.WITHDRAW, Kind.CLOSE,
}  # fmt: skip


def pages(kind: Kind, body: Body, **more: Any) -> tuple[Page, ...]:
    made, dossier = header(kind, body, **more)
    return letter.pages(made, body, dossier, authority, demo=True)


def texts(page: Page) -> Iterator[Text]:
    """Walk through every text of a page; a bare string is in the page's language."""
    for words in _words(page):
        yield words if isinstance(words, Text) else Text(words, page.lang)


def _words(page: Page) -> Iterator[str | Text]:
    yield from (*page.letterhead, page.title, page.subtitle, page.closing, page.stamp)
    for row in (*page.meta, *page.addressees):
        yield from _row(row)
    for section in page.sections:
        yield from _section(section)
    for signature in page.signatures:
        yield from _signature(signature)
    yield from (page.footer.sentence, page.footer.reference, page.footer.sheet, page.footer.notice)


def _row(row: Row) -> Iterator[str | Text]:
    yield from (row.label, row.value)


def _section(section: Section) -> Iterator[str | Text]:
    yield section.heading
    for block in section.content:
        yield from _block(block)


def _block(block: Block) -> Iterator[str | Text]:
    match block:
        case Paragraphs(texts=found) | Numbered(items=found):
            yield from found
        case Table():
            yield from block.header
            for cells in block.rows:
                yield from cells


def _signature(signature: Signature) -> Iterator[str | Text]:
    yield from (signature.place_date, signature.name, signature.function, signature.caption)


def said(page: Page) -> str:
    return "\n".join(text.content for text in texts(page))


# ------------------------------------------------------------------------------- a marker in every field


def marked(model: type[BaseModel], path: str = "") -> dict[str, Any]:
    """Return values for every field of a body, each free text a marker that names its field."""
    return {name: _marked(field.annotation, f"{path}{name}", name) for name, field in model.model_fields.items()}


CLOSED: dict[str, Any] = {
    "instrument": "un-untoc-2000",
    "language": "fr",
    "addressee": "ma-dapg",
    "through": "fr-bepi",
    "rectifies": "ab" * 32,
    "measure": 2,
    "confidential": True,
    "complete": False,
    "translations": [],
    "cites": [],
}
"""Fields that are no free text and no closed list of words."""


def _marked(annotation: Any, path: str, name: str) -> Any:
    if name in CLOSED:
        return CLOSED[name]
    written_as = str(annotation)
    for one in (Measure, Ground, Urgency, Outcome):
        if annotation in (one, one | None):
            return list(one)[-1].value
    if "date" in written_as and "str" not in written_as:
        return invented.ANSWER_BY
    inner = re.search(r"tuple\[(.*), \.\.\.\]", written_as)
    if inner is None:
        return f"marker {path}"
    model = next((one for one in _models() if f".{one.__name__}" in inner.group(1)), None)
    item = f"{path}.0"
    return [marked(model, f"{item}.") if model else f"marker {item}"]


def _models() -> list[type[BaseModel]]:
    from tajawub.casework import bodies

    return [bodies.Basis, bodies.Person, bodies.AskedMeasure, bodies.RefusedMeasure]


def markers(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for item in value.values():
            yield from markers(item)
    elif isinstance(value, list):
        for item in value:
            yield from markers(item)
    elif isinstance(value, str) and value.startswith("marker "):
        yield value


@pytest.mark.parametrize("kind", KINDS)
def test_no_word_of_the_author_is_left_out_of_any_page(kind: Kind) -> None:
    fields = marked(BODIES[kind])
    body = filled_in(kind, fields)
    found = list(markers(fields))
    assert len(found) == len(set(found))
    assert bool(found) or kind is Kind.ACCEPT_CONDITIONS
    for page in pages(kind, body):
        text = said(page)
        assert [marker for marker in found if marker not in text] == []
        for day in _days(body):
            assert written(day, page.lang) in text
        for word in _closed(body):
            assert word.said(page.lang) in text


def _days(body: Body) -> Iterator[date]:
    yield from (value for value in dict(body).values() if isinstance(value, date))


def _closed(body: Body) -> Iterator[Words]:
    """Return the words for what the body says by choosing from a list."""
    match body:
        case Issue():
            yield letter_words.URGENCIES[Urgency.URGENT]
            yield letter_words.LABELS["confidential"]
            yield letter_words.INSTRUMENTS["un-untoc-2000"]
            yield letter_words.MEASURES[Measure.OTHER]
        case _:
            pass
    for value in dict(body).values():
        match value:
            case Ground():
                yield letter_words.GROUNDS[value]
            case Outcome():
                yield letter_words.OUTCOMES[value]
            case False:
                yield letter_words.LABELS["incomplete"]
    for refused in getattr(body, "refused", ()):
        yield letter_words.GROUNDS[refused.ground]


@pytest.mark.parametrize("kind", KINDS)
def test_every_act_has_a_page_in_each_language_the_letters_own_first(kind: Kind) -> None:
    body = filled_in(kind, invented.LETTER if kind is Kind.ISSUE else SAID[kind])
    found = pages(kind, body)
    assert (found[0].lang, sorted(page.lang for page in found)) == ("fr", sorted(LANGUAGES))
    title = NAME if kind is Kind.ISSUE else ACTS[kind].name
    assert [page.title for page in found] == [title.said(page.lang) for page in found]
    for page in found:
        assert all(text.content.strip() for section in page.sections for text in _texts_of(section, page))
        assert "{" not in said(page).replace(page.footer.sheet, "")
        assert page.footer.notice == letter_words.LABELS["demo"].said(page.lang)
        assert REQUEST.label in said(page)


def _texts_of(section: Section, page: Page) -> Iterator[Text]:
    for words in _section(section):
        yield words if isinstance(words, Text) else Text(words, page.lang)


@pytest.mark.parametrize("kind", KINDS)
def test_an_act_without_a_word_has_its_page_all_the_same(kind: Kind) -> None:
    required = {name for name, field in BODIES[kind].model_fields.items() if field.is_required()}
    body = filled_in(kind, {name: value for name, value in marked(BODIES[kind]).items() if name in required})
    for page in pages(kind, body, annexes=()):
        assert [section.number for section in page.sections] == [str(n) for n in range(1, len(page.sections) + 1)]


def test_every_label_stands_in_three_languages() -> None:
    tables: list[Any] = [
        letter_words.LABELS,
        letter_words.MEASURES,
        letter_words.GROUNDS,
        letter_words.OUTCOMES,
        letter_words.URGENCIES,
        letter_words.INSTRUMENTS,
        letter_words.STATES,
    ]
    for table in tables:
        for words in table.values():
            assert all(words.said(language).strip() for language in LANGUAGES)
            assert re.search("[\u0600-\u06ff]", words.ar)
            assert not re.search("[\u0600-\u06ff]", words.fr + words.en)
            assert set(re.findall(r"{\w+}", words.ar)) == set(re.findall(r"{\w+}", words.fr))
            assert set(re.findall(r"{\w+}", words.ar)) == set(re.findall(r"{\w+}", words.en))


def test_every_label_is_used() -> None:
    """A label that no page shows is a word nobody will ever correct."""
    code = "".join(Path(room.__file__).read_text(encoding="utf-8") for room in (letter, pen, extradition_letter))
    fields = {name for body in BODIES.values() for name in body.model_fields}
    assert [label for label in letter_words.LABELS if f'"{label}"' not in code and label not in fields] == []


@pytest.mark.parametrize(
    ("text", "otherwise", "language"),
    [
        ("محضر تفتيش", "fr", "ar"),
        ("Entendre Mehdi OUARZGANE (مهدي الورزكاني)", "fr", "fr"),
        ("Entendre Mehdi", "ar", "fr"),
        ("Search", "en", "en"),
        ("2026/881", "ar", "fr"),
        ("ش ج 2026/4417", "fr", "ar"),
    ],
)
def test_a_text_is_in_arabic_where_its_letters_are(text: str, otherwise: str, language: str) -> None:
    assert language_of(text, otherwise) == language


def test_free_text_keeps_its_language_on_every_page() -> None:
    report = filled_in(Kind.REPORT_EXECUTION, invented.IMPOSSIBLE)
    for page in pages(Kind.REPORT_EXECUTION, report):
        own = [text for text in texts(page) if text.content == invented.IMPOSSIBLE["account"]]
        assert [text.lang for text in own] == ["ar"]
    for page in pages(Kind.ISSUE, filled_in(Kind.ISSUE, invented.LETTER)):
        own = [text for text in texts(page) if text.content == invented.LETTER["facts"]]
        assert [text.lang for text in own] == ["fr"]


def test_an_answer_is_addressed_to_the_authority_that_wrote_whoever_wrote_first_in_our_book() -> None:
    paris, rabat = pair()
    play(paris, rabat, Kind.ISSUE)
    late = Party(Side.REQUESTED)
    withdrawn = paris.author(Kind.WITHDRAW, author=_of("fr-pnaco"))
    late.receive(withdrawn)
    for known in rabat.stored:
        late.stored.append(known)
    body = filled_in(Kind.STOP, SAID[Kind.STOP])
    made = Header.model_validate(late.next_header(Kind.STOP) | {"author": _of("ma-dapg", "MA")})
    (page, *_) = letter.pages(made, body, late.dossier, authority, demo=False)
    (row,) = page.addressees
    assert row.value == "Bureau de l’entraide pénale internationale, ministère de la Justice – République française"


def _of(key: str, state: str = "FR") -> dict[str, Any]:
    return Author(state=state, authority=key, officer="Officer").model_dump()


def test_a_page_is_dated_by_the_day_on_which_its_act_was_authored() -> None:
    body = filled_in(Kind.CLOSE, {})
    made, dossier = header(Kind.CLOSE, body)
    at = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    for page in letter.pages(made.model_copy(update={"authored_at": at}), body, dossier, authority, demo=False):
        assert written(date(2026, 12, 31), page.lang) in said(page)
        assert page.footer.notice == ""


def test_an_article_is_cited_as_a_lawyer_of_the_page_does() -> None:
    cited = {"ar": "المادة 18، الفقرة 21 (ب)", "fr": "art. 18(21)(b)", "en": "art. 18(21)(b)"}
    whole = {"ar": "المادة 18، الفقرة 9", "fr": "art. 18(9)", "en": "art. 18(9)"}
    for ground, said_as in ((Ground.ESSENTIAL_INTERESTS, cited), (Ground.DUAL_CRIMINALITY_ABSENT, whole)):
        refusal = filled_in(Kind.REFUSE, {"ground": ground, "reasons": "سيادة"})
        for page in pages(Kind.REFUSE, refusal):
            (paragraphs,) = page.sections[0].content
            assert isinstance(paragraphs, Paragraphs)
            assert str(paragraphs.texts[0]).endswith(f" – {said_as[page.lang]}")


@pytest.mark.parametrize("kind", KINDS)
def test_every_act_becomes_a_pdf_of_three_sheets(kind: Kind) -> None:
    body = filled_in(kind, invented.LETTER if kind is Kind.ISSUE else SAID[kind])
    made, dossier = header(kind, body, annexes=())
    found = letter.pages(made, body, dossier, authority, demo=True)
    pdf = typeset(found, act_json=write(made), at=datetime(2026, 11, 23, 10, 42, 7, tzinfo=UTC))
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 3
