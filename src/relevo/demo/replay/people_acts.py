"""Acts about people under way: movements and sightings, signals and advisories, counts of sides."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from relevo.demo.network import KEY as NETWORK
from relevo.demo.replay.stage import MONITOR, AtTheEvent, Effect, Stage, leader, person
from relevo.kernel.text import LocalisedText
from relevo.situation.actions import counts, movements, signals
from relevo.situation.enums import (
    CountCategory,
    EstimateKind,
    HalfDay,
    Heading,
    SourceType,
    Verdict,
)

NOON = 12
LONGEST_COUNT_SOURCE = 500
ESTIMATE: dict[str, str] = {
    "registered": EstimateKind.REGISTERED,
    "official": EstimateKind.OFFICIAL,
    "press": EstimateKind.PRESS,
}
"""How a number came about, where it is no mere estimate."""


@dataclass(frozen=True, slots=True)
class Opens(AtTheEvent):
    """A movement begins: from a municipality over crossings."""

    via: tuple[str, ...]
    label: str = ""
    heading: str = Heading.AWAY.value
    kind = "movement"

    def play(self, stage: Stage) -> Sequence[Effect]:
        row = movements.open_movement(
            heading=self.heading,
            origin_key=stage.event.area_key,
            via=self.via,
            day=stage.at.date(),
            by=person(MONITOR),
            at=stage.at,
            source=stage.medium,
            confidence=stage.event.confidence,
        )
        return [Effect(self.kind, str(row.pk), self.label)]


@dataclass(frozen=True, slots=True)
class Sees(AtTheEvent):
    """A sighting of a movement: the numbers of the event, where it is, in its half of the day.

    ``claimant``: whose estimate it is, where the press names it.
    """

    what: str
    label: str = ""
    area: str = ""
    is_at_crossing: bool = True
    is_counted: bool = True
    claimant: str = ""
    kind = "sighting"

    def play(self, stage: Stage) -> Sequence[Effect]:
        event, people = stage.event, stage.event.people
        known = [n for n in (people.low, people.best, people.high) if n is not None]
        counted = bool(known) and self.is_counted
        row = movements.add_sighting(
            movement_id=stage.find("movement", self.label),
            seen=movements.Seen(
                area_key=self.area or event.area_key,
                day=event.at.date(),
                half=HalfDay.PM if event.at.hour >= NOON else HalfDay.AM,
                kind=self.what,
                source_type=SourceType.PRESS,
                low=min(known) if counted else None,
                best=(people.best or known[0]) if counted else None,
                high=max(known) if counted else None,
                estimate=ESTIMATE.get(people.how, EstimateKind.ESTIMATE) if counted else "",
                crossing_key=event.crossing_key if self.is_at_crossing else "",
                source=" · ".join(filter(None, (self.claimant, stage.medium))),
                confidence=event.confidence,
            ),
            by=person(MONITOR),
            at=stage.at,
        )
        return [Effect(self.kind, str(row.pk))]


@dataclass(frozen=True, slots=True)
class Hears(AtTheEvent):
    """Word that goes around, noted without whose word it is."""

    what: str
    text: str
    source_type: str = SourceType.PRESS.value
    label: str = ""
    kind = "signal"

    def play(self, stage: Stage) -> Sequence[Effect]:
        event = stage.event
        row = signals.note_signal(
            kind=self.what,
            text=self.text,
            source_type=self.source_type,
            confidence=event.confidence,
            by=person(MONITOR),
            at=stage.at,
            area_key=event.area_key or None,
            crossing_key=event.crossing_key or None,
        )
        return [Effect(self.kind, str(row.pk), self.label)]


@dataclass(frozen=True, slots=True)
class Finds(AtTheEvent):
    """Who coordinates looked into a signal."""

    reason: str
    verdict: str = Verdict.REFUTED.value
    label: str = ""
    kind = "signal"

    def play(self, stage: Stage) -> Sequence[Effect]:
        signal_id = stage.find("signal", self.label)
        signals.give_verdict(
            signal_id=signal_id,
            verdict=self.verdict,
            reason=self.reason,
            by=leader(),
            at=stage.at,
        )
        return [Effect(self.kind, str(signal_id), self.label)]


@dataclass(frozen=True, slots=True)
class Advises(AtTheEvent):
    """The public is told, in answer to a signal that was looked into."""

    title: LocalisedText
    text: LocalisedText
    label: str = ""
    days: int = 7
    kind = "advisory"

    def play(self, stage: Stage) -> Sequence[Effect]:
        row = signals.publish_advisory(
            told=signals.AdvisoryText(
                title_es=self.title.es,
                title_en=self.title.en,
                text_es=self.text.es,
                text_en=self.text.en,
            ),
            from_at=stage.at,
            until_at=stage.at + timedelta(days=self.days),
            by=leader(),
            at=stage.at,
            signal_id=stage.find("signal", self.label),
            crossing_key=stage.event.crossing_key or None,
        )
        return [Effect(self.kind, str(row.pk))]


@dataclass(frozen=True, slots=True)
class Counts(AtTheEvent):
    """How many one side counted until the instant of the event."""

    country: str
    direction: str
    value: int
    said_by: str
    category: str = CountCategory.RETURNED.value
    since: datetime | None = None
    parts: tuple[tuple[str, int], ...] = ()
    crossing: str | None = None
    label: str = ""
    kind = "count"

    def play(self, stage: Stage) -> Sequence[Effect]:
        row = counts.tell_count(
            crossing_key=stage.event.crossing_key if self.crossing is None else self.crossing,
            country=self.country,
            direction=self.direction,
            category=self.category,
            since_at=self.since,
            cut_off_at=stage.at,
            value=self.value,
            parts=self.parts,
            said_by=self.said_by,
            network_key=NETWORK,
            source=stage.event.source[:LONGEST_COUNT_SOURCE],
            by=leader(self.country),
            at=stage.at,
            is_demo=True,
        )
        return [Effect(self.kind, str(row.pk), self.label)]


@dataclass(frozen=True, slots=True)
class Compares(AtTheEvent):
    """Two counts of the same people side by side, and likely reasons for their gap."""

    part: str = ""
    reasons: tuple[str, ...] = ()
    kind = "comparison"

    def play(self, stage: Stage) -> Sequence[Effect]:
        row = counts.open_reconciliation(
            outflow_id=stage.find("count", "out"),
            inflow_id=stage.find("count", "in"),
            part=self.part,
            by=leader(),
            at=stage.at,
            is_demo=True,
        )
        for reason in self.reasons:
            counts.add_step(reconciliation_id=row.pk, reason=reason, by=leader(), at=stage.at)
        return [Effect(self.kind, str(row.pk))]
