"""Restrictions for everybody: by country, in plain words, with the roads that are cut or slow."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from relevo.web.as_of import as_of
from relevo.web.public.responses import public_page
from relevo.web.restriction_lines import all_restrictions, by_country, told_roads


@public_page
def restriction_list(request: HttpRequest) -> HttpResponse:
    """What is in force or coming, and the roads of which a word holds."""
    asof = as_of(request)
    told = all_restrictions(at=asof.at, known_at=asof.known_at)
    return render(
        request,
        "public/restrictions.html",
        {
            "asof": asof,
            "countries": by_country(
                line for line in told if line.standing in {"in_force", "coming"}
            ),
            "roads": told_roads(at=asof.at, known_at=asof.known_at),
            "section": "crossings",
        },
    )
