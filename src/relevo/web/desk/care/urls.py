"""Addresses of keeping the directory true: rounds, links, change requests, mirrors."""

from django.urls import URLPattern, path

from relevo.web.desk.care import changes, entries, mirrors, rounds

urlpatterns: list[URLPattern] = [
    path("<str:key>/rondas/", rounds.round_list, name="network-rounds"),
    path("<str:key>/rondas/<uuid:round_id>/", rounds.round_page, name="round"),
    path("<str:key>/rondas/<uuid:round_id>/cerrar/", rounds.close, name="round-close"),
    path("<str:key>/rondas/<uuid:round_id>/hoja/", rounds.sheet, name="round-sheet"),
    path("<str:key>/rondas/<uuid:round_id>/hoja.docx", rounds.sheet_file, name="round-sheet-file"),
    path(
        "<str:key>/rondas/<uuid:round_id>/<uuid:link_id>/telefono/",
        rounds.telephone,
        name="round-telephone",
    ),
    path(
        "<str:key>/rondas/<uuid:round_id>/<uuid:link_id>/enviado/", rounds.sent, name="round-sent"
    ),
    path(
        "<str:key>/rondas/<uuid:round_id>/<uuid:link_id>/anular/",
        rounds.revoke,
        name="round-revoke",
    ),
    path("<str:key>/por-confirmar/", entries.to_confirm, name="network-to-confirm"),
    path("<str:key>/cambios/", changes.change_list, name="network-changes"),
    path("<str:key>/cambios/nuevo/<str:service_key>/", changes.change_new, name="change-new"),
    path("<str:key>/cambios/<uuid:request_id>/<str:verb>/", changes.decide, name="change-decide"),
    path("<str:key>/espejos/", mirrors.mirror_list, name="network-mirrors"),
    path("<str:key>/espejos/<int:mirror_id>/quitar/", mirrors.remove, name="mirror-remove"),
]
