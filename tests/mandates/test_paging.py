"""Officers are called until one answers, down a real road, and nothing personal leaves the node on it."""

from __future__ import annotations

import json
import logging
import os
import socketserver
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from tajawub.ledger.models import Entry
from tajawub.mandates import acts, jobs, paging, reads
from tajawub.mandates.acts import appoint, enrol, enter_shift, seed
from tajawub.mandates.models import Officer, Page
from tajawub.mandates.paging import Call, Failure, Message, Reason
from tajawub.mandates.permissions import Role
from tajawub.mandates.values import Mandate, Wording

NOW = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
QUARTER = timedelta(minutes=15)
LABEL = "MA-2026-0007"
ADDRESS = "jeanne.desalle@justice.example"


def staff(username: str, role: Role, authority: str = "fr-bepi") -> Officer:
    officer = enrol(
        username, names=Wording("جان دوسال", "Jeanne Desalle", ""), functions=Wording("ضابط", "Agent", "Duty officer")
    )
    appoint(officer, authority=authority, roles=[role], begins_on=date(2026, 1, 1), at=NOW)
    return officer


def mandate(officer: Officer) -> Mandate:
    found = reads.mandate_of(officer)
    assert found is not None
    return found


def put_on_duty(officer: Officer, authority: str = "fr-bepi") -> None:
    enter_shift(
        authority, officer.pk, starts_at=NOW, ends_at=NOW + timedelta(hours=8), time_zone="Europe/Paris",
        by=mandate(officer), at=NOW,
    )  # fmt: skip


@pytest.fixture
def desk(db: None) -> Officer:
    seed(at=NOW)
    return staff("desk", Role.DESK)


def called(authority: str = "fr-bepi", at: datetime = NOW) -> tuple[Page, ...]:
    return acts.page(authority, about=LABEL, reason=Reason.URGENT_REQUEST, at=at)


def rounds() -> list[tuple[int, str, set[str | None]]]:
    """Return of each round its number, its reason and whom it called."""
    found: dict[tuple[int, str], set[str | None]] = {}
    for row in Page.objects.select_related("officer"):
        found.setdefault((row.round, row.reason), set()).add(row.officer.username if row.officer else None)
    return [(number, reason, who) for (number, reason), who in sorted(found.items())]


def recorded(kind: str) -> list[str]:
    return list(Entry.objects.filter(kind=kind).order_by("id").values_list("about", flat=True))


# ---- whom ----


def test_who_is_on_duty_is_called_and_nobody_else(desk: Officer) -> None:
    staff("approver", Role.APPROVER)
    put_on_duty(desk)
    (page,) = called()
    assert (page.officer, page.on_duty, page.round) == (desk, True, 1)
    assert recorded("mandates:page:call") == [LABEL]


def test_nobody_on_duty_calls_every_approver_and_desk_officer_and_says_so(desk: Officer) -> None:
    for role in (Role.APPROVER, Role.EXECUTOR, Role.OPERATOR):
        staff(role, role)
    staff("elsewhere", Role.DESK, "fr-pnaco")
    called()
    assert rounds() == [(1, "urgent_request", {"desk", "approver"})]
    assert set(Page.objects.values_list("on_duty", flat=True)) == {False}


def test_an_authority_without_officers_is_answered_for_by_its_central_one(desk: Officer) -> None:
    put_on_duty(desk)
    (page,) = called("fr-tj-paris")
    assert (page.authority_id, page.officer, page.on_duty) == ("fr-tj-paris", desk, True)


def test_nobody_at_all_is_a_page_to_nobody_and_an_alarm(db: None) -> None:
    seed(at=NOW)
    (page,) = called()
    assert (page.officer, page.last_error) == (None, Failure.NOBODY)
    assert recorded("node:alarm:raise") == [LABEL]
    assert reads.unsent(NOW) == (page,)
    assert reads.to_send(NOW) == ()


def test_paging_twice_about_the_same_calls_once(desk: Officer) -> None:
    first = called()
    assert called(at=NOW + QUARTER) == first
    assert recorded("mandates:page:call") == [LABEL]


def test_the_database_keeps_two_equal_pages_apart(desk: Officer) -> None:
    (page,) = called()
    page.pk = None
    with pytest.raises(IntegrityError, match="officer_is_paged_once_a_round"), transaction.atomic():
        page.save()


# ---- until when ----


def test_every_quarter_of_an_hour_is_a_round_and_the_second_calls_the_central_approvers(desk: Officer) -> None:
    judge = staff("judge", Role.DESK, "fr-tj-paris")
    put_on_duty(judge, "fr-tj-paris")
    staff("approver", Role.APPROVER)
    called("fr-tj-paris")
    seen = [acts.escalate(at=NOW + timedelta(minutes=minutes)) for minutes in (1, 14, 15, 16, 29, 30)]
    assert seen == [0, 0, 1, 0, 0, 1]
    assert rounds() == [
        (1, "urgent_request", {"judge"}),
        (2, "not_acknowledged", {"judge", "approver"}),
        (3, "not_acknowledged", {"judge", "approver"}),
    ]
    assert reads.unanswered("fr-tj-paris") == (
        Call("fr-tj-paris", LABEL, Reason.NOT_ACKNOWLEDGED, since=NOW, round=3, unsent=2),
    )
    assert reads.unanswered("fr-bepi") == reads.unanswered("fr-tj-paris")
    assert reads.unanswered("fr-pnaco") == ()


def test_the_clock_runs_an_hour_from_the_first_page(desk: Officer) -> None:
    called()
    acts.escalate(at=NOW + QUARTER)
    (call,) = reads.unanswered("fr-bepi")
    assert call.answer_by == NOW + timedelta(hours=1)


def test_a_deadline_is_told_once_and_no_clock_runs(desk: Officer) -> None:
    acts.page("fr-bepi", about=LABEL, reason=Reason.DEADLINE, at=NOW)
    assert acts.escalate(at=NOW + timedelta(hours=3)) == 0
    (call,) = reads.unanswered("fr-bepi")
    assert (call.reason, call.answer_by) == (Reason.DEADLINE, None)


def test_an_answer_ends_every_round(desk: Officer) -> None:
    called()
    acts.escalate(at=NOW + QUARTER)
    assert acts.answer_pages(LABEL, by=mandate(desk), at=NOW + 2 * QUARTER) == 2
    assert acts.answer_pages(LABEL, by=mandate(desk), at=NOW + 3 * QUARTER) == 0
    assert set(Page.objects.values_list("answered_at", "answered_by")) == {(NOW + 2 * QUARTER, desk.pk)}
    assert acts.escalate(at=NOW + 9 * QUARTER) == 0
    assert (reads.unanswered("fr-bepi"), reads.to_send(NOW + 9 * QUARTER)) == ((), ())
    assert recorded("mandates:page:answer") == [LABEL]


@pytest.mark.django_db(transaction=True)
def test_an_answer_at_the_moment_of_a_round_leaves_nothing_open() -> None:
    seed(at=NOW)
    officer = staff("desk", Role.DESK)
    called()
    held, answered = threading.Event(), threading.Event()

    def answer() -> None:
        held.wait(10)
        acts.answer_pages(LABEL, by=mandate(officer), at=NOW + QUARTER)
        answered.set()
        connection.close()

    thread = threading.Thread(target=answer)
    thread.start()
    with transaction.atomic():
        acts.escalate(at=NOW + QUARTER)
        held.set()
        assert not answered.wait(0.5)
    thread.join()
    assert Page.objects.filter(answered_at=None).count() == 0
    assert len(rounds()) == 2


# ---- the operator's command ----

STORE = "#!/bin/sh\ncat >> {seen}\n"


@pytest.fixture
def seen(tmp_path: Path, settings: Any) -> Path:
    """Let the node run a command that stores what it reads; return where."""
    script, stored = tmp_path / "hook", tmp_path / "seen"
    script.write_text(STORE.format(seen=stored))
    script.chmod(0o755)
    settings.PAGE_COMMAND = (str(script),)
    return stored


def command(tmp_path: Path, settings: Any, text: str) -> None:
    script = tmp_path / "hook"
    script.write_text(f"#!/bin/sh\n{text}\n")
    script.chmod(0o755)
    settings.PAGE_COMMAND = (str(script),)


def test_the_command_reads_number_reference_and_address_and_nothing_personal(desk: Officer, seen: Path) -> None:
    acts.set_email(desk, ADDRESS, at=NOW)
    put_on_duty(desk)
    called()
    assert jobs.send_due(NOW) == 1
    assert json.loads(seen.read_text()) == {
        "officer": desk.pk,
        "reference": LABEL,
        "reason": "urgent_request",
        "round": 1,
        "open": "http://testserver:8101/duty/MA-2026-0007/",
    }
    for personal in ("Jeanne", "Desalle", "desk", ADDRESS, "جان"):
        assert personal not in seen.read_text()
    page = Page.objects.get()
    assert (page.sent_at, page.last_error, page.attempts) == (NOW, "", 1)
    assert recorded("mandates:page:send") == [LABEL]
    assert jobs.send_due(NOW + QUARTER) == 0


def test_the_command_learns_nothing_of_our_environment(
    desk: Officer, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_OF_OURS", "password")
    command(tmp_path, settings, f"env > {tmp_path}/env")
    called()
    assert jobs.send_due(NOW) == 1
    assert "password" not in (tmp_path / "env").read_text()


def test_a_command_that_fails_is_tried_again_ever_later(desk: Officer, tmp_path: Path, settings: Any) -> None:
    command(tmp_path, settings, f"cat > /dev/null; echo x >> {tmp_path}/tries; exit 3")
    called()
    tries = [at for at in range(0, 200, 5) if _tried(at, tmp_path)]
    assert tries == [0, 15, 45, 105]
    page = Page.objects.get()
    assert (page.sent_at, page.last_error, page.attempts) == (None, Failure.COMMAND_FAILED, 4)
    command(tmp_path, settings, "exit 0")
    assert jobs.send_due(page.try_at) == 1
    assert Page.objects.get().last_error == ""


def _tried(seconds: int, folder: Path) -> bool:
    file = folder / "tries"
    before = file.stat().st_size if file.exists() else 0
    jobs.send_due(NOW + timedelta(seconds=seconds))
    return file.stat().st_size > before


def test_a_pause_doubles_up_to_five_minutes() -> None:
    assert [paging.pause(attempts).total_seconds() for attempts in (1, 2, 3, 4, 5, 6, 1000)] == [
        15, 30, 60, 120, 240, 300, 300,
    ]  # fmt: skip


def test_a_command_that_hangs_is_ended_with_its_children(
    desk: Officer, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "COMMAND_MAY_TAKE", 0.5)
    command(tmp_path, settings, f"sleep 60 & echo $! > {tmp_path}/child; wait")
    called()
    began = time.monotonic()
    assert jobs.send_due(NOW) == 0
    assert time.monotonic() - began < 5
    assert Page.objects.get().last_error == Failure.COMMAND_TIMED_OUT
    child = int((tmp_path / "child").read_text())
    assert _ended(child)


def _ended(process: int) -> bool:
    for _ in range(50):
        state = Path(f"/proc/{process}/stat")
        if not state.exists() or state.read_text().split()[2] == "Z":
            return True
        time.sleep(0.1)
    return False


def test_a_command_that_is_not_there_is_a_failure_and_writes_no_address(desk: Officer, settings: Any) -> None:
    settings.PAGE_COMMAND = ("/no/such/command",)
    called()
    assert jobs.send_due(NOW) == 0
    assert Page.objects.get().last_error == Failure.COMMAND_FAILED


def test_a_command_that_talks_without_end_is_not_listened_to(desk: Officer, tmp_path: Path, settings: Any) -> None:
    command(tmp_path, settings, "head -c 5000000 /dev/zero; head -c 5000000 /dev/zero >&2")
    called()
    assert jobs.send_due(NOW) == 1


def test_a_command_that_reads_nothing_has_still_been_called(desk: Officer, tmp_path: Path, settings: Any) -> None:
    command(tmp_path, settings, "exec <&-; exit 0")
    called()
    assert jobs.send_due(NOW) == 1


def test_without_a_road_the_page_stays_and_says_why(desk: Officer) -> None:
    called()
    assert jobs.send_due(NOW) == 0
    (page,) = reads.unsent(NOW)
    assert page.last_error == Failure.NO_HOOK
    (call,) = reads.unanswered("fr-bepi")
    assert call.unsent == 1


def test_an_unsent_page_gives_way_to_the_next_round_and_ends_after_a_day(desk: Officer) -> None:
    called()
    jobs.send_due(NOW)
    acts.escalate(at=NOW + QUARTER)
    assert [page.round for page in reads.to_send(NOW + QUARTER)] == [2]
    assert reads.unsent(NOW + timedelta(hours=25)) == ()


# ---- mail ----


class Sink(socketserver.StreamRequestHandler):
    """A mail server of few words: `server.refuses` is its answer to RCPT, else it keeps what it is given."""

    server: MailServer

    def handle(self) -> None:
        self._say("220 sink")
        while line := self.rfile.readline().decode().strip():
            match line.split(" ")[0].split(":")[0].upper():
                case "DATA":
                    self._say("354 go on")
                    letter = b"".join(iter(self.rfile.readline, b".\r\n"))
                    self.server.letters.append(letter.decode())
                    self._say("250 kept")
                case "RCPT" if self.server.refuses:
                    self._say(f"550 <{ADDRESS}> is unknown here")
                case "RCPT":
                    self.server.recipients.append(line)
                    self._say("250 fine")
                case "QUIT":
                    self._say("221 bye")
                    return
                case _:
                    self._say("250 fine")

    def _say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")


class MailServer(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Sink)
        self.letters: list[str] = []
        self.recipients: list[str] = []
        self.refuses = False


@contextmanager
def listening(settings: Any) -> Iterator[MailServer]:
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        settings.DEFAULT_FROM_EMAIL = "node@justice.example"
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def test_a_mail_says_reference_and_address_and_no_more(desk: Officer, settings: Any) -> None:
    acts.set_email(desk, ADDRESS, at=NOW)
    called()
    with listening(settings) as server:
        assert jobs.send_due(NOW) == 1
    assert server.recipients == [f"rcpt TO:<{ADDRESS}>"]
    (letter,) = server.letters
    head, _, body = letter.replace("\r\n", "\n").partition("\n\n")
    assert body == (
        "An urgent request awaits its acknowledgement\n\nMA-2026-0007\nhttp://testserver:8101/duty/MA-2026-0007/\n"
    )
    assert "Subject: Tajawub MA-2026-0007" in head
    assert "Jeanne" not in letter


def test_a_refused_mail_is_recorded_without_the_address(
    desk: Officer, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    acts.set_email(desk, ADDRESS, at=NOW)
    called()
    caplog.set_level(logging.DEBUG)
    with listening(settings) as server:
        server.refuses = True
        assert jobs.send_due(NOW) == 0
    assert Page.objects.get().last_error == Failure.MAIL_REFUSED
    assert "justice.example" not in caplog.text


def test_a_mail_server_that_is_away_and_an_officer_without_address_are_told_apart(
    desk: Officer, settings: Any
) -> None:
    with listening(settings):
        pass
    called()
    jobs.send_due(NOW)
    assert Page.objects.get().last_error == Failure.NO_ADDRESS
    acts.set_email(desk, ADDRESS, at=NOW)
    jobs.send_due(NOW + QUARTER)
    assert Page.objects.get().last_error == Failure.MAIL_UNREACHABLE


@pytest.mark.parametrize("wrong", ["no address", "a@b", "x@y.example\nBcc: z@y.example"])
def test_what_is_no_address_is_not_kept(desk: Officer, wrong: str) -> None:
    with pytest.raises(ValidationError):
        acts.set_email(desk, wrong, at=NOW)
    assert Officer.objects.get(pk=desk.pk).email == ""


def test_the_ledger_does_not_hold_the_address_in_any_form(desk: Officer) -> None:
    acts.set_email(desk, ADDRESS, at=NOW)
    acts.set_email(desk, "", at=NOW)
    first, second = Entry.objects.filter(kind="mandates:officer:address").order_by("id")
    assert bytes(first.digest) == bytes(second.digest)


def test_every_reason_is_said_in_three_languages() -> None:
    assert set(paging.SAYS) == set(Reason)
    for says in paging.SAYS.values():
        assert all((says.ar, says.fr, says.en))


def test_the_message_is_one_line_of_json() -> None:
    written = bytes(Message(7, LABEL, Reason.DEADLINE, 1, "https://node.example/duty/x/"))
    assert (written.count(b"\n"), json.loads(written)["officer"]) == (1, 7)


# ---- a killed worker, two workers ----

SENDER = """
import os, sys
import django
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
settings.PAGE_COMMAND = (sys.argv[2],)
django.setup()
from datetime import datetime
from tajawub.mandates import jobs
jobs.send_due(datetime.fromisoformat(sys.argv[3]))
"""


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_on_the_road_has_lost_no_page(tmp_path: Path, settings: Any) -> None:
    seed(at=NOW)
    staff("desk", Role.DESK)
    called()
    command(tmp_path, settings, f"cat >> {tmp_path}/seen; kill -9 $PPID; sleep 1")
    words = [str(connection.settings_dict["NAME"]), settings.PAGE_COMMAND[0], NOW.isoformat()]
    died = subprocess.run([sys.executable, "-c", SENDER, *words], env=os.environ, check=False)
    assert died.returncode == -9
    assert Page.objects.get().sent_at is None
    command(tmp_path, settings, f"cat >> {tmp_path}/seen")
    assert _until_free(NOW) == 1
    assert (tmp_path / "seen").read_text().count(LABEL + '"') == 2


def _until_free(at: datetime) -> int:
    """Send, once PostgreSQL has noticed that the dead process holds the road no more."""
    for _ in range(50):
        sent = jobs.send_due(at)
        if sent:
            return sent
        time.sleep(0.1)
    return 0


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_a_page_once_and_an_answer_waits_for_neither(tmp_path: Path, settings: Any) -> None:
    seed(at=NOW)
    officer = staff("desk", Role.DESK)
    called()
    command(tmp_path, settings, f"cat >> {tmp_path}/seen; while [ ! -e {tmp_path}/go ]; do sleep 0.05; done")
    sent: list[int] = []

    def work() -> None:
        sent.append(jobs.send_due(NOW))
        connection.close()

    first = threading.Thread(target=work)
    first.start()
    while not (tmp_path / "seen").exists():
        time.sleep(0.02)
    work()
    assert acts.answer_pages(LABEL, by=mandate(officer), at=NOW) == 1
    (tmp_path / "go").touch()
    first.join()
    assert sorted(sent) == [0, 1]
    assert (tmp_path / "seen").read_text().count(LABEL + '"') == 1


@pytest.mark.django_db(transaction=True)
def test_the_loop_of_the_worker_sends_within_seconds(seen: Path) -> None:
    seed(at=NOW)
    staff("desk", Role.DESK)
    acts.page("fr-bepi", about=LABEL, reason=Reason.URGENT_REQUEST, at=datetime.now(UTC))
    stop = threading.Event()

    def loop() -> None:
        jobs.keep_sending(stop)
        connection.close()

    thread = threading.Thread(target=loop)
    thread.start()
    for _ in range(100):
        if Page.objects.get().sent_at is not None:
            break
        time.sleep(0.1)
    stop.set()
    thread.join()
    assert seen.read_text().count(LABEL + '"') == 1


@pytest.mark.django_db(transaction=True)
def test_the_job_of_the_schedule_pages_again_by_its_own_hour() -> None:
    seed(at=NOW)
    staff("desk", Role.DESK)
    called()
    jobs.escalate(timestamp=int((NOW + QUARTER).timestamp()))
    assert [number for number, _, _ in rounds()] == [1, 2]
