"""The law's own sentences in three languages, and how they are joined."""

from __future__ import annotations

from collections.abc import Iterable

from tajawub.mandates.values import Wording


def joined(parts: Iterable[Wording], *, ar: str, fr: str, en: str) -> Wording:
    """Join wordings with the separator of each language."""
    found = tuple(parts)
    return Wording(
        ar=ar.join(part.ar for part in found),
        fr=fr.join(part.fr for part in found),
        en=en.join(part.en for part in found),
    )


def listed(parts: Iterable[Wording]) -> Wording:
    """Join as a list inside a sentence."""
    return joined(parts, ar="، ", fr=", ", en=", ")


def sentences(*parts: Wording | None) -> Wording:
    """Join as sentences that follow each other; what is None is left out."""
    return joined((part for part in parts if part is not None), ar=" ", fr=" ", en=" ")


def filled(pattern: Wording, **values: Wording | str | int) -> Wording:
    """Fill the places of a pattern, each language with its own value."""
    return Wording(
        **{
            language: getattr(pattern, language).format(
                **{
                    name: getattr(value, language) if isinstance(value, Wording) else value
                    for name, value in values.items()
                }
            )
            for language in ("ar", "fr", "en")
        }
    )
