"""Status reports on crossings, append-only, and what a crossing asks of whom."""

import uuid

from django.db import models

from relevo.borders.enums import Basis, Direction, Mode, State
from relevo.places.models import Crossing
from relevo.plumbing.models import SourcedModel


class StatusReport(SourcedModel):
    """What somebody said or saw of a crossing, from when until when, and since when it is known.

    ``country`` empty: both sides. Never changed; a later report supersedes by being later.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=60, unique=True)
    crossing = models.ForeignKey(Crossing, on_delete=models.PROTECT, related_name="reports")
    country = models.CharField(max_length=2, blank=True)
    direction = models.CharField(max_length=4, choices=Direction.choices)
    mode = models.CharField(max_length=10, choices=Mode.choices)
    state = models.CharField(
        max_length=14, choices=[c for c in State.choices if c[0] != State.NOT_CONFIRMED]
    )
    basis = models.CharField(max_length=10, choices=Basis.choices)
    opening_hours = models.CharField(max_length=200, blank=True)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)
    known_from = models.DateTimeField()
    text_es = models.TextField(blank=True)
    text_en = models.TextField(blank=True)
    authority_key = models.CharField(max_length=40, blank=True)
    reporter_id = models.UUIDField(null=True)
    reporter_institution_id = models.UUIDField(null=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["-from_at", "-known_from", "key"]
        indexes = [models.Index(fields=["crossing", "from_at"], name="borders_by_crossing")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until_at=None) | models.Q(until_at__gt=models.F("from_at")),
                name="borders_report_ends_after_start",
            ),
        ]


class Requirement(SourcedModel):
    """What a country asks of whom on entry or exit; rows of one group are alternatives."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=60, unique=True)
    crossing = models.ForeignKey(
        Crossing, null=True, on_delete=models.PROTECT, related_name="requirements"
    )
    country = models.CharField(max_length=2)
    direction = models.CharField(max_length=5)
    mode = models.CharField(max_length=10)
    applies_to = models.CharField(max_length=60)
    age_from = models.PositiveSmallIntegerField(null=True)
    age_until = models.PositiveSmallIntegerField(null=True)
    demand = models.CharField(max_length=60)
    any_of_group = models.CharField(max_length=60, blank=True)
    is_blocking = models.BooleanField()
    consequence_es = models.TextField(blank=True)
    consequence_en = models.TextField(blank=True)
    text_es = models.TextField()
    text_en = models.TextField()
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    known_from = models.DateTimeField(null=True)
    basis = models.CharField(max_length=10, choices=Basis.choices)

    class Meta:
        ordering = ["country", "direction", "key"]
