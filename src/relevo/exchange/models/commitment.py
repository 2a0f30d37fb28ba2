"""Commitments: who promised what until when, and who else says that it was kept."""

import uuid

from django.db import models

from relevo.directory.models import Institution, Service
from relevo.exchange.enums import CommitmentMove, CommitmentState, ConfirmerKind
from relevo.exchange.models.meeting import Exchange
from relevo.networks.models import Meeting, Network


class Commitment(models.Model):
    """A promise made at a meeting or an exchange. Its owner alone can never make it confirmed.

    The constraints below are the last line: whatever code wrote a row, it is refused when the
    owner or the person who reported it would be the one who confirms.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="commitments")
    """The network that follows it: its agenda carries it while it is overdue."""
    meeting = models.ForeignKey(
        Meeting, null=True, on_delete=models.PROTECT, related_name="commitments"
    )
    exchange = models.ForeignKey(
        Exchange, null=True, on_delete=models.PROTECT, related_name="commitments"
    )
    number = models.PositiveIntegerField()
    text_es = models.TextField()
    text_en = models.TextField(blank=True)
    folded = models.TextField(blank=True)
    """Its words as they are searched: folded tokens with a space before and after each."""
    owner = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    confirmer_kind = models.CharField(max_length=11, choices=ConfirmerKind.choices)
    counterpart = models.ForeignKey(
        Institution, null=True, on_delete=models.PROTECT, related_name="+"
    )
    due_on = models.DateField()
    state = models.CharField(max_length=9, choices=CommitmentState.choices)
    evidence = models.TextField(blank=True)
    reported_by = models.UUIDField(null=True)
    reported_by_institution = models.ForeignKey(
        Institution, null=True, on_delete=models.PROTECT, related_name="+"
    )
    """Not the owner: the secretariat recorded what the owner told it, for want of an account."""
    reported_at = models.DateTimeField(null=True)
    confirmed_by = models.UUIDField(null=True)
    confirmed_by_institution = models.ForeignKey(
        Institution, null=True, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True)
    set_aside_reason = models.CharField(max_length=300, blank=True)
    changed_service = models.ForeignKey(
        Service, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    changed_pathway_key = models.CharField(max_length=40, blank=True)
    made_by = models.UUIDField()
    made_at = models.DateTimeField()
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["due_on", "number", "id"]
        indexes = [
            models.Index(fields=["network", "state", "due_on"], name="exchange_due"),
            models.Index(fields=["owner", "state", "due_on"], name="exchange_owed"),
            models.Index(fields=["counterpart", "state", "due_on"], name="exchange_waits_for"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["network", "number"], name="exchange_one_commitment_number"
            ),
            models.CheckConstraint(
                condition=models.Q(confirmer_kind=ConfirmerKind.STEERING, counterpart=None)
                | models.Q(confirmer_kind=ConfirmerKind.COUNTERPART, counterpart__isnull=False),
                name="exchange_names_who_confirms",
            ),
            models.CheckConstraint(
                condition=models.Q(counterpart=None) | ~models.Q(counterpart=models.F("owner")),
                name="exchange_owner_is_not_counterpart",
            ),
            models.CheckConstraint(
                condition=(
                    ~models.Q(state=CommitmentState.CONFIRMED)
                    & models.Q(confirmed_by=None, confirmed_by_institution=None, confirmed_at=None)
                )
                | (
                    models.Q(
                        state=CommitmentState.CONFIRMED,
                        confirmed_by__isnull=False,
                        confirmed_by_institution__isnull=False,
                        confirmed_at__isnull=False,
                        reported_by__isnull=False,
                    )
                    & ~models.Q(confirmed_by_institution=models.F("owner"))
                    & ~models.Q(confirmed_by=models.F("reported_by"))
                ),
                name="exchange_confirmed_by_another",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=CommitmentState.CONFIRMED)
                | models.Q(confirmer_kind=ConfirmerKind.STEERING)
                | models.Q(confirmed_by_institution=models.F("counterpart")),
                name="exchange_confirmed_by_who_was_named",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=[CommitmentState.REPORTED, CommitmentState.CONFIRMED])
                | models.Q(
                    reported_by__isnull=False,
                    reported_by_institution__isnull=False,
                    reported_at__isnull=False,
                ),
                name="exchange_reported_says_by_whom",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=CommitmentState.SET_ASIDE)
                | ~models.Q(set_aside_reason=""),
                name="exchange_commitment_set_aside_has_a_reason",
            ),
        ]


class CommitmentEvent(models.Model):
    """What happened to a commitment, in order. Append-only."""

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="events")
    move = models.CharField(max_length=17, choices=CommitmentMove.choices)
    institution = models.ForeignKey(
        Institution, null=True, on_delete=models.PROTECT, related_name="+"
    )
    actor_id = models.UUIDField()
    at = models.DateTimeField()
    note = models.CharField(max_length=300, blank=True)
    evidence = models.TextField(blank=True)
    """What was reported: a report that was returned stays readable here."""
    due_on = models.DateField(null=True)
    """The new date, where it was postponed."""
    acta_number = models.CharField(max_length=40, blank=True)
    """The acta by which it was postponed."""
    confirmer = models.ForeignKey(
        Institution, null=True, on_delete=models.PROTECT, related_name="+"
    )
    """The new counterpart, where it was changed; None: the steering committee."""

    class Meta:
        ordering = ["commitment_id", "at", "id"]
