"""Sending pages to officers, by the operator's command or by mail, and paging again while nobody answers.

A page's row is its place in the queue: it is written with the act, and looked for every second. No job can be lost
with a worker, and a road that is slow or broken keeps nothing else from being done.
"""

from __future__ import annotations

import logging
import os
import signal
import smtplib
import subprocess
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import quote

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import OperationalError, close_old_connections, connection
from procrastinate.contrib.django import app

from tajawub.mandates import acts, paging, reads
from tajawub.mandates.models import Page
from tajawub.mandates.paging import Failure, Message, Reason

log = logging.getLogger("tajawub.mandates")

LOOK_EVERY = 1.0
"""Seconds between two looks for pages to send: the law counts hours, an officer's night counts seconds."""

COMMAND_MAY_TAKE = 10.0
"""Seconds. A command hands over to something that waits longer by itself."""

_SENDING = 0x54414A45
"""The class of the advisory lock under which one process at a time sends; it ends with the process."""


@app.periodic(cron="* * * * *")
@app.task(name="tajawub.mandates.escalate", queueing_lock="escalate")
def escalate(timestamp: int) -> None:
    """Look every minute for rounds of pages that nobody has answered."""
    close_old_connections()
    acts.escalate(at=datetime.fromtimestamp(timestamp, UTC))


def keep_sending(stop: threading.Event) -> None:
    """Send what is due, every second, until `stop`."""
    while not stop.wait(LOOK_EVERY):
        try:
            send_due(datetime.now(UTC))
        except OperationalError as error:
            log.warning("mandates:page:send waits for the database (%s)", str(error).strip().partition("\n")[0])
            connection.close()


def send_due(at: datetime) -> int:
    """Try every page that is due once; return how many have left.

    No transaction is open while a road is tried: who acknowledges meanwhile waits for nothing. A process that dies
    on the road leaves the page unsent, and it is sent again: twice rather than never.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, 0)", [_SENDING])
        if not cursor.fetchone()[0]:
            return 0
    try:
        return sum(_try(page, at) for page in reads.to_send(at))
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, 0)", [_SENDING])


def _try(page: Page, at: datetime) -> bool:
    if Page.objects.filter(pk=page.pk, answered_at__isnull=False).exists():
        return False
    failure = send(page)
    if failure is None:
        acts.sent(page, at=at)
        log.info("mandates:page:send %s round %s officer/%s", page.about, page.round, page.officer_id)
        return True
    acts.not_sent(page, failure, at=at)
    if page.last_error != failure:
        log.error("mandates:page:send %s round %s officer/%s: %s", page.about, page.round, page.officer_id, failure)
    return False


def send(page: Page) -> Failure | None:
    """Send one page down the road this node has; return what went wrong."""
    assert page.officer_id is not None  # noqa: S101 (a page to nobody is never due)
    message = Message(
        officer=page.officer_id,
        reference=page.about,
        reason=Reason(page.reason),
        round=page.round,
        open=f"{settings.ADDRESS}/duty/{quote(page.about)}/",
    )
    if settings.PAGE_COMMAND:
        return run(settings.PAGE_COMMAND, message)
    if settings.EMAIL_HOST:
        return mail(message, to=page.officer.email) if page.officer and page.officer.email else Failure.NO_ADDRESS
    return Failure.NO_HOOK


def run(command: Sequence[str], message: Message) -> Failure | None:
    """Run the operator's command with the message on its standard input.

    What it writes is thrown away: it may name whom it reached. It gets no environment but PATH: ours may hold logins.
    """
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={"PATH": os.environ.get("PATH", os.defpath)},
            start_new_session=True,
        )
    except OSError as error:
        log.warning("mandates:page:send the command cannot be started (%s)", error.strerror)
        return Failure.COMMAND_FAILED
    try:
        process.communicate(bytes(message), timeout=COMMAND_MAY_TAKE)
    except subprocess.TimeoutExpired:
        # Its children too: a shell script that waits for another program.
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return Failure.COMMAND_TIMED_OUT
    if process.returncode:
        log.warning("mandates:page:send the command ended with %s", process.returncode)
        return Failure.COMMAND_FAILED
    return None


def mail(message: Message, *, to: str) -> Failure | None:
    """Hand the message to the mail server of `node.toml`. What the server says is not kept: it names the address."""
    says = paging.SAYS[message.reason].within(settings.LANGUAGE_CODE)
    letter = EmailMessage(
        subject=f"Tajawub {message.reference}", body=f"{says}\n\n{message.reference}\n{message.open}\n", to=[to]
    )
    try:
        letter.send()
    except smtplib.SMTPException as error:
        log.warning("mandates:page:send the mail server refuses (%s)", type(error).__name__)
        return Failure.MAIL_REFUSED
    except OSError as error:
        log.warning("mandates:page:send the mail server is not reached (%s)", type(error).__name__)
        return Failure.MAIL_UNREACHABLE
    return None
