"""Living routes: a change is told, the open plans that it makes worse are made anew.

The world is loaded once for all who set out on one day, by one way of travelling and for one
institution; nothing is loaded for a plan that the change leaves as it was.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from relevo import planner
from relevo.borders.models import Requirement, Restriction
from relevo.directory.models import Service
from relevo.journeys.actions import (
    YOUNGEST_WALKER,
    ComputedPlan,
    Remade,
    answer_of,
    keep_replans,
    keys_of,
)
from relevo.journeys.loaders import load_world
from relevo.journeys.models import Replan, StoredPlan
from relevo.journeys.queries import (
    AREA,
    CROSSING,
    ROAD,
    SERVICE,
    Change,
    KeptPlan,
    Known,
    list_changes,
    list_open_plans,
    open_plans,
)
from relevo.journeys.rules import HORIZON, PlanProfile, local_day
from relevo.kernel.actor import Actor
from relevo.places.models import Area, Crossing, Node
from relevo.situation.queries.roads import link_of

IN_RESULT = "of"
"""In a reason: the plan made in its place that it is worse for, where it is not the plan itself."""
Reliances = set[tuple[str, str]]
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Replanned:
    """How it went: plans looked at, plans that something is worse for, changes told to holders."""

    looked_at: int = 0
    affected: int = 0
    told: int = 0


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the holder was told last to take the place of a plan, and what is worse under it."""

    stored: StoredPlan
    kept: KeptPlan
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Affected:
    """A kept plan that something is worse for; without changes: not any more.

    ``is_new``: the changes are others than the holder was told of.
    """

    stored: StoredPlan
    kept: KeptPlan
    changes: tuple[Change, ...]
    is_new: bool
    proposal: Proposal | None = None

    @property
    def reasons(self) -> tuple[dict[str, str], ...]:
        """Why, as codes; what is worse under the proposal names it."""
        found = reasons_of(self.changes)
        if self.proposal is None:
            return found
        fallen = {IN_RESULT: str(self.proposal.stored.pk)}
        return (*found, *(reason | fallen for reason in reasons_of(self.proposal.changes)))

    def is_answered_by(self, plan: planner.Plan) -> bool:
        """Whether this is what the holder has before them."""
        if self.proposal is None:
            return plan == self.kept.plan
        return not self.is_new and plan == self.proposal.kept.plan


def _of_crossing(key: str, _at: datetime) -> Reliances:
    return {(CROSSING, key)}


def _of_road(key: str, _at: datetime) -> Reliances:
    link = link_of(key)
    return {(ROAD, link)} if link else set()


def _of_restriction(row_id: str, at: datetime) -> Reliances:
    rows = _by_id(Restriction.objects.filter(known_from__lte=at), row_id)
    row = rows.prefetch_related("areas").first()
    if row is None:
        return set()
    departments = Area.objects.filter(country=row.country, level="department")
    named = list(row.areas.all())
    if not named:
        return {(AREA, key) for key in departments.values_list("key", flat=True)}
    found = set()
    for area in named:
        top = area
        while top.parent is not None:
            top = top.parent
        found.add((AREA, top.key))
    return found


def _of_requirement(row_id: str, _at: datetime) -> Reliances:
    row = _by_id(Requirement.objects.select_related("crossing"), row_id).first()
    if row is None:
        return set()
    if row.crossing is not None:
        return {(CROSSING, row.crossing.key)}
    crossings = Crossing.objects.filter(posts__country=row.country).values_list("key", flat=True)
    return {(CROSSING, key) for key in crossings}


def _of_service(row_id: str, _at: datetime) -> Reliances:
    keys = _by_id(Service.objects.all(), row_id).values_list("key", flat=True)
    return {(SERVICE, name) for name in keys}


def _by_id(rows: QuerySet[Row], row_id: str) -> QuerySet[Row]:
    try:
        return rows.filter(pk=UUID(row_id))
    except ValueError:
        return rows.none()


RELIED_ON: Mapping[str, Callable[[str, datetime], Reliances]] = {
    "border.reported": _of_crossing,
    "road.reported": _of_road,
    "restriction.told": _of_restriction,
    "requirement.told": _of_requirement,
    "service.told_closed": _of_service,
    "service.verified": _of_service,
    "service.changed": _of_service,
    "service.change_approved": _of_service,
}
"""By the topic of the news: what the plans rely on that it may concern.

Free places are none of it: a house that counts those it has just accepted is full by them.
"""


def replan_after(
    topic: str, *, subject: str, at: datetime, of_open_cases: Mapping[UUID, int]
) -> Replanned:
    """Make anew the open plans that news makes worse, and tell their holders; also when it is over.

    ``of_open_cases``: plans that open cases follow, with the itinerary that was chosen; of the
    others, any itinerary counts. Who was told of nothing is not disturbed by something better, and
    the same news twice writes nothing.
    """
    reliances = RELIED_ON[topic](subject, at)
    if not reliances:
        return Replanned()
    plans = list_open_plans(reliances=reliances, at=at, of_open_cases=of_open_cases)
    found = affected_of(plans, at=at, itineraries=of_open_cases)
    affected = [one for one in found if one.changes]
    over = [Remade(one.stored, None, ()) for one in found if not one.changes]
    remade = [*remake(affected, at=at), *over]
    return Replanned(
        looked_at=len(plans), affected=len(affected), told=len(keep_replans(remade, at=at))
    )


def affected_of(
    plans: Sequence[StoredPlan], *, at: datetime, itineraries: Mapping[UUID, int]
) -> list[Affected]:
    """Of these, the plans whose holders were told something else: worse, or not worse any more.

    What was told to take the place of one is judged with it, by the route that is shown of it.
    What is known is read once for all.
    """
    known = Known(at=at)
    told = {plan.pk: _newest(plan) for plan in plans}
    results = [row.result for row in told.values() if row is not None and row.result is not None]
    opened = {row.pk: kept for row, kept in open_plans([*plans, *results])}
    found = []
    for stored in plans:
        if stored.pk not in opened:
            continue
        kept, newest = opened[stored.pk], told[stored.pk]
        changes = list_changes(
            stored, at=at, itinerary=itineraries.get(stored.pk), known=known, kept=kept
        )
        result = newest.result if newest is not None and changes else None
        proposal = None
        if result is not None and result.pk in opened:
            worse = list_changes(result, at=at, itinerary=0, known=known, kept=opened[result.pk])
            proposal = Proposal(result, opened[result.pk], tuple(worse))
        is_new = list(reasons_of(changes)) != _told_of_the_plan(newest)
        if is_new or (proposal is not None and proposal.changes):
            found.append(Affected(stored, kept, tuple(changes), is_new, proposal))
    return found


def reasons_of(changes: Iterable[Change]) -> tuple[dict[str, str], ...]:
    """Why, as codes."""
    return tuple(
        {"kind": one.kind, "key": one.key, "was": one.was, "now": one.now} for one in changes
    )


def _newest(stored: StoredPlan) -> Replan | None:
    return max(stored.replans.all(), key=lambda replan: replan.at, default=None)


def _told_of_the_plan(newest: Replan | None) -> list[dict[str, str]]:
    """The reasons that the holder was told last; empty: nothing, or that all is as it was."""
    reasons = [] if newest is None else newest.reasons
    return [reason for reason in reasons if IN_RESULT not in reason]


def remake(affected: Sequence[Affected], *, at: datetime) -> list[Remade]:
    """The plans that take their place, each from the same people and needs, with what is known.

    What several ask alike, at the same instant, is answered once for all of them. One whose answer
    stays the same to the last step is left as it was.
    """
    groups: dict[tuple[object, ...], list[Affected]] = defaultdict(list)
    for one in affected:
        groups[_group(one, at=at)].append(one)
    found: list[Remade] = []
    for alike in groups.values():
        found += _remake_alike(alike, at=at)
    return found


def _group(one: Affected, *, at: datetime) -> tuple[object, ...]:
    profile = one.kept.profile
    return (
        local_day(max(one.stored.departs_at, at)),
        one.kept.mode,
        one.stored.institution_id,
        any(member.age < YOUNGEST_WALKER for member in profile.members),
        profile.nationality,
    )


def _remake_alike(alike: Sequence[Affected], *, at: datetime) -> list[Remade]:
    first = alike[0]
    departures = [max(one.stored.departs_at, at) for one in alike]
    profile = first.kept.profile
    loaded = load_world(
        at=min(departures),
        known_at=at,
        mode=first.kept.mode,
        viewer=Actor(id=first.stored.created_by, institution_id=first.stored.institution_id),
        walking_with_children=any(m.age < YOUNGEST_WALKER for m in profile.members),
        nationality=profile.nationality,
        until=max(departures) + HORIZON,
    )
    country = {node.id: node.country for node in loaded.world.nodes}
    asks = planner.Planner(loaded.world)
    plans: list[tuple[Affected, datetime, planner.Request, planner.Plan]] = []
    found: dict[tuple[PlanProfile, datetime], tuple[planner.Request, planner.Plan]] = {}
    for one, departs in zip(alike, departures, strict=True):
        asked = (one.kept.profile, departs)
        if asked not in found:
            found[asked] = answer_of(
                one.kept.profile,
                start_country=country[one.kept.profile.start_node],
                at=departs,
                ask=asks.plan,
            )
        request, plan = found[asked]
        if not one.is_answered_by(plan):
            plans.append((one, departs, request, plan))
    rows = _rows(key for *_, plan in plans for key in (*keys_of(plan),))
    rows |= _rows(one.kept.request.start for one, *_ in plans)
    return [
        Remade(
            stored=one.stored,
            computed=ComputedPlan(
                profile=one.kept.profile,
                request=request,
                plan=plan,
                world_digest=loaded.digest,
                at=departs,
                known_at=at,
                mode=one.kept.mode,
                index=loaded.index,
                nodes=rows,
            ),
            reasons=one.reasons,
        )
        for one, departs, request, plan in plans
    ]


def _rows(keys: Iterable[str]) -> dict[str, Node]:
    wanted: Collection[str] = set(keys)
    rows = Node.objects.select_related("area", "department").filter(pk__in=wanted)
    return {row.key: row for row in rows}
