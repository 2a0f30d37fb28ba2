"""Addresses of roads; included into the desk's."""

from django.urls import URLPattern, path

from relevo.web.desk.roads import pages

urlpatterns: list[URLPattern] = [
    path("", pages.road_list, name="roads"),
    path("nuevo/", pages.new, name="road-new"),
]
