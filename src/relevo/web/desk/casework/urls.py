"""Addresses of the work on a case."""

from django.urls import path

from relevo.web.desk.casework import files, known, notes, questions, tasks, team

urlpatterns = [
    path("pendientes/", tasks.pending, name="pending"),
    path("<uuid:case_id>/preguntas/", questions.questions, name="case-questions"),
    path("<uuid:case_id>/saber/", known.known, name="case-known"),
    path("<uuid:case_id>/saber/<str:part>/", known.change, name="case-known-part"),
    path("<uuid:case_id>/notas/", notes.notes, name="case-notes"),
    path("<uuid:case_id>/plan-de-caso/", tasks.plan, name="case-plan"),
    path("<uuid:case_id>/seguimientos/", tasks.follow_ups, name="case-follow-ups"),
    path("<uuid:case_id>/hecho/<str:kind>/<uuid:task_id>/", tasks.finish, name="case-task-finish"),
    path("<uuid:case_id>/equipo/", team.team, name="case-team"),
    path("<uuid:case_id>/equipo/quitar/", team.leave, name="case-team-leave"),
    path("<uuid:case_id>/adjuntos/", files.files, name="case-files"),
    path("<uuid:case_id>/adjuntos/<uuid:attachment_id>/", files.file, name="case-file"),
    path(
        "<uuid:case_id>/adjuntos/<uuid:attachment_id>/quitar/",
        files.remove,
        name="case-file-remove",
    ),
]
