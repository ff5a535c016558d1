"""Authorities, officers, mandates and sign-in links; the duty roster and the pages sent to officers.

Absent on purpose: permissions per officer, groups, superusers. What an officer may do follows from the
mandate's roles and policies/tajawub.cedar alone.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, BigIntegerRangeField, DateRangeField, DateTimeRangeField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.lookups import Exact

from tajawub.mandates.paging import Failure, Reason
from tajawub.mandates.permissions import AuthorityKind, Competence, Evidence, Role
from tajawub.mandates.roster import LONGEST_SHIFT

APPEND_ONLY: tuple[str, ...] = ()


def _codes(codes: type[AuthorityKind] | type[Evidence]) -> list[tuple[str, str]]:
    return [(code.value, code.value) for code in codes]


def _number(field: str) -> Func:
    # int8range instead of `=`: a GiST index over numbers would need the extension btree_gist.
    return Func(F(field), F(field), Value("[]"), function="int8range", output_field=BigIntegerRangeField())


class Authority(models.Model):
    """One institution of a State, as the directory knows it.

    The fields follow the yearly country tables of the Council of Europe (PC-OC) and the UNODC directory of
    competent authorities. Empty text and null mean "not published or not checked", never "no".
    """

    key = models.CharField(max_length=40, primary_key=True)
    state = models.CharField(max_length=2)
    kind = models.CharField(max_length=30, choices=_codes(AuthorityKind))
    name_ar = models.CharField(max_length=200)
    name_fr = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    city_ar = models.CharField(max_length=80, blank=True)
    city_fr = models.CharField(max_length=80, blank=True)
    city_en = models.CharField(max_length=80, blank=True)
    central = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="served")
    competences = ArrayField(models.CharField(max_length=30), default=list)
    languages_accepted = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    urgent_phone = models.CharField(max_length=40, blank=True)
    urgent_hours = models.CharField(max_length=80, blank=True)
    urgent_time_zone = models.CharField(max_length=40, blank=True)
    means_of_communication = models.TextField(blank=True)
    encryption_accepted = models.BooleanField(null=True, blank=True)
    electronic_signature_accepted = models.BooleanField(null=True, blank=True)
    requests_through_interpol = models.BooleanField(null=True, blank=True)
    convention_as_basis = models.BooleanField(null=True, blank=True)
    double_criminality = models.TextField(blank=True)
    limitation_of_use = models.TextField(blank=True)
    other_requirements = models.TextField(blank=True)
    legislation = models.TextField(blank=True)
    evidence = models.CharField(max_length=1, choices=_codes(Evidence))
    source = models.CharField(max_length=300)
    source_url = models.URLField(blank=True)
    verified_on = models.DateField(null=True, blank=True)
    verified_by = models.CharField(max_length=120, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("state", "key")
        constraints = [
            models.CheckConstraint(
                name="authority_key_begins_with_its_state",
                condition=Q(key__regex=r"^[a-z]{2}-[a-z0-9-]+$")
                & Q(state__regex=r"^[A-Z]{2}$")
                & Q(key__istartswith=F("state")),  # the key alone says whose authority it is, on every node
            ),
            models.CheckConstraint(
                name="authority_kind_is_known", condition=Q(kind__in=[kind.value for kind in AuthorityKind])
            ),
            models.CheckConstraint(
                name="authority_competences_are_known",
                condition=Q(competences__contained_by=[competence.value for competence in Competence]),
            ),
            models.CheckConstraint(
                name="authority_languages_are_codes",
                condition=Q(languages_accepted__contained_by=["ar", "fr", "en"]),
            ),
            models.CheckConstraint(name="authority_is_not_its_own_central", condition=~Q(central=F("key"))),
            # Press and general knowledge are anchors, not verifications (domain dossier, evidence tags).
            models.CheckConstraint(
                name="authority_is_verified_by_a_text_and_someone",
                condition=Q(verified_on__isnull=True, verified_by="")
                | (Q(verified_on__isnull=False, evidence__in=["R", "P"]) & ~Q(verified_by="")),
            ),
            models.CheckConstraint(
                name="authority_validity_runs_forward",
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return self.key


class Officers(BaseUserManager["Officer"]):
    """What Django's sign-in asks of a user table: to be found by user name."""


class Officer(AbstractBaseUser):
    """One person who signs in at this node. No rights: these come with a mandate.

    `email` is where a page finds the officer where the node pages by mail, and serves nothing else.
    """

    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    name_ar = models.CharField(max_length=120)
    function_ar = models.CharField(max_length=160)
    function_fr = models.CharField(max_length=160)
    function_en = models.CharField(max_length=160)
    is_active = models.BooleanField(default=True)
    email = models.EmailField(blank=True, db_default="", default="")

    objects: ClassVar[Officers] = Officers()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ("username",)
        constraints = [
            models.CheckConstraint(
                name="officer_username_is_plain", condition=Q(username__regex=r"^[a-z0-9][a-z0-9.-]*$")
            ),
        ]

    def __str__(self) -> str:
        return self.username


class MandateRow(models.Model):
    """One officer acts for one authority in some roles, from one day to another (the last day included)."""

    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="mandates")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="mandates")
    roles = ArrayField(models.CharField(max_length=10))
    begins_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "mandates_mandate"
        ordering = ("officer", "begins_on")
        constraints = [
            models.CheckConstraint(
                name="mandate_roles_are_known",
                condition=Q(roles__len__gt=0) & Q(roles__contained_by=[role.value for role in Role]),
            ),
            models.CheckConstraint(
                name="mandate_runs_forward",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("begins_on")),
            ),
            ExclusionConstraint(
                name="officer_holds_one_mandate_at_a_time",
                expressions=[
                    (_number("officer"), "&&"),
                    (
                        Func(
                            F("begins_on"),
                            F("ends_on"),
                            Value("[]"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        "&&",
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer_id} for {self.authority_id}"


class SignInLink(models.Model):
    """One link that signs one officer in once. The token itself is never kept, only its SHA-256."""

    digest = models.BinaryField(max_length=32, unique=True)
    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="links")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="link_is_used_before_it_expires",
                condition=Q(used_at__isnull=True) | Q(used_at__lte=F("expires_at")),
            ),
            models.CheckConstraint(
                name="link_digest_is_sha256",
                condition=Exact(
                    Func(F("digest"), function="octet_length", output_field=models.IntegerField()), Value(32)
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"link of {self.officer_id}"


class Shift(models.Model):
    """One officer answers for one authority from one instant to another (the last not included).

    `time_zone` is where the officer sits: their hours are told in it. A shift that has begun is shortened when it
    ends early; one that has not is taken out. The ledger keeps both.
    """

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="shifts")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="shifts")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    time_zone = models.CharField(max_length=40)
    entered_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("starts_at", "pk")
        constraints = [
            models.CheckConstraint(name="shift_runs_forward", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(
                name="shift_is_no_longer_than_a_week",
                condition=Q(ends_at__lte=F("starts_at") + Value(LONGEST_SHIFT, models.DurationField())),
            ),
            models.CheckConstraint(name="shift_names_its_time_zone", condition=~Q(time_zone="")),
            # One officer serves one authority at a time, so this covers two shifts of one authority too.
            ExclusionConstraint(
                name="officer_has_one_shift_at_a_time",
                expressions=[
                    (_number("officer"), "&&"),
                    (
                        Func(
                            F("starts_at"),
                            F("ends_at"),
                            Value("[)"),
                            function="tstzrange",
                            output_field=DateTimeRangeField(),
                        ),
                        "&&",
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer_id} for {self.authority_id}"


class Page(models.Model):
    """One call to one officer about one reference; a row without an officer says that there was nobody to call.

    The row is its own place in the queue: unsent and unanswered, it is tried when `try_at` has come. `on_duty` is
    false for who was called because nobody was on duty, or because a first round went unanswered.
    """

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="pages")
    about = models.CharField(max_length=64)
    reason = models.CharField(max_length=20)
    round = models.PositiveSmallIntegerField()
    officer = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="pages")
    on_duty = models.BooleanField()
    paged_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    try_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=20, blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-paged_at", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "about", "reason", "round", "officer"],
                condition=Q(answered_at__isnull=True),
                name="officer_is_paged_once_a_round",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="page_reason_is_known", condition=Q(reason__in=[reason.value for reason in Reason])
            ),
            models.CheckConstraint(
                name="page_failure_is_known",
                condition=Q(last_error__in=["", *(failure.value for failure in Failure)]),
            ),
            models.CheckConstraint(name="page_round_starts_at_one", condition=Q(round__gte=1)),
            models.CheckConstraint(
                name="page_is_sent_to_somebody", condition=Q(sent_at__isnull=True) | Q(officer__isnull=False)
            ),
            models.CheckConstraint(
                name="page_answerer_has_answered",
                condition=Q(answered_by__isnull=True) | Q(answered_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["try_at"],
                condition=Q(sent_at__isnull=True, answered_at__isnull=True),
                name="page_is_to_be_sent",
            ),
            models.Index(fields=["about"], name="page_is_about"),
        ]

    def __str__(self) -> str:
        return f"{self.about} {self.reason} {self.round}"
