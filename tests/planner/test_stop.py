"""A search that is stopped before its end."""

from dataclasses import replace

from tests.planner.drawing import (
    node,
    passage,
    request,
    road,
    service,
    told,
    world,
)

from relevo.planner import (
    Need,
    plan,
)

TOWNS = [node("home"), node("town"), node("city"), node("border"), node("over", "SV")]
ROADS = [
    road("home", "town", 20, 30),
    road("town", "city", 60, 90),
    road("town", "border", 60, 90),
]
OVER = passage("bridge", "border", "over")


class After:
    """Stops after so many questions."""

    def __init__(self, questions):
        self.questions = questions

    def __call__(self):
        self.questions -= 1
        return self.questions < 0


SIX = world(
    nodes=TOWNS,
    roads=ROADS,
    services=[
        service(f"{code}_{place}", place, code, places=None if place == "home" else 9)
        for code in ("medical", "legal", "papers", "shelter")
        for place in ("home", "town", "city")
    ],
)
FOUR_NEEDS = request("home", Need("medical", urgent=True), "legal", "papers", "shelter")


def test_search_that_is_stopped_gives_the_best_so_far_and_says_so():
    full = plan(SIX, FOUR_NEEDS)
    assert (full.complete, len(full.itineraries)) == (True, 3)

    most = []
    for questions in range(60):
        answer = plan(SIX, FOUR_NEEDS, stop=After(questions))
        most.append(max((len(route.served) for route in answer.itineraries), default=0))
        if answer.complete:
            break
        assert answer.unserved == tuple(
            need.code
            for need in FOUR_NEEDS.needs
            if all(need.code in route.unserved for route in answer.itineraries)
        )
    assert most == sorted(most)
    assert (most[0], most[-1]) == (0, 4)
    assert len(set(most)) > 2


def test_stopped_search_keeps_the_routes_already_found():
    full = plan(SIX, FOUR_NEEDS)
    found = [plan(SIX, FOUR_NEEDS, stop=After(n)).itineraries for n in range(400)]
    some = [routes for routes in found if 0 < len(routes) < 3 and routes[0] == full.itineraries[0]]

    assert some
    for routes in some:
        assert routes == full.itineraries[: len(routes)]


def test_search_that_is_stopped_offers_no_route_that_another_outdoes():
    drawn = world(
        nodes=TOWNS,
        roads=[road("home", "town"), road("home", "city"), road("city", "border", 900, 900)],
        services=[
            service("clinic", "town", "medical"),
            service("other_clinic", "city", "medical"),
            service("lawyer", "border", "legal"),
        ],
    )

    answer = plan(drawn, request("home", "medical", "legal"), stop=After(1))

    assert [told(route)[-1] for route in answer.itineraries] == [
        ("service", "clinic"),
        ("service", "lawyer"),
    ]
    assert (answer.unserved, answer.complete) == ((), False)


def test_search_stopped_at_once_ends_nowhere_but_where_the_route_is_to_end():
    drawn = replace(SIX, passages=(OVER,))

    answer = plan(drawn, replace(FOUR_NEEDS, heads_for="SV"), stop=After(0))

    assert (answer.itineraries, answer.complete) == ((), False)
