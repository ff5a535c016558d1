"""What pages and other rooms may know of requests: dossiers, cases, who else asks, desks, accounts. No writing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet

from tajawub.casework import act as shared
from tajawub.casework.account import (
    Account,
    Difference,
    HeadHeld,
    RefusedAct,
    RequestAccount,
    Unsettled,
    compare,
)
from tajawub.casework.act import Author, Function, SharedAct
from tajawub.casework.body import Body, Opening
from tajawub.casework.clock import Clock, Event, Milestone, clock
from tajawub.casework.deadlines import next_due
from tajawub.casework.deconfliction import Likeness, Trace, TraceKind, evidence, likeness, traces
from tajawub.casework.diligence import Diligence, diligence
from tajawub.casework.dossier import ALARMING, SETTLED, Dossier, Standing, Told, fold
from tajawub.casework.extradition import Custody
from tajawub.casework.life_cycle import Kind, Side
from tajawub.casework.milestones import ending, events
from tajawub.casework.models import Act, Case, DomesticAct, Draft, Judgement, OralRequest, PeerAccount, Request
from tajawub.casework.models import RefusedAct as RefusedRow
from tajawub.casework.models import Trace as TraceRow
from tajawub.casework.oral import Direction
from tajawub.casework.procedures import LETTER_ROGATORY, Procedure, opened_by, procedure
from tajawub.casework.questions import Concern, question, relied_on
from tajawub.casework.questions import concerns as concerns_of
from tajawub.casework.statistics import Row, bounds
from tajawub.casework.statistics_words import Way
from tajawub.casework.zones import zone_of
from tajawub.exchange import reads as exchange
from tajawub.exchange.reads import Crossing
from tajawub.law.engine import examine
from tajawub.law.opinion import Opinion
from tajawub.law.provision import Decision, Provision
from tajawub.law.question import Fact
from tajawub.law.register import consultation_required
from tajawub.ledger import reads as ledger
from tajawub.ledger.reads import Recorded
from tajawub.mandates import reads as directory
from tajawub.mandates.permissions import AuthorityKind, Competence, Evidence, Permission
from tajawub.mandates.values import Authority, Mandate, Resource, Wording

_ACCOUNT_LINES = 1000


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the time line: a shared act with its receipt and proof, or a domestic act of ours."""

    at: datetime
    told: Told | None = None
    crossing: Crossing | None = None
    recorded: Recorded | None = None
    domestic: DomesticAct | None = None


@dataclass(frozen=True, slots=True)
class Folder:
    """The whole file of one request as this side sees it."""

    request: Request
    dossier: Dossier
    side: Side
    entries: tuple[Entry, ...]
    drafts: tuple[Draft, ...]

    @property
    def head(self) -> bytes | None:
        """The digest of the last act stored, which a form sends back to find out whether the dossier moved."""
        return self.dossier.told[-1].act.digest if self.dossier.told else None

    @property
    def possible(self) -> tuple[Kind, ...]:
        return self.dossier.possible(self.side)


@dataclass(frozen=True, slots=True)
class InCase:
    """One request of a case, with its own dossier: two procedures stand side by side and are never merged."""

    request: Request
    dossier: Dossier


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case as one officer sees it. `others`: how many requests in it they may not see."""

    case: Case
    requests: tuple[InCase, ...]
    others: int
    drafts: tuple[Draft, ...]


@dataclass(frozen=True, slots=True)
class Meeting:
    """Another open request of this node that says something this one says.

    `request` is None, and `shared` empty, where the reader may not see it: they learn that there is one, no more.
    """

    likeness: Likeness
    request: Request | None = None
    shared: tuple[Trace, ...] = ()


@dataclass(frozen=True, slots=True)
class Cited:
    """A request that another names: `request` is None where this node does not hold it for the reader."""

    label: str
    request: UUID | None


@dataclass(frozen=True, slots=True)
class Desk:
    """What one officer sees first: what waits for them, what waits for the other State, drafts.

    `pressing`: ours too, urgent or with a person detained.
    """

    pressing: tuple[Request, ...]
    ours: tuple[Request, ...]
    theirs: tuple[Request, ...]
    closed: tuple[Request, ...]
    to_approve: tuple[Draft, ...]
    to_issue: tuple[Draft, ...]
    drafts: tuple[Draft, ...]


def shared_acts(request: UUID) -> list[SharedAct]:
    """Return the acts of a request in the order in which they were stored."""
    rows = Act.objects.filter(request=request).order_by("id").values_list("digest", "header", "stored_at")
    return [SharedAct(bytes(digest), shared.read(bytes(header)), stored_at) for digest, header, stored_at in rows]


def procedure_of(request: Request) -> Procedure:
    """Return the procedure of a request; one this version does not know shows as an unopened letter."""
    return procedure(request.kind, request.version) or LETTER_ROGATORY


def procedure_of_draft(draft: Draft) -> Procedure:
    return procedure_of(draft.request) if draft.request else opened_by(Kind(draft.kind))


def dossier(request: Request) -> Dossier:
    """Fold what is stored of a request now."""
    return fold(shared_acts(request.pk), procedure_of(request))


def last_digest(request: UUID) -> bytes | None:
    """Return the digest of the last act stored of a request."""
    digest = Act.objects.filter(request=request).order_by("-id").values_list("digest", flat=True).first()
    return bytes(digest) if digest else None


def folder(request: Request, *, reader: Mandate | None = None) -> Folder:
    """Return the file of a request. Permission and the ledger's reading entry are the caller's: `acts.read`.

    That it meets another request is told to a `reader` who may see both.
    """
    dossier = fold(shared_acts(request.pk), procedure_of(request))
    digests = [told.act.digest for told in dossier.told]
    crossings, recorded = exchange.crossings(digests), ledger.recorded(digests)
    entries = [
        Entry(
            told.act.header.occurred_at,
            told=told,
            crossing=crossings.get(told.act.digest),
            recorded=recorded.get(told.act.digest),
        )
        for told in dossier.told
    ]
    domestic = (
        # An act that names both is the request's own: a draft that met another request became one since.
        DomesticAct.objects.filter(Q(request=request) | Q(request=None, draft__request=request))
        .select_related("officer", "draft__request", "other")
        .order_by("id")
    )
    entries += [Entry(row.stored_at, domestic=row) for row in domestic if _is_told(row, reader)]
    return Folder(
        request=request,
        dossier=dossier,
        side=side_of(request),
        entries=tuple(sorted(entries, key=lambda entry: entry.at)),
        drafts=tuple(request.drafts.exclude(step__in=_DONE).select_related("author", "approver")),
    )


def _is_told(row: DomesticAct, reader: Mandate | None) -> bool:
    if row.kind != DomesticAct.Kind.DECONFLICTED:
        return True
    if row.other is not None:
        return directory.may(reader, Permission.READ_REQUEST, resource(row.other))
    return row.draft is not None and directory.may(reader, Permission.READ_REQUEST, draft_resource(row.draft))


def response_clock(folder: Folder) -> Clock:
    """Return the clock of a request: the milestones both nodes share, and beside them our own."""
    opened = folder.dossier.opened
    crossing = next((entry.crossing for entry in folder.entries if opened and entry.told is opened), None)
    return clock(
        [*events(folder.dossier, delivered_at=crossing.delivered_at if crossing else None), *_own_events(folder)]
    )


def _own_events(folder: Folder) -> Iterator[Event]:
    """Yield what only this node knows: when the request was drafted and approved, or handed on for execution."""
    draft = Draft.objects.filter(act__request=folder.request, act__number=1).first()
    if draft is not None and folder.side is Side.REQUESTING:
        yield Event(Milestone.DRAFTED, draft.created_at)
        if draft.approved_at is not None:
            yield Event(Milestone.APPROVED, draft.approved_at)
    for entry in folder.entries:
        if entry.domestic is not None and entry.domestic.kind == DomesticAct.Kind.DISPATCHED:
            yield Event(Milestone.DISPATCHED, entry.domestic.stored_at)


_DONE = [Draft.Step.ISSUED, Draft.Step.DISCARDED]


def side_of(request: Request) -> Side:
    """Return which side of the request this node's State is."""
    return Side.REQUESTING if request.requesting == settings.STATE else Side.REQUESTED


def visible(mandate: Mandate) -> QuerySet[Request]:
    """Return the requests the mandate's authority is concerned with: the policies' rule as a filter.

    A test holds this filter against the policies, request by request.
    """
    if not directory.may(mandate, Permission.READ_REQUEST, _own_resource(mandate)):
        return Request.objects.none()
    served = directory.served_by(mandate.authority)
    dispatched = Q(executing_authority=mandate.authority)
    asking = Q(requesting_authority__in=served) | Q(through=mandate.authority) | dispatched
    asked = Q(requested_authority__in=served) | dispatched
    if mandate.authority in central_here():
        asked |= ~Q(requested_authority__in=known_here())
    return Request.objects.filter(
        Q(asking, requesting=settings.STATE) | Q(asked, requested=settings.STATE),
    )


PRESSING = Q(urgent=True) | Q(detained=True)


def desk(mandate: Mandate) -> Desk:
    """Return what waits for this mandate: what falls due first, or did, stands first; then the longest untouched."""
    rows = visible(mandate).order_by(F("due_at").asc(nulls_last=True), "moved_at")
    ours = Q(requesting=settings.STATE, ball=Side.REQUESTING) | Q(requested=settings.STATE, ball=Side.REQUESTED)
    # Whoever we hold is ours to look at, even where the two positions have no common name.
    ours |= Q(requested=settings.STATE, detained=True, ball="")
    open_drafts = Draft.objects.exclude(step__in=_DONE).select_related("author", "request").order_by("saved_at")
    seen = [draft for draft in open_drafts if directory.may(mandate, Permission.READ_REQUEST, draft_resource(draft))]
    return Desk(
        pressing=tuple(rows.filter(ours).filter(PRESSING)[:200]),
        ours=tuple(rows.filter(ours).exclude(PRESSING)[:200]),
        theirs=tuple(rows.exclude(ours).exclude(ball="")[:200]),
        closed=tuple(rows.exclude(ours).filter(ball="").order_by("-moved_at")[:50]),
        to_approve=tuple(
            draft
            for draft in seen
            if draft.step == Draft.Step.SUBMITTED
            and directory.may(mandate, Permission.APPROVE_REQUEST, draft_resource(draft))
        ),
        to_issue=tuple(draft for draft in seen if draft.step == Draft.Step.APPROVED),
        drafts=tuple(draft for draft in seen if draft.author_id == mandate.officer and draft.step == Draft.Step.OPEN),
    )


def may_author(mandate: Mandate, folder: Folder) -> tuple[Kind, ...]:
    """Return the acts this mandate may author now on that file."""
    return tuple(
        kind
        for kind in folder.possible
        if directory.may(mandate, Permission.AUTHOR_ACT, resource(folder.request, act=kind))
    )


def needs_second_officer(procedure: Procedure, kind: Kind, body: Body | None = None) -> bool:
    """Say whether an act takes a second officer: by its kind, or by what it says."""
    return kind in procedure.four_eyes or (body is not None and body.needs_second_officer)


def columns(dossier: Dossier) -> dict[str, Any]:
    """Return the cached columns of a request as the fold says they are."""
    requesting, requested = dossier.positions[Side.REQUESTING], dossier.positions[Side.REQUESTED]
    opened, opening, letter = dossier.opened, dossier.opening, dossier.letter
    due = next_due(dossier)
    return {
        "requesting_stage": requesting.stage,
        "requesting_round": requesting.round,
        "requested_stage": requested.stage,
        "requested_round": requested.round,
        "state": dossier.state,
        "ball": dossier.procedure.states[dossier.state].ball or "",
        "alarmed": any(told.standing in ALARMING for told in dossier.told),
        "due_at": due.due_at if due else None,
        "detained": dossier.custody is Custody.IN_CUSTODY,
        "requesting_authority": opened.act.header.author.authority if opened else "",
        "requested_authority": opening.addressee if opening else "",
        "through": (opening.through or "") if opening else "",
        "subject": opening.offence if opening else "",
        "urgent": opening is not None and opening.is_urgent,
        "answer_by": letter.answer_by if letter else None,
    }


def said(dossier: Dossier) -> frozenset[Trace]:
    """Return the traces of a request as the fold says they are: of every act with effect."""
    return traces(told.body for told in dossier.told if told.effective and told.body is not None)


def indexed(request: Request) -> frozenset[Trace]:
    """Return the traces of a request as the index has them."""
    return frozenset(Trace(TraceKind(kind), key) for kind, key in request.traces.values_list("kind", "key"))


def cache_differs() -> list[UUID]:
    """Return the requests whose cached columns, standings or traces are not what the fold says (nightly proof)."""
    wrong = []
    for key in list(Request.objects.values_list("pk", flat=True)):
        with transaction.atomic():
            # Under the lock every act takes: no act comes between the cache and the fold.
            if _cache_differs(Request.objects.select_for_update(no_key=True).get(pk=key)):
                wrong.append(key)
    return wrong


def _cache_differs(request: Request) -> bool:
    dossier = fold(shared_acts(request.pk), procedure_of(request))
    folded = columns(dossier)
    rows = request.acts.values_list("digest", "standing__standing", "standing__why")
    standings = {bytes(digest): (standing, why) for digest, standing, why in rows}
    told = {told.act.digest: (str(told.standing), told.why) for told in dossier.told}
    return (
        {name: getattr(request, name) for name in folded} != folded
        or standings != told
        or indexed(request) != said(dossier)
    )


def authority(key: str) -> Authority:
    """Return an authority; one that only the other State knows, by its bare key."""
    try:
        return directory.authority(key)
    except directory.UnknownAuthority:
        name = Wording(key, key, key)
        return Authority(key, key[:2].upper(), AuthorityKind.JUDICIAL, name, Evidence.GENERAL, source="")


# ------------------------------------------------------------------------------------ cases


def closed() -> Q:
    """Return the rule by which a request is closed for this side: nothing of ours is left to do, nobody is held."""
    return (
        Q(state="closed")
        | Q(state="closed_by_requesting", requesting=settings.STATE)
        | Q(state="closed_by_requested", requested=settings.STATE)
    )


def cases(mandate: Mandate) -> QuerySet[Case]:
    """Return the cases the mandate may read, the open ones first: the policies' rule as a filter."""
    if not directory.may(mandate, Permission.READ_CASE, _own_resource(mandate)):
        return Case.objects.none()
    served = directory.served_by(mandate.authority)
    seen = Q(authority__in=served) | Q(pk__in=visible(mandate).exclude(case=None).values("case"))
    return Case.objects.filter(seen).order_by(F("closed_at").desc(nulls_first=True), "-opened_at")


def case_file(case: Case, mandate: Mandate) -> CaseFile:
    """Return a case with the requests this mandate may see. Permission is the caller's: `acts.read_case`."""
    shown = list(visible(mandate).filter(case=case).order_by("opened_at"))
    drafts = case.drafts.exclude(step__in=_DONE).select_related("author").order_by("created_at")
    return CaseFile(
        case=case,
        requests=tuple(InCase(request, dossier(request)) for request in shown),
        others=case.requests.count() - len(shown),
        drafts=tuple(
            draft
            for draft in drafts
            if (draft.step != Draft.Step.OPEN or draft.author_id == mandate.officer)
            and directory.may(mandate, Permission.READ_REQUEST, draft_resource(draft))
        ),
    )


def concerned(request: Request) -> frozenset[str]:
    """Return the authorities of ours that are concerned with a request."""
    described = resource(request)
    if side_of(request) is Side.REQUESTING:
        found = {described.requesting_authority, *described.requesting_through}
    else:
        found = {described.requested_authority, *described.requested_through}
    return frozenset(found) - {""}


def case_resource(case: Case) -> Resource:
    """Describe a case for the policies: its own authority, and those concerned with any request in it."""
    found = (authority for request in case.requests.all() for authority in concerned(request))
    return _of_case(case.authority, case, _through(case.authority, *found))


def own_case_resource(case: Case) -> Resource:
    """Describe a case for what only the authority that keeps it may do."""
    return _of_case(case.authority, case, _through(case.authority))


def new_case(mandate: Mandate) -> Resource:
    """Describe a case about to be opened by this mandate's authority."""
    return _of_case(mandate.authority, None, _through(mandate.authority))


def _of_case(authority: str, case: Case | None, through: tuple[str, ...]) -> Resource:
    return Resource(
        kind="case",
        reference=str(case.pk) if case else "",
        requesting_authority=authority,
        requesting_state=settings.STATE,
        requesting_through=through,
    )


# ------------------------------------------------------------------------------ who else asks


def met(said: Iterable[Trace], *, besides: Request | None = None) -> dict[Request, frozenset[Trace]]:
    """Return the other open requests that say any of this, each with what it shares; in one query.

    Those of the same case are left out: that they are about the same person is why they stand there.
    """
    keys = defaultdict(list)
    for trace in said:
        if trace.kind is not TraceKind.CITES:
            keys[trace.kind].append(trace.key)
    if not keys:
        return {}
    same = Q()
    for kind, some in keys.items():
        same |= Q(kind=kind, key__in=some)
    rows = TraceRow.objects.filter(same).select_related("request")
    rows = rows.filter(request__in=Request.objects.exclude(closed()))
    if besides is not None:
        rows = rows.exclude(request=besides)
        if besides.case_id is not None:
            rows = rows.exclude(request__case=besides.case_id)
    found: dict[Request, set[Trace]] = defaultdict(set)
    for row in rows.order_by("request__opened_at"):
        found[row.request].add(Trace(TraceKind(row.kind), row.key))
    return {request: frozenset(shared) for request, shared in found.items()}


def who_else_asks(request: Request, mandate: Mandate) -> tuple[Meeting, ...]:
    """Return which other open requests meet this one, as far as the mandate may know; none once it is closed."""
    if Request.objects.filter(closed(), pk=request.pk).exists():
        return ()
    return _meetings(met(indexed(request), besides=request), mandate)


def who_else_asked(body: Body, mandate: Mandate) -> tuple[Meeting, ...]:
    """Return which open requests a letter would meet if it left now."""
    return _meetings(met(traces([body])), mandate)


def _meetings(found: dict[Request, frozenset[Trace]], mandate: Mandate) -> tuple[Meeting, ...]:
    seen = set(visible(mandate).filter(pk__in=[request.pk for request in found]).values_list("pk", flat=True))
    shown = [
        Meeting(likeness(shared), request, evidence(shared))
        for request, shared in found.items()
        if request.pk in seen
    ]
    # A namesake in a file one may not see is nobody's business: it is not told.
    unseen = {likeness(shared) for request, shared in found.items() if request.pk not in seen} - {Likeness.SAME_NAME}
    order = list(Likeness)
    return tuple(sorted([*shown, *map(Meeting, unseen)], key=lambda one: order.index(one.likeness)))


def competed(requests: Iterable[Request], mandate: Mandate) -> frozenset[UUID]:
    """Return those of these requests about whose person or number another request asks that the mandate may see."""
    strong = [TraceKind.PERSON, TraceKind.NUMBER]
    by_key: dict[tuple[str, str], set[tuple[UUID, UUID | None]]] = defaultdict(set)
    rows = [request.pk for request in requests]
    keys = TraceRow.objects.filter(request__in=rows, kind__in=strong).values("key")
    others = TraceRow.objects.filter(
        key__in=keys, kind__in=strong, request__in=visible(mandate).exclude(closed()).order_by()
    )
    for kind, key, request, case in others.values_list("kind", "key", "request", "request__case"):
        by_key[kind, key].add((request, case))
    return frozenset(
        one
        for same in by_key.values()
        for one, case in same
        if any(other != one and (case is None or case != its_case) for other, its_case in same)
    ) & frozenset(rows)


def cites(dossier: Dossier, mandate: Mandate) -> tuple[Cited, ...]:
    """Return the requests that this one names; one that is not here for the reader goes by the label it was given."""
    cited = dossier.opening.cites if dossier.opening else ()
    held = dict(visible(mandate).filter(pk__in=[one.id for one in cited]).values_list("pk", "label"))
    return tuple(Cited(held.get(one.id, one.label), one.id if one.id in held else None) for one in cited)


def cited_by(request: Request, mandate: Mandate) -> tuple[Request, ...]:
    """Return the requests that name this one, as far as the mandate may see them."""
    naming = TraceRow.objects.filter(kind=TraceKind.CITES, key=str(request.pk)).values("request")
    return tuple(visible(mandate).filter(pk__in=naming).exclude(pk=request.pk).order_by("opened_at"))


def diligence_of(folder: Folder) -> Diligence | None:
    """Return how the file stands for diligences of ours; None where nobody is held, or the other State holds."""
    if folder.side is Side.REQUESTING:
        return None
    recorded = folder.request.domestic_acts.filter(kind=DomesticAct.Kind.DILIGENCE).order_by("-id").first()
    return diligence(folder.dossier, recorded.stored_at if recorded else None)


# ------------------------------------------------------------------------------------ the law asked


def opinion(draft: Draft, body: Body, at: datetime) -> Opinion | None:
    """Return the law's opinion on a draft as it reads, on that day; None for an act the law is not asked about."""
    asked = question(
        body,
        None if draft.request is None else dossier(draft.request).asked,
        requesting=draft.request.requesting if draft.request else settings.STATE,
        requested=_requested_state(draft, body),
        on=at.astimezone(ZoneInfo(settings.TIME_ZONE_OF_STATE)).date(),
        facts={Fact(fact): value for fact, value in draft.facts.items()},
    )
    return None if asked is None else examine(asked)


def _requested_state(draft: Draft, body: Body) -> str:
    if draft.request is not None:
        return draft.request.requested
    return body.addressee[:2].upper() if isinstance(body, Opening) else ""


def consultation_rule(request: Request, decision: Decision, at: datetime) -> Provision | None:
    """Return the provision that asks to consult before refusing or postponing; None where only this node does.

    Asked of the bases the request relies on, by the law of the day: un-untoc-2000 art. 18(26) is among them only
    where art. 18(7) lets its procedure apply.
    """
    opening = dossier(request).asked
    if opening is None:
        return None
    asked = question(
        opening,
        opening,
        requesting=request.requesting,
        requested=request.requested,
        on=at.astimezone(zone_of(request.requested)).date(),
        facts={},
    )
    return None if asked is None else consultation_required(examine(asked), relied_on(opening, opening), decision)


def bases_of(draft: Draft, body: Body) -> tuple[str, ...]:
    """Return the instruments a draft relies on; an answer relies on those of the request it answers."""
    return relied_on(body, None if draft.request is None else dossier(draft.request).asked)


def concerns(draft: Draft, body: Body, at: datetime) -> tuple[Concern, ...]:
    """Return what people must decide on a draft before it may leave."""
    found = opinion(draft, body, at)
    return () if found is None else concerns_of(found, bases_of(draft, body))


def judgements(draft: Draft) -> dict[str, Judgement]:
    """Return the newest judgement on each provision.

    A setting aside from before the text was last submitted is none: it was given to another text.
    """
    since = draft.submitted_at
    rows = draft.judgements.select_related("officer").order_by("id")
    return {
        row.provision: row for row in rows if not row.sets_aside or (since is not None and row.stored_at >= since)
    }


def undecided(draft: Draft, body: Body, at: datetime) -> tuple[Concern, ...]:
    """Return what nobody has decided yet; a judgement upon another answer than today's does not count."""
    made = judgements(draft)
    return tuple(
        concern
        for concern in concerns(draft, body, at)
        if concern.id not in made or made[concern.id].answer != concern.answer
    )


# --------------------------------------------------------------------------------------- authors


def author(state: str, authority: str, names: Wording, functions: Wording) -> Author:
    """Return the author of an act as `act.json` names them; what is not known in Arabic is left out."""
    told = bool(functions.ar and functions.fr and functions.en)
    return Author(
        state=state,
        authority=authority,
        officer=names.fr,
        officer_ar=names.ar or None,
        function=Function(ar=functions.ar, fr=functions.fr, en=functions.en) if told else None,
    )


def drafted_by(draft: Draft) -> Author:
    """Return the author in whose name a draft is issued."""
    one = draft.author
    names = Wording(one.name_ar, one.name, one.name)
    return author(settings.STATE, draft.authority, names, Wording(one.function_ar, one.function_fr, one.function_en))


# --------------------------------------------------------------------------------- oral requests


def oral_requests(mandate: Mandate) -> tuple[OralRequest, ...]:
    """Return the calls of the mandate's authority, the newest first; a listing of references, no reading."""
    if not directory.may(mandate, Permission.READ_ORAL, _own_resource(mandate)):
        return ()
    rows = OralRequest.objects.filter(authority=mandate.authority)
    return tuple(rows.select_related("confirmation__request").order_by("-called_at", "-pk")[:_ORAL_SHOWN])


_ORAL_SHOWN = 200


@dataclass(frozen=True, slots=True)
class OralDue:
    """A call that no written request confirms yet."""

    oral: OralRequest
    overdue: bool


def oral_due(mandate: Mandate, at: datetime) -> tuple[OralDue, ...]:
    """Return the calls of the mandate's authority that wait for their written request, the most pressing first."""
    if not directory.may(mandate, Permission.READ_ORAL, _own_resource(mandate)):
        return ()
    rows = OralRequest.objects.filter(authority=mandate.authority, confirmation=None).order_by("confirm_by", "pk")
    return tuple(OralDue(row, overdue=row.confirm_by < at) for row in rows)


def confirming(oral: OralRequest, mandate: Mandate) -> QuerySet[Request]:
    """Return the requests that may confirm a call: asked by the State that asked, of the one that was asked."""
    asked_by_them = oral.direction == Direction.RECEIVED
    asking, asked = (oral.state, settings.STATE) if asked_by_them else (settings.STATE, oral.state)
    return visible(mandate).filter(requesting=asking, requested=asked).order_by("-opened_at", "-pk")


def oral_resource(oral: OralRequest) -> Resource:
    """Describe the record of a call for the policies: its authority's alone."""
    return _oral(f"oral/{oral.pk}", oral.authority, Direction(oral.direction), oral.state)


def new_oral(mandate: Mandate, direction: Direction, state: str) -> Resource:
    """Describe a call about to be written down."""
    return _oral("", mandate.authority, direction, state)


def _oral(reference: str, authority: str, direction: Direction, state: str) -> Resource:
    if direction is Direction.MADE:
        return Resource(
            "oral", reference, requesting_authority=authority, requesting_state=settings.STATE, requested_state=state
        )
    return Resource(
        "oral", reference, requested_authority=authority, requesting_state=state, requested_state=settings.STATE
    )


# ------------------------------------------------------------------------------------- resources


def resource(request: Request, *, act: str = "", author: int | None = None) -> Resource:
    """Describe a request for the policies. Before its letter is here only its States are known."""
    return Resource(
        kind="request",
        reference=request.label,
        requesting_authority=request.requesting_authority,
        requested_authority=request.requested_authority,
        requesting_state=request.requesting,
        requested_state=request.requested,
        requesting_through=_through(
            request.requesting_authority, request.through, _dispatched(request, Side.REQUESTING)
        ),
        requested_through=_requested_through(request),
        author=author,
        act=act,
    )


def new_letter(mandate: Mandate, *, author: int | None = None) -> Resource:
    """Describe a letter about to be drafted by this mandate's authority."""
    return _letter(mandate.authority, mandate.state, author)


def draft_resource(draft: Draft) -> Resource:
    """Describe a draft: of its request where there is one, of its own authority otherwise."""
    if draft.request is not None:
        return resource(draft.request, act=draft.kind, author=draft.author_id)
    return _letter(draft.authority, settings.STATE, draft.author_id, draft.kind)


def _letter(authority: str, state: str, author: int | None, act: str = Kind.ISSUE) -> Resource:
    return Resource(
        kind="request",
        reference="",
        requesting_authority=authority,
        requesting_state=state,
        requesting_through=_through(authority),
        author=author,
        act=act,
    )


def _own_resource(mandate: Mandate) -> Resource:
    return _letter(mandate.authority, mandate.state, None)


def _through(authority: str, *also: str) -> tuple[str, ...]:
    central = directory.through(authority) if authority else ()
    return tuple(sorted({*central, *(one for one in also if one)}))


def _requested_through(request: Request) -> tuple[str, ...]:
    """Return who else acts for the requested side; a letter to somebody unknown here is the central authority's.

    Source: ETS 30 art. 18 (forwarded ex officio), un-untoc-2000 art. 18(13).
    """
    through = _through(request.requested_authority, _dispatched(request, Side.REQUESTED))
    if request.requested != settings.STATE or request.requested_authority in known_here():
        return through
    return tuple(sorted({*through, *central_here()}))


def known_here() -> frozenset[str]:
    """Return the keys of this State's authorities in the directory."""
    return frozenset(entry.key for entry in directory.authorities(settings.STATE))


def central_here() -> frozenset[str]:
    """Return the keys of this State's central authorities for mutual assistance."""
    return frozenset(
        entry.key
        for entry in directory.authorities(settings.STATE)
        if entry.kind is AuthorityKind.CENTRAL and Competence.MUTUAL_ASSISTANCE in entry.competences
    )


def _dispatched(request: Request, side: Side) -> str:
    return request.executing_authority if side_of(request) is side else ""


# --------------------------------------------------------------------------------------- account


def account(to: str, *, at: datetime, answer: bool, until: datetime | None = None) -> Account:
    """Return our account of every request with that State; without what was authored after `until`.

    What either side authored after the other State wrote its account cannot be lacking in it.
    """
    rows = Request.objects.filter(Q(requesting=to) | Q(requested=to)).order_by("id")
    held = _acts_held(to, until)
    # What was refused once and taken in since, sent again under a renewed certificate say, is no longer refused.
    refused = RefusedRow.objects.filter(sender=to).exclude(digest__in=Act.objects.values("digest"))
    told = refused.order_by("-id")[:_ACCOUNT_LINES]
    return Account(
        of=settings.STATE,
        to=to,
        at=at,
        answer=answer,
        requests=tuple(_request_account(row, held.get(row.pk, [])) for row in rows),
        refused=tuple(RefusedAct(digest=bytes(row.digest).hex(), why=row.why[:500]) for row in told),
    )


@dataclass(frozen=True, slots=True)
class _Held:
    """One act as the account needs it."""

    digest: str
    side: Side
    number: int
    standing: Standing
    why: str


def _acts_held(to: str, until: datetime | None) -> dict[UUID, list[_Held]]:
    """Return the acts of every request with that State, as stored, in one query; up to `until`."""
    held: dict[UUID, list[_Held]] = {}
    acts = Act.objects.filter(Q(request__requesting=to) | Q(request__requested=to)).order_by("id")
    if until is not None:
        acts = acts.exclude(authored_at__gt=until)
    columns = ("request", "digest", "side", "number", "standing__standing", "standing__why")
    for request, digest, side, number, standing, why in acts.values_list(*columns):
        held.setdefault(request, []).append(
            _Held(bytes(digest).hex(), Side(side), number, Standing(standing), why[:500])
        )
    return held


def _request_account(request: Request, acts: list[_Held]) -> RequestAccount:
    return RequestAccount(
        id=request.pk,
        label=request.label,
        requesting=_head(acts, Side.REQUESTING),
        requested=_head(acts, Side.REQUESTED),
        unsettled=tuple(
            Unsettled(digest=act.digest, side=act.side, number=act.number, standing=act.standing, why=act.why)
            for act in acts
            if act.standing not in SETTLED
        )[:_ACCOUNT_LINES],
    )


def _head(acts: Iterable[_Held], side: Side) -> HeadHeld | None:
    settled = [act for act in acts if act.side is side and act.standing in SETTLED]
    last = max(settled, key=lambda act: act.number, default=None)
    return None if last is None else HeadHeld(number=last.number, digest=last.digest)


def last_account(of: str) -> Account | None:
    """Return the last account that State sent."""
    row = PeerAccount.objects.filter(pk=of).first()
    return Account.model_validate(row.account) if row else None


def differences(with_state: str, *, at: datetime) -> tuple[Difference, ...] | None:
    """Compare our account with the last one of that State; None where none has come yet."""
    theirs = last_account(with_state)
    return None if theirs is None else compare(account(with_state, at=at, answer=False, until=theirs.at), theirs)


# ------------------------------------------------------------------------------------ statistics


def statistics_rows(mandate: Mandate, year: int) -> list[Row]:
    """Return the requests this mandate may read that were pending or moved in that year or after, to be counted.

    A request counts from its issue, on both nodes alike; one whose letter is not here yet is not counted.
    """
    since, _ = bounds(year, ZoneInfo(settings.TIME_ZONE_OF_STATE))
    requests = list(visible(mandate).filter(Q(moved_at__gte=since) | ~Q(ball="")).order_by("id"))
    acts: dict[UUID, list[SharedAct]] = {}
    stored = Act.objects.filter(request__in=requests).order_by("id")
    for request, digest, header, stored_at in stored.values_list("request", "digest", "header", "stored_at"):
        acts.setdefault(request, []).append(SharedAct(bytes(digest), shared.read(bytes(header)), stored_at))
    dossiers = [(request, fold(acts.get(request.pk, ()), procedure_of(request))) for request in requests]
    crossings = exchange.crossings([dossier.opened.act.digest for _, dossier in dossiers if dossier.opened])
    rows = (_statistics_row(request, dossier, crossings) for request, dossier in dossiers)
    return [row for row in rows if row is not None]


def _statistics_row(request: Request, dossier: Dossier, crossings: Mapping[bytes, Crossing]) -> Row | None:
    if dossier.opened is None:
        return None
    crossing, ended = crossings.get(dossier.opened.act.digest), ending(dossier)
    told = clock(events(dossier, delivered_at=crossing.delivered_at if crossing else None))
    sent = side_of(request) is Side.REQUESTING
    return Row(
        way=Way.SENT if sent else Way.RECEIVED,
        state=request.requested if sent else request.requesting,
        kind=request.kind,
        urgent=request.urgent,
        opened_at=told.reached[Milestone.ISSUED],
        ended=ended and ended.how,
        ended_at=ended and ended.at,
        clock=told,
    )
