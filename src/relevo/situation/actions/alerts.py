"""Alerts of others that come in, and members saying that they have read an alert."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from relevo.audit import actions as audit
from relevo.directory.models import Institution
from relevo.formats.cap import CapAlert, findings
from relevo.kernel.actor import Actor
from relevo.outbox import actions as outbox
from relevo.situation.access import alert_to_read, may_acknowledge
from relevo.situation.actions.alert_rows import LONGEST_NOTE, cut, times_of, write_infos
from relevo.situation.enums import AlertState
from relevo.situation.errors import FactRefused, NotAllowed, NotFound
from relevo.situation.models import Alert, AlertReceipt, Feed
from relevo.situation.rules.alerts import needs_second, span_of

LONGEST_NAME = 200
"""Of a sender and of an identifier, as kept."""


@transaction.atomic
def store_incoming(
    *,
    message: CapAlert,
    feed_key: str | None,
    brought_by: Institution | None = None,
    by: Actor | None = None,
    at: datetime,
) -> Alert:
    """Keep a message that came in, once for each way by which it came.

    The same sender, identifier and time are the same message. ``brought_by``: the institution
    whose coordinator, ``by``, took it in by hand, where it came by no feed: what the public would
    hear of then waits for a second person, as an alert of our own does. What it updates or
    cancels is ended by it when pages are asked, nothing is overwritten. Whoever sends in our own
    name is refused. Raises FactRefused, NotFound.
    """
    for field, name in (("sender", message.sender), ("identifier", message.identifier)):
        if len(name) > LONGEST_NAME:
            raise FactRefused(field=field, problem="too_long")
    if message.sender.strip().casefold() == settings.RELEVO_CAP_SENDER.strip().casefold():
        raise FactRefused(field="sender", problem="ours")
    feed = Feed.objects.filter(key=feed_key).first()
    if feed_key is not None and feed is None:
        raise NotFound("feed", feed_key)
    waits = by is not None and needs_second(
        status=message.status, scope=message.scope, message=message.message
    )
    span = span_of(sent_at=message.sent, infos=times_of(message.infos))
    alert, is_new = Alert.objects.get_or_create(
        sender=message.sender,
        identifier=message.identifier,
        sent_at=message.sent,
        feed=feed,
        brought_by=brought_by,
        defaults={
            "status": message.status,
            "message": message.message,
            "scope": message.scope,
            "references": [
                [reference.sender, reference.identifier, reference.sent.isoformat()]
                for reference in message.references
            ],
            "note": cut(message.note, LONGEST_NOTE),
            "starts_at": span.starts_at,
            "ends_at": span.ends_at,
            "findings": sorted({found.code for found in findings(message)}),
            "state": AlertState.WAITING if waits else AlertState.PUBLISHED,
            "author_id": by.id if by is not None else None,
            "known_from": at,
        },
    )
    if is_new:
        write_infos(alert, message)
        if waits:
            outbox.queue("alert.waiting", subject_id=str(alert.pk), at=at)
    return alert


@transaction.atomic
def acknowledge_alert(*, alert_id: UUID, by: Actor, at: datetime) -> AlertReceipt:
    """Note that the actor's institution has read a published alert; a second time changes nothing.

    Raises NotFound, NotAllowed.
    """
    alert = alert_to_read(by, alert_id=alert_id)
    if by.institution_id is None or not may_acknowledge(by, alert):
        raise NotAllowed(act="alert.acknowledge")
    receipt, is_new = AlertReceipt.objects.get_or_create(
        alert=alert, institution_id=by.institution_id, defaults={"by": by.id, "at": at}
    )
    if is_new:
        audit.record("alert.acknowledged", subject=str(alert.pk), actor=by, at=at)
    return receipt
