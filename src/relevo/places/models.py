"""Countries' areas, crossings and their posts, and the graph one travels on."""

import uuid
from datetime import date

from django.db import models

from relevo.plumbing.models import SourcedModel


class AreaQuerySet(models.QuerySet["Area"]):
    def valid_on(self, on: date) -> "AreaQuerySet":
        """Areas that exist on a day: El Salvador's municipalities changed on 1 May 2024."""
        return self.filter(
            models.Q(valid_from=None) | models.Q(valid_from__lte=on),
            models.Q(valid_until=None) | models.Q(valid_until__gt=on),
        )


class Area(SourcedModel):
    """A department, municipality or (El Salvador since 2024) district."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=40, unique=True)
    country = models.CharField(max_length=2)
    level = models.CharField(max_length=16)
    official_code = models.CharField(max_length=12, blank=True)
    code_source = models.TextField(blank=True)
    name = models.CharField(max_length=120)
    name_folded = models.CharField(max_length=120, db_index=True)
    sort_key = models.CharField(max_length=120)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    predecessor = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    precision = models.CharField(max_length=16, blank=True)
    population = models.PositiveIntegerField(null=True)
    node_key = models.CharField(max_length=40, blank=True)

    objects = AreaQuerySet.as_manager()

    class Meta:
        ordering = ["country", "sort_key", "key"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(lat=None, lon=None)
                | models.Q(lat__isnull=False, lon__isnull=False),
                name="places_area_point_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def p_code(self) -> str:
        """The place code of the common operational datasets: ``HN17``; empty where it has none."""
        return f"{self.country}{self.official_code}" if self.official_code else ""


class AreaAlias(models.Model):
    """Another name or spelling people use for an area."""

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=120)
    name_folded = models.CharField(max_length=120, db_index=True)

    class Meta:
        ordering = ["name_folded", "id"]
        constraints = [
            models.UniqueConstraint(fields=["area", "name"], name="places_alias_once"),
        ]


class Node(models.Model):
    """A place one can be: an area's seat, a locality, or one side of a crossing."""

    key = models.CharField(max_length=40, primary_key=True)
    kind = models.CharField(max_length=10)
    country = models.CharField(max_length=2)
    department = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="nodes")
    name = models.CharField(max_length=120)
    name_folded = models.CharField(max_length=120, db_index=True)
    lat = models.FloatField()
    lon = models.FloatField()
    precision = models.CharField(max_length=16)

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return self.name


class Link(SourcedModel):
    """A way between two nodes of one country."""

    key = models.CharField(max_length=90, primary_key=True)
    from_node = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="+")
    to_node = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="+")
    km = models.FloatField()
    road_class = models.CharField(max_length=12)
    rule = models.CharField(max_length=12)

    class Meta:
        ordering = ["key"]


class Crossing(SourcedModel):
    """A border crossing: official or semi-official. Informal ones are not held."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=20, unique=True)
    name_es = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    name_folded = models.CharField(max_length=120, db_index=True)
    sort_key = models.CharField(max_length=120)
    border_pair = models.CharField(max_length=8)
    kind = models.CharField(max_length=30)
    is_integrated = models.BooleanField(default=False)
    status_es = models.CharField(max_length=200, blank=True)
    status_en = models.CharField(max_length=200, blank=True)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    precision = models.CharField(max_length=16, blank=True)
    planned_through = models.BooleanField(default=False)
    not_planned_es = models.TextField(blank=True)
    not_planned_en = models.TextField(blank=True)
    role_es = models.TextField(blank=True)
    role_en = models.TextField(blank=True)
    hours_note_es = models.TextField(blank=True)
    hours_note_en = models.TextField(blank=True)

    class Meta:
        ordering = ["sort_key", "key"]

    def __str__(self) -> str:
        return self.name_es


class Post(SourcedModel):
    """One side of a crossing: where one country's authorities work."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=24, unique=True)
    crossing = models.ForeignKey(Crossing, on_delete=models.CASCADE, related_name="posts")
    country = models.CharField(max_length=2)
    name = models.CharField(max_length=120)
    area = models.ForeignKey(Area, null=True, on_delete=models.PROTECT, related_name="+")
    admin1 = models.CharField(max_length=80, blank=True)
    municipality = models.CharField(max_length=120, blank=True)
    locality = models.CharField(max_length=120, blank=True)
    authority_keys = models.CharField(max_length=200, blank=True)
    is_listed_official = models.BooleanField(default=True)
    note_es = models.TextField(blank=True)
    note_en = models.TextField(blank=True)

    class Meta:
        ordering = ["crossing__sort_key", "country", "key"]
        constraints = [
            models.UniqueConstraint(fields=["crossing", "country"], name="places_one_post_a_side"),
        ]
