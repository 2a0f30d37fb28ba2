"""What people say of the help they got. Only this app reads these rows.

What was said, about whom, and by which slip lies in sealed blobs of the network. In clear stands
what the clock needs. Counts are kept apart, so that no count leads to a complaint.
"""

import uuid

from django.db import models

from relevo.accounts.models import User
from relevo.directory.models import Institution, Service
from relevo.feedback.enums import (
    Channel,
    ComplaintState,
    Found,
    Got,
    Kind,
    ReportAnswer,
    Verb,
)
from relevo.networks.models import Network


class FocalPoint(models.Model):
    """One of the two persons whom a network named to read complaints, and for whom they sit."""

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    named_by = models.UUIDField()
    ended_by = models.UUIDField(null=True)

    class Meta:
        ordering = ["network_id", "since", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["network", "institution"],
                condition=models.Q(until=None),
                name="feedback_one_reader_an_institution",
            ),
        ]


class Complaint(models.Model):
    """Something told that only its readers may know. ``country``: whose holidays its clock keeps.

    ``about``: institution, service, what was ticked and the code of the slip, sealed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="+")
    code_digest = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=12, choices=ComplaintState.choices)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    country = models.CharField(max_length=2)
    outside_body = models.CharField(max_length=20)
    received_at = models.DateTimeField()
    due_at = models.DateTimeField()
    about = models.BinaryField()

    class Meta:
        ordering = ["due_at", "id"]
        indexes = [models.Index(fields=["network", "state", "due_at"], name="feedback_by_clock")]


class Statement(models.Model):
    """What the person said, and what they added later; sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="statements")
    at = models.DateTimeField()
    words = models.BinaryField()

    class Meta:
        ordering = ["complaint_id", "at", "id"]


class Step(models.Model):
    """What was done about a complaint, numbered; ``words`` are for the person, sealed.

    Append-only.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="steps")
    number = models.PositiveIntegerField(default=0)
    verb = models.CharField(max_length=12, choices=Verb.choices)
    at = models.DateTimeField()
    by = models.UUIDField(null=True)
    code = models.CharField(max_length=20, blank=True)
    words = models.BinaryField(null=True)

    class Meta:
        ordering = ["complaint_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["complaint", "number"], name="feedback_one_number"),
        ]


class Aside(models.Model):
    """A reader who found that they must not read this complaint: it is about their own house."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="asides")
    user_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["complaint_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["complaint", "user_id"], name="feedback_once_aside"),
        ]


class Report(models.Model):
    """Ordinary feedback on a place: codes only, for its institution and the coordination."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, null=True, on_delete=models.PROTECT, related_name="+")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="+")
    code_digest = models.CharField(max_length=64, unique=True)
    found = models.CharField(max_length=6, choices=Found.choices, blank=True)
    got = models.CharField(max_length=8, choices=Got.choices, blank=True)
    told_on = models.DateField()
    went_on = models.DateField(null=True)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    answer = models.CharField(max_length=16, choices=ReportAnswer.choices, blank=True)
    answered_on = models.DateField(null=True)
    answered_by = models.UUIDField(null=True)

    class Meta:
        ordering = ["-told_on", "id"]
        indexes = [
            models.Index(fields=["institution", "told_on"], name="feedback_by_institution"),
            models.Index(fields=["network", "told_on"], name="feedback_by_network"),
        ]


class Tally(models.Model):
    """How many of a kind were told in a month: all that the coordination learns of complaints."""

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="+")
    month = models.CharField(max_length=7)
    kind = models.CharField(max_length=14, choices=Kind.choices)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["network_id", "month", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["network", "month", "kind"], name="feedback_one_tally"),
        ]
