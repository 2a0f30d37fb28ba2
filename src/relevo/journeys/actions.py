"""Computing a plan from rows, and keeping it."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from relevo import planner
from relevo.audit import actions as audit
from relevo.directory.models import Term
from relevo.journeys.errors import KeptByNobody, NeedUnknown, StartUnknown
from relevo.journeys.loaders import Index, load_world
from relevo.journeys.models import Reliance, StoredPlan
from relevo.journeys.queries import CROSSING, SERVICE, KeptPlan, open_plan, sealing_context
from relevo.journeys.rules import SHELTERS, PlanProfile, encoded, request_of
from relevo.kernel.actor import Actor
from relevo.places.models import Node
from relevo.plumbing.sealed import seal

YOUNGEST_WALKER = 12


@dataclass(frozen=True, slots=True)
class ComputedPlan:
    """A plan with all that is needed to tell it: the request, the input's name, the rows."""

    profile: PlanProfile
    request: planner.Request
    plan: planner.Plan
    world_digest: str
    at: datetime
    known_at: datetime
    mode: str
    index: Index
    nodes: dict[str, Node]

    @property
    def added_needs(self) -> tuple[str, ...]:
        """Needs nobody asked for and that are met all the same (a child alone)."""
        return tuple(n.code for n in self.request.needs if n.code not in self.profile.needs)

    @property
    def is_after_tonight(self) -> bool:
        """No shelter was found for tonight, and a later one was sought."""
        return not SHELTERS & set(self.plan.unserved) and any(
            need.code in SHELTERS and need.by is None for need in self.request.needs
        )


def compute_plan(
    *,
    profile: PlanProfile,
    at: datetime,
    known_at: datetime,
    viewer: Actor | None,
    mode: str = "bus",
    stop: planner.Stop | None = None,
) -> ComputedPlan:
    """Compute the routes that work at ``at`` as far as was known at ``known_at``; writes nothing.

    Where no shelter can be had tonight, the next one is sought: late is better than none. A plan
    that ``stop`` cut short says so.

    Raises StartUnknown, NeedUnknown, NobodyTravels, NothingNeeded.
    """
    start = Node.objects.filter(pk=profile.start_node).first()
    if start is None:
        raise StartUnknown(profile.start_node)
    _check_needs(profile.needs)
    request = request_of(profile, start_country=start.country, at=at)
    loaded = load_world(
        at=at,
        known_at=known_at,
        mode=mode,
        viewer=viewer,
        walking_with_children=any(m.age < YOUNGEST_WALKER for m in profile.members),
    )
    plan = planner.plan(loaded.world, request, stop=stop)
    if SHELTERS & set(plan.unserved):
        request = request_of(profile, start_country=start.country, at=at, tonight=False)
        plan = planner.plan(loaded.world, request, stop=stop)
    return ComputedPlan(
        profile=profile,
        request=request,
        plan=plan,
        world_digest=loaded.digest,
        at=at,
        known_at=known_at,
        mode=mode,
        index=loaded.index,
        nodes=_nodes_of(plan, start=start),
    )


def _check_needs(codes: tuple[str, ...]) -> None:
    known = set(
        Term.objects.filter(code__in=codes, kind__in=["need", "service_type"]).values_list(
            "code", flat=True
        )
    )
    unknown = tuple(code for code in codes if code not in known)
    if unknown:
        raise NeedUnknown(unknown)


def _nodes_of(plan: planner.Plan, *, start: Node) -> dict[str, Node]:
    """Rows of the places a plan speaks of."""
    keys = {start.key}
    for itinerary in plan.itineraries:
        for step in itinerary.steps:
            keys |= {step.node, step.to_node} - {""}
    for blocker in plan.blockers:
        keys |= {blocker.from_node, blocker.to_node}
    rows = Node.objects.select_related("area", "department").filter(pk__in=keys)
    return {row.key: row for row in rows}


@transaction.atomic
def store_plan(computed: ComputedPlan, *, by: Actor, at: datetime) -> StoredPlan:
    """Keep a plan, sealed, with every crossing and service that any of its itineraries uses."""
    if by.institution_id is None:
        raise KeptByNobody
    plan_id = uuid.uuid4()
    kept = KeptPlan(
        profile=computed.profile,
        request=computed.request,
        plan=computed.plan,
        mode=computed.mode,
    )
    stored = StoredPlan.objects.create(
        id=plan_id,
        institution_id=by.institution_id,
        created_by=by.id,
        created_at=at,
        departs_at=computed.at,
        known_at=computed.known_at,
        engine_version=planner.ENGINE_VERSION,
        input_digest=computed.world_digest,
        sealed=seal(encoded(kept), context=sealing_context(plan_id), holder=by.institution_id),
    )
    Reliance.objects.bulk_create(_reliances(computed, stored=stored))
    audit.record("plan.stored", subject=str(plan_id), actor=by, at=at)
    return stored


def _reliances(computed: ComputedPlan, *, stored: StoredPlan) -> list[Reliance]:
    relied: dict[tuple[str, str], str] = {}
    for itinerary in computed.plan.itineraries:
        for step in itinerary.steps:
            if step.service_id:
                relied[SERVICE, step.service_id] = ""
            if step.crossing_id:
                way = (
                    step.crossing_id,
                    computed.nodes[step.node].country,
                    computed.nodes[step.to_node].country,
                )
                relied[CROSSING, step.crossing_id] = computed.index.status[way].state.value
    return [
        Reliance(plan=stored, kind=kind, key=key, state=state)
        for (kind, key), state in sorted(relied.items())
    ]


def reopen_plan(stored: StoredPlan, *, viewer: Actor | None) -> ComputedPlan:
    """A kept plan as it was computed, with today's rows to tell it by.

    The answer is the one that was given; names, lines and texts are those of now.
    """
    kept = open_plan(stored)
    loaded = load_world(
        at=stored.departs_at, known_at=stored.known_at, mode=kept.mode, viewer=viewer
    )
    start = Node.objects.get(pk=kept.request.start)
    return ComputedPlan(
        profile=kept.profile,
        request=kept.request,
        plan=kept.plan,
        world_digest=stored.input_digest,
        at=stored.departs_at,
        known_at=stored.known_at,
        mode=kept.mode,
        index=loaded.index,
        nodes=_nodes_of(kept.plan, start=start),
    )
