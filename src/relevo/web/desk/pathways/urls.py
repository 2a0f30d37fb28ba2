"""Addresses of agreed routes of articulation; included into the desk's."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
