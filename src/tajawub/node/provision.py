"""Making a State's node: its folder, its database, what its partners need to know, and what it knows from the start.

Nothing here needs Django, and only a database of somebody else's must run; what goes into it is made by prepare.py.
"""

from __future__ import annotations

import hashlib
import ipaddress
import json
import re
import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from tajawub.ledger import keys as ledger_keys
from tajawub.ledger.checkpoint import log_key, witness_key
from tajawub.mandates.seeds import AUTHORITIES
from tajawub.node import config, keys, roles
from tajawub.node.config import LOCAL, Database, Node
from tajawub.node.postgres import Cluster

INTRODUCTION = "introduction.json"
STAMP = "prepared"
"""The file that holds the digest of what the database was last brought to."""

PARTNERS = "partners.crt"
"""The certification authorities whose TLS certificates the AS4 listener admits, one PEM after the other."""


EVERYWHERE = "0.0.0.0"  # noqa: S104  # a node with a name of its own is there to be reached

NAME = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*")
"""A host's name in the DNS (RFC 1123, 2.1), in small letters."""


class NotPossible(Exception):
    """No node can be made with that: the sentence says why and what to do."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What is decided about a node before it exists. `slug` names its database and roles.

    `host` is the name or address by which partners reach it; 127.0.0.1 for a node that stays on its machine.
    Raises NotPossible for what is neither.
    """

    slug: str
    state: str
    name: str
    language: str
    time_zone: str
    web_port: int
    as4_port: int
    demo: bool = False
    host: str = LOCAL
    rehearsal: bool = False

    def __post_init__(self) -> None:
        if not NAME.fullmatch(self.host) and not _is_address(self.host):
            raise NotPossible(f"{self.host!r} is no host's name or address: give one as node.example.org.")
        if self.rehearsal and not config.is_loopback(self.host):
            raise NotPossible(f"A rehearsal stays on its machine: {self.host} is not a loopback address.")

    @property
    def party(self) -> str:
        return f"urn:tajawub:node:{self.state}"

    @property
    def origin(self) -> str:
        name = "tajawub.example" if self.host == LOCAL else self.host
        return f"{name}/{self.state.lower()}"

    @property
    def url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"https://{host}:{self.as4_port}/as4"


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Introduction:
    """What one node hands to another, by a road that both trust: addresses, certificates and public keys."""

    state: str
    name: str
    party: str
    url: str
    as4_certificate: str
    ca_certificate: str
    origin: str
    log_key: str
    witness_key: str


def create(folder: Path, profile: Profile, *, at: datetime, server: Database | None = None) -> Node:
    """Make the folder of a node with keys and generated passwords; what is there already stays.

    `server`: an administrator's login at a PostgreSQL of somebody else's; without it the node runs its own.
    Raises NotPossible where the database there holds another node's ledger.
    """
    if (folder / config.FILE).exists():
        return config.load(folder)
    if server is not None:
        _require_no_ledger(server, _database(profile))
    folder.mkdir(parents=True, exist_ok=True)
    seals = {entry.key: entry.name.fr for entry in AUTHORITIES if entry.state == profile.state}
    # An interrupted run leaves keys without node.toml: they are made anew, nobody knows them yet.
    keys.make(folder / "keys", state=profile.state, party=profile.party, seals=seals, at=at, host=profile.host)
    for name in ("static", "logs", "run"):
        (folder / name).mkdir(exist_ok=True)
    place = server or Cluster.of(folder).database("", "", "")
    owner, application = (_login(profile, role, place) for role in ("owner", "application"))
    node = _node(folder.resolve(), profile, application, embedded=server is None)
    if server is not None:
        roles.prepare(server, owner=owner, application=application)
    admit(folder, ())
    _write_introduction(node, profile.url)
    config.write_owner(folder, owner)
    config.write(folder, node)
    return config.load(folder)


def move(node: Node, profile: Profile) -> Node:
    """Let a stopped node listen where `profile` says; partners learn of it by its introduction."""
    moved = replace(node, web_port=profile.web_port, as4_port=profile.as4_port)
    _write_introduction(moved, profile.url)
    config.write(node.folder, moved)
    return config.load(node.folder)


def _database(profile: Profile) -> str:
    return f"tajawub_{profile.slug}"


def _login(profile: Profile, role: str, place: Database) -> Database:
    name = _database(profile)
    return Database(name, f"{name}_{role}", secrets.token_urlsafe(24), place.host, place.port)


def _require_no_ledger(server: Database, name: str) -> None:
    # New keys over an old ledger: the log would be another's, and the worker refuses it for ever.
    if roles.holds(server, name, table="ledger_entry"):
        raise NotPossible(
            f"The database {name} at {server.host} holds the ledger of a node whose folder is not here: put that"
            " folder back, or drop the database and its two roles."
        )


def _node(folder: Path, profile: Profile, application: Database, *, embedded: bool) -> Node:
    is_local = profile.host == LOCAL
    return Node(
        folder=folder,
        state=profile.state,
        name=profile.name,
        party=profile.party,
        language=profile.language,
        time_zone=profile.time_zone,
        demo=profile.demo,
        rehearsal=profile.rehearsal,
        web_port=profile.web_port,
        as4_listen=LOCAL if is_local else EVERYWHERE,
        as4_port=profile.as4_port,
        hosts=(LOCAL, "localhost") if is_local else (profile.host,),
        https=not profile.demo,
        origin=profile.origin,
        secret_key="",
        application=application,
        embedded=embedded,
    )


def _write_introduction(node: Node, url: str) -> None:
    def text(file: str) -> str:
        return (node.keys / file).read_text(encoding="ascii")

    log, witness = (ledger_keys.load(node.keys / file) for file in (ledger_keys.LOG, ledger_keys.WITNESS))
    introduction = Introduction(
        state=node.state,
        name=node.name,
        party=node.party,
        url=url,
        as4_certificate=text("as4.crt"),
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
        read = json.loads(file.read_text(encoding="utf-8"))
        introduction = Introduction(**{field.name: str(read[field.name]) for field in fields(Introduction)})
        x509.load_pem_x509_certificates(introduction.ca_certificate.encode())
    except (OSError, ValueError, TypeError, KeyError) as error:
        sentence = f"{file} is not a node's introduction ({error}): ask the partner for it again."
        raise BadIntroduction(sentence) from None
    return introduction


def admit(folder: Path, authorities: Iterable[str]) -> None:
    """Let the listener admit TLS certificates of these partners' authorities (PEM), and of our own to look after it.

    Takes effect when the listener starts. Who speaks is decided by the AS4 signature, not here.
    """
    admitted = [(folder / "keys" / "ca.crt").read_bytes()]
    for authority in authorities:
        certificates = x509.load_pem_x509_certificates(authority.encode())
        admitted += [certificate.public_bytes(serialization.Encoding.PEM) for certificate in certificates]
    # Replaced whole: a listener that starts just now reads the old list or the new one.
    config.write_private(folder / "keys" / PARTNERS, b"".join(admitted))


def stamp() -> str:
    """Return a digest of everything that migrating brings into the database: tables, rights, seeds."""
    package = Path(__file__).parent.parent
    files = [*package.glob("*/migrations/*.py"), *package.glob("*/models.py"), *package.glob("*/seeds.py")]
    files += [package / "node" / name for name in ("grant.py", "prepare.py")]
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(bytes(file.relative_to(package)) + b"\0" + file.read_bytes())
    return digest.hexdigest()
