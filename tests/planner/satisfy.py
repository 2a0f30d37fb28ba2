"""Do away with every reason named for an excluded service, each by what the reason says."""

from dataclasses import replace

from tests.planner.drawing import passage, road

from relevo.planner import ALWAYS, CrossingState, ReasonCode

PART_OF_RULE = {
    ReasonCode.SEX: {"sexes": frozenset()},
    ReasonCode.CHILDREN_NOT_ALLOWED: {"children_allowed": True},
    ReasonCode.ADULTS_NOT_ALLOWED: {"adults_allowed": True},
}
PART_OF_CONDITION = {
    ReasonCode.AGE: {"age_from": None, "age_until": None},
    ReasonCode.NATIONALITY: {
        "nationalities": frozenset(),
        "except_nationalities": frozenset(),
    },
    ReasonCode.PROFILE_NOT_SERVED: {"unaccompanied_only": False},
}


def _chosen(request, name, _reason):
    return {"chosen": request.chosen | {name}}


OF_THE_REQUEST = {
    ReasonCode.ORIGIN_AUTHORITY: _chosen,
    ReasonCode.ENFORCEMENT: _chosen,
    ReasonCode.CONSULATE: _chosen,
    ReasonCode.EXCLUDED_BY_REQUEST: lambda request, name, _: {
        "excluded": request.excluded - {name}
    },
    ReasonCode.DOCUMENT_MISSING: lambda request, _, reason: {
        "documents": request.documents | {reason.would_need[0]}
    },
}


def satisfied(world, request, excluded):
    """The same world and request with every reason for this service done away with."""
    for reason in excluded.reasons:
        world, request = _satisfy(world, request, excluded.service_id, reason)
    return world, request


def _satisfy(world, request, name, reason):  # noqa: PLR0911
    service = next(service for service in world.services if service.id == name)
    if reason.code in OF_THE_REQUEST:
        return world, replace(request, **OF_THE_REQUEST[reason.code](request, name, reason))
    if reason.code is ReasonCode.BEYOND_CROSSING:
        return _opened(world, request, reason)
    if reason.code in {ReasonCode.NEVER_OPEN, ReasonCode.TOO_LATE}:
        needs = tuple(replace(need, by=None) for need in request.needs)
        world = _with(world, replace(service, windows=ALWAYS))
        return replace(world, horizon=10**6), replace(request, needs=needs)
    if reason.code is ReasonCode.NO_ROAD:
        if service.node is not None:
            world = _reachable(world, service.node)
        return _with_passage_to(world, request, reason.facts) if reason.facts else (world, request)
    if reason.code is ReasonCode.NOT_LOCATED:
        place = next(node.id for node in world.nodes if node.country == service.country)
        return _reachable(_with(world, replace(service, node=place)), place), request
    if reason.code is ReasonCode.NO_CAPACITY:
        return _with(world, replace(service, places=len(request.members))), request
    return _with(world, replace(service, admissions=_relaxed(service, reason))), request


def _with(world, service):
    others = tuple(other for other in world.services if other.id != service.id)
    return replace(world, services=(*others, service))


def _relaxed(service, reason):
    return tuple(
        rule if rule.code != reason.rule else _without(rule, reason) for rule in service.admissions
    )


def _without(rule, reason):
    if reason.code in PART_OF_RULE:
        return replace(rule, **PART_OF_RULE[reason.code])
    if reason.code is ReasonCode.PROFILE_NOT_SERVED and reason.would_need != ("unaccompanied",):
        return replace(rule, profiles=frozenset())
    return replace(rule, takes=replace(rule.takes, **PART_OF_CONDITION[reason.code]))


def _reachable(world, place):
    country = {node.id: node.country for node in world.nodes}
    roads = [
        road(place, other, 0, 0, "built")
        for other in country
        if other != place and country[other] == country[place]
    ]
    return replace(world, roads=(*world.roads, *roads))


def _with_passage_to(world, request, countries):
    """No crossing leads there at all: the missing way is one from where the group starts."""
    there = next(node.id for node in world.nodes if node.country in countries)
    made = passage("built", request.start, there, high_minutes=0, low_minutes=0)
    world = replace(world, passages=(*world.passages, made))
    return world, replace(request, max_crossings=max(request.max_crossings, 1))


def _opened(world, request, reason):
    if reason.rule == "max_crossings":
        return world, replace(request, max_crossings=int(reason.facts[0]))
    passages, papers = [], set(request.documents)
    for one in world.passages:
        if one.crossing_id in reason.facts:
            papers |= {min(rule.any_of) for rule in one.requirements}
            passages.append(replace(one, state=CrossingState.OPEN, windows=ALWAYS))
        else:
            passages.append(one)
    return replace(world, passages=tuple(passages)), replace(request, documents=frozenset(papers))
