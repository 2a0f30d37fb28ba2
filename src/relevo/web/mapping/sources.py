"""The layers that everybody may see: crossings and services. Others stand in ``events``."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import ngettext

from relevo.borders import queries as borders
from relevo.borders.queries.hours import crossing_closed, hours_kept
from relevo.directory import queries as directory
from relevo.kernel.actor import Actor
from relevo.kernel.geo import Point
from relevo.places.models import Crossing
from relevo.situation.queries.points import list_point_services
from relevo.web.as_of import AsOf
from relevo.web.mapping.content import Entry, Layer
from relevo.web.mapping.page import Zone
from relevo.wording.crossings import sign_state, sign_words
from relevo.wording.hours import closed_words
from relevo.wording.words import both


def crossings(*, asof: AsOf, zone: Zone, viewer: Actor | None) -> Layer:
    """Official and semi-official crossings with the worst state of their sides."""
    known = borders.statuses(at=asof.at, known_at=asof.known_at)
    hours = hours_kept(known, at=asof.at, known_at=asof.known_at)
    page = "public:crossing" if viewer is None else "desk:crossing"
    entries = []
    for row in Crossing.objects.prefetch_related("posts").order_by("border_pair", "sort_key"):
        countries = [post.country for post in row.posts.all()]
        if zone.country and zone.country not in countries:
            continue
        status = borders.crossing_status(known, row.key)
        closed = closed_words([crossing_closed(hours, row.key)], at=asof.at)
        entries.append(
            Entry(
                kind="crossing",
                state=sign_state(status, closed=closed),
                name=both(row, "name"),
                said=sign_words(status, closed=closed),
                href=reverse(page, args=[row.key]) + asof.query,
                point=Point(row.lat, row.lon)
                if row.lat is not None and row.lon is not None
                else None,
            )
        )
    return Layer("crossings", entries)


def services(*, asof: AsOf, zone: Zone, viewer: Actor | None) -> Layer:
    """How many services stand together: by department, or by town of the zone.

    Never a service by itself, and no restricted one is counted: see ``directory.queries``.
    Temporary points are a layer of their own.
    """
    on, without = asof.at.date(), list_point_services()
    if zone.country:
        key = zone.department.key if zone.department else ""
        counted = directory.count_by_town(
            country=zone.country, department_key=key, on=on, viewer=viewer, without=without
        )
    else:
        counted = directory.count_by_department(on=on, viewer=viewer, without=without)
    return Layer("services", [_services(row, asof, zone, viewer) for row in counted])


def _services(row: directory.PlaceCount, asof: AsOf, zone: Zone, viewer: Actor | None) -> Entry:
    page = "public:services" if viewer is None else "desk:directory"
    if zone.country:
        asked = {"country": row.area.country, "place": row.area.name}
        href = f"{reverse(page)}?{urlencode(asked)}"
    else:
        time = asof.query.replace("?", "&", 1)
        href = f"?{urlencode({'zona': row.area.key})}{time}"
    return Entry(
        kind="services",
        name=row.area.name,
        country=row.area.country,
        said=ngettext("%(n)s service", "%(n)s services", row.count) % {"n": row.count},
        href=href,
        point=row.point,
        count=row.count,
    )
