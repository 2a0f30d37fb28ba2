"""Rows into the world a planner sees, as known at one instant, for travel at another."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256

from relevo import planner
from relevo.borders.models import Requirement
from relevo.borders.rules import Status
from relevo.borders.rules.restrictions import RestrictionFact
from relevo.directory.models import Assumption, Service
from relevo.journeys.loaders.hours import load_calendar
from relevo.journeys.loaders.obstacles import (
    lines_of,
    load_obstacles,
    passage_with,
    roads_with,
)
from relevo.journeys.loaders.passages import CROSSING_RULE, PassageKey, load_passages
from relevo.journeys.loaders.roads import load_network
from relevo.journeys.loaders.services import load_entries, load_services
from relevo.journeys.rules import HORIZON, canonical, minute_of
from relevo.kernel.actor import Actor
from relevo.places.models import Crossing
from relevo.situation.queries.roads import RoadLine

__all__ = ["CROSSING_RULE", "Index", "LoadedWorld", "load_entries", "load_world"]


@dataclass(frozen=True, slots=True)
class Index:
    """The rows behind a world, by the keys that stand in it: what telling a plan needs."""

    services: Mapping[str, Service]
    assumptions: Mapping[str, Assumption]
    crossings: Mapping[str, Crossing]
    status: Mapping[PassageKey, Status]
    status_now: Mapping[PassageKey, Status]
    requirements: Mapping[str, tuple[Requirement, ...]]
    roads: tuple[RoadLine, ...]
    """Roads that are cut or slow at some time until the horizon."""
    restrictions: tuple[RestrictionFact, ...]
    """What binds at some time until the horizon."""


@dataclass(frozen=True, slots=True)
class LoadedWorld:
    """``digest`` names the input: the same digest and request give the same answer."""

    world: planner.World
    digest: str
    index: Index


@lru_cache(maxsize=8)
def _network_digest(nodes: tuple[planner.Node, ...], roads: tuple[planner.Road, ...]) -> str:
    return sha256(repr((nodes, roads)).encode()).hexdigest()


def _digest(world: planner.World) -> str:
    """Over values in a stable order: sets are written sorted."""
    ground = _network_digest(world.nodes, world.roads)
    parts = [planner.ENGINE_VERSION, ground, str(world.horizon)]
    parts.extend(canonical(passage) for passage in world.passages)
    parts.extend(canonical(service) for service in world.services)
    return sha256("\n".join(parts).encode()).hexdigest()


def load_world(
    *,
    at: datetime,
    known_at: datetime,
    mode: str = "bus",
    viewer: Actor | None,
    walking_with_children: bool = False,
    nationality: str = "",
    until: datetime | None = None,
) -> LoadedWorld:
    """The world for travel at ``at`` as known at ``known_at``, for the 96 hours that follow.

    ``until``: a later end than that, for one world in which several set out one after the other.
    ``nationality``: of who travels, for restrictions and closings that bar some only.
    """
    network = load_network(mode=mode, walking_with_children=walking_with_children)
    nodes = frozenset(node.id for node in network.nodes)
    horizon = at + HORIZON if until is None else until
    calendar = load_calendar(at=at, horizon=horizon)
    passages = load_passages(
        at=at,
        horizon=horizon,
        known_at=known_at,
        mode=mode,
        nodes=nodes,
        calendar=calendar,
        nationality=nationality,
    )
    services = load_services(
        at=at, known_at=known_at, viewer=viewer, nodes=nodes, calendar=calendar
    )
    obstacles = load_obstacles(
        at=at, horizon=horizon, known_at=known_at, calendar=calendar, nationality=nationality
    )
    world = planner.World(
        nodes=network.nodes,
        roads=roads_with(network, obstacles, mode=mode),
        passages=tuple(passage_with(passage, obstacles) for passage in passages.passages),
        services=services.services,
        horizon=minute_of(horizon),
    )
    return LoadedWorld(
        world=world,
        digest=_digest(world),
        index=Index(
            services=services.rows,
            assumptions=services.assumptions,
            crossings=passages.crossings,
            status=passages.status,
            status_now=passages.status_now,
            requirements=passages.requirements,
            roads=lines_of(obstacles),
            restrictions=obstacles.restrictions,
        ),
    )
