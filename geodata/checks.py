"""What the outlines can say about the geodata. What needs no outline is in tests/geodata."""

from pathlib import Path

from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry
from sources import COUNTRIES, read_csv

Key = tuple[str, str]
KM_PER_DEGREE = 111.2
BORDER_KM = 3.0
SHORE = {"SVXX-MEA"}
"""Crossings over the sea: an office on an island, no land border near."""

AREA_CHANGE = 0.02


def borders(region: Path, land: dict[str, BaseGeometry]) -> None:
    """Every crossing lies on the border of the countries it joins.

    Of the neighbors there is only a coarse outline, which says nothing here.
    """
    for row in read_csv(region / "crossings.csv"):
        if not row["lat"] or row["id"] in SHORE:
            continue
        point = Point(float(row["lon"]), float(row["lat"]))
        for country in set(row["border_pair"].split("-")) & set(COUNTRIES):
            km = land[country].boundary.distance(point) * KM_PER_DEGREE
            assert km <= BORDER_KM, f"{row['id']} lies {km:.1f} km from the border of {country}"


def departments(shapes: dict[Key, BaseGeometry], drawn: dict[Key, BaseGeometry]) -> None:
    """The drawn departments are all there and have kept their area within two percent."""
    assert set(shapes) == set(drawn), "a department is missing"
    assert {country for country, _ in drawn} == set(COUNTRIES)
    for key, shape in shapes.items():
        change = abs(drawn[key].area / shape.area - 1)
        assert change <= AREA_CHANGE, f"{key} changed by {change:.1%}"
