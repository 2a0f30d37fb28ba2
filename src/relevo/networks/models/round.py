"""Keeping a network's directory true: rounds, links that institutions answer, mirror pairs."""

import uuid

from django.db import models

from relevo.directory.models import Institution
from relevo.networks.enums import EntryAnswer, RoundState
from relevo.networks.models.meeting import Meeting
from relevo.networks.models.network import Network
from relevo.places.models import Crossing


class VerificationRound(models.Model):
    """Before a meeting, every institution is asked once whether its entry is still true."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="rounds")
    meeting = models.ForeignKey(Meeting, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=6, choices=RoundState.choices)
    due_on = models.DateField()
    opened_by = models.UUIDField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-opened_at", "id"]


class EntryLink(models.Model):
    """A link with which one institution confirms its own entry, without an account.

    The link is a signature over the id of this row (``plumbing.links``): looking at it spends
    nothing, an answer spends it. What is answered with a change becomes a change request.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(VerificationRound, on_delete=models.CASCADE, related_name="links")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    """When the secretary noted that it was sent."""
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=9, choices=EntryAnswer.choices, blank=True)
    answered_by_telephone = models.BooleanField(default=False)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["round_id", "institution__sort_key", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "institution"], name="networks_one_link_a_round"
            ),
        ]


class Mirror(models.Model):
    """Two institutions that are each other's counterpart across a crossing."""

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="mirrors")
    crossing = models.ForeignKey(Crossing, on_delete=models.PROTECT, related_name="+")
    institution_a = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    institution_b = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    note_es = models.CharField(max_length=200, blank=True)
    note_en = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["network_id", "crossing__sort_key", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["network", "crossing", "institution_a", "institution_b"],
                name="networks_one_mirror",
            ),
            models.CheckConstraint(
                condition=~models.Q(institution_a=models.F("institution_b")),
                name="networks_mirror_is_two",
            ),
        ]
