"""Institutions and services in the words of HSDS 3.1 (organization is called institution)."""

import uuid
from datetime import date

from django.db import models

from relevo.directory.enums import FIRST_NEEDS, ChangeState, ServiceStatus, Visibility
from relevo.kernel.actor import Actor
from relevo.places.models import Area, Crossing
from relevo.plumbing.models import SourcedModel


def valid_on(on: date) -> models.Q:
    """Rows whose validity dates hold on a day."""
    return models.Q(models.Q(valid_from=None) | models.Q(valid_from__lte=on)) & models.Q(
        models.Q(valid_until=None) | models.Q(valid_until__gt=on)
    )


class Term(models.Model):
    """A term of the taxonomy: a need, a service type under a need, or a profile."""

    code = models.CharField(max_length=40, primary_key=True)
    kind = models.CharField(max_length=12)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    name_es = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    name_folded = models.CharField(max_length=240)
    description_es = models.TextField(blank=True)
    description_en = models.TextField(blank=True)
    mcof_sector = models.PositiveSmallIntegerField(null=True)
    pictogram = models.CharField(max_length=40, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name_es

    @property
    def is_first_aid(self) -> bool:
        """Shown first to a person who looks for help; the others are one tap away."""
        return self.code in FIRST_NEEDS


class InstitutionQuerySet(models.QuerySet["Institution"]):
    def nameable(self) -> "InstitutionQuerySet":
        """Those that may stand in a list one chooses from.

        Who is known for a protected house alone is in none: its name would say that there is one.
        """
        offered = Service.objects.filter(institution=models.OuterRef("pk"))
        protected = offered.filter(visibility=Visibility.RESTRICTED)
        others = offered.exclude(visibility=Visibility.RESTRICTED)
        return self.exclude(models.Exists(protected), ~models.Exists(others))


class Institution(SourcedModel):
    """Who offers services or answers for something; names and mandates change, so it has dates."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=40, unique=True)
    acronym = models.CharField(max_length=40, blank=True)
    name_es = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    name_folded = models.CharField(max_length=240, db_index=True)
    sort_key = models.CharField(max_length=240)
    country = models.CharField(max_length=4)
    level = models.CharField(max_length=20, blank=True)
    kind = models.CharField(max_length=30)
    role_es = models.TextField(blank=True)
    role_en = models.TextField(blank=True)
    valid_from = models.DateField(null=True)
    valid_from_precision = models.CharField(max_length=6, blank=True)
    valid_until = models.DateField(null=True)
    valid_until_precision = models.CharField(max_length=6, blank=True)
    successor = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    note_es = models.TextField(blank=True)
    note_en = models.TextField(blank=True)
    public_line = models.CharField(max_length=80, blank=True)
    line_note_es = models.CharField(max_length=200, blank=True)
    line_note_en = models.CharField(max_length=200, blank=True)
    is_line_sourced = models.BooleanField(default=False)
    is_demo = models.BooleanField(default=False)

    objects = InstitutionQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "key"]

    def __str__(self) -> str:
        return self.name_es


class Location(models.Model):
    """Where a service is given. A restricted service has none: no row, nothing to leak."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey(Area, null=True, on_delete=models.PROTECT, related_name="+")
    locality = models.CharField(max_length=120, blank=True)
    address = models.CharField(max_length=200, blank=True)
    node_key = models.CharField(max_length=40, blank=True)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    precision = models.CharField(max_length=16, blank=True)


class ServiceQuerySet(models.QuerySet["Service"]):
    def visible_to(self, viewer: Actor | None) -> "ServiceQuerySet":
        """The public sees public entries; who signs in also sees those of the networks.

        A restricted service is then a name and a line: it never has a location.
        """
        return self.public() if viewer is None else self.all()

    def public(self) -> "ServiceQuerySet":
        return self.filter(visibility=Visibility.PUBLIC)

    def offered_on(self, on: date) -> "ServiceQuerySet":
        """Services that work on a day as far as their dates and status say."""
        return self.filter(valid_on(on)).exclude(
            status__in=[ServiceStatus.PLANNED, ServiceStatus.HISTORIC, ServiceStatus.CLOSED]
        )


class Service(SourcedModel):
    """What an institution offers at a location."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=40, unique=True)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="services")
    name_es = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    sort_key = models.CharField(max_length=240)
    kind = models.CharField(max_length=30)
    country = models.CharField(max_length=2)
    department = models.ForeignKey(Area, null=True, on_delete=models.PROTECT, related_name="+")
    location = models.OneToOneField(
        Location, null=True, on_delete=models.SET_NULL, related_name="service"
    )
    crossing = models.ForeignKey(Crossing, null=True, on_delete=models.PROTECT, related_name="+")
    terms = models.ManyToManyField(Term, related_name="services")
    phone = models.CharField(max_length=80, blank=True)
    is_phone_sourced = models.BooleanField(default=False)
    email = models.CharField(max_length=120, blank=True)
    url = models.CharField(max_length=200, blank=True)
    verify_by = models.DateField(null=True, db_index=True)
    """When it must be confirmed again; None: nobody has confirmed it yet, so at once."""
    told_closed_on = models.DateField(null=True)
    """Somebody said that they found it closed that day. A doubt, until it is confirmed again."""
    status = models.CharField(max_length=10, choices=ServiceStatus.choices)
    permanence = models.CharField(max_length=10, blank=True)
    valid_from = models.DateField(null=True)
    valid_from_precision = models.CharField(max_length=6, blank=True)
    valid_until = models.DateField(null=True)
    valid_until_precision = models.CharField(max_length=6, blank=True)
    note_es = models.TextField(blank=True)
    note_en = models.TextField(blank=True)
    visibility = models.CharField(max_length=12, choices=Visibility.choices)
    is_demo = models.BooleanField(default=False)

    objects = ServiceQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "key"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(visibility=Visibility.RESTRICTED) | models.Q(location=None),
                name="directory_restricted_has_no_location",
            ),
        ]

    def __str__(self) -> str:
        return self.name_es

    @property
    def need_terms(self) -> list[Term]:
        """What it is for, without profiles; fetch ``terms`` first."""
        return [term for term in self.terms.all() if term.kind != "profile"]

    @property
    def place_name(self) -> str:
        """Where it is, in words; nothing for a restricted one. Fetch location and areas first."""
        if self.visibility == Visibility.RESTRICTED or self.location is None:
            return ""
        area = self.location.area
        names = (
            self.location.locality,
            area.name if area else "",
            self.department.name if self.department else "",
        )
        return ", ".join(dict.fromkeys(name for name in names if name))


class Schedule(models.Model):
    """Opening hours as an OSM opening_hours expression and in words; ``as_of`` when it was true."""

    service = models.OneToOneField(Service, on_delete=models.CASCADE, related_name="schedule")
    opening_hours = models.CharField(max_length=200, blank=True)
    text_es = models.TextField(blank=True)
    text_en = models.TextField(blank=True)
    as_of = models.DateField(null=True)
    is_sourced = models.BooleanField(default=False)


class Capacity(models.Model):
    """Places of a service. ``available`` None: not known. Shown only to its own institution."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="capacities")
    unit = models.CharField(max_length=20)
    maximum = models.PositiveIntegerField(null=True)
    available = models.PositiveIntegerField(null=True)
    condition = models.CharField(max_length=20, default="nominal")
    isolation_places = models.PositiveIntegerField(null=True)
    updated_at = models.DateTimeField(null=True)
    note_es = models.TextField(blank=True)
    note_en = models.TextField(blank=True)

    class Meta:
        ordering = ["service_id", "unit", "condition"]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "unit", "condition"], name="directory_one_capacity"
            ),
        ]


class AdmissionRule(SourcedModel):
    """Who is admitted, as data: ``rule`` is a code of the closed list in ``enums``."""

    key = models.CharField(max_length=40, unique=True)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="admission_rules")
    rule = models.CharField(max_length=40)
    value = models.CharField(max_length=80, blank=True)
    text_es = models.TextField()
    text_en = models.TextField()

    class Meta:
        ordering = ["key"]


class Assumption(models.Model):
    """What is assumed of a kind of service where nobody has confirmed it: *confirm first*."""

    kind = models.CharField(max_length=30, primary_key=True)
    opening_hours = models.CharField(max_length=200, blank=True)
    capacity_rule = models.CharField(max_length=12)
    duration_minutes = models.PositiveIntegerField()
    text_es = models.TextField()
    text_en = models.TextField()
    basis_es = models.TextField()
    basis_en = models.TextField()


class Holiday(SourcedModel):
    """A public holiday; editable, because no published list agrees with another."""

    country = models.CharField(max_length=2)
    on = models.DateField()
    name_es = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)

    class Meta:
        ordering = ["country", "on"]
        constraints = [
            models.UniqueConstraint(fields=["country", "on"], name="directory_one_holiday_a_day"),
        ]


class AssistanceLine(SourcedModel):
    """A short public telephone line. The same number means different things by country (132)."""

    country = models.CharField(max_length=2)
    number = models.CharField(max_length=40)
    kind = models.CharField(max_length=20)
    name_es = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    use_es = models.TextField(blank=True)
    use_en = models.TextField(blank=True)

    class Meta:
        ordering = ["country", "kind", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["country", "number", "kind"], name="directory_one_line"
            ),
        ]


class Verification(models.Model):
    """Who confirmed an entry, when and how; confidence decays from here. Append-only."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="verifications")
    at = models.DateTimeField()
    by_institution = models.ForeignKey(
        Institution, null=True, on_delete=models.PROTECT, related_name="+"
    )
    actor_id = models.UUIDField()
    method = models.CharField(max_length=12)
    outcome = models.CharField(max_length=12)
    confidence = models.CharField(max_length=6)

    class Meta:
        ordering = ["-at", "-id"]


class ChangeRequest(models.Model):
    """What somebody says is different about an entry; its owner decides. Nothing changes before.

    ``changes``: field to the text it shall have, ``before``: the text that stood there then.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="change_requests")
    changes = models.JSONField()
    before = models.JSONField()
    reason = models.CharField(max_length=300, blank=True)
    from_institution = models.ForeignKey(
        Institution, null=True, on_delete=models.PROTECT, related_name="+"
    )
    came_by_link = models.BooleanField(default=False)
    requested_by = models.UUIDField()
    requested_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=ChangeState.choices)
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-requested_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state=ChangeState.OPEN, decided_at=None)
                | (~models.Q(state=ChangeState.OPEN) & models.Q(decided_at__isnull=False)),
                name="directory_decided_has_an_instant",
            ),
        ]


class SearchToken(models.Model):
    """One folded token under which a service is found: the same SQL on both databases."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="tokens")
    token = models.CharField(max_length=60)

    class Meta:
        ordering = ["token", "id"]
        indexes = [models.Index(fields=["token", "service"], name="directory_token")]
