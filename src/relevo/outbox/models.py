"""Things to tell others, written in the transaction of the fact; a worker drains them."""

import uuid

from django.db import models


class Message(models.Model):
    """One thing to tell. ``subject_id`` is an id; a message holds no content of a case."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    topic = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=80)
    facts = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["due_at", "created_at", "id"]
        indexes = [models.Index(fields=["done_at", "due_at"], name="outbox_due")]
