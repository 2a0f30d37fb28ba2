"""Addresses of large movements; included into the desk's."""

from django.urls import URLPattern, path

from relevo.web.desk.movements import pages, warnings

urlpatterns: list[URLPattern] = [
    path("", pages.movement_list, name="movements"),
    path("nueva/", pages.new, name="movement-new"),
    path("necesidades/", warnings.inbox, name="warnings"),
    path("necesidades/<uuid:warning_id>/leido/", warnings.read, name="warning-read"),
    path("necesidades/<uuid:warning_id>/retirar/", warnings.withdraw, name="warning-withdraw"),
    path("<uuid:movement_id>/", pages.movement, name="movement"),
    path("<uuid:movement_id>/vista/", pages.new_sighting, name="sighting-new"),
    path(
        "<uuid:movement_id>/vista/<uuid:sighting_id>/corregir/",
        pages.correct_sighting,
        name="sighting-correct",
    ),
    path("<uuid:movement_id>/municipio/<str:key>/", warnings.issue, name="warning-issue"),
]
