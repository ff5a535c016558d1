"""Arabic and French say everything English says, in every plural, and what is compiled is what is written."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from .catalogues import LANGUAGES, ROOM, committed, compiled, path, strings

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%s")
MARKUP = re.compile(r"</?[a-z]+[^>]*>")
FORMS = {"ar": 6, "fr": 2}


def wanted() -> set[tuple[str | None, str | tuple[str, ...]]]:
    return {(message.context, message.id) for message in strings() if message.id}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_string_has_its_translation_and_no_other_is_kept(language: str) -> None:
    found = {(message.context, message.id) for message in committed(language) if message.id}
    assert (wanted() - found, found - wanted()) == (set(), set())


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_empty_or_fuzzy_and_no_plural_is_missing(language: str) -> None:
    for message in committed(language):
        if message.id:
            said = message.string if isinstance(message.string, tuple) else (message.string,)
            assert not message.fuzzy, message.id
            assert len(said) == (FORMS[language] if message.pluralizable else 1), message.id
            assert all(said), message.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_keeps_placeholders_and_markup(language: str) -> None:
    for message in committed(language):
        if not message.id:
            continue
        if isinstance(message.id, tuple):
            allowed = set(PLACEHOLDER.findall(message.id[1]))
            assert all(set(PLACEHOLDER.findall(said)) <= allowed for said in message.string), message.id
        else:
            assert sorted(PLACEHOLDER.findall(message.id)) == sorted(PLACEHOLDER.findall(message.string)), message.id
            assert sorted(MARKUP.findall(message.id)) == sorted(MARKUP.findall(message.string)), message.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_the_written_one(language: str) -> None:
    assert path(language).with_suffix(".mo").read_bytes() == compiled(committed(language))


def test_french_punctuation_has_its_hard_space() -> None:
    wrong = [
        message.id for message in committed("fr") if message.id and re.search(r" [:;?!»]|« ", str(message.string))
    ]
    assert wrong == []


def test_arabic_uses_western_digits_and_arabic_punctuation() -> None:
    for message in committed("ar"):
        said = PLACEHOLDER.sub(
            "", MARKUP.sub("", " ".join(message.string) if message.pluralizable else str(message.string))
        )
        if message.id:
            assert not re.search(r"[\u0660-\u0669]|[\u0600-\u06ff] ?[,;?]", said), message.id


WORDS = re.compile(r"[^\W\d_]{2,}")
FREE = re.compile(
    r"\{%\s*comment.*?endcomment\s*%\}|\{%\s*blocktrans.*?endblocktrans(?:late)?\s*%\}|<!doctype[^>]*>", re.DOTALL
)
CODE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
TAGS = re.compile(r"<(?:[^>\"']|\"[^\"]*\"|'[^']*')*>|&\w+;", re.DOTALL)
READ_ALOUD = re.compile(r"(?:aria-label|title|placeholder|alt|data-[a-z]+)=\"([^\"]*)\"")
SAID_IN_EVERY_LANGUAGE = {"PDF", "ASiC", "sha"}


def loose(template: str) -> set[str]:
    """Return the words of a template that no translation tag holds, read aloud attributes included."""
    bare = CODE.sub(" ", FREE.sub(" ", template))
    return set(WORDS.findall(" ".join([TAGS.sub(" ", bare), *READ_ALOUD.findall(bare)])))


@pytest.mark.parametrize("file", sorted(ROOM.rglob("templates/**/*.html")), ids=lambda file: file.name)
def test_no_template_says_anything_outside_a_translation_tag(file: Path) -> None:
    assert loose(file.read_text(encoding="utf-8")) - SAID_IN_EVERY_LANGUAGE == set()


def test_a_template_with_a_loose_word_would_be_found() -> None:
    template = '<p title="Tip" class="x">{% translate "Good" %} Loose <b>{{ name|filter }}</b></p>'
    assert loose(template) == {"Loose", "Tip"}


def test_a_catalogue_with_a_plural_gap_would_be_found() -> None:
    header = 'msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=6; plural=0;\\n"\n\n'
    text = header + 'msgid "a"\nmsgid_plural "b"\nmsgstr[0] "x"\nmsgstr[1] ""\n'
    (message,) = (message for message in read_po(io.StringIO(text), locale="ar") if message.id)
    assert not all(message.string)
