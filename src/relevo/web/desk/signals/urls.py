"""Addresses of signals; included into the desk's."""

from django.urls import URLPattern, path

from relevo.web.desk.signals import pages

urlpatterns: list[URLPattern] = [
    path("", pages.signal_list, name="signals"),
    path("aviso/", pages.new_advisory, name="advisory-new"),
    path("avisos/<uuid:advisory_id>/terminar/", pages.end_advisory, name="advisory-end"),
    path("<uuid:signal_id>/", pages.signal, name="signal"),
    path("<uuid:signal_id>/hallazgo/", pages.verdict, name="signal-verdict"),
]
