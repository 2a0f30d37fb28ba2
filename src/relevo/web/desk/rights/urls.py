"""Addresses of the person's rights. No code and no word of hers ever stands in one."""

from django.urls import path

from relevo.web.desk.rights import keys, own, requests

urlpatterns = [
    path("casos/<uuid:case_id>/llave/", keys.key, name="person-key"),
    path("derechos/", own.own, name="rights"),
    path("derechos/pedir/", own.ask, name="rights-ask"),
    path("derechos/retirar/", own.withdraw, name="rights-withdraw"),
    path("derechos/seguir/", own.lift, name="rights-lift"),
    path("derechos/archivo/", own.file, name="rights-file"),
    path("derechos/pedidos/", requests.request_list, name="rights-requests"),
    path("derechos/pedidos/<uuid:request_id>/", requests.request, name="rights-request"),
]
