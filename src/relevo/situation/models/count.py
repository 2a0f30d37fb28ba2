"""What each side counted, until when, and how the two were brought together."""

import uuid

from django.db import models

from relevo.directory.models import Institution
from relevo.networks.models import Network
from relevo.places.models import Crossing
from relevo.plumbing.models import SourcedModel
from relevo.situation.enums import CountCategory, Reason, StepKind


class Count(SourcedModel):
    """How many one side counted, from when until its cut-off. Nothing finer than a total.

    ``parts``: [code, number] as the source gives them; they need not add up, and the page says so.
    ``crossing`` empty: counted over the whole country.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=60, unique=True)
    network = models.ForeignKey(Network, null=True, on_delete=models.PROTECT, related_name="+")
    crossing = models.ForeignKey(Crossing, null=True, on_delete=models.PROTECT, related_name="+")
    country = models.CharField(max_length=2)
    direction = models.CharField(max_length=3)
    """Seen from the counting country: ``in`` or ``out``."""
    category = models.CharField(max_length=14, choices=CountCategory.choices)
    since_at = models.DateTimeField(null=True)
    cut_off_at = models.DateTimeField()
    value = models.PositiveIntegerField()
    parts = models.JSONField(default=list)
    said_by = models.CharField(max_length=120)
    known_from = models.DateTimeField()
    corrects = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="corrections"
    )
    root = models.UUIDField()
    """The first version of this count; of that one, its own id."""
    first_known = models.DateTimeField()
    """When the first version was told: from then on the day runs that is for the posts alone."""
    reporter_id = models.UUIDField(null=True)
    institution = models.ForeignKey(
        Institution, null=True, on_delete=models.PROTECT, related_name="+"
    )
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["-cut_off_at", "country", "key"]
        indexes = [
            models.Index(fields=["crossing", "cut_off_at"], name="situation_count_at_post"),
            models.Index(fields=["known_from"], name="situation_count_known"),
            models.Index(fields=["root"], name="situation_count_versions"),
        ]


class Reconciliation(models.Model):
    """Two counts of the same people put side by side. ``part``: which part of them is compared."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    outflow = models.ForeignKey(Count, on_delete=models.PROTECT, related_name="+")
    inflow = models.ForeignKey(Count, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=20, blank=True)
    network = models.ForeignKey(Network, null=True, on_delete=models.PROTECT, related_name="+")
    responsible = models.ForeignKey(
        Institution, null=True, on_delete=models.PROTECT, related_name="+"
    )
    opened_by = models.UUIDField()
    known_from = models.DateTimeField()
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["-known_from", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["outflow", "inflow", "part"], name="situation_compared_once"
            ),
        ]


class ReconciliationStep(models.Model):
    """A likely reason for (part of) the gap, one side's agreement, or the end."""

    reconciliation = models.ForeignKey(
        Reconciliation, on_delete=models.PROTECT, related_name="steps"
    )
    kind = models.CharField(max_length=6, choices=StepKind.choices)
    reason = models.CharField(max_length=22, choices=Reason.choices, blank=True)
    people = models.PositiveIntegerField(null=True)
    note = models.CharField(max_length=300, blank=True)
    institution = models.ForeignKey(
        Institution, null=True, on_delete=models.PROTECT, related_name="+"
    )
    by = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["reconciliation_id", "at", "id"]


class Release(models.Model):
    """A table given to the public for a closed month: once out, its figures stay as they are.

    A correction is a whole new release of the month.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    table = models.CharField(max_length=20)
    month = models.DateField()
    version = models.PositiveSmallIntegerField()
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    released_at = models.DateTimeField()
    released_by = models.UUIDField()

    class Meta:
        ordering = ["-month", "table", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["table", "month", "version"], name="situation_one_release"
            ),
        ]
