"""What kind an instance is, its clock, and the shape of a fact with a source."""

from typing import Any

from django.db import models

from relevo.kernel.confidence import Confidence


class InstanceKindFixed(Exception):
    """The kind of an instance is written once: a demo never becomes real, nor the reverse."""


class InstanceKind(models.TextChoices):
    DEMO = "demo"
    REAL = "real"


class Instance(models.Model):
    """The one row written at first start."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    kind = models.CharField(max_length=8, choices=InstanceKind.choices)
    started_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="plumbing_one_instance"),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if Instance.objects.filter(pk=1).exists():
            raise InstanceKindFixed
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise InstanceKindFixed


class ClockSetting(models.Model):
    """From real instant ``real_at`` on, a demo's domain clock shows ``domain_at`` and ticks."""

    real_at = models.DateTimeField()
    domain_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]


class LoadedFacts(models.Model):
    """Which state of committed facts this database holds, and the keys that came from them."""

    name = models.CharField(max_length=40, primary_key=True)
    digest = models.CharField(max_length=64)
    keys = models.JSONField(default=dict)
    loaded_at = models.DateTimeField()


class DestroyedKey(models.Model):
    """A holder whose sealing key was destroyed: none is made for it again (``sealed``)."""

    holder = models.UUIDField(primary_key=True)
    at = models.DateTimeField()
    is_finished = models.BooleanField(default=False)
    """The keys are gone from the key store too, not only noted as destroyed."""


class DestroyedEnvelope(models.Model):
    """A case or packet whose key was destroyed: what lies in it never opens again."""

    envelope = models.UUIDField(primary_key=True)
    at = models.DateTimeField()
    is_finished = models.BooleanField(default=False)


class Operation(models.Model):
    """An act that was done under the id with which it was sent (``operations``)."""

    institution_id = models.UUIDField()
    op_id = models.UUIDField()
    digest = models.CharField(max_length=64)
    result_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["institution_id", "op_id"], name="plumbing_one_operation"
            ),
        ]


class Revision(models.Model):
    """One saved state of a text that several people write. Nothing saved is ever overwritten.

    ``number`` is None for a text that was written on an older state than the current one: it is
    kept beside, to be merged by a person (``plumbing.revisions``).
    """

    subject = models.CharField(max_length=80, db_index=True)
    number = models.PositiveIntegerField(null=True)
    base = models.PositiveIntegerField()
    content = models.JSONField()
    actor_id = models.UUIDField()
    at = models.DateTimeField()
    merged_at = models.DateTimeField(null=True)
    """For a text kept beside: when a person took it in or set it aside."""

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "number"], name="plumbing_one_revision_number"
            ),
        ]


class SourcedModel(models.Model):
    """A fact with where it comes from: rows without a source are shown as unverified."""

    source = models.TextField(blank=True)
    sourced = models.BooleanField(default=False)
    confidence = models.CharField(
        max_length=6, default="low", choices=[(c.value, c.value) for c in Confidence]
    )

    class Meta:
        abstract = True
