"""The committed graph, checked with nothing but the files themselves."""

import csv
from collections import defaultdict
from pathlib import Path

import pytest

import relevo
from relevo.kernel.geo import Point, distance_m

REGION = Path(relevo.__file__).parent / "region" / "data"
WITHOUT_A_ROAD = [
    {"GT-1802"},
    {"HN-0901", "HNNI-LEI-HN", "LOC-HN-0901-LEIMUS"},
    {"HN-0902"},
    {"HN-0903"},
    {"HN-0906"},
    {"HN-1101"},
    {"HN-1102"},
    {"HN-1104"},
    {"HN-1703"},
    {"LOC-SV-1410-MEANGUERA-DEL-GOLFO", "SV-1410", "SVXX-MEA-SV"},
]
"""Islands, Livingston (by boat) and the Mosquitia."""


def rows(*parts: str) -> list[dict[str, str]]:
    with REGION.joinpath(*parts).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def nodes() -> dict[str, dict[str, str]]:
    return {row["id"]: row for row in rows("geo", "nodes.csv")}


@pytest.fixture(scope="module")
def links() -> list[dict[str, str]]:
    return rows("geo", "links.csv")


def straight_km(a: dict[str, str], b: dict[str, str]) -> float:
    ends = [Point(float(row["lat"]), float(row["lon"])) for row in (a, b)]
    return distance_m(*ends) / 1000


def test_every_id_stands_once(nodes, links):
    assert len(nodes) == len(rows("geo", "nodes.csv"))
    assert len({frozenset((link["from_node"], link["to_node"])) for link in links}) == len(links)
    assert len({link["id"] for link in links}) == len(links)


def test_values_are_of_the_closed_lists_and_lengths(nodes, links):
    assert {node["kind"] for node in nodes.values()} == {"area", "locality", "post"}
    assert {node["country"] for node in nodes.values()} == {"GT", "HN", "SV"}
    assert {node["precision"] for node in nodes.values()} == {
        "approximate",
        "documented",
        "seat",
        "site_approx",
    }
    assert {link["road_class"] for link in links} == {"trunk", "secondary", "unpaved"}
    assert {(link["rule"], link["source"]) for link in links} == {
        ("corridor", "public route tables, recalled, unverified"),
        ("local", "great circle times 1.9"),
    }
    assert {(link["sourced"], link["confidence"]) for link in links} == {("no", "low")}
    assert max(len(key) for key in nodes) <= 40
    assert max(len(link["id"]) for link in links) <= 90


def test_each_area_with_a_point_has_its_node(nodes):
    areas = {row["id"]: row for row in rows("geo", "areas.csv")}
    assert {row["node_id"] for row in areas.values() if row["node_id"]} == {
        key for key, node in nodes.items() if node["kind"] == "area"
    }
    for node in nodes.values():
        area = areas[node["area_id"]]
        level = "district" if node["country"] == "SV" else "municipality"
        assert (area["country"], area["level"]) == (node["country"], level)
        assert area["valid_until"] == ""


def test_each_post_has_its_node_at_the_crossing(nodes):
    crossings = {row["id"]: row for row in rows("crossings.csv")}
    without = set()
    for post in rows("posts.csv"):
        crossing = crossings[post["crossing_id"]]
        node = nodes.get(post["id"])
        if post["country"] not in {"GT", "HN", "SV"}:
            assert node is None
        elif node is None:
            without.add(post["id"])
        else:
            assert straight_km(node, crossing) < 0.01
            assert (node["kind"], node["country"]) == ("post", post["country"])
    assert without == {"GTMX-ING-GT", "HNNI-CON-HN", "HNSV-PER-HN", "HNSV-PER-SV", "SVXX-MEA-HN"}


def test_no_way_is_shorter_than_the_straight_line(nodes, links):
    for link in links:
        straight = straight_km(nodes[link["from_node"]], nodes[link["to_node"]])
        assert float(link["km"]) >= straight * 0.98, link["id"]
        assert float(link["km"]) > 0


def test_no_corridor_is_three_times_the_straight_line(nodes, links):
    for link in links:
        straight = straight_km(nodes[link["from_node"]], nodes[link["to_node"]])
        if link["rule"] == "corridor" and straight > 1:
            assert float(link["km"]) / straight < 3, link["id"]


def test_no_way_crosses_a_border(nodes, links):
    for link in links:
        assert nodes[link["from_node"]]["country"] == nodes[link["to_node"]]["country"], link["id"]


def test_every_place_of_a_country_is_reached_but_those_without_a_road(nodes, links):
    beside = defaultdict(set)
    for link in links:
        beside[link["from_node"]].add(link["to_node"])
        beside[link["to_node"]].add(link["from_node"])
    parts: list[set[str]] = []
    left = set(nodes)
    while left:
        found, ahead = set(), [min(left)]
        while ahead:
            here = ahead.pop()
            if here not in found:
                found.add(here)
                ahead += beside[here]
        left -= found
        parts.append(found)
    parts.sort(key=len, reverse=True)
    main, rest = parts[:3], parts[3:]
    assert sorted({nodes[key]["country"] for key in part}.pop() for part in main) == [
        "GT",
        "HN",
        "SV",
    ]
    assert sorted(map(sorted, rest)) == sorted(map(sorted, WITHOUT_A_ROAD))
    on_both_sides = {
        post["id"]
        for post in rows("posts.csv")
        for crossing in rows("crossings.csv")
        if crossing["id"] == post["crossing_id"] and crossing["planned_through"] == "yes"
    }
    assert len(on_both_sides) == 20
    assert on_both_sides <= set().union(*main)
