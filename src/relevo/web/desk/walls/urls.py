"""Addresses of the walls; those of one case stand under the case."""

from django.urls import path

from relevo.web.desk.walls import exclusions, glass, team

urlpatterns = [
    path("casos/<uuid:case_id>/exclusiones/", exclusions.exclusions, name="exclusions"),
    path(
        "casos/<uuid:case_id>/exclusiones/<uuid:exclusion_id>/quitar/",
        exclusions.remove,
        name="exclusion-remove",
    ),
    path("emergencia/", glass.emergency, name="emergency"),
    path("emergencia/revisiones/", glass.reviews, name="emergency-reviews"),
    path("emergencia/revisiones/<uuid:glass_id>/", glass.review, name="emergency-review"),
    path("emergencia/<uuid:glass_id>/", glass.opened, name="emergency-case"),
    path("equipo/", team.team, name="team"),
]
