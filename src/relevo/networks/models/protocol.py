"""The information-sharing protocol: what must be signed before a case moves between two."""

import uuid

from django.db import models

from relevo.directory.models import Institution
from relevo.networks.enums import ProtocolState
from relevo.networks.models.meeting import Acta
from relevo.networks.models.network import Network


class Protocol(models.Model):
    """One version of a network's protocol; its text does not change once it is in force."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="protocols")
    version = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=ProtocolState.choices)
    what_es = models.TextField()
    what_en = models.TextField(blank=True)
    purpose_es = models.TextField()
    purpose_en = models.TextField(blank=True)
    holder_es = models.TextField()
    holder_en = models.TextField(blank=True)
    retention_days = models.PositiveIntegerField()
    incident_es = models.TextField()
    incident_en = models.TextField(blank=True)
    leaving_es = models.TextField()
    leaving_en = models.TextField(blank=True)
    digest = models.CharField(max_length=64, blank=True)
    in_force_on = models.DateField(null=True)
    acta = models.ForeignKey(Acta, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["network_id", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["network", "version"], name="networks_one_protocol_version"
            ),
            models.UniqueConstraint(
                fields=["network"],
                condition=models.Q(state=ProtocolState.IN_FORCE),
                name="networks_one_protocol_in_force",
            ),
        ]


class ProtocolSignature(models.Model):
    """An institution signed a version, itself, through its administrator. Ended, not deleted."""

    protocol = models.ForeignKey(Protocol, on_delete=models.PROTECT, related_name="signatures")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    signed_on = models.DateField()
    signed_role = models.CharField(max_length=160)
    document = models.CharField(max_length=160, blank=True)
    text_digest = models.CharField(max_length=64)
    signed_by = models.UUIDField()
    signed_at = models.DateTimeField()
    ended_on = models.DateField(null=True)
    ended_by = models.UUIDField(null=True)

    class Meta:
        ordering = ["protocol_id", "institution__sort_key", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["protocol", "institution"],
                condition=models.Q(ended_on=None),
                name="networks_signs_once",
            ),
        ]
