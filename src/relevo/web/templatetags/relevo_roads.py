"""What is in the way at a crossing or in a municipality: restrictions and roads."""

from django import template

from relevo.places.models import Area, Crossing
from relevo.plumbing import clock
from relevo.web.as_of import AsOf
from relevo.web.restriction_lines import areas_of, restrictions_at, told_roads, with_parents

register = template.Library()


@register.inclusion_tag("web/_in_the_way.html")
def in_the_way_at_crossing(crossing: Crossing, asof: AsOf) -> dict[str, object]:
    """Restrictions where the posts of a crossing lie, and the roads to them."""
    areas = areas_of(crossing)
    keys = with_parents(areas)
    countries = {area.country for area in areas}
    found = [
        line
        for country in sorted(countries)
        for line in restrictions_at(
            at=asof.at, known_at=asof.known_at, country_code=country, area_keys=keys
        )
    ]
    roads = told_roads(at=asof.at, known_at=asof.known_at, area_keys=[area.key for area in areas])
    return {"restrictions": found, "roads": roads, "asof": asof}


@register.inclusion_tag("web/_in_the_way.html")
def in_the_way_at_place(area: Area) -> dict[str, object]:
    """Restrictions in a municipality now, and the roads that touch it."""
    now = clock.now()
    keys = with_parents([area])
    return {
        "restrictions": restrictions_at(
            at=now, known_at=now, country_code=area.country, area_keys=keys
        ),
        "roads": told_roads(at=now, known_at=now, area_keys=[area.key]),
        "asof": AsOf(now, now),
    }
