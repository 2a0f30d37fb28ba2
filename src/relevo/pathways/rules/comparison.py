"""A computed plan beside an agreed route: what one has and the other has not."""

from collections.abc import Sequence
from dataclasses import dataclass

from relevo.pathways.rules.content import Content, Step


@dataclass(frozen=True, slots=True)
class Stop:
    """A service that a plan stops at, in the plan's order."""

    service_key: str
    institution_key: str
    needs: frozenset[str]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a plan does and the route does not, the reverse, and what comes in another order.

    ``beyond``: keys of services of the plan that no step names. ``missing``: keys of steps that
    name a service or a need and that no stop answers. ``earlier``: keys of steps that the plan
    reaches before a step that comes before them in the route.
    """

    beyond: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()

    @property
    def is_same(self) -> bool:
        return not (self.beyond or self.missing or self.earlier)


def compare(stops: Sequence[Stop], content: Content) -> Comparison:
    """Each stop answers the first step in order that names it; none answers two."""
    answered: list[str] = []
    beyond: list[str] = []
    for stop in stops:
        free = [step for step in content.steps if step.key not in answered]
        step = next((one for one in free if _answers(stop, one)), None)
        if step is None:
            beyond.append(stop.service_key)
        else:
            answered.append(step.key)
    places = [content.keys.index(key) for key in answered]
    return Comparison(
        beyond=tuple(beyond),
        missing=tuple(
            step.key
            for step in content.steps
            if (step.service_key or step.need) and step.key not in answered
        ),
        earlier=tuple(
            answered[index]
            for index, place in enumerate(places)
            if any(later < place for later in places[index + 1 :])
        ),
    )


def _answers(stop: Stop, step: Step) -> bool:
    """The very service; where the step names none, its institution or an alternate, or the need."""
    if step.service_key:
        return step.service_key == stop.service_key
    if not step.need:
        return False
    if step.need not in stop.needs:
        return False
    named = {step.institution_key, *(one.institution_key for one in step.alternates)} - {""}
    return not named or stop.institution_key in named
