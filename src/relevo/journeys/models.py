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
    """What a kept plan relies on, so that open plans are found when it changes.

    ``kind``: ``crossing``, ``service``, ``road`` (the key of a link) or ``area`` (the department
    of a place it passes: for restrictions). ``state`` of a crossing when the plan was made.
    """

    plan = models.ForeignKey(StoredPlan, on_delete=models.CASCADE, related_name="reliances")
    kind = models.CharField(max_length=10)
    key = models.CharField(max_length=90)
    state = models.CharField(max_length=14, blank=True)

    class Meta:
        ordering = ["plan_id", "kind", "key"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "kind", "key"], name="journeys_one_reliance"),
        ]
        indexes = [models.Index(fields=["kind", "key"], name="journeys_by_reliance")]


class Replan(models.Model):
    """A kept plan that something changed under: what it was, and the plan that takes its place.

    ``result`` empty: no way works any more, or it could not be computed. ``reasons``: kind, key,
    was and now of each change, as codes, and ``of`` which result it is, where it is not the plan
    itself that became worse; none: what was told before is over, the plan stands.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(StoredPlan, on_delete=models.CASCADE, related_name="replans")
    result = models.ForeignKey(
        StoredPlan, null=True, on_delete=models.CASCADE, related_name="replaces"
    )
    reasons = models.JSONField(default=list)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    read_by = models.UUIDField(null=True)

    class Meta:
        ordering = ["-at", "id"]
        indexes = [models.Index(fields=["plan", "at"], name="journeys_replan_of")]
