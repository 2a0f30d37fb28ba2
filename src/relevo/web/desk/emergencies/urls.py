"""Addresses of emergencies; included into the desk's."""

from django.urls import URLPattern, path

from relevo.web.desk.emergencies import checklist, facts, pages, pledges, points

urlpatterns: list[URLPattern] = [
    path("", pages.emergency_list, name="emergencies"),
    path("abrir/", pages.emergency_open, name="emergency-open"),
    path("puntos/abrir/", points.point_open, name="point-open"),
    path("puntos/<uuid:point_id>/", points.point, name="point"),
    path("puntos/<uuid:point_id>/cerrar/", points.point_close, name="point-close"),
    path("ofrecimientos/<uuid:pledge_id>/", pledges.pledge_step, name="pledge-step"),
    path(
        "ofrecimientos/<uuid:pledge_id>/retirar/", pledges.pledge_withdraw, name="pledge-withdraw"
    ),
    path("<str:key>/", pages.panorama, name="emergency-view"),
    path("<str:key>/fase/", facts.phase, name="emergency-phase"),
    path("<str:key>/nombre/", facts.name, name="emergency-name"),
    path("<str:key>/area/", facts.area, name="emergency-area"),
    path("<str:key>/area/fin/", facts.area_end, name="emergency-area-end"),
    path("<str:key>/cifra/", facts.figure, name="emergency-figure"),
    path("<str:key>/puntos/", points.of_emergency, name="emergency-points"),
    path("<str:key>/ofrecimientos/", pledges.of_emergency, name="emergency-pledges"),
    path("<str:key>/ofrecimientos/nuevo/", pledges.pledge_new, name="pledge-new"),
    path("<str:key>/lista/", checklist.of_emergency, name="emergency-checklist"),
    path("<str:key>/lista/<slug:item>/", checklist.checklist_mark, name="checklist-mark"),
]
