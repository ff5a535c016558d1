"""One real node: its logins, its refusal to serve, its processes and what becomes of them."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from tajawub.node import config, demo, provision, supervisor
from tajawub.node.postgres import FAST_AND_LOSABLE, Cluster
from tajawub.node.provision import Profile
from tajawub.node.supervisor import Node, NodeFailed, Part, environment, is_free


def _free_ports() -> tuple[int, int]:
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        return one.getsockname()[1], other.getsockname()[1]


def _command(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tajawub.cli.main", "node", *words, "--node", str(folder)]
    return subprocess.run(command, env=environment(folder), capture_output=True, text=True, check=False)


def _node(folder: Path) -> Node:
    """Return its supervisor; what is lost with the machine's power alone is not tested here."""
    return Node(folder, settings=dict(FAST_AND_LOSABLE))


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A node whose database is migrated and granted, not running."""
    root = Path(tempfile.mkdtemp(prefix="tajawub-node-")).resolve()
    root.chmod(0o711)
    web, as4 = _free_ports()
    made = provision.create(
        root / "tests", Profile("tests", "FR", "Tests", "fr", "Europe/Paris", web, as4), at=datetime.now(UTC)
    )
    # Nothing runs yet: the database is started for it.
    migrated = _command(made.folder, "migrate")
    assert migrated.returncode == 0, migrated.stderr
    yield made.folder
    Cluster.of(made.folder).remove()
    shutil.rmtree(root, ignore_errors=True)


@pytest.fixture
def database(folder: Path) -> Iterator[config.Node]:
    node = _node(folder)
    node.start([Part.POSTGRES])
    yield config.load(folder)
    node.stop()


def _as_application(node: config.Node, statement: str) -> None:
    with psycopg.connect(node.application.conninfo, autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[arg-type]


FORBIDDEN = [
    "UPDATE ledger_entry SET about = 'x'",
    "UPDATE ledger_entry SET about = 'x' WHERE false",
    "DELETE FROM casework_act",
    "TRUNCATE ledger_leaf",
    "DROP TABLE ledger_entry",
    "ALTER TABLE ledger_entry DISABLE TRIGGER ALL",
    "CREATE TABLE mine (id integer)",
    "DELETE FROM django_migrations",
    "CREATE DATABASE mine",
    "CREATE ROLE mine",
]


def test_the_application_may_neither_rewrite_nor_build(database: config.Node) -> None:
    # One start of the database for all of them.
    for statement in FORBIDDEN:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            _as_application(database, statement)


def test_the_application_may_serve(database: config.Node) -> None:
    _as_application(database, "SELECT * FROM ledger_entry")
    _as_application(database, "UPDATE casework_request SET label = label")
    # Where the migrating login is kept elsewhere, serving does not miss it.
    kept = (database.folder / config.OWNER_FILE).rename(database.folder / "elsewhere.toml")
    try:
        checked = _command(database.folder, "check")
    finally:
        kept.rename(database.folder / config.OWNER_FILE)
    assert (checked.returncode, checked.stderr) == (0, "")


DUMP = """
import django, gc
django.setup()
from django.conf import settings
print({name: getattr(settings, name) for name in dir(settings) if name.isupper()})
print([text for text in gc.get_objects() if isinstance(text, dict)])
"""


def test_a_form_sent_through_the_operators_tls_proxy_is_not_taken_for_another_sites(folder: Path) -> None:
    ask = "from tajawub.node import settings; print(*settings.CSRF_TRUSTED_ORIGINS)"
    said = subprocess.run(
        [sys.executable, "-c", ask], env=environment(folder), capture_output=True, text=True, check=True
    )
    assert said.stdout == "https://127.0.0.1 https://localhost\n"


def test_a_serving_process_does_not_hold_the_owners_password(folder: Path) -> None:
    node = config.load(folder)
    said = subprocess.run(
        [sys.executable, "-c", DUMP], env=environment(folder), capture_output=True, text=True, check=True
    )
    assert node.application.password in said.stdout
    assert node.owner.password not in said.stdout
    assert node.owner.password not in (folder / config.FILE).read_text(encoding="utf-8")
    assert (folder / config.OWNER_FILE).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("login", "sentence"),
    [
        ("owner", "owns"),
        ("administrator", "is a superuser: name the application's login in [database] application of"),
    ],
)
def test_the_node_refuses_to_serve_under_a_login_that_could_rewrite(
    database: config.Node, login: str, sentence: str
) -> None:
    cluster = Cluster.of(database.folder)
    other = {"owner": database.owner, "administrator": cluster.administrator(database.owner.name)}[login]
    config.write(database.folder, replace(database, application=other))
    try:
        checked = _command(database.folder, "check")
    finally:
        config.write(database.folder, database)
    assert checked.returncode == 1
    assert sentence in checked.stderr


def test_no_server_starts_under_the_owners_login(database: config.Node, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "PAUSES", (0.05,))
    config.write(database.folder, replace(database, application=database.owner))
    try:
        with pytest.raises(NodeFailed, match=r"web does not start: The login \w+ owns \d+ tables"):
            _serve_web(database.folder)
    finally:
        config.write(database.folder, database)


def _serve_web(folder: Path) -> None:
    # The database of the fixture holds the folder's lock: this is a second supervisor's view of the same node.
    (folder / "run" / "supervisor.lock").unlink()
    node = _node(folder)
    node.start([Part.WEB])
    try:
        node.wait_ready()
    finally:
        node.stop()


def test_a_node_with_a_name_of_its_own_is_reached_at_every_address(database: config.Node) -> None:
    config.write(database.folder, replace(database, as4_listen=provision.EVERYWHERE))
    (database.folder / "run" / "supervisor.lock").unlink()
    try:
        node = _node(database.folder)
        node.start([Part.LISTENER])
        try:
            node.wait_ready()
            with socket.create_connection(("127.0.0.2", database.as4_port), timeout=5):
                pass
        finally:
            node.stop()
    finally:
        config.write(database.folder, database)


def test_the_node_refuses_to_serve_when_an_append_only_table_may_be_changed(database: config.Node) -> None:
    with psycopg.connect(database.owner.conninfo, autocommit=True) as connection:
        connection.execute(f"GRANT UPDATE (about) ON ledger_entry TO {database.application.user}")
        try:
            checked = _command(database.folder, "check")
        finally:
            connection.execute(f"REVOKE UPDATE (about) ON ledger_entry FROM {database.application.user}")
    assert checked.returncode == 1
    assert "may change rows of ledger_entry: run `tajawub node migrate`" in checked.stderr


def test_a_killed_part_comes_back_and_the_rest_stays(folder: Path) -> None:
    node = _node(folder)
    node.start()
    try:
        node.wait_ready()
        before = {part: node.pid(part) for part in Part}
        for part in (Part.POSTGRES, Part.WORKER, Part.LISTENER):
            node.kill(part)
        _until(lambda: all(node.pid(part) != before[part] for part in (Part.POSTGRES, Part.LISTENER, Part.WORKER)))
        node.wait_ready()
        assert node.pid(Part.WEB) == before[Part.WEB]
    finally:
        node.stop()
    assert not any(_lives(pid) for pid in before.values())


def test_deferred_work_goes_on_after_the_database_crashed(folder: Path) -> None:
    node = _node(folder)
    node.start([Part.POSTGRES, Part.WORKER])
    try:
        node.wait_ready()
        hung = node.pid(Part.WORKER)
        node.kill(Part.POSTGRES)
        _until(lambda: node.pid(Part.WORKER) != hung)
        node.wait_ready()
        with psycopg.connect(config.load(folder).owner.conninfo, autocommit=True) as connection:
            connection.execute(
                "INSERT INTO procrastinate_jobs (queue_name, task_name, args)"
                " VALUES ('default', 'tajawub.exchange.recover_stalled', '{\"timestamp\": 1}')"
            )
            # Finished jobs are deleted.
            _until(lambda: connection.execute("SELECT count(*) FROM procrastinate_jobs").fetchone() == (0,))
    finally:
        node.stop()


def test_a_killed_supervisor_leaves_nothing_behind_and_the_next_one_recovers(folder: Path) -> None:
    command = [sys.executable, "-m", "tajawub.cli.main", "node", "run", "--node", str(folder)]
    with subprocess.Popen(command, env=environment(folder), stdout=subprocess.PIPE, text=True) as supervisor:
        assert supervisor.stdout
        assert "runs; its logs are in" in supervisor.stdout.readline()
        children = _children(supervisor.pid)
        assert len(children) == 4
        supervisor.send_signal(signal.SIGKILL)
    _until(lambda: not any(_lives(pid) for pid in children))
    node = _node(folder)
    node.start()
    try:
        node.wait_ready()
    finally:
        node.stop()


def test_a_postgresql_of_somebody_elses_serves_too(folder: Path, database: config.Node, tmp_path: Path) -> None:
    server = config.Database.of(Cluster.of(folder).administrator().url)
    profile = Profile("guest", "MA", "Guest", "ar", "Africa/Casablanca", 1, 2)
    guest = provision.create(tmp_path / "guest", profile, at=datetime.now(UTC), server=server)
    assert not guest.embedded
    migrated = _command(guest.folder, "migrate")
    assert migrated.returncode == 0, migrated.stderr
    assert _command(guest.folder, "check").returncode == 0
    shutil.rmtree(guest.folder)
    with pytest.raises(provision.NotPossible, match="holds the ledger of a node whose folder is not here"):
        provision.create(guest.folder, profile, at=datetime.now(UTC), server=server)
    assert not guest.folder.exists()


def test_cleaning_the_demonstration_drops_what_it_made_at_somebody_elses(
    folder: Path, database: config.Node, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = Cluster.of(folder).administrator()
    made = [
        provision.create(tmp_path / profile.slug, profile, at=datetime.now(UTC), server=server)
        for profile in demo.profiles()
    ]
    monkeypatch.delenv("DATABASE_URL", raising=False)
    with pytest.raises(demo.DemoFailed, match=r"database tajawub_paris at .* would be left behind: set DATABASE_URL"):
        demo.clean(tmp_path)
    assert all(node.folder.exists() for node in made)
    monkeypatch.setenv("DATABASE_URL", server.url)
    demo.clean(tmp_path)
    with psycopg.connect(server.conninfo) as connection:
        left = connection.execute(
            "SELECT datname FROM pg_database WHERE datname ~ 'paris|rabat'"
            " UNION SELECT rolname FROM pg_roles WHERE rolname ~ 'paris|rabat'"
        ).fetchall()
    assert left == []


def test_a_migration_without_its_database_says_so(tmp_path: Path) -> None:
    nobody = config.Database("postgres", "nobody", "x", "127.0.0.1", str(_free_ports()[0]))
    made = provision.create(
        tmp_path / "node", Profile("tests", "FR", "Tests", "fr", "Europe/Paris", 1, 2), at=datetime.now(UTC)
    )
    config.write(made.folder, replace(made, embedded=False))
    config.write_owner(made.folder, nobody)
    migrated = _command(made.folder, "migrate")
    assert migrated.returncode == 1
    assert migrated.stderr.startswith("The database cannot be asked (connection failed")
    assert migrated.stderr.endswith("start it, or correct owner.toml.\n")


def test_a_second_supervisor_of_the_same_node_is_refused(database: config.Node) -> None:
    with pytest.raises(NodeFailed, match=rf"runs already \(process {os.getpid()}\): press Ctrl-C there first"):
        Node(database.folder).start([Part.POSTGRES])


def test_a_taken_port_is_named_with_the_way_out(folder: Path) -> None:
    port = config.load(folder).web_port
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        node = _node(folder)
        try:
            with pytest.raises(NodeFailed, match=rf"Port {port} on 127.0.0.1 is taken .* change port under \[web\]"):
                node.start([Part.WEB])
        finally:
            node.stop()
    assert is_free(port)


def test_a_listener_that_admits_strangers_is_found_out(folder: Path) -> None:
    made = config.load(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made.keys / "tls.crt", made.keys / "tls.key")
    with socket.create_server(("127.0.0.1", made.as4_port)) as server:
        open_door = threading.Thread(target=_answer_anybody, args=(server, context))
        open_door.start()
        with pytest.raises(NodeFailed, match="answers a client without a certificate"):
            Node(folder)._prove_mutual_tls()
        open_door.join()


def _answer_anybody(server: socket.socket, context: ssl.SSLContext) -> None:
    plain, _ = server.accept()
    with context.wrap_socket(plain, server_side=True) as line:
        line.recv(1024)
        line.sendall(b"HTTP/1.0 200 OK\r\n\r\n")


def _children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task")
    return [int(child) for task in tasks.iterdir() for child in (task / "children").read_text().split()]


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _until(found: object, *, within: float = 20) -> None:
    end = time.monotonic() + within
    while not found():  # type: ignore[operator]
        assert time.monotonic() < end, "not in time"
        time.sleep(0.05)
