"""Points on the map and the distance between them."""

import math
from dataclasses import dataclass
from enum import StrEnum

EARTH_RADIUS_M = 6_371_008.8
LAT_LIMIT, LON_LIMIT = 90, 180


class Precision(StrEnum):
    """How far a coordinate can be trusted."""

    DOCUMENTED = "documented"
    SITE = "site_approx"
    SEAT = "seat"
    APPROXIMATE = "approximate"


@dataclass(frozen=True, slots=True)
class Point:
    """Latitude and longitude in degrees (WGS 84)."""

    lat: float
    lon: float

    def __post_init__(self) -> None:
        if abs(self.lat) > LAT_LIMIT or abs(self.lon) > LON_LIMIT:
            raise ValueError(f"not a point on the globe: {self.lat}, {self.lon}")


def distance_m(a: Point, b: Point) -> float:
    """Great-circle distance in metres (haversine)."""
    lat_a, lat_b = math.radians(a.lat), math.radians(b.lat)
    half_lat = math.sin((lat_b - lat_a) / 2)
    half_lon = math.sin(math.radians(b.lon - a.lon) / 2)
    h = half_lat**2 + math.cos(lat_a) * math.cos(lat_b) * half_lon**2
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(h)))
