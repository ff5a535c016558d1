"""Drafts on a real database: who may do each step, what is frozen, and that the two officers are two."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from itertools import product
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from pyhanko.pdf_utils.reader import PdfFileReader

from tajawub.casework import acts, reads
from tajawub.casework.acts import Moved, TooLarge, WrongStep
from tajawub.casework.acts.authoring import MAX_ANNEXES, MAX_ANNEXES_BYTES
from tajawub.casework.bodies import ERRORS, Incomplete
from tajawub.casework.life_cycle import Kind, NotPossible
from tajawub.casework.models import Act, DomesticAct, Draft, DraftedAnnex, Request
from tajawub.documents import verify
from tajawub.documents.annex import Annex, is_safe
from tajawub.mandates.permissions import Permission, Role
from tajawub.mandates.values import Forbidden, Mandate
from tajawub.node.invented import LETTER

from .two_states import (
    BEGAN,
    COLLEAGUE,
    DESK,
    JUDGE,
    LAWYER,
    OPERATOR,
    STRANGER,
    Paris,
    Trace,
    at_once,
    entries,
    sha256,
)

pytestmark = pytest.mark.django_db

EVERYBODY = (JUDGE, LAWYER, DESK, OPERATOR, STRANGER, COLLEAGUE)
PLAN = Annex("plan.txt", "text/plain", b"invented plan")

Step = Callable[[Draft, Mandate], object]


def _at_open(paris: Paris) -> Draft:
    draft = paris.draft()
    acts.attach(draft.pk, PLAN, by=paris.mandates[JUDGE], at=paris.now())
    return draft


STEPS: dict[str, tuple[Callable[[Paris], Draft | None], Step, tuple[str, ...]]] = {
    "begin": (lambda _: None, lambda _, by: acts.begin(Kind.ISSUE, by=by, at=BEGAN), (JUDGE, STRANGER, COLLEAGUE)),
    "save": (_at_open, lambda draft, by: acts.save(draft.pk, {"facts": "autres"}, by=by, at=BEGAN), (JUDGE,)),
    "attach": (_at_open, lambda draft, by: acts.attach(draft.pk, PLAN, by=by, at=BEGAN), (JUDGE,)),
    "detach": (_at_open, lambda draft, by: acts.detach(draft.pk, PLAN.name, by=by, at=BEGAN), (JUDGE,)),
    "submit": (_at_open, lambda draft, by: acts.submit(draft.pk, by=by, at=BEGAN), (JUDGE,)),
    "discard": (_at_open, lambda draft, by: acts.discard(draft.pk, by=by, at=BEGAN), (JUDGE,)),
    "take_back": (Paris.submitted, lambda draft, by: acts.take_back(draft.pk, by=by, at=BEGAN), (JUDGE,)),
    "approve": (
        Paris.submitted,
        lambda draft, by: acts.approve(draft.pk, bytes(draft.digest or b""), by=by, at=BEGAN),
        (LAWYER, DESK),
    ),
    "send_back": (
        Paris.submitted,
        lambda draft, by: acts.send_back(draft.pk, "Préciser.", by=by, at=BEGAN),
        (LAWYER, DESK),
    ),
    "issue": (
        Paris.approved,
        lambda draft, by: acts.issue(draft.pk, by=by, at=BEGAN),
        (JUDGE, LAWYER, DESK, COLLEAGUE),
    ),
}
"""For each step of a letter: where the draft stands before it, the step, and all who may take it."""


def rows(draft: Draft | None) -> object:
    """Return everything a step may write, except the ledger."""
    drafts = list(Draft.objects.order_by("id").values())
    return drafts, list(DraftedAnnex.objects.values()), DomesticAct.objects.count(), Act.objects.count()


@pytest.mark.parametrize("step", STEPS)
def test_these_may_take_a_step_and_all_others_change_nothing(paris: Paris, step: str) -> None:
    prepare, take, permitted = STEPS[step]
    draft = prepare(paris)
    for officer in EVERYBODY:
        if officer in permitted:
            continue
        before = rows(draft)
        with pytest.raises(Forbidden) as refused:
            take(draft, paris.mandates[officer])  # type: ignore[arg-type]
        assert rows(draft) == before, officer
        if draft is not None and officer in (STRANGER, OPERATOR):
            # By this permission the pages know that the draft may not even be known to exist.
            assert refused.value.permission == Permission.READ_REQUEST
    assert len(entries("mandates:permission:refuse")) == len(EVERYBODY) - len(permitted)
    for officer in permitted:
        take(draft if officer == permitted[0] else prepare(paris), paris.mandates[officer])  # type: ignore[arg-type]


def test_a_colleague_of_the_same_court_does_not_write_into_anothers_draft(paris: Paris) -> None:
    draft = paris.draft()
    with pytest.raises(Forbidden, match="only its author"):
        acts.save(draft.pk, {}, by=paris.mandates[COLLEAGUE], at=paris.now())
    assert Draft.objects.get(pk=draft.pk).fields == LETTER


def test_an_approver_who_rewrites_anothers_refusal_cannot_then_approve_their_own_text(paris: Paris) -> None:
    request = paris.asked()
    paris.author(request, Kind.ACKNOWLEDGE, by=DESK)
    paris.consult(request)
    refusal = {"ground": "essential_interests", "reasons": "Atteinte à la sécurité."}
    draft = acts.begin(Kind.REFUSE, request=request.pk, by=paris.mandates[LAWYER], at=paris.now())
    acts.save(draft.pk, refusal, by=paris.mandates[LAWYER], at=paris.now())
    with pytest.raises(Forbidden):
        acts.save(draft.pk, refusal | {"reasons": "Autre."}, by=paris.mandates[DESK], at=paris.now())
    with pytest.raises(Forbidden):
        acts.submit(draft.pk, by=paris.mandates[DESK], at=paris.now())
    submitted = acts.submit(draft.pk, by=paris.mandates[LAWYER], at=paris.now())
    acts.approve(draft.pk, bytes(submitted.digest or b""), by=paris.mandates[DESK], at=paris.now())
    act = acts.issue(draft.pk, by=paris.mandates[LAWYER], at=paris.now())
    request.refresh_from_db()
    assert (act.kind, request.state) == ("refuse", "refused")


def test_nobody_approves_what_they_wrote_even_as_approver(paris: Paris) -> None:
    draft = paris.submitted()
    both = replace(paris.mandates[JUDGE], roles=frozenset({Role.DRAFTER, Role.APPROVER}))
    with pytest.raises(Forbidden, match="nobody approves what they wrote"):
        acts.approve(draft.pk, bytes(draft.digest or b""), by=both, at=paris.now())


def test_the_database_knows_no_draft_approved_by_its_author(paris: Paris) -> None:
    draft = paris.approved()
    with pytest.raises(IntegrityError, match="draft_approver_is_another"), transaction.atomic():
        Draft.objects.filter(pk=draft.pk).update(approver_id=draft.author_id)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"digest": None}, "draft_submitted_has_digest"),
        ({"approved_digest": b"x" * 32}, "draft_approval_names_digest"),
        ({"approved_digest": None}, "draft_approval_names_digest"),
        ({"approver": None}, "draft_approval_names_digest"),
        ({"step": "issued"}, "draft_issued_has_its_act"),
    ],
)
def test_the_database_holds_the_steps_of_a_draft(paris: Paris, change: dict[str, Any], constraint: str) -> None:
    draft = paris.approved()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Draft.objects.filter(pk=draft.pk).update(**change)


def test_the_database_knows_no_answer_submitted_to_an_unnamed_dossier(paris: Paris) -> None:
    draft = refusal(paris)
    with pytest.raises(IntegrityError, match="draft_submitted_names_head"), transaction.atomic():
        Draft.objects.filter(pk=draft.pk).update(head=None)


@pytest.mark.parametrize("officer", [STRANGER, OPERATOR])
def test_who_may_not_read_a_request_learns_nothing_by_beginning_an_answer(paris: Paris, officer: str) -> None:
    request = paris.asked()
    with pytest.raises(Forbidden) as refused:
        acts.begin(Kind.REFUSE, request=request.pk, by=paris.mandates[officer], at=paris.now())
    assert refused.value.permission == Permission.READ_REQUEST


# ------------------------------------------------------------------------------- the dossier it answers


REFUSAL = {"ground": "essential_interests", "reasons": "Atteinte à la sécurité."}


def refusal(paris: Paris, request: Request | None = None) -> Draft:
    """Return a refusal that its author has submitted."""
    if request is None:
        request = paris.asked()
        paris.author(request, Kind.ACKNOWLEDGE, by=DESK)
        paris.consult(request)
    by = paris.mandates[LAWYER]
    draft = acts.begin(Kind.REFUSE, request=request.pk, by=by, at=paris.now())
    acts.save(draft.pk, REFUSAL, by=by, at=paris.now())
    return acts.submit(draft.pk, by=by, at=paris.now())


def approved_by_desk(paris: Paris, draft: Draft) -> Draft:
    return acts.approve(draft.pk, bytes(draft.digest or b""), by=paris.mandates[DESK], at=paris.now())


def rectified(paris: Paris, request: Request | None) -> None:
    """Let Rabat correct its letter: the life cycle leaves every answer open."""
    assert request is not None
    letter = bytes(request.acts.get(kind=Kind.ISSUE).digest).hex()
    correction = {"rectifies": letter, "correction": "Lire « 14 » au lieu de « 41 »."}
    assert paris.receive(paris.rabat.author(request, Kind.RECTIFY, **correction)).standing == "effective"


def test_an_answer_approved_before_the_dossier_moved_is_not_issued_until_approved_again(paris: Paris) -> None:
    draft = approved_by_desk(paris, refusal(paris))
    rectified(paris, draft.request)
    before, row = Trace.now(), rows(draft)
    with pytest.raises(Moved):
        acts.issue(draft.pk, by=paris.mandates[LAWYER], at=paris.now())
    assert (Trace.now(), rows(draft)) == (before, row)
    acts.take_back(draft.pk, by=paris.mandates[LAWYER], at=paris.now())
    again = acts.submit(draft.pk, by=paris.mandates[LAWYER], at=paris.now())
    approved_by_desk(paris, again)
    assert acts.issue(draft.pk, by=paris.mandates[LAWYER], at=paris.now()).kind == "refuse"


def test_an_answer_to_a_dossier_that_moved_is_not_approved(paris: Paris) -> None:
    draft = refusal(paris)
    assert not acts.has_moved(draft)
    rectified(paris, draft.request)
    assert acts.has_moved(draft)
    with pytest.raises(Moved):
        approved_by_desk(paris, draft)
    draft.refresh_from_db()
    assert (draft.step, draft.approver) == ("submitted", None)


def test_a_note_moves_no_dossier(paris: Paris) -> None:
    draft = approved_by_desk(paris, refusal(paris))
    assert draft.request is not None
    acts.note(draft.request.pk, "Vu.", by=paris.mandates[DESK], at=paris.now())
    assert acts.issue(draft.pk, by=paris.mandates[LAWYER], at=paris.now()).kind == "refuse"


def test_an_answer_the_life_cycle_no_longer_knows_is_not_submitted(paris: Paris) -> None:
    request, by = paris.asked(), paris.mandates[LAWYER]
    paris.author(request, Kind.ACKNOWLEDGE, by=DESK)
    draft = acts.begin(Kind.REFUSE, request=request.pk, by=by, at=paris.now())
    acts.save(draft.pk, REFUSAL, by=by, at=paris.now())
    paris.receive(paris.rabat.author(request, Kind.WITHDRAW))
    before = rows(draft)
    with pytest.raises(NotPossible):
        acts.submit(draft.pk, by=by, at=paris.now())
    assert rows(draft) == before


# --------------------------------------------------------------------------------- what readings leave


def read_by(paris: Paris, officer: str, draft: Draft) -> tuple[str, bytes]:
    return str(draft.pk), sha256(f"{paris.mandates[officer].officer} {draft.pk}".encode())


def test_every_reading_of_a_draft_is_in_the_ledger(paris: Paris) -> None:
    draft = paris.submitted()
    acts.read_draft(draft.pk, by=paris.mandates[LAWYER], at=paris.now())
    assert acts.preview_draft(draft.pk, by=paris.mandates[COLLEAGUE], at=paris.now()).startswith(b"%PDF-")
    expected = [read_by(paris, LAWYER, draft), read_by(paris, COLLEAGUE, draft)]
    assert entries("casework:draft:read") == expected
    for look in (acts.read_draft, acts.preview_draft):
        with pytest.raises(Forbidden):
            look(draft.pk, by=paris.mandates[STRANGER], at=paris.now())
    assert entries("casework:draft:read") == expected


def test_a_preview_shows_the_names_of_the_annexes(paris: Paris) -> None:
    draft = _at_open(paris)
    content = acts.preview_draft(draft.pk, by=paris.mandates[JUDGE], at=paris.now())
    assert b"plan.txt" in _act_json(content)


def _act_json(letter: bytes) -> bytes:
    """Return the data that a letter carries within itself."""
    return bytes(PdfFileReader(BytesIO(letter)).root["/AF"][0]["/EF"]["/F"].data)


def test_taking_back_and_putting_aside_leave_their_acts(paris: Paris) -> None:
    draft = paris.submitted()
    digest = bytes(draft.digest or b"")
    acts.take_back(draft.pk, by=paris.mandates[JUDGE], at=paris.now())
    acts.discard(draft.pk, by=paris.mandates[JUDGE], at=paris.now())
    kinds = DomesticAct.objects.filter(draft=draft).order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["submitted", "taken_back", "discarded"]
    assert entries("casework:draft:taken_back") == [(str(draft.pk), digest)]
    assert entries("casework:draft:discarded") == [read_by(paris, JUDGE, draft)]


def test_what_was_sent_back_is_named_in_the_ledger(paris: Paris) -> None:
    draft = paris.submitted()
    acts.send_back(draft.pk, "Préciser.", by=paris.mandates[DESK], at=paris.now())
    assert entries("casework:draft:sent_back") == [(str(draft.pk), bytes(draft.digest or b""))]


# ------------------------------------------------------------------------------------ what is frozen


def test_fields_changed_behind_the_approval_are_not_issued(paris: Paris) -> None:
    draft = paris.approved()
    with connection.cursor() as cursor:
        changed = """UPDATE casework_draft SET fields = jsonb_set(fields, '{facts}', '"Rien."') WHERE id = %s"""
        cursor.execute(changed, [draft.pk])
    before = Trace.now()
    with pytest.raises(WrongStep, match="its text is not the one approved"):
        acts.issue(draft.pk, by=paris.mandates[JUDGE], at=paris.now())
    assert Trace.now() == before


def test_an_annex_exchanged_behind_the_approval_is_not_issued(paris: Paris) -> None:
    draft = paris.draft()
    acts.attach(draft.pk, PLAN, by=paris.mandates[JUDGE], at=paris.now())
    paris.approve(acts.submit(draft.pk, by=paris.mandates[JUDGE], at=paris.now()))
    DraftedAnnex.objects.filter(draft=draft).update(content=b"another plan")
    with pytest.raises(WrongStep, match="its text is not the one approved"):
        acts.issue(draft.pk, by=paris.mandates[JUDGE], at=paris.now())
    assert Act.objects.count() == 0


def test_an_approval_names_the_text_it_approves(paris: Paris) -> None:
    draft = paris.submitted()
    old = bytes(draft.digest or b"")
    acts.take_back(draft.pk, by=paris.mandates[JUDGE], at=paris.now())
    acts.save(draft.pk, LETTER | {"facts": "D’autres faits."}, by=paris.mandates[JUDGE], at=paris.now())
    again = acts.submit(draft.pk, by=paris.mandates[JUDGE], at=paris.now())
    with pytest.raises(WrongStep, match="under that digest"):
        acts.approve(draft.pk, old, by=paris.mandates[LAWYER], at=paris.now())
    approved = paris.approve(again)
    assert (approved.approved_digest, approved.approver_id) == (again.digest, paris.mandates[LAWYER].officer)


def test_no_text_changes_between_submission_and_issue(paris: Paris) -> None:
    draft, by = paris.submitted(), paris.mandates[JUDGE]
    tried = (
        lambda: acts.save(draft.pk, {}, by=by, at=BEGAN),
        lambda: acts.attach(draft.pk, PLAN, by=by, at=BEGAN),
        lambda: acts.detach(draft.pk, "plan.txt", by=by, at=BEGAN),
        lambda: acts.submit(draft.pk, by=by, at=BEGAN),
        lambda: acts.discard(draft.pk, by=by, at=BEGAN),
    )
    for step in ("submitted", "approved"):
        before = rows(draft)
        for act in tried:
            with pytest.raises(WrongStep, match=f"this draft is {step}"):
                act()
        assert rows(draft) == before
        if step == "submitted":
            paris.approve(draft)


def test_a_draft_sent_back_is_open_again_with_the_reasons_and_no_approval(paris: Paris) -> None:
    draft = paris.approved()
    acts.send_back(draft.pk, "Préciser l’adresse.", by=paris.mandates[DESK], at=paris.now())
    draft.refresh_from_db()
    assert (draft.step, draft.returned_because) == ("open", "Préciser l’adresse.")
    assert (draft.digest, draft.approved_digest, draft.approver, draft.approved_at) == (None, None, None, None)
    kinds = DomesticAct.objects.filter(draft=draft).order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["submitted", "approved", "sent_back"]
    with pytest.raises(WrongStep):
        acts.issue(draft.pk, by=paris.mandates[JUDGE], at=paris.now())


def test_a_discarded_draft_is_kept_and_listed_no_more(paris: Paris) -> None:
    draft = paris.draft()
    acts.discard(draft.pk, by=paris.mandates[JUDGE], at=paris.now())
    assert Draft.objects.get(pk=draft.pk).fields == LETTER
    assert reads.desk(paris.mandates[JUDGE]).drafts == ()


def test_each_desk_lists_the_drafts_that_wait_for_it(paris: Paris) -> None:
    opened, submitted, approved = paris.draft(), paris.submitted(), paris.approved()
    judge, lawyer = reads.desk(paris.mandates[JUDGE]), reads.desk(paris.mandates[LAWYER])
    assert [draft.pk for draft in judge.drafts] == [opened.pk]
    assert [draft.pk for draft in judge.to_issue] == [approved.pk]
    assert judge.to_approve == ()
    assert [draft.pk for draft in lawyer.to_approve] == [submitted.pk]
    for nobody in (STRANGER, OPERATOR):
        desk = reads.desk(paris.mandates[nobody])
        assert (desk.drafts, desk.to_approve, desk.to_issue) == ((), (), ())


# ------------------------------------------------------------------------------------- issued once


def test_a_letter_issued_twice_is_issued_once(paris: Paris) -> None:
    draft = paris.approved()
    first = acts.issue(draft.pk, by=paris.mandates[JUDGE], at=paris.now())
    before = Trace.now()
    assert acts.issue(draft.pk, by=paris.mandates[LAWYER], at=paris.now()) == first
    assert Trace.now() == before


def test_a_letter_issued_by_three_at_once_is_issued_once_and_all_hold_it(committed: Paris) -> None:
    paris = committed
    draft = paris.approved()
    who = [paris.mandates[officer] for officer in (JUDGE, LAWYER, DESK)]
    given = at_once(*(lambda by=by: acts.issue(draft.pk, by=by, at=BEGAN) for by in who))  # type: ignore[misc]
    assert given == [Act.objects.get()] * 3
    assert Trace.now().parcels == 1


def test_labels_have_no_gaps_when_two_issue_at_once_and_one_is_undone(committed: Paris) -> None:
    paris = committed
    by = paris.mandates[JUDGE]
    drafts = [paris.approved().pk for _ in range(6)]

    def issue_then_crash() -> None:
        with transaction.atomic():
            acts.issue(drafts[5], by=by, at=BEGAN)
            raise KeyError("crash")

    def issue(*some: UUID) -> None:
        for draft in some:
            acts.issue(draft, by=by, at=BEGAN)

    first, second, third = at_once(lambda: issue(*drafts[:3]), lambda: issue(*drafts[3:5]), issue_then_crash)
    assert (first, second, type(third)) == (None, None, KeyError)
    labels = Request.objects.order_by("label").values_list("label", flat=True)
    assert list(labels) == [f"FR-{BEGAN.year}-{number:04d}" for number in range(1, 6)]


def test_a_label_bears_the_year_it_is_in_our_own_state(paris: Paris) -> None:
    draft = paris.approved(answer_by=f"{BEGAN.year + 1}-06-01")
    half_past_midnight_in_paris = datetime(BEGAN.year, 12, 31, 23, 30, tzinfo=UTC)
    act = acts.issue(draft.pk, by=paris.mandates[JUDGE], at=half_past_midnight_in_paris)
    assert act.request.label == f"FR-{BEGAN.year + 1}-0001"


# -------------------------------------------------------------------------------- what is not complete


def test_an_incomplete_letter_names_what_lacks_and_loses_nothing(paris: Paris) -> None:
    draft = paris.draft(facts="", measures=[], urgency="urgent", answer_by=None)
    typed = dict(draft.fields)
    with pytest.raises(Incomplete) as refused:
        acts.submit(draft.pk, by=paris.mandates[JUDGE], at=paris.now())
    assert refused.value.errors == {"facts": "missing", "measures": "missing"}
    draft.refresh_from_db()
    assert (draft.step, draft.fields) == ("open", typed)
    assert entries("casework:draft:submitted") == []


def test_a_letter_to_nobody_is_told_when_submitted_not_when_issued(paris: Paris) -> None:
    draft, by = paris.draft(), paris.mandates[JUDGE]
    wrong = {"addressee": ("ma-nobody", "fr-bepi", "es-mjus"), "through": ("fr-nobody", "ma-dapg")}
    for field, values in wrong.items():
        for value in values:
            acts.save(draft.pk, LETTER | {field: value}, by=by, at=paris.now())
            with pytest.raises(Incomplete) as refused:
                acts.submit(draft.pk, by=by, at=paris.now())
            assert refused.value.errors == {field: "not_in_list"}


def test_a_letter_longer_than_a_letter_may_be_is_told_when_submitted(paris: Paris) -> None:
    measures = [{"type": "records", "description": "ملف " * 990}] * 40
    draft = paris.draft(measures=measures)
    with pytest.raises(Incomplete) as refused:
        acts.submit(draft.pk, by=paris.mandates[JUDGE], at=paris.now())
    assert refused.value.errors == {"measures": "too_long"}


PATHS = (
    "case_reference",
    "bases.0.articles",
    "offence",
    "facts",
    "persons.0.name",
    "persons.0.name_other_script",
    "persons.0.nationality",
    "persons.0.location",
    "persons.0.role",
    "measures.0.description",
    "formalities",
    "purpose",
    "answer_by_reason",
)
"""Every field of a letter that is free text."""

THREE_SCRIPTS = "</p>{{7*7}} #eval(1) أمر بالتفتيش «450-1» Ελλάδα '; DROP TABLE \\u202e %s é"


def with_text(path: str, text: str) -> dict[str, Any]:
    """Return the letter's fields with that text at that path."""

    def put(value: Any, keys: list[str]) -> Any:
        if not keys:
            return text
        if isinstance(value, list):
            at = int(keys[0])
            return [put(item, keys[1:]) if number == at else item for number, item in enumerate(value)]
        return {**value, keys[0]: put(value.get(keys[0]), keys[1:])}

    return put(LETTER, path.split("."))  # type: ignore[no-any-return]


HOSTILE = (("\u202egpj", "direction_control"), ("نص\u2067", "direction_control"), ("a\x07", "control_character"))


def test_hostile_text_is_named_by_field_and_code_and_kept_as_typed(paris: Paris) -> None:
    by = paris.mandates[JUDGE]
    draft = acts.begin(Kind.ISSUE, by=by, at=paris.now())
    for path, (text, code) in product(PATHS, HOSTILE):
        fields = with_text(path, text)
        acts.save(draft.pk, fields, by=by, at=paris.now())
        with pytest.raises(Incomplete) as refused:
            acts.submit(draft.pk, by=by, at=paris.now())
        assert refused.value.errors == {path: code}
        assert code in ERRORS
        draft.refresh_from_db()
        assert (draft.step, draft.fields) == ("open", fields)


def test_text_that_no_database_keeps_is_named_when_saved_and_the_last_text_stays(paris: Paris) -> None:
    draft = paris.draft()
    for text in ("a\x00b", "\ud800"):
        with pytest.raises(Incomplete) as refused:
            acts.save(draft.pk, with_text("measures.0.description", text), by=paris.mandates[JUDGE], at=paris.now())
        assert refused.value.errors == {"measures.0.description": "control_character"}
    draft.refresh_from_db()
    assert draft.fields == LETTER


def test_markup_in_three_scripts_in_every_field_is_sealed_as_written(paris: Paris) -> None:
    fields: dict[str, Any] = dict(LETTER)
    for path in PATHS:
        text = with_text(path, THREE_SCRIPTS)
        top = path.split(".")[0]
        fields[top] = _merged(fields[top], text[top])
    request = paris.issued(**fields)
    (told,) = reads.folder(request).dossier.told
    body = told.act.header.body
    assert body["facts"] == body["persons"][0]["role"] == body["measures"][0]["description"] == THREE_SCRIPTS
    report = verify.verify(bytes(request.acts.get().sealed))
    assert report.intact, report.problems


def _merged(mine: Any, new: Any) -> Any:
    """Return `mine` with whatever `new` says in the hostile text."""
    match mine, new:
        case dict(), dict():
            return {key: _merged(mine.get(key), new.get(key)) for key in {**mine, **new}}
        case list(), list():
            return [_merged(*both) for both in zip(mine, new, strict=True)]
        case _:
            return new if new == THREE_SCRIPTS else mine


# --------------------------------------------------------------------------------------------- annexes


DANGEROUS = (
    "../../etc/passwd",
    "C:\\Windows\\win.ini",
    "a" * 500 + ".pdf",
    "CON.txt",
    "\u202efdp.exe",
    "",
    "b\x00b.pdf",
    ". .",
    "نص " * 90,
)


def test_a_dangerous_file_name_becomes_one_that_every_system_keeps(paris: Paris) -> None:
    draft, by = paris.draft(), paris.mandates[JUDGE]
    kept = [acts.attach(draft.pk, Annex(name, "text/plain", b"x"), by=by, at=paris.now()).name for name in DANGEROUS]
    assert all(is_safe(name) for name in kept)
    paris.approve(acts.submit(draft.pk, by=paris.mandates[JUDGE], at=paris.now()))
    act = acts.issue(draft.pk, by=paris.mandates[JUDGE], at=paris.now())
    # Two of them are no name at all: the later file took the earlier one's place, as one of the same name does.
    assert [annex.name for annex in verify.verify(bytes(act.sealed)).annexes] == list(dict.fromkeys(kept))[:5] + kept[
        6:
    ]


def test_names_that_clash_where_case_is_ignored_and_odd_media_types_are_sealed_all_the_same(paris: Paris) -> None:
    draft, by = paris.draft(), paris.mandates[JUDGE]
    for name, media_type in (("Plan.txt", "text/plain"), ("plan.TXT", "text/x_odd"), ("é.txt", "x-a/" + "b" * 90)):
        acts.attach(draft.pk, Annex(name, media_type, name.encode()), by=by, at=paris.now())
    acts.attach(draft.pk, Annex("e\u0301.txt", "not a type", b"replaced"), by=by, at=paris.now())
    paris.approve(acts.submit(draft.pk, by=by, at=paris.now()))
    act = acts.issue(draft.pk, by=by, at=paris.now())
    sealed = verify.verify(bytes(act.sealed)).annexes
    octets = "application/octet-stream"
    assert [(annex.name, annex.media_type, annex.content) for annex in sealed] == [
        ("Plan.txt", "text/plain", b"Plan.txt"),
        ("plan (2).TXT", octets, b"plan.TXT"),
        ("é.txt", octets, b"replaced"),
    ]


def test_annexes_larger_than_one_act_carries_are_refused_whole(paris: Paris) -> None:
    draft, by = paris.draft(), paris.mandates[JUDGE]
    acts.attach(draft.pk, PLAN, by=by, at=paris.now())
    with pytest.raises(TooLarge) as refused:
        acts.attach(draft.pk, Annex("film.mp4", "video/mp4", bytes(MAX_ANNEXES_BYTES)), by=by, at=paris.now())
    assert refused.value.size == MAX_ANNEXES_BYTES + len(PLAN.content)
    assert list(draft.annexes.values_list("name", flat=True)) == ["plan.txt"]


def test_more_annexes_than_an_act_lists_are_refused_when_attached(paris: Paris) -> None:
    draft, by = paris.draft(), paris.mandates[JUDGE]
    for number in range(MAX_ANNEXES):
        DraftedAnnex.objects.create(
            draft=draft, name=f"{number}.txt", media_type="text/plain", sha256=b"", content=b""
        )
    acts.attach(draft.pk, Annex("0.txt", "text/plain", b"replaced"), by=by, at=paris.now())
    with pytest.raises(TooLarge, match="51 annexes"):
        acts.attach(draft.pk, PLAN, by=by, at=paris.now())
    acts.detach(draft.pk, "1.txt", by=by, at=paris.now())
    acts.attach(draft.pk, PLAN, by=by, at=paris.now())


def test_a_draft_of_an_act_that_is_not_possible_is_not_begun(paris: Paris) -> None:
    request = paris.asked()
    with pytest.raises(NotPossible):
        acts.begin(Kind.REFUSE, request=request.pk, by=paris.mandates[LAWYER], at=paris.now())
    assert Draft.objects.count() == 0


def test_a_draft_is_its_authors_alone_until_it_is_submitted(paris: Paris) -> None:
    draft = paris.draft()
    for reads_it in (acts.read_draft, acts.preview_draft):
        with pytest.raises(Forbidden, match="its author's until it is submitted"):
            reads_it(draft.pk, by=paris.mandates[LAWYER], at=paris.now())
    assert acts.read_draft(draft.pk, by=paris.mandates[JUDGE], at=paris.now()) == draft
    acts.submit(draft.pk, by=paris.mandates[JUDGE], at=paris.now())
    assert acts.read_draft(draft.pk, by=paris.mandates[LAWYER], at=paris.now()) == draft
    acts.send_back(draft.pk, "la date manque", by=paris.mandates[LAWYER], at=paris.now())
    with pytest.raises(Forbidden):
        acts.read_draft(draft.pk, by=paris.mandates[LAWYER], at=paris.now())
