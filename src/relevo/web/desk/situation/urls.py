"""Addresses of the situation sheet and its map."""

from django.urls import path

from relevo.web.desk.situation import changes, sheet
from relevo.web.desk.situation import map as situation_map

urlpatterns = [
    path("", sheet.situation, name="situation"),
    path("hoja/<str:key>/", sheet.network_sheet, name="situation-sheet"),
    path("hoja/<str:key>/hoja.docx", sheet.network_sheet_file, name="situation-sheet-docx"),
    path("mapa/", situation_map.situation_map, name="situation-map"),
    path("mapa.svg", situation_map.situation_map_file, name="situation-map-file"),
    path("rutas/", changes.route_changes, name="route-changes"),
    path("rutas/<uuid:case_id>/", changes.route_change, name="route-change"),
    path("rutas/<uuid:case_id>/leido/", changes.read, name="route-change-read"),
]
