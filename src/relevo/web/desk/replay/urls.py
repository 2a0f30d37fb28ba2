"""Addresses of drills, below ``situacion/simulacros/``."""

from django.urls import path

from relevo.web.desk.replay import pages

urlpatterns = [
    path("", pages.scenario_list, name="replays"),
    path("<str:key>/", pages.scenario, name="replay-scenario"),
    path("<str:key>/seguir/", pages.play, name="replay-play"),
]
