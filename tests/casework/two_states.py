"""Two States: the node under test is Paris; Rabat is a second party with its own CA, seals and book of acts.

Rabat opens the sealed files that Paris posts, folds them in its own book and seals its answers with its own keys.
What it can do wrong, it does with the same tools.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import rfc8785
from cryptography import x509
from django.conf import settings
from django.db import connection, transaction

from tajawub.casework import act as shared
from tajawub.casework import acts, reads
from tajawub.casework.act import Author, RequestHeader, SharedAct, instant
from tajawub.casework.acts.authoring import describe
from tajawub.casework.bodies import BODIES, filled_in, plain
from tajawub.casework.dossier import Dossier, fold
from tajawub.casework.identity import uuid7
from tajawub.casework.life_cycle import Kind, Side
from tajawub.casework.models import Act, Draft, Request
from tajawub.documents import cms, container, contents, pdf, seal, verify
from tajawub.documents.annex import Annex
from tajawub.documents.container import ACT, MANIFEST, MEDIA_TYPE, MIMETYPE, SIGNATURE, Entry
from tajawub.documents.container import LETTER as LETTER_FILE
from tajawub.documents.letter import Footer, Page, typeset
from tajawub.exchange import acts as exchange
from tajawub.exchange.models import Parcel, Peer
from tajawub.ledger import models as ledger
from tajawub.mandates import acts as mandates
from tajawub.mandates import reads as directory
from tajawub.mandates import seeds
from tajawub.mandates.models import Officer
from tajawub.mandates.permissions import Role
from tajawub.mandates.values import Mandate, Wording
from tajawub.node import keys
from tajawub.node.invented import LETTER
from tajawub.node.prepare import OFFICERS

from .deciding import decided
from .parties import SAID

BEGAN = datetime.now(UTC).replace(microsecond=0)
"""The node's certificates are made when the tests start: its acts happen from then on."""

PARTY = "urn:tajawub:node:MA"
SEALS = {"ma-dapg": "Direction des affaires pénales et des grâces", "ma-pg-rabat": "Parquet général de Rabat"}
NAMED = ("fr-bepi", "fr-tj-paris", "fr-pnaco", "ma-dapg", "ma-pg-rabat")

JUDGE, LAWYER, DESK, OPERATOR = "etienne.morvalier", "claire.vauxmarin", "hugo.brevalin", "odile.carsenac"
STRANGER, COLLEAGUE = "lise.ombredane", "remi.valcourtois"
FURTHER: dict[str, tuple[str, tuple[Role, ...]]] = {
    STRANGER: ("fr-pnaco", (Role.DRAFTER, Role.EXECUTOR)),
    COLLEAGUE: ("fr-tj-paris", (Role.DRAFTER,)),
}
"""Invented officers beside the demonstration's: another court, and a second judge of the same court."""

SAYS: dict[Kind, dict[str, Any]] = SAID | {Kind.ISSUE: LETTER}


@dataclass
class Paris:
    """The node under test: its officers, and a clock that moves a second with every look."""

    rabat: Rabat
    mandates: dict[str, Mandate] = field(default_factory=dict)
    at: datetime = BEGAN

    def now(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at

    def draft(self, *, by: str = JUDGE, **changes: Any) -> Draft:
        """Return an open draft of a letter, filled in."""
        begun = acts.begin(Kind.ISSUE, by=self.mandates[by], at=self.now())
        saved = acts.save(begun.pk, LETTER | changes, by=self.mandates[by], at=self.now())
        return decided(saved, by=self.mandates[by], at=self.at)

    def submitted(self, **changes: Any) -> Draft:
        return acts.submit(self.draft(**changes).pk, by=self.mandates[JUDGE], at=self.now())

    def approved(self, **changes: Any) -> Draft:
        return self.approve(self.submitted(**changes))

    def approve(self, draft: Draft) -> Draft:
        return acts.approve(draft.pk, bytes(draft.digest or b""), by=self.mandates[LAWYER], at=self.now())

    def issued(self, **changes: Any) -> Request:
        """Return a request of ours that Rabat has received."""
        act = acts.issue(self.approved(**changes).pk, by=self.mandates[JUDGE], at=self.now())
        self.rabat.open(act)
        return Request.objects.get(pk=act.request_id)

    def author(self, request: Request, kind: Kind, *, by: str = JUDGE, **body: Any) -> Act:
        """Author an act as an officer does, and hand it to Rabat."""
        act = acts.author(
            request.pk, filled_in(kind, body or SAYS[kind]), by=self.mandates[by], at=self.now(), annexes=()
        )
        self.rabat.open(act)
        return act

    def consult(self, request: Request) -> None:
        """Consult Rabat before refusing, and hear its views."""
        self.author(request, Kind.CONSULT, by=LAWYER)
        self.receive(self.rabat.author(request, Kind.ANSWER_CONSULTATION))

    def receive(self, sealed: bytes, *, sender: str = "MA") -> acts.Taken:
        return acts.receive(sealed, sender=sender, at=self.now())

    def asked(self, request: UUID | None = None, **changes: Any) -> Request:
        """Return a request of Rabat's to Paris."""
        named = self.rabat.new_request(request)
        self.receive(self.rabat.author(named, Kind.ISSUE, **{**INCOMING, **changes}))
        return Request.objects.get(pk=named.id)

    def sought(self, **changes: Any) -> Request:
        """Return a request of Rabat's for provisional arrest, acknowledged by Paris."""
        named = self.rabat.new_request(kind="extradition")
        wanted = SAYS[Kind.REQUEST_PROVISIONAL_ARREST] | {"language": "ar", "addressee": "fr-bepi"}
        self.receive(self.rabat.author(named, Kind.REQUEST_PROVISIONAL_ARREST, **{**wanted, **changes}))
        request = Request.objects.get(pk=named.id)
        self.author(request, Kind.ACKNOWLEDGE, by=DESK)
        return request


INCOMING = {**LETTER, "language": "ar", "addressee": "fr-bepi", "through": None}


@dataclass
class Rabat:
    """The other State's node as far as Paris can tell: keys, seals, and one book a request."""

    folder: Path
    books: dict[UUID, list[SharedAct]] = field(default_factory=dict)

    def open(self, act: Act) -> None:
        """Take in what Paris posted, as the peer's own node would: only with Paris's seal intact."""
        anchor = x509.load_pem_x509_certificate((settings.KEYS / "ca.crt").read_bytes())
        report = verify.verify(bytes(act.sealed), anchors=[anchor])
        assert report.trusted, report.problems
        assert report.act_json is not None
        self.keep(report.act_json, hashlib.sha256(bytes(act.sealed)).digest())

    def keep(self, content: bytes, digest: bytes) -> None:
        header = shared.read(content)
        self.books.setdefault(header.request.id, []).append(SharedAct(digest, header, BEGAN))

    def dossier(self, request: UUID) -> Dossier:
        return fold(self.books.get(request, []))

    def new_request(
        self, key: UUID | None = None, *, number: int | None = None, kind: str = "letter-rogatory"
    ) -> RequestHeader:
        """Name a request of Rabat's own."""
        return RequestHeader(
            id=key or uuid7(BEGAN),
            label=f"MA-2026-{number or 1 + len(self.books):04d}",
            requesting="MA",
            requested="FR",
            kind=kind,
            version=1,
        )

    def header(
        self, request: RequestHeader, kind: Kind | str, annexes: Sequence[Annex] = (), **body: Any
    ) -> dict[str, Any]:
        """Return the header Rabat would honestly seal next, as JSON values, to be forged if wanted."""
        dossier = self.dossier(request.id)
        side = Side.REQUESTING if request.requesting == "MA" else Side.REQUESTED
        own, other = dossier.heads.get(side), dossier.heads.get(side.other)
        at = instant(BEGAN).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        said = plain(filled_in(Kind(kind), body or SAYS[Kind(kind)])) if kind in BODIES else body
        return {
            "v": 1,
            "request": request.model_dump(mode="json"),
            "side": str(side),
            "number": own.number + 1 if own else 1,
            "author": Author(state="MA", authority="ma-dapg", officer="سلمى إبريزي").model_dump(mode="json"),
            "kind": str(kind),
            "previous": own.digest.hex() if own else None,
            "seen": other.digest.hex() if other else None,
            "occurred_at": at,
            "authored_at": at,
            "nonce": secrets.token_hex(32),
            "body": said,
            "annexes": [annex_header(annex) for annex in annexes],
        }

    def sealed(
        self,
        header: dict[str, Any],
        annexes: Sequence[Annex] = (),
        *,
        authority: str = "ma-dapg",
        folder: Path | None = None,
    ) -> bytes:
        """Seal these JSON values, whatever they say, with one of Rabat's seals (or of another key folder)."""
        content = rfc8785.dumps(header)
        sheet = typeset([Page("en", ("Rabat",), header["kind"], Footer("", "", ""))], act_json=content, at=BEGAN)
        key = seal.load_key(folder or self.folder, authority)
        if authority == header["author"]["authority"]:
            return seal.seal(content, sheet, annexes, key=key, at=BEGAN)
        # What the project's own sealing refuses to do, another program would not.
        pages = pdf.seal(sheet, certificate=key.certificate, key=key.private_key, name=key.name, at=BEGAN)
        listed = contents.manifest_of(content, pages, ())
        signed = cms.sign(sha256(listed), certificate=key.certificate, key=key.private_key, at=BEGAN)
        named = (MIMETYPE, ACT, LETTER_FILE, MANIFEST, SIGNATURE)
        return container.pack(
            [Entry(*one) for one in zip(named, (MEDIA_TYPE, content, pages, listed, signed), strict=True)]
        )

    def author(
        self, request: Request | RequestHeader, kind: Kind | str, *, annexes: Sequence[Annex] = (), **body: Any
    ) -> bytes:
        """Author an honest act: sealed, kept in Rabat's own book, returned to be sent."""
        named = describe(request) if isinstance(request, Request) else request
        header = self.header(named, kind, annexes, **body)
        sealed = self.sealed(header, annexes)
        self.keep(rfc8785.dumps(header), hashlib.sha256(sealed).digest())
        return sealed

    def later(self, request: Request, kind: Kind, *, at: datetime) -> bytes:
        """Author an honest act that happened at an instant of Paris's clock."""
        header = self.header(describe(request), kind)
        header["occurred_at"] = instant(at).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        sealed = self.sealed(header)
        self.keep(rfc8785.dumps(header), hashlib.sha256(sealed).digest())
        return sealed

    def forged(self, request: Request | RequestHeader, kind: Kind | str, /, **fields: Any) -> bytes:
        """Seal Rabat's next act with some header fields forged; its own book does not know it."""
        named = describe(request) if isinstance(request, Request) else request
        return self.sealed(self.header(named, kind) | fields)


def annex_header(annex: Annex) -> dict[str, Any]:
    return {
        "name": annex.name,
        "media_type": annex.media_type,
        "size": len(annex.content),
        "sha256": hashlib.sha256(annex.content).hexdigest(),
    }


@pytest.fixture(scope="session")
def rabat_keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rabat") / "keys"
    keys.make(folder, state="MA", party=PARTY, seals=SEALS, at=BEGAN)
    return folder


@pytest.fixture(scope="session")
def impostor_keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keys that say they are Rabat's, issued by a CA that nobody agreed on."""
    folder = tmp_path_factory.mktemp("impostor") / "keys"
    keys.make(folder, state="MA", party=PARTY, seals=SEALS, at=BEGAN)
    return folder


@pytest.fixture
def rabat(rabat_keys: Path) -> Rabat:
    return Rabat(rabat_keys)


@pytest.fixture
def paris(db: None, rabat: Rabat) -> Iterator[Paris]:
    """Paris with its directory, its officers and its partner Rabat."""
    populate(rabat)
    yield Paris(rabat, members())
    assert reads.cache_differs() == []


@pytest.fixture
def committed(transactional_db: None, rabat: Rabat) -> Iterator[Paris]:
    """Paris with rows that threads see."""
    populate(rabat)
    yield Paris(rabat, members())
    assert reads.cache_differs() == []


def at_once(*works: Callable[[], object]) -> list[object]:
    """Run these in threads of their own, begun together; return what each gave or raised."""
    begin, given = threading.Barrier(len(works)), [object()] * len(works)

    def run(number: int, work: Callable[[], object]) -> None:
        begin.wait()
        try:
            given[number] = work()
        except Exception as error:  # noqa: BLE001 - given back to the test, whatever it is
            given[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=one) for one in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return given


def populate(rabat: Rabat) -> None:
    for entry in seeds.AUTHORITIES:
        if entry.key in NAMED:
            mandates.add_authority(entry, at=BEGAN)
    since = date(2026, 1, 1)
    for one in OFFICERS["FR"]:
        officer = mandates.enrol(one.username, names=one.names, functions=one.functions)
        mandates.appoint(officer, authority=one.authority, roles=one.roles, begins_on=since, at=BEGAN)
    for username, (of, roles) in FURTHER.items():
        name = username.replace(".", " ").title()
        officer = mandates.enrol(username, names=Wording(name, name, name), functions=Wording("قاض", "Juge", "Judge"))
        mandates.appoint(officer, authority=of, roles=roles, begins_on=since, at=BEGAN)
    agree(rabat)


def members() -> dict[str, Mandate]:
    found = {officer.username: directory.mandate_of(officer) for officer in Officer.objects.all()}
    return {username: mandate for username, mandate in found.items() if mandate is not None}


@contextmanager
def undone(paris: Paris) -> Iterator[None]:
    """Play one of several cases that begin alike: afterwards neither Paris nor Rabat remembers it."""
    books = {key: list(book) for key, book in paris.rabat.books.items()}
    with transaction.atomic():
        yield
        assert reads.cache_differs() == []
        transaction.set_rollback(True)
    paris.rabat.books = books


def agree(rabat: Rabat) -> Peer:
    return exchange.add_peer(
        state="MA",
        name="Rabat",
        party=PARTY,
        url="https://127.0.0.1:1/as4",
        as4_certificate=(rabat.folder / "as4.crt").read_text(),
        ca_certificate=(rabat.folder / "ca.crt").read_text(),
        ledger_origin="tajawub.example/ma",
        ledger_vkey="",
        witness_vkey="",
        at=BEGAN,
    )


def entries(kind: str) -> list[tuple[str, bytes]]:
    """Return reference and digest of the ledger's entries of a kind, oldest first."""
    found = ledger.Entry.objects.filter(kind=kind).order_by("id").values_list("about", "digest")
    return [(about, bytes(digest)) for about, digest in found]


def sha256(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


@dataclass(frozen=True, slots=True)
class Trace:
    """How many rows an act leaves: whatever changed between two traces was written in between."""

    acts: int
    parcels: int
    entries: int
    requests: int

    @classmethod
    def now(cls) -> Trace:
        return cls(Act.objects.count(), Parcel.objects.count(), ledger.Entry.objects.count(), Request.objects.count())
