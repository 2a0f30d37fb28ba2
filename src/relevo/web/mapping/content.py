"""What stands on the map, before it is drawn or listed: entries by layer."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.safestring import SafeString

from relevo.kernel.geo import Point, distance_m
from relevo.places.models import Area
from relevo.web.mapping.layers import Shade, Way
from relevo.web.mapping.signs import Marker, sign_svg

TOWN_KM = 9.0
"""Radius of the circle that stands for a municipality: about what most of them measure."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing on the map and one row of the table beside it.

    ``said``: its state in words. ``point`` None: it stands in the table only.
    """

    kind: str
    name: str
    said: str
    country: str = ""
    state: str = ""
    href: str = ""
    point: Point | None = None
    count: int = 0

    @property
    def label(self) -> str:
        return f"{self.name}: {self.said}" if self.said else self.name

    @property
    def sign(self) -> SafeString:
        """The sign beside it in the table, as it stands on the map."""
        return sign_svg(self.kind, self.state)

    @property
    def marker(self) -> Marker | None:
        if self.point is None:
            return None
        return Marker(
            lat=self.point.lat,
            lon=self.point.lon,
            kind=self.kind,
            state=self.state,
            label=self.label,
            href=self.href,
            count=self.count,
        )


@dataclass(frozen=True, slots=True)
class Layer:
    """The entries of one layer with what is drawn under them. ``code``: of MAP_LAYERS.

    ``number``: of how many things they tell, where one thing has several entries.
    """

    code: str
    entries: Sequence[Entry]
    shades: Sequence[Shade] = field(default=())
    ways: Sequence[Way] = field(default=())
    number: int | None = None

    @property
    def count(self) -> int:
        return len(self.entries) if self.number is None else self.number


def point_of(area: Area | None) -> Point | None:
    """Where an area lies, else the smallest around it whose place is known."""
    while area is not None:
        if area.lat is not None and area.lon is not None:
            return Point(area.lat, area.lon)
        area = area.parent
    return None


@dataclass(frozen=True, slots=True)
class Spot:
    """An area as the map needs it. ``level``: of ``places.Area``."""

    country: str
    name: str
    level: str
    point: Point | None


def spot_of(area: Area) -> Spot:
    """The area itself; unlike ``point_of`` it borrows no point of what it lies in."""
    here = Point(area.lat, area.lon) if area.lat is not None and area.lon is not None else None
    return Spot(area.country, area.name, area.level, here)


def shade_of(
    kind: str,
    label: str,
    *,
    spots: Sequence[Spot] = (),
    circles: Sequence[tuple[Point, float]] = (),
    polygons: Sequence[tuple[Point, ...]] = (),
) -> Shade:
    """Departments as their outline, towns as a circle around their seat.

    A town whose place is not known is shaded nowhere: its department would say too much. What
    holds in a whole country is not shaded either, it would hide all the rest; the table says it.
    """
    departments = [(spot.country, spot.name) for spot in spots if spot.level == "department"]
    towns = [
        (spot.point, TOWN_KM)
        for spot in spots
        if spot.level != "department" and spot.point is not None
    ]
    return Shade(
        kind,
        label,
        departments=tuple(departments),
        circles=(*towns, *circles),
        polygons=tuple(polygons),
    )


def middle_of(points: Sequence[Point]) -> Point | None:
    """The one of the points that lies nearest to the middle of all; None without any."""
    if not points:
        return None
    middle = Point(
        sum(point.lat for point in points) / len(points),
        sum(point.lon for point in points) / len(points),
    )
    return min(points, key=lambda point: (distance_m(point, middle), point.lat, point.lon))
