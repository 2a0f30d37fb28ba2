"""The real events of the scenarios as plain values: what a replay plays, in its order."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

from relevo.kernel.text import LocalisedText
from relevo.region.event_tables import EVENTS, SCENARIOS
from relevo.region.reading import Row, rows_of

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class People:
    """How many, as the source says it. ``how``: a code of how the number came about.

    ``parts``: code and number; they need not add up to the whole.
    """

    low: int | None
    best: int | None
    high: int | None
    how: str
    counts: str
    parts: tuple[tuple[str, int], ...]

    def part(self, code: str) -> int:
        """The number of one part; KeyError when the source names none."""
        return dict(self.parts)[code]


@dataclass(frozen=True, slots=True)
class Event:
    """One event. ``at``: its first instant; ``precision``: how exactly the source dates it."""

    key: str
    scenario_key: str
    at: datetime
    until: date | None
    precision: str
    is_approximate: bool
    kind: str
    place: str
    countries: tuple[str, ...]
    area_key: str
    crossing_key: str
    people: People
    text: LocalisedText
    becomes: tuple[str, ...]
    source: str
    confidence: str

    @property
    def number(self) -> int:
        return int(self.key[1:])


@dataclass(frozen=True, slots=True)
class Scenario:
    """A chain of events with a name; ``events`` in the order in which they happened."""

    key: str
    name: LocalisedText
    events: tuple[Event, ...]

    @property
    def starts_at(self) -> datetime:
        return self.events[0].at

    @property
    def ends_at(self) -> datetime:
        return self.events[-1].at


@cache
def list_scenarios(folder: Path = DATA) -> tuple[Scenario, ...]:
    """Every scenario with its events, by the instant at which it begins."""
    events = sorted(map(_event, rows_of(folder, EVENTS)), key=lambda event: (event.at, event.key))
    found = [
        Scenario(
            key=row.text("id"),
            name=_text(row, "name"),
            events=tuple(event for event in events if event.scenario_key == row.text("id")),
        )
        for row in rows_of(folder, SCENARIOS)
    ]
    return tuple(
        sorted(
            (scenario for scenario in found if scenario.events),
            key=lambda scenario: scenario.starts_at,
        )
    )


def find_scenario(key: str) -> Scenario | None:
    """The scenario with this key, however it is written."""
    return next((row for row in list_scenarios() if row.key == key.upper()), None)


def _event(row: Row) -> Event:
    return Event(
        key=row.text("id"),
        scenario_key=row.text("scenario_id"),
        at=row.values["at"],
        until=row.values["until"],
        precision=row.text("precision"),
        is_approximate=row.values["approximate"],
        kind=row.text("kind"),
        place=row.text("place"),
        countries=row.parts("countries"),
        area_key=row.text("area_id"),
        crossing_key=row.text("crossing_id"),
        people=People(
            low=row.values["people_low"],
            best=row.values["people_best"],
            high=row.values["people_high"],
            how=row.text("people_how"),
            counts=row.text("people_counts"),
            parts=_parts(row.text("people_parts")),
        ),
        text=_text(row, "text"),
        becomes=row.parts("becomes"),
        source=row.text("source"),
        confidence=row.text("confidence"),
    )


def _text(row: Row, name: str) -> LocalisedText:
    return LocalisedText(es=row.text(f"{name}_es"), en=row.text(f"{name}_en"))


def _parts(text: str) -> tuple[tuple[str, int], ...]:
    pairs = (part.split("=") for part in text.split("|") if part)
    return tuple((code, int(number)) for code, number in pairs)
