"""The account: what each node holds, exchanged on a schedule and on demand; a difference is healed by resending."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings

from tajawub.casework import account, reads
from tajawub.casework.act import Malformed, instant
from tajawub.casework.acts.arrivals import refuse
from tajawub.casework.acts.authoring import post
from tajawub.casework.identity import uuid7
from tajawub.casework.models import Act, PeerAccount
from tajawub.exchange import acts as exchange
from tajawub.exchange import reads as peers
from tajawub.exchange.reads import Crossing
from tajawub.mandates.acts import performed, require
from tajawub.mandates.permissions import Permission
from tajawub.mandates.values import Mandate, Resource

ACCOUNT_PARCEL = "account/1"
REFUSED_AGAIN_AFTER = timedelta(days=1)
"""How often an act is sent again to a peer that refused it: what was wrong there may have been put right."""


@performed
def send_account(to: str, *, by: Mandate, at: datetime) -> None:
    """Send that State our account now and ask for theirs. Raises Forbidden."""
    require(by, Permission.EXCHANGE_ACCOUNT, Resource(kind="account", reference=to))
    post_account(to, at=at, answer=True)


def post_account(to: str, *, at: datetime, answer: bool) -> None:
    """Post our account: what the schedule does, and the answer to theirs."""
    content = account.write(reads.account(to, at=instant(at), answer=answer))
    exchange.post(to=to, kind=ACCOUNT_PARCEL, payload=content, conversation=uuid7(at), urgency="routine", at=at)


@performed
def take_account(content: bytes, *, sender: str, at: datetime) -> str:
    """Keep a peer's account, send again what it lacks, answer where it asks.

    Never raises on what the peer wrote: return why it was refused, nothing where it was not.
    """
    try:
        theirs = _read(content, sender)
    except Malformed as malformed:
        return refuse(content, str(malformed), sender=sender, at=at).why
    held = reads.last_account(sender)
    if held is None or held.at < theirs.at:
        PeerAccount.objects.update_or_create(
            state=sender, defaults={"account": theirs.model_dump(mode="json"), "stored_at": at}
        )
    _heal(account.compare(reads.account(sender, at=at, answer=False, until=theirs.at), theirs), theirs, at)
    if theirs.answer:
        post_account(sender, at=at, answer=False)
    return ""


def _read(content: bytes, sender: str) -> account.Account:
    theirs = account.read(content)
    if theirs.of != sender or theirs.to != settings.STATE:
        raise Malformed(f"account of {theirs.of} to {theirs.to}, sent by {sender}")
    if b"\\u0000" in content:
        raise Malformed("account: a reason holds a character that no database keeps")
    return theirs


def _heal(differences: Sequence[account.Difference], theirs: account.Account, at: datetime) -> None:
    """Post again our acts that the peer lacks, but for those on their way or delivered since it wrote its account.

    What it holds and could not settle is not lacking; what it refused is tried again, though not every time.
    """
    held = {act.digest for request in theirs.requests for act in request.unsettled}
    refused = {act.digest for act in theirs.refused}
    for line in differences:
        if line.how is not account.Differing.THEY_LACK:
            continue
        lacking = Act.objects.filter(
            request=line.request, side=line.side, own=True, number__range=(line.first, line.last)
        )
        crossings = peers.crossings([bytes(act.digest) for act in lacking])
        for act in lacking.order_by("number"):
            digest = bytes(act.digest)
            crossing = crossings.get(digest)
            lately = crossing is not None and at - crossing.stored_at < REFUSED_AGAIN_AFTER
            if digest.hex() in held or (digest.hex() in refused and lately):
                continue
            if crossing is None or not _on_its_way(crossing, theirs.at):
                post(act, theirs.of, at)


def _on_its_way(crossing: Crossing, written_at: datetime) -> bool:
    return crossing.state == "waiting" or (crossing.delivered_at is not None and crossing.delivered_at > written_at)
