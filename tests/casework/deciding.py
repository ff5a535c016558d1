"""What an author decides before a draft leaves: the facts stated, a reason wherever the law's answer is unclear."""

from __future__ import annotations

from datetime import datetime

from tajawub.casework import acts, reads
from tajawub.casework.bodies import Incomplete, filled_in
from tajawub.casework.life_cycle import Kind
from tajawub.casework.models import Draft
from tajawub.law.question import Fact
from tajawub.mandates.values import Mandate
from tajawub.node.invented import FACTS, REASON


def decided(draft: Draft, *, by: Mandate, at: datetime) -> Draft:
    """Return the draft with everything decided that its author can decide; one that cannot be read yet as it is."""
    draft = acts.state_facts(draft.pk, {Fact(fact): value for fact, value in FACTS.items()}, by=by, at=at)
    try:
        body = filled_in(Kind(draft.kind), draft.fields)
    except Incomplete:
        return draft
    for concern in reads.undecided(draft, body, at):
        if not concern.bars:
            acts.reason(draft.pk, concern.id, REASON, by=by, at=at)
    return draft
