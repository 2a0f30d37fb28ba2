"""Addresses of meetings, actas and the annual plan; included into the desk's."""

from django.urls import URLPattern, path

from relevo.web.desk.meetings import (
    actas,
    agenda,
    attendance,
    decisions,
    minutes,
    pages,
    plan,
)

LIST = "<str:key>/reuniones/"
ONE = "<str:key>/reuniones/<int:number>/"
PLAN = "<str:key>/plan/"

urlpatterns: list[URLPattern] = [
    path(LIST, pages.meeting_list, name="network-meetings"),
    path(f"{LIST}nueva/", pages.new, name="meeting-new"),
    path(f"{LIST}calendario/", pages.renew_calendar, name="network-calendar"),
    path(ONE, pages.meeting, name="meeting"),
    path(f"{ONE}cambiar/", pages.change, name="meeting-change"),
    path(f"{ONE}estado/<str:verb>/", pages.move, name="meeting-move"),
    path(f"{ONE}reunion.ics", pages.ics, name="meeting-ics"),
    path(f"{ONE}agenda/", agenda.agenda, name="meeting-agenda"),
    path(f"{ONE}agenda/<int:item_id>/<str:verb>/", agenda.point, name="meeting-point"),
    path(
        f"{ONE}agenda/<str:language>.docx",
        agenda.agenda_file,
        {"suffix": "docx"},
        name="meeting-agenda-file",
    ),
    path(
        f"{ONE}agenda/<str:language>.txt",
        agenda.agenda_file,
        {"suffix": "txt"},
        name="meeting-agenda-text",
    ),
    path(f"{ONE}asistencia/", attendance.attendance, name="meeting-attendance"),
    path(
        f"{ONE}asistencia/<int:part>/",
        attendance.attendance,
        name="meeting-attendance-part",
    ),
    path(f"{ONE}minuta/", minutes.minutes, name="meeting-minutes"),
    path(f"{ONE}minuta/<int:revision_id>/dejar/", minutes.set_aside, name="meeting-minutes-aside"),
    path(f"{ONE}acuerdos/", decisions.decisions, name="meeting-decisions"),
    path(f"{ONE}acuerdos/<int:decision>/", decisions.decision, name="meeting-decision"),
    path(f"{ONE}compromisos/", decisions.promised, name="meeting-promised"),
    path(f"{ONE}acta/", actas.new, name="meeting-acta"),
    path(
        f"{ONE}acta/<str:language>.docx",
        actas.draft,
        {"suffix": "docx"},
        name="meeting-acta-file",
    ),
    path(
        f"{ONE}acta/<str:language>.txt",
        actas.draft,
        {"suffix": "txt"},
        name="meeting-acta-text",
    ),
    path("<str:key>/actas/", actas.acta_list, name="network-actas"),
    path("<str:key>/actas/nueva/", actas.new, name="acta-new"),
    path("<str:key>/actas/<uuid:acta_id>/", actas.acta, name="acta"),
    path(PLAN, plan.plan, name="network-plan"),
    path(f"{PLAN}nueva/", plan.new, name="plan-new"),
    path(f"{PLAN}<uuid:item_id>/", plan.item, name="plan-item"),
    path(f"{PLAN}<uuid:item_id>/avance/", plan.report, name="plan-report"),
    path(
        f"{PLAN}<int:year>/<str:language>.docx",
        plan.plan_file,
        {"suffix": "docx"},
        name="plan-file",
    ),
    path(
        f"{PLAN}<int:year>/<str:language>.csv",
        plan.plan_file,
        {"suffix": "csv"},
        name="plan-table",
    ),
]
