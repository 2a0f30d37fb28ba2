"""Addresses of commitments; included into the desk's."""

from django.urls import URLPattern, path

from relevo.web.desk.commitments import lists, moves, new

urlpatterns: list[URLPattern] = [
    path("", lists.mine, name="commitments"),
    path("red/<str:key>/", lists.of_network, name="network-commitments"),
    path("red/<str:key>/nuevo/", new.new, name="commitment-new"),
    path("red/<str:key>/texto/", lists.chat, name="network-commitments-text"),
    path("red/<str:key>/hoja/", lists.sheet, name="network-commitments-csv"),
    path("<uuid:commitment_id>/", moves.commitment, name="commitment"),
    path("<uuid:commitment_id>/<str:verb>/", moves.move, name="commitment-move"),
]
