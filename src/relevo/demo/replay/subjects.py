"""Of which kinds of emergencies the events of a scenario tell."""

from collections import defaultdict
from collections.abc import Collection
from functools import cache

from relevo.demo.replay.committed import committed
from relevo.demo.replay.emergency_acts import (
    Emergency,
    Figures,
    Moves,
    Point,
    PublishedEmergency,
    PublishedFigures,
    Spreads,
)
from relevo.demo.replay.script import steps_of
from relevo.demo.replay.stage import Act
from relevo.region.emergency_tables import EMERGENCIES
from relevo.region.events import Scenario
from relevo.situation.enums import EmergencyKind


@cache
def of_people_on_the_way(scenario: Scenario) -> frozenset[str]:
    """The events that tell of an emergency of people on the way, its figures or points."""
    kinds = {key: row.text("kind") for key, row in committed(EMERGENCIES).items()}
    told: defaultdict[str, set[str]] = defaultdict(set)
    for step in steps_of(scenario):
        if isinstance(step.act, Emergency):
            kinds[step.act.label] = step.act.what
        told[step.event.key] |= set(_labels(step.act))
    return frozenset(
        key
        for key, labels in told.items()
        if EmergencyKind.MOVEMENT in {kinds[label] for label in labels}
    )


def _labels(act: Act) -> Collection[str]:
    """By what names an act knows the emergencies of which it tells."""
    match act:
        case Emergency() | Figures():
            return {act.label}
        case Point():
            return {act.label} if act.has_emergency else ()
        case PublishedEmergency():
            return {act.pattern}
        case Spreads() | Moves() | PublishedFigures():
            return {row.text("emergency_id") for row in act.rows()}
        case _:
            return ()
