"""Addresses of counts, reconciliations and released figures; included into the desk's."""

from django.urls import URLPattern, path

from relevo.web.desk.counts import comparing, lists, releases, telling

urlpatterns: list[URLPattern] = [
    path("", lists.count_list, name="counts"),
    path("nueva/", telling.new, name="count-new"),
    path("conciliaciones/", lists.reconciliation_list, name="reconciliations"),
    path("conciliar/<uuid:outflow_id>/<uuid:inflow_id>/", comparing.new, name="reconciliation-new"),
    path(
        "conciliaciones/<uuid:reconciliation_id>/",
        comparing.reconciliation,
        name="reconciliation",
    ),
    path(
        "conciliaciones/<uuid:reconciliation_id>/motivo/",
        comparing.explain,
        name="reconciliation-reason",
    ),
    path(
        "conciliaciones/<uuid:reconciliation_id>/acuerdo/",
        comparing.agree,
        name="reconciliation-agree",
    ),
    path("publicadas/", releases.release_list, name="releases"),
    path("publicadas/<str:month>/otra-vez/", releases.again, name="release-again"),
    path("<uuid:count_id>/", lists.count, name="count"),
    path("<uuid:count_id>/corregir/", telling.correct, name="count-correct"),
]
