"""What is encoded, cell by cell and number by number, with the tag it was found under: nothing is upgraded."""

from __future__ import annotations

from datetime import date

import pytest

from tajawub.law.engine import examine
from tajawub.law.files import law
from tajawub.law.opinion import Answer, Doubt
from tajawub.law.provision import Decision, Effect, Ground, Provision
from tajawub.law.question import FACTS, Content, Fact, Procedure, Question
from tajawub.law.register import (
    NotHeld,
    consultation_required,
    grounds,
    instrument,
    instruments,
    mandatory_contents,
    terms,
)
from tajawub.law.terms import Event, Length, Outcome, Owed, Quality, Side
from tajawub.mandates.permissions import Evidence

TODAY = date(2026, 11, 24)
R, P, S, G = Evidence.READ, Evidence.SUMMARY, Evidence.SECONDARY, Evidence.GENERAL
X, MLA = Procedure.EXTRADITION, Procedure.MUTUAL_ASSISTANCE
ARREST, PRESERVE = Procedure.PROVISIONAL_ARREST, Procedure.PRESERVATION

FR_MA = {
    "penalty-threshold": (Ground.PENALTY_BELOW_THRESHOLD, Effect.MANDATORY, "2", P),
    "dual-criminality": (Ground.DUAL_CRIMINALITY_ABSENT, Effect.MANDATORY, "2", P),
    "sentence-left": (Ground.PENALTY_BELOW_THRESHOLD, Effect.MANDATORY, "2", P),
    "political-offence": (Ground.POLITICAL_OFFENCE, Effect.MANDATORY, "3-4", P),
    "nationality": (Ground.NATIONALITY, Effect.MANDATORY, "3-4", S),
    "death-penalty": (Ground.DEATH_PENALTY, Effect.REPLACED_IPSO_JURE, "5", P),
    "lapse-of-time": (Ground.LAPSE_OF_TIME, Effect.UNKNOWN, "3", S),
    "discrimination": (Ground.DISCRIMINATION, Effect.UNKNOWN, None, G),
    "ne-bis-in-idem": (Ground.NE_BIS_IN_IDEM, Effect.UNKNOWN, None, G),
    "committed-in-requested-state": (Ground.COMMITTED_IN_REQUESTED_STATE, Effect.UNKNOWN, None, G),
    "fiscal": (Ground.FISCAL_OFFENCE, Effect.UNKNOWN, None, G),
    "age-humanitarian": (Ground.AGE_OR_HUMANITARIAN, Effect.UNKNOWN, None, G),
    "torture-risk": (Ground.TORTURE_RISK, Effect.MANDATORY, None, G),
}
UNTOC = {
    "discrimination": (Ground.DISCRIMINATION, Effect.OPTIONAL, "16(14)", R),
    "nationality": (Ground.NATIONALITY, Effect.OPTIONAL, "16(10)", R),
    "lapse-of-time": (Ground.LAPSE_OF_TIME, Effect.OPTIONAL, "16(7)", R),
    "ne-bis-in-idem": (Ground.NE_BIS_IN_IDEM, Effect.OPTIONAL, "16(7)", R),
    "age-humanitarian": (Ground.AGE_OR_HUMANITARIAN, Effect.OPTIONAL, "16(7)", R),
    "torture-risk": (Ground.TORTURE_RISK, Effect.MANDATORY, None, G),
    "fiscal-extradition": (Ground.FISCAL_OFFENCE, Effect.FORBIDDEN, "16(15)", R),
}
FR_MA_MLA = {
    "political-offence": (Ground.POLITICAL_OFFENCE, Effect.OPTIONAL, "3", P),
    "essential-interests": (Ground.ESSENTIAL_INTERESTS, Effect.OPTIONAL, "3", P),
    "dual-criminality": (Ground.DUAL_CRIMINALITY_ABSENT, Effect.FORBIDDEN, "1", P),
}
UNTOC_MLA = {
    "bank-secrecy": (Ground.BANK_SECRECY, Effect.FORBIDDEN, "18(8)", R),
    "dual-criminality": (Ground.DUAL_CRIMINALITY_ABSENT, Effect.OPTIONAL, "18(9)", R),
    "form-nonconformity": (Ground.FORM_NONCONFORMITY, Effect.OPTIONAL, "18(21)(a)", R),
    "essential-interests": (Ground.ESSENTIAL_INTERESTS, Effect.OPTIONAL, "18(21)(b)", R),
    "domestic-prohibition": (Ground.DOMESTIC_PROHIBITION, Effect.OPTIONAL, "18(21)(c)", R),
    "contrary-to-legal-system": (Ground.CONTRARY_TO_LEGAL_SYSTEM, Effect.OPTIONAL, "18(21)(d)", R),
    "fiscal": (Ground.FISCAL_OFFENCE, Effect.FORBIDDEN, "18(22)", R),
}
BUDAPEST_EXTRADITION = {
    "penalty-threshold": (Ground.PENALTY_BELOW_THRESHOLD, Effect.MANDATORY, "24(1)(a)", R),
    "nationality": (Ground.NATIONALITY, Effect.OPTIONAL, "24(6)", R),
    "torture-risk": (Ground.TORTURE_RISK, Effect.MANDATORY, None, G),
}
BUDAPEST_MLA = {
    "political-offence": (Ground.POLITICAL_OFFENCE, Effect.OPTIONAL, "27(4)(a)", R),
    "essential-interests": (Ground.ESSENTIAL_INTERESTS, Effect.OPTIONAL, "27(4)(b)", R),
    "fiscal": (Ground.FISCAL_OFFENCE, Effect.FORBIDDEN, "25(4)", R),
}
BUDAPEST_PRESERVATION = {
    "preservation-political": (Ground.POLITICAL_OFFENCE, Effect.OPTIONAL, "29(5)(a)", R),
    "preservation-interests": (Ground.ESSENTIAL_INTERESTS, Effect.OPTIONAL, "29(5)(b)", R),
    "preservation-dual-criminality": (Ground.DUAL_CRIMINALITY_ABSENT, Effect.FORBIDDEN, "29(3)", R),
}


@pytest.mark.parametrize(
    ("key", "procedure", "column"),
    [
        ("fr-ma-extr-2008", X, FR_MA),
        ("un-untoc-2000", X, UNTOC),
        ("fr-ma-mla-2008", MLA, FR_MA_MLA),
        ("un-untoc-2000", MLA, UNTOC_MLA),
        ("coe-ets185", X, BUDAPEST_EXTRADITION),
        ("coe-ets185", MLA, BUDAPEST_MLA),
        ("coe-ets185", PRESERVE, BUDAPEST_PRESERVATION),
    ],
)
def test_the_grounds_of_an_instrument_are_the_cells_of_the_matrix(
    key: str, procedure: Procedure, column: dict[str, tuple[Ground, Effect, str | None, Evidence]]
) -> None:
    found = {
        rule.provision.id.removeprefix(f"{key}/"): (
            rule.ground, rule.effect, rule.provision.article, rule.provision.evidence,
        )
        for rule in grounds(key, procedure, TODAY)
    }  # fmt: skip
    assert found == column


def _values(fact: Fact) -> list[bool | int | str]:
    form = FACTS[fact]
    if form.unit is not None:
        return [0, 1000]
    return list(form.choices) or [True, False]


UNVERIFIED = [rule for one in instruments() for rule in one.provisions if not rule.verified and rule.kind != "term"]
ASKED_UNVERIFIED = [rule for rule in UNVERIFIED if rule.test is not None]
SATISFYING: dict[Fact, bool | int | str] = {
    Fact.CONVENTION_OFFENCE: True, Fact.GROUP_PERSONS: 5, Fact.TRANSNATIONAL: True, Fact.DUAL_CRIMINALITY: True,
    Fact.COMPUTER_OFFENCE: True, Fact.EXECUTES_ARREST_OR_SENTENCE: False, Fact.MILITARY_OFFENCE: False,
}  # fmt: skip


@pytest.mark.parametrize("rule", ASKED_UNVERIFIED, ids=lambda rule: rule.id)
def test_an_unverified_provision_is_unclear_whatever_its_fact(rule: Provision) -> None:
    for procedure in rule.procedures:
        for fact in Fact:
            for value in _values(fact):
                facts = {**SATISFYING, **({} if fact in SATISFYING else {fact: value})}
                opinion = examine(Question("FR", "MA", procedure, TODAY, facts, frozenset(Content)))
                finding = opinion.finding(rule.id)
                assert finding is not None
                assert (finding.answer, finding.doubt) == (Answer.UNCLEAR, Doubt.UNVERIFIED)


def test_the_unverified_provisions_are_known_by_number() -> None:
    """A change here means that a text was read, or an unread rule added: say which in the commit."""
    assert len(ASKED_UNVERIFIED) == 22


def test_the_tags_of_france_and_morocco_are_those_the_sources_carry() -> None:
    found = {
        tag: sorted(
            rule.id.partition("/")[2] for rule in instrument("fr-ma-extr-2008").provisions if rule.evidence is tag
        )
        for tag in Evidence
    }
    assert found[R] == []
    assert found[P] == [
        "death-penalty", "dual-criminality", "penalty-threshold", "political-offence", "requalification",
        "sentence-left",
    ]  # fmt: skip
    assert found[S] == ["lapse-of-time", "nationality", "prosecute-instead", "provisional-arrest-max"]


NUMBERS = {
    "fr-ma-extr-2008/provisional-arrest-max": (40, S, None, Event.ARREST, Outcome.RELEASE, Owed.LIMIT, True),
    "un-untoc-2000/safe-conduct": (
        15, R, "18(27)", Event.DISMISS_WITNESS, Outcome.END_SAFE_CONDUCT, Owed.LIMIT, False,
    ),
    "coe-ets185/preservation-minimum": (60, R, "29(7)", Event.PRESERVE, None, Owed.MINIMUM, False),
}  # fmt: skip
WORDS = {
    "un-untoc-2000/execute": "18(24)",
    "un-untoc-2000/no-longer-needed": "18(24)",
    "un-untoc-2000/confidentiality-notice": "18(20)",
    "un-untoc-2000/oral-confirmed": "18(14)",
    "un-untoc-2000/prosecute-instead": "16(10)",
    "fr-ma-mla-prot-2015/immediate-notice": "23 bis(2)",
    "coe-ets185/preserve": "29(3)",
    "coe-ets185/preservation-warning": "29(6)",
    "coe-ets185/traffic-disclosure": "30(1)",
    "coe-ets185/outcome": "27(7)",
    "coe-ets185/stored-data": "31(3)",
    "coe-ets185/outcome-of-prosecution": "24(6)",
}


def test_every_number_of_days_is_held_with_its_tag_and_no_other() -> None:
    found = {
        rule.id: (
            rule.term.length.days, rule.evidence, rule.article, rule.term.starts_on.event, rule.term.must,
            rule.term.owed, rule.term.protects_detainee,
        )
        for one in instruments() for rule in one.provisions if rule.term and rule.term.length
    }  # fmt: skip
    assert found == NUMBERS


def test_every_term_without_a_number_says_its_words() -> None:
    found = {
        rule.id: rule.article
        for one in instruments()
        for rule in one.provisions
        if rule.term and rule.term.length is None and rule.term.said
    }
    assert found == WORDS


def test_the_forty_days_end_with_the_complete_request_received_by_the_requested_state() -> None:
    (rule,) = terms(["fr-ma-extr-2008"], ARREST, TODAY)
    assert rule.term is not None
    assert rule.term.length == Length(days=40)
    (satisfied,) = rule.term.satisfied_by
    assert (satisfied.event, satisfied.side, satisfied.requires) == (
        Event.RECEIVE_FORMAL_REQUEST, Side.REQUESTED, Quality.DOCUMENTS_COMPLETE,
    )  # fmt: skip
    assert rule.term.unverified


def test_terms_of_several_bases_come_in_the_order_asked_for() -> None:
    assert [rule.id for rule in terms(["un-untoc-2000", "fr-ma-extr-2008"], X, TODAY)] == [
        "un-untoc-2000/prosecute-instead", "fr-ma-extr-2008/provisional-arrest-max",
    ]  # fmt: skip


def test_the_mandatory_contents_of_a_preservation_request_are_those_of_article_29() -> None:
    assert [(rule.id, rule.article) for rule in mandatory_contents("coe-ets185", PRESERVE, TODAY)] == [
        ("coe-ets185/authority", "29(2)(a)"),
        ("coe-ets185/offence", "29(2)(b)"),
        ("coe-ets185/facts", "29(2)(b)"),
        ("coe-ets185/data", "29(2)(c)"),
        ("coe-ets185/necessity", "29(2)(e)"),
        ("coe-ets185/intention", "29(2)(f)"),
    ]


def test_the_mandatory_contents_of_a_letter_rogatory_are_those_of_article_18() -> None:
    assert [rule.article for rule in mandatory_contents("un-untoc-2000", MLA, TODAY)] == [
        "18(15)(a)", "18(15)(b)", "18(15)(b)", "18(15)(c)", "18(15)(d)", "18(15)(f)", "18(14)", "18(14)",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("procedure", "on", "keys", "decision", "article"),
    [
        (X, TODAY, ["fr-ma-extr-2008", "un-untoc-2000"], Decision.REFUSE, "16(16)"),
        (X, TODAY, ["fr-ma-extr-2008"], Decision.REFUSE, None),
        (X, TODAY, ["un-untoc-2000"], Decision.POSTPONE, None),
        # Bound by a treaty of mutual assistance: art. 18(9)-(29) are a checklist.
        (MLA, TODAY, ["fr-ma-mla-2008", "un-untoc-2000", "coe-ets185"], Decision.REFUSE, None),
        (MLA, date(2014, 6, 1), ["un-untoc-2000"], Decision.REFUSE, "18(26)"),
        (MLA, date(2014, 6, 1), ["un-untoc-2000"], Decision.POSTPONE, "18(26)"),
        (MLA, date(2014, 6, 1), [], Decision.REFUSE, None),
        (PRESERVE, TODAY, ["coe-ets185"], Decision.REFUSE, None),
    ],
)
def test_consultation_is_required_where_its_article_binds(
    procedure: Procedure, on: date, keys: list[str], decision: Decision, article: str | None
) -> None:
    rule = consultation_required(examine(Question("FR", "MA", procedure, on, SATISFYING)), keys, decision)
    assert (rule and rule.article) == article


def test_the_conventions_own_list_for_cybercrime_asks_to_consult_between_states_without_another_treaty() -> None:
    guard = next(rule for rule in instrument("coe-ets185").provisions if rule.id == "coe-ets185/consult")
    assert (guard.article, guard.gap_filler) == ("27(6)", "27(1)")


def test_article_23_bis_stands_beside_the_convention_it_amends_from_the_first_day_it_could_bind() -> None:
    def amended(on: date) -> list[str | None]:
        basis = examine(Question("FR", "MA", MLA, on, SATISFYING)).basis("fr-ma-mla-2008")
        assert basis is not None
        return [rule.article for rule in basis.rules if rule.instrument == "fr-ma-mla-prot-2015"]

    assert amended(date(2015, 2, 28)) == []
    assert amended(date(2015, 3, 1)) == ["23 bis(1)", "23 bis(2)", "23 bis(3)"]
    assert amended(TODAY) == ["23 bis(1)", "23 bis(2)", "23 bis(3)"]


def test_a_basis_carries_its_guards_limits_and_channels() -> None:
    opinion = examine(Question("FR", "MA", MLA, date(2014, 6, 1), SATISFYING))
    basis = opinion.basis("un-untoc-2000")
    assert basis is not None
    assert [rule.article for rule in basis.guards] == ["18(26)", "18(23)"]
    assert [rule.article for rule in basis.use_limits] == ["18(19)", "18(5)"]
    assert [rule.article for rule in basis.forbidden_grounds] == ["18(8)", "18(22)"]
    assert [rule.article for rule in basis.safeguards] == ["18(20)", "18(17)"]
    assert [rule.article for rule in basis.channels] == ["18(13)"]
    assert [rule.article for rule in basis.terms] == ["18(24)", "18(27)", "18(24)", "18(20)", "18(14)"]
    assert (basis.counted(Answer.MET), basis.counted(Answer.NOT_MET), basis.counted(Answer.UNCLEAR)) == (2, 0, 14)


def test_beside_a_treaty_of_mutual_assistance_only_what_fills_no_gap_is_left_of_palermo() -> None:
    basis = examine(Question("FR", "MA", MLA, TODAY, SATISFYING)).basis("un-untoc-2000")
    assert basis is not None
    assert [rule.article for rule in basis.rules] == ["18(8)", "18(5)"]
    assert basis.counted(Answer.UNCLEAR) == 0


def test_an_instrument_not_held_is_said_so() -> None:
    with pytest.raises(NotHeld, match="no such instrument is held"):
        instrument("coe-ets99")


def test_the_instruments_shipped() -> None:
    assert sorted(law().instruments) == [
        "coe-ets185", "coe-ets24", "fr-ma-1957", "fr-ma-extr-2008", "fr-ma-mla-2008", "fr-ma-mla-prot-2015",
        "un-cybercrime-2024", "un-untoc-2000",
    ]  # fmt: skip
