"""The forms of our own alerts."""

from tests.factories.alerts import incoming
from tests.web.filled import Filled, signed_in_as

from relevo.demo.story import STARTS_AT, actor_of
from relevo.directory.models import Institution
from relevo.networks.models import Network
from relevo.situation.actions import alerts, own_alerts
from relevo.situation.queries import alerts as queries
from relevo.web.desk.alerts import forms

HERE = "/es/mesa/situacion/alertas/"
AUTHOR, SECOND = "demo-secretaria", "demo-red-sv"
RIGHT = {
    "network": "NET-SUR",
    "categories": "Met",
    "severity": "Severe",
    "urgency": "Expected",
    "certainty": "Likely",
    "responses": ["Avoid", "Monitor"],
    "onset_at": "2020-11-20T18:00",
    "expires_at": "2020-11-22T18:00",
    "event_es": "Lluvias",
    "headline_es": "Lluvias fuertes",
    "description_es": "Llueve desde anoche.",
    "instruction_es": "Quédese en alto.",
    "event_en": "Rain",
    "headline_en": "Heavy rain",
    "description_en": "It has rained since last night.",
    "instruction_en": "Stay high up.",
    "departments": ["HN-17"],
    "municipalities": "Pasaquina, La Unión",
    "contact": "Línea 112",
}


def in_force():
    """The alert of the story."""
    lines = queries.alerts_in_force(at=STARTS_AT, known_at=STARTS_AT)
    return next(line for line in lines if line.is_own)


def waiting():
    """A newer telling of it that waits for a second person."""
    cancel = own_alerts.cancel_alert(
        alert_id=in_force().id,
        reason_es="El río bajó",
        reason_en="The river fell",
        by=actor_of(AUTHOR),
        at=STARTS_AT,
    )
    return cancel.pk


def brought():
    """A message that the author took in by hand and nobody has confirmed."""
    by = actor_of(AUTHOR)
    return alerts.store_incoming(
        message=incoming(sent=STARTS_AT),
        feed_key=None,
        brought_by=Institution.objects.get(pk=by.institution_id),
        by=by,
        at=STARTS_AT,
    ).pk


FORMS = {
    forms.AlertForm: lambda: Filled(signed_in_as(AUTHOR), f"{HERE}nueva/", RIGHT),
    forms.RefuseForm: lambda: Filled(
        signed_in_as(SECOND), f"{HERE}{waiting()}/rechazar/", {"reason": "Sigue crecido"}
    ),
    forms.TakeBackForm: lambda: Filled(
        signed_in_as(AUTHOR), f"{HERE}{brought()}/retractar/", {"reason": "Es de otro mes"}
    ),
    forms.CancelForm: lambda: Filled(
        signed_in_as(AUTHOR),
        f"{HERE}{in_force().id}/cancelar/",
        {"reason_es": "El río bajó", "reason_en": "The river fell"},
    ),
}
BOUND = {
    forms.AlertForm: lambda: {
        "networks": list(Network.objects.filter(key="NET-SUR").order_by("key")),
        "on": STARTS_AT.date(),
    }
}
