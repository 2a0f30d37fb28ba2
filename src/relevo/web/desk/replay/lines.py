"""Scenarios and events as the pages of drills show them, for who reads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.utils import dateformat
from django.utils.translation import gettext, ngettext

from relevo.demo.replay.player import Played, effects_of, next_due
from relevo.demo.replay.script import ends_at, starts_at, steps_of
from relevo.demo.replay.stage import Effect
from relevo.demo.replay.subjects import of_people_on_the_way
from relevo.kernel.actor import Actor
from relevo.kernel.text import LocalisedText
from relevo.plumbing.clock import LOCAL
from relevo.region.events import Event, Scenario
from relevo.situation import access
from relevo.web.desk.emergencies.refused import WHAT
from relevo.web.templatetags.relevo_web import day, moment

LIVE = frozenset({"comparison", "count", "movement", "sighting", "signal"})
"""What who enforces never sees while it is fresh, whatever it is about."""

HELD_BACK = timedelta(days=14)
PLAYERS: frozenset[str] = frozenset({"coordinator", "analyst"})


@dataclass(frozen=True, slots=True)
class ScenarioLine:
    """One scenario: from when to when, how many events, how many of its acts were played."""

    key: str
    name: LocalisedText
    first: str
    last: str
    events: int
    acts: int
    played: int


@dataclass(frozen=True, slots=True)
class EventLine:
    """One event that has happened: when in words, where, what, what it became and by whom."""

    key: str
    when: str
    is_approximate: bool
    place: str
    text: LocalisedText
    becomes: tuple[str, ...]
    sources: tuple[tuple[str, str], ...]
    """Who said it, and where."""
    confidence: str
    is_played: bool


def scenario_line(scenario: Scenario) -> ScenarioLine:
    return ScenarioLine(
        key=scenario.key,
        name=scenario.name,
        first=day(starts_at(scenario)),
        last=day(ends_at(scenario)),
        events=len(scenario.events),
        acts=len(steps_of(scenario)),
        played=sum(bool(made) for made in effects_of(scenario).values()),
    )


def timeline(scenario: Scenario, *, viewer: Actor, now: datetime) -> tuple[list[EventLine], int]:
    """The events up to now, the newest first, and how many the viewer may not see yet."""
    done = effects_of(scenario)
    past = [event for event in scenario.events if event.at <= now]
    live = live_events(scenario)
    shown = [
        event for event in past if event.key not in live or may_see(event, viewer=viewer, now=now)
    ]
    return [_line(event, done) for event in reversed(shown)], len(past) - len(shown)


def live_events(scenario: Scenario) -> frozenset[str]:
    """The events that tell of people under way, of counts, or of an emergency of such people."""
    live = frozenset(event.key for event in scenario.events if LIVE & set(event.becomes))
    return live | of_people_on_the_way(scenario)


def may_see(event: Event, *, viewer: Actor, now: datetime) -> bool:
    """Who enforces reads what is live only when it is two weeks old."""
    return access.sees_live(viewer) or event.at <= now - HELD_BACK


def may_play(viewer: Actor, *, is_demo: bool) -> bool:
    """Who may let a drill go on: on a demo, whoever coordinates or analyses, and never enforces."""
    return is_demo and bool(PLAYERS & viewer.roles) and access.sees_live(viewer)


def next_words(scenario: Scenario, *, now: datetime) -> str:
    """When the next act comes that was not played, in words; empty behind the last."""
    step = next_due(scenario)
    if step is None:
        return ""
    if step.at <= now:
        told = gettext(
            "The next fact is of %(moment)s, before this clock: it is told as late news."
        )
    else:
        told = gettext("The next fact comes on %(moment)s.")
    return told % {"moment": moment(step.at)}


def _line(event: Event, done: Mapping[str, Sequence[Effect]]) -> EventLine:
    return EventLine(
        key=event.key,
        when=when_words(event),
        is_approximate=event.is_approximate,
        place=event.place,
        text=event.text,
        becomes=event.becomes,
        sources=tuple((_host(address), address) for address in event.source.split(" ; ")),
        confidence=event.confidence,
        is_played=any(made and key.startswith(f"{event.key}.") for key, made in done.items()),
    )


def _host(address: str) -> str:
    return (urlsplit(address).hostname or address).removeprefix("www.")


def when_words(event: Event) -> str:
    """The day, month or year that the source gives, never more exactly than it does."""
    local = event.at.astimezone(LOCAL)
    if event.precision == "year":
        return f"{local.year}"
    if event.precision == "month":
        return dateformat.format(local, "F Y")
    if event.precision == "day":
        return day(local)
    return moment(local)


def left_out_words(rows: Sequence[Played]) -> str:
    """How many facts could not be told here, which one first, and why."""
    first = rows[0]
    problem = (getattr(first.refusal, "field", ""), getattr(first.refusal, "problem", ""))
    told = ngettext(
        "%(count)d fact could not be told here and is left out; the drill goes on without it. "
        "%(when)s, %(place)s: %(why)s",
        "%(count)d facts could not be told here and are left out; the drill goes on without them. "
        "The first, %(when)s, %(place)s: %(why)s",
        len(rows),
    )
    return told % {
        "count": len(rows),
        "when": when_words(first.step.event),
        "place": first.step.event.place,
        "why": WHAT.get(problem, gettext("what stands here now does not allow it.")),
    }
