"""Places and ways: the part of the world that changes least."""

from dataclasses import dataclass
from functools import lru_cache

from relevo import planner
from relevo.places.enums import Mode, RoadClass
from relevo.places.models import Link, Node
from relevo.places.rules import Segment, travel_band

WALKED_KM = 2.0

NodeRow = tuple[str, str, str]
LinkRow = tuple[str, str, str, float, str, str, bool]


@dataclass(frozen=True, slots=True)
class Way:
    """The link a road was made of."""

    key: str
    km: float
    segment: Segment


@dataclass(frozen=True, slots=True)
class Network:
    """Nodes and roads of one way of travelling."""

    nodes: tuple[planner.Node, ...]
    roads: tuple[planner.Road, ...]
    links: tuple[Way, ...]
    """The link of each road, in their order."""
    walking_with_children: bool


def load_network(*, mode: str, walking_with_children: bool) -> Network:
    """Rows are read each time, so that a correction shows at once; the bands are reckoned once."""
    nodes = tuple(Node.objects.order_by("key").values_list("key", "country", "department__key"))
    links = tuple(
        Link.objects.order_by("key").values_list(
            "key", "from_node_id", "to_node_id", "km", "road_class", "rule", "sourced"
        )
    )
    return _reckoned(nodes, links, mode, walking_with_children)


@lru_cache(maxsize=8)
def _reckoned(
    nodes: tuple[NodeRow, ...],
    links: tuple[LinkRow, ...],
    mode: str,
    walking_with_children: bool,  # noqa: FBT001 - a cache key
) -> Network:
    roads, ways = [], []
    for key, a, b, km, road_class, rule, sourced in links:
        segment = Segment(km=km, road_class=road_class, rule=rule, verified=sourced)
        low, high = _minutes(segment, mode=mode, walking_with_children=walking_with_children)
        ways.append(Way(key=key, km=km, segment=segment))
        roads.append(
            planner.Road(a=a, b=b, low_minutes=low, high_minutes=high, rule=segment.band_rule.value)
        )
    return Network(
        nodes=tuple(
            planner.Node(id=key, country=country, department=department)
            for key, country, department in nodes
        ),
        roads=tuple(roads),
        links=tuple(ways),
        walking_with_children=walking_with_children,
    )


def walked(way: Way, road: planner.Road, *, with_children: bool) -> planner.Road:
    """The same road on foot."""
    low, high = _minutes(way.segment, mode=Mode.WALK, walking_with_children=with_children)
    return planner.Road(
        a=road.a, b=road.b, low_minutes=low, high_minutes=high, rule=f"{road.rule}|walk"
    )


def _minutes(segment: Segment, *, mode: str, walking_with_children: bool) -> tuple[int, int]:
    """The band of one link of a longer way.

    One stays on a bus along the trunk roads. Off them each link may be another bus: at best it
    stands ready, at worst one waits for it as ``travel_band`` says. Nobody waits for a bus to go
    from a border post to the houses beside it: that is walked.
    """
    if mode == Mode.BUS and segment.km <= WALKED_KM:
        mode = Mode.WALK
    riding = travel_band(
        [segment], mode=mode, walking_with_children=walking_with_children, boards=False
    )
    if mode != Mode.BUS or segment.road_class == RoadClass.TRUNK:
        return riding.low_minutes, riding.high_minutes
    waiting = travel_band([segment], mode=mode, walking_with_children=walking_with_children)
    return riding.low_minutes, waiting.high_minutes
