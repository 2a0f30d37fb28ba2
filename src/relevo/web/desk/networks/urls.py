"""Addresses of the workspace of a network; included into the desk's."""

from django.urls import URLPattern, path

from relevo.web.desk.networks import pages

urlpatterns: list[URLPattern] = [
    path("", pages.network_list, name="networks"),
]
