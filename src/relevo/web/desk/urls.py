"""Addresses of the desk: everything here lies behind the wall."""

from django.urls import path
from django.views.generic import RedirectView

from relevo.web.desk import crossings, networks

app_name = "desk"

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="desk:inbox"), name="home"),
    path("bandeja/", crossings.crossing_list, name="inbox"),
    path("fronteras/", crossings.crossing_list, name="crossings"),
    path("fronteras/<str:key>/", crossings.crossing, name="crossing"),
    path("redes/", networks.network_list, name="networks"),
]
