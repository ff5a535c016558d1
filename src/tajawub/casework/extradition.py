"""The life cycle of extradition, version 1: from the request for provisional arrest to surrender and specialty.

Who may do what, when, and how the state is called. Nothing else decides. The tables:

NEXT      an act moves its author's own stage, and no other.
SEEN      some acts answer the other State: they have effect only if their author had seen it at one of these stages.
BLOCKED   what a stop (identity contested, interim measures, notice cancelled) keeps from being done.
state     the pair of positions has one name, one side that must act, and one duty.

A position holds the stage, the custody of the person and the stops apart: an arrest is a fact wherever the procedure
stands. Letters rogatory of the same case are requests of their own; no act here touches them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import product

from tajawub.casework import life_cycle
from tajawub.casework.life_cycle import Kind, Move, NotPossible, Side
from tajawub.casework.words import Words

KIND = "extradition"
VERSION = 1
NAME = Words("تسليم المجرمين", "Extradition", "Extradition")


class Stage(StrEnum):
    """Where one side stands. The first seven are the requesting State's, the others the requested State's."""

    NOT_REQUESTED = "not_requested"
    ARREST_REQUESTED = "arrest_requested"
    FORMALLY_REQUESTED = "formally_requested"
    PROSECUTION_REQUESTED = "prosecution_requested"
    RETURNED = "returned"
    TAKEN_OVER = "taken_over"
    WITHDRAWN = "withdrawn"
    CLOSED_BY_REQUESTING = "closed_by_requesting"

    NOT_ACKNOWLEDGED = "not_acknowledged"
    ACKNOWLEDGED = "acknowledged"
    INCOMPLETE = "incomplete"
    COMPLETE = "complete"
    CONSENTED = "consented"
    BEFORE_COURT = "before_court"
    COURT_DECIDED = "court_decided"
    APPEALED = "appealed"
    GRANTED = "granted"
    SURRENDER_POSTPONED = "surrender_postponed"
    SURRENDER_SCHEDULED = "surrender_scheduled"
    SURRENDERED_TEMPORARILY = "surrendered_temporarily"
    SURRENDERED = "surrendered"
    REFUSED = "refused"
    PROSECUTING = "prosecuting"
    OUTCOME_REPORTED = "outcome_reported"
    CLOSED_BY_REQUESTED = "closed_by_requested"


_STAGES = tuple(Stage)
_FIRST_REQUESTED = _STAGES.index(Stage.NOT_ACKNOWLEDGED)
STAGES = {Side.REQUESTING: _STAGES[:_FIRST_REQUESTED], Side.REQUESTED: _STAGES[_FIRST_REQUESTED:]}


class Custody(StrEnum):
    """Where the person is, as the requested State has reported it."""

    AT_LARGE = "at_large"
    IN_CUSTODY = "in_custody"
    RELEASED = "released"
    HANDED_OVER = "handed_over"
    DECEASED = "deceased"


class Stop(StrEnum):
    """What stands in the way until its author takes it back."""

    IDENTITY_CONTESTED = "identity_contested"
    INTERIM_MEASURES = "interim_measures"
    NOTICE_CANCELLED = "notice_cancelled"


@dataclass(frozen=True, slots=True)
class Position(life_cycle.Position):
    """One side's position. Custody is the requested State's to report; a stop is its author's to lift."""

    stage: Stage
    custody: Custody = Custody.AT_LARGE
    stops: frozenset[Stop] = frozenset()


START = {Side.REQUESTING: Position(Stage.NOT_REQUESTED), Side.REQUESTED: Position(Stage.NOT_ACKNOWLEDGED)}
OPENINGS = frozenset({Kind.REQUEST_PROVISIONAL_ARREST, Kind.SEND_FORMAL_REQUEST})

# ---------------------------------------------------------------- who may do what, and where it leads

_ASKING = (Stage.ARREST_REQUESTED, Stage.FORMALLY_REQUESTED, Stage.RETURNED)
_AFTER_REQUEST = STAGES[Side.REQUESTING][1:]
_EXAMINING = (Stage.ACKNOWLEDGED, Stage.INCOMPLETE, Stage.COMPLETE, Stage.CONSENTED, Stage.BEFORE_COURT,
              Stage.COURT_DECIDED, Stage.APPEALED)  # fmt: skip
_GRANTED = (Stage.GRANTED, Stage.SURRENDER_POSTPONED, Stage.SURRENDER_SCHEDULED)
_UNDECIDED = (Stage.NOT_ACKNOWLEDGED, *_EXAMINING)
_LIVE = (*_EXAMINING, *_GRANTED)
_REQUESTED = STAGES[Side.REQUESTED]

NEXT: dict[Side, dict[tuple[Stage, Kind], Stage]] = {
    Side.REQUESTING: {
        (Stage.NOT_REQUESTED, Kind.REQUEST_PROVISIONAL_ARREST): Stage.ARREST_REQUESTED,
        **{
            (stage, Kind.SEND_FORMAL_REQUEST): Stage.FORMALLY_REQUESTED
            for stage in (Stage.NOT_REQUESTED, Stage.ARREST_REQUESTED)
        },
        **{(stage, Kind.SUPPLY_SUPPLEMENT): stage for stage in _ASKING},
        **{(stage, Kind.ANSWER_CONSULTATION): stage for stage in _ASKING},
        **{(stage, Kind.REQUEST_PROSECUTION): Stage.PROSECUTION_REQUESTED for stage in _ASKING},
        **{(stage, Kind.RETURN_PERSON): Stage.RETURNED for stage in STAGES[Side.REQUESTING]},
        # Sending a person back takes up neither a request withdrawn nor a file closed.
        **{(stage, Kind.RETURN_PERSON): stage for stage in (Stage.WITHDRAWN, Stage.CLOSED_BY_REQUESTING)},
        **{(stage, Kind.TAKE_OVER): Stage.TAKEN_OVER for stage in STAGES[Side.REQUESTING]},
        **{(stage, kind): stage for stage in _ASKING for kind in (Kind.CONTEST_IDENTITY, Kind.CONFIRM_IDENTITY)},
        **{(stage, kind): stage for stage in _ASKING for kind in (Kind.REPORT_NOTICE_CANCELLED, Kind.MAINTAIN)},
        **{(stage, Kind.WITHDRAW): Stage.WITHDRAWN for stage in (*_ASKING, Stage.PROSECUTION_REQUESTED)},
        **{(stage, Kind.CLOSE): Stage.CLOSED_BY_REQUESTING for stage in _AFTER_REQUEST[:-1]},
        **{(stage, Kind.RECTIFY): stage for stage in _AFTER_REQUEST},
    },
    Side.REQUESTED: {
        (Stage.NOT_ACKNOWLEDGED, Kind.ACKNOWLEDGE): Stage.ACKNOWLEDGED,
        **{(stage, Kind.ARREST): stage for stage in _REQUESTED},
        **{(stage, Kind.INFORM_PERSON): stage for stage in _REQUESTED},
        **{(stage, Kind.RECORD_CONSENT): Stage.CONSENTED for stage in _EXAMINING if stage is not Stage.CONSENTED},
        **{
            (stage, kind): to
            for stage in (Stage.ACKNOWLEDGED, Stage.INCOMPLETE)
            for kind, to in (
                (Kind.REPORT_INCOMPLETE_REQUEST, Stage.INCOMPLETE),
                (Kind.RECEIVE_FORMAL_REQUEST, Stage.COMPLETE),
            )
        },
        **{(stage, Kind.ASK_SUPPLEMENT): stage for stage in _EXAMINING},
        # Consent spares the court, it does not forbid it; and the file may come all the same, and meet the term.
        (Stage.CONSENTED, Kind.REPORT_INCOMPLETE_REQUEST): Stage.CONSENTED,
        (Stage.CONSENTED, Kind.RECEIVE_FORMAL_REQUEST): Stage.CONSENTED,
        **{(stage, Kind.REFER_TO_COURT): Stage.BEFORE_COURT for stage in (Stage.COMPLETE, Stage.CONSENTED)},
        **{
            (stage, Kind.REPORT_COURT_DECISION): Stage.COURT_DECIDED for stage in (Stage.BEFORE_COURT, Stage.APPEALED)
        },
        (Stage.COURT_DECIDED, Kind.REPORT_APPEAL): Stage.APPEALED,
        **{(stage, Kind.CONSULT): stage for stage in _LIVE},
        **{(stage, Kind.GRANT): Stage.GRANTED for stage in (Stage.COURT_DECIDED, Stage.CONSENTED)},
        **{(stage, Kind.REFUSE): Stage.REFUSED for stage in _EXAMINING},
        **{(stage, Kind.POSTPONE): Stage.SURRENDER_POSTPONED for stage in _GRANTED},
        **{(stage, Kind.SCHEDULE_SURRENDER): Stage.SURRENDER_SCHEDULED for stage in _GRANTED},
        **{(stage, Kind.SURRENDER): Stage.SURRENDERED for stage in _REQUESTED},
        **{(stage, Kind.SURRENDER_TEMPORARILY): Stage.SURRENDERED_TEMPORARILY for stage in _REQUESTED},
        **{(stage, Kind.RECORD_RETURN): Stage.SURRENDER_POSTPONED for stage in _REQUESTED},
        **{(stage, Kind.RELEASE): stage for stage in _REQUESTED},
        (Stage.SURRENDER_SCHEDULED, Kind.RELEASE): Stage.GRANTED,
        **{(stage, Kind.REPORT_DEATH): stage for stage in _REQUESTED},
        **{(stage, Kind.REPORT_COMPETING_REQUEST): stage for stage in _LIVE},
        **{
            (stage, kind): stage
            for stage in (*_LIVE, Stage.NOT_ACKNOWLEDGED)
            for kind in (
                Kind.CONTEST_IDENTITY,
                Kind.CONFIRM_IDENTITY,
                Kind.REPORT_NOTICE_CANCELLED,
                Kind.MAINTAIN,
                Kind.REPORT_INTERIM_MEASURES,
                Kind.REPORT_INTERIM_MEASURES_LIFTED,
            )
        },
        (Stage.REFUSED, Kind.SUBMIT_TO_PROSECUTION): Stage.PROSECUTING,
        (Stage.PROSECUTING, Kind.REPORT_OUTCOME): Stage.OUTCOME_REPORTED,
        **{(stage, Kind.CLOSE): Stage.CLOSED_BY_REQUESTED for stage in _REQUESTED[:-1]},
        **{(stage, Kind.RECTIFY): stage for stage in _REQUESTED[1:]},
    },
}
KINDS = tuple(dict.fromkeys(kind for table in NEXT.values() for _, kind in table))

_DECISIONS = (
    Kind.ASK_SUPPLEMENT,
    Kind.RECORD_CONSENT,
    Kind.REFER_TO_COURT,
    Kind.REPORT_COURT_DECISION,
    Kind.REPORT_APPEAL,
    Kind.CONSULT,
    Kind.GRANT,
    Kind.REFUSE,
    Kind.POSTPONE,
    Kind.SCHEDULE_SURRENDER,
)

SEEN: dict[tuple[Side, Kind], tuple[Stage, ...]] = {
    (Side.REQUESTED, Kind.ACKNOWLEDGE): _AFTER_REQUEST,
    # A request seen withdrawn, or closed, is no longer decided upon: what is due then is to release.
    **{(Side.REQUESTED, kind): _ASKING for kind in _DECISIONS},
    (Side.REQUESTED, Kind.REPORT_INCOMPLETE_REQUEST): (Stage.FORMALLY_REQUESTED,),
    (Side.REQUESTED, Kind.RECEIVE_FORMAL_REQUEST): (Stage.FORMALLY_REQUESTED,),
    (Side.REQUESTED, Kind.SUBMIT_TO_PROSECUTION): (Stage.PROSECUTION_REQUESTED,),
    (Side.REQUESTING, Kind.REQUEST_PROSECUTION): (Stage.REFUSED,),
    (Side.REQUESTING, Kind.WITHDRAW): (
        *_UNDECIDED, *_GRANTED, Stage.REFUSED, Stage.PROSECUTING, Stage.OUTCOME_REPORTED,
    ),
}  # fmt: skip

_RAISES = {
    Kind.CONTEST_IDENTITY: Stop.IDENTITY_CONTESTED,
    Kind.REPORT_INTERIM_MEASURES: Stop.INTERIM_MEASURES,
    Kind.REPORT_NOTICE_CANCELLED: Stop.NOTICE_CANCELLED,
}
_LIFTS = {
    Kind.CONFIRM_IDENTITY: Stop.IDENTITY_CONTESTED,
    Kind.REPORT_INTERIM_MEASURES_LIFTED: Stop.INTERIM_MEASURES,
    Kind.MAINTAIN: Stop.NOTICE_CANCELLED,
}

BLOCKED: dict[Kind, frozenset[Stop]] = {
    Kind.RECORD_CONSENT: frozenset({Stop.IDENTITY_CONTESTED}),
    Kind.REFER_TO_COURT: frozenset({Stop.IDENTITY_CONTESTED, Stop.NOTICE_CANCELLED}),
    Kind.GRANT: frozenset({Stop.IDENTITY_CONTESTED, Stop.NOTICE_CANCELLED}),
    Kind.SCHEDULE_SURRENDER: frozenset(Stop),
    # Facts: they have effect all the same, and alarm.
    Kind.ARREST: frozenset({Stop.IDENTITY_CONTESTED, Stop.NOTICE_CANCELLED}),
    Kind.SURRENDER: frozenset(Stop),
    Kind.SURRENDER_TEMPORARILY: frozenset(Stop),
}

FACTS = frozenset({
    Kind.ARREST,
    Kind.RELEASE,
    Kind.SURRENDER,
    Kind.SURRENDER_TEMPORARILY,
    Kind.RECORD_RETURN,
    Kind.REPORT_DEATH,
    Kind.RETURN_PERSON,
    Kind.TAKE_OVER,
})  # fmt: skip
"""What has happened always has effect; where it is unexpected, it alarms."""

_CUSTODY = {
    Kind.ARREST: Custody.IN_CUSTODY,
    Kind.RELEASE: Custody.RELEASED,
    Kind.SURRENDER: Custody.HANDED_OVER,
    Kind.SURRENDER_TEMPORARILY: Custody.HANDED_OVER,
    Kind.RECORD_RETURN: Custody.IN_CUSTODY,
    Kind.REPORT_DEATH: Custody.DECEASED,
}

# Node policy, not treaty law: what takes a person's liberty on paper, or denies it, needs a second officer.
FOUR_EYES = frozenset({Kind.REQUEST_PROVISIONAL_ARREST, Kind.SEND_FORMAL_REQUEST, Kind.GRANT, Kind.REFUSE})


def after(side: Side, own: Position, kind: Kind, seen: Position) -> Move[Position]:
    """Return where `kind` leads `side` from `own`, its author having seen the other State at `seen`.

    Raises NotPossible.
    """
    to = NEXT[side].get((own.stage, kind))
    wanted = SEEN.get((side, kind))
    if to is None or (wanted is not None and seen.stage not in wanted):
        raise NotPossible(side, kind, own, seen)
    if kind in FACTS:
        return Move(replace(own, stage=to, custody=_CUSTODY.get(kind, own.custody)), _is_expected(own, kind, seen))
    if not _is_due(side, own, kind, seen):
        raise NotPossible(side, kind, own, seen)
    moved = replace(own, stage=to)
    match kind:
        case Kind.ASK_SUPPLEMENT | Kind.REPORT_INCOMPLETE_REQUEST:
            return Move(replace(moved, round=own.round + 1, asked=to))
        case Kind.SUPPLY_SUPPLEMENT:
            return Move(replace(moved, round=max(own.round, seen.round)))
        case Kind.CONSULT:
            return Move(replace(moved, consultations=own.consultations + 1, consulted=to))
        case Kind.ANSWER_CONSULTATION:
            return Move(replace(moved, consultations=seen.consultations))
        case _ if kind in _RAISES:
            return Move(replace(moved, stops=own.stops | {_RAISES[kind]}))
        case _ if kind in _LIFTS:
            return Move(replace(moved, stops=own.stops - {_LIFTS[kind]}))
        case _:
            return Move(moved)


def _is_due(side: Side, own: Position, kind: Kind, seen: Position) -> bool:
    """Say whether counts, custody and stops allow an act that is no fact."""
    if BLOCKED.get(kind, frozenset()) & (own.stops | seen.stops):
        return False
    match kind:
        case Kind.ASK_SUPPLEMENT | Kind.REPORT_INCOMPLETE_REQUEST:
            # One question at a time: the last supplement must have been seen before the next is asked.
            return seen.round >= own.round
        case Kind.CONSULT:
            return seen.consultations >= own.consultations
        case Kind.ANSWER_CONSULTATION:
            return seen.consultations > own.consultations
        case Kind.INFORM_PERSON | Kind.RECORD_CONSENT:
            return own.custody is Custody.IN_CUSTODY
        case Kind.CLOSE:
            return _may_close(side, own, seen)
        case _ if kind in _LIFTS:
            return _LIFTS[kind] in own.stops
        case _:
            return True


def _is_expected(own: Position, kind: Kind, seen: Position) -> bool:
    if BLOCKED.get(kind, frozenset()) & (own.stops | seen.stops):
        return False
    match kind:
        case Kind.ARREST:
            # After a release the person may be arrested again: ETS 24 art. 16(5) is the model.
            free = own.custody in (Custody.AT_LARGE, Custody.RELEASED)
            return free and own.stage in (*_UNDECIDED, *_GRANTED) and seen.stage in _ASKING
        case Kind.RELEASE:
            return own.custody is Custody.IN_CUSTODY
        case Kind.SURRENDER:
            held = own.custody is Custody.IN_CUSTODY
            return held and own.stage is Stage.SURRENDER_SCHEDULED and seen.stage in _ASKING
        case Kind.SURRENDER_TEMPORARILY:
            held = own.custody is Custody.IN_CUSTODY
            return held and own.stage in (Stage.GRANTED, Stage.SURRENDER_POSTPONED) and seen.stage in _ASKING
        case Kind.RECORD_RETURN:
            if own.custody is not Custody.HANDED_OVER:
                return False
            away = own.stage in (Stage.SURRENDERED_TEMPORARILY, Stage.SURRENDERED)
            due = own.stage is Stage.SURRENDERED_TEMPORARILY and seen.stage is Stage.RETURNED
            return due or (away and seen.stage in (Stage.WITHDRAWN, Stage.CLOSED_BY_REQUESTING))
        case Kind.REPORT_DEATH:
            return own.custody is not Custody.DECEASED
        case Kind.RETURN_PERSON:
            # Whoever was lent is sent back, and whoever was surrendered on a request withdrawn meanwhile may be.
            lent = seen.stage is Stage.SURRENDERED_TEMPORARILY
            return lent or (own.stage is Stage.WITHDRAWN and seen.stage is Stage.SURRENDERED)
        case Kind.TAKE_OVER:
            return own.stage in _ASKING and seen.stage is Stage.SURRENDERED
        case _:
            return True


def _may_close(side: Side, own: Position, seen: Position) -> bool:
    """A file is closed only once nobody is held on its account, and nobody is still to come back."""
    if side is Side.REQUESTED:
        if own.custody is Custody.IN_CUSTODY:
            return False
        if own.stage is Stage.SURRENDERED_TEMPORARILY:
            return own.custody is Custody.DECEASED
        return (
            own.stage in (Stage.OUTCOME_REPORTED, Stage.SURRENDERED)
            or (own.stage is Stage.REFUSED and seen.stage is not Stage.PROSECUTION_REQUESTED)
            or own.custody is Custody.DECEASED
            or seen.stage in (Stage.WITHDRAWN, Stage.CLOSED_BY_REQUESTING)
        )
    if seen.custody is Custody.IN_CUSTODY or seen.stage is Stage.SURRENDERED_TEMPORARILY:
        return False
    return (
        own.stage in (Stage.TAKEN_OVER, Stage.WITHDRAWN)
        or seen.stage in (Stage.REFUSED, Stage.OUTCOME_REPORTED, Stage.CLOSED_BY_REQUESTED)
        or seen.custody in (Custody.RELEASED, Custody.DECEASED)
    )


# ---------------------------------------------------------------- how the pair of positions is called


class State(StrEnum):
    """The name of a pair of positions."""

    NOT_REQUESTED = "not_requested"
    AWAITING_ACKNOWLEDGEMENT = "awaiting_acknowledgement"
    SOUGHT = "sought"
    FORMAL_REQUEST_DUE = "formal_request_due"
    FORMAL_REQUEST_TO_RECEIVE = "formal_request_to_receive"
    SUPPLEMENT_ASKED = "supplement_asked"
    RELEASED = "released"
    CONSENTED = "consented"
    TO_REFER_TO_COURT = "to_refer_to_court"
    BEFORE_COURT = "before_court"
    COURT_DECIDED = "court_decided"
    APPEALED = "appealed"
    GRANTED = "granted"
    SURRENDER_POSTPONED = "surrender_postponed"
    SURRENDER_SCHEDULED = "surrender_scheduled"
    SURRENDERED_TEMPORARILY = "surrendered_temporarily"
    RETURN_TO_RECORD = "return_to_record"
    SURRENDERED = "surrendered"
    SPECIALTY_ACTIVE = "specialty_active"
    CONSULTED = "consulted"
    IDENTITY_CONTESTED = "identity_contested"
    IDENTITY_CONTESTED_BY_REQUESTING = "identity_contested_by_requesting"
    SURRENDER_BLOCKED = "surrender_blocked"
    NOTICE_CANCELLED = "notice_cancelled"
    NOTICE_CANCELLED_BY_REQUESTING = "notice_cancelled_by_requesting"
    REFUSED_RELEASE_DUE = "refused_release_due"
    REFUSED = "refused"
    PROSECUTION_DUE = "prosecution_due"
    PROSECUTED_AT_HOME = "prosecuted_at_home"
    OUTCOME_REPORTED = "outcome_reported"
    WITHDRAWN_RELEASE_DUE = "withdrawn_release_due"
    WITHDRAWN_AFTER_SURRENDER = "withdrawn_after_surrender"
    WITHDRAWN = "withdrawn"
    DIED = "died"
    CLOSED_BY_REQUESTING = "closed_by_requesting"
    CLOSED_BY_REQUESTED = "closed_by_requested"
    HELD_AFTER_CLOSING = "held_after_closing"
    CLOSED = "closed"
    OUT_OF_STEP = "out_of_step"


_BY_STAGE = {
    Stage.NOT_ACKNOWLEDGED: State.AWAITING_ACKNOWLEDGEMENT,
    Stage.CONSENTED: State.CONSENTED,
    Stage.COMPLETE: State.TO_REFER_TO_COURT,
    Stage.BEFORE_COURT: State.BEFORE_COURT,
    Stage.COURT_DECIDED: State.COURT_DECIDED,
    Stage.APPEALED: State.APPEALED,
    Stage.GRANTED: State.GRANTED,
    Stage.SURRENDER_POSTPONED: State.SURRENDER_POSTPONED,
    Stage.SURRENDER_SCHEDULED: State.SURRENDER_SCHEDULED,
    Stage.SURRENDERED_TEMPORARILY: State.SURRENDERED_TEMPORARILY,
    Stage.SURRENDERED: State.SURRENDERED,
    Stage.REFUSED: State.REFUSED,
    Stage.CLOSED_BY_REQUESTED: State.CLOSED_BY_REQUESTED,
}
_WITHOUT_FORMAL_REQUEST = frozenset({Stage.INCOMPLETE, Stage.COMPLETE})


def _row(requesting: Stage, requested: Stage, custody: Custody) -> State:
    """Return the name of one cell of the table; the first case that fits names it."""
    held, closed = custody is Custody.IN_CUSTODY, requested is Stage.CLOSED_BY_REQUESTED
    lent = requested is Stage.SURRENDERED_TEMPORARILY and custody is Custody.HANDED_OVER
    match requesting:
        case Stage.NOT_REQUESTED:
            untouched = requested is Stage.NOT_ACKNOWLEDGED and custody is Custody.AT_LARGE
            return State.NOT_REQUESTED if untouched else State.OUT_OF_STEP
        case Stage.CLOSED_BY_REQUESTING if closed and not held:
            return State.CLOSED
        case _ if closed and held:
            return State.HELD_AFTER_CLOSING
        case Stage.CLOSED_BY_REQUESTING if lent:
            return State.SURRENDERED_TEMPORARILY
        case Stage.CLOSED_BY_REQUESTING:
            return State.HELD_AFTER_CLOSING if held else State.CLOSED_BY_REQUESTING
        case _ if closed:
            return State.CLOSED_BY_REQUESTED
        case _ if custody is Custody.DECEASED:
            return State.DIED
        case Stage.WITHDRAWN:
            if held:
                return State.WITHDRAWN_RELEASE_DUE
            return State.WITHDRAWN_AFTER_SURRENDER if custody is Custody.HANDED_OVER else State.WITHDRAWN
        case Stage.TAKEN_OVER:
            return State.SPECIALTY_ACTIVE if requested is Stage.SURRENDERED else State.OUT_OF_STEP
        case Stage.PROSECUTION_REQUESTED:
            return _after_refusal(requested, held)
        case Stage.RETURNED if requested is Stage.SURRENDERED_TEMPORARILY:
            return State.RETURN_TO_RECORD
        case _:
            return _while_asked(requesting, requested, custody)


def _after_refusal(requested: Stage, held: bool) -> State:
    if requested in (Stage.REFUSED, Stage.PROSECUTING, Stage.OUTCOME_REPORTED) and held:
        return State.REFUSED_RELEASE_DUE
    match requested:
        case Stage.REFUSED:
            return State.PROSECUTION_DUE
        case Stage.PROSECUTING:
            return State.PROSECUTED_AT_HOME
        case Stage.OUTCOME_REPORTED:
            return State.OUTCOME_REPORTED
        case _:
            return State.OUT_OF_STEP


def _while_asked(requesting: Stage, requested: Stage, custody: Custody) -> State:
    held = custody is Custody.IN_CUSTODY
    early = requested in (Stage.NOT_ACKNOWLEDGED, Stage.ACKNOWLEDGED, Stage.INCOMPLETE)
    if requesting is Stage.ARREST_REQUESTED and requested in _WITHOUT_FORMAL_REQUEST:
        return State.OUT_OF_STEP
    if requested is Stage.REFUSED and held:
        return State.REFUSED_RELEASE_DUE
    if early and custody is Custody.RELEASED and requesting is Stage.ARREST_REQUESTED:
        return State.RELEASED
    if early and held and requesting is Stage.ARREST_REQUESTED:
        return State.FORMAL_REQUEST_DUE
    if requested is Stage.SURRENDER_SCHEDULED and custody in (Custody.AT_LARGE, Custody.RELEASED):
        return State.SOUGHT
    if requested in (Stage.ACKNOWLEDGED, Stage.INCOMPLETE):
        return State.SOUGHT if requesting is Stage.ARREST_REQUESTED else State.FORMAL_REQUEST_TO_RECEIVE
    return _BY_STAGE.get(requested, State.OUT_OF_STEP)


STATES: dict[tuple[Stage, Stage, Custody], State] = {
    cell: _row(*cell) for cell in product(STAGES[Side.REQUESTING], STAGES[Side.REQUESTED], Custody)
}


def state(requesting: Position, requested: Position) -> State:
    """Return the name of the pair of positions. Total."""
    known = STATES[requesting.stage, requested.stage, requested.custody]
    if requesting.stage not in _ASKING or requested.stage not in (*_UNDECIDED, *_GRANTED):
        return known
    if known in (State.DIED, State.OUT_OF_STEP):
        return known
    # A stop is its author's to lift: the requested State first, which may be holding the person.
    if Stop.IDENTITY_CONTESTED in requested.stops:
        return State.IDENTITY_CONTESTED
    if Stop.IDENTITY_CONTESTED in requesting.stops:
        return State.IDENTITY_CONTESTED_BY_REQUESTING
    if Stop.NOTICE_CANCELLED in requested.stops:
        return State.NOTICE_CANCELLED
    if Stop.NOTICE_CANCELLED in requesting.stops:
        return State.NOTICE_CANCELLED_BY_REQUESTING
    if Stop.INTERIM_MEASURES in requested.stops and requested.stage in _GRANTED:
        return State.SURRENDER_BLOCKED
    if requesting.consultations < requested.consultations and requested.consulted is requested.stage:
        return State.CONSULTED
    # While only the arrest was asked for, the formal request is what must come, question or not.
    if (
        requesting.round < requested.round
        and requested.asked is requested.stage
        and known not in (State.FORMAL_REQUEST_DUE, State.RELEASED)
    ):
        return State.SUPPLEMENT_ASKED
    return known
