"""Translations of record on a form, and where they are read: which text, in which language, who answers for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import pgettext, pgettext_lazy

from tajawub.casework.body import TranslationKind
from tajawub.casework.extradition_letter_words import TONGUES, TRANSLATION_KINDS
from tajawub.casework.words import POLICY
from tajawub.web.forms.fields import NOT_CHOSEN, Control, Field, Option, numbered, options

TEXTS_SHOWN = 5
"""Of a list of texts without questions, how many may be chosen as what a row translates."""


def translations(fields: Sequence[Field], language: str) -> Field:
    """Return the rows in which the long texts of these fields are translated."""
    return Field(
        "translations",
        pgettext_lazy("translation", "Translation"),
        Control.ROWS,
        POLICY,
        help=pgettext_lazy(
            "translation",
            "Sworn or official, it is sealed with the act and read on the page of its language. A machine draft may "
            "be kept here while you work; nobody answers for it, and it is never sealed.",
        ),
        optional=True,
        of=(
            Field(
                "of",
                pgettext_lazy("translation", "Which text"),
                Control.CHOICE,
                options=(NOT_CHOSEN, *(Option(of, label) for of, label in _texts(fields))),
            ),
            Field(
                "language",
                pgettext_lazy("translation", "Into"),
                Control.CHOICE,
                options=(NOT_CHOSEN, *options(TONGUES, language)),
            ),
            Field(
                "kind",
                pgettext_lazy("translation", "Who answers for it"),
                Control.CHOICE,
                options=(NOT_CHOSEN, *options(TRANSLATION_KINDS, language)),
            ),
            Field("translator", pgettext_lazy("translation", "Translator"), Control.LINE),
            Field("text", pgettext_lazy("translation", "Translated text"), Control.LONG),
        ),
        add=pgettext_lazy("translation", "Add a translation"),
    )


def _texts(fields: Sequence[Field]) -> Iterator[tuple[str, str]]:
    for field in fields:
        if field.control in (Control.TEXT, Control.LONG) and "." not in field.name:
            yield field.name, str(field.label)
        elif field.control is Control.TEXTS:
            for number in range(len(field.prompts) or TEXTS_SHOWN):
                yield f"{field.name}.{number}", numbered(field, number + 1)


def is_draft(translation: Mapping[str, Any]) -> bool:
    """Say whether a row holds what a machine made and nobody answers for."""
    return translation.get("kind") == TranslationKind.MACHINE_DRAFT


def rows(values: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    kept = values.get("translations")
    return tuple(row for row in kept if isinstance(row, Mapping)) if isinstance(kept, list) else ()


def made_by(translation: Mapping[str, Any], language: str) -> str:
    """Return « sworn translation by … »."""
    words = TRANSLATION_KINDS.get(translation.get("kind", ""))
    said = {"kind": words.said(language) if words else "", "translator": translation.get("translator", "")}
    return pgettext("translation", "%(kind)s by %(translator)s") % said


def tongue_named(code: str, language: str) -> str:
    words = TONGUES.get(code)
    return words.said(language) if words else code
