"""What the networks tell everybody about word that goes around."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from relevo.situation.queries import signals
from relevo.web.as_of import as_of
from relevo.web.public.responses import public_page


@public_page
def advisory_list(request: HttpRequest) -> HttpResponse:
    """Advisories in force, at the instant of the address."""
    asked = as_of(request)
    return render(
        request,
        "public/advisories.html",
        {
            "advisories": signals.advisories_at(at=asked.at, known_at=asked.known_at),
            "asof": asked,
            "section": "start",
        },
    )
