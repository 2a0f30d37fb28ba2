"""What a network does together: meetings, actas, the annual operational plan."""

import uuid

from django.db import models

from relevo.directory.models import Institution
from relevo.networks.enums import (
    ActaKind,
    McofPhase,
    MeetingKind,
    MeetingState,
    Modality,
    PlanItemState,
    Presence,
)
from relevo.networks.models.network import Network


class Meeting(models.Model):
    """A meeting of a network. Minutes are kept as revisions (``plumbing.revisions``)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="meetings")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=14, choices=MeetingKind.choices)
    title_es = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    place = models.CharField(max_length=200, blank=True)
    modality = models.CharField(max_length=10, choices=Modality.choices)
    state = models.CharField(max_length=10, choices=MeetingState.choices)
    minutes_es = models.TextField(blank=True)
    minutes_en = models.TextField(blank=True)
    minutes_revision = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["-starts_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["network", "number"], name="networks_one_number_a_meeting"
            ),
        ]


class AgendaItem(models.Model):
    """A point of an agenda. Overdue commitments are put first by whoever shows the agenda."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="agenda")
    position = models.PositiveSmallIntegerField()
    title_es = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering = ["meeting_id", "position", "id"]


class Attendance(models.Model):
    """Who was there, by institution: how many women and men, never a name."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendance")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    presence = models.CharField(max_length=8, choices=Presence.choices)
    women = models.PositiveSmallIntegerField(null=True)
    men = models.PositiveSmallIntegerField(null=True)
    represented_by = models.CharField(max_length=160, blank=True)

    class Meta:
        ordering = ["meeting_id", "institution__sort_key", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "institution"], name="networks_attends_once"
            ),
        ]


class Acta(models.Model):
    """The numbered record a network adopted; what validates a pathway names one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="actas")
    meeting = models.ForeignKey(Meeting, null=True, on_delete=models.PROTECT, related_name="actas")
    number = models.CharField(max_length=40)
    kind = models.CharField(max_length=10, choices=ActaKind.choices)
    adopted_on = models.DateField()
    title_es = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    attending = models.PositiveSmallIntegerField()
    kept_where = models.CharField(max_length=200, blank=True)
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-adopted_on", "number"]
        constraints = [
            models.UniqueConstraint(fields=["network", "number"], name="networks_one_acta_number"),
        ]


class Decision(models.Model):
    """What a meeting decided, in order; commitments are rows of their own (``exchange``)."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="decisions")
    number = models.PositiveSmallIntegerField()
    text_es = models.TextField()
    text_en = models.TextField(blank=True)
    acta = models.ForeignKey(Acta, null=True, on_delete=models.SET_NULL, related_name="decisions")

    class Meta:
        ordering = ["meeting_id", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "number"], name="networks_one_decision_number"
            ),
        ]


class PlanItem(models.Model):
    """A line of the annual operational plan (POA), tagged by MCOF phase and sector."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="plan_items")
    year = models.PositiveSmallIntegerField()
    title_es = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300, blank=True)
    phase = models.CharField(max_length=6, choices=McofPhase.choices)
    sector = models.PositiveSmallIntegerField()
    institution = models.ForeignKey(
        Institution, null=True, on_delete=models.PROTECT, related_name="+"
    )
    due_on = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=PlanItemState.choices)
    result_es = models.TextField(blank=True)
    result_en = models.TextField(blank=True)
    acta = models.ForeignKey(Acta, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["network_id", "year", "due_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sector__gte=1, sector__lte=15), name="networks_mcof_sector"
            ),
        ]
