"""Texts in versions that never change, and recordings of them. Nothing of a person helped."""

import uuid

from django.db import models

from relevo.texts.enums import Medium, TextKind


class TextVersion(models.Model):
    """One text in one language. A changed text is a new version; an old one stays.

    ``words``: for a consent, each field in plain words of that language.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=TextKind.choices)
    language = models.CharField(max_length=8)
    number = models.PositiveSmallIntegerField()
    paragraphs = models.JSONField()
    words = models.JSONField(default=dict)
    translator = models.CharField(max_length=120)
    reviewer = models.CharField(max_length=120)
    reviewed_on = models.DateField()
    added_at = models.DateTimeField()
    added_by = models.UUIDField()

    class Meta:
        ordering = ["kind", "language", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "language", "number"], name="texts_one_version_a_number"
            ),
        ]


class Recording(models.Model):
    """A text as somebody says it. ``version``: of the text that is spoken, committed or added."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=TextKind.choices)
    language = models.CharField(max_length=8)
    version = models.CharField(max_length=20)
    medium = models.CharField(max_length=12, choices=Medium.choices)
    content = models.BinaryField()
    digest = models.CharField(max_length=64)
    speaker = models.CharField(max_length=120)
    reviewer = models.CharField(max_length=120)
    recorded_on = models.DateField()
    added_at = models.DateTimeField()
    added_by = models.UUIDField()

    class Meta:
        ordering = ["kind", "language", "-added_at", "id"]
        indexes = [models.Index(fields=["kind", "language", "version"], name="texts_recordings")]
