"""A node for the tests: a temporary folder of State FR with every key, and a real PostgreSQL when a test wants one.

Each process of the run (xdist) has its own folder and cluster, made at the first test that touches the database.
`DATABASE_URL`, if set, names a login that may create databases and is used instead of the embedded PostgreSQL.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import django
import pytest

from tajawub.node import config, keys, postgres, roles

SEALS = {
    "fr-bepi": "Bureau de l'entraide pénale internationale",
    "fr-tj-paris": "Tribunal judiciaire de Paris",
    "fr-pnaco": "Parquet national anti-criminalité organisée",
}

NAME = f"tajawub_{os.environ.get('PYTEST_XDIST_WORKER', 'gw')}"


def _make_node(folder: Path) -> config.Node:
    # Above it stand only folders that everybody may pass, so root's unprivileged PostgreSQL can live inside.
    folder.chmod(0o711)
    keys.make(folder / "keys", state="FR", party="urn:tajawub:node:FR", seals=SEALS, at=datetime.now(UTC))
    elsewhere = os.environ.get("DATABASE_URL")
    cluster = postgres.Cluster.of(folder)
    owner = config.Database.of(elsewhere) if elsewhere else cluster.database(NAME, "tajawub_owner", "owner-of-tests")
    node = config.Node(
        folder=folder,
        state="FR",
        name="Tests",
        party="urn:tajawub:node:FR",
        language="en",
        time_zone="Europe/Paris",
        demo=False,
        web_port=8101,
        as4_listen=config.LOCAL,
        as4_port=8111,
        hosts=("testserver", "localhost", "127.0.0.1"),
        https=False,
        origin="tajawub.example/fr",
        secret_key="",
        application=cluster.database(NAME, "tajawub_application", "application-of-tests"),
        embedded=not elsewhere,
    )
    config.write_owner(folder, owner)
    config.write(folder, node)
    node.static.mkdir()
    return node


FOLDER = Path(tempfile.mkdtemp(prefix="tajawub-tests-")).resolve()
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
NODE = _make_node(FOLDER)
os.environ["TAJAWUB_NODE"] = str(FOLDER)
# Tests migrate, so they are the owner; what the application may not do is tested in tests/node with its own login.
os.environ["TAJAWUB_AS_OWNER"] = "1"
os.environ["DJANGO_SETTINGS_MODULE"] = "tajawub.node.settings"
django.setup()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    # A worker that inherits it would read the settings of this process before it has a node of its own.
    del os.environ["DJANGO_SETTINGS_MODULE"]


@pytest.fixture(scope="session")
def cluster() -> Iterator[postgres.Cluster | None]:
    """The running PostgreSQL of this process, None when DATABASE_URL names another."""
    if not NODE.embedded:
        yield None
        return
    binaries = postgres.find_binaries()
    own = postgres.Cluster.of(FOLDER)
    own.create(binaries, durable=False)
    server = own.start(binaries, settings=postgres.FAST_AND_LOSABLE)
    try:
        roles.prepare(
            own.administrator(), owner=NODE.owner, application=NODE.application, owner_may_create_databases=True
        )
        yield own
    finally:
        postgres.stop(server)
        own.remove()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(cluster: postgres.Cluster | None) -> None:
    """Start PostgreSQL before pytest-django creates the test database."""
