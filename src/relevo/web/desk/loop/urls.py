"""Addresses of how a referral closes its loop."""

from django.urls import path

from relevo.web.desk.loop import alternates, groups, outcomes, phone, slips

REFERRAL = "referencias/<uuid:referral_id>/"

urlpatterns = [
    path(f"{REFERRAL}telefono/", phone.note, name="loop-phone"),
    path(
        f"{REFERRAL}telefono/<uuid:answer_id>/<str:word>/", phone.settle, name="loop-phone-settle"
    ),
    path(f"{REFERRAL}boleta/", slips.slip, name="loop-slip"),
    path(f"{REFERRAL}siguiente/", alternates.next_addresses, name="loop-next"),
    path(f"{REFERRAL}siguiente/<uuid:alternate_id>/tachar/", alternates.strike, name="loop-strike"),
    path(f"{REFERRAL}siguiente/<str:key>/", alternates.ask, name="loop-next-ask"),
    path(f"{REFERRAL}registro-propio/", alternates.own_record, name="loop-own-record"),
    path(f"{REFERRAL}caso-propio/", outcomes.open_own, name="loop-own-case"),
    path(f"{REFERRAL}contrarreferencia/", outcomes.counter_referral, name="loop-outcome"),
    path("boletas/", slips.arrival, name="loop-arrival"),
    path("casos/juntos/", groups.offer, name="loop-group"),
    path("casos/juntos/<uuid:case_id>/<str:key>/", groups.ask, name="loop-group-ask"),
    path("lotes/<uuid:batch_id>/", groups.answer, name="loop-group-answer"),
]
