"""From what is asked to the layers, each by its own source."""

from collections.abc import Callable, Mapping

from relevo.kernel.actor import Actor
from relevo.web.mapping import events, sources
from relevo.web.mapping.content import Layer
from relevo.web.mapping.page import Asked

Source = Callable[..., Layer]

SOURCES: Mapping[str, Source] = {
    "crossings": sources.crossings,
    "alerts": events.alerts,
    "roads": events.roads,
    "emergencies": events.emergencies,
    "points": events.points,
    "advisories": events.advisories,
    "movements": events.movements,
    "services": sources.services,
}


def layers_of(asked: Asked, *, viewer: Actor | None) -> list[Layer]:
    """The chosen layers in the order in which they are offered; ``viewer`` None: the public."""
    return [SOURCES[code](asof=asked.asof, zone=asked.zone, viewer=viewer) for code in asked.layers]
