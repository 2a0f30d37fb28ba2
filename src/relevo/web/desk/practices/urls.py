"""Addresses of good practices; included into the desk's."""

from django.urls import URLPattern, path

from relevo.web.desk.practices import pages, telling, writing

urlpatterns: list[URLPattern] = [
    path("", pages.practice_list, name="practices"),
    path("nueva/", writing.new, name="practice-new"),
    path("<uuid:practice_id>/", pages.practice, name="practice"),
    path("<uuid:practice_id>/editar/", writing.edit, name="practice-edit"),
    path("<uuid:practice_id>/versiones/", pages.versions, name="practice-versions"),
    path("<uuid:practice_id>/documento/", pages.document, name="practice-docx"),
    path("<uuid:practice_id>/texto/", pages.chat, name="practice-text"),
    path("<uuid:practice_id>/adoptar/", telling.adopt, name="practice-adopt"),
    path("<uuid:practice_id>/revisar/", telling.review, name="practice-review"),
    path("<uuid:practice_id>/aparte/<int:revision_id>/", writing.settle, name="practice-settle"),
    path("<uuid:practice_id>/<str:verb>/", writing.move, name="practice-move"),
]
