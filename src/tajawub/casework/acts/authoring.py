"""Authoring an act of ours: the one transaction in which it is checked, sealed, appended, posted and logged.

Lock the request, require the mandate, fold, look into the life cycle, seal, append, post the parcel,
append to the ledger.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache as cached
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from tajawub.casework import act as shared
from tajawub.casework import letter, reads
from tajawub.casework.act import AnnexHeader, Author, Header, RequestHeader, SharedAct, instant
from tajawub.casework.acts import urgent
from tajawub.casework.acts.deconfliction import index
from tajawub.casework.bodies import Incomplete, free_text, plain
from tajawub.casework.body import Body, Opening, Urgency
from tajawub.casework.dossier import Dossier
from tajawub.casework.letter_words import INSTRUMENTS
from tajawub.casework.life_cycle import Kind, Side
from tajawub.casework.models import Act, DomesticAct, Request, Standing
from tajawub.casework.objections import objections
from tajawub.documents import seal
from tajawub.documents.annex import Annex, safe_name
from tajawub.documents.letter import LetterTooLong, typeset
from tajawub.exchange import acts as exchange
from tajawub.exchange import reads as peers
from tajawub.ledger import acts as ledger
from tajawub.mandates import reads as directory
from tajawub.mandates.acts import performed, require
from tajawub.mandates.permissions import Permission
from tajawub.mandates.values import Mandate

ACT_PARCEL = "act/1"
MAX_ANNEXES_BYTES = 40 * 1024 * 1024
"""All annexes of one act: what one AS4 message carries with room to spare. More is the evidence channel's."""
MAX_ANNEXES = 50
"""As many as `act.json` lists."""

_SURELY_A_LETTER = 10_000
"""Bytes of `act.json` up to which its letter cannot be too long, however it is cut into runs."""

_MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]{1,80}")
"""As `act.json` writes it; any other is sealed as mere bytes."""


class Moved(Exception):
    """The dossier has moved since the officer looked: nothing was done, what was written is kept by the caller."""

    def __init__(self, request: Request) -> None:
        super().__init__(f"{request.label} has moved since you opened the page: look again, then repeat")
        self.request = request


class NeedsApproval(Exception):
    """The act binds the State: it goes through a draft that another officer approves."""

    def __init__(self, kind: Kind) -> None:
        super().__init__(f"{kind} needs a second officer: submit it for approval")
        self.kind = kind


class TooLarge(Exception):
    """The annexes exceed MAX_ANNEXES_BYTES together, or MAX_ANNEXES in number."""

    def __init__(self, size: int, count: int) -> None:
        most = f"at most {MAX_ANNEXES}, of {MAX_ANNEXES_BYTES} bytes together, go with one act"
        super().__init__(f"{count} annexes of {size} bytes: {most}")
        self.size, self.count = size, count


@performed
def author(
    request: UUID,
    body: Body,
    *,
    annexes: Sequence[Annex] = (),
    head: bytes | None = None,
    by: Mandate,
    at: datetime,
    occurred_at: datetime | None = None,
) -> Act:
    """Author a legal act that one officer may do alone, given as its body; seal it and send it.

    `head` is the digest of the last act the officer saw on the page, if one was shown.
    Raises Forbidden, NotPossible, NeedsApproval, Incomplete, Moved, TooLarge.
    """
    row = Request.objects.select_for_update(no_key=True).get(pk=request)
    require(by, Permission.READ_REQUEST, reads.resource(row))
    require(by, Permission.AUTHOR_ACT, reads.resource(row, act=body.kind))
    if reads.needs_second_officer(reads.procedure_of(row), body.kind, body):
        raise NeedsApproval(body.kind)
    if head is not None and reads.last_digest(row.pk) != head:
        raise Moved(row)
    who = reads.author(by.state, by.authority, by.names, by.functions)
    act = author_locked(row, body, _named_apart(annexes), who, at, occurred_at)
    urgent.settled(row, by=by, at=at)
    return act


@performed
def note(request: UUID, text: str, *, by: Mandate, at: datetime) -> DomesticAct:
    """Write an internal note. It never crosses the border. Raises Forbidden, Incomplete."""
    row = Request.objects.get(pk=request)
    require(by, Permission.READ_REQUEST, reads.resource(row))
    require(by, Permission.WRITE_NOTE, reads.resource(row))
    text = free_text("text", text)
    written = DomesticAct.objects.create(
        request=row, kind=DomesticAct.Kind.NOTED, officer_id=by.officer, text=text, stored_at=at
    )
    ledger.append("casework:note:write", about=row.label, digest=hashlib.sha256(text.encode()).digest(), at=at)
    return written


@performed
def dispatch(request: UUID, authority: str, *, by: Mandate, at: datetime) -> DomesticAct:
    """Hand the request to an authority of our State, which may act on it from now on. Never crosses the border.

    Raises Forbidden, Incomplete.
    """
    row = Request.objects.select_for_update(no_key=True).get(pk=request)
    require(by, Permission.READ_REQUEST, reads.resource(row))
    require(by, Permission.ASSIGN_REQUEST, reads.resource(row))
    if authority not in _ours():
        raise Incomplete({"authority": "not_in_list"})
    row.executing_authority = authority
    row.save(update_fields=["executing_authority"])
    done = DomesticAct.objects.create(
        request=row, kind=DomesticAct.Kind.DISPATCHED, officer_id=by.officer, text=authority, stored_at=at
    )
    ledger.append(
        "casework:request:assign",
        about=row.label,
        digest=hashlib.sha256(f"{row.pk} {authority}".encode()).digest(),
        at=at,
    )
    return done


@performed
def read(request: UUID, *, by: Mandate, at: datetime) -> reads.Folder:
    """Open a request's file; the reading itself goes to the ledger. Raises Forbidden."""
    row = Request.objects.get(pk=request)
    require(by, Permission.READ_REQUEST, reads.resource(row))
    ledger.append(
        "casework:request:read",
        about=row.label,
        digest=hashlib.sha256(f"{by.officer} {row.pk}".encode()).digest(),
        at=at,
    )
    return reads.folder(row, reader=by)


def author_locked(
    request: Request,
    body: Body,
    annexes: Sequence[Annex],
    who: Author,
    at: datetime,
    occurred_at: datetime | None = None,
) -> Act:
    """Check, seal, append, post, log: the one way an act of ours comes to be."""
    at = instant(at)
    check_size([annex.content for annex in annexes])
    dossier = reads.dossier(request)
    side = reads.side_of(request)
    dossier.procedure.after(side, dossier.positions[side], body.kind, dossier.positions[side.other])
    occurred_at = _occurred(occurred_at or at)
    check_body(dossier, body, at, occurred_at)
    header = _header(request, dossier, side, body, annexes, who, at, occurred_at)
    content = shared.write(header)
    key = seal.load_key(settings.KEYS, who.authority)
    sealed = seal.seal(content, _letter(header, content, body, dossier, at), annexes, key=key, at=at)
    act = SharedAct(hashlib.sha256(sealed).digest(), header, at)
    row = append(request, act, content, sealed, own=True)
    cache(request, at)
    ledger.append("casework:act:author", about=request.label, digest=act.digest, at=at)
    post(row, header.request.state_of(side.other), at)
    return row


def check_letter(
    request: Request, dossier: Dossier, body: Body, annexes: Sequence[Annex], who: Author, at: datetime
) -> None:
    """Typeset a long letter as it would be sent, and throw it away. Raises Incomplete."""
    at, side = instant(at), reads.side_of(request)
    header = _header(request, dossier, side, body, annexes, who, at, at)
    content = shared.write(header)
    if len(content) > _SURELY_A_LETTER:
        _letter(header, content, body, dossier, at)


def unsealed_letter(
    request: Request,
    dossier: Dossier,
    body: Body,
    annexes: Sequence[Annex],
    who: Author,
    at: datetime,
    occurred_at: datetime | None = None,
) -> bytes:
    """Return the PDF as it would be sent now, without a seal; nothing is stored. Raises Incomplete."""
    at, side = instant(at), reads.side_of(request)
    header = _header(request, dossier, side, body, annexes, who, at, _occurred(occurred_at or at))
    return _letter(header, shared.write(header), body, dossier, at)


def _letter(header: Header, content: bytes, body: Body, dossier: Dossier, at: datetime) -> bytes:
    """Return the PDF. Raises Incomplete where there is more text than one letter may hold."""
    pages = letter.pages(header, body, dossier, cached(reads.authority), demo=settings.DEMO)
    try:
        return typeset(pages, act_json=content, at=at.replace(microsecond=0))
    except LetterTooLong:
        longest = max(header.body, key=lambda field: len(str(header.body[field])))
        raise Incomplete({longest: "too_long"}) from None


def _header(
    request: Request,
    dossier: Dossier,
    side: Side,
    body: Body,
    annexes: Sequence[Annex],
    who: Author,
    at: datetime,
    occurred_at: datetime,
) -> Header:
    own, other = dossier.heads.get(side), dossier.heads.get(side.other)
    return Header(
        v=1,
        request=describe(request),
        side=side,
        number=own.number + 1 if own else 1,
        author=who,
        kind=body.kind,
        previous=own.digest.hex() if own else None,
        seen=other.digest.hex() if other else None,
        occurred_at=occurred_at,
        authored_at=at,
        nonce=secrets.token_hex(32),
        body=plain(body),
        annexes=tuple(
            AnnexHeader(
                name=annex.name,
                media_type=annex.media_type,
                size=len(annex.content),
                sha256=hashlib.sha256(annex.content).hexdigest(),
            )
            for annex in annexes
        ),
    )


def append(request: Request, act: SharedAct, content: bytes, sealed: bytes, *, own: bool) -> Act:
    return Act.objects.create(
        digest=act.digest,
        request=request,
        side=act.side,
        number=act.number,
        kind=act.header.kind,
        own=own,
        header=content,
        sealed=sealed,
        occurred_at=act.header.occurred_at,
        authored_at=act.header.authored_at,
        stored_at=act.stored_at,
    )


def cache(request: Request, at: datetime) -> Dossier:
    """Fold again and rewrite what the lists need; return the dossier."""
    keys = {bytes(digest): key for digest, key in request.acts.values_list("digest", "pk")}
    dossier = reads.dossier(request)
    Standing.objects.bulk_create(
        [Standing(act_id=keys[told.act.digest], standing=told.standing, why=told.why) for told in dossier.told],
        update_conflicts=True,
        unique_fields=["act"],
        update_fields=["standing", "why"],
    )
    for column, value in reads.columns(dossier).items():
        setattr(request, column, value)
    request.moved_at = at
    request.save()
    index(request, reads.said(dossier), at)
    return dossier


def _occurred(at: datetime) -> datetime:
    try:
        return instant(at)
    except ValueError:
        raise Incomplete({"occurred_at": "not_a_date"}) from None


def check_body(dossier: Dossier, body: Body, at: datetime, occurred_at: datetime | None = None) -> None:
    """Refuse a body that makes no sense in this dossier, on this day, by our directory. Raises Incomplete."""
    match body:
        case Opening(addressee=key) if not _is_abroad(key):
            raise Incomplete({"addressee": "not_in_list"})
        case Opening(bases=bases) if any(basis.instrument not in INSTRUMENTS for basis in bases):
            unknown = (n for n, basis in enumerate(bases) if basis.instrument not in INSTRUMENTS)
            raise Incomplete({f"bases.{number}.instrument": "not_in_list" for number in unknown})
        case Opening(through=key) if key is not None and key not in _ours():
            raise Incomplete({"through": "not_in_list"})
        case _:
            zone = ZoneInfo(settings.TIME_ZONE_OF_STATE)
            found = objections(dossier, body, at=at, occurred_at=occurred_at or at, zone=zone)
            if found:
                raise Incomplete(found)


def _ours() -> frozenset[str]:
    return frozenset(entry.key for entry in directory.authorities(settings.STATE))


def _is_abroad(key: str) -> bool:
    """Say whether the directory knows the authority, and its State has a node that letters can be sent to."""
    state = key[:2].upper()
    known = key in {entry.key for entry in directory.authorities(state)}
    return known and state != settings.STATE and peers.peer(state) is not None


def check_size(contents: Sequence[bytes]) -> None:
    """Refuse more annexes than one act carries. Raises TooLarge."""
    size = sum(len(content) for content in contents)
    if size > MAX_ANNEXES_BYTES or len(contents) > MAX_ANNEXES:
        raise TooLarge(size, len(contents))


def _named_apart(annexes: Sequence[Annex]) -> list[Annex]:
    found: list[Annex] = []
    for annex in annexes:
        found.append(sealable(annex, [other.name for other in found]))
    return found


def check_text(field: str, text: str) -> None:
    """Refuse a text that no database keeps. Raises Incomplete."""
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise Incomplete({field: "control_character"})


def sealable(annex: Annex, taken: Collection[str]) -> Annex:
    """Return the annex under a name and a media type that can be sealed beside those taken."""
    media_type = annex.media_type if _MEDIA_TYPE.fullmatch(annex.media_type) else "application/octet-stream"
    return Annex(safe_name(annex.name, taken=taken), media_type, annex.content)


def post(act: Act, to: str, at: datetime) -> None:
    urgency = Urgency.URGENT if act.request.urgent else Urgency.ROUTINE
    exchange.post(
        to=to, kind=ACT_PARCEL, payload=bytes(act.sealed), conversation=act.request_id, urgency=urgency, at=at
    )


def describe(request: Request) -> RequestHeader:
    return RequestHeader(
        id=request.pk,
        label=request.label,
        requesting=request.requesting,
        requested=request.requested,
        kind=request.kind,
        version=request.version,
    )


def new_request(named: RequestHeader, at: datetime) -> Request:
    return Request(
        id=named.id,
        label=named.label,
        kind=named.kind,
        version=named.version,
        requesting=named.requesting,
        requested=named.requested,
        opened_at=at,
        moved_at=at,
    )
