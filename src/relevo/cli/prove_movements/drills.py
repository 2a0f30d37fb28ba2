"""Drills: what was live in them, an hour after the newest of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from relevo.cli.prove_movements.asking import witnesses
from relevo.cli.prove_movements.world import World
from relevo.demo.replay.subjects import of_people_on_the_way
from relevo.plumbing import clock
from relevo.region.events import Event, list_scenarios

HOUR = timedelta(hours=1)
LIVE_ACTS = frozenset({"comparison", "count", "movement", "sighting", "signal"})
HELD_BACK = timedelta(days=14)
"""What of a drill is live, and for how long."""


@dataclass
class DrillsAsked:
    """What the pages of drills showed of live events."""

    events: int = 0
    unseen: int = 0
    leaks: int = 0


@dataclass(frozen=True, slots=True)
class Drill:
    """A scenario an hour after the newest of its live events, and those of the days before."""

    key: str
    at: datetime
    live: tuple[Event, ...]


def list_drills() -> Iterator[Drill]:
    for scenario in list_scenarios():
        subjects = of_people_on_the_way(scenario)
        live = [
            event
            for event in scenario.events
            if LIVE_ACTS & set(event.becomes) or event.key in subjects
        ]
        if live:
            at = live[-1].at + HOUR
            yield Drill(
                scenario.key, at, tuple(event for event in live if event.at > at - HELD_BACK)
            )


def ask_drill(drill: Drill, world: World, clients: Sequence[Client], *, into: DrillsAsked) -> None:
    """Each event stands on the page of a coordinator, and on that of nobody who enforces."""
    address = reverse("desk:replay-scenario", args=[drill.key])
    with clock.stopped(drill.at):
        (witness,) = islice(witnesses(world), 1)
        may, others = witness.get(address).content, [row.get(address).content for row in clients]
    for event in drill.live:
        words = {escape(event.text.es).encode(), escape(event.text.en).encode()}
        into.events += 1
        into.unseen += not any(text in may for text in words)
        into.leaks += any(text in body for text in words for body in others)
