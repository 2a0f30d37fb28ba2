"""Addresses of the acta de entrega."""

from django.urls import path

from relevo.web.desk.handovers import pages

ACTA = "referencias/<uuid:referral_id>/acta/"

urlpatterns = [
    path(ACTA, pages.hand_over, name="hand-over"),
    path(f"{ACTA}escribir/", pages.write, name="hand-over-write"),
    path(f"{ACTA}<str:language>.docx", pages.paper, name="hand-over-paper"),
    path(f"{ACTA}<str:word>/", pages.confirm, name="hand-over-confirm"),
]
