"""Files that come with an act: as uploaded, under a name and a type that can be sealed."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.utils.translation import pgettext

from tajawub.casework import acts
from tajawub.casework.acts import MAX_ANNEXES, MAX_ANNEXES_BYTES, TooLarge
from tajawub.documents.annex import Annex, is_media_type, safe_name
from tajawub.web.asked import Asked


def uploaded(request: Asked) -> list[Annex]:
    """Return the files sent with a form, each under a plain name of its own.

    Raises TooLarge before any is read into memory.
    """
    files = request.FILES.getlist("annexes")
    size = sum(file.size or 0 for file in files)
    if size > MAX_ANNEXES_BYTES or len(files) > MAX_ANNEXES:
        raise TooLarge(size, len(files))
    found: list[Annex] = []
    for file in files:
        name = safe_name(file.name or "", taken=[annex.name for annex in found])
        media_type = file.content_type or ""
        found.append(
            Annex(name, media_type if is_media_type(media_type) else "application/octet-stream", file.read())
        )
    return found


def attach_all(request: Asked, draft: UUID) -> str:
    """Attach what was sent to a draft; return what is wrong with the first file that cannot go, or nothing."""
    try:
        for annex in uploaded(request):
            acts.attach(draft, annex, by=request.mandate, at=settings.NOW())
    except TooLarge:
        return too_large()
    return ""


def too_large() -> str:
    said = pgettext("annexe", "Too many annexes, or too large: one act takes %(files)d of %(size)d MiB together.")
    return said % {"files": MAX_ANNEXES, "size": MAX_ANNEXES_BYTES // 2**20}
