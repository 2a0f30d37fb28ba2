"""What the person asks for, and what the institution answers for: requests, orders, incidents."""

import uuid

from django.db import models

from relevo.cases.enums import LegalAnswer, LegalKind, RightsKind, RightsOutcome
from relevo.cases.models.cases import Case
from relevo.directory.models import Institution


class RightsRequest(models.Model):
    """The person asked for a copy, a correction, an erasure, a restriction, or objected.

    ``lifted_at``: she let a restriction that was granted go.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="rights")
    kind = models.CharField(max_length=12, choices=RightsKind.choices)
    asked_through = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    sealed = models.BinaryField()
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    outcome = models.CharField(max_length=12, blank=True, choices=RightsOutcome.choices)
    reason = models.CharField(max_length=24, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.UUIDField(null=True)
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["due_at", "id"]


class LegalRequest(models.Model):
    """An authority asked for somebody's data. Two people answer; what it named stays sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=LegalKind.choices)
    country = models.CharField(max_length=2)
    received_on = models.DateField()
    sealed = models.BinaryField()
    registered_at = models.DateTimeField()
    registered_by = models.UUIDField()
    answer = models.CharField(max_length=16, blank=True, choices=LegalAnswer.choices)
    proposed_by = models.UUIDField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.UUIDField(null=True)

    class Meta:
        ordering = ["-received_on", "id"]


class Incident(models.Model):
    """Data may have come into wrong hands: whose account, since when; who is affected follows."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    suspect_id = models.UUIDField(null=True)
    since = models.DateTimeField()
    until = models.DateTimeField()
    sealed = models.BinaryField()
    opened_at = models.DateTimeField()
    opened_by = models.UUIDField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-opened_at", "id"]
