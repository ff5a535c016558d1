"""People decide: an unclear answer takes its author's reason, a bar a second officer's, and once more at issue."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from tajawub.casework import acts, reads
from tajawub.casework.acts import Barred, NotInQuestion, Undecided, WrongStep
from tajawub.casework.bodies import Incomplete, filled_in
from tajawub.casework.life_cycle import Kind
from tajawub.casework.models import Act, Draft, Judgement
from tajawub.law.opinion import Answer
from tajawub.law.provision import Decision
from tajawub.law.question import Fact
from tajawub.ledger.models import Entry
from tajawub.mandates.values import Forbidden
from tajawub.node.invented import LETTER, REASON, SET_ASIDE

from .two_states import DESK, JUDGE, LAWYER, Paris

SUSPENDED_ON = datetime(2014, 6, 2, 9, 0, tzinfo=UTC)
"""French and Moroccan cooperation under their own conventions stood still: 26 February 2014 to 31 January 2015."""


def _open(paris: Paris, **changes: object) -> Draft:
    begun = acts.begin(Kind.ISSUE, by=paris.mandates[JUDGE], at=paris.now())
    return acts.save(begun.pk, LETTER | changes, by=paris.mandates[JUDGE], at=paris.now())


def _ids(paris: Paris, draft: Draft) -> set[str]:
    found = reads.undecided(draft, filled_in(Kind.ISSUE, draft.fields), paris.at)
    return {concern.id for concern in found if not concern.bars}


def _reasoned(paris: Paris, draft: Draft) -> Draft:
    for provision in sorted(_ids(paris, draft)):
        acts.reason(draft.pk, provision, REASON, by=paris.mandates[JUDGE], at=paris.now())
    return draft


def test_a_letter_whose_law_is_unclear_is_not_submitted_until_each_has_its_reason(paris: Paris) -> None:
    draft = _open(paris)
    unclear = _ids(paris, draft)
    assert unclear
    with pytest.raises(Undecided) as told:
        acts.submit(draft.pk, by=paris.mandates[JUDGE], at=paris.now())
    assert {concern.id for concern in told.value.concerns} == unclear
    one, *others = sorted(unclear)
    for provision in others:
        acts.reason(draft.pk, provision, REASON, by=paris.mandates[JUDGE], at=paris.now())
    with pytest.raises(Undecided) as told:
        acts.submit(draft.pk, by=paris.mandates[JUDGE], at=paris.now())
    assert [concern.id for concern in told.value.concerns] == [one]
    acts.reason(draft.pk, one, REASON, by=paris.mandates[JUDGE], at=paris.now())
    assert acts.submit(draft.pk, by=paris.mandates[JUDGE], at=paris.now()).step == Draft.Step.SUBMITTED


def test_a_reason_is_kept_with_its_officer_and_is_in_the_ledger(paris: Paris) -> None:
    draft = _open(paris)
    provision = min(_ids(paris, draft))
    kept = acts.reason(draft.pk, provision, "  Vu au dossier.  ", by=paris.mandates[JUDGE], at=paris.now())
    assert (kept.text, kept.answer, kept.sets_aside) == ("Vu au dossier.", Answer.UNCLEAR, False)
    assert kept.officer_id == paris.mandates[JUDGE].officer
    assert Entry.objects.filter(kind="casework:draft:reason", about=str(draft.pk)).count() == 1


def test_an_empty_reason_is_none(paris: Paris) -> None:
    draft = _open(paris)
    with pytest.raises(Incomplete):
        acts.reason(draft.pk, min(_ids(paris, draft)), " ", by=paris.mandates[JUDGE], at=paris.now())
    assert not Judgement.objects.exists()


def test_only_its_author_gives_reasons(paris: Paris) -> None:
    draft = _open(paris)
    with pytest.raises(Forbidden):
        acts.reason(draft.pk, min(_ids(paris, draft)), REASON, by=paris.mandates[LAWYER], at=paris.now())


def test_what_is_not_in_question_is_not_judged(paris: Paris) -> None:
    draft = _open(paris)
    for provision in ("un-untoc-2000/nothing-of-the-kind", "fr-ma-mla-2008/excluded"):
        with pytest.raises(NotInQuestion):
            acts.reason(draft.pk, provision, REASON, by=paris.mandates[JUDGE], at=paris.now())


def test_a_fact_stated_settles_what_was_unclear_for_want_of_it(paris: Paris) -> None:
    draft = _open(paris, bases=[{"instrument": "un-untoc-2000", "articles": "18"}])
    before = _ids(paris, draft)
    facts = {Fact.TRANSNATIONAL: True, Fact.GROUP_PERSONS: 4, Fact.MAX_PENALTY_REQUESTING_MONTHS: 120}
    draft = acts.state_facts(draft.pk, facts, by=paris.mandates[JUDGE], at=paris.now())
    assert _ids(paris, draft) < before


def test_a_fact_of_another_form_is_told_and_not_kept(paris: Paris) -> None:
    draft = _open(paris)
    with pytest.raises(Incomplete) as told:
        acts.state_facts(draft.pk, {Fact.GROUP_PERSONS: True}, by=paris.mandates[JUDGE], at=paris.now())
    assert told.value.errors == {"group_persons": "not_valid"}
    draft.refresh_from_db()
    assert draft.facts == {}


# ---------------------------------------------------------------- bars


def _barred(paris: Paris) -> Draft:
    """Return a submitted letter that relies on the convention on extradition, which is no basis for assistance."""
    draft = _open(paris, bases=[{"instrument": "fr-ma-extr-2008"}])
    return acts.submit(_reasoned(paris, draft).pk, by=paris.mandates[JUDGE], at=paris.now())


def test_a_basis_that_cannot_carry_the_request_is_a_bar_that_a_second_officer_may_set_aside(paris: Paris) -> None:
    draft = _barred(paris)
    digest = bytes(draft.digest or b"")
    with pytest.raises(Barred) as told:
        acts.approve(draft.pk, digest, by=paris.mandates[LAWYER], at=paris.now())
    assert [concern.id for concern in told.value.concerns] == ["fr-ma-extr-2008/excluded"]
    acts.set_aside(draft.pk, "fr-ma-extr-2008/excluded", SET_ASIDE, by=paris.mandates[LAWYER], at=paris.now())
    assert Entry.objects.filter(kind="casework:draft:set_aside", about=str(draft.pk)).count() == 1
    assert acts.approve(draft.pk, digest, by=paris.mandates[LAWYER], at=paris.now()).step == Draft.Step.APPROVED
    assert acts.issue(draft.pk, by=paris.mandates[JUDGE], at=paris.now()).kind == Kind.ISSUE


@pytest.mark.parametrize("officer", [JUDGE])
def test_nobody_sets_aside_a_bar_to_what_they_wrote(paris: Paris, officer: str) -> None:
    draft = _barred(paris)
    with pytest.raises(Forbidden):
        acts.set_aside(draft.pk, "fr-ma-extr-2008/excluded", SET_ASIDE, by=paris.mandates[officer], at=paris.now())
    assert not Judgement.objects.filter(sets_aside=True).exists()


def test_another_approver_may_set_it_aside(paris: Paris) -> None:
    draft = _barred(paris)
    kept = acts.set_aside(draft.pk, "fr-ma-extr-2008/excluded", SET_ASIDE, by=paris.mandates[DESK], at=paris.now())
    assert kept.sets_aside


def test_the_law_is_asked_again_on_the_day_the_letter_leaves(paris: Paris) -> None:
    """A letter approved while the convention bound is not issued once it is suspended."""
    draft = paris.approved(answer_by=None, answer_by_reason=None, urgency="routine")
    before = Act.objects.count()
    with pytest.raises((Undecided, Barred)):
        acts.issue(draft.pk, by=paris.mandates[JUDGE], at=SUSPENDED_ON)
    assert Act.objects.count() == before
    draft.refresh_from_db()
    assert draft.step == Draft.Step.APPROVED


def test_a_judgement_is_never_changed(paris: Paris) -> None:
    draft = _open(paris)
    kept = acts.reason(draft.pk, min(_ids(paris, draft)), REASON, by=paris.mandates[JUDGE], at=paris.now())
    for change in (lambda: Judgement.objects.filter(pk=kept.pk).update(text="autre"), kept.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    later = acts.reason(draft.pk, kept.provision, "Mieux dit.", by=paris.mandates[JUDGE], at=paris.now())
    assert reads.judgements(draft)[kept.provision].pk == later.pk


def test_the_law_of_the_day_decides_and_the_way_out_is_shown(paris: Paris) -> None:
    draft = _open(paris)
    body = filled_in(Kind.ISSUE, draft.fields)
    then = reads.opinion(draft, body, SUSPENDED_ON + timedelta(days=1))
    now = reads.opinion(draft, body, paris.at)
    assert then is not None
    assert now is not None
    assert next(basis.instrument.key for basis in now.bases) == "fr-ma-mla-2008"
    assert [basis.instrument.key for basis in then.bases] == ["un-untoc-2000"]
    assert "fr-ma-mla-2008" in {one.instrument.key for one in then.excluded}


def test_a_basis_that_the_law_does_not_hold_is_a_bar(paris: Paris) -> None:
    """A peer may cite what it likes: nothing unknown passes unexamined."""
    draft = _open(paris)
    body = filled_in(Kind.ISSUE, LETTER | {"bases": [{"instrument": "zz-unknown"}]})
    assert [(one.id, one.bars) for one in reads.concerns(draft, body, paris.at)] == [("zz-unknown/excluded", True)]


def test_an_approval_names_the_facts_and_reasons_it_saw(paris: Paris) -> None:
    submitted = paris.submitted()
    seen = bytes(submitted.digest or b"")
    acts.take_back(submitted.pk, by=paris.mandates[JUDGE], at=paris.now())
    facts = {Fact.TRANSNATIONAL: True}
    draft = acts.state_facts(submitted.pk, facts, by=paris.mandates[JUDGE], at=paris.now())
    again = acts.submit(_reasoned(paris, draft).pk, by=paris.mandates[JUDGE], at=paris.now())
    assert again.fields == submitted.fields
    with pytest.raises(WrongStep):
        acts.approve(again.pk, seen, by=paris.mandates[LAWYER], at=paris.now())


def test_a_setting_aside_does_not_outlive_the_text_it_was_given_to(paris: Paris) -> None:
    draft = _barred(paris)
    acts.set_aside(draft.pk, "fr-ma-extr-2008/excluded", SET_ASIDE, by=paris.mandates[LAWYER], at=paris.now())
    acts.take_back(draft.pk, by=paris.mandates[JUDGE], at=paris.now())
    again = acts.submit(draft.pk, by=paris.mandates[JUDGE], at=paris.now())
    with pytest.raises(Barred):
        acts.approve(again.pk, bytes(again.digest or b""), by=paris.mandates[LAWYER], at=paris.now())


# ---------------------------------------------------------------- consultation before refusal


@pytest.mark.parametrize(
    ("bases", "at", "article"),
    [
        # Between France and Morocco a convention governs assistance: 18(26) does not apply (18(7)), node policy does.
        ([{"instrument": "fr-ma-mla-2008"}, {"instrument": "un-untoc-2000"}], None, None),
        # While it stood still the convention of Palermo carried the request, and its own procedure with it.
        ([{"instrument": "un-untoc-2000"}], SUSPENDED_ON, "18(26)"),
    ],
    ids=["a convention governs", "suspended"],
)
def test_a_consultation_is_asked_for_by_the_article_where_one_applies(
    paris: Paris, bases: list[dict[str, str]], at: datetime | None, article: str | None
) -> None:
    request = paris.asked(bases=bases)
    rule = reads.consultation_rule(request, Decision.REFUSE, at or paris.at)
    assert (rule and rule.article) == article
