"""Protection cases. Content is sealed per field group; in clear: ids, coarse states, days."""

import uuid

from django.db import models

from relevo.cases.enums import (
    CaseStatus,
    ChoiceKind,
    ConsentForm,
    DeclineCode,
    FieldGroup,
    Purpose,
    ReferralStatus,
    Urgency,
)
from relevo.directory.models import Institution, Service
from relevo.journeys.models import StoredPlan
from relevo.pathways.models import PathwayVersion


class Case(models.Model):
    """A person or group helped by a team. The code is random and says nothing."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=13, unique=True)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=8, choices=CaseStatus.choices)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    closing_reason = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["-opened_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status=CaseStatus.OPEN, closed_on=None)
                | models.Q(status=CaseStatus.CLOSED, closed_on__isnull=False),
                name="cases_closed_has_a_day",
            ),
        ]


class PathwayRun(models.Model):
    """A case follows one version of an agreed route: the one that worked when the case opened."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="runs")
    version = models.ForeignKey(PathwayVersion, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["case_id", "started_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "version"], name="cases_one_run_a_version"),
        ]


class StepMark(models.Model):
    """A step of the route was done, or is said not to apply; by which institution, when."""

    run = models.ForeignKey(PathwayRun, on_delete=models.CASCADE, related_name="marks")
    step_key = models.CharField(max_length=20)
    outcome = models.CharField(max_length=14)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    marked_by = models.UUIDField()

    class Meta:
        ordering = ["run_id", "at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["run", "step_key"], name="cases_one_mark_a_step"),
        ]


class TeamMember(models.Model):
    """Who works on a case: what opens it, whatever role or institution says."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="team")
    user_id = models.UUIDField()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        ordering = ["case_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "user_id"], name="cases_once_in_a_team"),
        ]


class SealedGroup(models.Model):
    """The sealed content of one field group of one case."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="groups")
    group = models.CharField(max_length=10, choices=FieldGroup.choices)
    sealed = models.BinaryField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["case_id", "group"]
        constraints = [
            models.UniqueConstraint(fields=["case", "group"], name="cases_one_blob_a_group"),
        ]


class RouteChoice(models.Model):
    """The route chosen for a case: a computed plan's itinerary, or the officer's own, with why."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="routes")
    plan = models.ForeignKey(StoredPlan, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=ChoiceKind.choices)
    itinerary = models.PositiveSmallIntegerField(default=0)
    sealed = models.BinaryField()
    chosen_at = models.DateTimeField()
    chosen_by = models.UUIDField()
    is_current = models.BooleanField(default=True)

    class Meta:
        ordering = ["-chosen_at", "id"]


class Consent(models.Model):
    """One purpose, one recipient, named fields, an end; and the hash of what was read out.

    ``fields`` are those that were read out: no other ever goes. ``chosen_by_person``: the person
    asked for this very recipient, which alone opens a blocked one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="consents")
    recipient = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    field_groups = models.JSONField()
    fields = models.JSONField(default=list)
    chosen_by_person = models.BooleanField(default=False)
    form = models.CharField(max_length=8, choices=ConsentForm.choices)
    language = models.CharField(max_length=8)
    text_version = models.CharField(max_length=20)
    text_digest = models.CharField(max_length=64)
    given_at = models.DateTimeField()
    recorded_by = models.UUIDField()
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    receipt_code = models.CharField(max_length=13, unique=True)

    class Meta:
        ordering = ["-given_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("given_at")),
                name="cases_consent_ends_after_start",
            ),
        ]


class Referral(models.Model):
    """A case offered to one service. Its code is its own: two recipients cannot join theirs."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=13, unique=True)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="referrals")
    sender = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    recipient = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    consent = models.ForeignKey(Consent, null=True, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=14, choices=ReferralStatus.choices)
    urgency = models.CharField(max_length=10, choices=Urgency.choices)
    preview = models.BinaryField()
    packet = models.BinaryField(null=True)
    created_at = models.DateTimeField()
    offered_at = models.DateTimeField(null=True)
    deadline_at = models.DateTimeField(null=True)
    needed_by = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    decline_code = models.CharField(max_length=18, blank=True, choices=DeclineCode.choices)
    better_service = models.ForeignKey(
        Service, null=True, on_delete=models.PROTECT, related_name="+"
    )
    closing_reason = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["-created_at", "id"]
        indexes = [models.Index(fields=["recipient", "status"], name="cases_inbox")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status=ReferralStatus.DRAFT, offered_at=None)
                | models.Q(status__in=[ReferralStatus.WITHDRAWN, ReferralStatus.CLOSED])
                | models.Q(
                    offered_at__isnull=False, deadline_at__isnull=False, consent__isnull=False
                ),
                name="cases_offered_has_consent_and_clock",
            ),
            models.CheckConstraint(
                condition=~models.Q(status=ReferralStatus.DECLINED) | ~models.Q(decline_code=""),
                name="cases_declined_says_why",
            ),
        ]


class ReferralStep(models.Model):
    """One move of a referral: both sides see the same history."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="history")
    status = models.CharField(max_length=14, choices=ReferralStatus.choices)
    at = models.DateTimeField()
    by_institution_id = models.UUIDField(null=True)
    actor_id = models.UUIDField()
    code = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["at", "id"]


class QuickAttention(models.Model):
    """What was asked and told in ten seconds: no case, no code, no person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    asked = models.CharField(max_length=40)
    told = models.CharField(max_length=20)
    language = models.CharField(max_length=8)
    sex = models.CharField(max_length=1, blank=True)
    age_band = models.CharField(max_length=6, blank=True)

    class Meta:
        ordering = ["-on", "id"]
