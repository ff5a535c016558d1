"""The part of act.json that the sealed file itself depends on: author, annexes, what it is about.

The body is casework's: it is carried, never read here. A field not named here may be anything.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

import rfc8785

ACT_BYTES = 1024 * 1024
"""Largest act.json; long matter belongs in an annex."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One annex as the act lists it."""

    name: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Header:
    reference: str
    kind: str
    side: str
    number: int
    state: str
    authority: str
    annexes: tuple[Listed, ...]


class NotAnAct(Exception):
    """The bytes are not JSON, or lack a field of the header."""


class NotCanonical(Exception):
    """The JSON is not written as RFC 8785 writes it, so that two nodes could disagree on its digest."""


def read(act_json: bytes) -> Header:
    """Return the header of an act. Raises NotAnAct or NotCanonical."""
    if len(act_json) > ACT_BYTES:
        raise NotAnAct(f"{len(act_json)} bytes, the limit is {ACT_BYTES}")
    try:
        act = json.loads(act_json.decode("utf-8"))
        canonical = rfc8785.dumps(act)
    except (ValueError, RecursionError) as error:
        raise NotAnAct(str(error)[:200]) from None
    if canonical != act_json:
        raise NotCanonical
    return Header(
        reference=_text(act, "request", "label"),
        kind=_text(act, "kind"),
        side=_text(act, "side"),
        number=_number(act, "number"),
        state=_text(act, "author", "state"),
        authority=_text(act, "author", "authority"),
        annexes=tuple(_listed(each) for each in _list(act, "annexes")),
    )


def _listed(annex: object) -> Listed:
    return Listed(
        name=_text(annex, "name"),
        media_type=_text(annex, "media_type"),
        size=_number(annex, "size"),
        sha256=_text(annex, "sha256"),
    )


def _at(value: object, *path: str) -> object:
    for key in path:
        if not isinstance(value, dict) or key not in value:
            raise NotAnAct(f"{'.'.join(path)} is missing")
        value = value[key]
    return value


def _text(value: object, *path: str) -> str:
    found = _at(value, *path)
    if not isinstance(found, str):
        raise NotAnAct(f"{'.'.join(path)} is not text")
    return found


def _number(value: object, *path: str) -> int:
    found = _at(value, *path)
    if not isinstance(found, int) or isinstance(found, bool):
        raise NotAnAct(f"{'.'.join(path)} is not a whole number")
    return found


def _list(value: object, *path: str) -> list[object]:
    found = _at(value, *path)
    if not isinstance(found, list):
        raise NotAnAct(f"{'.'.join(path)} is not a list")
    return found
