"""What the person agreed to, what she refused, and what became of it when she took it back."""

import uuid

from django.db import models

from relevo.cases.enums import (
    ConsentForm,
    GlassVerdict,
    Ground,
    LawfulReason,
    Present,
    Purpose,
    RetractionAnswer,
)
from relevo.cases.models.cases import Case
from relevo.directory.models import Institution, Service


class Consent(models.Model):
    """One purpose, one recipient, named fields, an end; and the hash of what was read out.

    ``fields`` are those that were read out: no other ever goes. ``chosen_by_person``: the person
    asked for this very recipient, which alone opens a blocked one. ``sealed``: the needs that were
    named, how it was explained, who interpreted, witnessed, or decided with a child.
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
    sealed = models.BinaryField(default=bytes)

    class Meta:
        ordering = ["-given_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("given_at")),
                name="cases_consent_ends_after_start",
            ),
        ]


class Refusal(models.Model):
    """The person said no to a recipient. It stands until she herself asks for it again.

    ``lifted_present``: who was with her when she asked.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="refusals")
    recipient = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.UUIDField()
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.UUIDField(null=True)
    lifted_present = models.CharField(max_length=16, blank=True, choices=Present.choices)

    class Meta:
        ordering = ["case_id", "-at", "id"]


class Retraction(models.Model):
    """What was sent is taken back: one holder of it, and what it answered.

    ``consent``: the one that was withdrawn, also where this holder had it from further on; none
    where it went without consent.
    ``answer`` empty: the holder has not yet said that it deleted what it had, nor why it must not.
    ``code``: under which the holder had it, where the case was erased since and the referral has
    got another; empty once it is deleted, and where the holder is never asked.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consent = models.ForeignKey(
        Consent, null=True, on_delete=models.CASCADE, related_name="retractions"
    )
    referral = models.OneToOneField(
        "cases.Referral", on_delete=models.CASCADE, related_name="retraction"
    )
    holder = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField()
    answer = models.CharField(max_length=12, blank=True, choices=RetractionAnswer.choices)
    reason = models.CharField(max_length=24, blank=True, choices=LawfulReason.choices)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.UUIDField(null=True)
    code = models.CharField(max_length=13, blank=True, default="")

    class Meta:
        ordering = ["-told_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(answer="kept_by_law") | ~models.Q(reason=""),
                name="cases_kept_says_why",
            ),
        ]


class WithoutConsent(models.Model):
    """A sending without consent: danger to life, or the legal duty for a child. Always reviewed.

    ``second_person`` was told before it went. Reasons are sealed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="without_consent")
    referral = models.OneToOneField("cases.Referral", on_delete=models.CASCADE, related_name="+")
    ground = models.CharField(max_length=16, choices=Ground.choices)
    sealed = models.BinaryField()
    second_person = models.UUIDField()
    at = models.DateTimeField()
    by = models.UUIDField()
    review_due_at = models.DateTimeField()
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.UUIDField(null=True)
    verdict = models.CharField(max_length=12, blank=True, choices=GlassVerdict.choices)

    class Meta:
        ordering = ["-at", "id"]
