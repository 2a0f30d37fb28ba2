"""Addresses for an institution's administrator and supervisors."""

from django.urls import path

from relevo.web.desk.stewardship import demands, ending, incidents, register

urlpatterns = [
    path("custodia/", ending.ending, name="stewardship"),
    path("custodia/<uuid:case_id>/<str:verb>/", ending.decide, name="ending-decide"),
    path("incidentes/", incidents.incident_list, name="incidents"),
    path("incidentes/<uuid:incident_id>/", incidents.incident, name="incident"),
    path("custodia/registro/", register.register, name="data-register"),
    path("requerimientos/", demands.demand_list, name="demands"),
    path("requerimientos/<uuid:request_id>/", demands.demand, name="demand"),
]
