"""Addresses of meetings, actas and the annual plan; included into the desk's."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
