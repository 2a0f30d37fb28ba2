"""Status reports on crossings, append-only, and what a crossing asks of whom."""

import uuid

from django.db import models

from relevo.borders.enums import Basis, DemandKind, Direction, Mode, RestrictionKind, State, Stops
from relevo.places.models import Area, Crossing
from relevo.plumbing.models import SourcedModel


class StatusReport(SourcedModel):
    """What somebody said or saw of a crossing, from when until when, and since when it is known.

    ``country`` empty: both sides. Never changed; a later report supersedes by being later.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=60, unique=True)
    crossing = models.ForeignKey(Crossing, on_delete=models.PROTECT, related_name="reports")
    country = models.CharField(max_length=2, blank=True)
    direction = models.CharField(max_length=4, choices=Direction.choices)
    mode = models.CharField(max_length=10, choices=Mode.choices)
    state = models.CharField(
        max_length=14, choices=[c for c in State.choices if c[0] != State.NOT_CONFIRMED]
    )
    basis = models.CharField(max_length=10, choices=Basis.choices)
    opening_hours = models.CharField(max_length=200, blank=True)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)
    known_from = models.DateTimeField()
    text_es = models.TextField(blank=True)
    text_en = models.TextField(blank=True)
    authority_key = models.CharField(max_length=40, blank=True)
    reporter_id = models.UUIDField(null=True)
    reporter_institution_id = models.UUIDField(null=True)
    reporter_role = models.CharField(max_length=20, blank=True)
    settles = models.BooleanField(default=False)
    """Told after words that differed were compared: it ends the contradiction before it."""
    spares_return = models.BooleanField(default=False)
    """Of a closing: its source says that who goes home to their own country is not barred by it."""
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["-from_at", "-known_from", "key"]
        indexes = [
            models.Index(fields=["crossing", "from_at"], name="borders_by_crossing"),
            models.Index(fields=["until_at", "from_at"], name="borders_by_end"),
            models.Index(fields=["known_from", "from_at"], name="borders_by_known"),
            models.Index(
                fields=["known_from", "from_at"],
                condition=models.Q(known_from__gt=models.F("from_at")),
                name="borders_told_late",
            ),
            models.Index(
                fields=["from_at"],
                condition=models.Q(opening_hours__gt=""),
                name="borders_with_hours",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until_at=None) | models.Q(until_at__gt=models.F("from_at")),
                name="borders_report_ends_after_start",
            ),
        ]


class Requirement(SourcedModel):
    """What a country asks of whom on entry or exit; rows of one group are alternatives."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=60, unique=True)
    crossing = models.ForeignKey(
        Crossing, null=True, on_delete=models.PROTECT, related_name="requirements"
    )
    country = models.CharField(max_length=2)
    direction = models.CharField(max_length=5)
    mode = models.CharField(max_length=10)
    applies_to = models.CharField(max_length=60)
    age_from = models.PositiveSmallIntegerField(null=True)
    age_until = models.PositiveSmallIntegerField(null=True)
    demand = models.CharField(max_length=60)
    any_of_group = models.CharField(max_length=60, blank=True)
    is_blocking = models.BooleanField()
    consequence_es = models.TextField(blank=True)
    consequence_en = models.TextField(blank=True)
    text_es = models.TextField()
    text_en = models.TextField()
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    known_from = models.DateTimeField(null=True)
    basis = models.CharField(max_length=10, choices=Basis.choices)
    told_by = models.UUIDField(null=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["country", "direction", "key"]


class RequirementEnd(SourcedModel):
    """Word that something is asked until a day (excluded) and no longer; the newest known holds."""

    requirement = models.ForeignKey(Requirement, on_delete=models.PROTECT, related_name="ends")
    until = models.DateField()
    known_from = models.DateTimeField()
    told_by = models.UUIDField(null=True)

    class Meta:
        ordering = ["requirement_id", "known_from", "id"]


class Demand(models.Model):
    """Something that can be asked for at a border, and what is taken for it. A row, not code.

    ``accepts``: codes of the papers, tests or vaccinations that meet it, any one of them; empty:
    the one of its own code. ``valid_hours``: how old it may be, where it grows old.
    """

    code = models.CharField(max_length=40, primary_key=True)
    kind = models.CharField(max_length=12, choices=DemandKind.choices)
    accepts = models.JSONField(default=list)
    valid_hours = models.PositiveSmallIntegerField(null=True)
    name_es = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100)
    told_by = models.UUIDField(null=True)

    class Meta:
        ordering = ["kind", "code"]

    @property
    def accepted(self) -> frozenset[str]:
        """Codes that meet it. What refuses or waives is met by nothing."""
        if self.kind == DemandKind.NONE:
            return frozenset()
        return frozenset(self.accepts) or frozenset({self.code})


class Correction(models.Model):
    """What the official post says of a report. It stands beside the report and changes nothing."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(StatusReport, on_delete=models.PROTECT, related_name="corrections")
    institution_id = models.UUIDField()
    by = models.UUIDField()
    text = models.CharField(max_length=500)
    text_en = models.CharField(max_length=500, blank=True)
    known_from = models.DateTimeField()
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["known_from", "id"]


class Restriction(SourcedModel):
    """What may not be done in an area at certain hours, by which legal act, and who is excepted.

    ``binding_hours``: when it binds, as an OSM expression; empty: at every hour. Without areas it
    binds the whole country. ``applies_to``: nationalities, as in ``Requirement``; empty: everybody.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=20, choices=RestrictionKind.choices)
    stops = models.CharField(max_length=16, choices=Stops.choices)
    country = models.CharField(max_length=2)
    areas = models.ManyToManyField(Area, related_name="+")
    binding_hours = models.CharField(max_length=200, blank=True)
    applies_to = models.CharField(max_length=60, blank=True)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)
    known_from = models.DateTimeField()
    basis = models.CharField(max_length=10, choices=Basis.choices)
    legal_act_es = models.CharField(max_length=200, blank=True)
    legal_act_en = models.CharField(max_length=200, blank=True)
    text_es = models.TextField()
    text_en = models.TextField()
    safe_conduct_es = models.TextField(blank=True)
    safe_conduct_en = models.TextField(blank=True)
    reporter_id = models.UUIDField(null=True)
    reporter_institution_id = models.UUIDField(null=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["-from_at", "key"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until_at=None) | models.Q(until_at__gt=models.F("from_at")),
                name="borders_restriction_ends_after_start",
            ),
        ]


class RestrictionEnd(SourcedModel):
    """Word that a restriction ends, or is prolonged, at ``until_at``; the newest known holds."""

    restriction = models.ForeignKey(Restriction, on_delete=models.PROTECT, related_name="ends")
    until_at = models.DateTimeField()
    known_from = models.DateTimeField()
    told_by = models.UUIDField(null=True)

    class Meta:
        ordering = ["restriction_id", "known_from", "id"]
