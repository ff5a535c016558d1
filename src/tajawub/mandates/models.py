"""Authorities, officers, mandates and sign-in links.

Absent on purpose: permissions per officer, groups, superusers. What an officer may do follows from the
mandate's roles and policies/tajawub.cedar alone.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, BigIntegerRangeField, DateRangeField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.lookups import Exact

from tajawub.mandates.permissions import AuthorityKind, Competence, Evidence, Role

APPEND_ONLY: tuple[str, ...] = ()


def _codes(codes: type[AuthorityKind] | type[Evidence]) -> list[tuple[str, str]]:
    return [(code.value, code.value) for code in codes]


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
    """One person who signs in at this node. No mail address, no rights: these come with a mandate."""

    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    name_ar = models.CharField(max_length=120)
    function_ar = models.CharField(max_length=160)
    function_fr = models.CharField(max_length=160)
    function_en = models.CharField(max_length=160)
    is_active = models.BooleanField(default=True)

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
            # int8range instead of `=`: a GiST index over numbers would need the extension btree_gist.
            ExclusionConstraint(
                name="officer_holds_one_mandate_at_a_time",
                expressions=[
                    (
                        Func(
                            F("officer"),
                            F("officer"),
                            Value("[]"),
                            function="int8range",
                            output_field=BigIntegerRangeField(),
                        ),
                        "&&",
                    ),
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
