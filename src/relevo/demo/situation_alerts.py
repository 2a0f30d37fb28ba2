"""The alert of the demo story: the rivers at El Amatillo after Iota.

It is written on one side of the
border and approved on the other; an exercise that the public does not see stands beside it.
"""

from datetime import datetime, timedelta
from uuid import UUID

from relevo.kernel.actor import Actor
from relevo.places.models import Area
from relevo.situation.actions import alerts, own_alerts
from relevo.situation.rules.own_alerts import AlertDraft, Wording

NETWORK = "NET-SUR"
AREAS = ("HN-1706", "SV-1412")
"""Goascorán and Pasaquina: the two banks of the river Goascorán."""

RIVERS = (
    Wording(
        event="Ríos crecidos",
        headline="DEMO: río Goascorán crecido; no cruce fuera del puente de El Amatillo",
        description=(
            "DEMO: tras el huracán Iota los suelos siguen saturados y el río Goascorán está "
            "crecido. El puente de El Amatillo está en pie."
        ),
        instruction=(
            "Cruce solo por el puente. No espere a la orilla del río. Si necesita techo esta "
            "noche, pregunte en la ventanilla. La ayuda es gratuita."
        ),
    ),
    Wording(
        event="High rivers",
        headline="DEMO: the river Goascorán is high; do not cross but by the bridge of El Amatillo",
        description=(
            "DEMO: after hurricane Iota the ground is still soaked and the river Goascorán is "
            "high. The bridge of El Amatillo stands."
        ),
        instruction=(
            "Cross by the bridge only. Do not wait on the bank. If you need a roof tonight, ask "
            "at the window. Help is free."
        ),
    ),
)
DRILL = (
    Wording(
        event="Ejercicio",
        headline="DEMO: ejercicio de aviso entre las dos riberas",
        description="DEMO: se prueba cuánto tarda un aviso en llegar a todos los miembros.",
        instruction="Diga que lo leyó. Nada más.",
    ),
    Wording(
        event="Exercise",
        headline="DEMO: exercise of a warning between the two banks",
        description="DEMO: we try how long a warning takes to reach all members.",
        instruction="Say that you have read it. Nothing else.",
    ),
)


def tell_alerts(*, author: Actor, approver: Actor, at: datetime) -> None:
    """Written, sent and approved in the hours before the story begins."""
    rivers = _publish(
        _draft(RIVERS, responses=("Avoid", "Monitor"), until=at + timedelta(hours=44)),
        author=author,
        approver=approver,
        at=at - timedelta(hours=5),
    )
    alerts.acknowledge_alert(alert_id=rivers, by=approver, at=at - timedelta(hours=3))
    _publish(
        _draft(DRILL, responses=("None",), until=at + timedelta(hours=20), is_exercise=True),
        author=approver,
        approver=author,
        at=at - timedelta(hours=2),
    )


def _draft(
    wordings: tuple[Wording, Wording],
    *,
    responses: tuple[str, ...],
    until: datetime,
    is_exercise: bool = False,
) -> AlertDraft:
    keys = Area.objects.filter(key__in=AREAS).order_by("key")
    return AlertDraft(
        categories=("Met",),
        responses=responses,
        urgency="Expected",
        severity="Severe" if not is_exercise else "Minor",
        certainty="Observed" if not is_exercise else "Unknown",
        onset_at=None,
        expires_at=until,
        es=wordings[0],
        en=wordings[1],
        area_ids=tuple(keys.values_list("pk", flat=True)),
        is_exercise=is_exercise,
    )


def _publish(draft: AlertDraft, *, author: Actor, approver: Actor, at: datetime) -> UUID:
    made = own_alerts.draft_alert(network_key=NETWORK, draft=draft, by=author, at=at, is_demo=True)
    own_alerts.send_alert(alert_id=made.pk, by=author, at=at + timedelta(minutes=6))
    own_alerts.approve_alert(alert_id=made.pk, by=approver, at=at + timedelta(minutes=14))
    return made.pk
