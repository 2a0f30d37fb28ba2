"""Reads of the annual operational plan."""

from dataclasses import dataclass
from uuid import UUID

from relevo.networks.errors import PlanItemUnknown
from relevo.networks.models import Network, PlanItem
from relevo.networks.rules.plans import SectorRow, coverage


@dataclass(frozen=True, slots=True)
class PlanFilter:
    """Which lines of a year are asked for; empty or None: all."""

    year: int
    phase: str = ""
    sector: int | None = None
    state: str = ""


def list_plan_years(network: Network) -> list[int]:
    """Years for which the network has a plan, the latest first."""
    years = PlanItem.objects.filter(network=network).order_by("-year")
    return list(years.values_list("year", flat=True).distinct())


def list_plan_items(network: Network, *, asked: PlanFilter) -> list[PlanItem]:
    """Lines with institution and acta, by sector and day."""
    found = PlanItem.objects.filter(network=network, year=asked.year)
    if asked.phase:
        found = found.filter(phase=asked.phase)
    if asked.sector is not None:
        found = found.filter(sector=asked.sector)
    if asked.state:
        found = found.filter(state=asked.state)
    return list(
        found.select_related("institution", "acta").order_by("sector", "due_on", "title_es", "id")
    )


def get_plan_item(network: Network, *, item_id: UUID) -> PlanItem:
    """A line with institution and acta; raises PlanItemUnknown."""
    found = (
        PlanItem.objects.filter(network=network, pk=item_id)
        .select_related("institution", "acta")
        .first()
    )
    if found is None:
        raise PlanItemUnknown(str(item_id))
    return found


def coverage_of(network: Network, *, year: int) -> tuple[SectorRow, ...]:
    """How many lines of a year each sector has in each phase."""
    lines = PlanItem.objects.filter(network=network, year=year).order_by("id")
    return coverage(lines.values_list("phase", "sector", "state"))
