"""Addresses of keeping the directory true: rounds, links, change requests; included into the desk's."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
