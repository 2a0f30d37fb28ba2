"""Addresses of a network's own list on its way into the directory; included into the desk's."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
