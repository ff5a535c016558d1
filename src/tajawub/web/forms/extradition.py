"""What the acts of extradition ask for: two requests in sections, one sheet for each other act.

Articles: un-untoc-2000 art. 16; contents of the requests after the model of ETS 24 art. 12 and 16, as node policy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import pgettext, pgettext_lazy

from tajawub.casework.extradition_bodies import SoughtPerson
from tajawub.casework.extradition_letter_words import (
    CHANNELS,
    CONSULS,
    COURT_OUTCOMES,
    DOCUMENTS,
    IDENTIFIERS,
    PURPOSES,
    RELEASE_CAUSES,
    WARRANTS,
)
from tajawub.casework.identification import Identifier
from tajawub.casework.life_cycle import Kind
from tajawub.casework.words import POLICY
from tajawub.web import phrases
from tajawub.web.dates import day
from tajawub.web.forms import letter
from tajawub.web.forms.fields import NOT_CHOSEN, Control, Field, Option, Section, Text, options
from tajawub.web.forms.translations import translations

ARTICLES = {"bases": "16(4)", "intends_formal_request": "16(9)"}
"""Fields of the requests that art. 16 speaks of; of the others no text read here does."""


def sections(
    kind: Kind,
    addressees: Sequence[Option],
    through: Sequence[Option],
    citable: Sequence[Option],
    language: str,
) -> tuple[Section, ...]:
    """Return the sections of a request for provisional arrest, or of a formal request."""
    facts = Section("facts", pgettext_lazy("letter section", "Facts and qualification"), _facts())
    found = [
        Section(
            "authorities",
            pgettext_lazy("letter section", "Authorities and legal basis"),
            _authorities(addressees, through, language),
        ),
        Section("person", pgettext_lazy("extradition section", "Person and identity"), _person(language)),
        Section("warrant", pgettext_lazy("extradition section", "Warrant, purpose and penalty"), _warrant(language)),
        facts,
    ]
    if kind is Kind.REQUEST_PROVISIONAL_ARREST:
        title = pgettext_lazy("extradition section", "What is undertaken")
        found.append(Section("undertaking", title, (_INTENDS,)))
    else:
        title = pgettext_lazy("extradition section", "Documents of the request")
        found.append(Section("documents", title, _documents(language)))
    rest = (letter.cites(citable), translations(facts.fields, language))
    found.append(Section("records", pgettext_lazy("letter section", "Translations and related requests"), rest))
    return tuple(replace(section, fields=tuple(map(_with_article, section.fields))) for section in found)


def _with_article(field: Field) -> Field:
    return replace(field, article=ARTICLES.get(field.name, "" if field.optional else POLICY))


def _authorities(addressees: Sequence[Option], through: Sequence[Option], language: str) -> tuple[Field, ...]:
    basis = pgettext_lazy(
        "extradition form", "A convention of extradition between the two States comes before Palermo, article 16."
    )
    return tuple(
        replace(field, help=basis) if field.name == "bases" else field
        for field in letter.authorities(addressees, through, language)
    )


def _person(language: str) -> tuple[Field, ...]:
    identifier = (
        Field(
            "type",
            pgettext_lazy("extradition form", "What identifies"),
            Control.CHOICE,
            options=(NOT_CHOSEN, *options(IDENTIFIERS, language)),
        ),
        Field("value", pgettext_lazy("extradition form", "How it reads"), Control.LINE),
        Field("issued_by", pgettext_lazy("extradition form", "Issued or taken by"), Control.LINE, optional=True),
    )
    return (
        Field("person.name", pgettext_lazy("letter", "Name"), Control.LINE),
        Field(
            "person.name_other_script",
            pgettext_lazy("letter", "Name in the other script"),
            Control.LINE,
            help=pgettext_lazy("extradition form", "As a paper writes it, never transliterated by a machine."),
            optional=True,
        ),
        Field("person.born_on", pgettext_lazy("letter", "Date of birth"), Control.DATE, optional=True),
        Field("person.nationality", pgettext_lazy("letter", "Nationality"), Control.LINE, optional=True),
        Field(
            "person.location",
            pgettext_lazy("letter", "Where the person is, or may be found"),
            Control.LINE,
            optional=True,
        ),
        Field(
            "person.role",
            pgettext_lazy("extradition form", "Capacity: accused, convicted"),
            Control.LINE,
            optional=True,
        ),
        Field("person.description", pgettext_lazy("extradition form", "Description"), Control.TEXT),
        Field(
            "person.identifiers",
            pgettext_lazy("extradition form", "Identifier"),
            Control.ROWS,
            help=pgettext_lazy(
                "extradition form",
                "Two that fail independently of each other are needed before anyone is arrested: fingerprints and a "
                "passport are two; a passport and an identity card are one.",
            ),
            optional=True,
            of=identifier,
            add=pgettext_lazy("extradition form", "Add an identifier"),
        ),
        Field(
            "notice.reference",
            pgettext_lazy("extradition form", "Interpol notice or diffusion: its reference"),
            Control.LINE,
            help=pgettext_lazy("extradition form", "Never a warrant by itself."),
            optional=True,
        ),
        Field(
            "notice.checked_on",
            pgettext_lazy("extradition form", "Day on which the notice was last found valid"),
            Control.DATE,
            optional=True,
        ),
    )


def _warrant(language: str) -> tuple[Field, ...]:
    return (
        _choice("warrant.type", pgettext_lazy("extradition form", "Warrant or judgment"), WARRANTS, language),
        Field("warrant.authority", pgettext_lazy("extradition form", "Issued by"), Control.LINE),
        Field("warrant.issued_on", pgettext_lazy("extradition form", "Dated"), Control.DATE),
        Field("warrant.reference", pgettext_lazy("extradition form", "Reference of the warrant"), Control.LINE),
        _choice("purpose", pgettext_lazy("extradition form", "Why the person is sought"), PURPOSES, language),
        Field(
            "max_penalty_months",
            pgettext_lazy("extradition form", "Maximum penalty, in months"),
            Control.NUMBER,
            help=pgettext_lazy("extradition form", "For prosecution. A whole life is written 1200."),
            optional=True,
        ),
        Field(
            "sentence_left_months",
            pgettext_lazy("extradition form", "Sentence left to serve, in months"),
            Control.NUMBER,
            help=pgettext_lazy("extradition form", "For the execution of a sentence."),
            optional=True,
        ),
    )


def _facts() -> tuple[Field, ...]:
    return (
        Field(
            "offence",
            pgettext_lazy("letter", "Offence"),
            Control.TEXT,
            help=pgettext_lazy("letter", "What the proceedings are about: qualification, texts, penalty."),
        ),
        Field("committed_at", pgettext_lazy("extradition form", "When it was committed"), Control.LINE),
        Field("committed_where", pgettext_lazy("extradition form", "Where it was committed"), Control.LINE),
        Field("facts", pgettext_lazy("letter", "Facts"), Control.LONG),
    )


_INTENDS = Field(
    "intends_formal_request",
    pgettext_lazy("extradition form", "The formal request will be sent within the term if the person is arrested"),
    Control.TICK,
)


def _documents(language: str) -> tuple[Field, ...]:
    return (
        Field(
            "documents",
            pgettext_lazy("extradition form", "Document"),
            Control.ROWS,
            help=pgettext_lazy(
                "extradition form", "The term ends only once the other State has recorded the request as complete."
            ),
            of=(
                _choice("type", pgettext_lazy("extradition form", "What it is"), DOCUMENTS, language),
                Field("title", pgettext_lazy("extradition form", "Title"), Control.LINE),
                Field(
                    "annex",
                    pgettext_lazy("extradition form", "Name of the annexe that holds it"),
                    Control.LINE,
                    optional=True,
                ),
            ),
            add=pgettext_lazy("extradition form", "Add a document"),
        ),
    )


# ------------------------------------------------------------------------------------ one sheet an act


def fields(kind: Kind, *, language: str, person: SoughtPerson | None) -> tuple[Field, ...]:
    """Return what an act of extradition asks for; `person` is the one sought, whose identifiers are shown beside."""
    found = _fields(kind, language, person)
    return tuple(field if field.article or field.optional else replace(field, article=POLICY) for field in found)


def _fields(kind: Kind, language: str, person: SoughtPerson | None) -> tuple[Field, ...]:
    match kind:
        case Kind.ARREST:
            by = _line("authority", pgettext_lazy("extradition act", "Authority that made the arrest"), "16(9)")
            return (_PLACE, *_matched(language, person), by, _ACCOUNT)
        case Kind.SURRENDER:
            return (_PLACE, *_matched(language, person), *_SURRENDER)
        case Kind.SURRENDER_TEMPORARILY:
            return (_PLACE, *_matched(language, person), *_SURRENDER_TEMPORARILY)
        case Kind.INFORM_PERSON:
            return _informed(language)
        case Kind.RECORD_CONSENT:
            return _CONSENT
        case Kind.REPORT_INCOMPLETE_REQUEST:
            return _incomplete(language)
        case Kind.RECEIVE_FORMAL_REQUEST:
            return _received(language)
        case Kind.REFER_TO_COURT:
            hearing = pgettext_lazy("extradition act", "Hearing on")
            return (_COURT, Field("hearing_on", hearing, Control.DATE, "16(7)", optional=True))
        case Kind.REPORT_COURT_DECISION:
            return _decided(language)
        case Kind.REPORT_APPEAL:
            return (_COURT, _line("lodged_by", pgettext_lazy("extradition act", "Lodged by")))
        case Kind.GRANT:
            return _GRANT
        case Kind.SCHEDULE_SURRENDER:
            return _SCHEDULE
        case Kind.RETURN_PERSON | Kind.RECORD_RETURN | Kind.TAKE_OVER | Kind.REPORT_DEATH:
            return (_PLACE, _ACCOUNT)
        case Kind.RELEASE:
            cause = _choice("cause", pgettext_lazy("extradition act", "Why"), RELEASE_CAUSES, language)
            return (cause, _line("ordered_by", pgettext_lazy("extradition act", "Ordered by")), _ACCOUNT)
        case Kind.REPORT_COMPETING_REQUEST:
            return _COMPETING
        case Kind.REPORT_INTERIM_MEASURES:
            ordered = _line(
                "ordered_by", pgettext_lazy("extradition act", "Body that asked for them"), "16(13), (14)"
            )
            return (ordered, _REFERENCE, _ACCOUNT)
        case Kind.REPORT_INTERIM_MEASURES_LIFTED:
            return (_REFERENCE, _ACCOUNT)
        case Kind.SUBMIT_TO_PROSECUTION:
            seised = pgettext_lazy("extradition act", "Prosecuting authority seised")
            return (_line("authority", seised, "16(10)"), _REFERENCE)
        case Kind.REQUEST_PROSECUTION:
            return _PROSECUTION
        case Kind.REPORT_OUTCOME:
            ended = pgettext_lazy("extradition act", "How the prosecution ended")
            return (Field("outcome", ended, Control.LONG, "16(10)"),)
        case Kind.CONTEST_IDENTITY:
            return (_line("contested_by", pgettext_lazy("extradition act", "Contested by")), _reasons())
        case Kind.CONFIRM_IDENTITY:
            account = replace(_ACCOUNT, optional=False)
            return (_ticks("matched", _MATCHED, _known(language, person)), account)
        case Kind.REPORT_NOTICE_CANCELLED:
            cancelled = pgettext_lazy("extradition act", "Cancelled on")
            return (_REFERENCE, Field("cancelled_on", cancelled, Control.DATE), _ACCOUNT)
        case Kind.MAINTAIN:
            return (_reasons(pgettext_lazy("extradition act", "Why it stands without what was cancelled")),)
        case _:
            return ()


def _line(name: str, label: Text, article: str = POLICY, *, optional: bool = False) -> Field:
    return Field(name, label, Control.LINE, article, optional=optional)


def _reasons(label: Text = "") -> Field:
    return Field("reasons", label or pgettext_lazy("act form", "Reasons"), Control.TEXT, POLICY)


def _choice(name: str, label: Text, words: letter.Codes, language: str, article: str = POLICY) -> Field:
    return Field(name, label, Control.CHOICE, article, options=(NOT_CHOSEN, *options(words, language)))


def _ticks(name: str, label: Text, ticks: Sequence[Option], help_: Text = "") -> Field:
    return Field(name, label, Control.TICKS, POLICY, help=help_, options=ticks)


_PLACE = _line("place", pgettext_lazy("extradition act", "Place"))
_ACCOUNT = Field("account", pgettext_lazy("extradition act", "Account"), Control.TEXT, POLICY, optional=True)
_REFERENCE = _line("reference", pgettext_lazy("extradition act", "Reference"))
_COURT = _line("court", pgettext_lazy("extradition act", "Court"), "16(7)")
_COUNSEL = _line("counsel", pgettext_lazy("extradition act", "Counsel"), "16(13)")
_INTERPRETER = _line("interpreter", pgettext_lazy("extradition act", "Interpreter"), "16(13)", optional=True)
_MATCHED = pgettext_lazy("extradition act", "Identifiers that match the person before you")


def _known(language: str, person: SoughtPerson | None) -> tuple[Option, ...]:
    """Return the identifiers to tick, those that the request gives first, with how they read there."""
    given: dict[str, str] = {}
    if person is not None:
        if person.born_on:
            given[Identifier.BIRTH_DATE] = day(person.born_on, language)
        for one in person.identifiers:
            given.setdefault(one.type, one.value)
    listed = [
        replace(option, label=_reading(option.label, given[option.value])) if option.value in given else option
        for option in options(IDENTIFIERS, language)
    ]
    return tuple(sorted(listed, key=lambda option: option.value not in given))


def _reading(what: Text, value: str) -> str:
    return pgettext("identifier", "%(what)s: %(value)s") % {"what": what, "value": phrases.isolated(value)}


def _matched(language: str, person: SoughtPerson | None) -> tuple[Field, ...]:
    return (
        replace(
            _ticks(
                "matched",
                _MATCHED,
                _known(language, person),
                pgettext_lazy(
                    "extradition act",
                    "Tick only what was compared. Two papers of one registry count as one, and so do birth date and "
                    "birth place.",
                ),
            ),
            optional=True,
        ),
        Field(
            "override",
            pgettext_lazy("extradition act", "With fewer than two independent identifiers: why all the same"),
            Control.TEXT,
            POLICY,
            help=pgettext_lazy("extradition act", "It then goes to a second officer before it is sealed."),
            optional=True,
        ),
    )


_SURRENDER = (
    _line("to", pgettext_lazy("extradition act", "Handed over to"), "16(1)"),
    Field("days_detained", pgettext_lazy("extradition act", "Days detained here"), Control.NUMBER, optional=True),
    Field("property_handed_over", pgettext_lazy("extradition act", "Property handed over"), optional=True),
)
_SURRENDER_TEMPORARILY = (
    _line("to", pgettext_lazy("extradition act", "Handed over to"), "16(11)"),
    Field("return_by", pgettext_lazy("extradition act", "To be returned by"), Control.DATE, "16(11)"),
    Field("conditions", pgettext_lazy("extradition act", "Conditions")),
)
_CONSENT = (
    _line("before", pgettext_lazy("extradition act", "Given before"), "16(8)"),
    _COUNSEL,
    _INTERPRETER,
    Field(
        "renounces_specialty",
        pgettext_lazy("extradition act", "The person also renounces the rule of specialty"),
        Control.TICK,
        optional=True,
    ),
    Field(
        "revocable_until",
        pgettext_lazy("extradition act", "Until when, and how, it may be revoked"),
        optional=True,
    ),
)
_GRANT = (
    _line("authority", pgettext_lazy("extradition act", "Authority that decided"), "16(7)"),
    _REFERENCE,
    Field(
        "offences",
        pgettext_lazy("extradition act", "Offence granted"),
        Control.TEXTS,
        help=pgettext_lazy("extradition act", "The person may be tried for these and no other: specialty."),
        add=pgettext_lazy("extradition act", "Add an offence"),
    ),
    Field(
        "conditions",
        pgettext_lazy("act form", "Condition"),
        Control.TEXTS,
        "16(7)",
        optional=True,
        add=pgettext_lazy("act form", "Add a condition"),
    ),
    Field(
        "assurances",
        pgettext_lazy("extradition act", "Assurance"),
        Control.ROWS,
        optional=True,
        of=(
            Field("text", pgettext_lazy("extradition act", "What was undertaken")),
            _line("given_by", pgettext_lazy("extradition act", "Given by")),
            Field("given_on", pgettext_lazy("extradition act", "Given on"), Control.DATE),
        ),
        add=pgettext_lazy("extradition act", "Add an assurance"),
    ),
)
_SCHEDULE = (
    Field("on", pgettext_lazy("extradition act", "Day of surrender"), Control.DATE),
    _PLACE,
    Field("arrangements", pgettext_lazy("extradition act", "Arrangements: escort, flight, health"), optional=True),
    Field(
        "why_another_day",
        pgettext_lazy("extradition act", "If a day was set before: why it was missed"),
        optional=True,
    ),
)
_PROSECUTION = (
    Field("reasons", pgettext_lazy("act form", "Reasons"), Control.TEXT, "16(10)"),
    Field("file", pgettext_lazy("extradition act", "What the file holds"), Control.LONG, "16(10)"),
)


def _informed(language: str) -> tuple[Field, ...]:
    told = pgettext_lazy("extradition act", "The person was told the reasons, in a language they understand")
    explained = pgettext_lazy("extradition act", "Consent to surrender, and what follows from it, was explained")
    consul = _choice("consul", pgettext_lazy("extradition act", "Consul"), CONSULS, language, "16(13)")
    return (
        Field("reasons_told", told, Control.TICK, "16(13)"),
        _COUNSEL,
        _INTERPRETER,
        consul,
        Field("consent_explained", explained, Control.TICK, "16(8)", optional=True),
        _ACCOUNT,
    )


def _channel(language: str) -> Field:
    return _choice("channel", pgettext_lazy("extradition act", "How it came"), CHANNELS, language)


def _incomplete(language: str) -> tuple[Field, ...]:
    why = pgettext_lazy("act form", "Why it is needed for the execution")
    return (
        _channel(language),
        _ticks("missing", pgettext_lazy("extradition act", "Papers that lack"), options(DOCUMENTS, language)),
        Field("reasons", why, Control.TEXT, POLICY, optional=True),
        Field("answer_by", pgettext_lazy("act form", "Answer wished by"), Control.DATE, POLICY, optional=True),
    )


def _received(language: str) -> tuple[Field, ...]:
    ends = pgettext_lazy("extradition act", "This alone ends the term; its instant is when the file was complete.")
    return (
        _channel(language),
        _ticks("documents", pgettext_lazy("extradition act", "Papers received"), options(DOCUMENTS, language), ends),
        Field("remarks", pgettext_lazy("act form", "Remarks"), Control.TEXT, POLICY, optional=True),
    )


def _decided(language: str) -> tuple[Field, ...]:
    sense = pgettext_lazy("extradition act", "Opinion or decision")
    return (
        _COURT,
        _choice("outcome", sense, COURT_OUTCOMES, language, "16(7)"),
        _REFERENCE,
        Field("reasons", pgettext_lazy("act form", "Reasons"), Control.TEXT, "16(16)"),
    )


_COMPETING = (
    Field(
        "states",
        pgettext_lazy("extradition act", "Other State that asks"),
        Control.TEXTS,
        help=pgettext_lazy("extradition act", "Its code of two capital letters, as in ES."),
        add=pgettext_lazy("extradition act", "Add a State"),
    ),
    Field("how_decided", pgettext_lazy("extradition act", "How it will be decided between them")),
)
