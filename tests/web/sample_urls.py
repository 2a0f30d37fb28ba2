"""Addresses for the tests of the parts that all pages share, whatever pages exist."""

from django.conf.urls.i18n import i18n_patterns
from django.http import HttpResponse
from django.urls import include, path

from relevo.web.gallery import gallery


def nothing(request):
    return HttpResponse("")


public = (
    [
        path(f"{name}/", nothing, name=name)
        for name in ("start", "crossings", "services", "networks", "complain")
    ],
    "public",
)
desk = (
    [
        path(f"{name}/", nothing, name=name)
        for name in (
            "inbox",
            "cases",
            "quick-attention",
            "directory",
            "crossings",
            "networks",
        )
    ],
    "desk",
)
urlpatterns = i18n_patterns(
    path("galeria/", gallery, name="gallery"),
    path("salir/", nothing, name="account_logout"),
    path("mesa/", include(desk)),
    path("", include(public)),
)
