"""The real listener: granian in a process of its own, TLS 1.3, the test's own database."""

from __future__ import annotations

import os
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from exchange.conftest import NOW, Partner, agree
from tajawub.exchange import wire
from tajawub.exchange.as4 import message, signals
from tajawub.exchange.as4.certificates import pin_all
from tajawub.exchange.as4.profile import EDELIVERY
from tajawub.exchange.models import Received
from tajawub.node import config, handshake

pytestmark = pytest.mark.django_db(transaction=True)


def free_port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        port: int = line.getsockname()[1]
        return port


@contextmanager
def serving(folder: Path, port: int, *options: str) -> Iterator[None]:
    """Run the listener of the node in `folder` until the end of the block."""
    program = [
        *(sys.executable, "-m", "granian", "tajawub.node.listener:app"),
        *("--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)),
        *("--ssl-certificate", str(settings.KEYS / "tls.crt"), "--ssl-keyfile", str(settings.KEYS / "tls.key")),
        *("--ssl-protocol-min", "tls1.3", "--no-ws", "--log-level", "warning", *options),
    ]
    environment = os.environ | {"TAJAWUB_NODE": str(folder)}
    process = subprocess.Popen(program, env=environment)
    try:
        _await(port, process)
        yield
    finally:
        process.terminate()
        process.wait(10)


def _await(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as line:
            if line.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail("the listener did not start")


def node_folder(tmp_path: Path, *, database: config.Database) -> Path:
    (tmp_path / "keys").symlink_to(settings.KEYS)
    config.write_owner(tmp_path, database)
    config.write(tmp_path, replace(settings.NODE, folder=tmp_path, application=database))
    return tmp_path


@pytest.fixture
def test_database() -> config.Database:
    return replace(settings.NODE.owner, name=connection.settings_dict["NAME"])


@pytest.fixture
def address(tmp_path: Path, test_database: config.Database, rabat: Partner) -> Iterator[str]:
    agree(rabat)
    port = free_port()
    ca = str(rabat.folder / "ca.crt")
    folder = node_folder(tmp_path, database=test_database)
    with serving(folder, port, "--ssl-ca", ca, "--ssl-client-verify", "--blocking-threads", "2"):
        yield f"https://127.0.0.1:{port}"


def send(url: str, rabat: Partner, content_type: str, body: bytes) -> wire.Answer:
    anchors = (settings.KEYS / "ca.crt").read_text()
    return wire.post(url, content_type, body, anchors=anchors, keys=rabat.folder)


def test_the_listener_receipts_what_it_keeps_and_answers_nothing_else(address: str, rabat: Partner) -> None:
    built = rabat.send(b"x" * 100_000)
    answer = send(f"{address}/as4", rabat, built.content_type, built.body)
    pinned = pin_all((settings.KEYS / "as4.crt").read_bytes())
    packed = message.unpack(answer.content_type, answer.body, EDELIVERY)
    receipt = signals.read(packed, pinned, EDELIVERY, at=NOW)
    assert isinstance(receipt, signals.Receipt)
    signals.prove(receipt, message.sent_references(built.content_type, built.body, EDELIVERY), "first@ma.example")
    assert bytes(Received.objects.get().payload) == b"x" * 100_000

    again = send(f"{address}/as4", rabat, built.content_type, built.body)
    assert again == answer
    assert Received.objects.count() == 1

    for path in ("/", "/as4/", "/admin", "/witness/", "/static/x"):
        assert send(address + path, rabat, "text/plain", b"").status == 404
    assert send(f"{address}/witness/add-checkpoint", rabat, "text/plain", b"nonsense").status == 400
    assert send(f"{address}/witness/add-checkpoint", rabat, "text/plain", b"x" * 2**20).status == 413

    port = int(address.rpartition(":")[2])
    handshake.prove_refused("127.0.0.1", port, settings.KEYS / "ca.crt")


def test_a_stranger_s_certificate_is_not_admitted(address: str, tmp_path: Path, rabat: Partner) -> None:
    from tajawub.node import keys

    keys.make(tmp_path / "stranger", state="XX", party="urn:tajawub:node:XX", seals={}, at=NOW)
    stranger = replace(rabat, folder=tmp_path / "stranger")
    with pytest.raises(wire.Unreachable):
        send(f"{address}/as4", stranger, "text/plain", b"")


def test_tls_1_2_is_not_spoken(address: str, rabat: Partner) -> None:
    context = ssl.create_default_context(cafile=settings.KEYS / "ca.crt")
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(rabat.folder / "tls.crt", rabat.folder / "tls.key")
    port = int(address.rpartition(":")[2])
    with (
        socket.create_connection(("127.0.0.1", port)) as line,
        pytest.raises((ssl.SSLError, ConnectionResetError)),
    ):
        context.wrap_socket(line, server_hostname="127.0.0.1")


def test_the_listener_survives_the_loss_of_its_database_connections(address: str, rabat: Partner) -> None:
    first, second = rabat.send(message_id="1@ma.example"), rabat.send(message_id="2@ma.example")
    assert send(f"{address}/as4", rabat, first.content_type, first.body).status == 200
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    statuses = [send(f"{address}/as4", rabat, second.content_type, second.body).status for _ in range(3)]
    assert statuses[-1] == 200
    assert set(statuses) <= {200, 503}
    assert Received.objects.count() == 2


def test_without_a_database_the_answer_is_503_and_no_receipt(tmp_path: Path, rabat: Partner) -> None:
    away = replace(settings.NODE.owner, host="127.0.0.1", port=str(free_port()))
    port = free_port()
    ca = str(rabat.folder / "ca.crt")
    with serving(node_folder(tmp_path, database=away), port, "--ssl-ca", ca, "--ssl-client-verify"):
        built = rabat.send()
        answer = send(f"https://127.0.0.1:{port}/as4", rabat, built.content_type, built.body)
    assert (answer.status, answer.body) == (503, b"Service Unavailable\n")


def test_a_listener_that_admits_anybody_is_found_out(tmp_path: Path, test_database: config.Database) -> None:
    port = free_port()
    with (
        serving(node_folder(tmp_path, database=test_database), port),
        pytest.raises(handshake.HandshakeAccepted, match="without a certificate"),
    ):
        handshake.prove_refused("127.0.0.1", port, settings.KEYS / "ca.crt")
