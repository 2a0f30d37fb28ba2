"""Addresses of the desk: everything here lies behind the wall."""

from django.urls import include, path
from django.views.generic import RedirectView

from relevo.web.desk import (
    cases,
    consents,
    crossings,
    directory,
    entries,
    plans,
    quick,
    referrals,
    runs,
)
from relevo.web.desk.networks import keys

app_name = "desk"

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="desk:inbox"), name="home"),
    path("bandeja/", referrals.inbox, name="inbox"),
    path("referencias/<uuid:referral_id>/", referrals.referral, name="referral"),
    path("referencias/<uuid:referral_id>/<str:verb>/", referrals.move, name="referral-move"),
    path("casos/", cases.case_list, name="cases"),
    path("casos/nuevo/", cases.new_case, name="case-new"),
    path("casos/<uuid:case_id>/", cases.case, name="case"),
    path("casos/<uuid:case_id>/cerrar/", cases.close, name="case-close"),
    path("casos/<uuid:case_id>/rutas/", runs.follow, name="run-follow"),
    path("casos/<uuid:case_id>/rutas/<uuid:run_id>/terminar/", runs.end, name="run-end"),
    path("casos/<uuid:case_id>/rutas/<uuid:run_id>/<str:step_key>/", runs.mark, name="run-step"),
    path("casos/<uuid:case_id>/plan/", plans.plan, name="plan"),
    path("casos/<uuid:case_id>/oferta/<str:key>/", consents.consent, name="consent"),
    path("casos/<uuid:case_id>/recibo/<uuid:consent_id>/", consents.receipt, name="receipt"),
    path("atencion-rapida/", quick.quick_attention, name="quick-attention"),
    path("directorio/", directory.service_list, name="directory"),
    path("directorio/<str:key>/", directory.service, name="service"),
    path("directorio/<str:key>/confirmar/", entries.verify, name="service-verify"),
    path("directorio/<str:key>/lugares/", entries.places, name="service-places"),
    path("fronteras/", crossings.crossing_list, name="crossings"),
    path("fronteras/hoy.docx", crossings.crossings_sheet, name="crossings-sheet"),
    path("fronteras/<str:key>/", crossings.crossing, name="crossing"),
    path("redes/", include("relevo.web.desk.networks.urls")),
    path("redes/", include("relevo.web.desk.uploads.urls")),
    path("redes/", include("relevo.web.desk.care.urls")),
    path("redes/", include("relevo.web.desk.meetings.urls")),
    path("institucion/clave/", keys.destroy_key, name="institution-key"),
    path("compromisos/", include("relevo.web.desk.commitments.urls")),
    path("intercambios/", include("relevo.web.desk.exchanges.urls")),
    path("practicas/", include("relevo.web.desk.practices.urls")),
    path("rutas/", include("relevo.web.desk.pathways.urls")),
    path("informes/", include("relevo.web.desk.reports.urls")),
]
