"""Word that goes around, what was found out about it, and what the public was told."""

import uuid

from django.db import models

from relevo.directory.models import Institution
from relevo.places.models import Area, Crossing
from relevo.situation.enums import SignalKind, SourceType, Verdict


class Signal(models.Model):
    """A call to depart or a rumor. No account, name, telephone or link of anybody is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=14, choices=SignalKind.choices)
    text = models.CharField(max_length=300)
    source_type = models.CharField(max_length=14, choices=SourceType.choices)
    confidence = models.CharField(max_length=6)
    area = models.ForeignKey(Area, null=True, on_delete=models.PROTECT, related_name="+")
    crossing = models.ForeignKey(Crossing, null=True, on_delete=models.PROTECT, related_name="+")
    about_at = models.DateTimeField(null=True)
    """For when it calls or promises, if it says so."""
    known_from = models.DateTimeField()
    noted_by = models.UUIDField()
    institution = models.ForeignKey(
        Institution, null=True, on_delete=models.PROTECT, related_name="+"
    )
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["-known_from", "id"]


class SignalFinding(models.Model):
    """What somebody with the role to say it found out; the newest is the verdict."""

    signal = models.ForeignKey(Signal, on_delete=models.PROTECT, related_name="findings")
    verdict = models.CharField(max_length=8, choices=Verdict.choices)
    reason = models.CharField(max_length=300)
    by = models.UUIDField()
    role = models.CharField(max_length=20)
    institution = models.ForeignKey(
        Institution, null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ["signal_id", "at", "id"]


class Advisory(models.Model):
    """What the public is told, in both languages, from when until when, by whom."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    signal = models.ForeignKey(
        Signal, null=True, on_delete=models.PROTECT, related_name="advisories"
    )
    area = models.ForeignKey(Area, null=True, on_delete=models.PROTECT, related_name="+")
    crossing = models.ForeignKey(Crossing, null=True, on_delete=models.PROTECT, related_name="+")
    title_es = models.CharField(max_length=120)
    title_en = models.CharField(max_length=120)
    text_es = models.TextField()
    text_en = models.TextField()
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    known_from = models.DateTimeField()
    written_by = models.UUIDField()
    institution = models.ForeignKey(
        Institution, null=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["-from_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until_at__gt=models.F("from_at")),
                name="situation_advisory_ends_after_start",
            ),
        ]
