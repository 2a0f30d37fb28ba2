"""Own alerts as the messages that are published."""

from datetime import datetime, timedelta, timezone

from relevo.formats.cap import CapAlert, CapArea, CapCircle, CapInfo, CapReference
from relevo.kernel.countries import UTC_OFFSET_MINUTES
from relevo.situation.enums import AlertState, CapStatus
from relevo.situation.models import Alert, AlertArea, AlertInfo

LOCAL = timezone(timedelta(minutes=UTC_OFFSET_MINUTES))
DEMO_NOTE = "DEMO: an invented alert of a demonstration. DEMO: una alerta inventada."


def message_of(alert: Alert) -> CapAlert:
    """An own alert as the message that is published; times in the time of the three countries.

    Of a demonstration it is always an exercise: no machine may take its story for real.
    """
    return CapAlert(
        identifier=alert.identifier,
        sender=alert.sender,
        sent=alert.sent_at.astimezone(LOCAL),
        status=CapStatus.EXERCISE.value if alert.is_demo else alert.status,
        message=alert.message,
        scope=alert.scope,
        note=_note(alert),
        references=references_of(alert),
        infos=tuple(_info(info) for info in alert.infos.all()),
    )


def _note(alert: Alert) -> str:
    demo = DEMO_NOTE if alert.is_demo else ""
    return " ".join(filter(None, (demo, alert.note)))


def references_of(alert: Alert) -> tuple[CapReference, ...]:
    return tuple(
        CapReference(sender, identifier, datetime.fromisoformat(sent).astimezone(LOCAL))
        for sender, identifier, sent in alert.references
    )


def _info(info: AlertInfo) -> CapInfo:
    def told(at: datetime | None) -> datetime | None:
        return None if at is None else at.astimezone(LOCAL)

    return CapInfo(
        language=info.language,
        categories=tuple(info.categories),
        event=info.event,
        responses=tuple(info.responses),
        urgency=info.urgency,
        severity=info.severity,
        certainty=info.certainty,
        effective=told(info.effective_at),
        onset=told(info.onset_at),
        expires=told(info.expires_at),
        sender_name=info.sender_name,
        headline=info.headline,
        description=info.description,
        instruction=info.instruction,
        web=info.web,
        contact=info.contact,
        areas=tuple(_area(area) for area in info.areas.all()),
    )


def _area(area: AlertArea) -> CapArea:
    return CapArea(
        description=area.description,
        polygons=tuple(tuple((lat, lon) for lat, lon in ring) for ring in area.polygons),
        circles=tuple(CapCircle(lat, lon, km) for lat, lon, km in area.circles),
        geocodes=tuple((name, value) for name, value in area.geocodes),
    )


def ended_by(alert: Alert, *, known_at: datetime) -> list[Alert]:
    """Published alerts of our own that a message updates or cancels, in their order."""
    named = {(sender, identifier) for sender, identifier, _sent in alert.references}
    rows = Alert.objects.filter(
        identifier__in=[identifier for _sender, identifier in named],
        state=AlertState.PUBLISHED,
        institution__isnull=False,
        known_from__lte=known_at,
    )
    return [
        row
        for row in rows.order_by("sent_at", "identifier")
        if (row.sender, row.identifier) in named
    ]
