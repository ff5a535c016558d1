"""Rows of the room: cases, requests, their sealed acts, what became of each, drafts, domestic acts.

Acts are append-only. What can be derived from them (standings, positions) is a cache beside them,
rewritten in the act's transaction and proved equal to the fold.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from tajawub.casework.deconfliction import LONGEST, TraceKind
from tajawub.casework.dossier import Standing as ActStanding
from tajawub.casework.letter_rogatory import Stage, State
from tajawub.casework.life_cycle import Side
from tajawub.casework.oral import Direction
from tajawub.casework.procedures import PROCEDURES

APPEND_ONLY = (
    "casework_act", "casework_domesticact", "casework_refusedact", "casework_judgement", "casework_rungalarm",
    "casework_oralrequest", "casework_oralconfirmation",
)  # fmt: skip


_STATES = sorted({str(state) for procedure in PROCEDURES.values() for state in procedure.states})
_STAGES = {
    side: sorted({str(stage) for procedure in PROCEDURES.values() for stage in procedure.stages[side]})
    for side in Side
}


def _one_of(field: str, values: Iterable[str]) -> Q:
    return Q(**{f"{field}__in": [str(value) for value in values]})


class Case(models.Model):
    """A national case, which one authority of ours keeps under its own number. It never crosses the border.

    Requests stand in it side by side, each with its own state, clock and terms: a case has no state but closed.
    """

    id = models.UUIDField(primary_key=True)
    reference = models.CharField(max_length=300)
    title = models.CharField(max_length=300)
    authority = models.CharField(max_length=64)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["authority", "reference"], name="case_reference_is_the_authoritys_own"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("opened_at")),
                name="case_closes_after_it_opened",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class Request(models.Model):
    """One request between two States. The columns after `case` are the fold's, kept for the lists.

    The row exists as soon as any act of the request is stored, even before its first act has arrived.
    `executing_authority` and `case` are ours alone: to whom the request was dispatched on this side of the border,
    and in which case of ours it stands.
    """

    id = models.UUIDField(primary_key=True)
    label = models.CharField(max_length=16)
    kind = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    requesting = models.CharField(max_length=2)
    requested = models.CharField(max_length=2)
    opened_at = models.DateTimeField()
    executing_authority = models.CharField(max_length=64, blank=True)
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="requests")

    requesting_authority = models.CharField(max_length=64, blank=True)
    through = models.CharField(max_length=64, blank=True)
    requested_authority = models.CharField(max_length=64, blank=True)
    subject = models.TextField(blank=True)
    urgent = models.BooleanField(default=False)
    answer_by = models.DateField(null=True)
    requesting_stage = models.CharField(max_length=32, default=Stage.NOT_ISSUED)
    requesting_round = models.PositiveIntegerField(default=0)
    requested_stage = models.CharField(max_length=32, default=Stage.NOT_ACKNOWLEDGED)
    requested_round = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=40, default=State.NOT_ISSUED)
    ball = models.CharField(max_length=12, blank=True)
    alarmed = models.BooleanField(default=False)
    detained = models.BooleanField(default=False)
    due_at = models.DateTimeField(null=True)
    moved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["requesting", "label"], name="request_label_is_unique"),
            models.CheckConstraint(condition=~Q(requesting=F("requested")), name="request_has_two_parties"),
            models.CheckConstraint(condition=_one_of("state", _STATES), name="request_state_is_known"),
            models.CheckConstraint(
                condition=_one_of("requesting_stage", _STAGES[Side.REQUESTING]),
                name="requesting_stage_is_known",
            ),
            models.CheckConstraint(
                condition=_one_of("requested_stage", _STAGES[Side.REQUESTED]),
                name="requested_stage_is_known",
            ),
        ]
        indexes = [models.Index(fields=["ball", "-moved_at"]), models.Index(fields=["-moved_at"])]

    def __str__(self) -> str:
        return self.label


class Act(models.Model):
    """A sealed act of either side, byte for byte as sent or received. Never updated, never deleted."""

    # The primary key counts arrivals: a request's acts are stored under its row lock, so this is their order.
    id = models.BigAutoField(primary_key=True)
    digest = models.BinaryField(max_length=32, unique=True)
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="acts")
    side = models.CharField(max_length=12)
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    own = models.BooleanField()
    header = models.BinaryField()
    sealed = models.BinaryField()
    occurred_at = models.DateTimeField()
    authored_at = models.DateTimeField()
    stored_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["request", "side", "number"], condition=Q(own=True), name="own_series_has_no_fork"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="act_number_starts_at_one"),
            models.CheckConstraint(condition=_one_of("side", Side), name="act_side_is_known"),
        ]
        indexes = [models.Index(fields=["request", "id"])]

    def __str__(self) -> str:
        return f"{self.request_id} {self.side} {self.number} {self.kind}"


class Standing(models.Model):
    """What became of one act on this node: a cache of the fold."""

    act = models.OneToOneField(Act, on_delete=models.PROTECT, primary_key=True, related_name="standing")
    standing = models.CharField(max_length=20)
    why = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=_one_of("standing", ActStanding), name="act_standing_is_known")
        ]

    def __str__(self) -> str:
        return f"{self.act_id} {self.standing}"


class Trace(models.Model):
    """One thing that a request says and another may say too: the index of `deconfliction.traces`, a cache."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="traces")
    kind = models.CharField(max_length=10)
    key = models.CharField(max_length=LONGEST)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "key", "request"], name="trace_is_kept_once"),
            models.CheckConstraint(condition=_one_of("kind", TraceKind), name="trace_kind_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.kind}"


class Draft(models.Model):
    """An act being prepared: mutable until it is submitted, gone to the ledger only once issued.

    `fields` holds what was typed, complete or not. `submit` freezes `digest`, which an approval names, and `head`:
    the digest of the last act then stored of the request it answers. A new letter answers none; begun within a
    `case`, its request is put there when it is issued. `facts` is what its author knows for the law's question,
    beside what the act itself says; what is not there is unknown.
    `occurred_at` is when a fact happened that is reported by two officers; without one, it is when it is sealed.
    """

    class Step(models.TextChoices):
        OPEN = "open"
        SUBMITTED = "submitted"
        APPROVED = "approved"
        ISSUED = "issued"
        DISCARDED = "discarded"

    id = models.UUIDField(primary_key=True)
    request = models.ForeignKey(Request, null=True, on_delete=models.PROTECT, related_name="drafts")
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="drafts")
    kind = models.CharField(max_length=40)
    fields = models.JSONField(default=dict)
    step = models.CharField(max_length=10, choices=Step, default=Step.OPEN)
    authority = models.CharField(max_length=64)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    digest = models.BinaryField(max_length=32, null=True)
    head = models.BinaryField(max_length=32, null=True)
    submitted_at = models.DateTimeField(null=True)
    approver = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    approved_digest = models.BinaryField(max_length=32, null=True)
    approved_at = models.DateTimeField(null=True)
    returned_because = models.TextField(blank=True)
    facts = models.JSONField(default=dict)
    occurred_at = models.DateTimeField(null=True)
    act = models.OneToOneField(Act, null=True, on_delete=models.PROTECT, related_name="draft")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(author=F("approver")), name="draft_approver_is_another"),
            models.CheckConstraint(
                condition=Q(step__in=["open", "discarded"]) | Q(digest__isnull=False),
                name="draft_submitted_has_digest",
            ),
            models.CheckConstraint(
                condition=~Q(step__in=["submitted", "approved"]) | Q(request__isnull=True) | Q(head__isnull=False),
                name="draft_submitted_names_head",
            ),
            models.CheckConstraint(
                # A comparison with NULL is neither true nor false, and a CHECK lets it pass.
                condition=~Q(step__in=["approved", "issued"])
                | Q(approver__isnull=False, approved_digest__isnull=False, approved_digest=F("digest")),
                name="draft_approval_names_digest",
            ),
            models.CheckConstraint(
                condition=Q(step="issued", act__isnull=False) | (~Q(step="issued") & Q(act__isnull=True)),
                name="draft_issued_has_its_act",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.step} {self.id}"


class DraftedAnnex(models.Model):
    """A file attached to a draft, as uploaded."""

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="annexes")
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    sha256 = models.BinaryField(max_length=32)
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "name"], name="drafted_annex_name_is_unique")]

    def __str__(self) -> str:
        return self.name


class Judgement(models.Model):
    """What a person decided where the law's answer to a draft was not *met*: a reason, or a setting aside.

    Never changed: a later one on the same provision stands before it. `answer` is the one it was given upon.
    """

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="judgements")
    provision = models.CharField(max_length=100)
    answer = models.CharField(max_length=10)
    sets_aside = models.BooleanField()
    text = models.TextField()
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    stored_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="judgement_has_its_reasons"),
            models.CheckConstraint(
                condition=Q(sets_aside=False, answer="unclear") | Q(sets_aside=True, answer="not_met"),
                name="judgement_reasons_the_unclear_and_sets_bars_aside",
            ),
        ]
        indexes = [models.Index(fields=["draft", "id"])]

    def __str__(self) -> str:
        return f"{self.provision} {self.answer}"


class RungAlarm(models.Model):
    """An alarm of a deadline that was rung: `percent` of the time gone; 0 for 48 hours before the end, 100 for it."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="rung_alarms")
    key = models.CharField(max_length=140)
    percent = models.PositiveSmallIntegerField()
    rung_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "key", "percent"], name="alarm_is_rung_once"),
            models.CheckConstraint(condition=Q(percent__in=[0, 50, 75, 90, 100]), name="alarm_percent_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.percent} %"


class DomesticAct(models.Model):
    """What one side does for itself: submitted, approved, sent back, dispatched, noted. Never crosses the border.

    The node itself, no officer, finds that a request or draft meets another: it names the `other` request, or the
    draft that meets `request` before it is one; `text` holds what both say, a trace a line. Who may not see both is
    not shown it.
    """

    class Kind(models.TextChoices):
        SUBMITTED = "submitted"
        APPROVED = "approved"
        SENT_BACK = "sent_back"
        TAKEN_BACK = "taken_back"
        DISCARDED = "discarded"
        ASSIGNED = "assigned"
        DISPATCHED = "dispatched"
        NOTED = "noted"
        PUT_IN_CASE = "put_in_case"
        TAKEN_OUT_OF_CASE = "taken_out_of_case"
        CASE_CLOSED = "case_closed"
        DECONFLICTED = "deconflicted"
        DILIGENCE = "diligence"

    request = models.ForeignKey(Request, null=True, on_delete=models.PROTECT, related_name="domestic_acts")
    draft = models.ForeignKey(Draft, null=True, on_delete=models.PROTECT, related_name="domestic_acts")
    other = models.ForeignKey(Request, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(blank=True)
    stored_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(request__isnull=False) | Q(draft__isnull=False),
                name="domestic_act_is_about_something",
            ),
            models.CheckConstraint(
                condition=Q(kind="deconflicted", officer__isnull=True)
                | (~Q(kind="deconflicted") & Q(officer__isnull=False, other__isnull=True)),
                name="domestic_act_is_an_officers",
            ),
        ]
        indexes = [models.Index(fields=["request", "stored_at"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.stored_at:%Y-%m-%d}"


class RefusedAct(models.Model):
    """A file that a known peer sent and this node refused: it contradicts its seal, its sender or itself.

    An account that cannot be read and a parcel of an unknown kind are here too: our account tells the peer of them.
    """

    digest = models.BinaryField(max_length=32)
    sender = models.CharField(max_length=2)
    why = models.TextField()
    stored_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["digest", "sender"], name="refused_act_is_told_once"),
        ]

    def __str__(self) -> str:
        return f"{self.sender} {bytes(self.digest).hex()[:16]}"


class PeerAccount(models.Model):
    """The last account a peer sent: what it holds, what it could not settle. One row a State."""

    state = models.CharField(max_length=2, primary_key=True)
    account = models.JSONField()
    stored_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.state


class Year(models.Model):
    """The last label number given to a request in one year; locked while one is given."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class OralRequest(models.Model):
    """What was asked by telephone before it was asked in writing. It never leaves this node and is never changed.

    The person at the other end stands here as they said they were; `officer` is who of ours spoke with them.
    `time_zone` is where `called_at` was read off a clock.
    """

    id = models.UUIDField(primary_key=True)
    direction = models.CharField(max_length=8)
    authority = models.CharField(max_length=64)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=2)
    other_name = models.CharField(max_length=300)
    other_function = models.CharField(max_length=300)
    other_authority = models.CharField(max_length=300)
    called_at = models.DateTimeField()
    time_zone = models.CharField(max_length=40)
    said = models.TextField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    confirm_by = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=_one_of("direction", Direction), name="oral_request_direction_is_known"),
            models.CheckConstraint(
                condition=Q(recorded_at__gte=F("called_at")), name="oral_request_is_recorded_after_the_call"
            ),
            models.CheckConstraint(
                condition=Q(confirm_by__gt=F("called_at")), name="oral_request_is_confirmed_after_the_call"
            ),
        ]
        indexes = [models.Index(fields=["authority", "-called_at"])]

    def __str__(self) -> str:
        return f"{self.direction} {self.state} {self.id}"


class OralConfirmation(models.Model):
    """The written request that confirms an oral one; once named, it stays."""

    oral = models.OneToOneField(OralRequest, on_delete=models.PROTECT, primary_key=True, related_name="confirmation")
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.oral_id} {self.request_id}"
