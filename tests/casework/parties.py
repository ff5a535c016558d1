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
from tajawub.casework.life_cycle import Kind, Position, Side
from tajawub.casework.procedures import LETTER_ROGATORY, procedure

REQUEST = RequestHeader(
    id=UUID("019ab0c4-7d00-7000-8000-000000000001"),
    label="FR-2026-0001",
    requesting="FR",
    requested="MA",
    kind="letter-rogatory",
    version=1,
)
EXTRADITION = REQUEST.model_copy(update={"kind": "extradition"})
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

SOUGHT: dict[str, Any] = {
    "language": "fr",
    "addressee": "ma-dacg",
    "case_reference": "JIRS 26/115",
    "bases": [{"instrument": "un-untoc-2000", "articles": "16"}],
    "offence": "Importation de stupéfiants en bande organisée",
    "facts": "Trois tonnes de résine saisies à Marseille le 3 octobre.",
    "person": {
        "name": "Idriss Vaubrac",
        "name_other_script": "إدريس فوبراك",
        "born_on": "1990-05-12",
        "description": "1 m 78, cicatrice au menton",
        "identifiers": [{"type": "fingerprints", "value": "FAED 4471-22", "issued_by": "FR"}],
    },
    "warrant": {
        "type": "arrest_warrant",
        "authority": "Juge d’instruction, Marseille",
        "issued_on": "2026-10-20",
        "reference": "MA 26/31",
    },
    "purpose": "prosecution",
    "max_penalty_months": 120,
    "committed_at": "entre mars et octobre 2026",
    "committed_where": "Marseille",
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
    Kind.POSTPONE: {"reasons": "بحث جار", "review_on": "2099-01-15"},
    Kind.REPORT_EXECUTION: {"measure": 1, "outcome": "executed", "account": "سلمت الكشوف"},
    Kind.RETURN_RESULTS: {"contents": "كشوف الحساب", "complete": True},
    Kind.STOP: {"done_so_far": "لا شيء"},
    Kind.CLOSE: {},
    Kind.RECTIFY: {"rectifies": "0" * 64, "correction": "Le 4 octobre."},
    Kind.CONSULT: {"reasons": "الفعل غير مجرم عندنا", "answer_by": "2099-01-15"},
    Kind.ANSWER_CONSULTATION: {"views": "Le fait est puni comme complicité."},
    Kind.REQUEST_PROVISIONAL_ARREST: SOUGHT | {"intends_formal_request": True},
    Kind.SEND_FORMAL_REQUEST: SOUGHT | {"documents": [{"type": "warrant_or_judgment", "title": "Mandat d’arrêt"}]},
    Kind.REQUEST_PROSECUTION: {"reasons": "La personne est marocaine.", "file": "Copie du dossier d’instruction"},
    Kind.RETURN_PERSON: {"place": "Aéroport de Rabat-Salé"},
    Kind.TAKE_OVER: {"place": "Aéroport de Rabat-Salé"},
    Kind.ARREST: {"place": "طنجة", "matched": ["fingerprints", "birth_date"], "authority": "الشرطة القضائية"},
    Kind.INFORM_PERSON: {"reasons_told": True, "counsel": "هيئة المحامين بطنجة", "consul": "notified"},
    Kind.RECORD_CONSENT: {"before": "محكمة الاستئناف بالرباط", "counsel": "هيئة المحامين بالرباط"},
    Kind.REPORT_INCOMPLETE_REQUEST: {"channel": "diplomatic", "missing": ["texts_of_law"]},
    Kind.RECEIVE_FORMAL_REQUEST: {"channel": "central_authorities", "documents": ["warrant_or_judgment"]},
    Kind.REFER_TO_COURT: {"court": "محكمة النقض"},
    Kind.REPORT_COURT_DECISION: {
        "court": "محكمة النقض",
        "outcome": "favourable",
        "reference": "2026/77",
        "reasons": "شروط التسليم متوفرة",
    },
    Kind.REPORT_APPEAL: {"court": "محكمة النقض", "lodged_by": "دفاع الشخص"},
    Kind.GRANT: {"authority": "رئاسة الحكومة", "reference": "2.26.77", "offences": ["استيراد المخدرات"]},
    Kind.SCHEDULE_SURRENDER: {"on": "2099-02-01", "place": "مطار الرباط سلا"},
    Kind.SURRENDER: {"place": "مطار الرباط سلا", "matched": ["fingerprints", "birth_date"], "to": "Police de l’air"},
    Kind.SURRENDER_TEMPORARILY: {
        "place": "مطار الرباط سلا",
        "matched": ["fingerprints", "birth_date"],
        "to": "Police de l’air",
        "return_by": "2099-06-30",
        "conditions": "تبقى رهن الاعتقال",
    },
    Kind.RECORD_RETURN: {"place": "مطار الرباط سلا"},
    Kind.RELEASE: {"cause": "court", "ordered_by": "محكمة الاستئناف بالرباط"},
    Kind.REPORT_DEATH: {"place": "طنجة"},
    Kind.REPORT_COMPETING_REQUEST: {"states": ["ES"], "how_decided": "حسب خطورة الأفعال"},
    Kind.REPORT_INTERIM_MEASURES: {"ordered_by": "لجنة مناهضة التعذيب", "reference": "1/2026"},
    Kind.REPORT_INTERIM_MEASURES_LIFTED: {"reference": "1/2026"},
    Kind.SUBMIT_TO_PROSECUTION: {"authority": "الوكيل العام للملك بالرباط", "reference": "2026/12"},
    Kind.REPORT_OUTCOME: {"outcome": "إدانة، ست سنوات حبسا نافذا"},
    Kind.CONTEST_IDENTITY: {"contested_by": "الدفاع", "reasons": "تشابه أسماء"},
    Kind.CONFIRM_IDENTITY: {"matched": ["fingerprints", "photograph"], "account": "مطابقة البصمات والصورة"},
    Kind.REPORT_NOTICE_CANCELLED: {"reference": "2026/5512", "cancelled_on": "2026-11-20"},
    Kind.MAINTAIN: {"reasons": "الأمر القضائي قائم بذاته"},
}


def body(kind: Kind) -> dict[str, Any]:
    """Return a body of that kind as it is sealed, defaults written out."""
    return plain(understood(kind, SAID[kind]))


@dataclass
class Party:
    """One State's book of one request."""

    side: Side
    request: RequestHeader = REQUEST
    stored: list[SharedAct] = field(default_factory=list)

    @property
    def dossier(self) -> Dossier:
        return fold(self.stored, procedure(self.request.kind, self.request.version) or LETTER_ROGATORY)

    def next_header(self, kind: Kind | str) -> dict[str, Any]:
        """Return the header this party would honestly seal next, as JSON values, to be forged if wanted."""
        dossier = self.dossier
        own, other = dossier.heads.get(self.side), dossier.heads.get(self.side.other)
        at = (MORNING + timedelta(minutes=len(self.stored))).isoformat().replace("+00:00", ".000Z")
        return {
            "v": 1,
            "request": self.request.model_dump(mode="json"),
            "side": self.side,
            "number": own.number + 1 if own else 1,
            "author": Author(
                state=self.request.state_of(self.side), authority=AUTHORITY[self.side], officer=OFFICER[self.side]
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


def pair(request: RequestHeader = REQUEST) -> tuple[Party, Party]:
    return Party(Side.REQUESTING, request), Party(Side.REQUESTED, request)


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
