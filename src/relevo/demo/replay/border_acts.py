"""Acts about borders: what a crossing does, what is asked there, what an authority restricts."""

from dataclasses import dataclass
from datetime import timedelta

from relevo.borders import actions as reports
from relevo.borders.actions import requirements, restrictions
from relevo.borders.enums import Mode, Stops
from relevo.demo.replay.committed import Committed
from relevo.demo.replay.stage import (
    MONITOR,
    AtTheEvent,
    Effect,
    Stage,
    cut,
    leader,
    person,
)
from relevo.region.reading import Row
from relevo.region.tables import REQUIREMENTS, RESTRICTIONS, STATUS_REPORTS


@dataclass(frozen=True, slots=True)
class Reports(Committed):
    """What was announced or seen of crossings."""

    kind = "report"
    table = STATUS_REPORTS

    def tell(self, row: Row, stage: Stage) -> str:
        told = reports.report_status(
            crossing_key=row.text("crossing_id"),
            sighting=reports.Sighting(
                country=row.text("country"),
                direction=row.text("direction"),
                state=row.text("state"),
                basis=row.text("basis"),
                source=cut(row.text("source")),
                mode=row.text("mode"),
                from_at=row.values["from_at"],
                until_at=row.values["until_at"],
                opening_hours=row.text("hours_osm"),
                text=row.text("text_es"),
                text_en=row.text("text_en"),
                spares_return=bool(row.values["spares_return"]),
            ),
            by=person(MONITOR),
            at=stage.at,
            is_demo=True,
        )
        return told.key


@dataclass(frozen=True, slots=True)
class Asked(Committed):
    """What is asked of whom. What knows an alternative, or is asked of buses, stays committed."""

    kind = "requirement"
    table = REQUIREMENTS

    def is_tellable(self, row: Row, /) -> bool:
        return not row.text("any_of_group") and row.text("mode") == Mode.PEOPLE

    def tell(self, row: Row, stage: Stage) -> str:
        told = requirements.tell_requirement(
            told=requirements.RequirementTold(
                country=row.text("country"),
                direction=row.text("direction"),
                demand=row.text("demand"),
                is_blocking=row.values["blocking"],
                text=row.text("text_es"),
                text_en=row.text("text_en"),
                source=cut(row.text("source")),
                applies_to="|".join(row.parts("applies_to")),
                crossing_key=row.text("crossing_id"),
                age_from=row.values["age_from"],
                age_until=row.values["age_until"],
                consequence=row.text("consequence_es"),
                consequence_en=row.text("consequence_en"),
                valid_from=row.values["valid_from"],
                until=row.values["valid_until"],
                basis=row.text("basis"),
            ),
            by=leader(row.text("country")),
            at=stage.at,
            is_demo=True,
        )
        return told.key


@dataclass(frozen=True, slots=True)
class Decrees(Committed):
    """What an authority restricts, for some departments or a whole country."""

    kind = "decree"
    table = RESTRICTIONS

    def tell(self, row: Row, stage: Stage) -> str:
        told = restrictions.tell_restriction(
            told=restrictions.RestrictionTold(
                kind=row.text("kind"),
                stops=row.text("stops"),
                country=row.text("country"),
                area_keys=row.parts("area_ids"),
                binding_hours=row.text("hours_osm"),
                applies_to="|".join(row.parts("applies_to")),
                from_at=row.values["from_at"],
                until_at=row.values["until_at"],
                basis=row.text("basis"),
                legal_act=row.text("legal_act_es"),
                legal_act_en=row.text("legal_act_en"),
                text=row.text("text_es"),
                text_en=row.text("text_en"),
                safe_conduct=row.text("safe_conduct_es"),
                safe_conduct_en=row.text("safe_conduct_en"),
                source=cut(row.text("source")),
            ),
            by=leader(row.text("country")),
            at=stage.at,
            is_demo=True,
        )
        return told.key


@dataclass(frozen=True, slots=True)
class Rule(AtTheEvent):
    """An order that the committed tables do not hold: told in the words of the event."""

    country: str
    restriction: str
    act_es: str
    act_en: str
    days: int | None = None
    kind = "decree"

    def play(self, stage: Stage) -> list[Effect]:
        event = stage.event
        told = restrictions.tell_restriction(
            told=restrictions.RestrictionTold(
                kind=self.restriction,
                stops=Stops.NOTHING,
                country=self.country,
                from_at=event.at,
                until_at=event.at + timedelta(days=self.days) if self.days else None,
                legal_act=self.act_es,
                legal_act_en=self.act_en,
                text=event.text.es,
                text_en=event.text.en,
                source=stage.source,
            ),
            by=leader(self.country),
            at=stage.at,
            is_demo=True,
        )
        return [Effect(self.kind, told.key)]
