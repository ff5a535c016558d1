"""What differs between two nodes: `node.toml` as a typed value. Pure but for reading and writing files.

The owner's database login stands in a file of its own, `owner.toml`, and in no value that a server holds.
"""

from __future__ import annotations

import ipaddress
import json
import os
import secrets
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

FILE = "node.toml"
OWNER_FILE = "owner.toml"
CLOCK_FILE = "clock"
"""How far ahead a rehearsal stands, in seconds (clock.py); a node that is none refuses to start beside it."""

LOCAL = "127.0.0.1"
"""Where only this machine comes in."""


class BadConfig(Exception):
    """`node.toml` is absent or lacks something: the sentence says what and what to do."""


@dataclass(frozen=True, slots=True)
class Database:
    """One PostgreSQL login. `host` is a name, an address, or the folder of a Unix socket."""

    name: str
    user: str
    password: str
    host: str
    port: str

    @classmethod
    def of(cls, url: str) -> Database:
        """Read `postgresql://user:password@host:port/name` or `postgresql://user:password@/name?host=/folder`."""
        parts = urlsplit(url)
        query = parse_qs(parts.query)
        if parts.scheme not in ("postgresql", "postgres") or not parts.path.strip("/"):
            raise BadConfig("A database address reads postgresql://user:password@host:port/name: correct it.")
        return cls(
            name=parts.path.strip("/"),
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            host=query.get("host", [parts.hostname or ""])[0],
            port=query.get("port", [str(parts.port or "")])[0],
        )

    @property
    def url(self) -> str:
        """The same login as `of` reads it."""
        login = f"{quote(self.user, safe='')}:{quote(self.password, safe='')}"
        if self.host.startswith("/"):
            return f"postgresql://{login}@/{self.name}?host={quote(self.host)}&port={self.port}"
        return f"postgresql://{login}@{self.host}:{self.port or 5432}/{self.name}"

    @property
    def conninfo(self) -> str:
        """The same login in libpq's words, for procrastinate and psycopg."""
        login = {"dbname": self.name, "user": self.user, "password": self.password}
        parts = {**login, "host": self.host, "port": self.port}
        return " ".join(f"{key}='{value}'" for key, value in parts.items() if value)


@dataclass(frozen=True, slots=True)
class Paging:
    """How officers are called out: by a command of the operator's, else through a mail server, else not at all."""

    command: tuple[str, ...] = ()
    host: str = ""
    port: int = 25
    sender: str = ""

    @classmethod
    def of(cls, read: dict[str, Any]) -> Paging:
        """Read the section [paging]. Raises BadConfig."""
        command, smtp = read.get("command", []), read.get("smtp", {})
        if read and bool(command) == bool(smtp):
            raise BadConfig("[paging] names a command or an smtp server, one of the two: correct node.toml.")
        if not isinstance(command, list) or not all(isinstance(word, str) for word in command):
            raise BadConfig('[paging] command is a list of words, as ["/usr/local/bin/page"]: correct node.toml.')
        if smtp and not {"host", "from"} <= set(smtp):
            raise BadConfig("[paging] smtp needs host and from: correct node.toml.")
        return cls(tuple(command), smtp.get("host", ""), smtp.get("port", 25), smtp.get("from", ""))

    @property
    def lines(self) -> tuple[str, ...]:
        """The section as `of` reads it, no lines where nobody is called."""
        if self.command:
            return ("[paging]", f"command = {_quoted(list(self.command))}", "")
        if self.host:
            smtp = f"host = {_quoted(self.host)}, port = {self.port}, from = {_quoted(self.sender)}"
            return ("[paging]", f"smtp = {{ {smtp} }}", "")
        return ()


@dataclass(frozen=True, slots=True)
class Node:
    """One State's node: where it listens, the login it serves with, its keys' folder."""

    folder: Path
    state: str
    name: str
    party: str
    language: str
    time_zone: str
    demo: bool
    web_port: int
    as4_listen: str
    """The address of this machine at which partners come in; 0.0.0.0 or :: for all of them."""
    as4_port: int
    hosts: tuple[str, ...]
    https: bool
    origin: str
    secret_key: str
    application: Database
    embedded: bool
    """The supervisor of this node starts PostgreSQL itself; otherwise somebody else runs it."""
    rehearsal: bool = False
    """Its clock may be turned; it stays on its machine."""
    paging: Paging = Paging()

    @property
    def address(self) -> str:
        """Where officers open the pages, without a slash at the end."""
        return f"https://{self.hosts[0]}" if self.https else f"http://{self.hosts[0]}:{self.web_port}"

    @property
    def owner(self) -> Database:
        """Read the login that migrates, each time anew: only `migrate` and the supervisor ask. Raises BadConfig."""
        file = self.folder / OWNER_FILE
        read = _toml(file, "put it back, only `tajawub node create` makes one")
        if "owner" not in read:
            raise BadConfig(f"{file} lacks 'owner': see docs/operator.md.")
        return Database.of(read["owner"])

    @property
    def keys(self) -> Path:
        return self.folder / "keys"

    @property
    def static(self) -> Path:
        return self.folder / "static"


def load(folder: Path) -> Node:
    """Read `folder/node.toml`. Raises BadConfig."""
    file = folder / FILE
    read = _toml(file, "run `make demo` or `tajawub node create`")
    try:
        node = Node(
            folder=folder,
            state=read["state"],
            name=read["name"],
            party=read["party"],
            language=read["language"],
            time_zone=read["time_zone"],
            demo=read.get("demo", False),
            web_port=read["web"]["port"],
            as4_listen=read["as4"].get("listen", LOCAL),
            as4_port=read["as4"]["port"],
            hosts=tuple(read["web"]["hosts"]),
            https=read["web"].get("https", True),
            origin=read["ledger"]["origin"],
            secret_key=(folder / "keys" / "session.key").read_text(encoding="ascii").strip(),
            application=Database.of(read["database"]["application"]),
            embedded=read["database"].get("embedded", False),
            rehearsal=read.get("rehearsal", False),
            paging=Paging.of(read.get("paging", {})),
        )
    except KeyError as error:
        raise BadConfig(f"{file} lacks {error}: see docs/operator.md.") from None
    _require_true_time(node)
    return node


def _require_true_time(node: Node) -> None:
    """Hold that only a rehearsal has a clock that can be turned, and that nobody else's node meets a rehearsal."""
    if not node.rehearsal and (node.folder / CLOCK_FILE).exists():
        raise BadConfig(f"{node.folder / CLOCK_FILE} would turn the clock of a node that is no rehearsal: remove it.")
    elsewhere = [name for name in (node.as4_listen, *node.hosts) if not is_loopback(name)]
    if node.rehearsal and elsewhere:
        raise BadConfig(f"A rehearsal stays on its machine, and {elsewhere[0]} is not: see {node.folder / FILE}.")


def is_loopback(host: str) -> bool:
    """Say whether a name or address leads to this machine alone."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _toml(file: Path, remedy: str) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadConfig(f"{file} cannot be read ({error.strerror}): {remedy}.") from None
    except tomllib.TOMLDecodeError as error:
        raise BadConfig(f"{file} is not TOML: {error}.") from None


def write_owner(folder: Path, owner: Database) -> None:
    """Write `folder/owner.toml`, readable by the node's user alone."""
    write_private(folder / OWNER_FILE, f"owner = {_quoted(owner.url)}\n".encode())


def write(folder: Path, node: Node) -> None:
    """Write `folder/node.toml`, readable by the node's user alone: it holds a password."""
    text = "\n".join(
        (
            f"state = {_quoted(node.state)}",
            f"name = {_quoted(node.name)}",
            f"party = {_quoted(node.party)}",
            f"language = {_quoted(node.language)}",
            f"time_zone = {_quoted(node.time_zone)}",
            f"demo = {_quoted(node.demo)}",
            *(["rehearsal = true"] if node.rehearsal else []),
            "",
            "[web]",
            f"port = {node.web_port}",
            f"hosts = {_quoted(list(node.hosts))}",
            f"https = {_quoted(node.https)}",
            "",
            "[as4]",
            f"listen = {_quoted(node.as4_listen)}",
            f"port = {node.as4_port}",
            "",
            "[ledger]",
            f"origin = {_quoted(node.origin)}",
            "",
            "[database]",
            f"embedded = {_quoted(node.embedded)}",
            f"application = {_quoted(node.application.url)}",
            "",
            *node.paging.lines,
        )
    )
    write_private(folder / FILE, text.encode())


def write_private(file: Path, content: bytes) -> None:
    """Write or replace a file so that others can never read the new content, and nobody a half of it."""
    # Opening the file that is there would keep its permissions, and whoever holds it open.
    fresh = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(content)
        fresh.replace(file)
    finally:
        fresh.unlink(missing_ok=True)


def _quoted(value: str | bool | list[str]) -> str:
    # JSON's strings, booleans and lists of strings are TOML's too.
    return json.dumps(value, ensure_ascii=False)
