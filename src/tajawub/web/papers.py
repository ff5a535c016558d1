"""What an act left behind, to take away: the letter, the sealed file, its annexes, its proof."""

from __future__ import annotations

from urllib.parse import quote
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tajawub.casework import act as shared
from tajawub.casework import acts
from tajawub.casework.models import Act
from tajawub.documents import verify
from tajawub.documents.verify import Report
from tajawub.ledger import reads as ledger
from tajawub.ledger.reads import NotInTree
from tajawub.web.asked import Asked


def _act(request: Asked, key: UUID, digest: str) -> Act:
    """Return an act of a request this officer may read; the reading is written in the ledger."""
    acts.read(key, by=request.mandate, at=settings.NOW())
    try:
        wanted = bytes.fromhex(digest)
    except ValueError:
        raise Http404 from None
    row = Act.objects.select_related("request").filter(request=key, digest=wanted).first()
    if row is None:
        raise Http404
    return row


def _opened(row: Act) -> Report:
    """Open a sealed file of ours: it was verified when it was made or taken in."""
    return verify.verify(bytes(row.sealed))


def _name(row: Act) -> str:
    state = row.request.requesting if row.side == "requesting" else row.request.requested
    return f"{row.request.label}-{state}{row.number}"


def _file(content: bytes, media_type: str, name: str, *, shown: bool) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    how = "inline" if shown else "attachment"
    response["Content-Disposition"] = f"{how}; filename*=UTF-8''{quote(name)}"
    return response


@require_safe
def sealed(request: Asked, key: UUID, digest: str) -> HttpResponse:
    row = _act(request, key, digest)
    return _file(bytes(row.sealed), "application/vnd.etsi.asic-e+zip", f"{_name(row)}.asice", shown=False)


@require_safe
def letter(request: Asked, key: UUID, digest: str) -> HttpResponse:
    row = _act(request, key, digest)
    content = _opened(row).letter
    if content is None:
        raise Http404
    return _file(content, "application/pdf", f"{_name(row)}.pdf", shown=True)


@require_safe
def annex(request: Asked, key: UUID, digest: str, sha256: str) -> HttpResponse:
    """Hand over an annexe as a file to keep, never to be shown by the browser: a peer chose its bytes."""
    row = _act(request, key, digest)
    header = shared.read(bytes(row.header))
    named = next((one for one in header.annexes if one.sha256 == sha256), None)
    found = next((one for one in _opened(row).annexes if named and one.name == named.name), None)
    if found is None:
        raise Http404
    return _file(found.content, "application/octet-stream", found.name, shown=False)


@require_safe
def proof(request: Asked, key: UUID, digest: str) -> HttpResponse:
    row = _act(request, key, digest)
    try:
        text = ledger.proof(bytes(row.digest))
    except NotInTree:
        return render(request, "web/proof_pending.html", {"request_key": key}, status=404)
    return _file(text, "text/plain; charset=utf-8", f"{_name(row)}.tlog-proof", shown=False)
