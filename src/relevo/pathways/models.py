"""Rutas de articulación: versioned, validated by an acta, endorsed institution by institution."""

import uuid

from django.db import models

from relevo.directory.models import Institution, Service
from relevo.networks.models import Acta, Network
from relevo.pathways.enums import Stance, VersionState
from relevo.places.models import Area, Crossing
from relevo.plumbing.models import SourcedModel


class Pathway(SourcedModel):
    """A route per profile, territory and pair of countries; its content is in its versions."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=40, unique=True)
    network = models.ForeignKey(Network, null=True, on_delete=models.PROTECT, related_name="+")
    """Whose acta validates it; a seed draft has none until a network takes it up."""
    institution = models.ForeignKey(
        Institution, null=True, on_delete=models.PROTECT, related_name="+"
    )
    """Who drafted it first."""
    title_es = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    sort_key = models.CharField(max_length=240)
    countries = models.CharField(max_length=20)
    """Codes joined by ``|``: one country, or a pair."""
    crossing = models.ForeignKey(Crossing, null=True, on_delete=models.PROTECT, related_name="+")
    areas = models.ManyToManyField(Area, related_name="+")
    is_seed = models.BooleanField(default=False)
    """Draft from public sources: nobody has agreed to it."""
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["sort_key", "key"]


class PathwayProfile(models.Model):
    """A profile (a term of the taxonomy) a route is for."""

    pathway = models.ForeignKey(Pathway, on_delete=models.CASCADE, related_name="profiles")
    code = models.CharField(max_length=40, db_index=True)

    class Meta:
        ordering = ["pathway_id", "code"]
        constraints = [
            models.UniqueConstraint(fields=["pathway", "code"], name="pathways_one_profile"),
        ]


class PathwayVersion(models.Model):
    """One version. Its content may change while it is a draft, and never after it was proposed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pathway = models.ForeignKey(Pathway, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=VersionState.choices)
    content = models.JSONField()
    """``rules.content`` reads and writes it; nothing else looks inside."""
    digest = models.CharField(max_length=64, blank=True)
    """Of the content, from the proposal on."""
    revision = models.PositiveIntegerField(default=0)
    based_on = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    drafted_by = models.ForeignKey(
        Institution, null=True, on_delete=models.PROTECT, related_name="+"
    )
    changed_at = models.DateTimeField()
    proposed_at = models.DateTimeField(null=True)
    acta = models.ForeignKey(Acta, null=True, on_delete=models.PROTECT, related_name="+")
    validated_at = models.DateTimeField(null=True)
    review_on = models.DateField(null=True)
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pathway_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["pathway", "number"], name="pathways_one_number"),
            models.UniqueConstraint(
                fields=["pathway"],
                condition=models.Q(state=VersionState.VALIDATED),
                name="pathways_one_version_works",
            ),
            models.UniqueConstraint(
                fields=["pathway"],
                condition=models.Q(state__in=[VersionState.DRAFT, VersionState.PROPOSED]),
                name="pathways_one_version_in_work",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=VersionState.VALIDATED)
                | models.Q(acta__isnull=False, validated_at__isnull=False),
                name="pathways_validated_by_acta",
            ),
        ]


class StepReliance(models.Model):
    """Which institution or service a step of a version relies on, to find what a change breaks."""

    version = models.ForeignKey(PathwayVersion, on_delete=models.CASCADE, related_name="reliances")
    step_key = models.CharField(max_length=20)
    institution = models.ForeignKey(
        Institution, null=True, on_delete=models.PROTECT, related_name="+"
    )
    service = models.ForeignKey(Service, null=True, on_delete=models.PROTECT, related_name="+")
    is_alternate = models.BooleanField(default=False)

    class Meta:
        ordering = ["version_id", "step_key", "is_alternate", "id"]


class Endorsement(models.Model):
    """How one institution stands to a validated version. A later word is a new row."""

    version = models.ForeignKey(
        PathwayVersion, on_delete=models.CASCADE, related_name="endorsements"
    )
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    stance = models.CharField(max_length=8, choices=Stance.choices)
    on = models.DateField()
    document = models.CharField(max_length=160, blank=True)
    text_es = models.TextField(blank=True)
    text_en = models.TextField(blank=True)
    step_keys = models.JSONField(default=list)
    """The steps a reservation is about; empty: the whole route."""
    stated_by = models.UUIDField()
    stated_at = models.DateTimeField()

    class Meta:
        ordering = ["version_id", "institution__sort_key", "-stated_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(stance=Stance.RESERVED)
                | ~models.Q(text_es="")
                | ~models.Q(text_en=""),
                name="pathways_reservation_says_why",
            ),
            models.CheckConstraint(
                condition=~models.Q(stance=Stance.ENDORSED) | ~models.Q(document=""),
                name="pathways_endorsed_by_a_document",
            ),
        ]
