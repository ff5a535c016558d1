"""Takes the strings out of the room, brings the two catalogues up to date, compiles them.

Run `python -m web.catalogues` from tests/ after changing a string; the tests here compare what is committed
with what this makes. English is the source language and has no catalogue.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOM = Path(__file__).parents[2] / "src" / "tajawub" / "web"
LANGUAGES = ("ar", "fr")
PLURALS = {
    "ar": "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : "
    "n%100>=11 && n%100<=99 ? 4 : 5;",
    "fr": "nplurals=2; plural=(n > 1);",
}
KEYWORDS = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
EPOCH = datetime(2026, 11, 23, tzinfo=UTC)
"""Catalogues carry no date of their own: history is in the repository."""


def path(language: str) -> Path:
    return ROOM / "locale" / language / "LC_MESSAGES" / "django.po"


def sources() -> list[Path]:
    return sorted([*ROOM.rglob("*.py"), *ROOM.rglob("templates/**/*.html")])


def template(file: Path) -> str:
    """Return a template as code that calls gettext: what is no translation tag becomes noise."""
    from django.utils.translation.template import templatize

    return "\n".join(line.lstrip() for line in templatize(file.read_text(encoding="utf-8")).splitlines())


def strings() -> Catalog:
    """Return every string of the room, with where it stands."""
    found = Catalog(creation_date=EPOCH)
    for file in sources():
        is_template = file.suffix == ".html"
        text = template(file) if is_template else file.read_text(encoding="utf-8")
        method = "javascript" if is_template else "python"
        for line, message, _, context in extract(
            method, io.BytesIO(text.encode()), KEYWORDS, options={"encoding": "utf-8"}
        ):
            place = [] if is_template and not line else [(str(file.relative_to(ROOM)), line)]
            found.add(message, locations=[(name, None) for name, _ in place], context=context)  # type: ignore[list-item]
    return found


def committed(language: str) -> Catalog:
    with path(language).open("rb") as file:
        return read_po(file, locale=language)


def compiled(catalogue: Catalog) -> bytes:
    made = io.BytesIO()
    write_mo(made, catalogue)
    return made.getvalue()


def update(language: str) -> Catalog:
    """Return the committed catalogue with new strings added empty and unused ones taken out."""
    old = committed(language) if path(language).exists() else Catalog()
    new = Catalog(
        locale=language,
        header_comment="# The pages of Tajawub. Written by tests/web/catalogues.py; translated by hand.",
        project="Tajawub",
        version="1",
        msgid_bugs_address="none",
        last_translator="the authors of Tajawub",
        language_team="the authors of Tajawub",
        creation_date=EPOCH,
        revision_date=EPOCH,
        fuzzy=False,
    )
    new.mime_headers = [("Plural-Forms", PLURALS[language])]
    for message in strings():
        if message.id:
            known = old.get(message.id, context=message.context)
            said = known.string if known and known.pluralizable == message.pluralizable else ""
            new.add(message.id, said, locations=message.locations, context=message.context)
    return new


def main() -> None:
    for language in LANGUAGES:
        catalogue = update(language)
        path(language).parent.mkdir(parents=True, exist_ok=True)
        with path(language).open("wb") as file:
            write_po(file, catalogue, width=110, sort_output=True)
        path(language).with_suffix(".mo").write_bytes(compiled(catalogue))


if __name__ == "__main__":
    main()
