"""Reads of kept plans, and what has changed since they were computed."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from relevo import planner
from relevo.borders.enums import Direction, State
from relevo.borders.queries import passage_status, statuses
from relevo.borders.rules import WORSE_FIRST, Status
from relevo.directory.enums import VerificationOutcome
from relevo.directory.models import Service
from relevo.directory.queries import list_holidays
from relevo.directory.rules import windows
from relevo.journeys.errors import PlanOfAnotherEngine, PlanUnknown
from relevo.journeys.models import StoredPlan
from relevo.journeys.rules import PlanProfile, decoded, instant_of, local_day
from relevo.kernel.actor import Actor
from relevo.places.models import Node
from relevo.plumbing.sealed import unseal

CROSSING = "crossing"
SERVICE = "service"
SHUT = "shut"
A_DAY = timedelta(days=1)


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

    ``kind`` ``crossing``: ``was`` and ``now`` are states, ``status`` says who told and until when;
    ``now`` is ``shut`` where people still pass, but no longer at the hour of the route.
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
    stored = StoredPlan.objects.prefetch_related("reliances").filter(pk=plan_id).first()
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
    """What the plan relies on and is worse now, as known at ``at``; of one itinerary if named.

    A crossing counts at the time it was to be crossed: one that is closed now and opens before is
    no change, one that will be closed then is.
    """
    itineraries = open_plan(stored).plan.itineraries
    chosen = itineraries if itinerary is None else itineraries[itinerary : itinerary + 1]
    steps = [step for route in chosen for step in route.steps]
    was = {row.key: row.state for row in stored.reliances.all() if row.kind == CROSSING}
    return [
        *_changed_crossings(steps, was=was, since=stored.known_at, at=at),
        *_changed_services({step.service_id for step in steps} - {""}, at=at),
    ]


def is_affected(stored: StoredPlan, *, at: datetime, itinerary: int | None = None) -> bool:
    """Whether anything that the plan relies on is worse now."""
    return bool(list_changes(stored, at=at, itinerary=itinerary))


def list_affected_plans(*, kind: str, key: str, at: datetime) -> list[StoredPlan]:
    """Kept plans that rely on a crossing or service, and for which something is worse now."""
    return [plan for plan in list_plans_relying_on(kind=kind, key=key) if is_affected(plan, at=at)]


def _changed_crossings(
    steps: Iterable[planner.Step], *, was: Mapping[str, str], since: datetime, at: datetime
) -> list[Change]:
    crossed = [step for step in steps if step.kind is planner.StepKind.CROSS]
    country = dict(
        Node.objects.filter(
            key__in={name for step in crossed for name in (step.node, step.to_node)}
        ).values_list("key", "country")
    )
    worst: dict[str, Change] = {}
    for step in sorted(crossed, key=lambda step: (step.crossing_id, step.starts)):
        state = State(was[step.crossing_id])
        known = statuses(at=max(at, instant_of(step.starts)), known_at=at)
        left, entered = country[step.node], country[step.to_node]
        now = passage_status(known, step.crossing_id, from_country=left, to_country=entered)
        told = now.state.value
        if WORSE_FIRST.index(now.state) >= WORSE_FIRST.index(state):
            ways = ((left, Direction.OUT.value), (entered, Direction.IN.value))
            shut = _shut(step, {way: known[step.crossing_id, *way] for way in ways}, since=since)
            if shut is None:
                continue
            now, told = shut, SHUT
        worst[step.crossing_id] = Change(
            kind=CROSSING,
            key=step.crossing_id,
            was=state.value,
            now=told,
            since=now.from_at,
            status=now,
        )
    return list(worst.values())


def _shut(
    step: planner.Step, sides: Mapping[tuple[str, str], Status], *, since: datetime
) -> Status | None:
    """The word of a side, told since the plan, whose hours leave out the instant of crossing."""
    crosses_at = instant_of(step.starts)
    for (country, _direction), status in sides.items():
        is_new = status.known_from is not None and status.known_from > since
        if not (is_new and status.opening_hours):
            continue
        day = local_day(crosses_at)
        hours = windows(
            status.opening_hours,
            country=country,
            holidays=list_holidays(country=country, start=day - A_DAY, end=day + A_DAY),
            start=crosses_at - A_DAY,
            end=crosses_at + A_DAY,
        )
        if not any(opens <= crosses_at < closes for opens, closes in hours):
            return status
    return None


def _changed_services(keys: Collection[str], *, at: datetime) -> Iterable[Change]:
    offered = {
        row.key: row
        for row in Service.objects.filter(key__in=keys)
        .offered_on(local_day(at))
        .prefetch_related("verifications")
    }
    for key in sorted(keys):
        if key not in offered:
            yield Change(kind=SERVICE, key=key, was="offered", now="not_offered")
            continue
        latest = next((v for v in offered[key].verifications.all() if v.at <= at), None)
        if latest is not None and latest.outcome == VerificationOutcome.NOT_FOUND:
            yield Change(kind=SERVICE, key=key, was="offered", now="not_found", since=latest.at)
