"""What every other act asks for: one page a kind. Articles: un-untoc-2000 art. 18; of extradition, art. 16."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import pgettext_lazy

from tajawub.casework import extradition as life_cycle
from tajawub.casework.bodies import BODIES
from tajawub.casework.body import Translated
from tajawub.casework.extradition_bodies import SoughtPerson
from tajawub.casework.letter_words import GROUNDS, OUTCOMES
from tajawub.casework.life_cycle import Kind
from tajawub.casework.procedures import LETTER_ROGATORY, Procedure
from tajawub.casework.words import POLICY
from tajawub.web.forms import extradition
from tajawub.web.forms.fields import NOT_CHOSEN, Control, Field, Option, Text, options
from tajawub.web.forms.translations import translations

REPORTS = life_cycle.FACTS | {
    Kind.REPORT_EXECUTION,
    Kind.STOP,
    Kind.RETURN_RESULTS,
    Kind.INFORM_PERSON,
    Kind.RECORD_CONSENT,
    Kind.REPORT_INCOMPLETE_REQUEST,
    Kind.RECEIVE_FORMAL_REQUEST,
    Kind.REFER_TO_COURT,
    Kind.REPORT_COURT_DECISION,
    Kind.REPORT_APPEAL,
    Kind.REPORT_INTERIM_MEASURES,
    Kind.REPORT_INTERIM_MEASURES_LIFTED,
}
"""Acts that report a fact: when it happened may differ from when it is written down."""

OCCURRED = Field(
    "occurred_at",
    pgettext_lazy("act form", "When it was done"),
    Control.MOMENT,
    POLICY,
    help=pgettext_lazy("act form", "Left empty: when it is sealed. By the clocks of this State."),
    optional=True,
)
"""What a draft asks beside the act's own fields where it reports a fact."""


def _ground(language: str) -> Field:
    return Field(
        "ground",
        pgettext_lazy("act form", "Ground"),
        Control.CHOICE,
        "18(9), (21)",
        help=pgettext_lazy("act form", "The list is closed: bank secrecy and a fiscal nature alone are no grounds."),
        options=(NOT_CHOSEN, *options(GROUNDS, language)),
    )


def _remarks(article: str = POLICY) -> Field:
    return Field("remarks", pgettext_lazy("act form", "Remarks"), Control.TEXT, article, optional=True)


def _reasons(article: str, label: Text = "", *, optional: bool = False) -> Field:
    said = label or pgettext_lazy("act form", "Reasons")
    return Field("reasons", said, Control.TEXT, article, optional=optional)


_ACKNOWLEDGE = (
    Field(
        "file_reference", pgettext_lazy("act form", "File number at the requested authority"), Control.LINE, POLICY
    ),
    _remarks(),
)
_ASK_SUPPLEMENT = (
    Field(
        "questions",
        pgettext_lazy("act form", "Question"),
        Control.TEXTS,
        "18(16)",
        help=pgettext_lazy("act form", "One question a field; the other State answers them one by one."),
        add=pgettext_lazy("act form", "Add a question"),
    ),
    _reasons("18(16)", pgettext_lazy("act form", "Why it is needed for the execution"), optional=True),
    Field("answer_by", pgettext_lazy("act form", "Answer wished by"), Control.DATE, "18(24)", optional=True),
)
_OFFER_CONDITIONS = (
    Field(
        "conditions",
        pgettext_lazy("act form", "Condition"),
        Control.TEXTS,
        "18(26)",
        help=pgettext_lazy("act form", "Once accepted, the requesting State is bound by each of them."),
        add=pgettext_lazy("act form", "Add a condition"),
    ),
)
_POSTPONE = (
    _reasons("18(25)", pgettext_lazy("act form", "The national proceedings it would disturb")),
    Field("review_on", pgettext_lazy("act form", "Day it will be looked at again"), Control.DATE, POLICY),
)
_RETURN_RESULTS = (
    Field(
        "contents",
        pgettext_lazy("act form", "What is returned"),
        Control.LONG,
        "18(3)",
        help=pgettext_lazy("act form", "List the items; the files themselves go as annexes, each with its digest."),
    ),
    Field(
        "complete",
        pgettext_lazy("act form", "Everything asked for and accepted is returned with this"),
        Control.TICK,
        "18(24)",
        optional=True,
    ),
)
_WITHDRAW = (_reasons("18(24)"),)
_STOP = (
    Field("done_so_far", pgettext_lazy("act form", "What was done before the withdrawal"), Control.LONG, POLICY),
)


def fields(
    kind: Kind,
    *,
    language: str,
    measures: Sequence[Option],
    questions: Sequence[str],
    ours: Sequence[Option],
    procedure: Procedure = LETTER_ROGATORY,
    person: SoughtPerson | None = None,
) -> tuple[Field, ...]:
    """Return what an act asks for.

    `measures`: those of the letter, by number; `questions`: the ones to answer; `ours`: our acts, by digest;
    `person`: the one sought.
    """
    found = _of_every_procedure(kind, language, measures, questions, ours)
    if procedure is not LETTER_ROGATORY:
        # art. 18 is assistance's: an act that both know stands under extradition on that procedure's own article.
        found = tuple(replace(field, article=procedure.acts[kind].article) for field in found)
    found = found or extradition.fields(kind, language=language, person=person)
    return (*found, translations(found, language)) if issubclass(BODIES[kind], Translated) else found


def _of_every_procedure(
    kind: Kind, language: str, measures: Sequence[Option], questions: Sequence[str], ours: Sequence[Option]
) -> tuple[Field, ...]:
    match kind:
        case Kind.ACKNOWLEDGE:
            return _ACKNOWLEDGE
        case Kind.ASK_SUPPLEMENT:
            return _ASK_SUPPLEMENT
        case Kind.SUPPLY_SUPPLEMENT:
            return (_answers(questions),)
        case Kind.ACCEPT | Kind.ACCEPT_CONDITIONS | Kind.ACCEPT_RESULTS | Kind.CLOSE:
            return (_remarks(),)
        case Kind.ACCEPT_IN_PART:
            return (_refused(measures, language), _remarks("18(17)"))
        case Kind.OFFER_CONDITIONS:
            return _OFFER_CONDITIONS
        case Kind.CONSULT:
            return _consult(language)
        case Kind.ANSWER_CONSULTATION:
            return (Field("views", pgettext_lazy("act form", "Views and further facts"), Control.LONG, "18(26)"),)
        case Kind.REFUSE:
            return (_ground(language), _reasons("18(23)"))
        case Kind.POSTPONE:
            return _POSTPONE
        case Kind.REPORT_EXECUTION:
            return _report(measures, language)
        case Kind.RETURN_RESULTS:
            return _RETURN_RESULTS
        case Kind.WITHDRAW:
            return _WITHDRAW
        case Kind.STOP:
            return _STOP
        case Kind.RECTIFY:
            return _rectify(ours)
        case _:
            return ()


def _consult(language: str) -> tuple[Field, ...]:
    return (
        replace(_ground(language), label=pgettext_lazy("act form", "Ground that is considered"), optional=True),
        _reasons("18(26)"),
        Field("answer_by", pgettext_lazy("act form", "Views wished by"), Control.DATE, "18(26)"),
    )


def _answers(questions: Sequence[str]) -> Field:
    return Field(
        "answers",
        pgettext_lazy("act form", "Answer"),
        Control.TEXTS,
        "18(16)",
        prompts=tuple(questions),
        add=pgettext_lazy("act form", "Add an answer"),
    )


def _refused(measures: Sequence[Option], language: str) -> Field:
    return Field(
        "refused",
        pgettext_lazy("act form", "Measure refused"),
        Control.ROWS,
        "18(21), (23)",
        help=pgettext_lazy("act form", "Every measure not named here is accepted."),
        of=(_measure(measures, "18(21)"), _ground(language), _reasons("18(23)")),
        add=pgettext_lazy("act form", "Refuse another measure"),
    )


def _measure(measures: Sequence[Option], article: str) -> Field:
    return Field(
        "measure",
        pgettext_lazy("act form", "Measure of the letter"),
        Control.NUMBER_CHOICE,
        article,
        options=(NOT_CHOSEN, *measures),
    )


def _report(measures: Sequence[Option], language: str) -> tuple[Field, ...]:
    return (
        _measure(measures, "18(17)"),
        Field(
            "outcome",
            pgettext_lazy("act form", "How it ended"),
            Control.CHOICE,
            "18(24)",
            options=(NOT_CHOSEN, *options(OUTCOMES, language)),
        ),
        Field(
            "account", pgettext_lazy("act form", "What was done, by whom, with what result"), Control.LONG, "18(17)"
        ),
        Field(
            "formalities_not_followed",
            pgettext_lazy("act form", "Formalities not followed, and why"),
            Control.TEXT,
            "18(17)",
            optional=True,
        ),
    )


def _rectify(ours: Sequence[Option]) -> tuple[Field, ...]:
    return (
        Field(
            "rectifies",
            pgettext_lazy("act form", "Act to rectify"),
            Control.CHOICE,
            POLICY,
            options=(NOT_CHOSEN, *ours),
        ),
        Field(
            "correction",
            pgettext_lazy("act form", "Correction"),
            Control.LONG,
            POLICY,
            help=pgettext_lazy("act form", "The earlier act stays as it is; both are read together from now on."),
        ),
    )
