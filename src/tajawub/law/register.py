"""What upper rooms look up without asking a question: instruments, grounds, contents, terms, guards on a day."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from tajawub.law.files import law
from tajawub.law.opinion import Opinion
from tajawub.law.provision import Decision, Duty, Effect, Ground, Instrument, Kind, Provision
from tajawub.law.question import Procedure


@dataclass(frozen=True, slots=True)
class GroundRule:
    """One ground for refusal under one instrument: how far it reaches, and the provision that says so."""

    ground: Ground
    effect: Effect
    provision: Provision


class NotHeld(Exception):
    """No instrument has that key here."""


def instruments() -> tuple[Instrument, ...]:
    return tuple(law().instruments.values())


def instrument(key: str) -> Instrument:
    """Raises NotHeld."""
    found = law().instruments.get(key)
    if found is None:
        raise NotHeld(f"{key}: no such instrument is held; see instruments()")
    return found


def grounds(key: str, procedure: Procedure, on: date) -> tuple[GroundRule, ...]:
    """Return every ground the instrument names for the procedure, forbidden ones included. Raises NotHeld."""
    return tuple(
        GroundRule(rule.ground, rule.effect, rule)
        for rule in _standing([key], procedure, on)
        if rule.ground is not None
    )


def mandatory_contents(key: str, procedure: Procedure, on: date) -> tuple[Provision, ...]:
    """Return what a request must contain under the instrument. Raises NotHeld."""
    return tuple(
        rule for rule in _standing([key], procedure, on) if rule.kind is Kind.CONTENT and rule.effect is Effect.BARS
    )


def terms(keys: Iterable[str], procedure: Procedure, on: date) -> tuple[Provision, ...]:
    """Return the provisions that set a term under the instruments relied on. Raises NotHeld."""
    return tuple(rule for rule in _standing(keys, procedure, on) if rule.term is not None)


def consultation_required(opinion: Opinion, keys: Collection[str], decision: Decision) -> Provision | None:
    """Return the first rule, in the opinion's order, that asks to consult before the decision, None if none binds.

    Only bases among `keys`, those relied on, are heard; a gap-filling rule is among them only where it applies.
    """
    return next(
        (
            rule
            for basis in opinion.bases
            if basis.instrument.key in keys
            for rule in basis.guards
            if rule.guard is not None and rule.guard.unless is Duty.CONSULTATION and decision in rule.guard.blocks
        ),
        None,
    )


def _standing(keys: Iterable[str], procedure: Procedure, on: date) -> tuple[Provision, ...]:
    """Return the provisions of instruments, and of those that amend them, that stand on a day."""
    wanted = [instrument(key) for key in keys]
    named = {one.key for one in wanted}
    amending = [one for one in instruments() if one.amends in named and one.key not in named]
    return tuple(rule for one in (*wanted, *amending) for rule in one.provisions if rule.stands(procedure, on))
