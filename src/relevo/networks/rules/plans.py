"""When a line of the annual operational plan may be as it is told; where the plan has gaps."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from relevo.networks.enums import MCOF_SECTORS, McofPhase, PlanItemState
from relevo.networks.errors import PlanRefused

FIRST_YEAR = 2013
"""The networks began then; an older plan of one is not known."""
YEARS_AHEAD = 5
LONGEST_TITLE = 300
LONGEST_RESULT = 4_000
COUNTED = frozenset({PlanItemState.PLANNED, PlanItemState.UNDER_WAY, PlanItemState.DONE})
"""A line that was dropped covers nothing."""


@dataclass(frozen=True, slots=True)
class PlanLine:
    """What is to be done in a year, in which phase of a crisis and which sector, by whom."""

    year: int
    title_es: str
    phase: str
    sector: int
    title_en: str = ""
    institution_id: UUID | None = None
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class SectorRow:
    """One sector of the coverage: how many lines in each phase, in the order of the phases."""

    sector: int
    counts: tuple[int, ...]

    @property
    def is_gap(self) -> bool:
        """Whether nothing at all is planned in the sector."""
        return not any(self.counts)


def check_line(line: PlanLine, *, on: date) -> None:
    """Raises PlanRefused."""
    if not FIRST_YEAR <= line.year <= on.year + YEARS_AHEAD:
        raise PlanRefused(field="year", problem="out_of_range")
    if not line.title_es.strip():
        raise PlanRefused(field="title_es", problem="empty")
    for field in ("title_es", "title_en"):
        if len(getattr(line, field)) > LONGEST_TITLE:
            raise PlanRefused(field=field, problem="too_long")
    if line.phase not in McofPhase.values:
        raise PlanRefused(field="phase", problem="unknown")
    if line.sector not in MCOF_SECTORS:
        raise PlanRefused(field="sector", problem="unknown")
    if line.due_on is not None and line.due_on.year != line.year:
        raise PlanRefused(field="due_on", problem="another_year")


def check_report(state: str, *, result_es: str, result_en: str) -> None:
    """What is done has a result, what was dropped a reason; raises PlanRefused."""
    if state not in PlanItemState.values:
        raise PlanRefused(field="state", problem="unknown")
    for field, text in (("result_es", result_es), ("result_en", result_en)):
        if len(text) > LONGEST_RESULT:
            raise PlanRefused(field=field, problem="too_long")
    needs_words = state in {PlanItemState.DONE, PlanItemState.DROPPED}
    if needs_words and not result_es.strip():
        raise PlanRefused(field="result_es", problem="empty")


def coverage(lines: Iterable[tuple[str, int, str]]) -> tuple[SectorRow, ...]:
    """How many lines each sector has in each phase, from (phase, sector, state) of each line."""
    counted: dict[tuple[int, str], int] = {}
    for phase, sector, state in lines:
        if state in COUNTED:
            counted[sector, phase] = counted.get((sector, phase), 0) + 1
    return tuple(
        SectorRow(sector, tuple(counted.get((sector, phase), 0) for phase in McofPhase.values))
        for sector in MCOF_SECTORS
    )
