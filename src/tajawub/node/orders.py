"""What an officer can be asked to do without a screen: the rehearsal's orders, each one act or one look."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import InterfaceError, OperationalError, close_old_connections

from tajawub.casework import acts, reads
from tajawub.casework.act import Malformed
from tajawub.casework.bodies import Incomplete, filled_in
from tajawub.casework.clock import SHARED, Clock, Milestone
from tajawub.casework.deadlines import Deadline, deadlines, detention
from tajawub.casework.dossier import Dossier, Told
from tajawub.casework.life_cycle import Kind, NotPossible
from tajawub.casework.models import Draft, Request, RungAlarm
from tajawub.documents.annex import Annex
from tajawub.exchange import reads as exchange
from tajawub.law.question import Fact
from tajawub.ledger import reads as ledger
from tajawub.mandates import reads as mandates
from tajawub.mandates.models import Officer, Page
from tajawub.mandates.values import Forbidden, Mandate

TOLD = (
    acts.Moved,
    acts.NeedsApproval,
    acts.Undecided,
    acts.Barred,
    acts.WrongStep,
    acts.TooLarge,
    Incomplete,
    NotPossible,
    Forbidden,
    Malformed,
)
"""What an officer is told in a sentence; anything else is our bug and ends the process."""


def answer(order: dict[str, Any]) -> dict[str, Any]:
    """Carry out one order; what the officer is told comes back as `error`, with its class."""

    close_old_connections()
    try:
        return {"ok": ORDERS[order.pop("do")](**order)}
    except TOLD as error:
        return {"error": type(error).__name__, "says": str(error)}
    except (OperationalError, InterfaceError) as error:
        # Three names for a database that is away: the query's, the lost connection's, the queue's.
        return {"error": "OperationalError", "says": str(error).split("\n")[0]}


def _mandate(officer: str) -> Mandate:
    mandate = mandates.mandate_of(Officer.objects.get(username=officer))
    if mandate is None:
        raise LookupError(f"{officer} has no mandate today")
    return mandate


def _annexes(annexes: Sequence[dict[str, str]]) -> list[Annex]:
    return [Annex(one["name"], one["media_type"], base64.b64decode(one["content"])) for one in annexes]


def _submit(
    officer: str,
    kind: str,
    fields: dict[str, Any],
    request: str = "",
    annexes: Sequence[dict[str, str]] = (),
    facts: dict[str, Any] | None = None,
    reason: str = "",
) -> dict[str, Any]:
    """Draft and submit; `facts` are for the law's question, `reason` is given wherever its answer is unclear."""
    by, at = _mandate(officer), settings.NOW()
    draft = acts.begin(Kind(kind), request=UUID(request) if request else None, by=by, at=at)
    acts.save(draft.pk, fields, by=by, at=at)
    for annex in _annexes(annexes):
        acts.attach(draft.pk, annex, by=by, at=at)
    draft = acts.state_facts(draft.pk, {Fact(fact): value for fact, value in (facts or {}).items()}, by=by, at=at)
    if reason:
        for concern in reads.undecided(draft, filled_in(Kind(kind), fields), at):
            if not concern.bars:
                acts.reason(draft.pk, concern.id, reason, by=by, at=at)
    submitted = acts.submit(draft.pk, by=by, at=at)
    return {"draft": str(draft.pk), "digest": bytes(submitted.digest or b"").hex()}


def _approve(officer: str, draft: str, digest: str, reason: str = "") -> str:
    """Approve; where the law stands against it, set that aside for this reason, if one is given."""
    by, at, row = _mandate(officer), settings.NOW(), Draft.objects.get(pk=draft)
    if reason and row.step == Draft.Step.SUBMITTED:
        for concern in reads.undecided(row, filled_in(Kind(row.kind), row.fields), at):
            if concern.bars:
                acts.set_aside(row.pk, concern.id, reason, by=by, at=at)
    return str(acts.approve(row.pk, bytes.fromhex(digest), by=by, at=at).step)


def _issue(officer: str, draft: str) -> dict[str, Any]:
    act = acts.issue(UUID(draft), by=_mandate(officer), at=settings.NOW())
    return {"request": str(act.request_id), "label": act.request.label, "digest": bytes(act.digest).hex()}


def _author(
    officer: str,
    request: str,
    kind: str,
    fields: dict[str, Any],
    head: str = "",
    annexes: Sequence[dict[str, str]] = (),
    occurred_at: str = "",
) -> dict[str, Any]:
    act = acts.author(
        UUID(request),
        filled_in(Kind(kind), fields),
        annexes=_annexes(annexes),
        head=bytes.fromhex(head) if head else None,
        by=_mandate(officer),
        at=settings.NOW(),
        occurred_at=datetime.fromisoformat(occurred_at) if occurred_at else None,
    )
    return {"digest": bytes(act.digest).hex()}


def _dispatch(officer: str, request: str, authority: str) -> str:
    return str(acts.dispatch(UUID(request), authority, by=_mandate(officer), at=settings.NOW()).kind)


def _look(request: str, at: str = "") -> dict[str, Any] | None:
    """Return the dossier as data, without a mandate: what a test compares, never what a page shows.

    `at`: the instant that deadlines and clock are told for.
    """
    row = Request.objects.filter(pk=request).first()
    if row is None:
        return None
    folder = reads.folder(row)
    positions = folder.dossier.positions
    when = datetime.fromisoformat(at) if at else settings.NOW()
    return {
        "label": row.label,
        "state": str(folder.dossier.state),
        "cached": row.state,
        "positions": {str(side): [str(at.stage), at.round] for side, at in positions.items()},
        "custody": str(folder.dossier.custody or ""),
        "detention": _detention(folder.dossier, when),
        "deadlines": [_deadline(one) for one in deadlines(folder.dossier, when)],
        "clock": _clock(reads.response_clock(folder), when),
        "heads": {str(side): [head.number, head.digest.hex()] for side, head in folder.dossier.heads.items()},
        "head": folder.head.hex() if folder.head else "",
        "acts": [_told(entry.told, entry) for entry in folder.entries if entry.told],
    }


def _detention(dossier: Dossier, at: datetime) -> list[str]:
    held = detention(dossier, at)
    return [] if held is None else [str(held.why), held.since.isoformat(), held.term.key if held.term else ""]


def _deadline(one: Deadline) -> dict[str, str]:
    return {
        "key": one.key,
        "due_at": one.due_at.isoformat(),
        "standing": str(one.standing),
        "ball": str(one.ball),
        "how": one.counted.how.en if one.counted else "",
    }


def _clock(told: Clock, at: datetime) -> dict[str, str]:
    """Return the milestones both nodes share, and the gross and the net time since the receipt."""
    shared = {str(one): told.reached[one].isoformat() for one in told.reached if one in SHARED}
    end = Milestone.RESULTS_RETURNED if Milestone.RESULTS_RETURNED in told.reached else Milestone.CLOSED
    for name, span in (("gross", told.gross), ("net", told.net)):
        length = span(Milestone.DELIVERED, end, at)
        shared[name] = "" if length is None else str(length)
    return shared


def _ring() -> dict[str, list[list[str]]]:
    """Ring what is due now, as the schedule does each minute; return what was rung on each request."""
    at = settings.NOW()
    rung = {str(request): acts.ring(request, at=at) for request in acts.ringing()}
    return {request: [[one.key, str(one.percent)] for one in alarms] for request, alarms in rung.items() if alarms}


def _rung() -> list[str]:
    """Return the requests for which this node has ever rung."""
    return sorted({str(request) for request in RungAlarm.objects.values_list("request", flat=True)})


def _pages(label: str) -> list[list[str]]:
    """Return the pages about a request: for what reason, to which authority."""
    return [[row.reason, row.authority_id] for row in Page.objects.filter(about=label).order_by("pk")]


def _told(told: Told, entry: reads.Entry) -> dict[str, Any]:
    crossing, recorded = entry.crossing, entry.recorded
    return {
        "digest": told.act.digest.hex(),
        "side": str(told.act.side),
        "number": told.act.number,
        "kind": told.act.header.kind,
        "standing": str(told.standing),
        "authored_at": told.act.header.authored_at.isoformat(),
        "stored_at": told.act.stored_at.isoformat(),
        "direction": crossing.direction if crossing else None,
        "delivered_at": crossing.delivered_at.isoformat() if crossing and crossing.delivered_at else None,
        "leaf": recorded.index if recorded else None,
        "countersigned_by": list(recorded.countersigned_by) if recorded else [],
    }


def _exchange_account(officer: str, to: str) -> bool:
    acts.send_account(to, by=_mandate(officer), at=settings.NOW())
    return True


def _differences(with_state: str) -> list[list[str]] | None:
    found = reads.differences(with_state, at=settings.NOW())
    if found is None:
        return None
    return [[line.how, line.label, str(line.side), str(line.first), str(line.last), line.why] for line in found]


def _account_of(state: str) -> Any:
    account = reads.last_account(state)
    return account and account.model_dump(mode="json")


def _health() -> dict[str, Any]:
    return {
        "queue": [[parcel.kind, parcel.state, parcel.last_error] for parcel in exchange.queue()],
        "cache_differs": [str(request) for request in reads.cache_differs()],
        "ledger": [finding.sentence for finding in ledger.verify().findings],
    }


ORDERS: dict[str, Callable[..., Any]] = {
    "submit": _submit,
    "approve": _approve,
    "issue": _issue,
    "author": _author,
    "dispatch": _dispatch,
    "look": _look,
    "ring": _ring,
    "rung": _rung,
    "pages": _pages,
    "exchange_account": _exchange_account,
    "differences": _differences,
    "account_of": _account_of,
    "health": _health,
}
