"""What the planner refuses to read: each refusal says what was read and what is accepted."""

from collections.abc import Callable, Iterable

from relevo.planner.request import Request
from relevo.planner.world import Road, Window, World

MOST_NEEDS = 8
OLDEST = 130
SEXES = ("f", "m", "x", "")


class EngineError(ValueError):
    """The input is malformed. ``field`` where, ``read`` what stood there, ``accepted`` what may."""

    def __init__(self, field: str, *, read: object, accepted: str) -> None:
        super().__init__(f"{field}: read {read!r}; accepted: {accepted}")
        self.field = field
        self.read = read
        self.accepted = accepted


def _require(holds: bool, field: str, read: object, accepted: str) -> None:  # noqa: FBT001
    if not holds:
        raise EngineError(field, read=read, accepted=accepted)


def _require_unique(field: str, keys: Iterable[object]) -> None:
    seen: set[object] = set()
    for key in keys:
        _require(key not in seen, field, key, "each at most once")
        seen.add(key)


def _require_band(field: str, of: str, low: int, high: int) -> None:
    _require(0 <= low <= high, field, f"{of}: {low} to {high}", "0 <= low <= high, in minutes")


def _require_windows(field: str, of: str, windows: Iterable[Window]) -> None:
    for opens, closes in windows:
        _require(opens < closes, field, f"{of}: {opens} to {closes}", "opens before it closes")


def check_world(world: World) -> None:
    """Raise unless every place, road, crossing and service refers to what exists."""
    country = {node.id: node.country for node in world.nodes}
    _require_unique("nodes", (node.id for node in world.nodes))
    for road in world.roads:
        _check_road(road, country)
    _require_unique("passages", ((p.crossing_id, p.from_node, p.to_node) for p in world.passages))
    for passage in world.passages:
        for name in (passage.from_node, passage.to_node):
            _require(name in country, "passages", name, "ids of the world's nodes")
        _require_band("passages", passage.crossing_id, passage.low_minutes, passage.high_minutes)
        _require_windows("passages", passage.crossing_id, passage.windows)
        _require_unique(
            f"requirements of {passage.crossing_id}", (r.id for r in passage.requirements)
        )
        for rule in passage.requirements:
            valid = rule.valid_hours
            accepted = "a number of hours from 0, or nothing"
            _require(valid is None or valid >= 0, "requirements", f"{rule.id}: {valid}", accepted)
    _check_services(world, country)


def _check_road(road: Road, country: dict[str, str]) -> None:
    for name in (road.a, road.b):
        _require(name in country, "roads", name, "ids of the world's nodes")
    _require(
        country[road.a] == country[road.b],
        "roads",
        f"{road.a} to {road.b}",
        "roads inside one country; a passage leads to another",
    )
    _require_band("roads", f"{road.a} to {road.b}", road.low_minutes, road.high_minutes)
    _require_windows("roads", f"{road.a} to {road.b}", road.windows)


def _check_services(world: World, country: dict[str, str]) -> None:
    _require_unique("services", (service.id for service in world.services))
    for service in world.services:
        of = service.id
        _require(
            service.node is None or (service.node in country and not service.restricted),
            "services",
            f"{of}: {service.node}",
            "a node of the world, or none; a restricted service never has one",
        )
        minutes, places = service.duration_minutes, service.places
        _require(minutes >= 0, "services", f"{of}: {minutes} minutes", "minutes from 0")
        _require(places is None or places >= 0, "services", f"{of}: {places} places", "from 0")
        _require_windows("services", of, service.windows)


def check_request(request: Request, world: World) -> None:
    """Raise unless the request can be asked of this world."""
    countries = {node.country for node in world.nodes}
    _require(
        any(node.id == request.start for node in world.nodes),
        "start",
        request.start,
        "the id of a node of the world",
    )
    _require(request.depart < world.horizon, "depart", request.depart, f"before {world.horizon}")
    _require(bool(request.members), "members", request.members, "at least one person")
    for member in request.members:
        _require(0 <= member.age <= OLDEST, "members", member.age, f"ages from 0 to {OLDEST}")
        _require(member.sex in SEXES, "members", member.sex, "sex f, m, x or empty")
    _require(
        not request.heads_for or request.heads_for in countries,
        "heads_for",
        request.heads_for,
        f"one of {', '.join(sorted(countries))}, or empty",
    )
    _require(request.max_crossings >= 0, "max_crossings", request.max_crossings, "from 0")
    _require(request.keep >= 1, "keep", request.keep, "from 1")
    _check_needs(request)


def _check_needs(request: Request) -> None:
    codes = [need.code for need in request.needs]
    accepted = f"1 to {MOST_NEEDS} needs; none only for a route that heads for a country"
    asked = bool(codes) or bool(request.heads_for)
    _require(asked and len(codes) <= MOST_NEEDS, "needs", codes, accepted)
    _require_unique("needs", codes)
    waits_for = {need.code: need.after & set(codes) for need in request.needs}
    settled: set[str] = set()
    is_ready: Callable[[str], bool] = lambda code: waits_for[code] <= settled  # noqa: E731
    while ready := [code for code in codes if code not in settled and is_ready(code)]:
        settled.update(ready)
    circle = [code for code in codes if code not in settled]
    _require(not circle, "needs", circle, "needs that do not wait for one another in a circle")
