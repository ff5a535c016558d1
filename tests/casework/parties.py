"""Two parties in memory that author acts and exchange them in any order. Each folds what it has stored.

What crosses between them is the bytes of `act.json`, read again on arrival. The digest of a sealed file is
here the digest of those bytes: the container is another room's.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from tajawub.casework import act
from tajawub.casework.act import Author, Header, RequestHeader, SharedAct
from tajawub.casework.bodies import plain, understood
from tajawub.casework.dossier import SETTLED, Dossier, Standing, Told, fold
from tajawub.casework.letter_rogatory import Position
from tajawub.casework.life_cycle import Kind, Side

REQUEST = RequestHeader(
    id=UUID("019ab0c4-7d00-7000-8000-000000000001"),
    label="FR-2026-0001",
    requesting="FR",
    requested="MA",
    kind="letter-rogatory",
    version=1,
)
AUTHORITY = {Side.REQUESTING: "fr-bepi", Side.REQUESTED: "ma-dacg"}
OFFICER = {Side.REQUESTING: "Hélène Vasseur", Side.REQUESTED: "سلمى العمراني"}
MORNING = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)

LETTER: dict[str, Any] = {
    "language": "fr",
    "addressee": "ma-dacg",
    "case_reference": "JIRS 26/114",
    "bases": [{"instrument": "un-untoc-2000", "articles": "18"}],
    "offence": "Association de malfaiteurs",
    "facts": "Deux camions ont quitté Lyon le 3 octobre.",
    "measures": [
        {"type": "records", "description": "Relevés du compte"},
        {"type": "statements", "description": "Audition du gérant"},
    ],
    "purpose": "Établir la destination des fonds",
}

SAID: dict[Kind, dict[str, Any]] = {
    Kind.ISSUE: LETTER,
    Kind.SUPPLY_SUPPLEMENT: {"answers": ["Le compte est ouvert à Tanger."]},
    Kind.ACCEPT_CONDITIONS: {},
    Kind.ACCEPT_RESULTS: {},
    Kind.WITHDRAW: {"reasons": "L’enquête est close."},
    Kind.ACKNOWLEDGE: {"file_reference": "2026/881"},
    Kind.ASK_SUPPLEMENT: {"questions": ["أي حساب؟"]},
    Kind.ACCEPT: {},
    Kind.ACCEPT_IN_PART: {"refused": [{"measure": 2, "ground": "essential_interests", "reasons": "سيادة"}]},
    Kind.OFFER_CONDITIONS: {"conditions": ["لا تستعمل إلا في هذه القضية"]},
    Kind.REFUSE: {"ground": "dual_criminality_absent", "reasons": "الفعل غير مجرم"},
    Kind.POSTPONE: {"reasons": "بحث جار", "review_on": "2027-01-15"},
    Kind.REPORT_EXECUTION: {"measure": 1, "outcome": "executed", "account": "سلمت الكشوف"},
    Kind.RETURN_RESULTS: {"contents": "كشوف الحساب", "complete": True},
    Kind.STOP: {"done_so_far": "لا شيء"},
    Kind.CLOSE: {},
    Kind.RECTIFY: {"rectifies": "0" * 64, "correction": "Le 4 octobre."},
}


def body(kind: Kind) -> dict[str, Any]:
    """Return a body of that kind as it is sealed, defaults written out."""
    return plain(understood(kind, SAID[kind]))


@dataclass
class Party:
    """One State's book of one request."""

    side: Side
    stored: list[SharedAct] = field(default_factory=list)

    @property
    def dossier(self) -> Dossier:
        return fold(self.stored)

    def next_header(self, kind: Kind | str) -> dict[str, Any]:
        """Return the header this party would honestly seal next, as JSON values, to be forged if wanted."""
        dossier = self.dossier
        own, other = dossier.heads.get(self.side), dossier.heads.get(self.side.other)
        at = (MORNING + timedelta(minutes=len(self.stored))).isoformat().replace("+00:00", ".000Z")
        return {
            "v": 1,
            "request": REQUEST.model_dump(mode="json"),
            "side": self.side,
            "number": own.number + 1 if own else 1,
            "author": Author(
                state=REQUEST.state_of(self.side), authority=AUTHORITY[self.side], officer=OFFICER[self.side]
            ).model_dump(),
            "kind": str(kind),
            "previous": own.digest.hex() if own else None,
            "seen": other.digest.hex() if other else None,
            "occurred_at": at,
            "authored_at": at,
            "nonce": hashlib.sha256(f"{self.side} {len(self.stored)}".encode()).hexdigest(),
            "body": body(Kind(kind)) if kind in SAID else {},
            "annexes": [],
        }

    def author(self, kind: Kind | str, **forged: Any) -> bytes:
        """Seal an act, keep it in the own book, return the bytes for the other party."""
        content = act.write(Header.model_validate(self.next_header(kind) | forged))
        self.receive(content)
        return content

    def receive(self, content: bytes) -> SharedAct:
        """Store an act once, in the order of arrival."""
        received = shared(content, at=MORNING + timedelta(minutes=len(self.stored)))
        if received.digest not in {stored.digest for stored in self.stored}:
            self.stored.append(received)
        return received

    def told(self, content: bytes) -> Told:
        digest = hashlib.sha256(content).digest()
        return next(told for told in self.dossier.told if told.act.digest == digest)

    def standing(self, content: bytes) -> Standing:
        return self.told(content).standing


def shared(content: bytes, *, at: datetime = MORNING) -> SharedAct:
    return SharedAct(hashlib.sha256(content).digest(), act.read(content), at)


def outcome(dossier: Dossier) -> tuple[object, ...]:
    """What both parties must agree on."""
    return dossier.positions, dossier.heads, dossier.state, dossier.frozen


def pair() -> tuple[Party, Party]:
    return Party(Side.REQUESTING), Party(Side.REQUESTED)


def play(paris: Party, rabat: Party, *kinds: Kind) -> list[bytes]:
    """Author these acts one after the other, each seen by the other party before the next."""
    done = []
    for kind in kinds:
        author = paris if kind in may(paris) else rabat
        content = author.author(kind)
        (rabat if author is paris else paris).receive(content)
        done.append(content)
    return done


def may(party: Party) -> tuple[Kind, ...]:
    return party.dossier.possible(party.side)


def settled(dossier: Dossier) -> dict[bytes, tuple[Standing, Position | None]]:
    """What may never change again."""
    return {told.act.digest: (told.standing, told.position) for told in dossier.told if told.standing in SETTLED}
