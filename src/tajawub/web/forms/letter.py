"""What the letter rogatory asks for, section by section. Articles: un-untoc-2000 art. 18, paragraph 15 above all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import pgettext_lazy

from tajawub.casework.letter_words import INSTRUMENTS, MEASURES, URGENCIES
from tajawub.casework.words import POLICY, Words
from tajawub.web.forms.fields import NOT_CHOSEN, Control, Field, Option, Section, options
from tajawub.web.forms.translations import translations

Codes = Mapping[Any, Words]

LANGUAGES = (Option("ar", "العربية"), Option("fr", "Français"), Option("en", "English"))

DIRECTLY = Option("", pgettext_lazy("letter", "Nobody: directly, from authority to authority"))

_PERSON = (
    Field("name", pgettext_lazy("letter", "Name"), Control.LINE, "18(15)(e)"),
    Field("name_other_script", pgettext_lazy("letter", "Name in the other script"), Control.LINE, optional=True),
    Field("born_on", pgettext_lazy("letter", "Date of birth"), Control.DATE, optional=True),
    Field("nationality", pgettext_lazy("letter", "Nationality"), Control.LINE, "18(15)(e)", optional=True),
    Field(
        "location",
        pgettext_lazy("letter", "Where the person is, or may be found"),
        Control.LINE,
        "18(15)(e)",
        optional=True,
    ),
    Field(
        "role", pgettext_lazy("letter", "Role: suspect, witness, holder of an account"), Control.LINE, optional=True
    ),
)


def sections(
    addressees: Sequence[Option], through: Sequence[Option], citable: Sequence[Option], language: str
) -> tuple[Section, ...]:
    """Return the letter's sections; `through` are the central authorities it may be transmitted by."""
    found = (
        Section(
            "authorities",
            pgettext_lazy("letter section", "Authorities and legal basis"),
            authorities(addressees, through, language),
        ),
        Section("persons", pgettext_lazy("letter section", "Persons and identity"), _persons()),
        Section("facts", pgettext_lazy("letter section", "Facts and qualification"), _facts()),
        Section("measures", pgettext_lazy("letter section", "Measures and formalities"), _measures(language)),
        Section("purpose", pgettext_lazy("letter section", "Purpose and confidentiality"), _purpose()),
        Section("urgency", pgettext_lazy("letter section", "Urgency and deadline"), _urgency(language)),
    )
    written = [field for section in found for field in section.fields]
    rest = (cites(citable), translations(written, language))
    return (
        *found,
        Section("records", pgettext_lazy("letter section", "Translations and related requests"), rest),
    )


def cites(citable: Sequence[Option]) -> Field:
    """Return the choice among other requests with the same State; a citation merges nothing."""
    return Field(
        "cites",
        pgettext_lazy("letter", "Related requests"),
        Control.TICKS,
        POLICY,
        help=pgettext_lazy(
            "letter", "Of the same case, or the one this follows. Each keeps its own procedure and its own clock."
        ),
        optional=True,
        options=citable,
    )


def authorities(names: Sequence[Option], through: Sequence[Option], language: str) -> tuple[Field, ...]:
    instrument = Field(
        "instrument",
        pgettext_lazy("letter", "Instrument"),
        Control.CHOICE,
        options=(NOT_CHOSEN, *options(INSTRUMENTS, language)),
    )
    articles = Field("articles", pgettext_lazy("letter", "Articles relied on"), Control.LINE, optional=True)
    return (
        Field(
            "addressee",
            pgettext_lazy("letter", "Requested authority"),
            Control.CHOICE,
            "18(13)",
            help=pgettext_lazy("letter", "Central authorities stand first: they execute, or pass the letter on."),
            options=(NOT_CHOSEN, *names),
        ),
        Field(
            "through",
            pgettext_lazy("letter", "Transmitted by"),
            Control.CHOICE,
            "18(13)",
            help=pgettext_lazy("letter", "Your central authority follows the letter and may act on it."),
            optional=True,
            options=(*through, DIRECTLY),
        ),
        Field(
            "case_reference",
            pgettext_lazy("letter", "File number at the requesting authority"),
            Control.LINE,
            "18(15)(b)",
            help=pgettext_lazy("letter", "The number of the investigation or proceedings, and who conducts it."),
        ),
        Field(
            "language",
            pgettext_lazy("letter", "Language you write in"),
            Control.CHOICE,
            "18(14)",
            help=pgettext_lazy("letter", "Your text stays in this language; headings appear in all three."),
            options=LANGUAGES,
        ),
        Field(
            "bases",
            pgettext_lazy("letter", "Legal basis"),
            Control.ROWS,
            "18(7)",
            help=pgettext_lazy(
                "letter", "A convention of mutual assistance between the two States comes before Palermo, article 18."
            ),
            of=(instrument, articles),
            add=pgettext_lazy("letter", "Add a legal basis"),
        ),
    )


def _persons() -> tuple[Field, ...]:
    return (
        Field(
            "persons",
            pgettext_lazy("letter", "Person concerned"),
            Control.ROWS,
            "18(15)(e)",
            help=pgettext_lazy(
                "letter",
                "Identity, place and nationality where possible. A nationality is never inferred from a name.",
            ),
            optional=True,
            of=_PERSON,
            add=pgettext_lazy("letter", "Add a person"),
        ),
    )


def _facts() -> tuple[Field, ...]:
    return (
        Field(
            "offence",
            pgettext_lazy("letter", "Offence"),
            Control.TEXT,
            "18(15)(b)",
            help=pgettext_lazy("letter", "What the proceedings are about: qualification, texts, penalty."),
        ),
        Field(
            "facts",
            pgettext_lazy("letter", "Facts"),
            Control.LONG,
            "18(15)(c)",
            help=pgettext_lazy("letter", "Only what the requested authority needs in order to execute."),
        ),
    )


def _measures(language: str) -> tuple[Field, ...]:
    kind = Field(
        "type",
        pgettext_lazy("letter", "Type"),
        Control.CHOICE,
        "18(3)",
        options=(NOT_CHOSEN, *options(MEASURES, language)),
    )
    asked = Field("description", pgettext_lazy("letter", "What is asked, from whom, where"), article="18(15)(d)")
    return (
        Field(
            "measures",
            pgettext_lazy("letter", "Measure"),
            Control.ROWS,
            "18(15)(d)",
            help=pgettext_lazy(
                "letter", "One row a measure: each is answered, refused or reported on by its number."
            ),
            of=(kind, asked),
            add=pgettext_lazy("letter", "Add a measure"),
        ),
        Field(
            "formalities",
            pgettext_lazy("letter", "Particular procedure to follow"),
            Control.TEXT,
            "18(15)(d)",
            help=pgettext_lazy(
                "letter",
                "Followed where the requested State’s law allows it; where not, it says why (art. 18, paragraph 17).",
            ),
            optional=True,
        ),
    )


def _purpose() -> tuple[Field, ...]:
    return (
        Field(
            "purpose",
            pgettext_lazy("letter", "Purpose: what the evidence is for"),
            Control.TEXT,
            "18(15)(f)",
            help=pgettext_lazy("letter", "It limits the use of what is sent back (art. 18, paragraph 19)."),
        ),
        Field(
            "confidential",
            pgettext_lazy("letter", "Keep the fact and substance of the request confidential"),
            Control.TICK,
            "18(20)",
            optional=True,
        ),
    )


def _urgency(language: str) -> tuple[Field, ...]:
    return (
        Field(
            "urgency",
            pgettext_lazy("letter", "Urgency"),
            Control.CHOICE,
            POLICY,
            options=tuple(reversed(options(URGENCIES, language))),
        ),
        Field(
            "answer_by",
            pgettext_lazy("letter", "Answer wished by"),
            Control.DATE,
            "18(24)",
            help=pgettext_lazy("letter", "An urgent letter needs a day."),
            optional=True,
        ),
        Field(
            "answer_by_reason",
            pgettext_lazy("letter", "Reason for that day"),
            Control.TEXT,
            "18(24)",
            help=pgettext_lazy(
                "letter", "Hearing, custody that ends, limitation: a day counts only with its reason."
            ),
            optional=True,
        ),
    )
