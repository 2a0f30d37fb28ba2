"""Addresses of alerts; included into the desk's."""

from django.urls import URLPattern, path

from relevo.web.desk.alerts import lists, pages, writing

urlpatterns: list[URLPattern] = [
    path("", lists.alert_list, name="alerts"),
    path("nueva/", writing.new, name="alert-new"),
    path("<uuid:alert_id>/", pages.alert, name="alert"),
    path("<uuid:alert_id>/corregir/", writing.edit, name="alert-edit"),
    path("<uuid:alert_id>/actualizar/", writing.update, name="alert-update"),
    path("<uuid:alert_id>/leida/", pages.read, name="alert-read"),
    path("<uuid:alert_id>/<slug:verb>/", pages.move, name="alert-move"),
]
