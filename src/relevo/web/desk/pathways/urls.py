"""Addresses of agreed routes of articulation; included into the desk's."""

from django.urls import path

from relevo.web.desk.pathways import conformance, drafts, files, lists, moves, pages, settling

urlpatterns = [
    path("", lists.pathway_list, name="pathways"),
    path("cobertura/", lists.coverage, name="pathway-coverage"),
    path("nueva/", drafts.new_pathway, name="pathway-new"),
    path("<str:key>/", pages.pathway, name="pathway"),
    path("<str:key>/comparar/", pages.compare, name="pathway-compare"),
    path("<str:key>/tomar/", drafts.adopt, name="pathway-adopt"),
    path("<str:key>/siguiente/", drafts.new_version, name="pathway-next"),
    path("<str:key>/v<int:number>/", pages.pathway, name="pathway-version"),
    path("<str:key>/v<int:number>/mural/", files.sheet, name="pathway-sheet"),
    path("<str:key>/v<int:number>/archivo/<str:kind>/", files.download, name="pathway-file"),
    path("<str:key>/v<int:number>/proponer/", moves.propose, name="pathway-propose"),
    path("<str:key>/v<int:number>/retirar/", moves.withdraw, name="pathway-withdraw"),
    path("<str:key>/v<int:number>/validar/", moves.validate, name="pathway-validate"),
    path("<str:key>/v<int:number>/postura/", moves.stance, name="pathway-stance"),
    path(
        "<str:key>/v<int:number>/cumplimiento/",
        conformance.conformance,
        name="pathway-conformance",
    ),
    path("<str:key>/v<int:number>/borrador/", drafts.draft, name="pathway-draft"),
    path("<str:key>/v<int:number>/guia/", drafts.guide, name="pathway-guide"),
    path("<str:key>/v<int:number>/pasos/", drafts.step, name="pathway-step-new"),
    path("<str:key>/v<int:number>/pasos/<str:step_key>/", drafts.step, name="pathway-step"),
    path("<str:key>/v<int:number>/orden/", drafts.move_step, name="pathway-step-move"),
    path("<str:key>/v<int:number>/carril/", drafts.give_step, name="pathway-step-give"),
    path("<str:key>/v<int:number>/quitar/", drafts.remove_step, name="pathway-step-remove"),
    path("<str:key>/v<int:number>/ramas/", drafts.put_branch, name="pathway-branch"),
    path("<str:key>/v<int:number>/podar/", drafts.remove_branch, name="pathway-branch-remove"),
    path(
        "<str:key>/v<int:number>/aparte/<int:revision_id>/",
        settling.settle,
        name="pathway-beside",
    ),
]
