"""The law asked a question: which instruments carry the request, and what each provision answers.

Three rules hold everywhere. Unknown is never met. What was not read in its text, or in an official summary of it,
is unclear whatever the facts. What does not bind is shown, and neither bars nor blocks.
"""

from __future__ import annotations

from dataclasses import dataclass

from tajawub.law import reasons
from tajawub.law.files import Law, law
from tajawub.law.opinion import Answer, BasisOpinion, Doubt, Excluded, Finding, Opinion
from tajawub.law.provision import (
    APPLIED,
    BEFORE_FORCE,
    All,
    AnyOf,
    AtLeast,
    Contains,
    Effect,
    Instrument,
    InstrumentKind,
    Is,
    Kind,
    Provision,
    Relation,
    Status,
    Test,
)
from tajawub.law.question import FACTS, UNITS, Fact, Procedure, Purpose, Question
from tajawub.law.words import filled, listed, sentences
from tajawub.mandates.permissions import Evidence
from tajawub.mandates.values import Wording

ASKED = frozenset({Kind.CONDITION, Kind.GROUND, Kind.CONTENT})
"""The kinds that are answered; the others are rules that accompany the request. A safeguard with a test is asked."""

KINDS = tuple(Kind)
"""The order in which findings stand: conditions, grounds, contents."""


def examine(question: Question, held: Law | None = None) -> Opinion:
    """Return the opinion of the law held (the one shipped) on a question. Total: every instrument is placed."""
    held = held or law()
    left_out: list[Excluded] = []
    carrying: list[tuple[Instrument, Relation, tuple[Finding, ...]]] = []
    for instrument in held.instruments.values():
        if instrument.amends is not None:
            continue
        relation = held.relation(instrument.key, question.states, question.on)
        why = _excluded(instrument, relation, question, held)
        if why is not None or relation is None:
            left_out.append(Excluded(instrument, why or reasons.NO_BOND))
            continue
        findings = _findings(instrument, relation, question, held)
        beyond = next((found for found in findings if _is_beyond(found)), None)
        if beyond is not None:
            reason = filled(reasons.NOT_NEEDED, title=beyond.provision.title)
            left_out.append(Excluded(instrument, sentences(reason, beyond.why)))
            continue
        carrying.append((instrument, relation, findings))
    carrying.sort(key=lambda entry: _order(entry[0], question.procedure))
    bases = tuple(
        BasisOpinion(
            instrument=instrument,
            rank=rank,
            why=_rank_reason(instrument, question, held),
            relation=relation,
            findings=findings,
            rules=_rules(instrument, question, held),
            to_confirm=_to_confirm(instrument, relation, question, held),
        )
        for rank, (instrument, relation, findings) in enumerate(carrying, start=1)
    )
    return Opinion(question, bases, tuple(sorted(left_out, key=lambda one: one.instrument.key)))


# ---------------------------------------------------------------- which instruments


def _excluded(instrument: Instrument, relation: Relation | None, question: Question, held: Law) -> Wording | None:
    """Return why the instrument cannot carry the request that day, None where it can."""
    if question.on < instrument.signed_on:
        return reasons.NOT_YET
    if question.procedure not in instrument.serves:
        return filled(reasons.NOT_MADE_FOR, procedure=reasons.PROCEDURES[question.procedure])
    if (replaced := _replaced(instrument, question, held)) is not None:
        return replaced
    if relation is None:
        return reasons.NO_BOND
    match relation.status:
        case Status.IN_FORCE | Status.PROVISIONALLY_APPLIED:
            return None
        case Status.NOT_PARTY | Status.SIGNED | Status.SUSPENDED | Status.DENOUNCED | Status.TERMINATED:
            return relation.note or reasons.STATUSES[relation.status]


def _replaced(instrument: Instrument, question: Question, held: Law) -> Wording | None:
    """Return by what the instrument is replaced in this matter; suspending the newer text revives nothing."""
    key = (instrument.replaced or {}).get(question.procedure)
    newer = None if key is None else held.relation(key, question.states, question.on)
    if key is None or newer is None or newer.status in BEFORE_FORCE:
        return None
    pattern = reasons.MAYBE_REPLACED if newer.uncertain(question.on) else reasons.REPLACED
    return filled(pattern, title=held.instruments[key].title)


def _is_beyond(finding: Finding) -> bool:
    return finding.provision.effect is Effect.EXCLUDES and finding.answer is Answer.NOT_MET


def _order(instrument: Instrument, procedure: Procedure) -> tuple[bool, bool, str, str]:
    """Special before general, a treaty on the matter before one that touches it, then by age."""
    return (
        procedure not in instrument.governs,
        instrument.kind is not InstrumentKind.BILATERAL,
        instrument.signed_on.isoformat(),
        instrument.key,
    )


def _rank_reason(instrument: Instrument, question: Question, held: Law) -> Wording:
    if question.procedure in instrument.governs:
        return reasons.SPECIAL if instrument.kind is InstrumentKind.BILATERAL else reasons.GENERAL
    pattern = reasons.COMPLETES if _governed(instrument, question, held) else reasons.CARRIES
    return filled(pattern, article=instrument.serves[question.procedure] or "?")


def _governed(instrument: Instrument, question: Question, held: Law) -> bool:
    """Whether another instrument that is a treaty on the matter is applied between the two States that day."""
    for other in held.instruments.values():
        if other.key == instrument.key or question.procedure not in other.governs:
            continue
        relation = held.relation(other.key, question.states, question.on)
        applied = relation is not None and relation.status in APPLIED
        if applied and _replaced(other, question, held) is None:
            return True
    return False


def _to_confirm(instrument: Instrument, relation: Relation, question: Question, held: Law) -> Wording | None:
    """Return what is doubtful about the bond, and about that of each instrument that amends it."""
    doubts = [_doubt(relation)]
    hung_on = dict.fromkeys(amending for _, amending in _provisions(instrument, question, held) if amending)
    for amending in hung_on:
        if (doubt := _doubt(amending)) is not None:
            title = held.instruments[amending.instrument].title
            doubts.append(filled(reasons.OF_ANOTHER, title=title, reason=doubt))
    known = [doubt for doubt in doubts if doubt is not None]
    return filled(reasons.TO_CONFIRM, reason=sentences(*known)) if known else None


def _doubt(relation: Relation) -> Wording | None:
    if (doubt := relation.since_unknown or relation.note) is not None:
        return doubt
    return None if relation.evidence in (Evidence.READ, Evidence.SUMMARY) else reasons.RELATION_UNVERIFIED


# ---------------------------------------------------------------- what each provision answers


def _provisions(
    instrument: Instrument, question: Question, held: Law
) -> tuple[tuple[Provision, Relation | None], ...]:
    """Return the provisions that stand that day, those of amending instruments with the relation they hang on."""
    found: list[tuple[Provision, Relation | None]] = [(rule, None) for rule in instrument.provisions]
    for amending in held.instruments.values():
        if amending.amends != instrument.key:
            continue
        relation = held.relation(amending.key, question.states, question.on)
        if relation is not None and relation.status in APPLIED:
            found += [(rule, relation) for rule in amending.provisions]
    return tuple((rule, relation) for rule, relation in found if rule.stands(question.procedure, question.on))


def _findings(instrument: Instrument, relation: Relation, question: Question, held: Law) -> tuple[Finding, ...]:
    governed = _governed(instrument, question, held)
    found: list[Finding] = []
    if relation.uncertain(question.on):
        rule = _of_the_bond(instrument, relation, "in-force", reasons.IN_FORCE, reasons.IN_FORCE_CURE)
        found.append(Finding(rule, Answer.UNCLEAR, _force_reason(relation), doubt=Doubt.FORCE_UNKNOWN))
    if not instrument.encoded:
        rule = _of_the_bond(instrument, relation, "text", reasons.TEXT, reasons.TEXT_CURE)
        found.append(Finding(rule, Answer.UNCLEAR, reasons.NOT_HELD, doubt=Doubt.UNVERIFIED))
    for rule, amending in _provisions(instrument, question, held):
        if rule.kind not in ASKED and rule.test is None:
            continue
        if amending is not None and amending.uncertain(question.on):
            found.append(Finding(rule, Answer.UNCLEAR, _force_reason(amending), doubt=Doubt.FORCE_UNKNOWN))
            continue
        found.append(_asked(rule, question, governed=governed))
    return tuple(sorted(found, key=lambda finding: KINDS.index(finding.provision.kind)))


def _rules(instrument: Instrument, question: Question, held: Law) -> tuple[Provision, ...]:
    """Return what accompanies the request; a gap-filling rule only where there is a gap."""
    governed = _governed(instrument, question, held)
    return tuple(
        rule
        for rule, _ in _provisions(instrument, question, held)
        if rule.kind not in ASKED and rule.test is None and not (rule.gap_filler and governed)
    )


def _force_reason(relation: Relation) -> Wording:
    return filled(reasons.FORCE_UNKNOWN, reason=relation.since_unknown or reasons.RELATION_UNVERIFIED)


def _of_the_bond(instrument: Instrument, relation: Relation, slug: str, title: Wording, cure: Wording) -> Provision:
    """Return a doubt about the bond itself as a condition, so that a person must settle it like any other."""
    return Provision(
        id=f"{instrument.key}/{slug}",
        instrument=instrument.key,
        kind=Kind.CONDITION,
        procedures=tuple(instrument.serves),
        title=title,
        cure=cure,
        effect=Effect.BARS,
        evidence=relation.evidence,
        source=relation.source,
        checked_on=relation.checked_on,
        checked_by=relation.checked_by,
        article=relation.article,
        article_unread=relation.article_unread,
    )


def _asked(rule: Provision, question: Question, *, governed: bool) -> Finding:
    binding = not (rule.gap_filler and governed)
    place = None
    if rule.gap_filler:
        place = filled(reasons.CHECKLIST if governed else reasons.GAP_FILLED, article=rule.gap_filler)
    if not rule.verified:
        why = reasons.UNVERIFIED if rule.article else reasons.UNREAD
        return Finding(rule, Answer.UNCLEAR, sentences(why, place), binding, Doubt.UNVERIFIED)
    if rule.test is None:
        return Finding(rule, Answer.MET, sentences(reasons.OF_RIGHT, place), binding)
    result = _evaluated(rule.test, question)
    if result.value is None and not result.unknown:
        return Finding(rule, Answer.UNCLEAR, sentences(reasons.NOT_DRAFTED, place), binding, Doubt.NOT_DRAFTED)
    if result.value is None:
        facts = listed(FACTS[fact].words for fact in result.unknown)
        why = filled(reasons.UNKNOWN, facts=facts)
        return Finding(rule, Answer.UNCLEAR, sentences(why, place), binding, Doubt.FACT_UNKNOWN, result.unknown)
    answer = Answer.MET if result.value else Answer.NOT_MET
    return Finding(rule, answer, sentences(_period(listed(result.because)), place), binding)


def _period(said: Wording) -> Wording:
    return Wording(f"{said.ar}.", f"{said.fr}.", f"{said.en}.")


@dataclass(frozen=True, slots=True)
class _Result:
    """True, False, or None for unknown (Kleene's three values), with what decided it and what is missing."""

    value: bool | None
    because: tuple[Wording, ...] = ()
    unknown: tuple[Fact, ...] = ()


def _evaluated(test: Test, question: Question) -> _Result:
    match test:
        case Contains(content):
            if question.contents is None:
                return _Result(None)
            there = content in question.contents
            return _Result(there, (reasons.CONTAINED if there else reasons.MISSING,))
        case Is(fact, wanted):
            if fact not in question.facts:
                return _Result(None, unknown=(fact,))
            value = question.facts[fact]
            return _Result(value == wanted, (filled(reasons.ANSWERED, fact=FACTS[fact].words, value=_said(value)),))
        case AtLeast(fact, least):
            if fact not in question.facts:
                return _Result(None, unknown=(fact,))
            form, number = FACTS[fact], int(question.facts[fact])
            unit = UNITS[form.unit] if form.unit else Wording()
            said = filled(reasons.COUNTED, fact=form.words, value=number, unit=unit, least=least)
            return _Result(number >= least, (said,))
        case All(parts):
            return _together(parts, question, decisive=False)
        case AnyOf(parts):
            return _together(parts, question, decisive=True)


def _together(parts: tuple[Test, ...], question: Question, *, decisive: bool) -> _Result:
    """One decisive part settles the whole; else an unknown part leaves it unknown; else it is the other value."""
    results = [_evaluated(part, question) for part in parts]
    for value in (decisive, None):
        found = [result for result in results if result.value is value]
        if found:
            break
    else:
        value, found = not decisive, results
    return _Result(
        value,
        tuple(dict.fromkeys(reason for result in found for reason in result.because)),
        tuple(dict.fromkeys(fact for result in found for fact in result.unknown)),
    )


def _said(value: bool | int | str) -> Wording:
    if isinstance(value, bool):
        return reasons.YES if value else reasons.NO
    return reasons.PURPOSES[Purpose(str(value))]
