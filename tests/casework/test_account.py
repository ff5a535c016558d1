"""The account: what two nodes hold of the same requests, compared line by line, the same from both sides."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tajawub.casework import account
from tajawub.casework.account import (
    Account,
    Difference,
    Differing,
    HeadHeld,
    RefusedAct,
    RequestAccount,
    Unsettled,
    compare,
)
from tajawub.casework.act import Malformed
from tajawub.casework.dossier import SETTLED, Standing
from tajawub.casework.life_cycle import Kind, Side

from .parties import MORNING, REQUEST, Party, pair, play

ID = REQUEST.id
OTHER = UUID("019ab0c4-7d00-7000-8000-000000000002")


def head(number: int, digit: str = "a") -> HeadHeld:
    return HeadHeld(number=number, digest=digit * 64)


def request(
    requesting: HeadHeld | None = None,
    requested: HeadHeld | None = None,
    unsettled: tuple[Unsettled, ...] = (),
    *,
    identity: UUID = ID,
) -> RequestAccount:
    label = "FR-2026-0001" if identity == ID else "FR-2026-0002"
    return RequestAccount(id=identity, label=label, requesting=requesting, requested=requested, unsettled=unsettled)


def of(*requests: RequestAccount, state: str = "FR", refused: tuple[RefusedAct, ...] = ()) -> Account:
    to = "MA" if state == "FR" else "FR"
    return Account(of=state, to=to, at=MORNING, answer=False, requests=requests, refused=refused)


def account_of(party: Party) -> Account:
    """What this party's node would say of what it has stored."""
    dossier = party.dossier
    heads = {side: HeadHeld(number=known.number, digest=known.digest.hex()) for side, known in dossier.heads.items()}
    unsettled = tuple(
        Unsettled(
            digest=told.act.digest.hex(),
            side=told.act.side,
            number=told.act.number,
            standing=told.standing,
            why=told.why,
        )
        for told in dossier.told
        if told.standing not in SETTLED
    )
    held = request(heads.get(Side.REQUESTING), heads.get(Side.REQUESTED), unsettled)
    return of(held, state=REQUEST.state_of(party.side))


heads = st.none() | st.builds(head, st.integers(1, 4), st.sampled_from("ab"))
requests = st.builds(request, heads, heads, identity=st.sampled_from([ID, OTHER]))
accounts = st.lists(requests, max_size=2, unique_by=lambda request: request.id).map(lambda held: of(*held))
MIRRORED = {
    Differing.THEY_LACK: Differing.WE_LACK,
    Differing.WE_LACK: Differing.THEY_LACK,
    Differing.NOT_THE_SAME: Differing.NOT_THE_SAME,
}


def lines(found: tuple[Difference, ...]) -> set[tuple[object, ...]]:
    return {(line.how, line.request, line.side, line.first, line.last) for line in found}


@given(accounts, accounts)
def test_what_one_lacks_is_what_the_other_finds_lacking(ours: Account, theirs: Account) -> None:
    mirrored = tuple(replace(line, how=MIRRORED[line.how]) for line in compare(ours, theirs))
    assert lines(mirrored) == lines(compare(theirs, ours))


@given(accounts)
def test_equal_accounts_differ_in_nothing(held: Account) -> None:
    assert compare(held, held) == ()


def test_a_head_behind_is_a_range_of_acts_to_send_again() -> None:
    ours, theirs = of(request(head(5), head(2))), of(request(head(2), head(3, "b")))
    assert compare(ours, theirs) == (
        Difference(Differing.THEY_LACK, ID, "FR-2026-0001", Side.REQUESTING, 3, 5),
        Difference(Differing.WE_LACK, ID, "FR-2026-0001", Side.REQUESTED, 3, 3),
    )


def test_a_request_the_other_has_never_heard_of_is_lacking_whole() -> None:
    assert compare(of(request(head(2), head(1))), of()) == (
        Difference(Differing.THEY_LACK, ID, "FR-2026-0001", Side.REQUESTING, 1, 2),
        Difference(Differing.THEY_LACK, ID, "FR-2026-0001", Side.REQUESTED, 1, 1),
    )


def test_one_number_with_two_digests_is_not_the_same() -> None:
    assert compare(of(request(head(2, "a"))), of(request(head(2, "b")))) == (
        Difference(Differing.NOT_THE_SAME, ID, "FR-2026-0001", Side.REQUESTING, 2, 2),
    )


def test_what_is_not_settled_there_is_listed_with_its_standing_and_reason() -> None:
    waiting = Unsettled(digest="c" * 64, side=Side.REQUESTING, number=3, standing=Standing.HELD, why="waits for 12")
    held = request(head(2), None)
    assert compare(of(held), of(request(head(2), None, (waiting,)), state="MA")) == (
        Difference(Differing.NOT_SETTLED_THERE, ID, "FR-2026-0001", Side.REQUESTING, 3, 3, "held: waits for 12"),
    )


def test_what_was_refused_there_is_listed_by_its_digest() -> None:
    theirs = of(state="MA", refused=(RefusedAct(digest="d" * 64, why="not sealed"),))
    assert compare(of(), theirs) == (Difference(Differing.REFUSED_THERE, None, "d" * 16, None, 0, 0, "not sealed"),)


def test_an_act_lost_in_the_post_is_found_on_both_sides_and_healed_by_sending_it_again() -> None:
    paris, rabat = pair()
    play(paris, rabat, Kind.ISSUE, Kind.ACKNOWLEDGE)
    lost = rabat.author(Kind.ASK_SUPPLEMENT)
    here, there = account_of(paris), account_of(rabat)
    assert [line.how for line in compare(here, there)] == [Differing.WE_LACK]
    assert [line.how for line in compare(there, here)] == [Differing.THEY_LACK]
    paris.receive(lost)
    assert compare(account_of(paris), account_of(rabat)) == ()
    assert compare(account_of(rabat), account_of(paris)) == ()


def test_an_act_not_understood_there_is_listed_here() -> None:
    paris, rabat = pair()
    play(paris, rabat, Kind.ISSUE)
    strange = rabat.next_header("transfer_proceedings")
    paris.receive(rabat.author("transfer_proceedings", body={"on": "conditions"}))
    (line,) = compare(account_of(rabat), account_of(paris))
    assert (line.how, line.side, line.first) == (
        Differing.NOT_SETTLED_THERE,
        Side.REQUESTED,
        strange["number"],
    )
    assert line.why == "not_understood: transfer_proceedings: unknown kind"


@settings(max_examples=40)
@given(accounts)
def test_an_account_is_read_back_as_it_was_written(held: Account) -> None:
    assert account.read(account.write(held)) == held


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"\xff",
        account.write(of()).replace(b'"v":1', b'"v":2'),
        account.write(of()).replace(b'"of":"FR"', b'"of":"France"'),
        account.write(of()).replace(b"Z", b""),
        account.write(of()).replace(b'"v":1', b'"v":1,"w":1'),
        account.write(of(request(head(1)))).replace(b'"number":1', b'"number":0'),
        account.write(of(request(head(1)))).replace(b"a" * 64, b"a" * 63),
    ],
    ids=["empty", "list", "bytes", "version", "state", "zone", "field", "number", "digest"],
)
def test_an_account_of_another_form_is_refused(content: bytes) -> None:
    with pytest.raises(Malformed, match=r"^account: "):
        account.read(content)


def test_the_refusal_of_an_account_stays_short_whatever_the_peer_wrote() -> None:
    content = account.write(of()).replace(b'"v":1', b'"v":1,"' + b"k" * 50_000 + b'":1')
    with pytest.raises(Malformed) as refused:
        account.read(content)
    assert len(str(refused.value)) < 300
