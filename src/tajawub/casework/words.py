"""A name in the three languages of the house, and what a procedure's tables say with it.

The words of the law live beside the tables they name.
"""

from __future__ import annotations

from dataclasses import dataclass

from tajawub.casework.life_cycle import Kind, Side

LANGUAGES = ("ar", "fr", "en")
POLICY = "node policy"
"""Stands for an article where no treaty text read here asks for it and this node asks all the same."""


@dataclass(frozen=True, slots=True)
class Words:
    """The same thing said in Arabic, French and English."""

    ar: str
    fr: str
    en: str

    def said(self, language: str) -> str:
        """Return the words in `language`, a code of LANGUAGES (a regional code is cut: fr-MA is fr)."""
        match language.split("-")[0]:
            case "ar":
                return self.ar
            case "fr":
                return self.fr
            case _:
                return self.en


@dataclass(frozen=True, slots=True)
class ActWords:
    """An act's name, what the button says, and the article it stands on (or POLICY)."""

    name: Words
    do: Words
    article: str


@dataclass(frozen=True, slots=True)
class StateWords:
    """A state's name, which side must act (None: nobody), its duty and that duty's article.

    `due`: the act that most often answers the duty; what is possible is not decided here.
    """

    name: Words
    ball: Side | None
    duty: Words
    article: str
    due: Kind | None = None
