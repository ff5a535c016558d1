"""What the acts of extradition ask for."""

from __future__ import annotations

from tajawub.casework.life_cycle import Kind
from tajawub.web.forms.fields import Field


def fields(kind: Kind, *, language: str) -> tuple[Field, ...]:
    """Return what an act of extradition asks for."""
    return ()
