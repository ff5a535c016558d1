"""What people decide where the law's answer is not *met*: facts stated, reasons given, bars set aside."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import rfc8785

from tajawub.casework import reads
from tajawub.casework.acts.drafts import at_step, lock_draft, own_draft
from tajawub.casework.bodies import Incomplete, filled_in, free_text
from tajawub.casework.life_cycle import Kind
from tajawub.casework.models import Draft, Judgement
from tajawub.casework.questions import Concern
from tajawub.law.question import FACTS, Fact
from tajawub.ledger import acts as ledger
from tajawub.mandates.acts import performed, require
from tajawub.mandates.permissions import Permission
from tajawub.mandates.values import Forbidden, Mandate


class NotInQuestion(Exception):
    """The law's answer does not call for that judgement, or no longer: nothing was kept."""

    def __init__(self, provision: str) -> None:
        super().__init__(f"{provision}: there is nothing to decide here; look at the opinion again")
        self.provision = provision


@performed
def state_facts(draft: UUID, facts: Mapping[Fact, bool | int | str], *, by: Mandate, at: datetime) -> Draft:
    """Keep what the author knows for the law's question; what is left out is unknown.

    Raises Forbidden, WrongStep; Incomplete for a value of another form.
    """
    row = own_draft(draft, by, "changed", Draft.Step.OPEN)
    wrong = {str(fact): "not_valid" for fact, value in facts.items() if not FACTS[fact].takes(value)}
    if wrong:
        raise Incomplete(wrong)
    row.facts = {str(fact): value for fact, value in facts.items()}
    row.saved_at = at
    row.save(update_fields=["facts", "saved_at"])
    digest = hashlib.sha256(rfc8785.dumps(row.facts)).digest()
    ledger.append("casework:draft:state", about=str(row.pk), digest=digest, at=at)
    return row


@performed
def reason(draft: UUID, provision: str, text: str, *, by: Mandate, at: datetime) -> Judgement:
    """Record why the author goes on where the law's answer is unclear.

    Raises Forbidden, WrongStep, NotInQuestion; Incomplete, also where the draft is not complete yet.
    """
    row = own_draft(draft, by, "changed", Draft.Step.OPEN)
    return _judged(row, _concern(row, provision, at, bars=False), text, by, at)


@performed
def set_aside(draft: UUID, provision: str, text: str, *, by: Mandate, at: datetime) -> Judgement:
    """Let a second officer, with reasons, go against a bar.

    Raises Forbidden, WrongStep, NotInQuestion, Incomplete.
    """
    row = lock_draft(draft, by)
    resource = reads.draft_resource(row)
    require(by, Permission.APPROVE_REQUEST, resource)
    at_step(row, "judged", Draft.Step.SUBMITTED)
    if row.author_id == by.officer:
        raise Forbidden(by, Permission.APPROVE_REQUEST, resource, "a bar is set aside by another officer")
    return _judged(row, _concern(row, provision, at, bars=True), text, by, at)


def _concern(draft: Draft, provision: str, at: datetime, *, bars: bool) -> Concern:
    body = filled_in(Kind(draft.kind), draft.fields)
    found = next((one for one in reads.concerns(draft, body, at) if one.id == provision and one.bars is bars), None)
    if found is None:
        raise NotInQuestion(provision)
    return found


def _judged(draft: Draft, concern: Concern, text: str, by: Mandate, at: datetime) -> Judgement:
    text = free_text("text", text)
    kept = Judgement.objects.create(
        draft=draft,
        provision=concern.id,
        answer=concern.answer,
        sets_aside=concern.bars,
        text=text,
        officer_id=by.officer,
        stored_at=at,
    )
    what = "set_aside" if concern.bars else "reason"
    digest = hashlib.sha256(f"{draft.pk} {concern.id} {text}".encode()).digest()
    ledger.append(f"casework:draft:{what}", about=str(draft.pk), digest=digest, at=at)
    return kept
