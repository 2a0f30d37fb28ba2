"""Roads: cut, slow or open again."""

import uuid

from django.db import models

from relevo.borders.enums import Basis
from relevo.plumbing.models import SourcedModel
from relevo.situation.enums import RoadState
from relevo.situation.models.emergency import Emergency


class RoadReport(SourcedModel):
    """What somebody said or saw of a road link (``places.Link``); the newest that holds decides."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=60, unique=True)
    link_key = models.CharField(max_length=90)
    state = models.CharField(max_length=4, choices=RoadState.choices)
    basis = models.CharField(max_length=10, choices=Basis.choices)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)
    known_from = models.DateTimeField()
    text_es = models.CharField(max_length=300, blank=True)
    text_en = models.CharField(max_length=300, blank=True)
    emergency = models.ForeignKey(
        Emergency, null=True, on_delete=models.PROTECT, related_name="roads"
    )
    reporter_id = models.UUIDField(null=True)
    reporter_institution_id = models.UUIDField(null=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["-from_at", "-known_from", "key"]
        indexes = [models.Index(fields=["link_key", "from_at"], name="situation_by_link")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until_at=None) | models.Q(until_at__gt=models.F("from_at")),
                name="situation_road_ends_after_start",
            ),
        ]
