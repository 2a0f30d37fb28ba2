"""The forms of who answers for an institution: incidents, legal demands."""

from tests.web.filled import Filled, signed_in_as

from relevo.accounts.models import User
from relevo.cases.actions import stewardship
from relevo.demo.story import STARTS_AT, actor_of
from relevo.web.desk.stewardship.demands import AnswerForm, DemandForm
from relevo.web.desk.stewardship.incidents import IncidentForm

ADMIN = "demo-admin-albergue"


def people():
    """A colleague whose account may be meant."""
    user = User.objects.get(username="demo-albergue")
    return {"people": [(user.pk, user.username)]}


def to_report():
    return Filled(
        signed_in_as(ADMIN),
        "/es/mesa/incidentes/",
        {"suspect": "", "since": "2020-11-18", "until": "2020-11-19", "text": "Perdió el celular"},
    )


def to_register():
    return Filled(
        signed_in_as(ADMIN),
        "/es/mesa/requerimientos/",
        {"kind": "court", "country": "GT", "received_on": "2020-11-19", "text": "Oficio 12"},
    )


def registered():
    return stewardship.register_demand(
        kind="court",
        country="GT",
        received_on=STARTS_AT.date(),
        text="Oficio 12",
        by=actor_of(ADMIN),
        at=STARTS_AT,
    )


def to_answer():
    return Filled(
        signed_in_as(ADMIN), f"/es/mesa/requerimientos/{registered().pk}/", {"answer": "neither"}
    )


FORMS = {IncidentForm: to_report, DemandForm: to_register, AnswerForm: to_answer}
BOUND = {IncidentForm: people}
