"""Accounts exchanged on a real database: every difference is listed, and healed by sending again, not for ever."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings

from tajawub.casework import account, acts, jobs, reads
from tajawub.casework.account import Account, Differing, HeadHeld, RequestAccount, Unsettled
from tajawub.casework.account import RefusedAct as RefusedLine
from tajawub.casework.acts.accounts import SEND_AGAIN_AFTER
from tajawub.casework.bodies import filled_in
from tajawub.casework.dossier import SETTLED, Standing
from tajawub.casework.identity import uuid7
from tajawub.casework.life_cycle import Kind, Side
from tajawub.casework.models import Act, PeerAccount, RefusedAct, Request
from tajawub.casework.models import Standing as StandingRow
from tajawub.casework.models import Trace as IndexRow
from tajawub.exchange import acts as exchange
from tajawub.exchange.models import Parcel, Peer
from tajawub.mandates.values import Forbidden

from .two_states import BEGAN, DESK, JUDGE, LAWYER, OPERATOR, SAYS, Paris, Trace, entries, sha256, undone

pytestmark = pytest.mark.django_db


def of_rabat(paris: Paris, *, answer: bool = False, **changed: Any) -> bytes:
    """Return Rabat's account, written from its own books, as its node would."""
    requests = []
    for key in paris.rabat.books:
        dossier = paris.rabat.dossier(key)
        heads = {side: HeadHeld(number=head.number, digest=head.digest.hex()) for side, head in dossier.heads.items()}
        requests.append(
            RequestAccount(
                id=key,
                label=dossier.told[0].act.header.request.label,
                requesting=heads.get(Side.REQUESTING),
                requested=heads.get(Side.REQUESTED),
                unsettled=tuple(
                    Unsettled(
                        digest=told.act.digest.hex(),
                        side=told.act.side,
                        number=told.act.number,
                        standing=told.standing,
                        why=told.why,
                    )
                    for told in dossier.told
                    if told.standing not in SETTLED
                ),
            )
        )
    said: dict[str, Any] = {"of": "MA", "to": "FR", "at": paris.now(), "answer": answer, "requests": requests}
    return account.write(Account.model_validate(said | changed))


def take(paris: Paris, content: bytes) -> str:
    return acts.take_account(content, sender="MA", at=paris.now())


def delivered(paris: Paris) -> None:
    """Let every parcel have its receipt."""
    Parcel.objects.filter(state="waiting").update(
        state="delivered", receipt=b"receipt", receipt_at=paris.now(), delivered_at=paris.now()
    )


def sent_of(digest: bytes) -> int:
    return Parcel.objects.filter(payload_sha256=digest).count()


def test_equal_books_differ_in_nothing_on_either_side(paris: Paris) -> None:
    request = paris.issued()
    paris.receive(paris.rabat.author(request, Kind.ACKNOWLEDGE))
    content = of_rabat(paris)
    assert reads.differences("MA", at=paris.now()) is None
    assert take(paris, content) == ""
    assert reads.differences("MA", at=paris.now()) == ()
    assert account.compare(account.read(content), reads.account("MA", at=BEGAN, answer=False)) == ()
    assert reads.last_account("MA") == account.read(content)


def test_an_act_lost_after_its_receipt_is_listed_on_both_sides_and_sent_again(paris: Paris) -> None:
    request = paris.issued()
    paris.receive(paris.rabat.author(request, Kind.ACKNOWLEDGE))
    # Rabat's node answered the receipt, then lost its disk: it never opened this.
    withdrawal = filled_in(Kind.WITHDRAW, SAYS[Kind.WITHDRAW])
    lost = acts.author(request.pk, withdrawal, by=paris.mandates[JUDGE], at=paris.now())
    delivered(paris)
    paris.at += SEND_AGAIN_AFTER
    content = of_rabat(paris)
    assert take(paris, content) == ""
    (line,) = reads.differences("MA", at=paris.now()) or ()
    assert (line.how, line.side, line.first, line.last) == (Differing.THEY_LACK, Side.REQUESTING, 2, 2)
    (there,) = account.compare(account.read(content), reads.account("MA", at=BEGAN, answer=False))
    assert (there.how, there.first, there.last) == (Differing.WE_LACK, 2, 2)
    assert sent_of(bytes(lost.digest)) == 2
    paris.rabat.open(lost)
    take(paris, of_rabat(paris))
    assert reads.differences("MA", at=paris.now()) == ()
    assert sent_of(bytes(lost.digest)) == 2


def test_a_request_a_peer_has_never_heard_of_is_sent_again_whole_and_in_order(paris: Paris) -> None:
    request = paris.issued()
    paris.receive(paris.rabat.author(request, Kind.ACKNOWLEDGE))
    paris.author(request, Kind.WITHDRAW)
    delivered(paris)
    paris.at += SEND_AGAIN_AFTER
    paris.rabat.books.clear()
    before = Parcel.objects.count()
    take(paris, of_rabat(paris))
    again = list(Parcel.objects.order_by("id").values_list("payload_sha256", flat=True))[before:]
    own = list(request.acts.filter(own=True).order_by("number").values_list("digest", flat=True))
    assert [bytes(digest) for digest in again] == [bytes(digest) for digest in own]


def test_an_act_whose_parcel_is_still_on_its_way_is_not_posted_twice(paris: Paris) -> None:
    request = paris.issued()
    paris.rabat.books.clear()
    before = Parcel.objects.count()
    take(paris, of_rabat(paris))
    assert Parcel.objects.count() == before
    (line,) = reads.differences("MA", at=paris.now()) or ()
    assert (line.how, line.request) == (Differing.THEY_LACK, request.pk)


def test_an_account_written_before_the_receipt_does_not_send_again(paris: Paris) -> None:
    paris.issued()
    paris.rabat.books.clear()
    content = of_rabat(paris)
    delivered(paris)
    before = Parcel.objects.count()
    take(paris, content)
    assert Parcel.objects.count() == before


def test_an_act_that_a_peer_holds_but_cannot_settle_is_not_sent_again(paris: Paris) -> None:
    request = paris.issued()
    own = request.acts.get()
    delivered(paris)
    paris.at += SEND_AGAIN_AFTER
    held = Unsettled(
        digest=bytes(own.digest).hex(), side=Side.REQUESTING, number=1, standing=Standing.NOT_UNDERSTOOD, why="v2"
    )
    line = RequestAccount(id=request.pk, label=request.label, requesting=None, requested=None, unsettled=(held,))
    for _ in range(3):
        take(paris, of_rabat(paris, requests=[line]))
    assert sent_of(bytes(own.digest)) == 1
    found = reads.differences("MA", at=paris.now()) or ()
    assert [(one.how, one.why) for one in found] == [
        (Differing.THEY_LACK, ""),
        (Differing.NOT_SETTLED_THERE, "not_understood: v2"),
    ]


def test_an_act_that_a_peer_refused_is_listed_and_sent_again_once_a_day(paris: Paris) -> None:
    request = paris.issued()
    own = request.acts.get()
    refused = [RefusedLine(digest=bytes(own.digest).hex(), why="issuer-not-trusted")]
    for days, copies in ((0, 1), (0, 1), (1, 2), (0, 2), (1, 3)):
        paris.at += timedelta(days=days)
        delivered(paris)
        take(paris, of_rabat(paris, requests=[], refused=refused))
        assert sent_of(bytes(own.digest)) == copies
    found = reads.differences("MA", at=paris.now()) or ()
    assert (found[-1].how, found[-1].why) == (Differing.REFUSED_THERE, "issuer-not-trusted")
    assert request.acts.count() == 1


def test_who_asks_is_answered_once_and_the_answer_asks_nothing(paris: Paris) -> None:
    take(paris, of_rabat(paris, answer=True))
    parcel = Parcel.objects.get()
    assert (parcel.kind, parcel.peer.state, parcel.urgency) == ("account/1", "MA", "routine")
    take(paris, of_rabat(paris, answer=False))
    assert Parcel.objects.count() == 1


def test_desk_and_operator_exchange_accounts_and_no_judge_does(paris: Paris) -> None:
    for officer in (DESK, OPERATOR):
        acts.send_account("MA", by=paris.mandates[officer], at=paris.now())
        delivered(paris)
    for officer in (JUDGE, LAWYER):
        with pytest.raises(Forbidden):
            acts.send_account("MA", by=paris.mandates[officer], at=paris.now())
    assert Parcel.objects.filter(kind="account/1").count() == 2


def test_a_peer_that_keeps_parcels_and_cannot_open_them_is_sent_fewer_and_fewer(paris: Paris) -> None:
    own = paris.issued().acts.get()
    paris.rabat.books.clear()
    copies = []
    for _ in range(24 * 6):
        delivered(paris)
        paris.at += timedelta(minutes=10)
        take(paris, of_rabat(paris))
        copies.append(sent_of(bytes(own.digest)))
    assert copies[:8] == [2, 2, 3, 3, 3, 3, 4, 4]
    assert copies[-1] == 8
    for days in range(1, 4):
        delivered(paris)
        paris.at += timedelta(days=1, minutes=1)
        take(paris, of_rabat(paris))
        assert sent_of(bytes(own.digest)) == 8 + days


def test_an_act_whose_parcel_failed_is_left_to_a_person(paris: Paris) -> None:
    own = paris.issued().acts.get()
    exchange.give_up(Parcel.objects.get(), "EBMS:0103 PolicyNoncompliance: no", at=paris.now())
    paris.rabat.books.clear()
    for _ in range(3):
        paris.at += timedelta(days=1)
        take(paris, of_rabat(paris))
    assert (sent_of(bytes(own.digest)), len(entries("node:alarm:raise"))) == (1, 1)


def test_an_act_sent_again_and_still_on_its_way_is_not_posted_a_third_time(paris: Paris) -> None:
    own = paris.issued().acts.get()
    delivered(paris)
    paris.rabat.books.clear()
    for _ in range(3):
        paris.at += timedelta(days=1)
        take(paris, of_rabat(paris))
        assert sent_of(bytes(own.digest)) == 2


def test_a_peer_whose_clock_runs_ahead_is_kept_to_ours(paris: Paris) -> None:
    own = paris.issued().acts.get()
    paris.rabat.books.clear()
    take(paris, of_rabat(paris, at=paris.at + timedelta(days=400)))
    told = reads.last_account("MA")
    assert told is not None
    assert told.at <= paris.at
    paris.rabat.open(own)
    take(paris, of_rabat(paris))
    assert reads.differences("MA", at=paris.now()) == ()


def the_clock_strikes(paris: Paris) -> None:
    at = paris.at.replace(microsecond=0)
    with override_settings(NOW=lambda: at):
        jobs.send_accounts(0)


def test_the_clock_sends_every_peer_our_account_and_asks_for_none(paris: Paris) -> None:
    paris.now()
    the_clock_strikes(paris)
    assert list(Parcel.objects.values_list("kind", "peer__state", "urgency")) == [("account/1", "MA", "routine")]
    ours = reads.account("MA", at=paris.at.replace(microsecond=0), answer=False)
    assert bytes(Parcel.objects.get().payload_sha256) == sha256(account.write(ours))


def accounts_by_the_clock(paris: Paris, *, times: int) -> int:
    """Return how many accounts leave while the clock strikes so often; each has its receipt before the next."""
    before = Parcel.objects.filter(kind="account/1").count()
    for _ in range(times):
        paris.at += timedelta(minutes=10)
        the_clock_strikes(paris)
        delivered(paris)
    return Parcel.objects.filter(kind="account/1").count() - before


def test_the_clock_sends_an_account_where_something_moved_and_else_once_a_day(paris: Paris) -> None:
    request = paris.issued()
    assert accounts_by_the_clock(paris, times=24 * 6 * 2) == 2
    paris.author(request, Kind.WITHDRAW)
    assert accounts_by_the_clock(paris, times=6) == 1
    paris.receive(paris.rabat.author(request, Kind.ACKNOWLEDGE))
    assert accounts_by_the_clock(paris, times=6) == 1
    paris.receive(b"no sealed file")
    assert accounts_by_the_clock(paris, times=6) == 1


def test_who_lacks_what_a_peer_told_says_so_by_the_clock_and_ever_more_seldom(paris: Paris) -> None:
    request = paris.issued()
    lost = paris.rabat.author(request, Kind.ACKNOWLEDGE)
    assert accounts_by_the_clock(paris, times=1) == 1
    take(paris, of_rabat(paris))
    assert accounts_by_the_clock(paris, times=6) == 3
    assert accounts_by_the_clock(paris, times=24 * 6 - 12) == 5
    take(paris, of_rabat(paris))
    paris.receive(lost)
    assert accounts_by_the_clock(paris, times=6) == 1


def test_a_peer_that_is_away_gets_one_account_when_it_is_back(paris: Paris) -> None:
    request = paris.issued()
    for _ in range(3):
        paris.at += timedelta(days=2)
        the_clock_strikes(paris)
    paris.author(request, Kind.WITHDRAW)
    paris.now()
    the_clock_strikes(paris)
    assert Parcel.objects.filter(kind="account/1", state="waiting").count() == 1
    for _ in range(2):
        acts.send_account("MA", by=paris.mandates[DESK], at=paris.now())
    urgencies = Parcel.objects.filter(kind="account/1").order_by("id").values_list("urgency", flat=True)
    assert list(urgencies) == ["routine", "urgent"]


def test_a_peer_that_asks_without_end_is_answered_once_while_nothing_moves(paris: Paris) -> None:
    request = paris.issued()
    for _ in range(3):
        take(paris, of_rabat(paris, answer=True))
    assert Parcel.objects.filter(kind="account/1").count() == 1
    paris.author(request, Kind.WITHDRAW)
    take(paris, of_rabat(paris, answer=True))
    assert Parcel.objects.filter(kind="account/1").count() == 2


def test_a_peer_to_whom_nothing_can_be_written_does_not_silence_the_others(
    paris: Paris, caplog: pytest.LogCaptureFixture
) -> None:
    values = Peer.objects.values().get() | {"id": None, "state": "ES", "party": "urn:es", "as4_certificate": ""}
    Peer.objects.create(**values)
    paris.now()
    the_clock_strikes(paris)
    assert list(Parcel.objects.values_list("kind", "peer__state")) == [("account/1", "MA")]
    assert "casework:account:send ES failed" in caplog.messages


def test_an_account_of_more_than_twenty_thousand_requests_is_written_and_read() -> None:
    line = RequestAccount(id=uuid7(BEGAN), label="FR-2026-0001", requesting=None, requested=None)
    ours = Account(of="FR", to="MA", at=BEGAN, answer=False, requests=(line,) * 20_001)
    assert len(account.read(account.write(ours)).requests) == 20_001


NOT_OURS = {
    "no json": b"\xff{",
    "empty": b"",
    "of another State": {"of": "ES"},
    "to another State": {"to": "ES"},
    "a character no database keeps": {"refused": [RefusedLine(digest="ab" * 32, why="a\x00b")]},
    "half a character": b'{"at":"2026-11-23T08:00:00Z","answer":false,"of":"MA","refused":[{"digest":"'
    + b"ab" * 32
    + b'","why":"\\ud800"}],"requests":[],"to":"FR","v":1}',
    "a number no database keeps": b'{"at":"9999999-11-23T08:00:00Z","answer":false,"of":"MA","refused":[],"to":"FR"}',
}


def test_an_account_that_cannot_be_read_is_refused_told_and_replaces_nothing(paris: Paris) -> None:
    take(paris, of_rabat(paris))
    kept, before = PeerAccount.objects.values().get(), Trace.now()
    for case, given in NOT_OURS.items():
        content = given if isinstance(given, bytes) else of_rabat(paris, **given)
        with undone(paris):
            for _ in range(2):
                assert take(paris, content).startswith("account"), case
            assert PeerAccount.objects.values().get() == kept, case
            assert entries("casework:act:refuse") == [("MA", sha256(content))], case
            assert Trace.now() == Trace(before.acts, before.parcels, before.entries + 1, before.requests), case
            (line,) = reads.account("MA", at=BEGAN, answer=False).refused
            assert line.digest == sha256(content).hex()


def test_an_enormous_account_of_heads_we_never_had_sends_nothing(paris: Paris) -> None:
    paris.issued()
    invented = [
        RequestAccount(
            id=uuid7(BEGAN),
            label="x" * 20,
            requesting=HeadHeld(number=2**53 - 1, digest="ab" * 32),
            requested=HeadHeld(number=2**53 - 1, digest="cd" * 32),
        )
        for _ in range(200)
    ]
    before = Parcel.objects.count()
    assert take(paris, of_rabat(paris, requests=invented)) == ""
    assert Parcel.objects.count() == before
    assert len(reads.differences("MA", at=paris.now()) or ()) == 1 + 400


def test_an_account_of_many_requests_takes_as_many_queries_as_one_of_few(paris: Paris) -> None:
    request, many = paris.issued(), 60
    few = queries_of_an_account()
    copies = [copied(request, number) for number in range(1, many + 1)]
    Request.objects.bulk_create(row for row, _ in copies)
    stored = Act.objects.bulk_create(act for _, act in copies)
    said = request.traces.values("kind", "key")
    IndexRow.objects.bulk_create(IndexRow(request=row, **one) for row, _ in copies for one in said)
    standings = StandingRow.objects.bulk_create(StandingRow(act=act, standing="effective", why="") for act in stored)
    assert queries_of_an_account() == few
    told = reads.account("MA", at=BEGAN, answer=False)
    assert {one.requesting.number for one in told.requests if one.requesting} == {1}
    assert len(told.requests) == many + 1
    StandingRow.objects.filter(act__in=stored).update(standing="held")
    told = reads.account("MA", at=BEGAN, answer=False)
    assert sum(len(request.unsettled) for request in told.requests) == many
    StandingRow.objects.bulk_update(standings, ["standing"])


def copied(request: Request, number: int) -> tuple[Request, Act]:
    """Return the rows of the same letter under another label."""
    key, label = uuid7(BEGAN), f"FR-2025-{number:04d}"
    row = Request(**Request.objects.filter(pk=request.pk).values().get() | {"id": key, "label": label})
    act = Act(**request.acts.values().get() | {"id": None, "request_id": key, "digest": sha256(label.encode())})
    header = bytes(act.header).replace(str(request.pk).encode(), str(key).encode())
    act.header = header.replace(request.label.encode(), label.encode())
    return row, act


def queries_of_an_account() -> int:
    with CaptureQueriesContext(connection) as captured:
        reads.account("MA", at=BEGAN, answer=False)
    return len(captured)


def test_what_we_refused_of_a_peer_is_in_our_account_to_it_and_to_nobody_else(paris: Paris) -> None:
    paris.receive(b"no sealed file")
    assert [line.digest for line in reads.account("MA", at=BEGAN, answer=False).refused] == [
        sha256(b"no sealed file").hex()
    ]
    assert reads.account("ES", at=BEGAN, answer=False).refused == ()
    assert RefusedAct.objects.get().sender == "MA"


def test_what_a_peer_authored_after_its_account_is_not_lacking_in_it(paris: Paris) -> None:
    request = paris.issued()
    take(paris, of_rabat(paris))
    later = paris.now().isoformat(timespec="milliseconds").replace("+00:00", "Z")
    paris.receive(paris.rabat.forged(request, Kind.ACKNOWLEDGE, authored_at=later, occurred_at=later))
    assert request.acts.filter(own=False).count() == 1
    assert reads.differences("MA", at=paris.now()) == ()
