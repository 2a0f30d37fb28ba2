"""Addresses of exchanges, their tables and proposed routes; included into the desk's."""

from django.urls import URLPattern, path

from relevo.web.desk.exchanges import keeping, pages, routes, tables

urlpatterns: list[URLPattern] = [
    path("", pages.exchange_list, name="exchanges"),
    path("serie-nueva/", keeping.new_series, name="exchange-series-new"),
    path("series/<str:key>/siguiente/", keeping.new_exchange, name="exchange-new"),
    path("mesas/<uuid:table_id>/", tables.table, name="exchange-table"),
    path("mesas/<uuid:table_id>/proponer/", routes.propose, name="exchange-propose"),
    path("propuestas/<uuid:route_id>/", routes.route, name="exchange-route"),
    path("propuestas/<uuid:route_id>/escribir/", routes.change, name="exchange-route-change"),
    path("propuestas/<uuid:route_id>/retomar/", routes.take_up, name="exchange-route-take-up"),
    path("propuestas/<uuid:route_id>/adoptar/", routes.adopt, name="exchange-route-adopt"),
    path("propuestas/<uuid:route_id>/apartar/", routes.set_aside, name="exchange-route-set-aside"),
    path("propuestas/<uuid:route_id>/borrador/", routes.draft, name="exchange-route-draft"),
    path("<str:key>/", pages.exchange, name="exchange"),
    path("<str:key>/participantes/", keeping.participants, name="exchange-participants"),
    path(
        "<str:key>/participantes/<int:participation_id>/quitar/",
        keeping.remove_participant,
        name="exchange-participant-remove",
    ),
    path("<str:key>/sesion-nueva/", keeping.new_session, name="exchange-session-new"),
    path("<str:key>/sesiones/<int:position>/", keeping.session, name="exchange-session"),
    path("<str:key>/mesas/", tables.table_list, name="exchange-tables"),
    path("<str:key>/practicas/", pages.practices, name="exchange-practices"),
    path("<str:key>/compromisos/", pages.commitments, name="exchange-commitments"),
    path("<str:key>/cierre/", pages.closing, name="exchange-closing"),
    path("<str:key>/cierre/<str:language>/documento/", pages.report, name="exchange-report"),
    path("<str:key>/cierre/<str:language>/texto/", pages.report_text, name="exchange-report-text"),
    path("<str:key>/cambiar/", keeping.change, name="exchange-change"),
    path("<str:key>/abrir/", keeping.open_it, name="exchange-open"),
    path("<str:key>/cerrar/", keeping.close_it, name="exchange-close"),
]
