"""Meetings, actas and the annual plan, filled in rightly."""

from tests.factories import meetings as factory
from tests.factories.meetings import KEY
from tests.web.filled import Filled, signed_in_as

from relevo.demo.story import STARTS_AT, actor_of
from relevo.networks.actions import meetings, plans
from relevo.networks.models import Network
from relevo.networks.queries import meetings as queries
from relevo.networks.rules.plans import PlanLine
from relevo.plumbing.models import Revision
from relevo.web.desk.meetings import attendance, forms
from relevo.web.desk.meetings.forms import seat_choices

SECRETARY = "demo-secretaria"
HOME = f"/es/mesa/redes/{KEY}/"


def _network():
    return Network.objects.filter(key=KEY).first() or factory.world_table()[0]


def _in_network(page, values):
    _network()
    return Filled(signed_in_as(SECRETARY), f"{HOME}{page}", values)


def _in_meeting(page, values):
    if not _network().meetings.exists():
        factory.planned(actor_of(SECRETARY), at=STARTS_AT)
    return _in_network(f"reuniones/1/{page}", values)


def to_plan_meeting():
    values = {
        "kind": "ordinary",
        "title_es": "Reunión",
        "title_en": "Meeting",
        "starts_on": "2020-12-01",
        "starts_hour": "09:00",
        "ends_hour": "12:00",
        "ends_on": "2020-12-02",
        "modality": "mixed",
        "place": "Nacaome",
    }
    return _in_network("reuniones/nueva/", values)


def to_set_agenda():
    values = {"title_es": "Punto", "title_en": "Point", "minutes": "10"}
    return _in_meeting("agenda/", values)


def to_decide():
    return _in_meeting("acuerdos/", {"text_es": "Acordado", "text_en": "Agreed"})


def to_write_minutes():
    filled = _in_meeting("minuta/", {})
    beside = Revision.objects.filter(subject__startswith="minutes:", number=None).first()
    if beside is None:
        for words in ("Uno", "Dos"):
            meetings.write_minutes(
                network_key=KEY,
                number=1,
                es=words,
                en="",
                base=0,
                by=actor_of(SECRETARY),
                at=STARTS_AT,
            )
        beside = Revision.objects.filter(subject__startswith="minutes:", number=None).first()
    filled.values.update({"es": "Todo", "en": "All", "base": "1", "settles": str(beside.pk)})
    return filled


def to_promise():
    values = {
        "text_es": "Actualizar la lista",
        "text_en": "Update the list",
        "owner": "DEMO-ALBERGUE",
        "due_on": "2020-12-05",
        "confirmer": "DEMO-SALUD",
    }
    return _in_meeting("compromisos/", values)


def to_record_acta():
    values = {
        "number": "12-2020",
        "kind": "meeting",
        "adopted_on": "2020-11-13",
        "title_es": "Acta",
        "title_en": "Acta",
        "attending": "12",
        "kept_where": "Archivo",
    }
    return _in_network("actas/nueva/", values)


def to_add_line():
    values = {
        "year": "2020",
        "title_es": "Simulacro",
        "title_en": "Drill",
        "phase": "before",
        "sector": "8",
        "institution": "DEMO-SALUD",
        "due_on": "2020-12-10",
    }
    return _in_network("plan/nueva/", values)


def to_report_line():
    network = _network()
    item = network.plan_items.first() or plans.add_plan_item(
        network_key=KEY,
        line=PlanLine(2020, "Simulacro", "before", 8),
        by=actor_of(SECRETARY),
        at=STARTS_AT,
    )
    values = {"state": "done", "result_es": "Hecho", "result_en": "Done", "acta": ""}
    return _in_network(f"plan/{item.pk}/avance/", values)


def to_note_attendance():
    network = _network()
    seat = queries.list_attending_seats(network)[0].pk
    values = {
        f"presence-{seat}": "present",
        f"women-{seat}": "1",
        f"men-{seat}": "2",
        f"represented_by-{seat}": "Enlace",
    }
    return _in_meeting("asistencia/", values)


def _seats():
    rows = queries.list_attending_seats(_network())
    return seat_choices(row.institution for row in rows)


FORMS = {
    forms.MeetingForm: to_plan_meeting,
    forms.PointForm: to_set_agenda,
    forms.DecisionForm: to_decide,
    forms.MinutesForm: to_write_minutes,
    forms.PromiseForm: to_promise,
    forms.ActaForm: to_record_acta,
    forms.PlanLineForm: to_add_line,
    forms.PlanReportForm: to_report_line,
    attendance.AttendanceForm: to_note_attendance,
}
BOUND = {
    forms.PromiseForm: lambda: {"seats": _seats()},
    forms.PlanLineForm: lambda: {"seats": _seats()},
    forms.PlanReportForm: lambda: {"actas": []},
    attendance.AttendanceForm: lambda: {
        "seats": queries.list_attending_seats(_network()),
        "known": {},
    },
}
