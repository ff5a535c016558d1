"""What the law answers: bases ranked, each provision met, not met or unclear, what was left out and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from tajawub.law.provision import Effect, Instrument, Kind, Provision, Relation
from tajawub.law.question import Fact, Question
from tajawub.mandates.values import Wording


class Answer(StrEnum):
    MET = "met"
    NOT_MET = "not_met"
    UNCLEAR = "unclear"


class Doubt(StrEnum):
    """Why an answer is unclear."""

    FACT_UNKNOWN = "fact_unknown"
    UNVERIFIED = "unverified"  # it rests on the press or on general knowledge
    NOT_DRAFTED = "not_drafted"  # there is no request yet whose contents could be read
    FORCE_UNKNOWN = "force_unknown"  # whether the text was in force that day


@dataclass(frozen=True, slots=True)
class Finding:
    """One provision asked of one request. `binding` is False where it is only a checklist (art. 18(7) and like
    rules of precedence): it then neither bars nor needs a person's decision. `unknown`: the facts it still needs."""

    provision: Provision
    answer: Answer
    why: Wording
    binding: bool = True
    doubt: Doubt | None = None
    unknown: tuple[Fact, ...] = ()

    @property
    def id(self) -> str:
        return self.provision.id

    @property
    def cure(self) -> Wording:
        return self.provision.cure

    @property
    def verified(self) -> bool:
        return self.provision.verified

    @property
    def bars(self) -> bool:
        return (
            self.binding
            and self.answer is Answer.NOT_MET
            and self.provision.effect in (Effect.BARS, Effect.MANDATORY, Effect.ASSURANCE)
        )


@dataclass(frozen=True, slots=True)
class BasisOpinion:
    """One instrument that can carry the request. `rules` are the provisions that bind without being answered:
    guards, terms, limits on use, forbidden grounds, safeguards, channels; `to_confirm` says what a person must
    still confirm about its being in force."""

    instrument: Instrument
    rank: int
    why: Wording
    relation: Relation
    findings: tuple[Finding, ...]
    rules: tuple[Provision, ...]
    to_confirm: Wording | None = None

    def _rules(self, kind: Kind) -> tuple[Provision, ...]:
        return tuple(rule for rule in self.rules if rule.kind is kind)

    @property
    def guards(self) -> tuple[Provision, ...]:
        return self._rules(Kind.GUARD)

    @property
    def terms(self) -> tuple[Provision, ...]:
        return self._rules(Kind.TERM)

    @property
    def forbidden_grounds(self) -> tuple[Provision, ...]:
        return self._rules(Kind.FORBIDDEN_GROUND)

    @property
    def use_limits(self) -> tuple[Provision, ...]:
        return self._rules(Kind.USE_LIMIT)

    @property
    def safeguards(self) -> tuple[Provision, ...]:
        return self._rules(Kind.SAFEGUARD)

    @property
    def channels(self) -> tuple[Provision, ...]:
        return self._rules(Kind.CHANNEL)

    def counted(self, answer: Answer) -> int:
        """Return how many binding findings have that answer."""
        return Counter(finding.answer for finding in self.findings if finding.binding)[answer]


@dataclass(frozen=True, slots=True)
class Excluded:
    instrument: Instrument
    why: Wording


@dataclass(frozen=True, slots=True)
class Opinion:
    question: Question
    bases: tuple[BasisOpinion, ...]
    excluded: tuple[Excluded, ...]

    @property
    def unclear(self) -> tuple[Finding, ...]:
        """What a person must decide, with a reason, before the request goes."""
        return tuple(found for found in self._binding() if found.answer is Answer.UNCLEAR)

    @property
    def bars(self) -> tuple[Finding, ...]:
        """What needs a second officer's reasoned setting aside."""
        return tuple(found for found in self._binding() if found.bars)

    @property
    def stands(self) -> bool:
        """Whether some instrument carries the request and nothing bars it."""
        return bool(self.bases) and not self.bars

    def basis(self, key: str) -> BasisOpinion | None:
        return next((basis for basis in self.bases if basis.instrument.key == key), None)

    def finding(self, provision: str) -> Finding | None:
        return next((found for basis in self.bases for found in basis.findings if found.id == provision), None)

    def exclusion(self, key: str) -> Excluded | None:
        return next((left_out for left_out in self.excluded if left_out.instrument.key == key), None)

    def _binding(self) -> tuple[Finding, ...]:
        return tuple(found for basis in self.bases for found in basis.findings if found.binding)
