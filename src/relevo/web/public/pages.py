"""Pages of words, and what a browser needs to open the public pages again without network."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from relevo.directory import queries as directory
from relevo.web.public.responses import public_page


@public_page
def complain(request: HttpRequest) -> HttpResponse:
    """How to complain without a name, and to whom outside the institution complained about."""
    lines = directory.list_lines(kinds=["ombudsman", "women", "child", "trafficking", "police"])
    return render(request, "public/complain.html", {"lines": lines})


@public_page
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "public/about.html")


@public_page
def offline(request: HttpRequest) -> HttpResponse:
    """Kept by the browser: what is shown when a page was never visited and there is no network."""
    return render(request, "public/offline.html", {"lines": directory.list_danger_lines()})
