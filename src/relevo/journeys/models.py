"""Computed plans that were kept, and what each relies on."""

import uuid

from django.db import models


class StoredPlan(models.Model):
    """A plan as it was computed: coded request and answer, engine version and input digest.

    The request holds no name, no contact and no case: age, sex, nationality and needs are kept
    sealed, because together they can point at a person.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution_id = models.UUIDField()
    created_by = models.UUIDField()
    created_at = models.DateTimeField()
    departs_at = models.DateTimeField()
    known_at = models.DateTimeField()
    engine_version = models.CharField(max_length=12)
    input_digest = models.CharField(max_length=64)
    sealed = models.BinaryField()

    class Meta:
        ordering = ["-created_at", "id"]


class Reliance(models.Model):
    """A crossing or service that a kept plan relies on: so open plans are found when it changes."""

    plan = models.ForeignKey(StoredPlan, on_delete=models.CASCADE, related_name="reliances")
    kind = models.CharField(max_length=10)
    key = models.CharField(max_length=40)
    state = models.CharField(max_length=14, blank=True)

    class Meta:
        ordering = ["plan_id", "kind", "key"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "kind", "key"], name="journeys_one_reliance"),
        ]
        indexes = [models.Index(fields=["kind", "key"], name="journeys_by_reliance")]
