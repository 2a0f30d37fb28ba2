"""Addresses of complaints at the desk; included into the desk's."""

from django.urls import URLPattern, path

from relevo.web.desk.voice import focal, pages, reports, telling

urlpatterns: list[URLPattern] = [
    path("voz/", pages.complaints, name="voice"),
    path("voz/contar/", telling.tell, name="voice-tell"),
    path("voz/contar/enviar/", telling.send, name="voice-send"),
    path("voz/lugares/", reports.reports, name="voice-reports"),
    path("voz/lugares/<uuid:report_id>/", reports.answer, name="voice-report-answer"),
    path("voz/<uuid:complaint_id>/", pages.complaint, name="voice-complaint"),
    path("voz/<uuid:complaint_id>/<str:verb>/", pages.step, name="voice-step"),
    path("redes/<str:key>/psea/", focal.readers, name="network-psea"),
    path("redes/<str:key>/psea/<int:point_id>/fin/", focal.end, name="network-psea-end"),
]
