"""Reads of kept plans."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from relevo import planner
from relevo.journeys.errors import PlanOfAnotherEngine, PlanUnknown
from relevo.journeys.models import Replan, StoredPlan
from relevo.journeys.rules import PlanProfile, decoded
from relevo.kernel.actor import Actor
from relevo.plumbing.sealed import unseal, unseal_many

CROSSING = "crossing"
SERVICE = "service"
ROAD = "road"
AREA = "area"
RESTRICTION = "restriction"
REQUIREMENT = "requirement"


@dataclass(frozen=True, slots=True)
class KeptPlan:
    """What a stored plan holds once it is opened."""

    profile: PlanProfile
    request: planner.Request
    plan: planner.Plan
    mode: str


def sealing_context(plan_id: UUID) -> str:
    return f"journeys_storedplan|sealed|{plan_id}"


def get_stored_plan(plan_id: UUID, *, viewer: Actor | None = None) -> StoredPlan:
    """The kept plan; with a viewer, only one of the viewer's own institution."""
    stored = StoredPlan.objects.prefetch_related("reliances").filter(pk=plan_id).first()
    if stored is None or (viewer is not None and viewer.institution_id != stored.institution_id):
        raise PlanUnknown(plan_id)
    return stored


def open_plan(stored: StoredPlan) -> KeptPlan:
    """Unseal a kept plan; PlanOfAnotherEngine if this engine does not read it."""
    if stored.engine_version != planner.ENGINE_VERSION:
        raise PlanOfAnotherEngine(stored.engine_version)
    return decoded(KeptPlan, unseal(bytes(stored.sealed), context=sealing_context(stored.pk)))


def open_plans(rows: Iterable[StoredPlan]) -> list[tuple[StoredPlan, KeptPlan]]:
    """Unseal many with one question to the holder of keys; of another engine none is opened."""
    readable = [row for row in rows if row.engine_version == planner.ENGINE_VERSION]
    contents = unseal_many([(bytes(row.sealed), sealing_context(row.pk)) for row in readable])
    return [
        (row, decoded(KeptPlan, content)) for row, content in zip(readable, contents, strict=True)
    ]


def list_plans_relying_on(*, kind: str, key: str) -> list[StoredPlan]:
    """Kept plans that rely on a crossing or a service, newest first."""
    return list(
        StoredPlan.objects.filter(reliances__kind=kind, reliances__key=key).order_by(
            "-created_at", "id"
        )
    )


def list_open_plans(
    *, reliances: Collection[tuple[str, str]], at: datetime, of_open_cases: Collection[UUID]
) -> list[StoredPlan]:
    """Plans that rely on any of these and are still to be travelled, or of a case that is open.

    What was told to take the place of a plan counts as the plan itself: it is not asked about on
    its own, because nobody follows it. A plan is asked about once, whatever it relies on; oldest
    first.
    """
    by_kind: dict[str, set[str]] = {}
    for kind, key in reliances:
        by_kind.setdefault(kind, set()).add(key)
    relying: set[UUID] = set()
    for kind, keys in by_kind.items():
        relying.update(
            StoredPlan.objects.filter(reliances__kind=kind, reliances__key__in=keys).values_list(
                "pk", flat=True
            )
        )
    told = dict(Replan.objects.filter(result__in=relying).values_list("result_id", "plan_id"))
    relying.update(told.values())
    rows = StoredPlan.objects.filter(pk__in=relying).prefetch_related(
        "reliances", "replans__result__reliances"
    )
    listed = set(of_open_cases)
    return [
        row
        for row in rows.order_by("departs_at", "created_at", "id")
        if row.pk in listed or (row.departs_at > at and row.pk not in told)
    ]
