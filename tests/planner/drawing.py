"""Small worlds drawn by hand: what is not said is open, near, roomy and confirmed."""

from dataclasses import replace

from relevo.planner import (
    ALWAYS,
    Basis,
    Condition,
    CrossingState,
    Member,
    Need,
    Node,
    OperatorKind,
    Passage,
    Request,
    Requirement,
    Road,
    Service,
    World,
)

DAY = 24 * 60
HOUR = 60
WEEK = 7 * DAY
EVERYONE = Condition()


def at(day, hour, minute=0):
    """The minute of a time of day, counted from the first day."""
    return day * DAY + hour * HOUR + minute


def daily(opens, closes, *, days=7):
    """Windows from one full hour to another on each of the first days."""
    return tuple((at(day, opens), at(day, closes)) for day in range(days))


def node(name, country="HN", department="Valle"):
    return Node(name, country, department)


def road(a, b, low=30, high=30, rule="by_road"):
    return Road(a, b, low, high, rule)


def service(name, at_node, *provides, **given):
    made = Service(
        id=name,
        country="HN",
        department="Valle",
        node=at_node,
        provides=frozenset(provides),
        operator=OperatorKind.CIVIL,
        origin_country="",
        windows=ALWAYS,
        windows_known=Basis.CONFIRMED,
        duration_minutes=60,
        places=100,
        places_known=Basis.CONFIRMED,
    )
    return replace(made, **given)


def passage(crossing, from_node, to_node, **given):
    made = Passage(
        crossing_id=crossing,
        from_node=from_node,
        to_node=to_node,
        state=CrossingState.OPEN,
        state_known=Basis.CONFIRMED,
        windows=ALWAYS,
        windows_known=Basis.CONFIRMED,
        low_minutes=20,
        high_minutes=20,
        requirements=(),
    )
    return replace(made, **given)


def requirement(name, *any_of, **given):
    made = Requirement(
        id=name, any_of=frozenset(any_of), applies=EVERYONE, blocking=True, known=Basis.CONFIRMED
    )
    return replace(made, **given)


def world(*, nodes, roads=(), passages=(), services=(), horizon=WEEK):
    return World(tuple(nodes), tuple(roads), tuple(passages), tuple(services), horizon)


def request(start, *needs, **given):
    made = Request(
        start=start,
        depart=at(0, 8),
        nationality="SV",
        members=(Member(24, "f"),),
        needs=tuple(Need(need) if isinstance(need, str) else need for need in needs),
    )
    return replace(made, **given)


def told(itinerary):
    """What a route does, step by step: kind and name of each."""
    return [
        (step.kind.value, step.service_id or step.crossing_id or f"{step.node}-{step.to_node}")
        for step in itinerary.steps
    ]
