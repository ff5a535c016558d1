"""A name in the three languages of the house. The words of the law live beside the tables they name."""

from __future__ import annotations

from dataclasses import dataclass

LANGUAGES = ("ar", "fr", "en")


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
