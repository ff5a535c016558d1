"""What the other rooms hold of this one: a mandate, what it is asked for, an authority; and the refusal."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from tajawub.mandates.permissions import AuthorityKind, Competence, Evidence, Permission, Role

STALE_AFTER = timedelta(days=365)
"""The directories this one copies ask each State for a yearly update (PC-OC country tables)."""


@dataclass(frozen=True, slots=True)
class Wording:
    """One name in the node's three languages."""

    ar: str = ""
    fr: str = ""
    en: str = ""

    def within(self, language: str) -> str:
        """Return the wording of a language tag such as `fr` or `ar-ma`; English where we have none of it."""
        return {"ar": self.ar, "fr": self.fr}.get(language.partition("-")[0], self.en)


@dataclass(frozen=True, slots=True)
class Mandate:
    """An officer on one day, acting for one authority. `name` is in Latin letters, `function` in English."""

    officer: int
    name: str
    function: str
    authority: str
    state: str
    roles: frozenset[Role]
    names: Wording = field(default=Wording(), compare=False)
    functions: Wording = field(default=Wording(), compare=False)


@dataclass(frozen=True, slots=True)
class Resource:
    """What permission is asked for.

    `kind` and `reference` name it in refusals; the rest describes the request it belongs to and stays empty
    for what belongs to the node. `through`: the central authorities by which a side transmits. `author`
    wrote the draft; `act` is the kind of the draft, or of the act about to be authored. `authority` is whose
    it is where it belongs to one authority and to no request: a roster.
    """

    kind: str
    reference: str
    requesting_authority: str = ""
    requested_authority: str = ""
    requesting_state: str = ""
    requested_state: str = ""
    requesting_through: tuple[str, ...] = ()
    requested_through: tuple[str, ...] = ()
    author: int | None = None
    act: str = ""
    authority: str = ""


@dataclass(frozen=True, slots=True)
class UrgentDesk:
    """Where somebody answers at night. Empty: not published; go through the institution's switchboard."""

    phone: str = ""
    hours: str = ""
    time_zone: str = ""


@dataclass(frozen=True, slots=True)
class Authority:
    """An institution as the directory knows it. `evidence`: how far the entry was read; `source`: where."""

    key: str
    state: str
    kind: AuthorityKind
    name: Wording
    evidence: Evidence
    source: str
    city: Wording = Wording()
    central: str | None = None
    competences: tuple[Competence, ...] = ()
    languages: tuple[str, ...] = ()
    urgent_desk: UrgentDesk = UrgentDesk()
    source_url: str = ""
    verified_on: date | None = None
    verified_by: str = ""
    valid_from: date | None = None
    valid_to: date | None = None

    def verified_ago(self, on: date) -> timedelta | None:
        """Return how long ago somebody last checked the entry, None where nobody has."""
        return None if self.verified_on is None else on - self.verified_on

    def stale(self, on: date) -> bool:
        """Never checked, or longer ago than a year."""
        age = self.verified_ago(on)
        return age is None or age > STALE_AFTER


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer to one question. `reasons`: the policies that decided; none where nothing permits it."""

    allowed: bool
    reasons: tuple[str, ...] = ()


class Forbidden(Exception):
    """The policies do not permit it; nothing was changed. `mandate` is None where there is none in force."""

    def __init__(self, mandate: Mandate | None, permission: Permission, resource: Resource, *reasons: str) -> None:
        self.mandate = mandate
        self.permission = permission
        self.resource = resource
        self.reasons = reasons
        super().__init__(self._sentence())

    def _sentence(self) -> str:
        what = f"{self.permission} on {self.resource.reference or self.resource.kind}"
        if self.mandate is None:
            return f"{what} needs a mandate in force today: ask your authority for one"
        roles = ", ".join(sorted(self.mandate.roles))
        because = "; ".join(self.reasons) or "no policy permits it"
        return f"{what} is refused to {self.mandate.authority} as {roles}: {because}; ask an officer who may"


class BadPolicy(Exception):
    """The policies do not fit their schema: the node must not start. `problems` name policy and place."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        self.problems = problems
        super().__init__(f"policies/tajawub.cedar does not fit its schema: {'; '.join(problems)}. Correct the text")
