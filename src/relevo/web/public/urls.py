"""Addresses of the public pages: no sign-in, no cookie, parameters are codes."""

from django.urls import path

from relevo.web.public import crossings, networks, pages, places, services, start

app_name = "public"

urlpatterns = [
    path("", start.start, name="start"),
    path("fronteras/", crossings.crossing_list, name="crossings"),
    path("frontera/<str:key>/", crossings.crossing, name="crossing"),
    path("lugares/", places.place_list, name="places"),
    path("lugar/", places.find, name="find-place"),
    path("municipio/<str:key>/", places.place, name="place"),
    path("ayuda/", services.service_list, name="services"),
    path("servicio/<str:key>/", services.service, name="service"),
    path("redes/", networks.network_list, name="networks"),
    path("redes/<str:key>/", networks.network, name="network"),
    path("quejas/", pages.complain, name="complain"),
    path("acerca/", pages.about, name="about"),
    path("sin-conexion/", pages.offline, name="offline"),
]
