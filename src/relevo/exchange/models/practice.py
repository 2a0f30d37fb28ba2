"""Good practices in a structured form, who adopted them, what happened, what the evidence says."""

import uuid

from django.db import models

from relevo.directory.models import Institution
from relevo.exchange.enums import AdoptionResult, PracticeState, ReviewVerdict, TagKind
from relevo.exchange.models.meeting import Exchange
from relevo.networks.models import Network
from relevo.plumbing.models import SourcedModel


class Practice(SourcedModel):
    """What worked somewhere, written so that somebody elsewhere can do it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    network = models.ForeignKey(Network, null=True, on_delete=models.PROTECT, related_name="+")
    exchange = models.ForeignKey(
        Exchange, null=True, on_delete=models.PROTECT, related_name="practices"
    )
    title_es = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    sort_key = models.CharField(max_length=240)
    context_es = models.TextField(blank=True)
    context_en = models.TextField(blank=True)
    problem_es = models.TextField(blank=True)
    problem_en = models.TextField(blank=True)
    steps_es = models.TextField(blank=True)
    steps_en = models.TextField(blank=True)
    resources_es = models.TextField(blank=True)
    resources_en = models.TextField(blank=True)
    evidence_es = models.TextField(blank=True)
    evidence_en = models.TextField(blank=True)
    results_es = models.TextField(blank=True)
    results_en = models.TextField(blank=True)
    elsewhere_es = models.TextField(blank=True)
    elsewhere_en = models.TextField(blank=True)
    state = models.CharField(max_length=9, choices=PracticeState.choices)
    revision = models.PositiveIntegerField(default=0)
    published_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["sort_key", "id"]


class PracticeTag(models.Model):
    """What a practice is about, as codes one filters by."""

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="tags")
    kind = models.CharField(max_length=9, choices=TagKind.choices)
    code = models.CharField(max_length=40)

    class Meta:
        ordering = ["practice_id", "kind", "code"]
        constraints = [
            models.UniqueConstraint(fields=["practice", "kind", "code"], name="exchange_one_tag"),
        ]
        indexes = [models.Index(fields=["kind", "code", "practice"], name="exchange_tag")]


class PracticeToken(models.Model):
    """One folded token under which a practice is found."""

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="tokens")
    token = models.CharField(max_length=60)

    class Meta:
        ordering = ["token", "id"]
        indexes = [models.Index(fields=["token", "practice"], name="exchange_token")]


class Adoption(models.Model):
    """An institution took a practice over, and says what happened."""

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="adoptions")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    adopted_on = models.DateField()
    result = models.CharField(max_length=14, choices=AdoptionResult.choices)
    story_es = models.TextField(blank=True)
    story_en = models.TextField(blank=True)
    told_by = models.UUIDField()
    told_at = models.DateTimeField()

    class Meta:
        ordering = ["-adopted_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "institution"], name="exchange_adopts_once"
            ),
        ]


class EvidenceReview(models.Model):
    """What a university says of the evidence. Append-only: the newest counts."""

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="reviews")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField()
    """The state of the practice that was read."""
    verdict = models.CharField(max_length=12, choices=ReviewVerdict.choices)
    text_es = models.TextField()
    text_en = models.TextField(blank=True)
    reviewed_by = models.UUIDField()
    reviewed_at = models.DateTimeField()

    class Meta:
        ordering = ["-reviewed_at", "-id"]
