"""Addresses of figures and indicators; included into the desk's."""

from django.urls import URLPattern, path

from relevo.web.desk.reports import pages

urlpatterns: list[URLPattern] = [
    path("", pages.report_list, name="reports"),
    path("<str:key>/", pages.report, name="report"),
    path("<str:key>/vacios/", pages.gaps, name="report-gaps"),
    path("<str:key>/mostrar/", pages.decide_shown, name="report-shown"),
    path("<str:key>/datos.csv", pages.report_file, {"kind": "csv"}, name="report-csv"),
    path("<str:key>/datos.xlsx", pages.report_file, {"kind": "xlsx"}, name="report-xlsx"),
]
