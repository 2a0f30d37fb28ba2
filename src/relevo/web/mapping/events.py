"""The layers of what goes on: alerts, emergencies, roads, temporary points, advice, movements.

Each gives what the viewer may see and no more; ``viewer`` None is the public.
"""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from relevo.directory.enums import Visibility
from relevo.directory.models import Service
from relevo.kernel.actor import Actor
from relevo.kernel.geo import Point
from relevo.places.models import Area, Node
from relevo.situation.access import pictures_for, sees_live
from relevo.situation.loaders.movements import Expected, Picture
from relevo.situation.queries.alerts import AlertLine, AlertPlace, alerts_in_force
from relevo.situation.queries.emergencies import EmergencyLine, list_emergencies
from relevo.situation.queries.points import list_points
from relevo.situation.queries.roads import RoadLine, list_roads
from relevo.situation.queries.signals import advisories_at
from relevo.web.alert_phrases import ALERT_SEVERITIES
from relevo.web.as_of import AsOf
from relevo.web.emergency_phrases import CRISIS_PHASES
from relevo.web.mapping.content import (
    Entry,
    Layer,
    Spot,
    middle_of,
    point_of,
    shade_of,
    spot_of,
)
from relevo.web.mapping.layers import Shade, Way
from relevo.web.mapping.page import Zone
from relevo.web.movement_phrases import MOVEMENT_STATES, no_word_since, people_said
from relevo.web.restriction_phrases import ROAD_STATES
from relevo.wording.words import both, country, local, moment, since, until, window


def alerts(*, asof: AsOf, zone: Zone, viewer: Actor | None) -> Layer:
    """Real alerts in force; exercises and tests are on no map."""
    entries: list[Entry] = []
    shades: list[Shade] = []
    for line in alerts_in_force(at=asof.at, known_at=asof.known_at):
        if not _touches(zone, (place.country for place in line.places)):
            continue
        spots = [_spot(place) for place in line.places]
        rings = [tuple(Point(lat, lon) for lat, lon in ring) for ring in line.polygons]
        circles = [(Point(lat, lon), km) for lat, lon, km in line.circles]
        entry = Entry(
            kind="alert",
            name=headline(line),
            said=_("%(state)s, until %(moment)s")
            % {"state": ALERT_SEVERITIES[line.severity], "moment": moment(line.ends_at)},
            href=alert_href(line, asof=asof, viewer=viewer),
            point=middle_of(
                [spot.point for spot in spots if spot.point is not None]
                or [center for center, _km in circles]
                or [corner for ring in rings for corner in ring]
            ),
        )
        entries.append(entry)
        shades.append(shade_of("alert", entry.label, spots=spots, circles=circles, polygons=rings))
    return Layer("alerts", entries, shades=shades)


def headline(line: AlertLine) -> str:
    """What an alert is called in the active language, else in the first that it speaks."""
    language = (get_language() or "es")[:2]
    told = next((text for text in line.texts if text.language[:2].lower() == language), None)
    text = told or next(iter(line.texts), None)
    return (text.headline or text.event) if text is not None else line.identifier


def alert_href(line: AlertLine, *, asof: AsOf, viewer: Actor | None) -> str:
    """The page of an alert; one that came in from elsewhere has none that is public."""
    if viewer is not None:
        return reverse("desk:alert", args=[line.id]) + asof.query
    return reverse("public:alerts") + asof.query


def _spot(place: AlertPlace) -> Spot:
    has_point = place.lat is not None and place.lon is not None
    point = Point(place.lat or 0, place.lon or 0) if has_point else None
    return Spot(place.country, place.name, place.level, point)


def emergencies(*, asof: AsOf, zone: Zone, viewer: Actor | None) -> Layer:
    """Emergencies that are not over, with their areas."""
    live = viewer is not None and sees_live(viewer)
    lines = [
        line
        for line in list_emergencies(at=asof.at, known_at=asof.known_at, sees_live=live)
        if not line.is_over and _touches(zone, (place.country for place in line.places))
    ]
    keys = {place.area_key for line in lines for place in line.places if place.area_key}
    areas = {area.key: area for area in Area.objects.filter(key__in=keys)}
    entries = [_emergency(line, areas, asof, viewer) for line in lines]
    shades = [
        shade_of(
            "emergency",
            entry.label,
            spots=[spot_of(areas[place.area_key]) for place in line.places if place.area_key],
        )
        for line, entry in zip(lines, entries, strict=True)
    ]
    return Layer("emergencies", entries, shades=shades)


def _emergency(
    line: EmergencyLine, areas: dict[str, Area], asof: AsOf, viewer: Actor | None
) -> Entry:
    spots = [spot_of(areas[place.area_key]) for place in line.places if place.area_key]
    return Entry(
        kind="emergency",
        name=local(line.name),
        said=_("%(state)s, since %(moment)s. %(places)s")
        % {
            "state": CRISIS_PHASES[line.phase],
            "moment": since(line.from_at),
            "places": "; ".join(place.words or country(place.country) for place in line.places),
        },
        href=emergency_href(line, asof=asof, viewer=viewer),
        point=middle_of([spot.point for spot in spots if spot.point is not None]),
    )


def emergency_href(line: EmergencyLine, *, asof: AsOf, viewer: Actor | None) -> str:
    """The page of an emergency; for the public the list of them."""
    if viewer is not None:
        return reverse("desk:emergency-view", args=[line.key]) + asof.query
    return reverse("public:emergencies") + asof.query


def roads(*, asof: AsOf, zone: Zone, viewer: Actor | None) -> Layer:
    """Roads that are cut or slow; one that is open again is drawn as any other."""
    entries: list[Entry] = []
    ways: list[Way] = []
    for line in list_roads(at=asof.at, known_at=asof.known_at):
        start, end = line.link.from_node, line.link.to_node
        if line.word.state == "open" or not _touches(zone, (start.country, end.country)):
            continue
        way = Way(_at(start), _at(end), line.word.state, road_name(line))
        ways.append(way)
        entries.append(
            Entry(
                kind="road",
                state=line.word.state,
                name=road_name(line),
                said=road_said(line),
                country=start.country,
                href="" if viewer is None else reverse("desk:roads") + asof.query,
                point=way.middle,
            )
        )
    return Layer("roads", entries, ways=ways)


def road_name(line: RoadLine) -> str:
    """``Nacaome – Choluteca``."""
    return f"{line.link.from_node.name} – {line.link.to_node.name}"


def road_said(line: RoadLine) -> str:
    """``Cut, since 5 November 2020, 08:00``."""
    return _("%(state)s, since %(moment)s") % {
        "state": ROAD_STATES[line.word.state],
        "moment": since(line.word.from_at),
    }


def _at(node: Node) -> Point:
    return Point(node.lat, node.lon)


def points(*, asof: AsOf, zone: Zone, viewer: Actor | None) -> Layer:
    """Temporary points that are open, as far as the directory shows them to the viewer."""
    lines = list_points(at=asof.at, known_at=asof.known_at, only_open=True)
    shown = {
        row.pk: row
        for row in Service.objects.visible_to(viewer)
        .filter(pk__in=[line.service_id for line in lines])
        .exclude(visibility=Visibility.RESTRICTED)
        .select_related("location__area__parent", "department")
    }
    page = "public:service" if viewer is None else "desk:service"
    return Layer(
        "points",
        [
            Entry(
                kind="point",
                name=local(line.name),
                said=_("%(place)s, until %(moment)s")
                % {"place": line.place, "moment": until(line.until_at)},
                country=line.country,
                href="" if not asof.is_now else reverse(page, args=[line.service_key]),
                point=_service_point(shown[line.service_id]),
            )
            for line in lines
            if line.service_id in shown and _touches(zone, (line.country,))
        ],
    )


def _service_point(row: Service) -> Point | None:
    if row.location is None:
        return point_of(row.department)
    if row.location.lat is not None and row.location.lon is not None:
        return Point(row.location.lat, row.location.lon)
    return point_of(row.location.area or row.department)


def advisories(*, asof: AsOf, zone: Zone, viewer: Actor | None) -> Layer:
    """What the public is told of a place; what is told of everywhere stands in the table."""
    entries: list[Entry] = []
    shades: list[Shade] = []
    for row in advisories_at(at=asof.at, known_at=asof.known_at):
        if row.area is not None and not _touches(zone, (row.area.country,)):
            continue
        crossing = row.crossing
        point = point_of(row.area)
        if crossing is not None and crossing.lat is not None and crossing.lon is not None:
            point = Point(crossing.lat, crossing.lon)
        entry = Entry(
            kind="advisory",
            name=both(row, "title"),
            said=_("until %(moment)s") % {"moment": until(row.until_at)},
            country=row.area.country if row.area is not None else "",
            href=reverse("public:advisories") + asof.query if viewer is None else "",
            point=point,
        )
        entries.append(entry)
        if row.area is not None:
            shades.append(shade_of("advisory", entry.label, spots=[spot_of(row.area)]))
    return Layer("advisories", entries, shades=shades)


def movements(*, asof: AsOf, zone: Zone, viewer: Actor | None) -> Layer:
    """Where a large movement was last seen and where it is expected, by municipality.

    Only for those whom ``access`` lets see it; for the public there is nothing to ask for.
    """
    if viewer is None:
        return Layer("movements", [])
    entries: list[Entry] = []
    shades: list[Shade] = []
    number = 0
    for picture in pictures_for(viewer, at=asof.at, known_at=asof.known_at):
        ahead = picture.still_ahead(at=asof.at)
        stops = [picture.here, *ahead]
        if not _touches(zone, (stop.area.country for stop in stops)):
            continue
        number += 1
        entries.append(_movement(picture, asof))
        entries.extend(_expected(picture, stop) for stop in ahead)
        shades.extend(
            shade_of("movement", entry.label, spots=[spot_of(stop.area)])
            for stop, entry in zip(stops, entries[-len(stops) :], strict=True)
        )
    return Layer("movements", entries, shades=shades, number=number)


def _movement(picture: Picture, asof: AsOf) -> Entry:
    span = window(picture.since.start, picture.since.end)
    return Entry(
        kind="movement",
        name=movement_name(picture),
        said=f"{people_said(picture.people)}; {picture.here.area.name}, {span}",
        country=picture.here.area.country,
        href=reverse("desk:movement", args=[picture.row.pk]) + asof.query,
        point=point_of(picture.here.area),
    )


def _expected(picture: Picture, stop: Expected) -> Entry:
    span = window(stop.window.start, stop.window.end)
    name = both(stop.crossing, "name") if stop.crossing is not None else stop.area.name
    return Entry(
        kind="movement",
        name=f"{movement_name(picture)} → {name}",
        said=pgettext("large movement", "may be there %(span)s") % {"span": span},
        country=stop.area.country,
    )


def movement_name(picture: Picture) -> str:
    """Whence it set out; a movement has no other name."""
    return _("From %(place)s") % {"place": picture.row.origin.name}


def state_said(picture: Picture, *, at: datetime) -> str:
    """What it does; of one whose windows are all over only that nobody has told of it since."""
    if picture.is_silent(at=at):
        return no_word_since(picture.since.start)
    return str(MOVEMENT_STATES[picture.going])


def _touches(zone: Zone, countries: Iterable[str]) -> bool:
    """Whether something belongs to the zone; what names no country may be anywhere."""
    told = set(countries)
    return not zone.country or not told or zone.country in told
