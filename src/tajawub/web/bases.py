"""An opinion of the law as sheets to read: one a basis, each answer with article, why, cure and where it was read.

What rests on the press or on general knowledge never looks like what was read; what no lawyer confirmed says so.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

from django.utils.translation import npgettext, pgettext

from tajawub.law import reasons
from tajawub.law.opinion import Answer, BasisOpinion, Finding, Opinion
from tajawub.law.provision import Instrument, Kind, Provision, Relation
from tajawub.mandates.values import Wording
from tajawub.web import articles, dates
from tajawub.web.timeline import Sign

MARKS = {Answer.MET: "met", Answer.NOT_MET: "notmet", Answer.UNCLEAR: "unclear"}
_WORST_FIRST = (Answer.NOT_MET, Answer.UNCLEAR, Answer.MET)


@dataclass(frozen=True, slots=True)
class Given:
    """A judgement that was recorded; `stale` where the law's answer is no longer the one it was given upon."""

    text: str
    by: str
    at: str
    stale: bool


@dataclass(frozen=True, slots=True)
class Ask:
    """What a person must decide beside one answer; `writable` where this reader is the one who may."""

    id: str
    name: str
    bars: bool
    writable: bool
    given: Given | None = None
    text: str = ""
    error: str = ""


Asks = Callable[[str], Ask | None]
"""What is to be decided beside a provision, by its id; nothing beside most."""


def nothing_asked(provision: str) -> None:  # noqa: ARG001  (an `Asks`)
    return None


@dataclass(frozen=True, slots=True)
class Read:
    """How far an entry was read, where, and the day a person last checked it."""

    evidence: Wording
    verified: bool
    title: str
    language: str
    href: str
    on: date
    confirmed_by: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A provision by its kind, title and article; `unread` says why the article is not known."""

    kind: Wording
    title: Wording
    article: str
    unread: str
    read: Read


@dataclass(frozen=True, slots=True)
class Row:
    """One provision with its answer."""

    id: str
    sign: Sign
    look: str
    rule: Rule
    why: Wording
    cure: Wording | None
    bars: bool
    binding: bool
    ask: Ask | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One basis: what it is between the two States, its answers, and what goes with it.

    `must_contain` only where no request was there to be read. `all_unconfirmed`: said once for all its rules.
    """

    rank: int
    title: Wording
    about: str
    why: Wording
    relation: Read
    to_confirm: Wording | None
    counts: tuple[Sign, ...]
    relied_on: bool
    rows: tuple[Row, ...]
    rules: tuple[Rule, ...]
    must_contain: tuple[Rule, ...]
    all_unconfirmed: bool


@dataclass(frozen=True, slots=True)
class Left:
    """An instrument that cannot carry the request, and why."""

    title: Wording
    why: Wording
    relied_on: bool
    ask: Ask | None


def sheets(found: Opinion, language: str, *, cited: Collection[str] = (), asks: Asks) -> tuple[Sheet, ...]:
    """Return a request's bases, those it relies on first, then by rank."""
    ordered = sorted(found.bases, key=lambda basis: (basis.instrument.key not in cited, basis.rank))
    return tuple(_sheet(basis, language, basis.instrument.key in cited, asks, read=True) for basis in ordered)


def sheets_without_request(found: Opinion, language: str) -> tuple[Sheet, ...]:
    """Return the bases by rank; what a request must contain is a list, since there is none to look into."""
    return tuple(_sheet(basis, language, False, nothing_asked, read=False) for basis in found.bases)


def left_out(found: Opinion, *, cited: Collection[str] = (), asks: Asks = nothing_asked) -> tuple[Left, ...]:
    """Return the instruments left out, those the request relies on first."""
    lefts = [
        Left(one.instrument.title, one.why, one.instrument.key in cited, asks(f"{one.instrument.key}/excluded"))
        for one in found.excluded
    ]
    return tuple(sorted(lefts, key=lambda left: not left.relied_on))


def _sheet(basis: BasisOpinion, language: str, relied_on: bool, asks: Asks, *, read: bool) -> Sheet:
    contents = () if read else tuple(one for one in basis.findings if one.provision.kind is Kind.CONTENT)
    findings = sorted((one for one in basis.findings if one not in contents), key=_order)
    shown = [*(one.provision for one in basis.findings), *basis.rules]
    return Sheet(
        rank=basis.rank,
        title=basis.instrument.title,
        about=_about(basis.instrument, basis.relation, language),
        why=basis.why,
        relation=_relation(basis.relation),
        to_confirm=basis.to_confirm,
        counts=_counts(findings),
        relied_on=relied_on,
        rows=tuple(_row(one, language, asks) for one in findings),
        rules=tuple(_rule(one, language) for one in basis.rules),
        must_contain=tuple(_rule(one.provision, language) for one in contents),
        all_unconfirmed=all(one.checked_by is None for one in shown),
    )


def _order(finding: Finding) -> tuple[bool, bool, int]:
    return not finding.binding, not finding.bars, _WORST_FIRST.index(finding.answer)


def _about(instrument: Instrument, relation: Relation, language: str) -> str:
    signed = dates.day(instrument.signed_on, language)
    if relation.since is None:
        return pgettext("opinion", "Signed on %(day)s.") % {"day": signed}
    days = {"signed": signed, "since": dates.day(relation.since, language)}
    return pgettext("opinion", "Signed on %(signed)s; binds the two States since %(since)s.") % days


def _counts(findings: Collection[Finding]) -> tuple[Sign, ...]:
    """Return how many binding answers there are of each kind; a kind of which there is none is not said."""
    counted = {answer: sum(one.binding and one.answer is answer for one in findings) for answer in Answer}
    return tuple(
        Sign(MARKS[answer], f"is-{MARKS[answer]}", _counted(answer, count))
        for answer, count in counted.items()
        if count
    )


def _counted(answer: Answer, count: int) -> str:
    match answer:
        case Answer.MET:
            said = npgettext("opinion: how many answers", "%(count)d met", "%(count)d met", count)
        case Answer.NOT_MET:
            said = npgettext("opinion: how many answers", "%(count)d not met", "%(count)d not met", count)
        case Answer.UNCLEAR:
            said = npgettext("opinion: how many answers", "%(count)d unclear", "%(count)d unclear", count)
    return said % {"count": count}


def _row(finding: Finding, language: str, asks: Asks) -> Row:
    mark = MARKS[finding.answer]
    return Row(
        id=finding.id.replace("/", "-"),
        sign=Sign(mark, f"is-{mark}", reasons.ANSWERS[finding.answer].within(language)),
        look=f"row-{mark}" if finding.binding else "row-aside",
        rule=_rule(finding.provision, language),
        why=finding.why,
        cure=None if finding.answer is Answer.MET else finding.cure,
        bars=finding.bars,
        binding=finding.binding,
        ask=asks(finding.id),
    )


def _rule(provision: Provision, language: str) -> Rule:
    return Rule(
        kind=reasons.KINDS[provision.kind],
        title=provision.title,
        article=articles.bare(provision.article, language) if provision.article else "",
        unread=provision.article_unread or "",
        read=Read(
            evidence=reasons.EVIDENCE[provision.evidence],
            verified=provision.verified,
            title=provision.source.title,
            language=provision.source.language,
            href=provision.source.href,
            on=provision.checked_on,
            confirmed_by=provision.checked_by or "",
        ),
    )


def _relation(relation: Relation) -> Read:
    return Read(
        evidence=reasons.EVIDENCE[relation.evidence],
        verified=relation.evidence.value in "RP",
        title=relation.source.title,
        language=relation.source.language,
        href=relation.source.href,
        on=relation.checked_on,
        confirmed_by=relation.checked_by or "",
    )
