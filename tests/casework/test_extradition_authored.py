"""Extradition authored on a node: two officers, what an act of ours may not say, and what a peer's is kept as."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tajawub.casework import acts, reads
from tajawub.casework.acts import NeedsApproval
from tajawub.casework.bodies import Incomplete, filled_in
from tajawub.casework.dossier import Dossier, Standing
from tajawub.casework.life_cycle import Kind, NotPossible, Side
from tajawub.casework.models import Act, Request
from tajawub.casework.objections import objections
from tajawub.mandates.values import Forbidden

from .deciding import decided
from .parties import MORNING, SAID, SOUGHT, Party, pair, play
from .test_extradition import ARRESTED, COMPLETE, GRANTED, played
from .two_states import BEGAN, DESK, JUDGE, LAWYER, Paris, entries

ON_ONE = SAID[Kind.ARREST] | {"matched": ["birth_date"], "override": "Flagrance, gare de Lyon."}
UNFAVOURABLE = SAID[Kind.REPORT_COURT_DECISION] | {"outcome": "unfavourable"}


# ---------------------------------------------------------------- what an act of ours may not say


def objected(kind: Kind, dossier: Dossier, *, at: datetime = MORNING, ago: int = 0, **changed: Any) -> dict[str, str]:
    """Return what is wrong with an act authored an hour after the dossier's beginning, done `ago` minutes before."""
    now = at + timedelta(hours=1)
    body = filled_in(kind, SAID[kind] | changed)
    return objections(dossier, body, at=now, occurred_at=now - timedelta(minutes=ago), zone=ZoneInfo("UTC"))


@pytest.mark.parametrize(
    ("kind", "before", "code"),
    [
        (Kind.ARREST, ARRESTED[:2], "before_request"),
        (Kind.RECEIVE_FORMAL_REQUEST, (*ARRESTED, Kind.SEND_FORMAL_REQUEST), "before_request"),
        (Kind.REPORT_INCOMPLETE_REQUEST, (*ARRESTED, Kind.SEND_FORMAL_REQUEST), "before_request"),
        (Kind.RELEASE, ARRESTED, "before_arrest"),
        (Kind.SURRENDER, (*GRANTED, Kind.SCHEDULE_SURRENDER), "before_arrest"),
        (Kind.SURRENDER_TEMPORARILY, GRANTED, "before_arrest"),
    ],
)
def test_no_fact_of_ours_is_dated_before_what_it_answers(kind: Kind, before: tuple[Kind, ...], code: str) -> None:
    dossier = played(*before)[1].dossier
    assert objected(kind, dossier, ago=61) == {"occurred_at": code}
    assert objected(kind, dossier) == {}


@pytest.mark.parametrize("kind", [Kind.SURRENDER, Kind.SURRENDER_TEMPORARILY])
def test_no_surrender_of_ours_is_dated_before_the_grant(kind: Kind) -> None:
    # The arrest was authored at 08:02, the grant at 08:08.
    assert objected(kind, played(*GRANTED)[1].dossier, ago=55) == {"occurred_at": "before_grant"}


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        (Kind.SCHEDULE_SURRENDER, "on"),
        (Kind.SURRENDER_TEMPORARILY, "return_by"),
        (Kind.REPORT_INCOMPLETE_REQUEST, "answer_by"),
        (Kind.CONSULT, "answer_by"),
        (Kind.ASK_SUPPLEMENT, "answer_by"),
    ],
)
def test_no_day_to_come_of_ours_lies_in_the_past(kind: Kind, field: str) -> None:
    dossier = played(*GRANTED)[1].dossier
    assert objected(kind, dossier, **{field: "2026-11-22"}) == {field: "past_day"}
    assert objected(kind, dossier, **{field: "2026-11-23"}) == {}


@pytest.mark.parametrize("kind", [Kind.REQUEST_PROVISIONAL_ARREST, Kind.SEND_FORMAL_REQUEST])
def test_no_warrant_notice_or_birth_of_ours_is_of_tomorrow(kind: Kind) -> None:
    tomorrow = "2026-11-24"
    changed = {
        "person": SOUGHT["person"] | {"born_on": tomorrow},
        "warrant": SOUGHT["warrant"] | {"issued_on": tomorrow},
        "notice": {"reference": "2026/5512", "checked_on": tomorrow},
    }
    assert objected(kind, pair()[0].dossier, **changed) == dict.fromkeys(
        ("person.born_on", "warrant.issued_on", "notice.checked_on"), "future_day"
    )
    assert objected(Kind.REPORT_NOTICE_CANCELLED, played(*ARRESTED)[1].dossier, cancelled_on=tomorrow) == {
        "cancelled_on": "future_day"
    }
    given = {"assurances": [{"text": "x", "given_by": "x", "given_on": tomorrow}]}
    assert objected(Kind.GRANT, played(*GRANTED)[1].dossier, **given) == {"assurances.0.given_on": "future_day"}


def court(outcome: str, *after: str) -> Dossier:
    """Return a file in which the court decided so, and so again after each appeal."""
    paris, rabat = played(*COMPLETE, Kind.REFER_TO_COURT)
    for number, one in enumerate((outcome, *after)):
        if number:
            play(paris, rabat, Kind.REPORT_APPEAL)
        paris.receive(rabat.author(Kind.REPORT_COURT_DECISION, body=UNFAVOURABLE | {"outcome": one}))
    return rabat.dossier


def test_extradition_is_not_granted_against_the_courts_last_decision() -> None:
    assert objected(Kind.GRANT, court("unfavourable")) == {"authority": "court_unfavourable"}
    assert objected(Kind.GRANT, court("favourable", "unfavourable")) == {"authority": "court_unfavourable"}
    assert objected(Kind.GRANT, court("unfavourable", "favourable")) == {}
    assert objected(Kind.GRANT, court("favourable_in_part")) == {}


LETTER = (Kind.ISSUE, Kind.ACKNOWLEDGE)


def asked(*kinds: Kind) -> tuple[Party, Party]:
    paris, rabat = pair()
    play(paris, rabat, *kinds)
    return paris, rabat


@pytest.mark.parametrize("kind", [Kind.REFUSE, Kind.POSTPONE])
@pytest.mark.parametrize("party", [lambda: asked(*LETTER), lambda: played(*GRANTED)], ids=["letter", "extradition"])
def test_help_is_refused_or_postponed_only_after_a_consultation_answered_or_left_unanswered(
    kind: Kind, party: Any
) -> None:
    """Sources: un-untoc-2000 art. 18(26), 16(16)."""
    paris, rabat = party()
    assert objected(kind, rabat.dossier) == {"reasons": "consult_first"}
    by = SAID[Kind.CONSULT] | {"answer_by": "2026-11-25"}
    paris.receive(rabat.author(Kind.CONSULT, body=by))
    assert objected(kind, rabat.dossier) == {"reasons": "consult_first"}
    later = {"at": MORNING + timedelta(days=2), "review_on": "2027-01-15"} if kind is Kind.POSTPONE else {
        "at": MORNING + timedelta(days=2)
    }  # fmt: skip
    assert objected(kind, rabat.dossier, **later) == {"reasons": "consult_first"}
    later["at"] += timedelta(days=1)
    assert objected(kind, rabat.dossier, **later) == {}
    play(paris, rabat, Kind.ANSWER_CONSULTATION)
    assert objected(kind, rabat.dossier) == {}
    paris.receive(rabat.author(Kind.CONSULT))
    assert objected(kind, rabat.dossier) == {"reasons": "consult_first"}


# ---------------------------------------------------------------- on a node of ours


def test_an_arrest_on_fewer_than_two_identifiers_goes_to_a_second_officer(paris: Paris) -> None:
    request = paris.sought()
    by = paris.mandates[LAWYER]
    with pytest.raises(NeedsApproval):
        acts.author(request.pk, filled_in(Kind.ARREST, ON_ONE), by=by, at=paris.now())
    draft = acts.begin(Kind.ARREST, request=request.pk, by=by, at=paris.now())
    acts.save(draft.pk, ON_ONE, by=by, at=paris.now())
    draft = acts.submit(draft.pk, by=by, at=paris.now())
    digest = bytes(draft.digest or b"")
    with pytest.raises(Forbidden, match="nobody approves what they wrote"):
        acts.approve(draft.pk, digest, by=by, at=paris.now())
    acts.approve(draft.pk, digest, by=paris.mandates[DESK], at=paris.now())
    act = acts.issue(draft.pk, by=by, at=paris.now())
    request.refresh_from_db()
    assert (act.kind, request.state, request.detained) == ("arrest", "formal_request_due", True)


def test_an_arrest_on_two_identifiers_is_one_officers_to_report(paris: Paris) -> None:
    request = paris.sought()
    paris.author(request, Kind.ARREST, by=LAWYER)
    request.refresh_from_db()
    assert (request.state, request.detained) == ("formal_request_due", True)
    assert paris.rabat.dossier(request.pk).custody == "in_custody"


def test_an_identifier_that_the_request_does_not_give_is_compared_with_nothing(paris: Paris) -> None:
    """Two ticks are no match where the request gave a birth date and fingerprints: what was ticked must be there."""
    request = paris.sought()
    said = SAID[Kind.ARREST] | {"matched": ["photograph", "dna"]}
    with pytest.raises(Incomplete) as told:
        paris.author(request, Kind.ARREST, by=LAWYER, **said)
    assert told.value.errors == {"matched": "not_sent"}
    assert not Act.objects.filter(request=request, kind=Kind.ARREST).exists()


def test_an_arrest_dated_before_its_request_is_not_sealed(paris: Paris) -> None:
    request = paris.sought()
    with pytest.raises(Incomplete) as refused:
        acts.author(
            request.pk,
            filled_in(Kind.ARREST, SAID[Kind.ARREST]),
            by=paris.mandates[LAWYER],
            at=paris.now(),
            occurred_at=BEGAN - timedelta(hours=1),
        )
    assert refused.value.errors == {"occurred_at": "before_request"}
    assert Act.objects.filter(request=request).count() == 2


def test_a_request_on_a_name_alone_is_not_submitted(paris: Paris) -> None:
    by = paris.mandates[JUDGE]
    draft = acts.begin(Kind.REQUEST_PROVISIONAL_ARREST, by=by, at=paris.now())
    nobody = {"name": "Idriss Vaubrac", "description": "1 m 78"}
    acts.save(draft.pk, _wanted() | {"person": nobody}, by=by, at=paris.now())
    with pytest.raises(Incomplete) as refused:
        acts.submit(draft.pk, by=by, at=paris.now())
    assert refused.value.errors == {"person.identifiers": "name_only"}


def _wanted() -> dict[str, Any]:
    return SAID[Kind.REQUEST_PROVISIONAL_ARREST] | {"addressee": "ma-dapg"}


def requested(paris: Paris) -> Request:
    """Return a request of ours for provisional arrest that Rabat has received."""
    by = paris.mandates[JUDGE]
    draft = acts.begin(Kind.REQUEST_PROVISIONAL_ARREST, by=by, at=paris.now())
    draft = decided(acts.save(draft.pk, _wanted(), by=by, at=paris.now()), by=by, at=paris.at)
    draft = paris.approve(acts.submit(draft.pk, by=by, at=paris.now()))
    act = acts.issue(draft.pk, by=by, at=paris.now())
    paris.rabat.open(act)
    return Request.objects.get(pk=act.request_id)


def test_nothing_is_decided_by_us_on_a_request_withdrawn(paris: Paris) -> None:
    request = paris.sought()
    paris.author(request, Kind.ARREST, by=LAWYER)
    paris.receive(paris.rabat.author(request, Kind.WITHDRAW))
    request.refresh_from_db()
    assert request.state == "withdrawn_release_due"
    with pytest.raises(NotPossible):
        paris.author(request, Kind.RECORD_CONSENT, by=LAWYER)
    with pytest.raises(NotPossible):
        acts.begin(Kind.REFUSE, request=request.pk, by=paris.mandates[LAWYER], at=paris.now())
    paris.author(request, Kind.RELEASE, by=LAWYER)
    request.refresh_from_db()
    assert (request.state, request.detained) == ("withdrawn", False)


def test_a_peers_decision_on_a_request_withdrawn_is_kept_alarms_and_stands_in_the_account(paris: Paris) -> None:
    request = requested(paris)
    for kind in (Kind.ACKNOWLEDGE, Kind.ARREST, Kind.RECORD_CONSENT):
        paris.receive(paris.rabat.later(request, kind, at=paris.at))
    paris.author(request, Kind.WITHDRAW)
    assert entries("casework:act:alarm") == []
    grant = paris.rabat.author(request, Kind.GRANT)
    assert paris.receive(grant).standing is Standing.WITHOUT_EFFECT
    request.refresh_from_db()
    assert (request.state, request.alarmed) == ("withdrawn_release_due", True)
    assert [about for about, _ in entries("casework:act:alarm")] == [request.label]
    kept = Act.objects.get(request=request, side=Side.REQUESTED, number=4)
    (line,) = reads.account("MA", at=BEGAN, answer=False).requests
    head = line.head(Side.REQUESTED)
    assert head is not None
    assert (bytes(kept.sealed), head.number, bytes.fromhex(head.digest)) == (grant, 4, bytes(kept.digest))
