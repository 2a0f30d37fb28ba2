"""A directory as a network has it, on its way in: nothing of it is in the directory before."""

import uuid

from django.db import models

from relevo.directory.models import Institution, Service
from relevo.networks.enums import RowDecision, UploadKind, UploadState
from relevo.networks.models.network import Network


class DirectoryUpload(models.Model):
    """A file or pasted text as it was read: a draft until all its rows are decided."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="uploads")
    kind = models.CharField(max_length=5, choices=UploadKind.choices)
    name = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=8, choices=UploadState.choices)
    columns = models.JSONField(default=list)
    """Headers as read, in order."""
    mapping = models.JSONField(default=dict)
    """Index of a column (as text) to the field it fills."""
    notes = models.JSONField(default=list)
    """What was noticed of the file as a whole: dicts of code, place, read, accepted."""
    country = models.CharField(max_length=2, blank=True)
    """Country of rows that do not say one."""
    uploaded_by = models.UUIDField()
    uploaded_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-uploaded_at", "id"]


class UploadRow(models.Model):
    """One row as read, what was corrected, what is wrong, whom it may duplicate, what was decided.

    ``problems``: dicts of code, field, read, accepted. ``corrected``: field to text.
    """

    upload = models.ForeignKey(DirectoryUpload, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    place = models.CharField(max_length=80)
    """Where it stands in the file, as a person would look for it."""
    cells = models.JSONField(default=list)
    corrected = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    decision = models.CharField(
        max_length=9, choices=RowDecision.choices, default=RowDecision.UNDECIDED
    )
    same_institution = models.ForeignKey(
        Institution, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    same_service = models.ForeignKey(
        Service, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    likeness = models.PositiveSmallIntegerField(default=0)
    """Percent, of the nearest entry that exists."""
    written_service = models.ForeignKey(
        Service, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["upload_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["upload", "number"], name="networks_one_row_number"),
        ]
