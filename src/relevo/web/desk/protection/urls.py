"""Addresses of exceptions, decisions, what was taken back, receipts and laws."""

from django.urls import path

from relevo.web.desk.protection import back, children, exceptions, laws, texts

urlpatterns = [
    path("casos/<uuid:case_id>/interes-superior/", children.best_interests, name="best-interests"),
    path(
        "casos/<uuid:case_id>/sin-consentimiento/<str:key>/",
        exceptions.without_consent,
        name="without-consent",
    ),
    path("excepciones/", exceptions.exceptions, name="exceptions"),
    path("excepciones/<uuid:exception_id>/", exceptions.review, name="exception-review"),
    path("retiros/", back.retractions, name="retractions"),
    path("retiros/<uuid:retraction_id>/", back.answer, name="retraction-answer"),
    path("recibos/retirar/", back.withdraw_by_code, name="receipt-withdraw"),
    path("recibos/verificar/", back.verify, name="receipt-verify"),
    path("reglas/", laws.laws, name="laws"),
    path("textos/", texts.text_list, name="texts"),
    path("textos/<str:kind>/<str:language>/nuevo/", texts.new_text, name="text-new"),
    path("textos/<str:kind>/<str:language>/grabar/", texts.new_recording, name="text-record"),
    path("textos/<uuid:recording_id>/audio/", texts.sound, name="text-sound"),
]
