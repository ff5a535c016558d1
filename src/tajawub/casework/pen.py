"""What every letter and sheet is written with: words, days, articles, authorities in the language of a page. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from tajawub.casework.act import Header
from tajawub.casework.bodies import Ground
from tajawub.casework.body import Basis, Body, Translated
from tajawub.casework.dossier import Dossier
from tajawub.casework.extradition_letter_words import TONGUES, TRANSLATION_KINDS
from tajawub.casework.letter_words import (
    GROUND_ARTICLES,
    GROUNDS,
    LABELS,
    STATES,
    TRANSLATED_FROM,
    WRITTEN_IN,
    instrument,
)
from tajawub.casework.life_cycle import Side
from tajawub.casework.words import Words
from tajawub.documents.dates import written
from tajawub.documents.letter import Block, Numbered, Paragraphs, Table
from tajawub.documents.text import Text
from tajawub.mandates.values import Authority

Directory = Callable[[str], Authority]
Sections = list[tuple[str, tuple[Block, ...]]]
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


@dataclass(frozen=True, slots=True)
class Pen:
    """Writes one page of one act in one language; `source` is the language the request was written in."""

    header: Header
    body: Body
    dossier: Dossier
    directory: Directory
    language: str
    source: str
    labels: Mapping[str, Words]

    def word(self, label: str) -> str:
        return self.label(label).said(self.language)

    def label(self, label: str) -> Words:
        """Return a heading: that of this kind of act, of its procedure, or the one all letters share."""
        names = (f"{self.body.kind}.{label}", label)
        return next((self.labels[name] for name in names if name in self.labels), None) or LABELS[label]

    def said(self, words: Words) -> str:
        return words.said(self.language)

    def own(self, text: str) -> Text:
        """Return the author's words as written."""
        return Text(text, language_of(text, self.source))

    def texts(self, text: str, of: str) -> tuple[Text | str, ...]:
        """Return one text of the act: its translation of record for this page where there is one, or as written."""
        found = self.body.translated(of, self.language) if isinstance(self.body, Translated) else None
        if found is None:
            return (self.own(text),)
        mark = self.word("translated_by").format(
            kind=self.said(TRANSLATION_KINDS[found.kind]),
            translator=found.translator,
            source=self.said(TONGUES[language_of(text, self.source)]),
        )
        return Text(found.text, self.language), mark

    def say(self, text: str | Text) -> Block:
        return Paragraphs((text,))

    def list(self, texts: tuple[str, ...]) -> Block:
        return Numbered(tuple(self.own(text) for text in texts))

    def items(self, texts: tuple[str, ...], of: str) -> Block:
        """Number texts of which each may have its translation of record, told in one item with its mark."""
        said = [self.texts(text, f"{of}.{number}") for number, text in enumerate(texts)]
        return Numbered(tuple(one[0] if len(one) == 1 else self._marked(*one) for one in said))

    def _marked(self, text: Text | str, mark: Text | str) -> Text:
        said = [part.content if isinstance(part, Text) else part for part in (text, mark)]
        return Text("\n".join(said), self.language)

    def date(self, on: date) -> str:
        return written(on, self.language)

    def comma(self) -> str:
        return "، " if self.language == "ar" else ", "

    def written_in(self) -> tuple[Words, ...]:
        """Return what a page in another language says: nobody may take it for a translation, or miss one."""
        if self.language == self.source:
            return ()
        return self.rendered() or (WRITTEN_IN[self.source],)

    def rendered(self) -> tuple[Words, ...]:
        """Return what a page says that holds translations of record."""
        made = self.body.translations if isinstance(self.body, Translated) else ()
        return (TRANSLATED_FROM[self.source],) if any(one.language == self.language for one in made) else ()

    def ground(self, ground: Ground) -> str:
        """Name a ground; under extradition the articles of assistance (art. 18) are not the ones it stands on."""
        said, article = self.said(GROUNDS[ground]), GROUND_ARTICLES.get(ground, "")
        stands = article.startswith("16") or not self.labels
        return f"{said} – {self.article(article)}" if article and stands else said

    def article(self, article: str) -> str:
        """Write `18(3)(a)` as a lawyer of that language does: in an Arabic line its brackets would turn around."""
        if self.language != "ar":
            return f"art. {article}"
        number, *parts = article.replace(")", "").split("(")
        paragraph, letter = (*parts, "")[:2]
        return f"المادة {number}، الفقرة {paragraph}" + (f" ({_ARTICLE_LETTERS[letter]})" if letter else "")

    def bases(self, bases: tuple[Basis, ...]) -> Table:
        return Table(
            (self.word("instrument"), self.word("articles")),
            tuple(
                (self.said(instrument(basis.instrument)), basis.articles or self.word("article_unread"))
                for basis in bases
            ),
            widths=(4, 1),
        )

    def annexes(self) -> Sections:
        if not self.header.annexes:
            return []
        named = Numbered(tuple(f"{annex.name} ({annex.sha256[:16]}…)" for annex in self.header.annexes))
        return [(self.word("annexes"), (named,))]

    def state(self, state: str) -> str:
        return self.said(STATES[state]) if state in STATES else state

    def authority(self, key: str) -> str:
        authority = self.directory(key)
        return f"{authority.name.within(self.language)} – {self.state(authority.state)}"

    def counterpart(self) -> str:
        """The authority that wrote to us, or to which the request went, where the dossier says so."""
        opened, opening = self.dossier.opened, self.dossier.opening
        if opened is None or opening is None:
            return self.state(self.header.request.state_of(self.header.side.other))
        asked_by = opening.through or opened.act.header.author.authority
        return self.authority(opening.addressee if self.header.side is Side.REQUESTING else asked_by)
