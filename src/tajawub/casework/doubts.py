"""What is odd about a fact that a State reports: it keeps its effect, and alarms. Pure.

Each function looks only at the causal past of the act, so that every node finds the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tajawub.casework.act import EARLIEST, SharedAct
from tajawub.casework.bodies import Accept, AcceptInPart, Issue, ReportExecution
from tajawub.casework.body import Body, Opening
from tajawub.casework.extradition_bodies import (
    Arrest,
    ReceiveFormalRequest,
    Release,
    ReportIncompleteRequest,
    SendFormalRequest,
    Surrender,
    SurrenderTemporarily,
)

Past = Sequence[tuple[SharedAct, Body]]


def doubt_letter(past: Past, _: SharedAct, body: Body) -> str:
    """Say why a report speaks of a measure that was refused or never asked for."""
    if not isinstance(body, ReportExecution):
        return ""
    asked = next((len(said.measures) for _, said in past if isinstance(said, Issue)), 0)
    decided = next((said for _, said in reversed(past) if isinstance(said, Accept | AcceptInPart)), None)
    if isinstance(decided, AcceptInPart) and body.measure in {one.measure for one in decided.refused}:
        return f"measure {body.measure} was refused"
    return f"the letter has no measure {body.measure}" if body.measure > asked else ""


def doubt_extradition(past: Past, act: SharedAct, body: Body) -> str:
    """Say why a fact is dated before what it answers, or rests on a name alone."""
    at = act.header.occurred_at
    match body:
        case Arrest() if at < earliest(past, Opening):
            return "the arrest is dated before the request"
        case ReportIncompleteRequest() | ReceiveFormalRequest() if at < earliest(past, SendFormalRequest):
            return "the formal request is dated as received before it was sent"
        case Release() | Surrender() | SurrenderTemporarily() if at < latest_arrest(past):
            return "it is dated before the arrest"
        case _:
            return ""


def earliest(past: Past, kind: type[Body]) -> datetime:
    """Return when the first act of that kind happened, EARLIEST where there is none."""
    return min((act.header.occurred_at for act, said in past if isinstance(said, kind)), default=EARLIEST)


def latest_arrest(past: Past) -> datetime:
    """Return when the person was last arrested, EARLIEST where nobody was."""
    return max((act.header.occurred_at for act, said in past if isinstance(said, Arrest)), default=EARLIEST)
