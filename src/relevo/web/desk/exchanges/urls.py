"""Addresses of exchanges, their tables and proposed routes; included into the desk's."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
