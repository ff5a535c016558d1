"""A draft as the PDF it would become: no seal, no number of its own, nothing stored."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings

from tajawub.casework import act as shared
from tajawub.casework import letter, letter_rogatory, reads
from tajawub.casework.act import Header, RequestHeader, instant
from tajawub.casework.bodies import Body, Issue, filled_in, plain
from tajawub.casework.dossier import fold
from tajawub.casework.letter_rogatory import Kind, Side
from tajawub.casework.models import Draft
from tajawub.documents.letter import typeset
from tajawub.mandates import reads as directory

NO_REQUEST_YET = UUID(int=0)
NO_NONCE = "0" * 64


def typeset_draft(draft: Draft, *, at: datetime) -> bytes:
    """Return the PDF. Raises Incomplete, LetterTooLong."""
    body = filled_in(Kind(draft.kind), draft.fields)
    dossier = fold(reads.shared_acts(draft.request.pk)) if draft.request else fold(())
    side = reads.side_of(draft.request) if draft.request else Side.REQUESTING
    own, other = dossier.heads.get(side), dossier.heads.get(side.other)
    header = Header(
        v=1,
        request=_request(draft, body, at),
        side=side,
        number=own.number + 1 if own else 1,
        author=reads.drafted_by(draft),
        kind=draft.kind,
        previous=own.digest.hex() if own else None,
        seen=other.digest.hex() if other else None,
        occurred_at=instant(at),
        authored_at=instant(at),
        nonce=NO_NONCE,
        body=plain(body),
        annexes=(),
    )
    pages = letter.pages(header, body, dossier, directory.authority, demo=settings.DEMO)
    return typeset(pages, act_json=shared.write(header), at=at.replace(microsecond=0))


def _request(draft: Draft, body: Body, at: datetime) -> RequestHeader:
    row = draft.request
    if row is not None:
        return RequestHeader(
            id=row.pk,
            label=row.label,
            requesting=row.requesting,
            requested=row.requested,
            kind=row.kind,
            version=row.version,
        )
    addressee = body.addressee if isinstance(body, Issue) else ""
    return RequestHeader(
        id=NO_REQUEST_YET,
        label=f"{settings.STATE}-{at.year}-0000",
        requesting=settings.STATE,
        requested=addressee[:2].upper(),
        kind=letter_rogatory.KIND,
        version=letter_rogatory.VERSION,
    )
