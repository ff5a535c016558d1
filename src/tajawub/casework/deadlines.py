"""The deadlines of a request: what its legal bases set, what its two sides have reasoned, node policy. Pure.

Counted from shared acts in the requested State's time zone, so that both nodes show the same instant and the same
sentence. A deadline never changes what an act may do: it says by when, who holds the ball, and what is due after.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from tajawub.casework.act import LATEST
from tajawub.casework.bodies import AskSupplement, Consult, Issue, Postpone
from tajawub.casework.dossier import Dossier, Told
from tajawub.casework.extradition import Custody, Position, Stage
from tajawub.casework.extradition_bodies import ReportIncompleteRequest, ScheduleSurrender, SurrenderTemporarily
from tajawub.casework.life_cycle import Kind, Side
from tajawub.casework.procedures import EXTRADITION, LETTER_ROGATORY
from tajawub.casework.words import POLICY, Words
from tajawub.casework.zones import zone_of
from tajawub.law import register, terms
from tajawub.law.provision import Provision
from tajawub.law.question import Procedure
from tajawub.law.terms import Due, Event, Happened, Quality, Term, Trigger, count
from tajawub.law.terms import Side as Party
from tajawub.law.terms import alarms as rings

ACKNOWLEDGE_URGENT_WITHIN = timedelta(hours=1)
"""Node policy: an urgent request is acknowledged by a person within the hour."""


class Source(StrEnum):
    """Who set the deadline."""

    LAW = "law"
    REASONED = "reasoned"
    POLICY = "policy"


class Standing(StrEnum):
    RUNNING = "running"
    MET = "met"
    MET_LATE = "met_late"
    RAN_OUT = "ran_out"


@dataclass(frozen=True, slots=True)
class Deadline:
    """By when who must do what, counted from which act, and what is due otherwise.

    `key` is stable within the request. `provision` and `counted` where a legal basis sets it; `reasons` are the
    author's own words where a side has asked for it; `met_at` is when what was awaited was done.
    """

    key: str
    source: Source
    title: Words
    started_by: Told
    started_at: datetime
    due_at: datetime
    last_day: date
    ball: Side
    standing: Standing
    zone: ZoneInfo
    article: str = POLICY
    provision: Provision | None = None
    counted: Due | None = None
    reasons: str = ""
    met_at: datetime | None = None

    @property
    def protects_detainee(self) -> bool:
        term = self.provision.term if self.provision else None
        return term is not None and term.protects_detainee

    @property
    def alarms(self) -> tuple[tuple[datetime, int | None], ...]:
        """When to ring, with the percentage gone; None for 48 hours before the end. In order."""
        if self.counted is not None:
            return tuple((alarm.at, alarm.percent) for alarm in rings(self.counted))
        whole = self.due_at - self.started_at
        found: list[tuple[datetime, int | None]] = [
            (self.started_at + whole * percent / 100, percent) for percent in (50, 75, 90)
        ]
        before = self.due_at - timedelta(hours=48)
        if before > self.started_at:
            found.append((before, None))
        return tuple(sorted(found, key=lambda alarm: alarm[0]))


def deadlines(dossier: Dossier, at: datetime) -> tuple[Deadline, ...]:
    """Return every deadline of the request as it stands at an instant, the nearest running one first."""
    if dossier.opened is None:
        return ()
    found = [*_of_law(dossier, at), *_reasoned(dossier, at), *_of_policy(dossier, at)]
    return tuple(sorted(found, key=lambda one: (one.standing is not Standing.RUNNING, one.due_at, one.key)))


def next_due(dossier: Dossier) -> Deadline | None:
    """Return the deadline not yet met that ends first, whether it has passed or not: what a list is ordered by."""
    return next(
        (one for one in sorted(deadlines(dossier, LATEST), key=lambda one: one.due_at) if one.met_at is None), None
    )


def nearest(found: tuple[Deadline, ...]) -> Deadline | None:
    """Return the running deadline that ends first; of limits on one detention the shortest comes first by itself."""
    return next((one for one in found if one.standing is Standing.RUNNING), None)


class Held(StrEnum):
    """Why a person is in custody: one of these always holds while they are."""

    TERM_RUNS = "term_runs"
    NO_NUMBER = "no_number"
    """No basis relied on sets a number of days that was read: the requested State's law limits the custody."""
    REQUEST_EXAMINED = "request_examined"
    SURRENDER_AWAITED = "surrender_awaited"
    RELEASE_DUE = "release_due"


@dataclass(frozen=True, slots=True)
class Detention:
    """The person is in custody: since when, why, and until when at most where a term runs."""

    since: datetime
    why: Held
    term: Deadline | None = None


def detention(dossier: Dossier, at: datetime) -> Detention | None:
    """Return why the person is held at an instant; None where nobody is, as far as the acts tell."""
    if dossier.custody is not Custody.IN_CUSTODY:
        return None
    since = _occurred(_spells(dossier)[-1][0])
    own, other = dossier.positions[Side.REQUESTED], dossier.positions[Side.REQUESTING]
    ended = (Stage.REFUSED, Stage.PROSECUTING, Stage.OUTCOME_REPORTED, Stage.CLOSED_BY_REQUESTED)
    if other.stage in (Stage.WITHDRAWN, Stage.CLOSED_BY_REQUESTING) or own.stage in ended:
        return Detention(since, Held.RELEASE_DUE)
    limits = [one for one in _of_law(dossier, at) if one.protects_detainee and one.started_at >= since]
    # What came after the term does not mend it: the person is still held beyond the limit.
    ran_out = [one for one in limits if one.standing in (Standing.RAN_OUT, Standing.MET_LATE)]
    if ran_out:
        return Detention(since, Held.RELEASE_DUE, min(ran_out, key=lambda one: one.due_at))
    if own.stage in (Stage.GRANTED, Stage.SURRENDER_POSTPONED, Stage.SURRENDER_SCHEDULED):
        return Detention(since, Held.SURRENDER_AWAITED)
    running = [one for one in limits if one.standing is Standing.RUNNING]
    if running:
        return Detention(since, Held.TERM_RUNS, min(running, key=lambda one: one.due_at))
    if own.stage in (Stage.NOT_ACKNOWLEDGED, Stage.ACKNOWLEDGED, Stage.INCOMPLETE):
        return Detention(since, Held.NO_NUMBER)
    return Detention(since, Held.REQUEST_EXAMINED)


def custody_since(dossier: Dossier) -> datetime | None:
    """Return when the person came to be where they are, as the requested State has reported it."""
    since, last = None, Custody.AT_LARGE
    for told in sorted(dossier.told, key=lambda told: told.act.number):
        position = told.position
        told_here = told.act.side is Side.REQUESTED and told.effective
        if told_here and isinstance(position, Position) and position.custody is not last:
            since, last = _occurred(told), position.custody
    return since


# ---------------------------------------------------------------- what the legal bases set


def _of_law(dossier: Dossier, at: datetime) -> Iterator[Deadline]:
    """Yield the terms with a number that the bases relied on set, by the law of the day the request was made."""
    zone, state = _requested(dossier)
    for rule in _terms(dossier, zone):
        term = rule.term
        if term is None or term.length is None:
            continue
        for began, after in _runs(dossier, term):
            due = count(term, started_at=began.act.header.occurred_at, zone=zone, state=state)
            standing, met_at = _stands(due, after, at)
            yield Deadline(
                key=f"{rule.id}:{began.act.number}",
                source=Source.LAW,
                title=Words(rule.title.ar, rule.title.fr, rule.title.en),
                started_by=began,
                started_at=due.started_at,
                due_at=due.due_at,
                last_day=due.last_day,
                ball=_ball(term, standing),
                standing=standing,
                zone=zone,
                article=rule.article or "",
                provision=rule,
                counted=due,
                met_at=met_at,
            )


def _requested(dossier: Dossier) -> tuple[ZoneInfo, str]:
    state = dossier.told[0].act.header.request.requested
    return zone_of(state), state


_PROCEDURES = {
    EXTRADITION.key: (Procedure.PROVISIONAL_ARREST, Procedure.EXTRADITION),
    LETTER_ROGATORY.key: (Procedure.MUTUAL_ASSISTANCE,),
}


def _terms(dossier: Dossier, zone: ZoneInfo) -> list[Provision]:
    """Return the provisions with a term of every instrument relied on, each once."""
    opened = dossier.opened
    if opened is None:
        return []
    on = opened.act.header.occurred_at.astimezone(zone).date()
    held = {one.key for one in register.instruments()}
    keys = [key for key in dossier.bases if key in held]
    found = {
        rule.id: rule
        for procedure in _PROCEDURES[dossier.procedure.key]
        for rule in register.terms(keys, procedure, on)
    }
    return list(found.values())


def _runs(dossier: Dossier, term: Term) -> Iterator[tuple[Told, list[Told]]]:
    """Yield each act that starts the term, with the acts told after it.

    A limit on detention runs once a detention, from its arrest: a second arrest of a person in custody starts
    nothing, and the release, the surrender or the death ends it.
    """
    if term.protects_detainee and term.starts_on.event is Event.ARREST:
        for spell in _spells(dossier):
            if spell[0].act.header.kind == Kind.ARREST:
                yield spell[0], spell[1:]
        return
    effective = sorted((told for told in dossier.told if told.effective), key=_woven)
    starts = [told for told in effective if _is(told, term.starts_on)]
    for began in starts[-1:] if term.restarts else starts[:1]:
        yield began, effective[effective.index(began) + 1 :]


def _woven(told: Told) -> tuple[datetime, bool, int]:
    """Order both series alike on every node: instants are typed to the minute, and often equal."""
    return _occurred(told), told.act.side is Side.REQUESTED, told.act.number


def _occurred(told: Told) -> datetime:
    return told.act.header.occurred_at


def _is(told: Told, trigger: Trigger) -> bool:
    return (told.act.header.kind, str(told.act.side)) == (str(trigger.event), str(trigger.side))


_FREES = frozenset({Kind.RELEASE, Kind.SURRENDER, Kind.SURRENDER_TEMPORARILY, Kind.REPORT_DEATH})


_FREEING = tuple(
    Trigger(event, Party.REQUESTED)
    for event in (Event.GRANT, Event.RELEASE, Event.SURRENDER, Event.SURRENDER_TEMPORARILY, Event.REPORT_DEATH)
)
"""The executive decision takes the place of the provisional arrest; who is no longer held is protected by none."""


def _stands(due: Due, after: Iterable[Told], at: datetime) -> tuple[Standing, datetime | None]:
    """Return where the law says a term stands at an instant, and when it was met, in time or late."""
    term = due.term
    ends = replace(term, satisfied_by=(*term.satisfied_by, *(_FREEING if term.protects_detainee else ())))
    acts = [act for told in after if (act := _happened(told, due.started_at)) is not None]
    met = min((act.at for act in acts if act.at <= at and any(map(act.is_, ends.satisfied_by))), default=None)
    match terms.standing(replace(due, term=ends), acts, at=at):
        case terms.Standing.SATISFIED:
            return Standing.MET, met
        case terms.Standing.RUNNING:
            return Standing.RUNNING, None
        case terms.Standing.ENDED:
            return (Standing.RAN_OUT if met is None else Standing.MET_LATE), met


def _happened(told: Told, began: datetime) -> Happened | None:
    """Return an act as the law knows it; what is dated after its own signature had not happened.

    What follows the beginning in its series cannot lie before it, whatever its date says: that alarms elsewhere.
    """
    kind = told.act.header.kind
    if kind not in set(Event) or told.act.is_ahead:
        return None
    complete = kind == Kind.RECEIVE_FORMAL_REQUEST
    qualities = frozenset({Quality.DOCUMENTS_COMPLETE}) if complete else frozenset()
    return Happened(Event(kind), Party(str(told.act.side)), max(_occurred(told), began), qualities)


def _spells(dossier: Dossier) -> list[list[Told]]:
    """Return the detentions, each from its arrest (or the return of the person) to what ended it.

    Told in the requested State's own series: what it reports of the person is its own to order.
    """
    own = [told for told in dossier.told if told.effective and told.act.side is Side.REQUESTED]
    own.sort(key=lambda told: told.act.number)
    spells: list[list[Told]] = []
    held = False
    for told in own:
        if not held and told.act.header.kind in (Kind.ARREST, Kind.RECORD_RETURN):
            spells.append([told])
            held = True
        elif held:
            spells[-1].append(told)
            held = told.act.header.kind not in _FREES
    return spells


def _standing(due_at: datetime, met: Iterable[Told], at: datetime) -> tuple[Standing, datetime | None]:
    """Return where a deadline stands at an instant, and when it was met."""
    # What is dated after its own signature meets nothing: it had not happened.
    done = sorted(_occurred(told) for told in met if _occurred(told) <= at and not told.act.is_ahead)
    if done:
        return (Standing.MET if done[0] < due_at else Standing.MET_LATE), done[0]
    return (Standing.RUNNING if at < due_at else Standing.RAN_OUT), None


def _ball(term: Term, standing: Standing) -> Side:
    """Who must act: who is to satisfy the term; once a limit on detention has run out, the State that holds."""
    if term.protects_detainee:
        return Side.REQUESTED if standing is Standing.RAN_OUT else Side.REQUESTING
    awaited = term.satisfied_by[0].side if term.satisfied_by else term.starts_on.side
    return Side(str(awaited))


# ---------------------------------------------------------------- what the two sides have asked for


_ENDS = frozenset({Kind.WITHDRAW, Kind.CLOSE, Kind.REPORT_DEATH})
"""After these nothing that was asked for is awaited any more."""

_DECIDES = frozenset({
    Kind.ACCEPT, Kind.ACCEPT_IN_PART, Kind.REFUSE, Kind.RETURN_RESULTS, Kind.STOP, Kind.RECEIVE_FORMAL_REQUEST,
    Kind.GRANT,
})  # fmt: skip
"""The requested State has gone on without what it asked for."""


def _reasoned(dossier: Dossier, at: datetime) -> Iterator[Deadline]:
    """Yield the days that acts name, each with what meets it. Source: un-untoc-2000 art. 18(24)."""
    for told in dossier.told:
        if not told.effective:
            continue
        match told.body:
            case Issue(answer_by=date() as on, answer_by_reason=reasons):
                answers = {Kind.RETURN_RESULTS, Kind.REFUSE, Kind.STOP, *_ENDS}
                yield _day(dossier, told, on, ANSWER_TO_LETTER, reasons, "18(24)", Side.REQUESTED, answers, at)
            case (
                AskSupplement(answer_by=date() as on, reasons=reasons)
                | ReportIncompleteRequest(answer_by=date() as on, reasons=reasons)
            ):
                answers = {Kind.SUPPLY_SUPPLEMENT, *_DECIDES, *_ENDS}
                yield _day(dossier, told, on, SUPPLEMENT, reasons, _supplement(dossier), Side.REQUESTING, answers, at)
            case Consult(answer_by=date() as on, reasons=reasons):
                answers = {Kind.ANSWER_CONSULTATION, Kind.POSTPONE, *_DECIDES, *_ENDS}
                article = dossier.procedure.acts[Kind.CONSULT].article
                yield _day(dossier, told, on, CONSULTATION, reasons, article, Side.REQUESTING, answers, at)
            case Postpone(review_on=on, reasons=reasons):
                answers = set(Kind) - {Kind.RECTIFY, Kind.CONSULT}
                yield _day(dossier, told, on, REVIEW, reasons, POLICY, Side.REQUESTED, answers, at)
            case ScheduleSurrender(on=on):
                handed_over = {Kind.SURRENDER, Kind.SURRENDER_TEMPORARILY}
                answers = {*handed_over, Kind.RELEASE, Kind.POSTPONE, Kind.SCHEDULE_SURRENDER, *_ENDS}
                yield _day(dossier, told, on, SURRENDER_DAY, None, POLICY, Side.REQUESTED, answers, at)
            case SurrenderTemporarily(return_by=on, conditions=reasons):
                answers = {Kind.RETURN_PERSON, Kind.RECORD_RETURN, Kind.REPORT_DEATH}
                yield _day(dossier, told, on, RETURN_DAY, reasons, POLICY, Side.REQUESTING, answers, at)
            case _:
                pass


def _supplement(dossier: Dossier) -> str:
    return dossier.procedure.acts[Kind.ASK_SUPPLEMENT].article


def _day(
    dossier: Dossier,
    told: Told,
    on: date,
    title: Words,
    reasons: str | None,
    article: str,
    ball: Side,
    answers: Collection[Kind],
    at: datetime,
) -> Deadline:
    """Return a named day as a deadline: to its end, in the time zone of the State that must act."""
    request = told.act.header.request
    zone = zone_of(request.state_of(ball))
    due_at = datetime.combine(on + timedelta(days=1), time(), zone).astimezone(UTC)
    after = (other for other in dossier.told if other.effective and _follows(other, told))
    standing, met_at = _standing(due_at, (other for other in after if other.act.header.kind in answers), at)
    return Deadline(
        key=f"{told.act.header.kind}:{told.act.side}:{told.act.number}",
        source=Source.REASONED,
        title=title,
        started_by=told,
        started_at=_occurred(told),
        due_at=due_at,
        last_day=on,
        ball=ball,
        standing=standing,
        zone=zone,
        article=article,
        reasons=reasons or "",
        met_at=met_at,
    )


def _follows(other: Told, told: Told) -> bool:
    """Whether an act came after another: later in the same series, or in the other series at a later instant."""
    if other.act.side is told.act.side:
        return other.act.number > told.act.number
    return other.act.header.authored_at >= told.act.header.authored_at


# ---------------------------------------------------------------- node policy


def _of_policy(dossier: Dossier, at: datetime) -> Iterator[Deadline]:
    """Yield the acknowledgement an urgent request waits for. A routine one is only reminded of on the desk."""
    opened, opening = dossier.opened, dossier.opening
    if opened is None or opening is None or not opening.is_urgent:
        return
    zone, _ = _requested(dossier)
    due_at = opened.act.header.authored_at + ACKNOWLEDGE_URGENT_WITHIN
    acknowledged = (told for told in dossier.told if told.effective and told.act.header.kind == Kind.ACKNOWLEDGE)
    standing, met_at = _standing(due_at, acknowledged, at)
    yield Deadline(
        key="acknowledge",
        source=Source.POLICY,
        title=ACKNOWLEDGEMENT,
        started_by=opened,
        started_at=opened.act.header.authored_at,
        due_at=due_at,
        last_day=due_at.astimezone(zone).date(),
        ball=Side.REQUESTED,
        standing=standing,
        zone=zone,
        met_at=met_at,
    )


ANSWER_TO_LETTER = Words("الجواب عن الإنابة", "Réponse à la commission rogatoire", "Answer to the letter")
SUPPLEMENT = Words("تقديم التكميل", "Réponse au complément", "Answer to the supplement")
CONSULTATION = Words("الجواب على التشاور", "Réponse à la consultation", "Answer to the consultation")
REVIEW = Words("إعادة النظر", "Réexamen", "Looked at again")
SURRENDER_DAY = Words("يوم التسليم", "Jour de la remise", "Day of the surrender")
RETURN_DAY = Words("إعادة الشخص", "Retour de la personne", "Return of the person")
ACKNOWLEDGEMENT = Words("إشعار بشري بالتوصل", "Accusé de réception humain", "Acknowledgement by a person")
