"""What the law says of a draft, and of no request at all: read, answered, set aside; never decided by the page."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from tajawub.casework.acts.drafts import _draft_digest
from tajawub.casework.bodies import filled_in
from tajawub.casework.life_cycle import Kind
from tajawub.casework.models import Draft, Judgement
from tajawub.node.invented import FACTS, REASON, SET_ASIDE

from .world import HOSTILE, World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("invented_law")]
INTERESTS = "fr-ma-mla-2008/interests"


def url(draft: Draft) -> str:
    return reverse("opinion", args=[draft.pk])


def page(client: Client, draft: Draft) -> str:
    answer = client.get(url(draft))
    assert answer.status_code == 200
    return answer.content.decode()


def said(**changes: str) -> dict[str, str]:
    """Return the case's facts as a form sends them."""
    words = {True: "yes", False: "no"}
    return {
        fact: words.get(value, str(value)) if isinstance(value, bool) else str(value) for fact, value in FACTS.items()
    } | changes


def test_the_bases_relied_on_stand_first_with_what_each_rule_answers(world: World) -> None:
    draft = world.draft()
    context = world.client("judge").get(url(draft)).context
    assert [(sheet.title.en, sheet.relied_on) for sheet in context["sheets"]] == [
        ("An invented convention on assistance", True),
        ("An invented multilateral convention", True),
    ]
    answers = {row.rule.title.en: row.sign.text for row in context["sheets"][0].rows}
    assert answers == {
        "No essential interest is touched": "unclear",
        "The offence is not political": "unclear",
        "The offence is not military": "unclear",
        "The requesting authority is named": "met",
    }
    assert [left.title.en for left in context["left"]] == [
        "An invented older convention",
        "An invented convention on extradition",
    ]


def test_what_was_not_read_never_looks_verified(world: World) -> None:
    shown = page(world.client("judge"), world.draft())
    assert "article not read" in shown
    assert "secondary source" in shown
    assert "not yet confirmed by a lawyer of this node" in shown
    assert "confirmed by <bdi>A lawyer of the tests</bdi>" in shown


def test_facts_are_asked_with_unknown_as_the_answer_that_stands(world: World) -> None:
    draft, client = world.draft(), world.client("judge")
    shown = page(client, draft)
    assert 'name="political_offence" value="" checked' in shown
    assert client.post(url(draft), {"do": "facts", **said()}).url == url(draft)
    draft.refresh_from_db()
    assert draft.facts == {fact: FACTS[fact] for fact in draft.facts}
    assert draft.facts["group_persons"] == 4
    context = client.get(url(draft)).context
    assert context["lacking"] == 1
    client.post(url(draft), {"do": "facts", **said(political_offence="")})
    assert client.get(url(draft)).context["lacking"] == 2


def test_a_number_that_is_none_keeps_nothing_and_says_so_at_its_field(world: World) -> None:
    draft, client = world.draft(), world.client("judge")
    answer = client.post(url(draft), {"do": "facts", **said(group_persons="four <b>")})
    assert answer.status_code == 422
    assert "This cannot be read" in answer.content.decode()
    assert "four &lt;b&gt;" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.facts == {}


def test_a_draft_with_an_answer_left_open_is_not_submitted_and_the_page_says_where(world: World) -> None:
    draft, client = world.draft(), world.client("judge")
    client.post(url(draft), {"do": "facts", **said()})
    assert "1 unclear, without a reason" in client.get(reverse("review", args=[draft.pk])).content.decode()
    answer = client.post(reverse("submit", args=[draft.pk]), follow=True)
    assert answer.redirect_chain == [(url(draft), 302)]
    assert "unclear at 1 place" in answer.content.decode()
    client.post(url(draft), {"do": "reasons", f"reason:{INTERESTS}": HOSTILE})
    shown = page(client, draft)
    assert "Nothing here waits for a decision" in shown
    assert "Officer judge" in shown
    assert "<script>alert" not in shown
    assert client.post(reverse("submit", args=[draft.pk])).url == reverse("review", args=[draft.pk])


def test_the_same_reason_is_recorded_for_each_that_lacks_one(world: World) -> None:
    draft, client = world.draft(), world.client("judge")
    client.post(url(draft), {"do": "facts", **said(political_offence="", military_offence="")})
    own = "Répond le dossier."
    client.post(url(draft), {"do": "same", "same": REASON, "reason:fr-ma-mla-2008/political": own})
    made = dict(Judgement.objects.values_list("provision", "text"))
    assert made == {
        INTERESTS: REASON,
        "fr-ma-mla-2008/military": REASON,
        "fr-ma-mla-2008/political": own,
    }


def test_the_same_reason_left_empty_records_nothing(world: World) -> None:
    draft, client = world.draft(), world.client("judge")
    assert client.post(url(draft), {"do": "same", "same": " "}).status_code == 422
    assert not Judgement.objects.exists()


def test_a_reason_that_cannot_be_kept_stands_with_its_error_and_the_others_are_kept(world: World) -> None:
    draft, client = world.draft(), world.client("judge")
    typed = {"do": "reasons", f"reason:{INTERESTS}": "abc\u202ecba", "reason:fr-ma-mla-2008/political": "bien"}
    answer = client.post(url(draft), typed)
    assert answer.status_code == 422
    assert "turns the reading direction" in answer.content.decode()
    assert list(Judgement.objects.values_list("provision", flat=True)) == ["fr-ma-mla-2008/political"]


def test_what_is_not_in_question_is_not_judged(world: World) -> None:
    draft, client = world.draft(), world.client("judge")
    answer = client.post(url(draft), {"do": "reasons", "reason:nowhere/at-all": "x"}, follow=True)
    assert "The law’s answer is another by now" in answer.content.decode()
    assert not Judgement.objects.exists()


def barred(world: World) -> Draft:
    """A submitted draft with one bar: the offence is political, and its author says so."""
    draft, client = world.draft(), world.client("judge")
    client.post(url(draft), {"do": "facts", **said(political_offence="yes")})
    client.post(url(draft), {"do": "same", "same": REASON})
    assert client.post(reverse("submit", args=[draft.pk])).url == reverse("review", args=[draft.pk])
    draft.refresh_from_db()
    return draft


def test_a_bar_is_set_aside_by_another_officer_before_approval(world: World) -> None:
    draft, lawyer = barred(world), world.client("lawyer")
    digest = {"digest": bytes(draft.digest or b"").hex()}
    assert "1 bar, not set aside" in lawyer.get(reverse("review", args=[draft.pk])).content.decode()
    answer = lawyer.post(reverse("approve", args=[draft.pk]), digest, follow=True)
    assert answer.redirect_chain == [(url(draft), 302)]
    assert "1 bar stands against it" in answer.content.decode()
    assert "Why you set this bar aside" in answer.content.decode()
    lawyer.post(url(draft), {"do": "set_aside", "reason:fr-ma-mla-2008/political": SET_ASIDE})
    assert SET_ASIDE in page(lawyer, draft)
    lawyer.post(reverse("approve", args=[draft.pk]), digest)
    draft.refresh_from_db()
    assert draft.step == Draft.Step.APPROVED


def test_its_author_cannot_set_a_bar_aside(world: World) -> None:
    draft, judge = barred(world), world.client("judge")
    assert "a second officer may set this aside, with reasons" in page(judge, draft)
    answer = judge.post(url(draft), {"do": "set_aside", "reason:fr-ma-mla-2008/political": "x"})
    assert answer.status_code == 403
    assert not Judgement.objects.filter(sets_aside=True).exists()


def test_an_incomplete_draft_says_what_lacks_before_the_law_is_asked(world: World) -> None:
    shown = page(world.client("judge"), world.draft(facts=""))
    assert "The law is asked once the act is complete" in shown
    assert "?check=1#f-facts" in shown


def test_the_law_can_be_asked_without_a_request_by_every_mandate(world: World) -> None:
    for who in ("judge", "operator", "stranger"):
        answer = world.client(who).get(reverse("legal_basis"))
        assert answer.status_code == 200
        assert [sheet.title.en for sheet in answer.context["sheets"]] == [
            "An invented convention on assistance",
            "An invented multilateral convention",
        ]
    assert "What a request must contain" in answer.content.decode()
    assert f'href="{reverse("legal_basis")}" aria-current="page"' in answer.content.decode()


def asked(client: Client, **question: str) -> tuple[int, dict[str, str]]:
    answer = client.get(f"{reverse('legal_basis')}?{urlencode(question)}")
    return answer.status_code, {
        row.rule.title.en: row.sign.text for sheet in answer.context["sheets"] for row in sheet.rows
    }


def test_the_question_stands_in_the_address_with_its_facts(world: World) -> None:
    client = world.client("judge")
    question = {"requesting": "MA", "requested": "FR", "procedure": "extradition", "on": "2020-01-01"}
    facts = {"max_penalty_requesting_months": "120", "max_penalty_requested_months": "12"}
    status, answers = asked(client, **question, **facts)
    assert (status, answers["Two years at least in both laws"]) == (200, "not met")
    assert asked(client, **question)[1]["Two years at least in both laws"] == "unclear"


def test_before_its_entry_into_force_a_text_leaves_the_day_to_a_person(world: World) -> None:
    client = world.client("judge")
    answers = asked(client, procedure="extradition", on="2010-01-01")[1]
    assert answers["In force between the two States on that day"] == "unclear"


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ({"requested": "FR"}, "A State asks itself nothing"),
        ({"requested": "ZZ"}, "Choose one from the list"),
        ({"procedure": "war"}, "Choose one from the list"),
        ({"on": "yesterday"}, "This is no date"),
        ({"group_persons": "many"}, "This cannot be read"),
    ],
)
def test_a_question_that_cannot_be_asked_says_why(world: World, question: dict[str, str], says: str) -> None:
    answer = world.client("judge").get(f"{reverse('legal_basis')}?{urlencode(question)}")
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert "The law was not asked" in answer.content.decode()


def test_where_nothing_carries_a_request_the_page_says_why_for_each(world: World) -> None:
    answer = world.client("judge").get(f"{reverse('legal_basis')}?procedure=preservation")
    assert "No instrument held here carries such a request on that day." in answer.content.decode()
    assert len(answer.context["left"]) == 4


@pytest.mark.parametrize(
    ("changed", "says"),
    [({}, "its author gave no reason"), ({**FACTS, "political_offence": True}, "1 bar stands against it")],
)
def test_a_law_that_answers_otherwise_on_the_day_of_issue_lets_nothing_leave(
    world: World, changed: dict[str, object], says: str
) -> None:
    draft = world.approved()
    # Seen from the draft, another answer of the law is the same whether the text or a fact is another: so the facts
    # are exchanged, and the approval with them.
    draft.facts = changed
    draft.digest = draft.approved_digest = _draft_digest(draft, filled_in(Kind.ISSUE, draft.fields))
    draft.save()
    answer = world.client("judge").post(reverse("issue", args=[draft.pk]), {"understood": "on"}, follow=True)
    assert answer.redirect_chain == [(url(draft), 302)]
    assert says in answer.content.decode()
    assert Draft.objects.get(pk=draft.pk).step == Draft.Step.APPROVED
