"""Addresses of the public pages: no sign-in, no cookie, parameters are codes."""

from django.urls import path

from relevo.web.public import (
    advisories,
    alerts,
    asked,
    crossings,
    emergencies,
    figures,
    networks,
    pages,
    places,
    restrictions,
    services,
    situation,
    start,
)

app_name = "public"

urlpatterns = [
    path("", start.start, name="start"),
    path("fronteras/", crossings.crossing_list, name="crossings"),
    path("frontera/<str:key>/", crossings.crossing, name="crossing"),
    path("mapa/", situation.situation_map, name="map"),
    path("mapa.svg", situation.situation_map_file, name="map-file"),
    path("requisitos/", asked.asked, name="asked"),
    path("requisitos/hoja/", asked.sheet, name="asked-sheet"),
    path("requisitos/imagen.png", asked.picture, name="asked-picture"),
    path("restricciones/", restrictions.restriction_list, name="restrictions"),
    path("lugares/", places.place_list, name="places"),
    path("lugar/", places.find, name="find-place"),
    path("municipio/<str:key>/", places.place, name="place"),
    path("ayuda/", services.service_list, name="services"),
    path("servicio/<str:key>/", services.service, name="service"),
    path("redes/", networks.network_list, name="networks"),
    path("redes/<str:key>/", networks.network, name="network"),
    path("avisos/", advisories.advisory_list, name="advisories"),
    path("emergencias/", emergencies.emergency_list, name="emergencies"),
    path("alertas/", alerts.alert_list, name="alerts"),
    path("alertas.atom", alerts.alerts_atom, name="alerts-atom"),
    path("alertas/<slug:identifier>/", alerts.alert, name="alert"),
    path("alertas/<slug:identifier>.cap.xml", alerts.alert_cap, name="alert-cap"),
    path("cifras/", figures.figures, name="figures"),
    path("cifras/<str:month>/", figures.month, name="figures-month"),
    path("cifras/<str:month>.csv", figures.month_csv, name="figures-csv"),
    path("quejas/", pages.complain, name="complain"),
    path("acerca/", pages.about, name="about"),
    path("sin-conexion/", pages.offline, name="offline"),
]
