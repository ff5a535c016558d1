"""The account: what each node holds, exchanged on a schedule and on demand; a difference is healed by resending."""

from __future__ import annotations

import hashlib
import logging
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings

from tajawub.casework import account, reads
from tajawub.casework.act import Malformed, instant
from tajawub.casework.acts.arrivals import refuse
from tajawub.casework.acts.authoring import post
from tajawub.casework.identity import uuid7
from tajawub.casework.life_cycle import Side
from tajawub.casework.models import Act, PeerAccount
from tajawub.exchange import acts as exchange
from tajawub.exchange import parcel
from tajawub.exchange import reads as peers
from tajawub.exchange.parcel import State, Urgency
from tajawub.exchange.reads import Posted, Sending
from tajawub.mandates.acts import performed, require
from tajawub.mandates.permissions import Permission
from tajawub.mandates.values import Mandate, Resource

log = logging.getLogger("tajawub.casework")

ACCOUNT_PARCEL = parcel.ACCOUNT
SEND_AGAIN_AFTER = timedelta(minutes=10)
"""How long an act lacking there is given to arrive and to be taken in; doubles with each parcel it went in."""

REFUSED_AGAIN_AFTER = timedelta(days=1)
"""How often an act is sent again to a peer that refused it: what was wrong there may have been put right."""

UNMOVED_AFTER = timedelta(days=1)
"""How often an account leaves although nothing moved: a sign of life, and what heals a restored backup."""


@performed
def send_account(to: str, *, by: Mandate, at: datetime) -> None:
    """Send that State our account now and ask for theirs; urgent, because a person waits for it. Raises Forbidden.

    While an account that asks for theirs still waits, no second one is posted: the first will bring the same.
    """
    require(by, Permission.EXCHANGE_ACCOUNT, Resource(kind="account", reference=to))
    if peers.waits(to=to, kind=ACCOUNT_PARCEL, urgency=Urgency.URGENT):
        log.info("casework:account:send %s waits already", to)
        return
    _post(reads.account(to, at=instant(at), answer=True), urgency=Urgency.URGENT, at=at)


def send_due_account(to: str, *, at: datetime) -> bool:
    """Post our account, asking for none, where one is due, and say whether it was.

    Due is one when our books moved since the last, while we lack what that State has told us of, and daily.
    Never while one waits: a peer that is away gets one when it is back, not one for each ten minutes.
    """
    if peers.waits(to=to, kind=ACCOUNT_PARCEL):
        return False
    ours, last = reads.account(to, at=instant(at), answer=False), peers.last_posted(to=to, kind=ACCOUNT_PARCEL)
    if last is not None and at - last.posted_at < UNMOVED_AFTER and _says(last, ours):
        told = PeerAccount.objects.filter(pk=to).first()
        if told is None or not _is_behind(told, ours):
            return False
        # The longer we have known that we lack something, the more seldom we say it again.
        if at - last.posted_at < max(SEND_AGAIN_AFTER, last.posted_at - told.stored_at):
            return False
    _post(ours, urgency=Urgency.ROUTINE, at=at)
    return True


def _answer(to: str, at: datetime) -> None:
    """Post our account because theirs asks for it, unless the very same one is on its way."""
    ours, last = reads.account(to, at=instant(at), answer=False), peers.last_posted(to=to, kind=ACCOUNT_PARCEL)
    if last is None or last.state is not State.WAITING or not _says(last, ours):
        _post(ours, urgency=Urgency.ROUTINE, at=at)


def _post(ours: account.Account, *, urgency: Urgency, at: datetime) -> None:
    exchange.post(
        to=ours.to,
        kind=ACCOUNT_PARCEL,
        payload=account.write(ours),
        conversation=uuid7(at),
        urgency=urgency,
        at=at,
    )


def _says(last: Posted, ours: account.Account) -> bool:
    """Say whether the account posted last told the same books: it is written again for its time, and compared."""
    then = instant(last.posted_at)
    again = (ours.model_copy(update={"at": then, "answer": answer}) for answer in (False, True))
    return any(hashlib.sha256(account.write(one)).digest() == last.payload_sha256 for one in again)


def _is_behind(told: PeerAccount, ours: account.Account) -> bool:
    """Say whether we lack acts which that State told us it holds; what we hold unsettled is not lacking."""
    held: Counter[tuple[str, Side | None]] = Counter(
        (str(request.id), act.side) for request in ours.requests for act in request.unsettled
    )
    return any(
        line.how is account.Differing.WE_LACK and line.last - line.first >= held[str(line.request), line.side]
        for line in account.compare(ours, account.Account.model_validate(told.account))
    )


@performed
def take_account(content: bytes, *, sender: str, at: datetime) -> str:
    """Keep a peer's account, send again what it lacks, answer where it asks.

    Never raises on what the peer wrote: return why it was refused, nothing where it was not.
    """
    try:
        theirs = _read(content, sender)
    except Malformed as malformed:
        return refuse(content, str(malformed), sender=sender, at=at).why
    # Their clock may run ahead of ours: no account may outlive the later ones, or tell of acts not yet authored.
    theirs = theirs.model_copy(update={"at": min(theirs.at, at)})
    held = reads.last_account(sender)
    if held is None or held.at < theirs.at:
        PeerAccount.objects.update_or_create(
            state=sender, defaults={"account": theirs.model_dump(mode="json"), "stored_at": at}
        )
    _heal(account.compare(reads.account(sender, at=at, answer=False, until=theirs.at), theirs), theirs, at)
    if theirs.answer:
        _answer(sender, at)
    return ""


def _read(content: bytes, sender: str) -> account.Account:
    theirs = account.read(content)
    if theirs.of != sender or theirs.to != settings.STATE:
        raise Malformed(f"account of {theirs.of} to {theirs.to}, sent by {sender}")
    if b"\\u0000" in content:
        raise Malformed("account: a reason holds a character that no database keeps")
    return theirs


def _heal(differences: Sequence[account.Difference], theirs: account.Account, at: datetime) -> None:
    """Post again our acts that the peer lacks, where another parcel may help.

    What it holds and could not settle is not lacking.
    """
    held = {act.digest for request in theirs.requests for act in request.unsettled}
    refused = {act.digest for act in theirs.refused}
    for line in differences:
        if line.how is not account.Differing.THEY_LACK:
            continue
        lacking = Act.objects.filter(
            request=line.request, side=line.side, own=True, number__range=(line.first, line.last)
        )
        sendings = peers.sendings([bytes(act.digest) for act in lacking], to=theirs.of)
        for act in lacking.order_by("number"):
            digest = bytes(act.digest)
            pause = REFUSED_AGAIN_AFTER if digest.hex() in refused else timedelta(0)
            if digest.hex() not in held and _may_help(sendings.get(digest), theirs.at, pause=pause, at=at):
                post(act, theirs.of, at)


def _may_help(sending: Sending | None, written_at: datetime, *, pause: timedelta, at: datetime) -> bool:
    """Say whether one more parcel may help a peer whose account, written then, lacks what this one carried.

    Not while one waits or was delivered since; not where one failed, which a person must look at and resend;
    and ever more seldom: a peer that keeps parcels and cannot open them would be sent them for ever.
    """
    if sending is None:
        return True
    if sending.waits or sending.failed or (sending.delivered_at is not None and sending.delivered_at > written_at):
        return False
    doubled: int = 2 ** min(sending.copies - 1, 16)
    return at - sending.last_at >= max(pause, min(SEND_AGAIN_AFTER * doubled, timedelta(days=1)))
