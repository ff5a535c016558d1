"""The embedded PostgreSQL: durable, closed to others, at home wherever its folder lies."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tajawub.node import postgres
from tajawub.node.postgres import Binaries, Cluster, PostgresFailed

NOBODY_ELSE = "needs root: only root may give files away"


@pytest.fixture
def folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="tajawub-node-")).resolve()
    made.chmod(0o711)
    yield made
    Cluster.of(made).remove()
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
def binaries() -> Binaries:
    return postgres.find_binaries()


def test_a_postmaster_killed_in_mid_write_loses_no_committed_row(folder: Path, binaries: Binaries) -> None:
    cluster = Cluster.of(folder)
    cluster.create(binaries)
    server = cluster.start(binaries)
    confirmed: list[int] = []
    started = threading.Event()

    def write() -> None:
        with psycopg.connect(cluster.administrator().conninfo, autocommit=True) as connection:
            for number in range(100_000):
                connection.execute("INSERT INTO fact VALUES (%s)", [number])
                confirmed.append(number)
                if number == 200:
                    started.set()

    with psycopg.connect(cluster.administrator().conninfo, autocommit=True) as connection:
        connection.execute("CREATE TABLE fact (number integer PRIMARY KEY)")
    writer = threading.Thread(target=_until_cut_off, args=(write,))
    writer.start()
    assert started.wait(30)
    os.kill(server.pid, signal.SIGKILL)
    server.wait()
    writer.join()

    again = cluster.start(binaries)
    try:
        with psycopg.connect(cluster.administrator().conninfo) as connection:
            kept = {row[0] for row in connection.execute("SELECT number FROM fact")}
    finally:
        postgres.stop(again)
    assert set(confirmed) - kept == set()
    # At most the one row that was written but not yet confirmed.
    assert len(kept) - len(confirmed) in (0, 1)


def _until_cut_off(write: object) -> None:
    with pytest.raises(psycopg.OperationalError):
        write()  # type: ignore[operator]


def test_nobody_comes_in_without_the_password(folder: Path, binaries: Binaries) -> None:
    cluster = Cluster.of(folder)
    cluster.create(binaries, durable=False)
    server = cluster.start(binaries, settings=postgres.FAST_AND_LOSABLE)
    try:
        wrong = cluster.database("postgres", postgres.ADMINISTRATOR, "wrong")
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(wrong.conninfo)
        with psycopg.connect(cluster.administrator().conninfo) as connection:
            methods = connection.execute("SELECT DISTINCT auth_method FROM pg_hba_file_rules").fetchall()
            address = connection.execute("SHOW listen_addresses").fetchone()
            locale = connection.execute(
                "SELECT datlocprovider, datlocale FROM pg_database WHERE datname = 'postgres'"
            ).fetchone()
    finally:
        postgres.stop(server)
    assert methods == [("scram-sha-256",)]
    assert address == ("",)
    assert locale == ("b", "PG_UNICODE_FAST")
    assert cluster.socket.stat().st_mode & 0o777 == 0o700
    assert (cluster.root / "administrator.password").stat().st_mode & 0o777 == 0o600


def test_a_pid_that_is_another_program_by_now_does_not_keep_the_database_down(
    folder: Path, binaries: Binaries
) -> None:
    cluster = Cluster.of(folder)
    cluster.create(binaries, durable=False)
    stale = cluster.data / "postmaster.pid"
    stale.write_text(f"{os.getpid()}\n{cluster.data}\n")
    server = cluster.start(binaries, settings=postgres.FAST_AND_LOSABLE)
    try:
        assert stale.read_text().splitlines()[0] == str(server.pid)
    finally:
        postgres.stop(server)


@pytest.mark.skipif(os.getuid() != 0, reason=NOBODY_ELSE)
def test_roots_database_moves_out_of_a_home_that_is_closed(folder: Path, binaries: Binaries) -> None:
    home = folder / "home"
    home.mkdir(mode=0o700)
    node = home / "node"
    node.mkdir()
    closed = Binaries(_copied(binaries, home), binaries.version)
    cluster = Cluster.of(node)
    assert not cluster.root.is_relative_to(home)
    cluster.create(closed, durable=False)
    try:
        server = cluster.start(closed, settings=postgres.FAST_AND_LOSABLE)
        try:
            runs_as = Path(f"/proc/{server.pid}").stat().st_uid
            with psycopg.connect(cluster.administrator().conninfo) as connection:
                one = connection.execute("SELECT 1").fetchone()
        finally:
            postgres.stop(server)
        assert one == (1,)
        assert runs_as == cluster.runner.uid != 0
        # The next run finds it by the link, even when the home has been opened since.
        home.chmod(0o755)
        assert Cluster.of(node).root == cluster.root
        assert home.stat().st_uid == 0
    finally:
        cluster.remove()
    assert not cluster.root.exists()


def _copied(binaries: Binaries, home: Path) -> Path:
    package = binaries.folder.parent.parent
    shutil.copytree(package, home / package.name)
    libraries = package.with_name(package.name + ".libs")
    if libraries.exists():
        shutil.copytree(libraries, home / libraries.name)
    return home / binaries.folder.relative_to(package.parent)


@pytest.mark.skipif(os.getuid() != 0, reason=NOBODY_ELSE)
def test_a_cluster_of_another_user_is_refused_in_a_sentence(folder: Path, binaries: Binaries) -> None:
    cluster = Cluster.of(folder)
    cluster.create(binaries, durable=False)
    os.chown(cluster.data, 1, 1)
    with pytest.raises(PostgresFailed, match=r"belongs to user daemon, not to nobody: run this as"):
        cluster.start(binaries)


def test_a_long_path_gets_a_short_socket(folder: Path) -> None:
    long = folder / ("n" * 60) / ("n" * 60)
    long.mkdir(parents=True)
    assert len(bytes(Cluster.of(long).socket / ".s.PGSQL.5432")) < 104
    assert Cluster.of(long).socket != Cluster.of(folder).socket


def test_a_cluster_that_does_not_start_says_why(folder: Path, binaries: Binaries) -> None:
    cluster = Cluster.of(folder)
    cluster.create(binaries, durable=False)
    with pytest.raises(PostgresFailed, match=r"did not start: .*no_such_parameter"):
        cluster.start(binaries, settings={"no_such_parameter": "1"})


def test_the_systems_postgresql_serves_as_well(folder: Path) -> None:
    found = sorted(postgres.SYSTEM.glob("*/bin/initdb"))
    if not found:
        pytest.skip("no system PostgreSQL is installed")
    system = Binaries(found[-1].parent, int(found[-1].parent.parent.name))
    cluster = Cluster.of(folder)
    cluster.create(system, durable=False)
    server = cluster.start(system, settings=postgres.FAST_AND_LOSABLE)
    try:
        with psycopg.connect(cluster.administrator().conninfo) as connection:
            row = connection.execute("SELECT lower('É') = 'é', current_setting('server_encoding')").fetchone()
    finally:
        postgres.stop(server)
    assert row == (True, "UTF8")
