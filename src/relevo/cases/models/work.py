"""What a case worker keeps of a case while it is open: notes, what is to be done, attachments."""

import uuid

from django.db import models

from relevo.cases.enums import AttachmentKind, TaskKind, TaskOutcome
from relevo.cases.models.cases import Case


class Note(models.Model):
    """A note of the team. Never changed: a correction is another note."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="notes")
    sealed = models.BinaryField()
    at = models.DateTimeField()
    by = models.UUIDField()

    class Meta:
        ordering = ["case_id", "-at", "id"]


class Task(models.Model):
    """A step of the case plan, or a follow-up with its day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="tasks")
    kind = models.CharField(max_length=10, choices=TaskKind.choices)
    sealed = models.BinaryField()
    due_on = models.DateField()
    created_at = models.DateTimeField()
    created_by = models.UUIDField()
    done_at = models.DateTimeField(null=True)
    done_by = models.UUIDField(null=True)
    outcome = models.CharField(max_length=16, blank=True, choices=TaskOutcome.choices)

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [models.Index(fields=["done_at", "due_on"], name="cases_tasks_due")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(done_at=None, outcome="")
                | models.Q(done_at__isnull=False) & ~models.Q(outcome=""),
                name="cases_done_has_an_outcome",
            ),
        ]


class Attachment(models.Model):
    """A picture or document, drawn anew and sealed; its name and what it shows are sealed too."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="attachments")
    kind = models.CharField(max_length=5, choices=AttachmentKind.choices)
    sealed = models.BinaryField()
    content = models.BinaryField()
    pages = models.PositiveSmallIntegerField(default=1)
    added_at = models.DateTimeField()
    added_by = models.UUIDField()

    class Meta:
        ordering = ["case_id", "added_at", "id"]
