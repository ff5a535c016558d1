"""Making a State's node: its folder, its database, what its partners need to know, and what it knows from the start.

`create` needs neither Django nor a running database; `prepare` runs inside Django as the owner.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from tajawub.ledger import keys as ledger_keys
from tajawub.ledger.checkpoint import log_key, witness_key
from tajawub.mandates.seeds import AUTHORITIES
from tajawub.node import config, keys, roles
from tajawub.node.config import Database, Node
from tajawub.node.postgres import Cluster

INTRODUCTION = "introduction.json"
STAMP = "prepared"
"""The file that holds the digest of what the database was last brought to."""

PARTNERS = "partners.crt"
"""The certification authorities whose TLS certificates the AS4 listener admits, one PEM after the other."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What is decided about a node before it exists. `slug` names its database and roles."""

    slug: str
    state: str
    name: str
    language: str
    time_zone: str
    web_port: int
    as4_port: int
    demo: bool = False

    @property
    def party(self) -> str:
        return f"urn:tajawub:node:{self.state}"

    @property
    def origin(self) -> str:
        return f"tajawub.example/{self.state.lower()}"


@dataclass(frozen=True, slots=True)
class Introduction:
    """What one node hands to another, by a road that both trust: addresses, certificates and public keys."""

    state: str
    name: str
    party: str
    url: str
    as4_certificate: str
    tls_certificate: str
    ca_certificate: str
    origin: str
    log_key: str
    witness_key: str


def create(folder: Path, profile: Profile, *, at: datetime, server: Database | None = None) -> Node:
    """Make the folder of a node with keys and generated passwords; what is there already stays.

    `server`: an administrator's login at a PostgreSQL of somebody else's; without it the node runs its own.
    """
    if (folder / config.FILE).exists():
        return config.load(folder)
    folder.mkdir(parents=True, exist_ok=True)
    seals = {entry.key: entry.name.fr for entry in AUTHORITIES if entry.state == profile.state}
    # An interrupted run leaves keys without node.toml: they are made anew, nobody knows them yet.
    keys.make(folder / "keys", state=profile.state, party=profile.party, seals=seals, at=at)
    for name in ("static", "logs", "run"):
        (folder / name).mkdir(exist_ok=True)
    node = _node(folder.resolve(), profile, server)
    if server is not None:
        roles.prepare(server, owner=node.owner, application=node.application)
    admit(folder, ())
    _write_introduction(node)
    config.write(folder, node)
    return config.load(folder)


def _node(folder: Path, profile: Profile, server: Database | None) -> Node:
    name = f"tajawub_{profile.slug}"
    owner, application = f"{name}_owner", f"{name}_application"
    place = server or Cluster.of(folder).database(name, "", "")
    return Node(
        folder=folder,
        state=profile.state,
        name=profile.name,
        party=profile.party,
        language=profile.language,
        time_zone=profile.time_zone,
        demo=profile.demo,
        web_port=profile.web_port,
        as4_port=profile.as4_port,
        hosts=("127.0.0.1", "localhost"),
        https=not profile.demo,
        origin=profile.origin,
        secret_key="",
        owner=Database(name, owner, secrets.token_urlsafe(24), place.host, place.port),
        application=Database(name, application, secrets.token_urlsafe(24), place.host, place.port),
        embedded=server is None,
    )


def _write_introduction(node: Node) -> None:
    def text(file: str) -> str:
        return (node.keys / file).read_text(encoding="ascii")

    log, witness = (ledger_keys.load(node.keys / file) for file in (ledger_keys.LOG, ledger_keys.WITNESS))
    introduction = Introduction(
        state=node.state,
        name=node.name,
        party=node.party,
        url=f"https://127.0.0.1:{node.as4_port}/as4",
        as4_certificate=text("as4.crt"),
        tls_certificate=text("tls.crt"),
        ca_certificate=text("ca.crt"),
        origin=node.origin,
        log_key=str(log_key(node.origin, log)),
        witness_key=str(witness_key(node.origin, witness)),
    )
    written = json.dumps(asdict(introduction), ensure_ascii=False, indent=1)
    (node.folder / INTRODUCTION).write_text(written + "\n", encoding="utf-8")


class BadIntroduction(Exception):
    """A partner's introduction cannot be read: nothing was taken over."""


def read_introduction(file: Path) -> Introduction:
    """Read what another node handed over. Raises BadIntroduction."""
    try:
        return Introduction(**json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        sentence = f"{file} is not a node's introduction ({error}): ask the partner for it again."
        raise BadIntroduction(sentence) from None


def admit(folder: Path, partners: Sequence[Introduction]) -> None:
    """Let the listener admit TLS certificates of these partners' authorities, and of our own to look after it.

    Takes effect when the listener starts. Who speaks is decided by the AS4 signature, not here.
    """
    authorities = [(folder / "keys" / "ca.crt").read_bytes()]
    for partner in partners:
        certificate = x509.load_pem_x509_certificate(partner.ca_certificate.encode())
        authorities.append(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "keys" / PARTNERS).write_bytes(b"".join(authorities))


def stamp() -> str:
    """Return a digest of everything that migrating brings into the database: tables, rights, seeds."""
    package = Path(__file__).parent.parent
    files = [*package.glob("*/migrations/*.py"), *package.glob("*/models.py"), *package.glob("*/seeds.py")]
    files += [package / "node" / name for name in ("grant.py", "prepare.py")]
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(bytes(file.relative_to(package)) + b"\0" + file.read_bytes())
    return digest.hexdigest()
