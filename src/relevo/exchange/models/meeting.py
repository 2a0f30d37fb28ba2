"""Exchanges of experience: who came, what was discussed, which routes were proposed."""

import uuid

from django.db import models

from relevo.directory.models import Institution
from relevo.exchange.enums import ExchangeState, ProposedState
from relevo.networks.models import Acta, Network
from relevo.places.models import Crossing
from relevo.plumbing.models import SourcedModel


class Series(models.Model):
    """A line of numbered exchanges of one convener: numbers mean something only within it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=40, unique=True)
    name_es = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    convener_es = models.CharField(max_length=200)
    convener_en = models.CharField(max_length=200, blank=True)
    network = models.ForeignKey(Network, null=True, on_delete=models.PROTECT, related_name="+")
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["name_es", "key"]


class Exchange(SourcedModel):
    """One exchange (I, II, III…). What no source says is empty, and shown as not known."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=40, unique=True)
    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="exchanges")
    number = models.PositiveSmallIntegerField()
    title_es = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300, blank=True)
    aim_es = models.TextField(blank=True)
    aim_en = models.TextField(blank=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    date_precision = models.CharField(max_length=6, blank=True)
    place = models.CharField(max_length=200, blank=True)
    modality = models.CharField(max_length=10, blank=True)
    state = models.CharField(max_length=8, choices=ExchangeState.choices)
    host = models.ForeignKey(Institution, null=True, on_delete=models.PROTECT, related_name="+")
    """The institution whose coordinators keep this exchange."""
    closed_at = models.DateTimeField(null=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["-starts_on", "series__key", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["series", "number"], name="exchange_one_number"),
        ]


class Participation(models.Model):
    """A network or an institution at an exchange; how many women and men, never a name."""

    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="participations")
    network = models.ForeignKey(Network, null=True, on_delete=models.PROTECT, related_name="+")
    institution = models.ForeignKey(
        Institution, null=True, on_delete=models.PROTECT, related_name="+"
    )
    stated_name = models.CharField(max_length=200, blank=True)
    women = models.PositiveSmallIntegerField(null=True)
    men = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering = ["exchange_id", "id"]


class ExchangeSession(models.Model):
    """A session of an exchange and what came out of it."""

    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="sessions")
    position = models.PositiveSmallIntegerField()
    title_es = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    starts_at = models.DateTimeField(null=True)
    summary_es = models.TextField(blank=True)
    summary_en = models.TextField(blank=True)

    class Meta:
        ordering = ["exchange_id", "position", "id"]


class WorkingTable(models.Model):
    """A table about one crossing or one profile, with members of at least two networks."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="tables")
    position = models.PositiveSmallIntegerField()
    crossing = models.ForeignKey(Crossing, null=True, on_delete=models.PROTECT, related_name="+")
    profile = models.CharField(max_length=40, blank=True)
    networks = models.ManyToManyField(Network, related_name="+")

    class Meta:
        ordering = ["exchange_id", "position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(crossing__isnull=False) | ~models.Q(profile=""),
                name="exchange_table_is_about_something",
            ),
        ]


class ProposedRoute(models.Model):
    """A route proposed on the spot; one click makes a draft pathway of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    table = models.ForeignKey(WorkingTable, on_delete=models.CASCADE, related_name="routes")
    title_es = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    problem_es = models.TextField()
    problem_en = models.TextField(blank=True)
    missing_es = models.TextField(blank=True)
    missing_en = models.TextField(blank=True)
    state = models.CharField(max_length=9, choices=ProposedState.choices)
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField()
    taken_up_by = models.ForeignKey(Network, null=True, on_delete=models.PROTECT, related_name="+")
    acta = models.ForeignKey(Acta, null=True, on_delete=models.PROTECT, related_name="+")
    set_aside_reason = models.CharField(max_length=300, blank=True)
    pathway_key = models.CharField(max_length=40, blank=True)
    """The draft pathway that was made of it (``pathways`` stands beside this app)."""

    class Meta:
        ordering = ["table_id", "proposed_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state=ProposedState.ADOPTED) | models.Q(acta__isnull=False),
                name="exchange_adopted_by_acta",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=ProposedState.SET_ASIDE) | ~models.Q(set_aside_reason=""),
                name="exchange_set_aside_has_a_reason",
            ),
        ]


class ProposedStep(models.Model):
    """Who does what on which side, as the table wrote it."""

    route = models.ForeignKey(ProposedRoute, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    action_es = models.CharField(max_length=300)
    action_en = models.CharField(max_length=300, blank=True)
    role = models.CharField(max_length=160)
    institution = models.ForeignKey(
        Institution, null=True, on_delete=models.PROTECT, related_name="+"
    )
    side = models.CharField(max_length=2)
    within_minutes = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["route_id", "position", "id"]
