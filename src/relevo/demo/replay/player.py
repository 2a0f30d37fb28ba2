"""Plays what is due of a scenario, once: whatever was played is noted with the rows it made.

An act that is refused here, because people have changed what it is about, is left out: that is
noted too, without rows, and the scenario goes on.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from relevo.demo.replay.script import Step, steps_of
from relevo.demo.replay.stage import REFUSALS, Effect, NothingToBuildOn, Stage
from relevo.plumbing import clock
from relevo.plumbing.models import LoadedFacts
from relevo.region.events import Scenario


class OnlyOnADemo(Exception):
    """A real instance is never told invented reports."""


@dataclass(frozen=True, slots=True)
class Played:
    """A step and the rows that came of it; ``refusal``: why it was left out."""

    step: Step
    effects: tuple[Effect, ...]
    refusal: Exception | None = None


def name_of(scenario: Scenario) -> str:
    """Under which name it is noted what was played."""
    return f"replay {scenario.key}"


def effects_of(scenario: Scenario) -> Mapping[str, tuple[Effect, ...]]:
    """What was played already, by step; of what was left out, no rows."""
    row = LoadedFacts.objects.filter(name=name_of(scenario)).first()
    return _read(row) if row else {}


def due(scenario: Scenario, *, until: datetime) -> list[Step]:
    """The steps up to an instant that were not played yet."""
    done = effects_of(scenario)
    return [step for step in steps_of(scenario) if step.at <= until and step.key not in done]


def play_until(scenario: Scenario, *, until: datetime) -> list[Played]:
    """Play what is due up to an instant. Played again it does nothing. Raises OnlyOnADemo."""
    if not clock.is_demo():
        raise OnlyOnADemo
    return [
        played
        for step in due(scenario, until=until)
        if (played := play_step(scenario, step)) is not None
    ]


@transaction.atomic
def play_step(scenario: Scenario, step: Step) -> Played | None:
    """Play one step, all of it or nothing; None when somebody has played it meanwhile.

    What builds on a step that was left out is left out with it. Raises NothingToBuildOn.
    """
    LoadedFacts.objects.get_or_create(name=name_of(scenario), defaults={"loaded_at": step.at})
    row = LoadedFacts.objects.select_for_update(no_key=True).get(name=name_of(scenario))
    done = _read(row)
    if step.key in done:
        return None
    before = [done[other.key] for other in steps_of(scenario) if other.key in done]
    stage = Stage(step.event, step.at, [effect for made in before for effect in made])
    try:
        with transaction.atomic():
            played = Played(step, tuple(step.act.play(stage)))
    except REFUSALS as refusal:
        played = Played(step, (), refusal)
    except NothingToBuildOn as missing:
        if all(before):
            raise
        played = Played(step, (), missing)
    row.keys[step.key] = [asdict(effect) for effect in played.effects]
    row.loaded_at = step.at
    row.save(update_fields=["keys", "loaded_at"])
    return played


def _read(row: LoadedFacts) -> dict[str, tuple[Effect, ...]]:
    return {key: _effects(made) for key, made in row.keys.items()}


def _effects(made: Iterable[Mapping[str, object]]) -> tuple[Effect, ...]:
    return tuple(Effect(**effect) for effect in made)  # type: ignore[arg-type]  # as it was written


def next_due(scenario: Scenario) -> Step | None:
    """The earliest step that was not played yet; None when all were."""
    done = effects_of(scenario)
    return next((step for step in steps_of(scenario) if step.key not in done), None)


def advance_clock(at: datetime) -> None:
    """Move the demo's clock ahead to an instant, never back."""
    if at > clock.now():
        clock.set_demo_clock(at, real_at=clock.real_now())
