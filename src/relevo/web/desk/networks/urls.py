"""Addresses of the workspace of a network; included into the desk's."""

from django.urls import URLPattern, path

from relevo.web.desk.networks import founding, leaving, pages, protocols, seats

urlpatterns: list[URLPattern] = [
    path("", pages.network_list, name="networks"),
    path("nueva/", founding.found, name="network-found"),
    path("<str:key>/", pages.workspace, name="network"),
    path("<str:key>/ajustes/", founding.settle, name="network-settle"),
    path("<str:key>/miembros/", seats.members, name="network-members"),
    path("<str:key>/miembros/nuevo/", seats.new_seat, name="network-seat-new"),
    path("<str:key>/miembros/<int:seat_id>/", seats.seat, name="network-seat"),
    path("<str:key>/miembros/<int:seat_id>/fin/", seats.end_seat, name="network-seat-end"),
    path("<str:key>/miembros/<int:seat_id>/sucesion/", seats.pass_seat, name="network-seat-pass"),
    path("<str:key>/salir/", leaving.leave, name="network-leave"),
    path("<str:key>/salir/datos.zip", leaving.own_data, name="network-own-data"),
    path("<str:key>/protocolo/", protocols.protocol, name="network-protocol"),
    path("<str:key>/protocolo/nueva/", protocols.draft, name="network-protocol-draft"),
    path("<str:key>/protocolo/retirar/", protocols.take_back, name="network-protocol-take-back"),
    path(
        "<str:key>/protocolo/<int:version>/",
        protocols.protocol,
        name="network-protocol-version",
    ),
    path(
        "<str:key>/protocolo/<int:version>/editar/",
        protocols.edit,
        name="network-protocol-edit",
    ),
    path(
        "<str:key>/protocolo/<int:version>/vigencia/",
        protocols.put_in_force,
        name="network-protocol-force",
    ),
    path(
        "<str:key>/protocolo/<int:version>/firmar/",
        protocols.sign,
        name="network-protocol-sign",
    ),
    path(
        "<str:key>/protocolo/<int:version>/cambios/",
        protocols.compare,
        name="network-protocol-compare",
    ),
    path(
        "<str:key>/protocolo/<int:version>/documento.docx",
        protocols.document,
        name="network-protocol-docx",
    ),
]
