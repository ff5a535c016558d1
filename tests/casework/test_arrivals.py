"""What arrives from Rabat, honest or not: kept once, held, refused or frozen, and always told."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tajawub.casework import account, acts, reads
from tajawub.casework.act import RequestHeader
from tajawub.casework.acts.authoring import describe
from tajawub.casework.dossier import Standing
from tajawub.casework.identity import uuid7
from tajawub.casework.letter_rogatory import Position, Stage
from tajawub.casework.life_cycle import Kind, Side
from tajawub.casework.models import Act, RefusedAct, Request
from tajawub.documents import container
from tajawub.documents.annex import Annex

from .two_states import BEGAN, DESK, SAYS, Paris, Rabat, Trace, agree, at_once, entries, sha256, undone

pytestmark = pytest.mark.django_db

Sealed = Callable[[Paris, Request], bytes]


def positions(request: Request) -> dict[Side, Position]:
    return reads.folder(request).dossier.positions


def unsettled(request: Request) -> list[tuple[str, str]]:
    """Return what our account tells Rabat of acts it sent on this request and we could not settle."""
    told = reads.account("MA", at=BEGAN, answer=False)
    (line,) = [line for line in told.requests if line.id == request.pk]
    return [(act.digest, str(act.standing)) for act in line.unsettled]


# ------------------------------------------------------------------------------------------ honest acts


def test_a_good_act_moves_its_authors_position_and_leaves_its_entry(paris: Paris) -> None:
    request = paris.issued()
    sealed = paris.rabat.author(request, Kind.ACKNOWLEDGE)
    assert paris.receive(sealed) == acts.Taken(Standing.EFFECTIVE)
    assert positions(request)[Side.REQUESTED] == Position(Stage.ACKNOWLEDGED)
    row = Act.objects.get(digest=sha256(sealed))
    assert (bytes(row.sealed), row.own, row.number) == (sealed, False, 1)
    assert entries("casework:act:receive") == [(request.label, sha256(sealed))]
    assert (entries("casework:act:alarm"), unsettled(request)) == ([], [])
    request.refresh_from_db()
    assert (request.state, request.ball) == ("under_examination", "requested")


def test_an_act_with_an_annex_is_taken_whole(paris: Paris) -> None:
    request = paris.issued()
    annex = Annex("محضر.txt", "text/plain", "محضر متخيل".encode())
    sealed = paris.rabat.author(request, Kind.ACKNOWLEDGE, annexes=[annex])
    assert paris.receive(sealed).standing is Standing.EFFECTIVE


def test_the_same_bytes_again_change_nothing(paris: Paris) -> None:
    request = paris.issued()
    sealed = paris.rabat.author(request, Kind.ACKNOWLEDGE)
    paris.receive(sealed)
    before = Trace.now()
    assert paris.receive(sealed) == acts.Taken(Standing.EFFECTIVE, "already here")
    assert Trace.now() == before


def test_the_same_bytes_at_once_are_kept_once(committed: Paris) -> None:
    request = committed.issued()
    sealed = committed.rabat.author(request, Kind.ACKNOWLEDGE)
    given = at_once(*[lambda: acts.receive(sealed, sender="MA", at=BEGAN)] * 3)
    assert sorted(taken.why for taken in given if isinstance(taken, acts.Taken)) == [
        "",
        "already here",
        "already here",
    ]
    assert Act.objects.filter(digest=sha256(sealed)).count() == 1
    assert len(entries("casework:act:receive")) == 1


def test_a_request_whose_first_two_acts_come_at_once_is_one_request(committed: Paris) -> None:
    named = committed.rabat.new_request()
    first = committed.rabat.author(named, Kind.ISSUE, **SAYS[Kind.ISSUE] | {"addressee": "fr-bepi", "through": None})
    second = committed.rabat.author(named, Kind.RECTIFY, rectifies=sha256(first).hex(), correction="صحح")
    given = at_once(
        *(lambda sealed=sealed: acts.receive(sealed, sender="MA", at=BEGAN) for sealed in (second, first))
    )  # type: ignore[misc]
    assert all(isinstance(taken, acts.Taken) for taken in given), given
    dossier = reads.folder(Request.objects.get()).dossier
    assert [told.standing for told in dossier.told] == [Standing.EFFECTIVE] * 2


def test_an_act_that_overtook_another_is_held_and_settles_when_that_one_comes(paris: Paris) -> None:
    request = paris.issued()
    first, second = (paris.rabat.author(request, kind) for kind in (Kind.ACKNOWLEDGE, Kind.ACCEPT))
    taken = paris.receive(second)
    assert (taken.standing, taken.why) == (Standing.HELD, f"waits for {sha256(first).hex()[:16]}")
    assert positions(request)[Side.REQUESTED].stage is Stage.NOT_ACKNOWLEDGED
    assert unsettled(request) == [(sha256(second).hex(), "held")]
    paris.receive(first)
    assert positions(request)[Side.REQUESTED].stage is Stage.ACCEPTED
    assert (unsettled(request), entries("casework:act:alarm")) == ([], [])


def test_a_letter_that_comes_after_its_own_second_act_is_its_first_authors(paris: Paris) -> None:
    named = paris.rabat.new_request()
    letter = SAYS[Kind.ISSUE] | {"addressee": "fr-bepi", "through": None}
    first = paris.rabat.author(named, Kind.ISSUE, **letter)
    header = paris.rabat.header(named, Kind.RECTIFY, rectifies=sha256(first).hex(), correction="صحح")
    header["author"] |= {"authority": "ma-pg-rabat"}
    second = paris.rabat.sealed(header, authority="ma-pg-rabat")
    assert paris.receive(second).standing is Standing.HELD
    assert paris.receive(first).standing is Standing.EFFECTIVE
    request = Request.objects.get(pk=named.id)
    assert request.requesting_authority == "ma-dapg"
    act = paris.author(request, Kind.ACKNOWLEDGE, by=DESK)
    assert act.number == 1


def test_we_answer_a_letter_of_an_authority_that_our_directory_does_not_know(paris: Paris) -> None:
    request = paris.asked(through="ma-tpi-nowhere")
    assert paris.author(request, Kind.ACKNOWLEDGE, by=DESK).kind == "acknowledge"
    request.refresh_from_db()
    assert request.state == "under_examination"


# ------------------------------------------------------------------------- kept, without moving anything


def _forged(kind: str, **fields: Any) -> Sealed:
    return lambda paris, request: paris.rabat.forged(request, kind, **fields)


def _of_its_own_series(paris: Paris, request: Request) -> bytes:
    own = reads.folder(request).dossier.heads[Side.REQUESTED].digest.hex()
    return paris.rabat.forged(request, Kind.ACCEPT, seen=own)


def _with_body(kind: Kind, body: dict[str, Any]) -> Sealed:
    return lambda paris, request: paris.rabat.forged(request, kind, body=body)


KEPT: dict[str, tuple[Sealed, Standing]] = {
    "unknown kind": (_forged("transfer_proceedings", body={"on": "conditions"}), Standing.NOT_UNDERSTOOD),
    "unknown field": (_with_body(Kind.ACCEPT, {"price": 3}), Standing.NOT_UNDERSTOOD),
    "wrong type": (_with_body(Kind.RETURN_RESULTS, {"contents": "x", "complete": "yes"}), Standing.NOT_UNDERSTOOD),
    "direction control": (_with_body(Kind.ACCEPT, {"remarks": "\u202egpj"}), Standing.NOT_UNDERSTOOD),
    "control character": (_with_body(Kind.ACCEPT, {"remarks": "a\x00b"}), Standing.NOT_UNDERSTOOD),
    "hostile field name": (_with_body(Kind.ACCEPT, {"\x00\u202e" + "k" * 5_000: 1}), Standing.NOT_UNDERSTOOD),
    "not possible": (_forged(Kind.STOP, body=SAYS[Kind.STOP]), Standing.WITHOUT_EFFECT),
    "seen of its own series": (_of_its_own_series, Standing.CONTRADICTS),
    "previous nobody knows": (_forged(Kind.ACCEPT, previous="ab" * 32), Standing.HELD),
    "seen nobody knows": (_forged(Kind.ACCEPT, seen="cd" * 32), Standing.HELD),
    "number far ahead": (_forged(Kind.ACCEPT, number=99_999), Standing.CONTRADICTS),
}


def test_what_cannot_take_effect_is_kept_told_and_moves_nothing(paris: Paris) -> None:
    request = paris.issued()
    paris.receive(paris.rabat.author(request, Kind.ACKNOWLEDGE))
    for case, (forge, standing) in KEPT.items():
        with undone(paris):
            assert_kept(paris, request, forge(paris, request), standing, case)


def assert_kept(paris: Paris, request: Request, sealed: bytes, standing: Standing, case: str) -> None:
    before = positions(request)
    taken = paris.receive(sealed)
    assert (taken.standing, taken.why != "") == (standing, True), case
    assert positions(request) == before, case
    assert bytes(Act.objects.get(digest=sha256(sealed)).sealed) == sealed
    settled = standing is Standing.WITHOUT_EFFECT
    assert unsettled(request) == ([] if settled else [(sha256(sealed).hex(), str(standing))]), case
    alarmed = [] if standing is Standing.HELD else [(request.label, sha256(sealed))]
    assert entries("casework:act:alarm") == alarmed, case
    request.refresh_from_db()
    assert request.alarmed is bool(alarmed), case
    account.read(account.write(reads.account("MA", at=BEGAN, answer=False)))


@pytest.mark.parametrize("named", [{"version": 2}, {"kind": "transfer-of-proceedings"}])
def test_a_request_of_an_unknown_kind_or_version_is_kept_and_told(paris: Paris, named: dict[str, Any]) -> None:
    new = paris.rabat.new_request()
    header = paris.rabat.header(new, Kind.ISSUE)
    header["request"] |= named
    sealed = paris.rabat.sealed(header)
    assert paris.receive(sealed).standing is Standing.NOT_UNDERSTOOD
    request = Request.objects.get(pk=new.id)
    assert unsettled(request) == [(sha256(sealed).hex(), "not_understood")]
    assert request.state == "not_issued"


def test_two_acts_under_one_number_freeze_the_series_and_both_are_kept(paris: Paris) -> None:
    request = paris.issued()
    paris.receive(paris.rabat.author(request, Kind.ACKNOWLEDGE))
    refusal = paris.rabat.forged(request, Kind.REFUSE)
    acceptance = paris.rabat.author(request, Kind.ACCEPT)
    paris.receive(acceptance)
    before = positions(request)
    assert paris.receive(refusal).standing is Standing.EQUIVOCATES
    later = paris.rabat.author(request, Kind.REPORT_EXECUTION)
    assert paris.receive(later).standing is Standing.FROZEN
    assert positions(request) == before
    assert {bytes(digest) for digest in request.acts.values_list("digest", flat=True)} >= {
        sha256(acceptance),
        sha256(refusal),
        sha256(later),
    }
    assert entries("casework:act:alarm") == [(request.label, sha256(refusal)), (request.label, sha256(later))]
    assert unsettled(request) == [(sha256(refusal).hex(), "equivocates"), (sha256(later).hex(), "frozen")]
    withdrawn = paris.author(request, Kind.WITHDRAW)
    assert withdrawn.standing.standing == "effective"


def test_a_fact_out_of_turn_takes_effect_and_alarms(paris: Paris) -> None:
    request = paris.issued()
    sealed = paris.rabat.author(request, Kind.REPORT_EXECUTION)
    assert paris.receive(sealed).standing is Standing.UNEXPECTED
    assert positions(request)[Side.REQUESTED].stage is Stage.EXECUTING
    assert entries("casework:act:alarm") == [(request.label, sha256(sealed))]


# ---------------------------------------------------------------------------------------------- refused


def _other_authority(paris: Paris, request: Request) -> bytes:
    header = paris.rabat.header(describe(request), Kind.ACKNOWLEDGE)
    return paris.rabat.sealed(header, authority="ma-pg-rabat")


def _between_others(paris: Paris, _: Request) -> bytes:
    named = RequestHeader(
        id=uuid7(BEGAN), label="ES-2026-0001", requesting="ES", requested="MA", kind="letter-rogatory", version=1
    )
    return paris.rabat.forged(named, Kind.ACKNOWLEDGE, seen="ab" * 32)


def _described_otherwise(paris: Paris, request: Request) -> bytes:
    named = describe(request).model_dump(mode="json") | {"label": "FR-2026-0999"}
    return paris.rabat.forged(request, Kind.ACKNOWLEDGE, request=named)


def _label_of_another(paris: Paris, request: Request) -> bytes:
    first, second = paris.rabat.new_request(number=7), paris.rabat.new_request(number=7)
    assert paris.receive(paris.rabat.forged(first, Kind.ISSUE)).standing is Standing.EFFECTIVE
    return paris.rabat.forged(second, Kind.ISSUE)


def _never_issued(paris: Paris, request: Request) -> bytes:
    named = describe(request).model_copy(update={"id": uuid7(BEGAN), "label": f"FR-{BEGAN.year}-0002"})
    return paris.rabat.forged(named, Kind.ACKNOWLEDGE, seen="ab" * 32)


def _flipped(paris: Paris, request: Request) -> bytes:
    sealed = bytearray(paris.rabat.author(request, Kind.ACKNOWLEDGE))
    sealed[len(sealed) // 2] ^= 1
    return bytes(sealed)


def _nul_in_a_name(paris: Paris, request: Request) -> bytes:
    sealed = paris.rabat.author(request, Kind.ACKNOWLEDGE)
    hostile = container.Entry(
        "annexes/\x00\u202e\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"), b""
    )
    return container.pack([*container.unpack(sealed), hostile])


REFUSED: dict[str, tuple[Sealed, str]] = {
    "sealed by another authority": (_other_authority, "the seal does not hold: author-is-not-sealer"),
    "between two other States": (_between_others, "FR is no party to it"),
    "the request described otherwise": (_described_otherwise, "it describes the request otherwise"),
    "the label of another request": (_label_of_another, "MA-2026-0007 is another request's label"),
    "a request we never issued": (_never_issued, "FR has issued no such request"),
    "one bit flipped": (_flipped, "the seal does not hold: "),
    "a name with controls": (_nul_in_a_name, "the seal does not hold: entry-unexpected annexes/\ufffd\ufffd"),
    "cut short": (
        lambda paris, request: paris.rabat.author(request, Kind.ACKNOWLEDGE)[:-1],
        "the seal does not hold",
    ),
    "garbage": (lambda *_: b"PK\x03\x04 but not for long", "the seal does not hold: not-a-container"),
    "nothing": (lambda *_: b"", "the seal does not hold: not-a-container"),
    "not canonical": (
        lambda paris, request: _spaced(paris.rabat.author(request, Kind.ACKNOWLEDGE)),
        "the seal does not hold: act-not-canonical",
    ),
}


def _spaced(sealed: bytes) -> bytes:
    files = container.unpack(sealed)
    spaced = [entry.content + b" " if entry.name == container.ACT else entry.content for entry in files]
    return container.pack(
        [container.Entry(entry.name, content) for entry, content in zip(files, spaced, strict=True)]
    )


def assert_refused(paris: Paris, request: Request, sealed: bytes, why: str, sender: str = "MA") -> None:
    """Send it twice: it is refused, told once in ledger and account, and nothing else changes."""
    before, here = positions(request), Trace.now()
    for _ in range(2):
        taken = paris.receive(sealed, sender=sender)
        assert (taken.standing, taken.why[: len(why)]) == (None, why)
    assert positions(request) == before
    assert Trace.now() == Trace(here.acts, here.parcels, here.entries + 1, here.requests)
    assert entries("casework:act:refuse") == [(sender, sha256(sealed))]
    row = RefusedAct.objects.get()
    assert (row.sender, bytes(row.digest)) == (sender, sha256(sealed))
    (line,) = reads.account(sender, at=BEGAN, answer=False).refused
    assert (line.digest, line.why) == (sha256(sealed).hex(), taken.why)
    account.read(account.write(reads.account(sender, at=BEGAN, answer=False)))


def test_what_contradicts_its_seal_or_its_request_is_refused_and_told(paris: Paris) -> None:
    request = paris.issued()
    for forge, why in REFUSED.values():
        with undone(paris):
            assert_refused(paris, request, forge(paris, request), why)


def test_a_seal_of_another_ca_is_refused_though_it_names_rabat(paris: Paris, impostor_keys: Path) -> None:
    request = paris.issued()
    header = paris.rabat.header(describe(request), Kind.ACKNOWLEDGE)
    assert_refused(
        paris, request, paris.rabat.sealed(header, folder=impostor_keys), "the seal does not hold: issuer-not-trusted"
    )


def test_an_act_of_ours_sent_back_to_us_by_another_is_already_here_and_a_new_one_refused(paris: Paris) -> None:
    request = paris.issued()
    ours = bytes(request.acts.get().sealed)
    assert paris.receive(ours).why == "already here"
    sealed = paris.rabat.author(request, Kind.ACKNOWLEDGE)
    assert_refused(paris, request, sealed, "the seal does not hold", sender="ES")


def test_an_act_in_the_name_of_our_own_side_is_refused(paris: Paris) -> None:
    request = paris.issued()
    header = paris.rabat.header(describe(request), Kind.ACKNOWLEDGE)
    head = reads.folder(request).dossier.heads[Side.REQUESTING]
    ours = {"side": "requesting", "number": 2, "previous": head.digest.hex(), "kind": "withdraw", "seen": None}
    sealed = paris.rabat.sealed(header | ours | {"body": SAYS[Kind.WITHDRAW]})
    assert_refused(paris, request, sealed, "act.json: 'whole': Value error, the author's State is not the State")


def test_fifty_megabytes_of_zeros_are_refused_at_once(paris: Paris) -> None:
    request = paris.issued()
    began = time.process_time()
    assert_refused(paris, request, bytes(50_000_000), "the seal does not hold: not-a-container")
    assert time.process_time() - began < 2


def test_a_label_a_peer_wished_to_occupy_is_still_ours_to_give(paris: Paris) -> None:
    request = paris.issued()
    paris.receive(_never_issued(paris, request))
    assert paris.issued().label == f"FR-{BEGAN.year}-0002"


def test_what_was_refused_for_its_ca_is_taken_once_the_ca_is_agreed(
    paris: Paris, rabat: Rabat, impostor_keys: Path
) -> None:
    request = paris.issued()
    rabat.folder = impostor_keys
    sealed = rabat.author(request, Kind.ACKNOWLEDGE)
    assert paris.receive(sealed).standing is None
    agree(Rabat(impostor_keys))
    assert paris.receive(sealed).standing is Standing.EFFECTIVE
