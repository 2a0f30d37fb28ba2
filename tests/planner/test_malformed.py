import re
from dataclasses import replace

import pytest
from tests.planner.drawing import (
    node,
    passage,
    request,
    requirement,
    road,
    service,
    world,
)

from relevo.planner import EngineError, Member, Need, Request, plan

GOOD = world(
    nodes=[node("a"), node("b"), node("c", "SV")],
    roads=[road("a", "b")],
    passages=[passage("x", "b", "c", requirements=(requirement("r", "id"),))],
    services=[service("clinic", "a", "medical")],
)
ASKED = request("a", "medical")


def with_passage(**given):
    return replace(GOOD, passages=(passage("x", "b", "c", **given),))


def with_service(**given):
    made = replace(service("clinic", "a", "medical"), **given)
    return replace(GOOD, services=(made,))


@pytest.mark.parametrize(
    ("malformed", "field", "read"),
    [
        (replace(GOOD, nodes=(*GOOD.nodes, node("a"))), "nodes", "a"),
        (replace(GOOD, roads=(road("a", "z"),)), "roads", "z"),
        (replace(GOOD, roads=(road("a", "c"),)), "roads", "a to c"),
        (replace(GOOD, roads=(road("a", "b", 5, 4),)), "roads", "a to b: 5 to 4"),
        (replace(GOOD, roads=(road("a", "b", -1, 4),)), "roads", "a to b: -1 to 4"),
        (replace(GOOD, passages=(passage("x", "b", "z"),)), "passages", "z"),
        (replace(GOOD, passages=GOOD.passages * 2), "passages", ("x", "b", "c")),
        (with_passage(low_minutes=30, high_minutes=20), "passages", "x: 30 to 20"),
        (with_passage(windows=((8, 8),)), "passages", "x: 8 to 8"),
        (
            with_passage(requirements=(requirement("r", "id"), requirement("r", "id"))),
            "requirements of x",
            "r",
        ),
        (
            with_passage(requirements=(requirement("r", "id", valid_hours=-1),)),
            "requirements",
            "r: -1",
        ),
        (replace(GOOD, services=GOOD.services * 2), "services", "clinic"),
        (with_service(node="z"), "services", "clinic: z"),
        (with_service(restricted=True), "services", "clinic: a"),
        (with_service(duration_minutes=-5), "services", "clinic: -5 minutes"),
        (with_service(places=-1), "services", "clinic: -1 places"),
        (with_service(windows=((9, 8),)), "services", "clinic: 9 to 8"),
    ],
)
def test_malformed_world_is_refused_with_what_was_read(malformed, field, read):
    with pytest.raises(EngineError, match=re.escape(f"{field}: read {read!r}")) as caught:
        plan(malformed, ASKED)

    assert (caught.value.field, caught.value.read) == (field, read)
    assert caught.value.accepted


NINE = tuple(Need(f"need{number}") for number in range(9))
CIRCLE = (
    Need("medical", after=frozenset({"shelter"})),
    Need("shelter", after=frozenset({"medical"})),
    Need("legal"),
)


@pytest.mark.parametrize(
    ("given", "field", "read"),
    [
        ({"start": "nowhere"}, "start", "nowhere"),
        ({"depart": GOOD.horizon}, "depart", GOOD.horizon),
        ({"members": ()}, "members", ()),
        ({"members": (Member(-1),)}, "members", -1),
        ({"members": (Member(131),)}, "members", 131),
        ({"members": (Member(30, "female"),)}, "members", "female"),
        ({"heads_for": "NI"}, "heads_for", "NI"),
        ({"max_crossings": -1}, "max_crossings", -1),
        ({"keep": 0}, "keep", 0),
        ({"needs": ()}, "needs", []),
        ({"needs": NINE}, "needs", [need.code for need in NINE]),
        ({"needs": (Need("medical"), Need("medical"))}, "needs", "medical"),
        ({"needs": CIRCLE}, "needs", ["medical", "shelter"]),
        ({"needs": (Need("a", after=frozenset({"a"})),)}, "needs", ["a"]),
    ],
)
def test_malformed_request_is_refused_with_what_was_read(given, field, read):
    with pytest.raises(EngineError) as caught:
        plan(GOOD, replace(ASKED, **given))

    assert (caught.value.field, caught.value.read) == (field, read)
    assert str(caught.value) == f"{field}: read {read!r}; accepted: {caught.value.accepted}"


def test_eight_needs_are_planned_for():
    eight = NINE[:8]
    many = replace(
        GOOD, services=tuple(service(f"s{n.code}", "a", n.code, duration_minutes=10) for n in eight)
    )
    asked: Request = replace(ASKED, needs=eight)

    assert plan(many, asked).itineraries[0].completes == asked.depart + 80


def test_need_that_waits_for_one_not_asked_for_does_not_wait():
    asked = replace(ASKED, needs=(Need("medical", after=frozenset({"legal"})),))

    assert plan(GOOD, asked).unserved == ()
