"""An annex of a sealed file, and the names an annex may have."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from itertools import count

NAME_CHARACTERS = 120
"""Longest annex name: with Arabic letters (two bytes each) it stays under the 255 bytes of common file systems."""

_FORBIDDEN = re.compile(r'[\\/:*?"<>|]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)", re.IGNORECASE)
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,126}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}")
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@dataclass(frozen=True, slots=True)
class Annex:
    name: str
    media_type: str
    content: bytes


def is_safe(name: str) -> bool:
    """Say whether `name` is one plain file name on every system: no path, no control, no reserved word."""
    return (
        0 < len(name) <= NAME_CHARACTERS
        and unicodedata.is_normalized("NFC", name)
        and name == name.strip(" .")
        and _FORBIDDEN.search(name) is None
        and _RESERVED.match(name) is None
        and not any(unicodedata.category(sign) in _INVISIBLE for sign in name)
    )


def is_media_type(media_type: str) -> bool:
    """Say whether `media_type` is a lower-case type/subtype (RFC 6838 section 4.2), without parameters."""
    return _MEDIA_TYPE.fullmatch(media_type) is not None


def folded(name: str) -> str:
    """Return the form under which two names clash on a file system that ignores case."""
    return unicodedata.normalize("NFC", name.casefold())


def safe_name(name: str, *, taken: Collection[str] = ()) -> str:
    """Return the nearest safe name for an uploaded file, different from all `taken`; the extension is kept."""
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    visible = "".join(sign for sign in last if unicodedata.category(sign) not in _INVISIBLE)
    plain = _FORBIDDEN.sub("-", visible).strip(" .") or "annex"
    if _RESERVED.match(plain):
        plain = f"_{plain}"
    stem, dot, extension = plain.rpartition(".")
    if not dot or len(extension) > 10:
        stem, extension = plain, ""
    used = {folded(each) for each in taken}
    for number in count(1):
        tail = ("" if number == 1 else f" ({number})") + (f".{extension}" if extension else "")
        made = stem[: NAME_CHARACTERS - len(tail)].rstrip(" .") + tail
        if folded(made) not in used:
            return made
    raise AssertionError("count() does not end")
