"""A real worker in a process of its own, over its own connections, and its death in the middle of a delivery."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from exchange.conftest import Partner, agree
from exchange.line import listening
from exchange.test_acts import post
from exchange.test_listener import node_folder
from tajawub.exchange import acts, jobs
from tajawub.exchange.models import Parcel

pytestmark = pytest.mark.django_db(transaction=True)


def worker(folder: Path, *options: str) -> subprocess.Popen[bytes]:
    program = [sys.executable, "-m", "django", "procrastinate", "worker", *options]
    return subprocess.Popen(program, env=os.environ | {"TAJAWUB_NODE": str(folder)})


def test_a_parcel_survives_the_death_of_its_worker_and_is_delivered_byte_for_byte(
    tmp_path: Path, rabat: Partner
) -> None:
    seen: list[bytes] = []
    parcels: list[Parcel] = []
    reached, released = threading.Event(), threading.Event()

    def answer(content_type: str, body: bytes) -> tuple[int, str, bytes]:
        if body != bytes(parcels[0].message):
            return 503, "text/plain", b"another parcel of the node's schedule"
        seen.append(body)
        reached.set()
        released.wait(30)
        built = rabat.receipt(parcels[0])
        return 200, built.content_type, built.body

    database = replace(settings.NODE.owner, name=connection.settings_dict["NAME"])
    folder = node_folder(tmp_path, database=database)
    with listening(rabat.folder, settings.KEYS / "ca.crt", answer) as url:
        agree(rabat, url)
        parcels.append(post())
        mine = ProcrastinateJob.objects.filter(task_name=acts.DELIVER, args={"parcel_id": parcels[0].pk})
        first = worker(folder)
        assert reached.wait(30)
        first.kill()
        first.wait()
        released.set()
        assert mine.get().status == "doing"
        with connection.cursor() as cursor:
            cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '6 seconds'")
        assert jobs.recover(datetime.now(UTC)) >= 1
        assert mine.get().status == "todo"
        assert worker(folder, "--one-shot").wait(60) == 0
    row = Parcel.objects.get(pk=parcels[0].pk)
    assert row.state == "delivered"
    assert seen == [bytes(row.message)] * 2
