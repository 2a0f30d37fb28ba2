"""An emergency: its areas, phases and figures, what is done about it, what was promised.

Nothing here is overwritten: a phase, an area or a figure that changes is a newer row, and each says
since when it is known.
"""

import uuid

from django.db import models

from relevo.directory.models import Institution, Service
from relevo.places.models import Area
from relevo.plumbing.models import SourcedModel
from relevo.situation.enums import (
    EmergencyKind,
    Measure,
    Phase,
    PledgeKind,
    PledgeState,
    PointStepKind,
    Qualifier,
)


class Emergency(SourcedModel):
    """Something that puts many people in need at once. Its state is its newest phase."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=12, choices=EmergencyKind.choices)
    name_es = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    from_at = models.DateTimeField()
    known_from = models.DateTimeField()
    opened_by = models.UUIDField()
    institution = models.ForeignKey(
        Institution, null=True, on_delete=models.PROTECT, related_name="+"
    )
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["-from_at", "key"]

    def __str__(self) -> str:
        return self.name_es


class EmergencyName(models.Model):
    """What it is called as known since ``known_from``: a correction of the name before it."""

    emergency = models.ForeignKey(Emergency, on_delete=models.PROTECT, related_name="names")
    name_es = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    reason = models.CharField(max_length=300)
    known_from = models.DateTimeField()
    told_by = models.UUIDField()
    institution = models.ForeignKey(
        Institution, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["emergency_id", "known_from", "id"]


class EmergencyPhase(SourcedModel):
    """From ``from_at`` on the emergency is in this phase, as known since ``known_from``."""

    emergency = models.ForeignKey(Emergency, on_delete=models.PROTECT, related_name="phases")
    phase = models.CharField(max_length=8, choices=Phase.choices)
    from_at = models.DateTimeField()
    known_from = models.DateTimeField()
    told_by = models.UUIDField()
    reason_es = models.CharField(max_length=300, blank=True)
    reason_en = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["emergency_id", "from_at", "known_from", "id"]


class EmergencyArea(SourcedModel):
    """Where it is felt. ``area`` empty: the whole country.

    A row that is told later for the same place and start corrects the earlier one; so an area is
    taken off by a row with an end.
    """

    emergency = models.ForeignKey(Emergency, on_delete=models.PROTECT, related_name="areas")
    country = models.CharField(max_length=2)
    area = models.ForeignKey(Area, null=True, on_delete=models.PROTECT, related_name="+")
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)
    known_from = models.DateTimeField()
    told_by = models.UUIDField()

    class Meta:
        ordering = ["emergency_id", "country", "area_id", "from_at", "known_from", "id"]


class Figure(SourcedModel):
    """How many, by one source, as of one instant. Figures that differ stand side by side."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=60, unique=True)
    emergency = models.ForeignKey(Emergency, on_delete=models.PROTECT, related_name="figures")
    country = models.CharField(max_length=2, blank=True)
    area = models.ForeignKey(Area, null=True, on_delete=models.PROTECT, related_name="+")
    measure = models.CharField(max_length=12, choices=Measure.choices)
    value = models.PositiveIntegerField()
    high = models.PositiveIntegerField(null=True)
    """Upper end where the source gives a range; ``value`` is then its lower end."""
    qualifier = models.CharField(max_length=8, choices=Qualifier.choices)
    said_by = models.CharField(max_length=120)
    note_es = models.CharField(max_length=300, blank=True)
    note_en = models.CharField(max_length=300, blank=True)
    as_of_at = models.DateTimeField()
    known_from = models.DateTimeField()
    told_by = models.UUIDField()
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["-as_of_at", "measure", "country", "key"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(high=None) | models.Q(high__gte=models.F("value")),
                name="situation_figure_range",
            ),
        ]


class TemporaryPoint(models.Model):
    """A point opened for an emergency or a movement; the place itself is a directory service.

    ``until_at`` is the end told when it opened; its steps say what became of that. Closing it ends
    the service, and with it every page, map and plan that showed it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.OneToOneField(Service, on_delete=models.PROTECT, related_name="+")
    emergency = models.ForeignKey(
        Emergency, null=True, on_delete=models.PROTECT, related_name="points"
    )
    opened_by = models.UUIDField()
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    opens = models.TimeField(null=True)
    closes = models.TimeField(null=True)
    """Hours of every day; empty: day and night."""
    known_from = models.DateTimeField()
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["-from_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until_at__gt=models.F("from_at")),
                name="situation_point_ends_after_start",
            ),
        ]


class PointStep(models.Model):
    """From ``at`` on the end of a point is ``until_at``; closing is an end at its own instant."""

    point = models.ForeignKey(TemporaryPoint, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=8, choices=PointStepKind.choices)
    until_at = models.DateTimeField()
    by = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["point_id", "at", "id"]


class Pledge(models.Model):
    """What an institution promises to bring, how many, where and by when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    emergency = models.ForeignKey(Emergency, on_delete=models.PROTECT, related_name="pledges")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=PledgeKind.choices)
    amount = models.PositiveIntegerField()
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=200, blank=True)
    made_by = models.UUIDField()
    made_at = models.DateTimeField()
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["from_at", "kind", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount__gt=0), name="situation_pledge_of_something"
            ),
        ]


class PledgeStep(models.Model):
    """What became of a pledge; the newest step is its state."""

    pledge = models.ForeignKey(Pledge, on_delete=models.PROTECT, related_name="steps")
    state = models.CharField(max_length=10, choices=PledgeState.choices)
    amount = models.PositiveIntegerField(null=True)
    by = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["pledge_id", "at", "id"]


class ChecklistItem(models.Model):
    """What is to be done before, during or after, by sector of the MCOF (1 to 15).

    ``kinds``: the kinds of emergency it is for, with a bar between; empty: every kind.
    """

    code = models.CharField(max_length=40, primary_key=True)
    phase = models.CharField(max_length=8, choices=Phase.choices)
    sector = models.PositiveSmallIntegerField()
    kinds = models.CharField(max_length=160, blank=True)
    text_es = models.CharField(max_length=300)
    text_en = models.CharField(max_length=300)
    position = models.PositiveSmallIntegerField()
    is_current = models.BooleanField(default=True)
    """Left out of the committed list since: kept for the marks that it has."""

    class Meta:
        ordering = ["position", "code"]


class ChecklistMark(models.Model):
    """An item of the checklist said to be done, or taken back, by an institution."""

    emergency = models.ForeignKey(Emergency, on_delete=models.PROTECT, related_name="marks")
    item = models.ForeignKey(ChecklistItem, on_delete=models.PROTECT, related_name="marks")
    is_done = models.BooleanField()
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    by = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["emergency_id", "item_id", "at", "id"]
