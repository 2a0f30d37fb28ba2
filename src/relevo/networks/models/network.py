"""Redes and mesas: who sits in them, where, how they are governed."""

import uuid

from django.db import models

from relevo.directory.models import Institution
from relevo.networks.enums import SeatChangeKind, SeatRole
from relevo.places.models import Crossing
from relevo.plumbing.models import SourcedModel


class Network(SourcedModel):
    """A red or mesa: not an institution; it has no budget, no staff, no legal person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=40, unique=True)
    name_es = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300)
    sort_key = models.CharField(max_length=300)
    scope = models.CharField(max_length=40)
    countries = models.CharField(max_length=20)
    territory_es = models.CharField(max_length=200, blank=True)
    territory_en = models.CharField(max_length=200, blank=True)
    crossings = models.ManyToManyField(Crossing, related_name="+")
    started = models.CharField(max_length=10, blank=True)
    started_precision = models.CharField(max_length=6, blank=True)
    started_evidence_es = models.TextField(blank=True)
    started_evidence_en = models.TextField(blank=True)
    members_count_es = models.CharField(max_length=200, blank=True)
    members_count_en = models.CharField(max_length=200, blank=True)
    governance_es = models.TextField(blank=True)
    governance_en = models.TextField(blank=True)
    outputs_es = models.TextField(blank=True)
    outputs_en = models.TextField(blank=True)
    meetings_es = models.TextField(blank=True)
    meetings_en = models.TextField(blank=True)
    problems_es = models.TextField(blank=True)
    problems_en = models.TextField(blank=True)
    status_es = models.CharField(max_length=200, blank=True)
    status_en = models.CharField(max_length=200, blank=True)

    parts = models.ManyToManyField("self", symmetrical=False, related_name="wholes")
    verify_every_days = models.PositiveSmallIntegerField(default=90)
    calendar_nonce = models.CharField(max_length=22, blank=True)
    shown_indicators = models.JSONField(default=list)
    """Codes of the figures that an acta of the network decided to show beyond its members."""
    shown_acta = models.CharField(max_length=40, blank=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["sort_key", "key"]

    def __str__(self) -> str:
        return self.name_es


class MemberQuerySet(models.QuerySet["Member"]):
    def current(self) -> "MemberQuerySet":
        """Rows that have not ended, also those that are in the network's directory only."""
        return self.filter(left_on=None)

    def seated(self) -> "MemberQuerySet":
        """Current seats at the table."""
        return self.current().exclude(role=SeatRole.LISTED)


class Member(SourcedModel):
    """A seat in a network: an institution we hold, or the name as a source states it.

    Who speaks for it is a role with an alternate and a term, never a private person. A seat that
    ended stays, with the day, so that an acta of then can still be read.
    """

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="members")
    institution = models.ForeignKey(
        Institution, null=True, on_delete=models.PROTECT, related_name="+"
    )
    stated_name_es = models.CharField(max_length=200)
    stated_name_en = models.CharField(max_length=200)
    country = models.CharField(max_length=4, blank=True)
    role = models.CharField(max_length=60, blank=True)
    focal_role = models.CharField(max_length=160, blank=True)
    alternate_role = models.CharField(max_length=160, blank=True)
    is_steering = models.BooleanField(default=False)
    joined_on = models.DateField(null=True)
    term_until = models.DateField(null=True)
    left_on = models.DateField(null=True)
    successor = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")

    objects = MemberQuerySet.as_manager()

    class Meta:
        ordering = ["network_id", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["network", "stated_name_es", "country"], name="networks_one_seat"
            ),
        ]

    @property
    def is_seat(self) -> bool:
        """Whether it sits at the table; an institution may be in the directory only."""
        return self.role != SeatRole.LISTED


class SeatChange(models.Model):
    """What changed about a seat, when, by whom, by which acta. Append-only."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=16, choices=SeatChangeKind.choices)
    on = models.DateField()
    before = models.CharField(max_length=200, blank=True)
    after = models.CharField(max_length=200, blank=True)
    acta_number = models.CharField(max_length=40, blank=True)
    actor_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
