"""Many people on the way at once: sightings in aggregate, and who was warned of what is needed.

Kept no finer than a municipality and half a day; nobody is tracked. Only ``access`` lets these rows
out: enforcement institutions see what the public sees, no more.
"""

import uuid
from datetime import datetime

from django.db import models

from relevo.directory.models import Institution
from relevo.places.models import Area, Crossing
from relevo.plumbing.models import SourcedModel
from relevo.situation.enums import EstimateKind, HalfDay, Heading, SightingKind


class Movement(SourcedModel):
    """A large group under way. ``way``: keys of nodes it is expected to pass, in their order."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=40, unique=True)
    heading = models.CharField(max_length=6, choices=Heading.choices)
    origin = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    way = models.JSONField(default=list)
    day = models.DateField()
    """The day it began or is said to begin."""
    known_from = models.DateTimeField()
    opened_by = models.UUIDField()
    institution = models.ForeignKey(
        Institution, null=True, on_delete=models.PROTECT, related_name="+"
    )
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["-day", "key"]


class Sighting(SourcedModel):
    """How many were where, low, best and high, by one source. Later ones never overwrite.

    ``corrects``: the one that this replaces, from when it is known; that one stays.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=60, unique=True)
    movement = models.ForeignKey(Movement, on_delete=models.PROTECT, related_name="sightings")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    crossing = models.ForeignKey(Crossing, null=True, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    half = models.CharField(max_length=2, choices=HalfDay.choices)
    kind = models.CharField(max_length=10, choices=SightingKind.choices)
    low = models.PositiveIntegerField(null=True)
    best = models.PositiveIntegerField(null=True)
    high = models.PositiveIntegerField(null=True)
    estimate = models.CharField(max_length=10, choices=EstimateKind.choices, blank=True)
    source_type = models.CharField(max_length=14)
    known_from = models.DateTimeField()
    corrects = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="corrections"
    )
    first_known = models.DateTimeField(null=True)
    """Of a correction, when the first version was told: it takes the place of that one."""
    reporter_id = models.UUIDField(null=True)
    institution = models.ForeignKey(
        Institution, null=True, on_delete=models.PROTECT, related_name="+"
    )
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["movement_id", "day", "half", "known_from", "key"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(low=None, best=None, high=None)
                | models.Q(low__lte=models.F("best"), best__lte=models.F("high")),
                name="situation_sighting_in_order",
            ),
        ]

    @property
    def told_first(self) -> datetime:
        """When its first version was told: among those of one half-day, the latest tells where."""
        return self.first_known or self.known_from


class NeedsWarning(models.Model):
    """What will be needed in a municipality, for how many, in a window of six hours or more.

    A newer one of the same movement and municipality takes its place. ``replaces``: whose place
    this one took when it was sent.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    movement = models.ForeignKey(Movement, on_delete=models.PROTECT, related_name="warnings")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    low = models.PositiveIntegerField()
    best = models.PositiveIntegerField()
    high = models.PositiveIntegerField()
    needs = models.JSONField()
    """Code of a need to the number of meals, beds, teams … that the best estimate asks for."""
    known_from = models.DateTimeField()
    replaces = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    issued_by = models.UUIDField()
    institution = models.ForeignKey(
        Institution, null=True, on_delete=models.PROTECT, related_name="+"
    )
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["from_at", "area_id", "-known_from", "id"]


class WarningWithdrawal(models.Model):
    """A coordinator takes a warning back, and says why. The warning stays."""

    warning = models.ForeignKey(NeedsWarning, on_delete=models.CASCADE, related_name="withdrawals")
    reason = models.CharField(max_length=300)
    institution = models.ForeignKey(
        Institution, null=True, on_delete=models.PROTECT, related_name="+"
    )
    by = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["warning"], name="situation_warning_withdrawn_once"),
        ]


class WarningReceipt(models.Model):
    """A member says that it has read the warning."""

    warning = models.ForeignKey(NeedsWarning, on_delete=models.CASCADE, related_name="receipts")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    by = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["warning", "institution"], name="situation_warning_read_once"
            ),
        ]
