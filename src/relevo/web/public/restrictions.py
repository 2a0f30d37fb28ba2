"""Restrictions for everybody: by country, in plain words, with the roads that are cut or slow."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from relevo.web.as_of import as_of
from relevo.web.public.responses import public_page
from relevo.web.restriction_lines import (
    all_restrictions,
    by_country,
    countries_without,
    told_roads,
)


@public_page
def restriction_list(request: HttpRequest) -> HttpResponse:
    """What is in force, coming or grown old, of which countries nothing is known, and the roads."""
    asof = as_of(request)
    told = all_restrictions(at=asof.at, known_at=asof.known_at)
    countries = by_country(line for line in told if line.standing in {"in_force", "coming"})
    return render(
        request,
        "public/restrictions.html",
        {
            "asof": asof,
            "countries": countries,
            "unknown": countries_without(countries),
            "old": [line for line in told if line.standing == "old"],
            "roads": told_roads(at=asof.at, known_at=asof.known_at),
            "section": "crossings",
        },
    )
