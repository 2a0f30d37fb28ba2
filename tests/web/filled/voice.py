"""The forms of feedback and complaints: without an account, and at the desk."""

from datetime import timedelta

from django.test import Client
from tests.web.filled import Filled, signed_in_as

from relevo.cases.access.voices import people_on
from relevo.demo.story import STARTS_AT, actor_of
from relevo.directory.models import Service
from relevo.feedback import actions
from relevo.feedback.actions import Where
from relevo.feedback.models import Complaint, FocalPoint, Report
from relevo.feedback.rules.sorting import Told
from relevo.kernel.ids import new_code
from relevo.web import telling
from relevo.web.desk.voice import forms

VOICE, READER, SECRETARY = "/es/su-voz/", "demo-voz-monitoreo", "demo-secretaria"
SHELTER = "DEMO-SP-ALBERGUE"


def shelter():
    return Service.objects.get(key=SHELTER)


def told(*, code=None, at=STARTS_AT, **changes):
    """Something is told of the invented shelter; its code."""
    code = code or new_code()
    said = {"matters": frozenset({"money"}), "words": "Me pidieron dinero"} | changes
    actions.tell(
        told=Told(**said),
        where=Where(country="GT", service_id=shelter().pk),
        code=code,
        channel="online",
        outside_body="pdh",
        only_outside=False,
        on_demo=True,
        barred_by_code=people_on,
        at=at,
    )
    return code


def to_say_where():
    return Filled(Client(), f"{VOICE}contar/", {"country": "GT", "where": "albergue"})


def to_tell():
    values = {
        "country": "GT",
        "where": "albergue",
        "code": new_code(),
        "service": str(shelter().pk),
        "went_on": "2020-11-19",
        "found": "open",
        "got": "nothing",
        "matters": ["money", "conduct"],
        "words": "Me pidieron dinero",
        "slip_code": new_code(),
        "outside_body": "pdh",
    }
    return Filled(Client(), f"{VOICE}enviar/", values)


def to_follow():
    return Filled(Client(), f"{VOICE}respuesta/", {"code": told()})


def to_add():
    return Filled(Client(), f"{VOICE}agregar/", {"code": told(), "words": "Algo más"})


def acknowledged():
    told()
    row = Complaint.objects.get()
    actions.acknowledge(
        complaint_id=row.pk,
        barred_by_code=lambda _code: frozenset(),
        by=actor_of(READER),
        at=STARTS_AT,
    )
    return f"/es/mesa/voz/{row.pk}/"


def to_answer():
    values = {"code": "looked_into", "words": "Lo revisamos y hablamos con ellos."}
    return Filled(signed_in_as(READER), f"{acknowledged()}responder/", values)


def to_close():
    return Filled(signed_in_as(READER), f"{acknowledged()}cerrar/", {"reason": "done"})


def to_answer_report():
    told(matters=frozenset(), words="", got="nothing")
    address = f"/es/mesa/voz/lugares/{Report.objects.get().pk}/"
    return Filled(signed_in_as("demo-admin-albergue"), address, {"answer": "put_right"})


def to_name():
    point = FocalPoint.objects.get(network__key="NET-SUR", user__username=READER)
    actions.end_focal_point(
        network_key="NET-SUR",
        point_id=point.pk,
        by=actor_of(SECRETARY),
        at=STARTS_AT - timedelta(hours=1),
    )
    values = {"person": f"{point.user_id}:{point.institution_id}"}
    return Filled(signed_in_as(SECRETARY), "/es/mesa/redes/NET-SUR/psea/", values)


def _places():
    return {"places": [(str(shelter().pk), "Albergue")]}


def _people():
    point = FocalPoint.objects.order_by("id").first()
    return {"people": [(f"{point.user_id}:{point.institution_id}", "Monitoreo")]}


FORMS = {
    telling.PlaceForm: to_say_where,
    telling.TellForm: to_tell,
    telling.CodeForm: to_follow,
    telling.AddForm: to_add,
    forms.AnswerForm: to_answer,
    forms.ClosingForm: to_close,
    forms.ReportAnswerForm: to_answer_report,
    forms.NameForm: to_name,
}
BOUND = {telling.TellForm: _places, forms.NameForm: _people}
