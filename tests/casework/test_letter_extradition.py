"""The letters and sheets of extradition: nothing said is left out, codes in words, translations in their place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache
from typing import Any

import pytest
from pydantic import BaseModel

from tajawub.casework import extradition_letter, extradition_letter_words, letter
from tajawub.casework.act import Author, Header, write
from tajawub.casework.bodies import BODIES, Ground, Incomplete, filled_in, plain
from tajawub.casework.body import Body
from tajawub.casework.dossier import Dossier
from tajawub.casework.extradition import OPENINGS
from tajawub.casework.extradition_words import ACTS
from tajawub.casework.identification import Family, Identifier, Strength
from tajawub.casework.letter_words import GROUNDS, WRITTEN_IN
from tajawub.casework.life_cycle import Kind, Side
from tajawub.casework.procedures import EXTRADITION as PROCEDURE
from tajawub.casework.words import LANGUAGES, Words
from tajawub.documents.dates import written
from tajawub.documents.letter import Page, Paragraphs, Table, typeset
from tajawub.documents.text import Text
from tajawub.node import invented_extradition as invented
from tajawub.node.invented import LETTER

from .parties import EXTRADITION, SAID, Party, pair
from .test_letter import authority, said
from .test_letter import pages as letter_pages

TODAY = date(2026, 11, 24)
REQUESTING = {
    Kind.SUPPLY_SUPPLEMENT, Kind.ANSWER_CONSULTATION, Kind.REQUEST_PROSECUTION, Kind.RETURN_PERSON, Kind.TAKE_OVER,
    Kind.WITHDRAW,
}  # fmt: skip
SWORN = {"language": "ar", "kind": "sworn", "translator": "مترجم محلف بباريس"}


@cache
def requested() -> tuple[Party, Party]:
    """Return two parties that hold a request for provisional arrest."""
    paris, rabat = pair(EXTRADITION)
    rabat.receive(paris.author(Kind.REQUEST_PROVISIONAL_ARREST, body=plain(body_of(Kind.REQUEST_PROVISIONAL_ARREST))))
    return paris, rabat


def body_of(kind: Kind, **changes: Any) -> Body:
    match kind:
        case Kind.REQUEST_PROVISIONAL_ARREST:
            return filled_in(kind, invented.arrest_request(TODAY) | changes)
        case Kind.SEND_FORMAL_REQUEST:
            return filled_in(kind, invented.formal_request(TODAY) | changes)
        case _:
            return filled_in(kind, SAID[kind] | changes)


def header(body: Body) -> tuple[Header, Dossier]:
    kind = body.kind
    paris, rabat = pair(EXTRADITION) if kind in OPENINGS else requested()
    party = paris if kind in OPENINGS or kind in REQUESTING else rabat
    state, key = ("FR", "fr-tj-paris") if party.side is Side.REQUESTING else ("MA", "ma-dapg")
    author = Author(state=state, authority=key, officer="Étienne Morvalier", officer_ar="إتيان مورفاليي")
    values = party.next_header(kind) | {"body": plain(body), "author": author.model_dump()}
    return Header.model_validate(values), party.dossier


def pages(body: Body) -> dict[str, Page]:
    made, dossier = header(body)
    found = letter.pages(made, body, dossier, authority, demo=True)
    assert found[0].lang == "fr"
    return {page.lang: page for page in found}


def leaves(value: Any) -> Iterator[Any]:
    match value:
        case BaseModel():
            for name, inner in dict(value).items():
                if name not in ("translations", "cites", "bases", "addressee", "through", "language"):
                    yield from leaves(inner)
        case tuple():
            for inner in value:
                yield from leaves(inner)
        case None:
            return
        case _:
            yield value


CODES: dict[type[StrEnum], dict[Any, Words]] = {
    **{enum: dict(words) for enum, words in extradition_letter.CODES.items()},
    type(next(iter(extradition_letter_words.PURPOSES))): dict(extradition_letter_words.PURPOSES),
    type(next(iter(extradition_letter_words.WARRANTS))): dict(extradition_letter_words.WARRANTS),
    Ground: dict(GROUNDS),
}


@pytest.mark.parametrize("kind", PROCEDURE.kinds)
def test_nothing_that_an_act_says_is_left_out_of_any_page(kind: Kind) -> None:
    body = body_of(kind)
    for language, page in pages(body).items():
        text = said(page)
        for leaf in leaves(body):
            match leaf:
                case bool():
                    continue
                case StrEnum():
                    word = CODES[type(leaf)][leaf].said(language)
                    assert word.lower() in text.lower(), leaf
                case date():
                    assert written(leaf, language) in text, leaf
                case _:
                    assert str(leaf) in text or leaf in ("ES", "FR"), leaf


@pytest.mark.parametrize("kind", PROCEDURE.kinds)
def test_each_page_is_in_its_language_and_bears_the_acts_name(kind: Kind) -> None:
    for language, page in pages(body_of(kind)).items():
        assert page.title == ACTS[kind].name.said(language)
        assert [section.number for section in page.sections] == [str(n + 1) for n in range(len(page.sections))]
        assert "{" not in said(page).replace(page.footer.sheet, "")


@pytest.mark.parametrize("kind", PROCEDURE.kinds)
def test_every_act_of_extradition_becomes_a_pdf(kind: Kind) -> None:
    body = body_of(kind)
    made, dossier = header(body)
    found = letter.pages(made, body, dossier, authority, demo=True)
    pdf = typeset(found, act_json=write(made), at=datetime(2026, 11, 24, 10, tzinfo=UTC))
    sheets = len(re.findall(rb"/Type\s*/Page\b", pdf))
    assert 3 <= sheets <= (6 if kind in OPENINGS else 3)


def test_every_code_and_heading_stands_in_three_languages() -> None:
    tables = [
        value for name, value in vars(extradition_letter_words).items() if name.isupper() and isinstance(value, dict)
    ]
    for table in tables:
        for words in table.values():
            assert all(words.said(language).strip() for language in LANGUAGES)
            assert re.search("[\u0600-\u06ff]", words.ar) or words.ar == words.en
            assert not re.search("[\u0600-\u06ff]", words.fr + words.en)
            assert set(re.findall(r"{\w+}", words.ar)) == set(re.findall(r"{\w+}", words.fr))
            assert set(re.findall(r"{\w+}", words.ar)) == set(re.findall(r"{\w+}", words.en))
    for enum, table in ((Identifier, "IDENTIFIERS"), (Family, "FAMILIES"), (Strength, "STRENGTHS")):
        assert set(getattr(extradition_letter_words, table)) == set(enum)
    for known, words in CODES.items():
        assert set(words) == set(known)


def test_a_request_says_what_identifies_and_that_a_name_is_not_enough() -> None:
    found = pages(body_of(Kind.REQUEST_PROVISIONAL_ARREST))
    french, arabic = said(found["fr"]), said(found["ar"])
    families = "(empreintes digitales, documents d’identité, état civil)"
    assert f"deux identifiants indépendants ou plus outre le nom {families}" in french
    assert "Nul n’est arrêté sur un nom seul" in french
    assert "معرفان مستقلان أو أكثر إلى جانب الاسم (بصمات الأصابع، وثائق الهوية، الحالة المدنية)" in arabic
    assert "A-0000/11-2026, vérifiée le 24 novembre 2026 ; elle ne vaut pas mandat." in french


def test_a_fact_is_told_to_the_minute_where_its_term_is_counted() -> None:
    body = body_of(Kind.ARREST)
    made, dossier = header(body)
    made = made.model_copy(update={"occurred_at": datetime(2026, 11, 24, 17, 45, tzinfo=UTC)})
    (page,) = [one for one in letter.pages(made, body, dossier, authority, demo=False) if one.lang == "fr"]
    (row,) = [row for row in page.meta if row.label == "Accompli le"]
    assert row.value == "24 novembre 2026, 18:45 (Africa/Casablanca)"


def test_a_ground_stands_under_no_article_of_assistance() -> None:
    for ground, article in (("nationality", " – art. 16(10)"), ("essential_interests", "")):
        (section, *_) = pages(body_of(Kind.REFUSE, ground=ground))["fr"].sections
        (paragraphs,) = section.content
        assert isinstance(paragraphs, Paragraphs)
        words = GROUNDS[Ground(ground)].fr
        assert paragraphs.texts == (words[0].upper() + words[1:] + article,)


# ------------------------------------------------------------------------------- translations of record


def test_a_page_shows_the_translation_of_record_of_its_language_and_who_answers_for_it() -> None:
    row = SWORN | {"of": "facts", "text": "الوقائع بالعربية"}
    found = pages(body_of(Kind.REQUEST_PROVISIONAL_ARREST, translations=[row]))
    facts = invented.arrest_request(TODAY)["facts"]
    arabic, french, english = (said(found[language]) for language in ("ar", "fr", "en"))
    assert "الوقائع بالعربية\n[ترجمة محلفة، أنجزها مترجم محلف بباريس؛ الأصل: الفرنسية]" in arabic
    assert facts not in arabic
    assert "الوقائع بالعربية" not in french + english
    assert facts in french
    assert facts in english
    assert found["ar"].subtitle == "استعجالي، ترجمات معتمدة مشار إليها في موضعها، والباقي بالفرنسية"
    assert found["en"].subtitle.endswith(WRITTEN_IN["fr"].en)


def test_a_letter_rogatory_and_its_answers_carry_them_too() -> None:
    rows = [SWORN | {"of": "purpose", "text": "الغرض بالعربية"}]
    issued = letter_pages(Kind.ISSUE, filled_in(Kind.ISSUE, LETTER | {"translations": rows}))
    assert "الغرض بالعربية" in said(next(page for page in issued if page.lang == "ar"))
    row = {"of": "answers.0", "language": "ar", "kind": "official", "translator": "وزارة العدل", "text": "فتح بطنجة."}
    answer = filled_in(Kind.SUPPLY_SUPPLEMENT, SAID[Kind.SUPPLY_SUPPLEMENT] | {"translations": [row]})
    arabic = said(next(page for page in letter_pages(Kind.SUPPLY_SUPPLEMENT, answer) if page.lang == "ar"))
    assert "فتح بطنجة.\n[ترجمة رسمية، أنجزها وزارة العدل؛ الأصل: الفرنسية]" in arabic
    assert "Le compte est ouvert à Tanger." not in arabic


def test_one_text_of_a_list_has_its_own_translation() -> None:
    row = {"of": "offences.0", "language": "fr", "kind": "official", "translator": "Ministère", "text": "Importation"}
    french = pages(body_of(Kind.GRANT, translations=[row]))["fr"]
    (offences,) = [section for section in french.sections if section.heading == "Infractions accordées"]
    (items,) = offences.content
    assert items.items == (Text("Importation\n[traduction officielle par Ministère ; original en arabe]", "fr"),)


@pytest.mark.parametrize(
    ("rows", "errors"),
    [
        ([SWORN | {"of": "facts", "text": "x", "kind": "machine_draft"}], {"translations.0.kind": "machine_draft"}),
        ([SWORN | {"of": "offences", "text": "x"}], {"translations": "translation_of_nothing"}),
        ([SWORN | {"of": "facts.0", "text": "x"}], {"translations": "translation_of_nothing"}),
        ([SWORN | {"of": "is_urgent", "text": "x"}], {"translations": "translation_of_nothing"}),
        ([SWORN | {"of": "cites.4", "text": "x"}], {"translations": "translation_of_nothing"}),
        ([SWORN | {"of": "facts", "text": "x"}] * 2, {"translations": "translated_twice"}),
    ],
)
def test_a_translation_that_nobody_answers_for_or_of_nothing_is_no_part_of_the_act(
    rows: list[dict[str, str]], errors: dict[str, str]
) -> None:
    with pytest.raises(Incomplete) as raised:
        body_of(Kind.REQUEST_PROVISIONAL_ARREST, translations=rows)
    assert raised.value.errors == errors


def test_documents_stand_in_a_table_with_their_annexes() -> None:
    french = pages(body_of(Kind.SEND_FORMAL_REQUEST))["fr"]
    (documents,) = [section for section in french.sections if section.heading == "Pièces de la demande"]
    (table,) = documents.content
    assert isinstance(table, Table)
    assert table.header == ("Pièce", "Intitulé", "Annexe")
    assert [row[2] for row in table.rows] == [Text(name, "en") for name in ("–", "demande-formelle.txt", "–", "–")]


def test_every_field_of_an_act_has_its_heading() -> None:
    assert set(BODIES) > set(PROCEDURE.kinds)
    for kind in PROCEDURE.kinds:
        for field in BODIES[kind].model_fields:
            if kind not in OPENINGS and field != "translations":
                known = extradition_letter_words.LABELS.keys() | letter.LABELS.keys()
                assert f"{kind}.{field}" in known or field in known, (kind, field)
