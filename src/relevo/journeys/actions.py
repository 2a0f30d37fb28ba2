"""Computing a plan from rows, and keeping it."""

import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import pairwise
from uuid import UUID

from django.db import transaction

from relevo import planner
from relevo.audit import actions as audit
from relevo.directory.models import Term
from relevo.journeys.errors import KeptByNobody, NeedUnknown, PlanNamesGone, StartUnknown
from relevo.journeys.loaders import Index, load_entries, load_world
from relevo.journeys.models import Reliance, Replan, StoredPlan
from relevo.journeys.queries import (
    AREA,
    CROSSING,
    ROAD,
    SERVICE,
    KeptPlan,
    open_plan,
    passed_by,
    sealing_context,
)
from relevo.journeys.rules import (
    CHILD_PROTECTION,
    NEVER_WAITS,
    SHELTERS,
    PlanProfile,
    dawn_before,
    encoded,
    minute_of,
    request_of,
)
from relevo.kernel.actor import SYSTEM, Actor
from relevo.places.models import Link, Node
from relevo.plumbing.sealed import ToSeal, seal_many

Ask = Callable[[planner.Request], planner.Plan]
YOUNGEST_WALKER = 12
NEAR_MINUTES = 240
"""Help that a child alone has within so long is not put off to the day."""


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
    def begins_later(self) -> bool:
        """A child alone waits where it is until the day on which the authority answers."""
        return self.request.depart > minute_of(self.at)

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

    Where no shelter can be had tonight, the next one is sought: late is better than none. A child
    alone does not set out for an authority that answers on another day. A plan that ``stop`` cut
    short says so.

    Raises StartUnknown, NeedUnknown, NobodyTravels, NothingNeeded.
    """
    start = Node.objects.filter(pk=profile.start_node).first()
    if start is None:
        raise StartUnknown(profile.start_node)
    _check_needs(profile.needs)
    loaded = load_world(
        at=at,
        known_at=known_at,
        mode=mode,
        viewer=viewer,
        walking_with_children=any(m.age < YOUNGEST_WALKER for m in profile.members),
        nationality=profile.nationality,
    )
    asks = planner.Planner(loaded.world)
    request, plan = answer_of(
        profile, start_country=start.country, at=at, ask=partial(asks.plan, stop=stop)
    )
    return ComputedPlan(
        profile=profile,
        request=request,
        plan=plan,
        world_digest=loaded.digest,
        at=at,
        known_at=known_at,
        mode=mode,
        index=loaded.index,
        nodes=_nodes_of(plan, start=start.key),
    )


def answer_of(
    profile: PlanProfile, *, start_country: str, at: datetime, ask: Ask
) -> tuple[planner.Request, planner.Plan]:
    """What is asked for these people at ``at``, and the answer, in a world that is loaded.

    Where no shelter can be had tonight, the next one is sought. A child alone does not set out for
    an authority that answers on another day.
    """
    request = request_of(profile, start_country=start_country, at=at)
    plan = ask(request)
    if SHELTERS & set(plan.unserved):
        request = request_of(profile, start_country=start_country, at=at, tonight=False)
        plan = ask(request)
    return _by_day(request, plan, ask=ask) if profile.is_child_alone else (request, plan)


def _by_day(
    request: planner.Request, plan: planner.Plan, *, ask: Ask
) -> tuple[planner.Request, planner.Plan]:
    """The same from the dawn of the day of the first help, if as much is met then.

    A child who rides through the night to a door that opens days later waits alone before it;
    where it is, somebody responsible can be called to stay with it. The first help is that of the
    authority, or health where it is sooner; urgent health and what is near are not put off.
    """
    health = NEVER_WAITS - {CHILD_PROTECTION}
    is_ill = any(need.urgent and need.code in health for need in request.needs)
    helped = [
        step.ends_late
        for route in plan.itineraries[:1]
        for step in route.steps
        if NEVER_WAITS.intersection(step.needs)
    ]
    if is_ill or not helped or helped[0] - request.depart <= NEAR_MINUTES:
        return request, plan
    begin = dawn_before(helped[0])
    if begin <= request.depart:
        return request, plan
    later = replace(request, depart=begin)
    by_day = ask(later)
    return (later, by_day) if by_day.unserved == plan.unserved else (request, plan)


def _check_needs(codes: tuple[str, ...]) -> None:
    known = set(
        Term.objects.filter(code__in=codes, kind__in=["need", "service_type"]).values_list(
            "code", flat=True
        )
    )
    unknown = tuple(code for code in codes if code not in known)
    if unknown:
        raise NeedUnknown(unknown)


def keys_of(plan: planner.Plan) -> set[str]:
    """The places a plan speaks of or passes."""
    keys: set[str] = set()
    for itinerary in plan.itineraries:
        for step in itinerary.steps:
            keys |= set(passed_by(step))
    for blocker in plan.blockers:
        keys |= {blocker.from_node, blocker.to_node}
    return keys


def _nodes_of(plan: planner.Plan, *, start: str) -> dict[str, Node]:
    """Rows of the places a plan speaks of."""
    keys = {start, *keys_of(plan)}
    rows = Node.objects.select_related("area", "department").filter(pk__in=keys)
    return {row.key: row for row in rows}


@transaction.atomic
def store_plan(computed: ComputedPlan, *, by: Actor, at: datetime) -> StoredPlan:
    """Keep a plan, sealed, with all that any of its itineraries relies on."""
    if by.institution_id is None:
        raise KeptByNobody
    (stored,) = _kept([computed], holders=[by.institution_id], created_by=by.id, at=at)
    stored.save(force_insert=True)
    Reliance.objects.bulk_create(reliances_of(computed, stored=stored, links=load_links()))
    audit.record("plan.stored", subject=str(stored.pk), actor=by, at=at)
    return stored


def _kept(
    computed: Sequence[ComputedPlan], *, holders: Sequence[UUID], created_by: UUID, at: datetime
) -> list[StoredPlan]:
    """Rows of plans, sealed with one question to the holder of keys; not saved yet."""
    ids = [uuid.uuid4() for _ in computed]
    blobs = seal_many(
        [
            ToSeal(
                encoded(
                    KeptPlan(profile=one.profile, request=one.request, plan=one.plan, mode=one.mode)
                ),
                context=sealing_context(plan_id),
                holder=holder,
            )
            for one, plan_id, holder in zip(computed, ids, holders, strict=True)
        ]
    )
    return [
        StoredPlan(
            id=plan_id,
            institution_id=holder,
            created_by=created_by,
            created_at=at,
            departs_at=one.at,
            known_at=one.known_at,
            engine_version=planner.ENGINE_VERSION,
            input_digest=one.world_digest,
            sealed=blob,
        )
        for one, plan_id, holder, blob in zip(computed, ids, holders, blobs, strict=True)
    ]


def load_links() -> dict[frozenset[str], str]:
    """The keys of all links, by the two places they join."""
    rows = Link.objects.values_list("from_node_id", "to_node_id", "key")
    return {frozenset({one, other}): key for one, other, key in rows}


def reliances_of(
    computed: ComputedPlan, *, stored: StoredPlan, links: Mapping[frozenset[str], str]
) -> list[Reliance]:
    """Crossings, services, roads and departments of all itineraries."""
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
            passed = passed_by(step)
            for one, other in pairwise(passed):
                link = links.get(frozenset({one, other}))
                if link is not None:
                    relied[ROAD, link] = ""
            for name in passed:
                relied[AREA, computed.nodes[name].department.key] = ""
    return [
        Reliance(plan=stored, kind=kind, key=key, state=state)
        for (kind, key), state in sorted(relied.items())
    ]


@dataclass(frozen=True, slots=True)
class Remade:
    """What takes the place of a kept plan, and why.

    ``computed`` None: it could not be computed, or, without reasons, nothing has to take its place.
    """

    stored: StoredPlan
    computed: ComputedPlan | None
    reasons: tuple[Mapping[str, str], ...]


@transaction.atomic
def keep_replans(remade: Sequence[Remade], *, at: datetime) -> list[Replan]:
    """Keep the new plans, and that they take the place of the old ones.

    What the holder was told last is not told again. A plan for which no way is left is kept without
    a result: its holder is told all the same.
    """
    ids = [one.stored.pk for one in remade]
    list(StoredPlan.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk"))
    before = Replan.objects.filter(plan__in=ids).order_by("at", "id")
    told: dict[UUID, object] = dict(before.values_list("plan_id", "reasons"))
    fresh = [one for one in remade if list(one.reasons) != told.get(one.stored.pk, [])]
    with_way = [one for one in fresh if one.computed is not None and one.computed.plan.itineraries]
    plans = [one.computed for one in with_way if one.computed is not None]
    rows = _kept(
        plans,
        holders=[one.stored.institution_id for one in with_way],
        created_by=SYSTEM.id,
        at=at,
    )
    StoredPlan.objects.bulk_create(rows)
    links = load_links() if rows else {}
    Reliance.objects.bulk_create(
        reliance
        for computed, row in zip(plans, rows, strict=True)
        for reliance in reliances_of(computed, stored=row, links=links)
    )
    results = dict(zip([one.stored.pk for one in with_way], rows, strict=True))
    replans = Replan.objects.bulk_create(
        Replan(
            plan=one.stored,
            result=results.get(one.stored.pk),
            reasons=[dict(reason) for reason in one.reasons],
            at=at,
        )
        for one in fresh
    )
    audit.record_each(
        "plan.remade", subjects=[str(replan.plan_id) for replan in replans], actor=SYSTEM, at=at
    )
    return replans


@transaction.atomic
def read_replans(*, plan_ids: Collection[UUID], by: Actor, at: datetime) -> int:
    """Note that what changed under these plans of one's own institution has been read; how many."""
    if by.institution_id is None:
        raise KeptByNobody
    rows = Replan.objects.filter(
        plan__in=plan_ids, plan__institution_id=by.institution_id, read_at=None
    )
    read = rows.update(read_at=at, read_by=by.id)
    if read:
        audit.record(
            "plan.change_read",
            subject=str(by.institution_id),
            actor=by,
            at=at,
            facts={"count": read},
        )
    return read


@transaction.atomic
def delete_plans(plan_ids: Collection[UUID]) -> None:
    """Delete kept plans and all that was made in their place: nothing of them is left behind."""
    waiting, found = set(plan_ids), set()
    while waiting:
        found |= waiting
        results = Replan.objects.filter(plan__in=waiting).exclude(result=None)
        waiting = set(results.values_list("result_id", flat=True)) - found
    StoredPlan.objects.filter(pk__in=found).delete()


def reopen_plan(stored: StoredPlan, *, viewer: Actor | None) -> ComputedPlan:
    """A kept plan as it was computed, with today's rows to tell it by.

    The answer is the one that was given, also where a service is no longer offered; names, lines
    and texts are those of now. Raises PlanOfAnotherEngine, PlanNamesGone.
    """
    kept = open_plan(stored)
    loaded = load_world(
        at=stored.departs_at,
        known_at=stored.known_at,
        mode=kept.mode,
        viewer=viewer,
        nationality=kept.profile.nationality,
    )
    offered = loaded.index.services
    ended = load_entries(
        _services_of(kept.plan) - offered.keys(), known_at=stored.known_at, viewer=viewer
    )
    index = replace(loaded.index, services={**offered, **ended})
    nodes = _nodes_of(kept.plan, start=kept.request.start)
    _check_names(kept, index=index, nodes=nodes)
    return ComputedPlan(
        profile=kept.profile,
        request=kept.request,
        plan=kept.plan,
        world_digest=stored.input_digest,
        at=stored.departs_at,
        known_at=stored.known_at,
        mode=kept.mode,
        index=index,
        nodes=nodes,
    )


def _services_of(plan: planner.Plan) -> set[str]:
    """The services a plan speaks of."""
    steps = [step for route in plan.itineraries for step in route.steps]
    return {step.service_id for step in steps if step.service_id} | {
        excluded.service_id for excluded in plan.excluded
    }


def _check_names(kept: KeptPlan, *, index: Index, nodes: Mapping[str, Node]) -> None:
    gone = _services_of(kept.plan) - index.services.keys()
    gone |= {kept.request.start, *keys_of(kept.plan)} - nodes.keys()
    if gone:
        raise PlanNamesGone(gone)
    ways = {
        (step.crossing_id, nodes[step.node].country, nodes[step.to_node].country)
        for route in kept.plan.itineraries
        for step in route.steps
        if step.crossing_id
    } | {
        (blocker.crossing_id, nodes[blocker.from_node].country, nodes[blocker.to_node].country)
        for blocker in kept.plan.blockers
    }
    gone = {crossing for crossing, *_sides in ways - index.status.keys()}
    if gone:
        raise PlanNamesGone(gone)
