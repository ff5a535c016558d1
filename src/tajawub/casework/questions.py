"""What an act asks of the law, and what of the answer a person must decide before the act may leave. Pure.

The machine proposes, with the article. An unclear answer needs its author's reason; a bar needs a second officer who
sets it aside, with reasons. Only the bases that the act itself relies on bind it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from tajawub.casework.bodies import Issue
from tajawub.casework.body import Body, Opening
from tajawub.casework.extradition_bodies import DocumentType, RequestProvisionalArrest, SendFormalRequest
from tajawub.casework.life_cycle import Kind
from tajawub.law.opinion import Answer, Finding, Opinion
from tajawub.law.provision import Kind as Rule
from tajawub.law.question import FACTS, Content, Fact, Procedure, Question
from tajawub.mandates.values import Wording

EXAMINED: dict[Kind, Procedure] = {
    Kind.ISSUE: Procedure.MUTUAL_ASSISTANCE,
    Kind.REQUEST_PROVISIONAL_ARREST: Procedure.PROVISIONAL_ARREST,
    Kind.SEND_FORMAL_REQUEST: Procedure.EXTRADITION,
    Kind.GRANT: Procedure.EXTRADITION,
}
"""The acts the law is asked about: those that ask for help, and the one that takes a person's liberty for good."""

Known = Mapping[Fact, bool | int | str]


@dataclass(frozen=True, slots=True)
class Concern:
    """One thing that a person must decide: `bars` needs a setting aside, what does not needs the author's reason."""

    id: str
    instrument: str
    answer: Answer
    title: Wording
    why: Wording
    cure: Wording
    article: str
    bars: bool
    verified: bool
    finding: Finding | None = None

    @property
    def is_safeguard(self) -> bool:
        return self.finding is not None and self.finding.provision.kind is Rule.SAFEGUARD


def question(
    body: Body, opening: Opening | None, *, requesting: str, requested: str, on: date, facts: Known
) -> Question | None:
    """Return what an act asks of the law; None for one that asks nothing. `opening` is the request it answers.

    What the act says of itself stands before what its author stated beside it.
    """
    procedure = EXAMINED.get(body.kind)
    said = body if isinstance(body, Opening) else opening
    if procedure is None or said is None:
        return None
    return Question(
        requesting=requesting,
        requested=requested,
        procedure=procedure,
        on=on,
        facts={**facts, **dict(_facts(said))},
        contents=frozenset(_contents(said)),
    )


def relied_on(body: Body, opening: Opening | None) -> tuple[str, ...]:
    """Return the keys of the instruments the act relies on."""
    said = body if isinstance(body, Opening) else opening
    return tuple(dict.fromkeys(str(basis.instrument) for basis in said.bases)) if said else ()


def asked_of_the_author(found: Opinion, cited: Collection[str]) -> tuple[Fact, ...]:
    """Return the facts that the bases relied on still need, in the order of the list of facts."""
    missing = {fact for finding in _findings(found, cited) for fact in finding.unknown}
    return tuple(fact for fact in FACTS if fact in missing)


def concerns(found: Opinion, cited: Collection[str]) -> tuple[Concern, ...]:
    """Return everything a person must decide, bars first; a basis that cannot carry the request is a bar."""
    placed = {basis.instrument.key for basis in found.bases} | {one.instrument.key for one in found.excluded}
    bars = [_excluded(one.instrument.key, one.why) for one in found.excluded if one.instrument.key in cited]
    # What the law does not hold, or holds only as an amendment, carries nothing by itself.
    bars += [_excluded(key, _NOT_HELD) for key in cited if key not in placed]
    told = [
        Concern(
            id=finding.id,
            instrument=finding.provision.instrument,
            answer=finding.answer,
            title=finding.provision.title,
            why=finding.why,
            cure=finding.cure,
            article=finding.provision.article or "",
            bars=finding.bars,
            verified=finding.verified,
            finding=finding,
        )
        for finding in _findings(found, cited)
        if finding.binding and (finding.bars or finding.answer is Answer.UNCLEAR)
    ]
    return tuple(sorted([*bars, *told], key=lambda one: not one.bars))


def _findings(found: Opinion, cited: Collection[str]) -> Iterator[Finding]:
    for basis in found.bases:
        if basis.instrument.key in cited:
            yield from basis.findings


_NO_BASIS = Wording(
    "هذا الأساس لا يصلح لحمل الطلب في هذا اليوم",
    "cette base ne peut pas porter la demande à cette date",
    "this basis cannot carry the request on this day",
)
_CHOOSE = Wording("اختيار أساس آخر.", "Choisir une autre base.", "Choose another basis.")


_NOT_HELD = Wording(
    "ليس من الصكوك التي تصلح وحدها أساسا لطلب في هذه العقدة.",
    "Ce n’est pas un instrument que ce nœud tient pour une base à lui seul.",
    "It is no instrument that this node holds as a basis by itself.",
)


def _excluded(key: str, why: Wording) -> Concern:
    return Concern(f"{key}/excluded", key, Answer.NOT_MET, _NO_BASIS, why, _CHOOSE, "", True, True)


def _facts(said: Opening) -> Iterable[tuple[Fact, bool | int | str]]:
    yield Fact.URGENT, said.is_urgent
    if isinstance(said, RequestProvisionalArrest | SendFormalRequest):
        yield Fact.PURPOSE, str(said.purpose)
        if said.max_penalty_months is not None:
            yield Fact.MAX_PENALTY_REQUESTING_MONTHS, said.max_penalty_months
        if said.sentence_left_months is not None:
            yield Fact.SENTENCE_LEFT_MONTHS, said.sentence_left_months


_DOCUMENTS = {
    DocumentType.WARRANT_OR_JUDGMENT: Content.WARRANT,
    DocumentType.STATEMENT_OF_FACTS: Content.FACTS,
    DocumentType.TEXTS_OF_LAW: Content.TEXTS_OF_LAW,
    DocumentType.DESCRIPTION: Content.DESCRIPTION,
    DocumentType.LAPSE_OF_TIME: Content.LAPSE_INFORMATION,
    DocumentType.SENTENCE_LEFT: Content.SENTENCE_LEFT,
    DocumentType.TRANSLATIONS: Content.TRANSLATION,
}


def _contents(said: Opening) -> Iterator[Content]:
    """Yield what the request contains, by its fields: a required field is there once the body is complete."""
    yield from (Content.AUTHORITY, Content.SUBJECT, Content.PROCEEDINGS, Content.FACTS, Content.WRITTEN_RECORD)
    if said.language in ("ar", "fr") or said.translations:
        yield Content.LANGUAGE_ACCEPTED
    if said.concerned:
        yield Content.IDENTITY
    if said.translations:
        yield Content.TRANSLATION
    match said:
        case Issue():
            yield from (Content.ASSISTANCE, Content.PURPOSE, Content.OFFENCE)
            if said.formalities:
                yield Content.FORMALITIES
        case RequestProvisionalArrest():
            yield from (Content.WARRANT_EXISTS, Content.INTENTION_TO_REQUEST, Content.OFFENCE, Content.TIME_AND_PLACE)
            yield from (Content.DESCRIPTION, Content.ASSISTANCE, Content.PURPOSE)
        case SendFormalRequest():
            yield from (Content.WARRANT_EXISTS, Content.OFFENCE, Content.TIME_AND_PLACE, Content.DESCRIPTION)
            yield from (_DOCUMENTS[one.type] for one in said.documents if one.type in _DOCUMENTS)
        case _:
            pass
