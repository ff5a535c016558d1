"""Who else asks: what makes two requests meet, who is told of it, and that the index says what the acts say."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from tajawub.casework import acts, reads
from tajawub.casework.act import Author
from tajawub.casework.bodies import Issue, understood
from tajawub.casework.deconfliction import (
    LONGEST,
    MOST,
    Likeness,
    Trace,
    TraceKind,
    evidence,
    folded,
    likeness,
    numbers,
    traces,
)
from tajawub.casework.life_cycle import Kind
from tajawub.casework.models import DomesticAct, Draft, Request
from tajawub.exchange import acts as exchange
from tajawub.exchange.models import Parcel
from tajawub.node import keys

from .parties import SAID
from .two_states import BEGAN, DESK, JUDGE, LAWYER, STRANGER, Paris, at_once, entries, undone

# ----------------------------------------------------------------------------------------- pure


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nadir ZALTOUNI", "zaltouni  nadir"),
        ("Éloïse Cœur-Vaillant", "VAILLANT Eloise CŒUR"),
        ("أحمد الإدريسي", "احمد الادريسي"),
        ("فاطمة", "فاطمه"),
        ("موسى", "موسي"),
        ("مُحَمَّد", "محمد"),
        ("محـمد", "محمد"),
        ("ﻧﺎﺩﺭ", "نادر"),
        ("ＮＡＤＩＲ", "nadir"),
    ],
)
def test_names_that_clerks_write_differently_fold_alike(one: str, other: str) -> None:
    assert folded(one) == folded(other) != ""


@pytest.mark.parametrize(("one", "other"), [("Nadir", "Nadira"), ("حسن", "حسين"), ("Ali Ben Omar", "Ali Omar")])
def test_different_names_stay_different(one: str, other: str) -> None:
    assert folded(one) != folded(other)


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing(name: str) -> None:
    assert folded(folded(name)) == folded(name)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("appeler le +33 6 12 34 56 78.", {"+33612345678"}),
        ("+33 (0)6-12-34-56-78, puis", {"+33612345678"}),
        ("الهاتف: ٠٠٢١٢ ٦ ٦١ ٢٣ ٤٥ ٦٧", {"+212661234567"}),
        ("هاتف\u200e+212661234567", {"+212661234567"}),
        ("tél. 06.12.34.56.78", {"0612345678"}),
        ("IBAN FR76 3000 6000 0112 3456 7890 189 ouvert à Lyon", {"FR7630006000011234567890189"}),
        ("RIB 011780000012345678901234", {"011780000012345678901234"}),
        ("passeport AB1234567, carte 12AB34567", {"AB1234567", "12AB34567"}),
    ],
)
def test_a_number_is_found_however_it_is_written(text: str, found: set[str]) -> None:
    assert numbers(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "le 03.10.2026 à 14:05",
        "2026-10-03",
        "03 10 2026 14 30",
        "FR-2026-0417",
        "n° 2026/4417",
        "FR76 3000 6000 0112 3456 7890 188",
        "222-36 et 450-1",
        "100 000 000 euros",
        "019ab0c4-7d00-7000-8000-000000000001",
        "ab" * 32,
    ],
)
def test_what_is_no_number_of_a_thing_is_left_alone(text: str) -> None:
    assert numbers(text) == frozenset()


def sought(**person: Any) -> frozenset[Trace]:
    said = SAID[Kind.REQUEST_PROVISIONAL_ARREST]
    return traces([understood("request_provisional_arrest", said | {"person": said["person"] | person})])


def letter(**person: Any) -> frozenset[Trace]:
    body = understood("issue", {**SAID[Kind.ISSUE], "persons": [{"name": "Idriss VAUBRAC", **person}]})
    assert isinstance(body, Issue)
    return traces([body])


def test_name_and_birth_date_make_the_same_person_in_either_script() -> None:
    shared = sought() & letter(name="فوبراك ادريس", born_on="1990-05-12")
    assert (likeness(shared), [str(one) for one in evidence(shared)]) == (
        Likeness.SAME_PERSON,
        ["person birth_date:1990-05-12 ادريس فوبراك"],
    )


@pytest.mark.parametrize("person", [{}, {"born_on": "1991-05-12"}])
def test_a_name_alone_makes_a_namesake_and_never_the_same_person(person: dict[str, str]) -> None:
    assert likeness(sought() & letter(**person)) is Likeness.SAME_NAME


def test_one_equal_paper_makes_the_same_person_under_another_name() -> None:
    papers = [{"type": "passport", "value": "ab 1234567"}]
    shared = sought(identifiers=papers) & sought(
        name="Autre Nom",
        name_other_script=None,
        born_on=None,
        identifiers=[{"type": "passport", "value": "AB-1234567"}],
    )
    assert (likeness(shared), [str(one) for one in evidence(shared)]) == (
        Likeness.SAME_PERSON,
        ["number AB1234567", "person passport:AB1234567"],
    )


@pytest.mark.parametrize(
    "identifier",
    [
        {"type": "birth_place", "value": "Lyon 69003 12345"},
        {"type": "fingerprints", "value": "annexe 3"},
        {"type": "photograph", "value": "2026 11 24 001"},
    ],
)
def test_what_many_share_or_a_mere_remark_identifies_nobody(identifier: dict[str, str]) -> None:
    one = sought(identifiers=[identifier])
    other = sought(name="Autre Nom", name_other_script=None, born_on="1970-01-01", identifiers=[identifier])
    assert [trace for trace in one & other if trace.kind is TraceKind.PERSON] == []


def test_a_flood_of_numbers_or_a_name_without_end_fills_no_index() -> None:
    flood = " ".join(f"+336{number:08d}," for number in range(1_200))
    body = understood("issue", {**SAID[Kind.ISSUE], "facts": flood, "persons": [{"name": "ﷺ" * 300}]})
    found = traces([body, understood("supply_supplement", {"answers": [flood.replace("+336", "+337")] * 2})])
    assert len(found) == MOST
    assert all(len(trace.key) <= LONGEST for trace in found)
    assert {trace.kind for trace in found} == {TraceKind.NAME, TraceKind.NUMBER}


# ----------------------------------------------------------------------------------- on the node


def notices(request: Request) -> list[tuple[str, str]]:
    found = DomesticAct.objects.filter(request=request, kind=DomesticAct.Kind.DECONFLICTED).order_by("id")
    return [(row.other.label if row.other else "draft", row.text) for row in found]


def by_stranger(paris: Paris, **changes: Any) -> Draft:
    """Return a letter of another court, submitted."""
    draft = paris.draft(by=STRANGER, through=None, **changes)
    return acts.submit(draft.pk, by=paris.mandates[STRANGER], at=paris.now())


ZALTOUNI = "person birth_date:1988-05-03 nadir zaltouni\nperson birth_date:1988-05-03 الزلتوني نادر"
MEHDI = {"persons": [{"name": "Mehdi OUARZGANE", "born_on": "1975-02-02"}]}


def issued_by_stranger(paris: Paris, **changes: Any) -> Request:
    draft = paris.approve(by_stranger(paris, **changes))
    return acts.issue(draft.pk, by=paris.mandates[STRANGER], at=paris.now()).request


@pytest.mark.django_db
def test_a_letter_about_a_person_already_sought_is_noticed_before_it_leaves_and_when_it_has_left(
    paris: Paris,
) -> None:
    first, parcels = paris.issued(), Parcel.objects.count()
    draft = by_stranger(paris)
    on_draft = DomesticAct.objects.get(draft=draft, kind="deconflicted", request=None)
    assert (on_draft.other, on_draft.text, on_draft.officer) == (first, ZALTOUNI, None)
    assert notices(first) == [("draft", ZALTOUNI)]
    assert Parcel.objects.count() == parcels
    second = acts.issue(paris.approve(draft).pk, by=paris.mandates[STRANGER], at=paris.now()).request
    assert notices(second) == [(first.label, ZALTOUNI)]
    assert notices(first) == [("draft", ZALTOUNI), (second.label, ZALTOUNI)]
    assert [about for about, _ in entries("casework:request:deconflict")] == [
        str(draft.pk), first.label, second.label, first.label,
    ]  # fmt: skip


@pytest.mark.django_db
def test_submitted_again_it_is_told_once(paris: Paris) -> None:
    first = paris.issued()
    draft = by_stranger(paris)
    acts.take_back(draft.pk, by=paris.mandates[STRANGER], at=paris.now())
    acts.submit(draft.pk, by=paris.mandates[STRANGER], at=paris.now())
    assert len(notices(first)) == 1


@pytest.mark.django_db
def test_an_arriving_request_about_a_person_we_ask_about_is_noticed_on_both(paris: Paris) -> None:
    ours = paris.issued(**MEHDI)
    theirs = paris.asked(**MEHDI)
    told = "person birth_date:1975-02-02 mehdi ouarzgane"
    assert (notices(ours), notices(theirs)) == ([(theirs.label, told)], [(ours.label, told)])


@pytest.mark.django_db
def test_a_number_in_an_answer_makes_requests_meet_that_did_not(paris: Paris) -> None:
    ours = paris.issued(persons=[], facts="Le +33 6 12 34 56 78 a servi.")
    theirs = paris.asked(persons=[])
    assert notices(ours) == []
    paris.author(theirs, Kind.ACKNOWLEDGE, by=DESK)
    paris.author(theirs, Kind.ASK_SUPPLEMENT, by=LAWYER, questions=["Quel numéro ?"])
    paris.receive(paris.rabat.author(theirs, Kind.SUPPLY_SUPPLEMENT, answers=["٠٠٣٣٦١٢٣٤٥٦٧٨"]))
    assert notices(ours) == [(theirs.label, "number +33612345678")]


@pytest.mark.django_db
def test_a_namesake_is_told_apart_and_noticed_nowhere(paris: Paris) -> None:
    ours = paris.issued(persons=[{"name": "Mehdi OUARZGANE", "born_on": "1990-01-01"}])
    theirs = paris.asked(**MEHDI)
    assert (notices(ours), notices(theirs)) == ([], [])
    (meeting,) = reads.who_else_asks(ours, paris.mandates[LAWYER])
    assert (meeting.likeness, meeting.request) == (Likeness.SAME_NAME, theirs)
    assert reads.who_else_asks(ours, paris.mandates[JUDGE]) == ()
    assert reads.competed([ours, theirs], paris.mandates[LAWYER]) == frozenset()


@pytest.mark.django_db
def test_who_may_see_one_request_only_learns_that_there_is_another_and_not_which(paris: Paris) -> None:
    first, second = paris.issued(), issued_by_stranger(paris)
    judge, stranger, lawyer = (paris.mandates[one] for one in (JUDGE, STRANGER, LAWYER))
    (known,) = reads.who_else_asks(first, lawyer)
    assert (known.request, known.likeness) == (second, Likeness.SAME_PERSON)
    for request, mandate in ((first, judge), (second, stranger)):
        (unknown,) = reads.who_else_asks(request, mandate)
        assert (unknown.request, unknown.shared, unknown.likeness) == (None, (), Likeness.SAME_PERSON)
        told = [
            entry.domestic.kind
            for entry in acts.read(request.pk, by=mandate, at=paris.now()).entries
            if entry.domestic
        ]
        assert "deconflicted" not in told
        assert reads.competed([request], mandate) == frozenset()
    told = [entry.domestic for entry in acts.read(first.pk, by=lawyer, at=paris.now()).entries if entry.domestic]
    assert [row.other or row.draft for row in told if row.kind == "deconflicted"] == [second.drafts.get(), second]
    assert reads.competed([first, second], lawyer) == {first.pk, second.pk}


@pytest.mark.django_db
def test_a_draft_that_meets_a_request_one_may_not_see_is_told_so_without_its_label(paris: Paris) -> None:
    paris.issued()
    draft = by_stranger(paris)
    body = understood("issue", draft.fields)
    assert [one.request for one in reads.who_else_asked(body, paris.mandates[STRANGER])] == [None]
    assert [one.request for one in reads.who_else_asked(body, paris.mandates[LAWYER])] == [Request.objects.get()]


@pytest.mark.django_db
def test_a_closed_request_meets_nobody(paris: Paris) -> None:
    first = paris.asked()
    for kind, who in (
        (Kind.ACKNOWLEDGE, DESK),
        (Kind.ACCEPT, LAWYER),
        (Kind.RETURN_RESULTS, LAWYER),
        (Kind.CLOSE, LAWYER),
    ):
        paris.author(first, kind, by=who)
    second = paris.issued()
    assert (notices(first), notices(second)) == ([], [])
    first.refresh_from_db()
    assert reads.who_else_asks(first, paris.mandates[LAWYER]) == ()


@pytest.fixture
def madrid(tmp_path: Path) -> Path:
    """The keys of a third State, which is a partner of Paris as Rabat is."""
    folder = tmp_path / "madrid" / "keys"
    keys.make(folder, state="ES", party="urn:tajawub:node:ES", seals={"es-mj": "Ministerio"}, at=BEGAN)
    return folder


@pytest.mark.django_db
def test_two_states_that_ask_for_the_same_person_compete_and_neither_is_told(paris: Paris, madrid: Path) -> None:
    exchange.add_peer(
        state="ES", name="Madrid", party="urn:tajawub:node:ES", url="https://127.0.0.1:1/as4",
        as4_certificate=(madrid / "as4.crt").read_text(), ca_certificate=(madrid / "ca.crt").read_text(),
        ledger_origin="tajawub.example/es", ledger_vkey="", witness_vkey="", at=BEGAN,
    )  # fmt: skip
    theirs = paris.sought()
    parcels = Parcel.objects.count()
    named = paris.rabat.new_request(kind="extradition").model_copy(
        update={"requesting": "ES", "label": "ES-2026-0009"}
    )
    wanted = SAID[Kind.REQUEST_PROVISIONAL_ARREST] | {"addressee": "fr-bepi", "offence": "Robo"}
    header = paris.rabat.header(named, Kind.REQUEST_PROVISIONAL_ARREST, **wanted)
    header |= {
        "side": "requesting",
        "author": Author(state="ES", authority="es-mj", officer="Fiscal").model_dump(mode="json"),
    }
    taken = paris.receive(paris.rabat.sealed(header, authority="es-mj", folder=madrid), sender="ES")
    assert taken.standing == "effective", taken.why
    competing = Request.objects.get(label="ES-2026-0009")
    (meeting,) = reads.who_else_asks(theirs, paris.mandates[LAWYER])
    assert (meeting.request, meeting.likeness) == (competing, Likeness.SAME_PERSON)
    assert [other for other, _ in notices(theirs)] == ["ES-2026-0009"]
    assert Parcel.objects.count() == parcels


@pytest.mark.django_db(transaction=True)
def test_two_letters_that_leave_at_once_do_not_miss_each_other(committed: Paris) -> None:
    paris = committed
    one, other = paris.approved(), paris.approve(by_stranger(paris))
    given = at_once(
        lambda: acts.issue(one.pk, by=paris.mandates[JUDGE], at=BEGAN + timedelta(hours=1)),
        lambda: acts.issue(other.pk, by=paris.mandates[STRANGER], at=BEGAN + timedelta(hours=1)),
    )
    assert [type(one).__name__ for one in given] == ["Act", "Act"]
    first, second = Request.objects.order_by("label")
    assert ([label for label, _ in notices(first)], [label for label, _ in notices(second)]) == (
        [second.label],
        [first.label],
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM casework_trace",
        "UPDATE casework_trace SET key = 'another' WHERE kind = 'name' AND key LIKE 'nadir%'",
    ],
)
def test_an_index_that_says_otherwise_than_the_acts_is_found_by_night(paris: Paris, statement: str) -> None:
    request = paris.issued()
    assert len(reads.indexed(request)) == 6
    with undone(paris):
        rows = list(request.traces.all())
        with connection.cursor() as cursor:
            cursor.execute(statement)
        assert reads.cache_differs() == [request.pk]
        request.traces.all().delete()
        request.traces.bulk_create(rows)


# ------------------------------------------------------------------------------------- citations


@pytest.mark.django_db
def test_a_request_that_names_another_is_linked_both_ways_and_one_not_here_by_its_label(paris: Paris) -> None:
    first = paris.issued()
    unknown = {"id": "019ab0c4-7d00-7000-8000-00000000abcd", "label": "ES-2026-0004"}
    second = paris.issued(persons=[], cites=[{"id": str(first.pk), "label": "FR-2026-9999"}, unknown])
    lawyer, stranger = paris.mandates[LAWYER], paris.mandates[STRANGER]
    cited = reads.cites(reads.dossier(second), lawyer)
    assert [(one.label, one.request) for one in cited] == [(first.label, first.pk), ("ES-2026-0004", None)]
    assert reads.cited_by(first, lawyer) == (second,)
    hidden = reads.cites(reads.dossier(second), stranger)
    assert [(one.label, one.request) for one in hidden] == [("FR-2026-9999", None), ("ES-2026-0004", None)]
    assert reads.cited_by(first, stranger) == ()
    assert reads.who_else_asks(second, lawyer) == ()
