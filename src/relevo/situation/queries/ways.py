"""Reads of corridors: the roads as a graph, and the sides of crossings."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from relevo.places.models import Area, Crossing, Link, Node
from relevo.situation.rules.ways import Roads, Sides, roads_of


@dataclass(frozen=True, slots=True)
class Corridors:
    """Roads, where each node lies, and the nodes of each crossing by its key."""

    roads: Roads
    area_of: dict[str, UUID]
    """Node to the id of its municipality."""
    country_of: dict[str, str]
    sides_of: dict[str, Sides]


def load_corridors() -> Corridors:
    """All roads as they are held now; corrections of kilometers count at once."""
    links = Link.objects.order_by("key").values_list("from_node_id", "to_node_id", "km")
    nodes = list(Node.objects.order_by("key").values_list("key", "area_id", "country", "kind"))
    posts = {key for key, _area, _country, kind in nodes if kind == "post"}
    sides: dict[str, list[str]] = {}
    for crossing, post in Crossing.objects.order_by("key", "posts__key").values_list(
        "key", "posts__key"
    ):
        if post in posts:
            sides.setdefault(crossing, []).append(post)
    return Corridors(
        roads=roads_of(links),
        area_of={key: area for key, area, _country, _kind in nodes},
        country_of={key: country for key, _area, country, _kind in nodes},
        sides_of={key: tuple(found) for key, found in sides.items()},
    )


def node_of(area: Area) -> str:
    """Where in a municipality one is taken to be: its seat; empty if no road is known there."""
    if area.node_key and Node.objects.filter(key=area.node_key).exists():
        return area.node_key
    found = Node.objects.filter(area=area).order_by("kind", "key").values_list("key", flat=True)
    return found.first() or ""


def crossings_on(way: Iterable[str], corridors: Corridors) -> tuple[str, ...]:
    """Keys of the crossings whose nodes stand on a way, in its order."""
    of_node = {node: key for key, sides in corridors.sides_of.items() for node in sides}
    return tuple(dict.fromkeys(of_node[node] for node in way if node in of_node))
