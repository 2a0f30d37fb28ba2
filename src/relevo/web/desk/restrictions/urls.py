"""Addresses of restrictions and of what is asked; included into the desk's."""

from django.urls import URLPattern, path

from relevo.web.desk.restrictions import pages, requirements

urlpatterns: list[URLPattern] = [
    path("", pages.restriction_list, name="restrictions"),
    path("nueva/", pages.new, name="restriction-new"),
    path("requisito/nuevo/", requirements.new, name="requirement-new"),
    path("requisito/<str:key>/", requirements.requirement, name="requirement"),
    path("<str:key>/", pages.restriction, name="restriction"),
]
