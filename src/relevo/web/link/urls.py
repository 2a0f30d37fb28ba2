"""Addresses behind a signed link: no sign-in, no cookie; who holds it may do one thing."""

from django.urls import path

from relevo.web.link import calendar, pages

app_name = "link"

urlpatterns = [
    path("calendario/<str:token>.ics", calendar.feed, name="calendar"),
    path("<str:token>/", pages.entry, name="entry"),
]
