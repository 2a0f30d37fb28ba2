"""Scenarios as steps: which act is played when, in one order that every instance follows."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from relevo.demo.replay import movement_scripts as movements
from relevo.demo.replay import other_scripts as others
from relevo.demo.replay.committed import Committed
from relevo.demo.replay.stage import Act
from relevo.region.events import Event, Scenario

SCRIPTS: Mapping[str, Mapping[int, tuple[Act, ...]]] = {
    "CAR2018": movements.CAR2018,
    "CAR2019": movements.CAR2019,
    "CAR2020J": movements.CAR2020J,
    "COVID2020": others.COVID2020,
    "CAR2020O": movements.CAR2020O,
    "ETA_IOTA": others.ETA_IOTA,
    "CAR2020D": movements.CAR2020D,
    "CAR2021J": movements.CAR2021J,
    "CAR2021M": movements.CAR2021M,
    "RET2021": others.RET2021,
    "CAR2022": movements.CAR2022,
    "NET": others.NET,
}


@dataclass(frozen=True, slots=True)
class Step:
    """One act of one event. ``key`` names it on every instance."""

    key: str
    at: datetime
    event: Event
    act: Act


@cache
def steps_of(scenario: Scenario) -> tuple[Step, ...]:
    """Every act in the order of its instant; of one instant in the order of the events."""
    steps = [
        Step(f"{event.key}.{number}", act.when(event), event, act)
        for event in scenario.events
        for number, act in enumerate(SCRIPTS[scenario.key][event.number], start=1)
    ]
    return tuple(sorted(steps, key=lambda step: step.at))


def starts_at(scenario: Scenario) -> datetime:
    """The instant of the first act: an announcement may come before the event it is about."""
    return steps_of(scenario)[0].at


def ends_at(scenario: Scenario) -> datetime:
    return steps_of(scenario)[-1].at


def taken_over(scenario: Scenario) -> Mapping[str, set[str]]:
    """The committed rows that the replay tells in their stead, by file."""
    found: dict[str, set[str]] = defaultdict(set)
    for step in steps_of(scenario):
        if isinstance(step.act, Committed):
            for file, keys in step.act.takes().items():
                found[file] |= keys
    return found
