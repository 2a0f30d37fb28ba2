"""The kept plans that cases follow: for the clock all of them, for a person those of their team."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from relevo.cases.access.doors import visible_cases
from relevo.cases.enums import CaseStatus
from relevo.cases.models import RouteChoice
from relevo.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class FollowedPlan:
    """A plan that an open case of one's own team follows."""

    plan_id: UUID
    case_id: UUID
    code: str
    itinerary: int


def list_followed(actor: Actor, *, case_id: UUID | None = None) -> list[FollowedPlan]:
    """The plans that open cases of the actor's teams follow now; of one case if it is named.

    Whoever is not on the team of a case gets nothing of it, of whatever institution.
    """
    cases = visible_cases(actor).filter(status=CaseStatus.OPEN)
    if case_id is not None:
        cases = cases.filter(pk=case_id)
    rows = RouteChoice.objects.filter(case__in=cases, is_current=True).exclude(plan=None)
    return [
        FollowedPlan(plan_id=plan, case_id=case, code=code, itinerary=itinerary)
        for plan, case, code, itinerary in rows.order_by("-chosen_at", "id").values_list(
            "plan_id", "case_id", "case__code", "itinerary"
        )
    ]


def plans_of_open_cases() -> Mapping[UUID, int]:
    """For the clock: every plan that an open case follows, with the itinerary that was chosen."""
    rows = RouteChoice.objects.filter(case__status=CaseStatus.OPEN, is_current=True)
    return dict(rows.exclude(plan=None).values_list("plan_id", "itinerary"))
