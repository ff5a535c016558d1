"""What differs between two nodes: `node.toml` as a typed value. Pure but for reading the file."""

from __future__ import annotations

import json
import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

FILE = "node.toml"


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
class Node:
    """One State's node: where it listens, its database logins, its keys' folder."""

    folder: Path
    state: str
    name: str
    party: str
    language: str
    time_zone: str
    demo: bool
    web_port: int
    as4_port: int
    hosts: tuple[str, ...]
    https: bool
    origin: str
    secret_key: str
    owner: Database
    application: Database
    embedded: bool
    """The supervisor of this node starts PostgreSQL itself; otherwise somebody else runs it."""

    @property
    def keys(self) -> Path:
        return self.folder / "keys"

    @property
    def static(self) -> Path:
        return self.folder / "static"


def load(folder: Path) -> Node:
    """Read `folder/node.toml`. Raises BadConfig."""
    file = folder / FILE
    try:
        read: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        sentence = f"{file} cannot be read ({error.strerror}): run `make demo` or `tajawub node create`."
        raise BadConfig(sentence) from None
    except tomllib.TOMLDecodeError as error:
        raise BadConfig(f"{file} is not TOML: {error}.") from None
    try:
        return Node(
            folder=folder,
            state=read["state"],
            name=read["name"],
            party=read["party"],
            language=read["language"],
            time_zone=read["time_zone"],
            demo=read.get("demo", False),
            web_port=read["web"]["port"],
            as4_port=read["as4"]["port"],
            hosts=tuple(read["web"]["hosts"]),
            https=read["web"].get("https", True),
            origin=read["ledger"]["origin"],
            secret_key=(folder / "keys" / "session.key").read_text(encoding="ascii").strip(),
            owner=Database.of(read["database"]["owner"]),
            application=Database.of(read["database"]["application"]),
            embedded=read["database"].get("embedded", False),
        )
    except KeyError as error:
        raise BadConfig(f"{file} lacks {error}: see docs/operator.md.") from None


def write(folder: Path, node: Node) -> None:
    """Write `folder/node.toml`, readable by its owner alone: it holds two passwords."""
    text = "\n".join(
        (
            f"state = {_quoted(node.state)}",
            f"name = {_quoted(node.name)}",
            f"party = {_quoted(node.party)}",
            f"language = {_quoted(node.language)}",
            f"time_zone = {_quoted(node.time_zone)}",
            f"demo = {_quoted(node.demo)}",
            "",
            "[web]",
            f"port = {node.web_port}",
            f"hosts = {_quoted(list(node.hosts))}",
            f"https = {_quoted(node.https)}",
            "",
            "[as4]",
            f"port = {node.as4_port}",
            "",
            "[ledger]",
            f"origin = {_quoted(node.origin)}",
            "",
            "[database]",
            f"embedded = {_quoted(node.embedded)}",
            f"owner = {_quoted(node.owner.url)}",
            f"application = {_quoted(node.application.url)}",
            "",
        )
    )
    write_private(folder / FILE, text.encode())


def write_private(file: Path, content: bytes) -> None:
    """Write a file that was never readable by others, not for an instant."""
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(content)


def _quoted(value: str | bool | list[str]) -> str:
    # JSON's strings, booleans and lists of strings are TOML's too.
    return json.dumps(value, ensure_ascii=False)
