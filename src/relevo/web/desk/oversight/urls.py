"""Addresses of oversight: one's own institution, and a network's for who keeps it."""

from django.urls import path

from relevo.web.desk.oversight import pages

urlpatterns = [
    path("seguimiento/", pages.own, name="oversight-own"),
    path("redes/<str:key>/seguimiento/", pages.network, name="network-oversight"),
]
