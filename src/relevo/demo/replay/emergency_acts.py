"""Acts about emergencies: opened, spreading, figures per source, alerts, points and roads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from relevo.demo.network import KEY as NETWORK
from relevo.demo.replay.committed import Committed, committed, is_loaded
from relevo.demo.replay.stage import MONITOR, AtTheEvent, Effect, Stage, cut, leader, person
from relevo.directory import actions as directory
from relevo.kernel.text import LocalisedText
from relevo.places.models import Area
from relevo.region.emergency_tables import (
    EMERGENCIES,
    EMERGENCY_AREAS,
    EMERGENCY_FIGURES,
    EMERGENCY_PHASES,
)
from relevo.region.reading import Row
from relevo.situation.actions import emergencies, own_alerts, points, roads
from relevo.situation.enums import Phase, Qualifier, RoadState
from relevo.situation.queries.emergencies import EmergencyLine, emergency_of, list_emergencies
from relevo.situation.rules.own_alerts import AlertDraft, Wording

NOTE = 300


@dataclass(frozen=True, slots=True)
class Emergency(AtTheEvent):
    """Something puts many people in need at once."""

    what: str
    name: LocalisedText
    where: tuple[str, ...]
    phase: str = Phase.DURING.value
    label: str = ""
    kind = "emergency"

    def play(self, stage: Stage) -> Sequence[Effect]:
        row = emergencies.open_emergency(
            told=emergencies.EmergencyFacts(
                kind=self.what,
                name_es=self.name.es,
                name_en=self.name.en,
                from_at=stage.event.at,
                where=[_where(place) for place in self.where],
                phase=self.phase,
                source=stage.source,
                confidence=stage.event.confidence,
            ),
            by=leader(),
            at=stage.at,
        )
        return [Effect(self.kind, str(row.pk), self.label)]


def _where(place: str) -> emergencies.Where:
    country, _, area = place.partition("-")
    return emergencies.Where(country, place if area else "")


EMERGENCY_FILES = (EMERGENCY_PHASES, EMERGENCY_AREAS, EMERGENCY_FIGURES)


@dataclass(frozen=True, slots=True)
class PublishedEmergency(Committed):
    """One of the region's own emergencies; its key is the label by which figures find it."""

    kind = "emergency"
    table = EMERGENCIES

    def takes(self) -> dict[str, set[str]]:
        """With its phases, areas and figures: they tell nothing without it."""
        parts = {
            table.file: {
                row.text("id")
                for row in committed(table).values()
                if row.text("emergency_id") == self.pattern
            }
            for table in EMERGENCY_FILES
        }
        return {EMERGENCIES.file: {self.pattern}} | parts

    def play(self, stage: Stage, /) -> Sequence[Effect]:
        if is_loaded(EMERGENCIES, self.pattern):
            known = emergency_of(self.pattern, known_at=stage.at, sees_live=True)
            return [Effect(self.kind, str(known.id), self.pattern, is_recognized=True)]
        (row,) = self.rows()
        begun = [area for area in _areas_of(self.pattern) if area.values["from_at"] <= stage.at]
        phase = next(
            part
            for part in committed(EMERGENCY_PHASES).values()
            if part.text("emergency_id") == self.pattern
        )
        told = emergencies.open_emergency(
            told=emergencies.EmergencyFacts(
                kind=row.text("kind"),
                name_es=row.text("name_es"),
                name_en=row.text("name_en"),
                from_at=row.values["from_at"],
                where=[_place_of(area) for area in begun],
                phase=phase.text("phase"),
                source=cut(row.text("source")),
                confidence=row.text("confidence"),
            ),
            by=leader(),
            at=stage.at,
        )
        return [Effect(self.kind, str(told.pk), self.pattern)]


def _areas_of(key: str) -> list[Row]:
    rows = committed(EMERGENCY_AREAS).values()
    return [row for row in rows if row.text("emergency_id") == key]


def _place_of(row: Row) -> emergencies.Where:
    return emergencies.Where(row.text("country"), row.text("area_id"))


def _line(row: Row, stage: Stage) -> EmergencyLine:
    """The emergency of a row, as it was made here."""
    emergency_id = stage.find("emergency", row.text("emergency_id"))
    lines = list_emergencies(at=stage.at, known_at=stage.at, sees_live=True)
    return next(line for line in lines if line.id == emergency_id)


@dataclass(frozen=True, slots=True)
class Spreads(Committed):
    """An emergency is felt in one more place."""

    kind = "emergency"
    table = EMERGENCY_AREAS

    def stands(self, row: Row, stage: Stage, /) -> str:
        """It is felt there already."""
        line = _line(row, stage)
        where = (row.text("country"), row.text("area_id"))
        is_felt = where in {(place.country, place.area_key) for place in line.places}
        return str(line.id) if is_felt else ""

    def tell(self, row: Row, stage: Stage) -> str:
        label = row.text("emergency_id")
        emergency_id = stage.find("emergency", label)
        emergencies.add_area(
            emergency_id=emergency_id,
            where=_place_of(row),
            from_at=row.values["from_at"],
            by=leader(),
            at=stage.at,
        )
        return str(emergency_id)


@dataclass(frozen=True, slots=True)
class Moves(Committed):
    """An emergency is in another phase."""

    kind = "emergency"
    table = EMERGENCY_PHASES

    def stands(self, row: Row, stage: Stage, /) -> str:
        """It is in this phase already, and nothing new is said of it."""
        line = _line(row, stage)
        is_told = not row.text("reason_es") or line.phase_from >= row.values["from_at"]
        return str(line.id) if line.phase == row.text("phase") and is_told else ""

    def tell(self, row: Row, stage: Stage) -> str:
        emergency_id = stage.find("emergency", row.text("emergency_id"))
        emergencies.move_phase(
            emergency_id=emergency_id,
            phase=row.text("phase"),
            from_at=row.values["from_at"],
            reason_es=row.text("reason_es"),
            reason_en=row.text("reason_en"),
            by=leader(),
            at=stage.at,
        )
        return str(emergency_id)


@dataclass(frozen=True, slots=True)
class PublishedFigures(Committed):
    """Numbers of sources, each as of its own instant; what differs stands side by side."""

    kind = "figure"
    table = EMERGENCY_FIGURES

    def tell(self, row: Row, stage: Stage) -> str:
        told = emergencies.tell_figure(
            emergency_id=stage.find("emergency", row.text("emergency_id")),
            told=emergencies.FigureFacts(
                measure=row.text("measure"),
                value=row.values["value"],
                high=row.values["high"],
                qualifier=row.text("qualifier"),
                said_by=row.text("said_by"),
                as_of_at=row.values["as_of_at"],
                source=cut(row.text("source")),
                country=row.text("country"),
                area_key=row.text("area_id"),
                note_es=row.text("note_es"),
                note_en=row.text("note_en"),
                confidence=row.text("confidence"),
            ),
            by=leader(),
            at=stage.at,
        )
        return str(told.pk)


@dataclass(frozen=True, slots=True)
class Figures(AtTheEvent):
    """Numbers of one source as of the event: code of what they count to the number."""

    said_by: str
    numbers: tuple[tuple[str, int], ...]
    country: str = ""
    area: str = ""
    qualifier: str = Qualifier.EXACT.value
    label: str = ""
    kind = "figure"

    def play(self, stage: Stage) -> Sequence[Effect]:
        event = stage.event
        return [
            Effect(
                self.kind,
                str(
                    emergencies.tell_figure(
                        emergency_id=stage.find("emergency", self.label),
                        told=emergencies.FigureFacts(
                            measure=measure,
                            value=value,
                            qualifier=self.qualifier,
                            said_by=self.said_by,
                            as_of_at=event.at,
                            source=stage.source,
                            country=self.country,
                            area_key=self.area,
                            note_es=event.text.es[:NOTE],
                            note_en=event.text.en[:NOTE],
                            confidence=event.confidence,
                        ),
                        by=leader(),
                        at=stage.at,
                    ).pk
                ),
            )
            for measure, value in self.numbers
        ]


@dataclass(frozen=True, slots=True)
class Warns(AtTheEvent):
    """An alert of the demonstration network, as an exercise: one writes it, another approves."""

    event: LocalisedText
    headline: LocalisedText
    instruction: LocalisedText
    areas: tuple[str, ...]
    categories: tuple[str, ...] = ("Met",)
    responses: tuple[str, ...] = ("Shelter",)
    days: int = 2
    kind = "alert"

    def play(self, stage: Stage) -> Sequence[Effect]:
        written = own_alerts.draft_alert(
            network_key=NETWORK,
            draft=AlertDraft(
                categories=self.categories,
                responses=self.responses,
                urgency="Immediate",
                severity="Extreme",
                certainty="Observed",
                onset_at=None,
                expires_at=stage.at + timedelta(days=self.days),
                es=self._wording("es", stage),
                en=self._wording("en", stage),
                area_ids=tuple(
                    Area.objects.filter(key__in=self.areas)
                    .order_by("key")
                    .values_list("pk", flat=True)
                ),
                is_exercise=True,
            ),
            by=leader(),
            at=stage.at,
            is_demo=True,
        )
        own_alerts.send_alert(alert_id=written.pk, by=leader(), at=stage.at)
        own_alerts.approve_alert(alert_id=written.pk, by=leader("SV"), at=stage.at)
        return [Effect(self.kind, str(written.pk))]

    def _wording(self, language: str, stage: Stage) -> Wording:
        return Wording(
            event=self.event.in_language(language),
            headline=self.headline.in_language(language),
            description=stage.event.text.in_language(language),
            instruction=self.instruction.in_language(language),
        )


@dataclass(frozen=True, slots=True)
class Point(AtTheEvent):
    """A temporary point, played by an institution marked DEMO."""

    name: LocalisedText
    country: str
    area: str
    needs: tuple[str, ...]
    what: str = "red_cross_point"
    days: int = 7
    label: str = ""
    has_emergency: bool = True
    kind = "point"

    def play(self, stage: Stage) -> Sequence[Effect]:
        row = points.open_point(
            told=directory.TemporaryFacts(
                name_es=f"{self.name.es} (DEMO)",
                name_en=f"{self.name.en} (DEMO)",
                kind=self.what,
                needs=self.needs,
                place=directory.TemporaryPlace(country=self.country, area_key=self.area),
                from_at=stage.at,
                until_at=stage.at + timedelta(days=self.days),
            ),
            by=leader(self.country),
            at=stage.at,
            emergency_id=stage.find("emergency", self.label) if self.has_emergency else None,
        )
        return [Effect(self.kind, str(row.pk))]


@dataclass(frozen=True, slots=True)
class Road(AtTheEvent):
    """A road between two joined places is cut or slow, until an instant if that is known."""

    from_node: str
    to_node: str
    hours: int
    state: str = RoadState.CUT.value
    kind = "road"

    def play(self, stage: Stage) -> Sequence[Effect]:
        row = roads.report_road(
            told=roads.RoadTold(
                from_node=self.from_node,
                to_node=self.to_node,
                state=self.state,
                basis="observed",
                source=stage.source,
                from_at=stage.event.at,
                until_at=stage.event.at + timedelta(hours=self.hours),
                text=stage.event.text.es[:NOTE],
                text_en=stage.event.text.en[:NOTE],
            ),
            by=person(MONITOR),
            at=stage.at,
            is_demo=True,
        )
        return [Effect(self.kind, row.key)]
