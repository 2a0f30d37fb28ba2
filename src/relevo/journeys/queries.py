"""Reads of kept plans, and what has changed since they were computed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from relevo import planner
from relevo.borders.enums import Direction, State
from relevo.borders.queries import statuses
from relevo.borders.rules import WORSE_FIRST, Status, worse
from relevo.directory.enums import VerificationOutcome
from relevo.directory.models import Service
from relevo.journeys.errors import PlanOfAnotherEngine, PlanUnknown
from relevo.journeys.models import StoredPlan
from relevo.journeys.rules import PlanProfile, decoded, local_day
from relevo.kernel.actor import Actor
from relevo.places.models import Node
from relevo.plumbing.sealed import unseal

CROSSING = "crossing"
SERVICE = "service"


@dataclass(frozen=True, slots=True)
class KeptPlan:
    """What a stored plan holds once it is opened."""

    profile: PlanProfile
    request: planner.Request
    plan: planner.Plan
    mode: str


@dataclass(frozen=True, slots=True)
class Change:
    """Something a kept plan relies on that is worse now.

    ``kind`` ``crossing``: ``was`` and ``now`` are states, ``status`` says who told and until when.
    ``kind`` ``service``: ``now`` is ``not_offered`` or ``not_found``.
    """

    kind: str
    key: str
    was: str
    now: str
    since: datetime | None = None
    status: Status | None = None


def sealing_context(plan_id: UUID) -> str:
    return f"journeys_storedplan|sealed|{plan_id}"


def get_stored_plan(plan_id: UUID, *, viewer: Actor | None = None) -> StoredPlan:
    """The kept plan; with a viewer, only one of the viewer's own institution."""
    rows = StoredPlan.objects.prefetch_related("reliances").filter(pk=plan_id)
    stored = rows.first()
    if stored is None or (viewer is not None and viewer.institution_id != stored.institution_id):
        raise PlanUnknown(plan_id)
    return stored


def open_plan(stored: StoredPlan) -> KeptPlan:
    """Unseal a kept plan; PlanOfAnotherEngine if this engine does not read it."""
    if stored.engine_version != planner.ENGINE_VERSION:
        raise PlanOfAnotherEngine(stored.engine_version)
    return decoded(KeptPlan, unseal(bytes(stored.sealed), context=sealing_context(stored.pk)))


def list_plans_relying_on(*, kind: str, key: str) -> list[StoredPlan]:
    """Kept plans that rely on a crossing or a service, newest first."""
    return list(
        StoredPlan.objects.filter(reliances__kind=kind, reliances__key=key).order_by(
            "-created_at", "id"
        )
    )


def list_changes(stored: StoredPlan, *, at: datetime, itinerary: int | None = None) -> list[Change]:
    """What the plan relies on and is worse now, as known at ``at``; of one itinerary if named."""
    relied = {(row.kind, row.key): row.state for row in stored.reliances.all()}
    ways: set[tuple[str, str, str]] | None = None
    if itinerary is not None:
        steps = open_plan(stored).plan.itineraries[itinerary].steps
        used = {(CROSSING, step.crossing_id) for step in steps} | {
            (SERVICE, step.service_id) for step in steps
        }
        relied = {name: state for name, state in relied.items() if name in used}
        ways = ways_of(steps)
    return [
        *_changed_crossings(relied, ways=ways, at=at),
        *_changed_services(relied, at=at),
    ]


def is_affected(stored: StoredPlan, *, at: datetime) -> bool:
    """Whether anything that the plan relies on is worse now."""
    return bool(list_changes(stored, at=at))


def list_affected_plans(*, kind: str, key: str, at: datetime) -> list[StoredPlan]:
    """Kept plans that rely on a crossing or service, and for which something is worse now."""
    return [plan for plan in list_plans_relying_on(kind=kind, key=key) if is_affected(plan, at=at)]


def ways_of(steps: Iterable[planner.Step]) -> set[tuple[str, str, str]]:
    """Crossings of an itinerary with the country left and the country entered."""
    crossed = [step for step in steps if step.kind is planner.StepKind.CROSS]
    country = dict(
        Node.objects.filter(
            key__in={step.node for step in crossed} | {step.to_node for step in crossed}
        ).values_list("key", "country")
    )
    return {(step.crossing_id, country[step.node], country[step.to_node]) for step in crossed}


def _changed_crossings(
    relied: dict[tuple[str, str], str],
    *,
    ways: set[tuple[str, str, str]] | None,
    at: datetime,
) -> Iterable[Change]:
    known = statuses(at=at, known_at=at)
    for (kind, key), was in sorted(relied.items()):
        if kind != CROSSING:
            continue
        now = worse(
            *(
                status
                for (crossing, country, direction), status in sorted(known.items())
                if crossing == key and _is_used(ways, key, country=country, direction=direction)
            )
        )
        if WORSE_FIRST.index(now.state) < WORSE_FIRST.index(State(was)):
            yield Change(
                kind=CROSSING,
                key=key,
                was=was,
                now=now.state.value,
                since=now.from_at,
                status=now,
            )


def _is_used(
    ways: set[tuple[str, str, str]] | None, key: str, *, country: str, direction: str
) -> bool:
    if ways is None:
        return True
    position = 1 if direction == Direction.OUT else 2
    return any(way[0] == key and way[position] == country for way in ways)


def _changed_services(relied: dict[tuple[str, str], str], *, at: datetime) -> Iterable[Change]:
    keys = {key for kind, key in relied if kind == SERVICE}
    offered = set(
        Service.objects.filter(key__in=keys).offered_on(local_day(at)).values_list("key", flat=True)
    )
    gone = {
        row.key
        for row in Service.objects.filter(key__in=offered).prefetch_related("verifications")
        if (latest := next(iter(row.verifications.all()), None)) is not None
        and latest.outcome == VerificationOutcome.NOT_FOUND
    }
    for key in sorted(keys):
        if key not in offered:
            yield Change(kind=SERVICE, key=key, was="offered", now="not_offered")
        elif key in gone:
            yield Change(kind=SERVICE, key=key, was="offered", now="not_found")
