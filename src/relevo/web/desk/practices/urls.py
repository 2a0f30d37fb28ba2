"""Addresses of good practices; included into the desk's."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
