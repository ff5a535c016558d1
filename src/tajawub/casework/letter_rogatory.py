"""The life cycle of the letter rogatory in criminal matters, version 1.

Who may do what, when, and how the state is called. Nothing else decides. Three tables:

NEXT     an act moves its author's own position, and no other.
SEEN     some acts answer the other State: they have effect only if their author had seen
         the other State in one of these positions when signing.
STATES   the pair of positions has one name, one side that must act, and one duty.

Articles cite the United Nations Convention against Transnational Organized Crime
(un-untoc-2000), article 18, read in the text on 2026-11-23. Between two States bound by a
treaty of mutual assistance they serve as a checklist only (art. 18(7)).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from tajawub.casework import life_cycle
from tajawub.casework.life_cycle import Kind, Move, NotPossible, Side
from tajawub.casework.words import Words

KIND = "letter-rogatory"
VERSION = 1
NAME = Words("إنابة قضائية دولية", "Commission rogatoire internationale", "International letter rogatory")


class Stage(StrEnum):
    """Where one side stands. The first six are the requesting State's, the others the requested State's."""

    NOT_ISSUED = "not_issued"
    ISSUED = "issued"
    CONDITIONS_ACCEPTED = "conditions_accepted"
    RESULTS_ACCEPTED = "results_accepted"
    WITHDRAWN = "withdrawn"
    CLOSED_BY_REQUESTING = "closed_by_requesting"

    NOT_ACKNOWLEDGED = "not_acknowledged"
    ACKNOWLEDGED = "acknowledged"
    SUPPLEMENT_ASKED = "supplement_asked"
    POSTPONED = "postponed"
    ACCEPTED = "accepted"
    ACCEPTED_IN_PART = "accepted_in_part"
    CONDITIONS_OFFERED = "conditions_offered"
    REFUSED = "refused"
    EXECUTING = "executing"
    RESULTS_RETURNED = "results_returned"
    STOPPED = "stopped"
    CLOSED_BY_REQUESTED = "closed_by_requested"


_STAGES = tuple(Stage)
STAGES = {Side.REQUESTING: _STAGES[:6], Side.REQUESTED: _STAGES[6:]}


@dataclass(frozen=True, slots=True)
class Position(life_cycle.Position):
    """One side's position; `offers`: how many sets of conditions it has offered, or which it has accepted."""

    stage: Stage
    offers: int = 0


START = {Side.REQUESTING: Position(Stage.NOT_ISSUED), Side.REQUESTED: Position(Stage.NOT_ACKNOWLEDGED)}

# ---------------------------------------------------------------- who may do what, and where it leads

_OPEN = (Stage.ISSUED, Stage.CONDITIONS_ACCEPTED)
_EXAMINING = (Stage.ACKNOWLEDGED, Stage.SUPPLEMENT_ASKED, Stage.POSTPONED)
_GRANTED = (Stage.ACCEPTED, Stage.ACCEPTED_IN_PART)
_CONSULTING = (*_EXAMINING, *_GRANTED, Stage.CONDITIONS_OFFERED)
_AFTER_ISSUE = STAGES[Side.REQUESTING][1:]
_AT_WORK = (Stage.NOT_ACKNOWLEDGED, *_EXAMINING, *_GRANTED, Stage.CONDITIONS_OFFERED, Stage.EXECUTING)

NEXT: dict[Side, dict[tuple[Stage, Kind], Stage]] = {
    Side.REQUESTING: {
        (Stage.NOT_ISSUED, Kind.ISSUE): Stage.ISSUED,
        **{(stage, Kind.SUPPLY_SUPPLEMENT): stage for stage in _OPEN},
        **{(stage, Kind.ACCEPT_CONDITIONS): Stage.CONDITIONS_ACCEPTED for stage in _OPEN},
        **{(stage, Kind.ACCEPT_RESULTS): Stage.RESULTS_ACCEPTED for stage in _OPEN},
        **{(stage, Kind.WITHDRAW): Stage.WITHDRAWN for stage in _OPEN},
        **{
            (stage, Kind.CLOSE): Stage.CLOSED_BY_REQUESTING
            for stage in (*_OPEN, Stage.RESULTS_ACCEPTED, Stage.WITHDRAWN)
        },
        **{(stage, Kind.ANSWER_CONSULTATION): stage for stage in _OPEN},
        **{(stage, Kind.RECTIFY): stage for stage in _AFTER_ISSUE},
    },
    Side.REQUESTED: {
        (Stage.NOT_ACKNOWLEDGED, Kind.ACKNOWLEDGE): Stage.ACKNOWLEDGED,
        **{(stage, Kind.ASK_SUPPLEMENT): Stage.SUPPLEMENT_ASKED for stage in _EXAMINING},
        **{(stage, Kind.ACCEPT): Stage.ACCEPTED for stage in (*_EXAMINING, Stage.CONDITIONS_OFFERED)},
        **{(stage, Kind.ACCEPT_IN_PART): Stage.ACCEPTED_IN_PART for stage in _EXAMINING},
        **{(stage, Kind.OFFER_CONDITIONS): Stage.CONDITIONS_OFFERED for stage in _EXAMINING},
        **{(stage, Kind.CONSULT): stage for stage in _CONSULTING},
        **{(stage, Kind.REFUSE): Stage.REFUSED for stage in (*_EXAMINING, Stage.CONDITIONS_OFFERED)},
        **{(stage, Kind.POSTPONE): Stage.POSTPONED for stage in (*_EXAMINING, *_GRANTED)},
        **{(stage, Kind.REPORT_EXECUTION): Stage.EXECUTING for stage in STAGES[Side.REQUESTED]},
        **{(stage, Kind.RETURN_RESULTS): Stage.RESULTS_RETURNED for stage in STAGES[Side.REQUESTED]},
        **{(stage, Kind.STOP): Stage.STOPPED for stage in _AT_WORK},
        **{
            (stage, Kind.CLOSE): Stage.CLOSED_BY_REQUESTED
            for stage in (Stage.REFUSED, Stage.RESULTS_RETURNED, Stage.STOPPED)
        },
        **{(stage, Kind.RECTIFY): stage for stage in STAGES[Side.REQUESTED][1:]},
    },
}
KINDS = tuple(dict.fromkeys(kind for table in NEXT.values() for _, kind in table))

# A request seen withdrawn, or closed, is no longer decided upon: what is due then is to stop.
_DECISIONS = (
    Kind.ASK_SUPPLEMENT,
    Kind.ACCEPT,
    Kind.ACCEPT_IN_PART,
    Kind.OFFER_CONDITIONS,
    Kind.CONSULT,
    Kind.REFUSE,
    Kind.POSTPONE,
)

SEEN: dict[tuple[Side, Kind], tuple[Stage, ...]] = {
    (Side.REQUESTING, Kind.ACCEPT_CONDITIONS): (Stage.CONDITIONS_OFFERED,),
    (Side.REQUESTING, Kind.ACCEPT_RESULTS): (Stage.RESULTS_RETURNED,),
    (Side.REQUESTING, Kind.WITHDRAW): _AT_WORK,
    (Side.REQUESTING, Kind.CLOSE): (
        Stage.REFUSED,
        Stage.RESULTS_RETURNED,
        Stage.STOPPED,
        Stage.CLOSED_BY_REQUESTED,
    ),
    (Side.REQUESTED, Kind.ACKNOWLEDGE): _AFTER_ISSUE,
    **{(Side.REQUESTED, kind): _OPEN for kind in _DECISIONS},
    (Side.REQUESTED, Kind.STOP): (Stage.WITHDRAWN,),
}

# Having been executed or handed over is a fact: it always has effect; where it is unexpected, it alarms.
EXPECTED: dict[Kind, tuple[Stage, ...]] = {
    Kind.REPORT_EXECUTION: (*_GRANTED, Stage.CONDITIONS_OFFERED, Stage.EXECUTING, Stage.RESULTS_RETURNED),
    Kind.RETURN_RESULTS: (*_GRANTED, Stage.EXECUTING, Stage.RESULTS_RETURNED),
}

# Node policy, not treaty law: what binds the State or denies help needs a second officer.
FOUR_EYES = frozenset({Kind.ISSUE, Kind.REFUSE, Kind.ACCEPT_IN_PART})


def after(side: Side, own: Position, kind: Kind, seen: Position) -> Move[Position]:
    """Return where `kind` leads `side` from `own`, its author having seen the other State at `seen`.

    Raises NotPossible.
    """
    to = NEXT[side].get((own.stage, kind))
    wanted = SEEN.get((side, kind))
    if to is None or (wanted is not None and seen.stage not in wanted):
        raise NotPossible(side, kind, own, seen)
    match kind:
        case Kind.ASK_SUPPLEMENT:
            # One question at a time: the last supplement must have been seen before the next is asked.
            if seen.round < own.round:
                raise NotPossible(side, kind, own, seen)
            return Move(replace(own, stage=to, round=own.round + 1))
        case Kind.SUPPLY_SUPPLEMENT:
            return Move(replace(own, stage=to, round=max(own.round, seen.round)))
        case Kind.CONSULT:
            # One consultation at a time, as with supplements.
            if seen.consultations < own.consultations:
                raise NotPossible(side, kind, own, seen)
            return Move(replace(own, stage=to, consultations=own.consultations + 1, consulted=to))
        case Kind.ANSWER_CONSULTATION:
            if seen.consultations <= own.consultations:
                raise NotPossible(side, kind, own, seen)
            return Move(replace(own, stage=to, consultations=seen.consultations))
        case Kind.OFFER_CONDITIONS:
            return Move(replace(own, stage=to, offers=own.offers + 1))
        case Kind.ACCEPT_CONDITIONS:
            # What was accepted is the set of conditions seen, not the one offered after it.
            if seen.offers <= own.offers:
                raise NotPossible(side, kind, own, seen)
            return Move(replace(own, stage=to, offers=seen.offers))
        case Kind.REPORT_EXECUTION if own.stage is Stage.CONDITIONS_OFFERED:
            return Move(replace(own, stage=to), expected=seen.offers >= own.offers)
        case _:
            expected = own.stage in EXPECTED.get(kind, (own.stage,))
            return Move(replace(own, stage=to), expected)


def possible(side: Side, own: Position, seen: Position) -> tuple[Kind, ...]:
    """Return the acts that `side` may author now, facts out of turn left out."""
    found = []
    for kind in KINDS:
        try:
            move = after(side, own, kind, seen)
        except NotPossible:
            continue
        if move.expected:
            found.append(kind)
    return tuple(found)


# ---------------------------------------------------------------- how the pair of positions is called


class State(StrEnum):
    """The name of a pair of positions."""

    NOT_ISSUED = "not_issued"
    AWAITING_ACKNOWLEDGEMENT = "awaiting_acknowledgement"
    UNDER_EXAMINATION = "under_examination"
    SUPPLEMENT_ASKED = "supplement_asked"
    POSTPONED = "postponed"
    ACCEPTED = "accepted"
    ACCEPTED_IN_PART = "accepted_in_part"
    CONDITIONS_OFFERED = "conditions_offered"
    CONDITIONS_ACCEPTED = "conditions_accepted"
    CONSULTED = "consulted"
    REFUSED = "refused"
    EXECUTING = "executing"
    RESULTS_TO_CHECK = "results_to_check"
    RESULTS_ACCEPTED = "results_accepted"
    EXECUTION_CONTINUES = "execution_continues"
    WITHDRAWN_STOP_DUE = "withdrawn_stop_due"
    WITHDRAWN_WHILE_EXECUTING = "withdrawn_while_executing"
    WITHDRAWN_WHILE_RETURNED = "withdrawn_while_returned"
    WITHDRAWN_WHILE_REFUSED = "withdrawn_while_refused"
    STOPPED = "stopped"
    CLOSED_BY_REQUESTING = "closed_by_requesting"
    CLOSED_BY_REQUESTED = "closed_by_requested"
    EXECUTED_AFTER_CLOSING = "executed_after_closing"
    CLOSED = "closed"
    OUT_OF_STEP = "out_of_step"


def _rows() -> dict[tuple[Stage, Stage], State]:
    while_open = {
        Stage.NOT_ACKNOWLEDGED: State.AWAITING_ACKNOWLEDGEMENT,
        Stage.ACKNOWLEDGED: State.UNDER_EXAMINATION,
        Stage.SUPPLEMENT_ASKED: State.SUPPLEMENT_ASKED,
        Stage.POSTPONED: State.POSTPONED,
        Stage.ACCEPTED: State.ACCEPTED,
        Stage.ACCEPTED_IN_PART: State.ACCEPTED_IN_PART,
        Stage.CONDITIONS_OFFERED: State.CONDITIONS_OFFERED,
        Stage.REFUSED: State.REFUSED,
        Stage.EXECUTING: State.EXECUTING,
        Stage.RESULTS_RETURNED: State.RESULTS_TO_CHECK,
        Stage.CLOSED_BY_REQUESTED: State.CLOSED_BY_REQUESTED,
    }
    by_requesting: dict[Stage, dict[Stage, State]] = {
        Stage.NOT_ISSUED: {Stage.NOT_ACKNOWLEDGED: State.NOT_ISSUED},
        Stage.ISSUED: while_open,
        Stage.CONDITIONS_ACCEPTED: {**while_open, Stage.CONDITIONS_OFFERED: State.CONDITIONS_ACCEPTED},
        Stage.RESULTS_ACCEPTED: {
            Stage.RESULTS_RETURNED: State.RESULTS_ACCEPTED,
            Stage.EXECUTING: State.EXECUTION_CONTINUES,
            Stage.CLOSED_BY_REQUESTED: State.CLOSED_BY_REQUESTED,
        },
        Stage.WITHDRAWN: {
            **dict.fromkeys(_AT_WORK, State.WITHDRAWN_STOP_DUE),
            Stage.EXECUTING: State.WITHDRAWN_WHILE_EXECUTING,
            Stage.RESULTS_RETURNED: State.WITHDRAWN_WHILE_RETURNED,
            Stage.REFUSED: State.WITHDRAWN_WHILE_REFUSED,
            Stage.STOPPED: State.STOPPED,
            Stage.CLOSED_BY_REQUESTED: State.CLOSED_BY_REQUESTED,
        },
        Stage.CLOSED_BY_REQUESTING: {
            Stage.REFUSED: State.CLOSED_BY_REQUESTING,
            Stage.RESULTS_RETURNED: State.CLOSED_BY_REQUESTING,
            Stage.STOPPED: State.CLOSED_BY_REQUESTING,
            Stage.EXECUTING: State.EXECUTED_AFTER_CLOSING,
            Stage.CLOSED_BY_REQUESTED: State.CLOSED,
        },
    }
    return {
        (requesting, requested): by_requesting[requesting].get(requested, State.OUT_OF_STEP)
        for requesting in STAGES[Side.REQUESTING]
        for requested in STAGES[Side.REQUESTED]
    }


STATES = _rows()


def state(requesting: Position, requested: Position) -> State:
    """Return the name of the pair of positions. Total."""
    row, column = requesting.stage, requested.stage
    if row in _OPEN and requested.consulted is column and requesting.consultations < requested.consultations:
        return State.CONSULTED
    if column is Stage.SUPPLEMENT_ASKED and requesting.round >= requested.round:
        # What was asked for has been supplied: the request is back under examination.
        column = Stage.ACKNOWLEDGED
    if row is Stage.CONDITIONS_ACCEPTED and requesting.offers < requested.offers:
        # Those accepted were earlier ones: the new conditions are still to be answered.
        row = Stage.ISSUED
    return STATES[row, column]
