"""A node with its staff and one partner, for the pages: Paris's officers, Rabat's keys, one letter between them."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.test import Client
from django.utils import timezone

from casework.deciding import decided
from tajawub.casework import act as shared
from tajawub.casework import acts, letter, reads
from tajawub.casework.act import AnnexHeader, Author, Header, RequestHeader, instant
from tajawub.casework.bodies import filled_in, plain
from tajawub.casework.dossier import fold
from tajawub.casework.identity import uuid7
from tajawub.casework.life_cycle import Kind, Side
from tajawub.casework.models import Case, Draft, OralRequest, Request
from tajawub.casework.oral import Call, Direction
from tajawub.documents import seal
from tajawub.documents.annex import Annex
from tajawub.documents.letter import typeset
from tajawub.exchange import acts as exchange
from tajawub.ledger import keys as ledger_keys
from tajawub.ledger.checkpoint import log_key, witness_key
from tajawub.mandates import acts as mandates
from tajawub.mandates import reads as directory
from tajawub.mandates.models import Officer, Shift
from tajawub.mandates.permissions import Role
from tajawub.mandates.values import Mandate, Wording
from tajawub.node import keys
from tajawub.node.invented import LETTER

RABAT = "urn:tajawub:node:MA"
SEALS = {"ma-dapg": "Direction des affaires pénales et des grâces", "ma-pg-rabat": "Parquet général de Rabat"}
HOSTILE = '"><script>alert(1)</script> نص عربي مع {{ 7|add:7 }} {% now "Y" %} é ≠ <b>\'&quot;'
"""Three scripts, markup, template syntax: shown as written, never obeyed."""

STAFF = {
    "judge": ("fr-tj-paris", Role.DRAFTER),
    "lawyer": ("fr-bepi", Role.APPROVER),
    "second": ("fr-bepi", Role.APPROVER),
    "prosecutor": ("fr-pnf", Role.EXECUTOR),
    "duty": ("fr-bepi", Role.DESK),
    "operator": ("fr-bepi", Role.OPERATOR),
    "stranger": ("fr-pnaco", Role.DRAFTER),
}


@dataclass
class World:
    """Everybody at the node under test (Paris), and Rabat's key folder."""

    rabat: Path
    officers: dict[str, Officer] = field(default_factory=dict)

    def client(self, who: str) -> Client:
        """Return a browser in which that officer is signed in."""
        client = Client()
        client.force_login(self.officers[who], backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    def mandate(self, who: str) -> Mandate:
        found = directory.mandate_of(self.officers[who])
        assert found is not None
        return found

    def draft(self, **changes: Any) -> Draft:
        begun = acts.begin(Kind.ISSUE, by=self.mandate("judge"), at=timezone.now())
        return acts.save(begun.pk, {**LETTER, **changes}, by=self.mandate("judge"), at=timezone.now())

    def decide(self, draft: Draft) -> Draft:
        """Let the author state the facts of the case, and give a reason wherever the law's answer is unclear."""
        return decided(draft, by=self.mandate("judge"), at=timezone.now())

    def submitted(self, **changes: Any) -> Draft:
        draft = self.decide(self.draft(**changes))
        return acts.submit(draft.pk, by=self.mandate("judge"), at=timezone.now())

    def approved(self, **changes: Any) -> Draft:
        draft = self.submitted(**changes)
        return acts.approve(draft.pk, bytes(draft.digest or b""), by=self.mandate("lawyer"), at=timezone.now())

    def issued(self, **changes: Any) -> Request:
        act = acts.issue(self.approved(**changes).pk, by=self.mandate("judge"), at=timezone.now())
        return Request.objects.get(pk=act.request_id)

    def case(self, *requests: Request, by: str = "lawyer", reference: str = "C-2026-088") -> Case:
        """Open a case of that officer's authority and put these requests in it."""
        opened = acts.open_case(reference, "Conteneurs du Havre", by=self.mandate(by), at=timezone.now())
        for request in requests:
            acts.put_in_case(request.pk, opened.pk, by=self.mandate(by), at=timezone.now())
            request.refresh_from_db()
        return opened

    def call(self, *, by: str = "duty", ago: timedelta = timedelta(hours=1), **changes: Any) -> OralRequest:
        """Let the duty officer write down that Rabat called so long ago."""
        now = timezone.now()
        told: dict[str, Any] = {
            "direction": Direction.RECEIVED,
            "state": "MA",
            "officer": self.officers[by].pk,
            "other_name": "ZALTOUNI, Invented",
            "other_function": "نائب وكيل الملك",
            "other_authority": "المحكمة الابتدائية بالرباط",
            "called_at": now - ago,
            "time_zone": "Europe/Paris",
            "said": HOSTILE,
        }
        return acts.record_oral(Call(**told | changes), by=self.mandate(by), at=now)

    def shift(self, who: str, *, starts: timedelta = -timedelta(hours=1), hours: int = 8) -> Shift:
        """Put an officer on duty, now unless said otherwise."""
        now = timezone.now().replace(minute=0, second=0, microsecond=0)
        mandate = self.mandate(who)
        return mandates.enter_shift(
            mandate.authority,
            mandate.officer,
            starts_at=now + starts,
            ends_at=now + starts + timedelta(hours=hours),
            time_zone="Europe/Paris",
            by=mandate,
            at=now,
        )

    def author(self, request: Request, kind: Kind, **body: Any) -> None:
        """Let Paris's judge author an act."""
        acts.author(request.pk, filled_in(kind, body), by=self.mandate("judge"), at=timezone.now())

    def consult(self, request: Request) -> None:
        """Let our lawyer consult Rabat before refusing, and Rabat give its views."""
        by = self.mandate("lawyer")
        acts.author(
            request.pk,
            filled_in(Kind.CONSULT, {"reasons": "سيادة", "answer_by": "2099-12-31"}),
            by=by,
            at=timezone.now(),
        )
        taken = self.answer(request, Kind.ANSWER_CONSULTATION, views="Sans objection.")
        assert taken.standing == "effective", taken.why

    def answer(self, request: Request, kind: Kind, **given: Any) -> acts.Taken:
        """Let Rabat answer a letter of ours: author, seal and send an act, as its own node would."""
        request.refresh_from_db()
        named = RequestHeader(
            id=request.pk,
            label=request.label,
            requesting=request.requesting,
            requested=request.requested,
            kind=request.kind,
            version=request.version,
        )
        side = Side.REQUESTED if request.requesting == settings.STATE else Side.REQUESTING
        return self.sealed_in_rabat(named, side, kind, **given)

    def incoming(self, **changes: Any) -> Request:
        """Let Rabat send a letter of its own to our central authority."""
        at = timezone.now()
        named = RequestHeader(
            id=uuid7(at), label="MA-2026-0007", requesting="MA", requested="FR", kind="letter-rogatory", version=1
        )
        body = {**LETTER, "addressee": "fr-bepi", "through": "ma-dapg", **changes}
        taken = self.sealed_in_rabat(named, Side.REQUESTING, Kind.ISSUE, **body)
        assert taken.standing == "effective", taken.why
        return Request.objects.get(pk=named.id)

    def sealed_in_rabat(
        self,
        named: RequestHeader,
        side: Side,
        kind: Kind,
        *,
        annexes: Sequence[Annex] = (),
        at: datetime | None = None,
        previous: bytes | None = None,
        **body: Any,
    ) -> acts.Taken:
        """Author an act of Rabat's series; `previous` makes it name an act it should not."""
        at = instant(at or timezone.now())
        dossier = fold(reads.shared_acts(named.id))
        said = filled_in(kind, body)
        own, other = dossier.heads.get(side), dossier.heads.get(side.other)
        before = previous or (own.digest if own else None)
        header = Header(
            v=1,
            request=named,
            side=side,
            number=own.number + 1 if own else 1 + bool(previous),
            author=Author(state="MA", authority="ma-dapg", officer="Salma Ibrizi", officer_ar="سلمى إبريزي"),
            kind=kind,
            previous=before.hex() if before else None,
            seen=other.digest.hex() if other else None,
            occurred_at=at,
            authored_at=at,
            nonce=secrets.token_hex(32),
            body=plain(said),
            annexes=tuple(_header(annex) for annex in annexes),
        )
        content = shared.write(header)
        pages = letter.pages(header, said, dossier, directory.authority, demo=True)
        key = seal.load_key(self.rabat, "ma-dapg")
        sealed = seal.seal(
            content, typeset(pages, act_json=content, at=at.replace(microsecond=0)), annexes, key=key, at=at
        )
        return acts.receive(sealed, sender="MA", at=timezone.now())


def _header(annex: Annex) -> AnnexHeader:
    return AnnexHeader(
        name=annex.name,
        media_type=annex.media_type,
        size=len(annex.content),
        sha256=hashlib.sha256(annex.content).hexdigest(),
    )


def make_rabat(folder: Path) -> Path:
    keys.make(folder, state="MA", party=RABAT, seals=SEALS, at=datetime.now(UTC) - timedelta(days=30))
    return folder


def populate(rabat: Path) -> World:
    """Seed the directory, the staff and the partner."""
    now = timezone.now()
    mandates.seed(at=now)
    world = World(rabat)
    for name, (authority, role) in STAFF.items():
        officer = mandates.enrol(
            name,
            names=Wording(f"ضابط {name}", f"Officer {name}", ""),
            functions=Wording("قاض", "Magistrat", "Magistrate"),
        )
        mandates.appoint(officer, authority=authority, roles=[role], begins_on=date(2026, 1, 1), at=now)
        world.officers[name] = officer
    world.officers["unmandated"] = mandates.enrol(
        "unmandated", names=Wording("بلا تكليف", "Without Mandate", ""), functions=Wording("", "", "")
    )
    exchange.add_peer(
        state="MA",
        name="Rabat",
        party=RABAT,
        url="https://localhost:1/",
        as4_certificate=(rabat / "as4.crt").read_text(),
        ca_certificate=(rabat / "ca.crt").read_text(),
        ledger_origin="tajawub.example/ma",
        ledger_vkey=str(log_key("tajawub.example/ma", ledger_keys.load(rabat / "ledger.key"))),
        witness_vkey=str(witness_key("tajawub.example/ma", ledger_keys.load(rabat / "witness.key"))),
        at=now,
    )
    return world


assert settings.STATE == "FR"
NOWHERE = UUID("019ab0c4-7d00-7000-8000-00000000dead")
