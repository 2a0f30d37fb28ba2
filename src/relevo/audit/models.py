"""Append-only, hash-chained: who did what to which id, when, why. Codes only, never a text."""

from typing import Any

from django.db import models


class EventFixed(Exception):
    """An audit row is never changed or deleted."""


class Chain(models.Model):
    """The head of one institution's chain; the instance's own has no institution. Locked last.

    ``keyed_from``: the first event with a MAC. Events of before keys are held together by their
    digests alone, up to the head that the key holder has noted (``rules.epoch_of``).
    """

    institution_id = models.UUIDField(unique=True)
    length = models.PositiveBigIntegerField(default=0)
    head = models.CharField(max_length=64, blank=True)
    keyed_from = models.PositiveBigIntegerField(null=True)
    witnessed_length = models.PositiveBigIntegerField(default=0)
    witnessed_at = models.DateTimeField(null=True)


class Event(models.Model):
    """One act. ``subject`` is an id, ``facts`` are codes: no names, no texts."""

    institution_id = models.UUIDField()
    number = models.PositiveBigIntegerField()
    verb = models.CharField(max_length=60)
    subject = models.CharField(max_length=80)
    actor_id = models.UUIDField()
    purpose = models.CharField(max_length=60, blank=True)
    facts = models.JSONField(default=dict)
    at = models.DateTimeField()
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)
    mac = models.CharField(max_length=64, blank=True)
    """Over chain, number and digest, by the key holder: the database alone makes none."""

    class Meta:
        ordering = ["institution_id", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["institution_id", "number"], name="audit_one_event_per_number"
            ),
        ]
        indexes = [
            models.Index(fields=["subject", "at"], name="audit_by_subject"),
            models.Index(fields=["actor_id", "verb", "at"], name="audit_by_actor"),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise EventFixed
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise EventFixed
