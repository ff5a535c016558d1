"""What arrives from the other State: opened, checked, folded. What the peer got wrong is refused and reported."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from tajawub.casework import act as shared
from tajawub.casework import reads
from tajawub.casework.act import Header, Malformed, SharedAct
from tajawub.casework.acts import urgent
from tajawub.casework.acts.authoring import append, cache, describe, new_request
from tajawub.casework.body import Opening
from tajawub.casework.dossier import ALARMING, Standing
from tajawub.casework.models import Act, RefusedAct, Request
from tajawub.documents.verify import verify
from tajawub.exchange import reads as peers
from tajawub.ledger import acts as ledger
from tajawub.mandates.acts import performed

MOST_HELD = 500
"""Acts of one request that may wait for others: a letter has dozens; more is a peer that means no good."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a sealed file that arrived: the standing of its act, or why it was refused."""

    standing: Standing | None
    why: str = ""


class _Refuse(Exception):
    """The sealed file is refused: the message says why."""


@performed
def receive(sealed: bytes, *, sender: str, at: datetime) -> Taken:
    """Take in a sealed act from a peer. Never raises on what the peer wrote: it is refused and reported."""
    digest = hashlib.sha256(sealed).digest()
    known = _known(digest)
    if known is not None:
        return known
    try:
        content, header = _opened(sealed, sender)
        request = _addressed(header, at)
    except (_Refuse, Malformed) as refusal:
        return refuse(sealed, str(refusal), sender=sender, at=at)
    # The same file may have come twice at once: the request's lock let the other one go first.
    known = _known(digest)
    if known is not None:
        return known
    act = SharedAct(digest, header, at)
    row = append(request, act, content, sealed, own=False)
    ledger.append("casework:act:receive", about=request.label, digest=digest, at=at)
    told = next(told for told in cache(request, at).told if told.act.digest == row.digest)
    if told.standing in ALARMING:
        ledger.append("casework:act:alarm", about=request.label, digest=digest, at=at)
    if told.effective and isinstance(told.body, Opening) and told.body.addressee not in reads.known_here():
        # The central authority forwards it: un-untoc-2000 art. 18(13).
        ledger.append("casework:request:misaddress", about=request.label, digest=digest, at=at)
    urgent.call_out(request, told, at)
    urgent.settled(request, by=None, at=at)
    return Taken(told.standing, told.why)


def refuse(content: bytes, why: str, *, sender: str, at: datetime) -> Taken:
    """Refuse what a known peer sent: one line of our account to it, one entry of the ledger, however often it comes.

    In the caller's transaction.
    """
    digest = hashlib.sha256(content).digest()
    # What a hostile file names may hold what no database keeps.
    readable = "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in why)[
        :500
    ]
    _, new = RefusedAct.objects.get_or_create(
        digest=digest, sender=sender, defaults={"why": readable, "stored_at": at}
    )
    if new:
        ledger.append("casework:act:refuse", about=sender, digest=digest, at=at)
    return Taken(None, readable)


def _known(digest: bytes) -> Taken | None:
    row = Act.objects.filter(digest=digest).select_related("standing").first()
    return None if row is None else Taken(Standing(row.standing.standing), "already here")


def _opened(sealed: bytes, sender: str) -> tuple[bytes, Header]:
    """Open a sealed file and check that author, seal and sender agree. Raises _Refuse, Malformed."""
    report = verify(sealed, anchors=peers.anchors(sender))
    if not report.intact or not report.trusted or report.sealed_by is None or report.act_json is None:
        raise _Refuse("the seal does not hold: " + ", ".join(f"{p.code} {p.where}".strip() for p in report.problems))
    header = shared.read(report.act_json)
    if header.author.state != sender:
        raise _Refuse(f"its author is of {header.author.state}, its sender is {sender}")
    if (report.sealed_by.state, report.sealed_by.authority) != (header.author.state, header.author.authority):
        raise _Refuse(f"sealed by {report.sealed_by.authority}, authored by {header.author.authority}")
    if settings.STATE not in (header.request.requesting, header.request.requested):
        raise _Refuse(f"{settings.STATE} is no party to it")
    return report.act_json, header


def _addressed(header: Header, at: datetime) -> Request:
    """Return the request's row, locked; make it where it is new. Raises _Refuse."""
    named = header.request
    if named.requesting == settings.STATE and not Request.objects.filter(pk=named.id).exists():
        # Kept, it would occupy a label that a letter of ours is still to bear.
        raise _Refuse(f"{settings.STATE} has issued no such request")
    if Request.objects.filter(requesting=named.requesting, label=named.label).exclude(pk=named.id).exists():
        raise _Refuse(f"{named.label} is another request's label")
    Request.objects.bulk_create([new_request(named, at)], ignore_conflicts=True)
    row = Request.objects.select_for_update(no_key=True).filter(pk=named.id).first()
    if row is None or describe(row) != named:
        raise _Refuse("it describes the request otherwise than the acts before it")
    if row.acts.filter(standing__standing=Standing.HELD).count() >= MOST_HELD:
        raise _Refuse(f"{MOST_HELD} acts of this request wait already for acts that never came")
    return row
