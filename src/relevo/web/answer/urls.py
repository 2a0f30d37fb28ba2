"""Addresses behind an answer link: no sign-in, no cookie; a number opens one stage."""

from django.urls import path

from relevo.web.answer import pages

app_name = "answer"

urlpatterns = [path("<str:token>/", pages.answer, name="link")]
