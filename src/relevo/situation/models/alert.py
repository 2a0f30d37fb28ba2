"""Alerts by the words of the Common Alerting Protocol 1.2: those that come in and our own."""

import uuid

from django.db import models

from relevo.directory.models import Institution
from relevo.networks.models import Network
from relevo.places.models import Area
from relevo.situation.enums import (
    AlertState,
    CapMessage,
    CapScope,
    CapStatus,
    FeedKind,
    FeedSource,
)
from relevo.situation.models.emergency import Emergency


class Feed(models.Model):
    """Where alerts come in from: only addresses that somebody configured are ever asked."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=6, choices=FeedKind.choices)
    source = models.CharField(max_length=6, choices=FeedSource.choices)
    address = models.CharField(max_length=500, blank=True)
    is_enabled = models.BooleanField(default=True)
    etag = models.CharField(max_length=200, blank=True)
    last_modified = models.CharField(max_length=60, blank=True)
    tried_at = models.DateTimeField(null=True)
    good_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=60, blank=True)
    """Code of what was wrong with the last try; empty: it was good."""

    next_link = models.CharField(max_length=500, blank=True)
    """Of a list of CAP files: the first that there was no time for; empty: all were asked."""

    class Meta:
        ordering = ["key"]


class FeedCopy(models.Model):
    """The last good copy of a feed, as it came."""

    feed = models.OneToOneField(Feed, on_delete=models.CASCADE, related_name="copy")
    content = models.BinaryField()
    digest = models.CharField(max_length=64)
    fetched_at = models.DateTimeField()


class Alert(models.Model):
    """One CAP message. ``references``: triples *sender,identifier,sent* of what it concerns.

    ``known_from``: when this instance had it. Nobody reads a draft but the author's institution
    and whoever approves. ``starts_at`` and ``ends_at``: when it holds unless another message ends
    it sooner. ``findings``: codes of the rules beyond the schema that it came in breaking.

    It came by one way: ``feed``; ``brought_by``, the institution whose coordinator took a file in;
    or from here, ``institution``. The same message may come by several ways, once by each.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    identifier = models.CharField(max_length=200)
    sender = models.CharField(max_length=200)
    sent_at = models.DateTimeField()
    status = models.CharField(max_length=8, choices=CapStatus.choices)
    message = models.CharField(max_length=6, choices=CapMessage.choices)
    scope = models.CharField(max_length=10, choices=CapScope.choices, default=CapScope.PUBLIC)
    references = models.JSONField(default=list)
    note = models.CharField(max_length=500, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    findings = models.JSONField(default=list)
    feed = models.ForeignKey(Feed, null=True, on_delete=models.PROTECT, related_name="alerts")
    brought_by = models.ForeignKey(
        Institution, null=True, on_delete=models.PROTECT, related_name="+"
    )
    emergency = models.ForeignKey(
        Emergency, null=True, on_delete=models.PROTECT, related_name="alerts"
    )
    state = models.CharField(max_length=9, choices=AlertState.choices)
    known_from = models.DateTimeField()
    network = models.ForeignKey(Network, null=True, on_delete=models.PROTECT, related_name="+")
    institution = models.ForeignKey(
        Institution, null=True, on_delete=models.PROTECT, related_name="+"
    )
    author_id = models.UUIDField(null=True)
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_for = models.ForeignKey(
        Institution, null=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=300, blank=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["-sent_at", "identifier", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["sender", "identifier", "sent_at"],
                condition=models.Q(feed=None, brought_by=None),
                name="situation_one_alert",
            ),
            models.UniqueConstraint(
                fields=["sender", "identifier", "sent_at", "feed"],
                condition=models.Q(feed__isnull=False),
                name="situation_one_alert_of_feed",
            ),
            models.UniqueConstraint(
                fields=["sender", "identifier", "sent_at", "brought_by"],
                condition=models.Q(brought_by__isnull=False),
                name="situation_one_alert_by_hand",
            ),
            models.CheckConstraint(
                condition=models.Q(feed=None) | models.Q(brought_by=None),
                name="situation_alert_one_way",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "ends_at"], name="situation_alert_state"),
            models.Index(fields=["sender", "message"], name="situation_alert_sender"),
        ]


class AlertInfo(models.Model):
    """What an alert says, in one language."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="infos")
    language = models.CharField(max_length=20)
    categories = models.JSONField(default=list)
    event = models.CharField(max_length=200)
    responses = models.JSONField(default=list)
    urgency = models.CharField(max_length=10)
    severity = models.CharField(max_length=10)
    certainty = models.CharField(max_length=10)
    effective_at = models.DateTimeField(null=True)
    onset_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    sender_name = models.CharField(max_length=200, blank=True)
    headline = models.CharField(max_length=300, blank=True)
    description = models.TextField(blank=True)
    instruction = models.TextField(blank=True)
    web = models.CharField(max_length=500, blank=True)
    contact = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["alert_id", "id"]


class AlertArea(models.Model):
    """A part of the area of one info, as the message describes it.

    ``polygons``: lists of [lat, lon], closed; ``circles``: [lat, lon, km]; ``geocodes``: pairs.
    """

    info = models.ForeignKey(AlertInfo, on_delete=models.CASCADE, related_name="areas")
    description = models.TextField()
    polygons = models.JSONField(default=list)
    circles = models.JSONField(default=list)
    geocodes = models.JSONField(default=list)
    areas = models.ManyToManyField(Area, related_name="+")
    """The departments and municipalities that it names or covers."""

    class Meta:
        ordering = ["info_id", "id"]


class AlertReceipt(models.Model):
    """A member says that it has read the alert."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="receipts")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    by = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["alert", "institution"], name="situation_alert_read_once"
            ),
        ]
