"""All addresses: machines at the root, people under their language."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    *i18n_patterns(
        path("cuenta/", include("allauth.urls")),
    ),
]
