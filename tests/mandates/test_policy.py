"""Who may and who may not, for every permission: the table below is the whole of it."""

from __future__ import annotations

import re
from enum import Enum
from importlib.resources import files
from itertools import chain, combinations, product

import pytest

from tajawub.mandates.permissions import Permission as Ask
from tajawub.mandates.permissions import Role
from tajawub.mandates.policy import decide, parse, policies
from tajawub.mandates.values import BadPolicy, Mandate, Resource

TEXT = (files("tajawub.mandates") / "policies" / "tajawub.cedar").read_text(encoding="utf-8")
SCHEMA = (files("tajawub.mandates") / "policies" / "tajawub.cedarschema").read_text(encoding="utf-8")

ME, SOMEBODY_ELSE = 1, 2


class At(Enum):
    """Where an officer's authority stands to a request from the Paris court to the Rabat prosecutor."""

    REQUESTING = ("fr-tj-paris", "FR")
    REQUESTING_CENTRAL = ("fr-bepi", "FR")
    REQUESTED = ("ma-pg-rabat", "MA")
    REQUESTED_CENTRAL = ("ma-dapg", "MA")
    OTHER_OF_REQUESTING_STATE = ("fr-pnf", "FR")
    OTHER_OF_REQUESTED_STATE = ("ma-cc", "MA")


ASKING = (At.REQUESTING, At.REQUESTING_CENTRAL)
ASKED = (At.REQUESTED, At.REQUESTED_CENTRAL)
PARTIES = ASKING + ASKED
ANYWHERE = tuple(At)
D, A, X, K, O = Role.DRAFTER, Role.APPROVER, Role.EXECUTOR, Role.DESK, Role.OPERATOR  # noqa: E741

Who = frozenset[tuple[Role, At]]


def _who(roles: tuple[Role, ...], places: tuple[At, ...]) -> Who:
    return frozenset(product(roles, places))


MAY: dict[Ask, Who] = {
    Ask.DRAFT_REQUEST: _who((D,), (At.REQUESTING,)),
    Ask.SUBMIT_REQUEST: _who((D,), (At.REQUESTING,)),
    Ask.APPROVE_REQUEST: frozenset(),  # without a kind nobody; see MAY_APPROVE
    Ask.ISSUE_REQUEST: _who((D, A), ASKING),
    Ask.READ_REQUEST: _who((D, A, X, K), PARTIES),
    Ask.READ_ACT: _who((D, A, X, K), PARTIES),
    Ask.READ_STATISTICS: _who((D, A, X, K), PARTIES),
    Ask.WRITE_NOTE: _who((D, A, X, K), PARTIES),
    Ask.ASSIGN_REQUEST: _who((A, K), PARTIES),
    Ask.OPEN_CASE: _who((D, A, X, K), PARTIES),
    Ask.READ_CASE: _who((D, A, X, K), PARTIES),
    Ask.ASSIGN_CASE: _who((D, A, X, K), PARTIES),
    Ask.CLOSE_CASE: _who((D, A, X, K), PARTIES),
    Ask.RECORD_DILIGENCE: _who((X, A), ASKED),
    Ask.RECORD_ORAL: _who((D, A, X, K), PARTIES),
    Ask.READ_ORAL: _who((D, A, X, K), PARTIES),
    Ask.CONFIRM_ORAL: _who((D, A, X, K), PARTIES),
    Ask.AUTHOR_ACT: frozenset(),  # without a kind nobody; see MAY_AUTHOR
    Ask.READ_LOG: _who((K, O), ANYWHERE),
    Ask.PROVE_LOG: _who((D, A, X, K, O), ANYWHERE),
    Ask.READ_PARCEL: _who((K, O), ANYWHERE),
    Ask.RESEND_PARCEL: _who((O,), ANYWHERE),
    Ask.EXCHANGE_ACCOUNT: _who((K, O), ANYWHERE),
    Ask.READ_AUTHORITY: _who((D, A, X, K, O), ANYWHERE),
    Ask.READ_ROSTER: _who((D, A, X, K, O), (At.REQUESTED_CENTRAL,)),
    Ask.ENTER_SHIFT: _who((A, K), (At.REQUESTED_CENTRAL,)),
    Ask.END_SHIFT: _who((A, K), (At.REQUESTED_CENTRAL,)),
    Ask.READ_HEALTH: _who((O,), ANYWHERE),
}

BY_ASKING = _who((D, A), ASKING)
BY_ASKED = _who((X, A), ASKED)

MAY_AUTHOR: dict[str, Who] = {
    "issue": BY_ASKING,
    "supply_supplement": BY_ASKING,
    "accept_conditions": BY_ASKING,
    "accept_results": BY_ASKING,
    "withdraw": BY_ASKING,
    "close": BY_ASKING | BY_ASKED,
    "rectify": BY_ASKING | BY_ASKED,
    "acknowledge": _who((K, A), ASKED),
    "ask_supplement": BY_ASKED,
    "accept": BY_ASKED,
    "accept_in_part": BY_ASKED,
    "offer_conditions": BY_ASKED,
    "refuse": BY_ASKED,
    "postpone": BY_ASKED,
    "report_execution": BY_ASKED,
    "return_results": BY_ASKED,
    "stop": BY_ASKED,
    **dict.fromkeys(
        ("request_provisional_arrest", "send_formal_request", "request_prosecution", "take_over", "return_person",
         "answer_consultation"), BY_ASKING,
    ),
    **dict.fromkeys(
        ("consult", "arrest", "inform_person", "record_consent", "report_incomplete_request",
         "receive_formal_request", "refer_to_court", "report_court_decision", "report_appeal", "grant",
         "schedule_surrender", "surrender",
         "surrender_temporarily", "record_return", "release", "report_death", "report_competing_request",
         "report_interim_measures", "report_interim_measures_lifted", "submit_to_prosecution", "report_outcome"),
        BY_ASKED,
    ),
    **dict.fromkeys(
        ("contest_identity", "confirm_identity", "report_notice_cancelled", "maintain"), BY_ASKING | BY_ASKED
    ),
}  # fmt: skip

# Only what somebody else wrote.
MAY_APPROVE: dict[str, Who] = dict.fromkeys(MAY_AUTHOR, frozenset()) | {
    "issue": _who((A,), ASKING),
    "refuse": _who((A,), ASKED),
    "accept_in_part": _who((A,), ASKED),
    "request_provisional_arrest": _who((A,), ASKING),
    "send_formal_request": _who((A,), ASKING),
    **dict.fromkeys(("grant", "arrest", "surrender", "surrender_temporarily"), _who((A,), ASKED)),
}

QUESTIONS = [
    *((ask, "", who) for ask, who in MAY.items()),
    *((Ask.AUTHOR_ACT, kind, who) for kind, who in MAY_AUTHOR.items()),
    *((Ask.APPROVE_REQUEST, kind, who) for kind, who in MAY_APPROVE.items()),
]
SETS_OF_ROLES = [
    frozenset(some) for some in chain.from_iterable(combinations(Role, size) for size in range(len(Role) + 1))
]


def _mandate(roles: frozenset[Role], at: At) -> Mandate:
    authority, state = at.value
    return Mandate(ME, "Invented Officer", "officer", authority, state, roles)


def _request(*, author: int | None = SOMEBODY_ELSE, act: str = "") -> Resource:
    return Resource(
        kind="request",
        reference="FR-2026-0001",
        requesting_authority="fr-tj-paris",
        requested_authority="ma-pg-rabat",
        requesting_state="FR",
        requested_state="MA",
        requesting_through=("fr-bepi",),
        requested_through=("ma-dapg",),
        author=author,
        act=act,
        authority="ma-dapg",  # whose the roster is; no policy about a request looks at it
    )


def _names(ask: Ask, act: str) -> str:
    return f"{ask} {act}".strip()


def test_the_table_has_every_permission_and_every_kind_of_act() -> None:
    declared = re.search(r"entity Kind enum \[(.*?)\]", SCHEMA, re.DOTALL)
    assert declared is not None
    assert set(MAY) == set(Ask)
    assert set(MAY_AUTHOR) == set(re.findall(r'"(\w+)"', declared[1]))


@pytest.mark.parametrize(("ask", "act", "who"), QUESTIONS, ids=[_names(ask, act) for ask, act, _ in QUESTIONS])
def test_these_may_and_all_others_may_not(ask: Ask, act: str, who: Who) -> None:
    for author in (SOMEBODY_ELSE, ME, None):
        allowed = {
            (role, at)
            for role, at in product(Role, At)
            if decide(_mandate(frozenset({role}), at), ask, _request(author=author, act=act)).allowed
        }
        if ask is Ask.APPROVE_REQUEST and author is not SOMEBODY_ELSE:
            assert allowed == set()
        else:
            assert allowed == who


@pytest.mark.parametrize(("ask", "act", "who"), QUESTIONS, ids=[_names(ask, act) for ask, act, _ in QUESTIONS])
def test_several_roles_add_up_but_an_operator_never_sees_a_request(ask: Ask, act: str, who: Who) -> None:
    for roles, at in product(SETS_OF_ROLES, At):
        shut_out = Role.OPERATOR in roles and ask.room == "casework"
        expected = not shut_out and any((role, at) in who for role in roles)
        assert decide(_mandate(roles, at), ask, _request(act=act)).allowed is expected, (roles, at)


@pytest.mark.parametrize("ask", Ask)
def test_without_a_mandate_nothing_is_permitted(ask: Ask) -> None:
    assert not decide(None, ask, _request()).allowed


def test_the_author_is_told_why_they_may_not_approve() -> None:
    author = _mandate(frozenset({Role.APPROVER}), At.REQUESTING_CENTRAL)
    decision = decide(author, Ask.APPROVE_REQUEST, _request(author=ME, act="issue"))
    assert decision.reasons == ("nobody approves what they wrote",)


def test_a_peer_naming_our_authority_as_its_own_opens_nothing() -> None:
    drafter = _mandate(frozenset({Role.DRAFTER}), At.REQUESTING)
    forged = Resource(
        kind="request",
        reference="MA-2026-0001",
        requesting_authority="fr-tj-paris",
        requested_authority="fr-bepi",
        requesting_state="MA",
        requested_state="FR",
    )
    for ask in (Ask.READ_REQUEST, Ask.DRAFT_REQUEST, Ask.ISSUE_REQUEST):
        assert not decide(drafter, ask, forged).allowed


def test_a_roster_that_names_no_authority_is_nobodys() -> None:
    desk = _mandate(frozenset({Role.DESK}), At.REQUESTED_CENTRAL)
    for ask in (Ask.READ_ROSTER, Ask.ENTER_SHIFT, Ask.END_SHIFT):
        assert not decide(desk, ask, Resource("roster", "ma-dapg")).allowed


def test_a_request_that_names_no_authority_is_nobodys() -> None:
    empty = Resource(kind="request", reference="")
    nameless = Mandate(ME, "", "", "", "", frozenset(Role) - {Role.OPERATOR})
    for ask in Ask:
        if ask.room == "casework":
            assert not decide(nameless, ask, empty).allowed


@pytest.mark.parametrize("act", ["annul", "ISSUE", 'issue", "close', "\x00", "إصدار", " "])
def test_an_unknown_kind_of_act_is_refused(act: str) -> None:
    drafter = _mandate(frozenset({Role.DRAFTER}), At.REQUESTING)
    assert not decide(drafter, Ask.AUTHOR_ACT, _request(act=act)).allowed


@pytest.mark.parametrize("reference", ['FR" || true', "ملف ١", "a\nb\u202e", ""])
def test_hostile_references_change_no_answer(reference: str) -> None:
    drafter = _mandate(frozenset({Role.DRAFTER}), At.REQUESTING)
    stranger = _mandate(frozenset({Role.DRAFTER}), At.OTHER_OF_REQUESTING_STATE)
    request = Resource("request", reference, "fr-tj-paris", "ma-dapg", "FR", "MA")
    assert decide(drafter, Ask.READ_REQUEST, request).allowed
    assert not decide(stranger, Ask.READ_REQUEST, request).allowed


def test_the_nodes_own_policies_fit_their_schema() -> None:
    assert policies() is policies()


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("principal.authority", "principal.autority"),
        ("resource.requesting_side", "resource.requestingside"),
        ("resource has act &&\n", "true &&\n"),
        ('Role::"drafter"', 'Role::"draughter"'),
        ('Kind::"withdraw"', 'Kind::"withdrawn"'),
        ('Action::"node:health:read"', 'Action::"node:health:raed"'),
        ("resource.author == principal", "resource.auhtor == principal"),
        ('@id("nobody approves what they wrote")\n', ""),
        ("permit (", "allow ("),
    ],
)
def test_a_slip_of_the_pen_in_a_policy_is_caught_at_load(right: str, wrong: str) -> None:
    assert right in TEXT
    with pytest.raises(BadPolicy) as caught:
        parse(TEXT.replace(right, wrong), SCHEMA)
    assert caught.value.problems


def test_a_broken_schema_is_caught_at_load() -> None:
    with pytest.raises(BadPolicy):
        parse(TEXT, SCHEMA.replace("entity Officer", "entity Ofifcer"))
