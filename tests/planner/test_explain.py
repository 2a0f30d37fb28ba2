from dataclasses import replace

from tests.planner.drawing import (
    at,
    node,
    passage,
    request,
    requirement,
    road,
    service,
    world,
)

from relevo.planner import Blocker, CrossingState, Reason, ReasonCode, plan

NODES = [
    node("home"),
    node("border"),
    node("far_border"),
    node("over", "SV"),
    node("town", "SV"),
    node("third", "GT"),
    node("island"),
]
ROADS = [
    road("home", "border", 30, 30),
    road("home", "far_border", 300, 300),
    road("over", "town", 60, 60),
]
CLOSED = {"state": CrossingState.CLOSED}
ASKED = request("home", "shelter")
HOUSE = service("house", "town", "shelter", country="SV")


def drawn(*passages, services=(HOUSE,), **given):
    return world(nodes=NODES, roads=ROADS, passages=passages, services=services, **given)


def why(answer):
    return {excluded.service_id: excluded.reasons for excluded in answer.excluded}


def test_service_beyond_closed_crossings_names_the_fewest_that_bar_the_way():
    answer = plan(
        drawn(
            passage("near", "border", "over", **CLOSED),
            passage("far", "far_border", "town", **CLOSED),
            passage("second", "over", "third"),
            services=[HOUSE, service("third_house", "third", "shelter", country="GT")],
        ),
        ASKED,
    )

    beyond = (Reason(ReasonCode.BEYOND_CROSSING, facts=("near",)),)
    assert why(answer) == {"house": beyond, "third_house": beyond}
    closed = (Reason(ReasonCode.CROSSING_CLOSED),)
    assert answer.blockers == (
        Blocker("near", "border", "over", closed),
        Blocker("far", "far_border", "town", closed),
    )


def test_service_beyond_two_closed_borders_names_both():
    answer = plan(
        drawn(
            passage("first", "border", "over", **CLOSED),
            passage("second", "town", "third", requirements=(requirement("visa", "visa"),)),
            services=[service("house", "third", "shelter", country="GT")],
        ),
        ASKED,
    )

    assert why(answer) == {
        "house": (Reason(ReasonCode.BEYOND_CROSSING, facts=("first", "second")),)
    }
    assert [blocker.crossing_id for blocker in answer.blockers] == ["first"]


def test_crossing_left_out_is_a_blocker_only_where_it_would_lead_sooner_to_what_is_needed():
    slow = passage("far", "far_border", "town")
    closed = passage("near", "border", "over", **CLOSED)
    back = passage("near", "over", "border", **CLOSED)
    aside = passage("aside", "border", "third", **CLOSED)

    answer = plan(drawn(slow, closed, back, aside), ASKED)

    assert [(b.crossing_id, b.from_node) for b in answer.blockers] == [("near", "border")]
    assert answer.excluded == ()
    later = passage("later", "far_border", "town", **CLOSED)
    quick = passage("near", "border", "over")
    assert plan(drawn(quick, later), ASKED).blockers == ()


def test_every_reason_of_a_barred_crossing_is_named():
    barred = passage(
        "bridge",
        "border",
        "over",
        windows=(),
        requirements=(requirement("visa", "visa"), requirement("fee", "receipt", "waiver")),
        **CLOSED,
    )

    (blocker,) = plan(drawn(barred), ASKED).blockers

    assert blocker.reasons == (
        Reason(ReasonCode.CROSSING_CLOSED),
        Reason(
            ReasonCode.CROSSING_REQUIREMENT, "fee", ("receipt", "waiver"), ("receipt", "waiver")
        ),
        Reason(ReasonCode.CROSSING_REQUIREMENT, "visa", ("visa",), ("visa",)),
        Reason(ReasonCode.CROSSING_NEVER_OPEN),
    )


def test_crossing_that_closes_before_the_group_can_be_there_is_too_late():
    (blocker,) = plan(
        drawn(passage("bridge", "border", "over", windows=((0, at(0, 8, 40)),))), ASKED
    ).blockers

    assert blocker.reasons == (Reason(ReasonCode.TOO_LATE),)


def test_country_headed_for_makes_its_crossings_blockers_without_any_service_there():
    answer = plan(
        drawn(passage("bridge", "border", "over", **CLOSED), services=()),
        replace(ASKED, heads_for="SV"),
    )

    assert [blocker.crossing_id for blocker in answer.blockers] == ["bridge"]
    assert answer.unserved == ("shelter",)


def test_service_without_a_road_or_a_place_says_so_and_whether_its_country_can_be_reached():
    answer = plan(
        drawn(
            passage("bridge", "border", "over", **CLOSED),
            services=[
                service("cut_off", "island", "shelter"),
                service("unlocated", None, "shelter"),
                service("unlocated_abroad", None, "shelter", country="SV"),
                service("nowhere", "third", "shelter", country="GT"),
                service("line", None, "shelter", country="SV", restricted=True),
                service("unlocated_nowhere", None, "shelter", country="GT"),
                service("other", "home", "legal"),
            ],
        ),
        ASKED,
    )

    beyond = Reason(ReasonCode.BEYOND_CROSSING, facts=("bridge",))
    assert why(answer) == {
        "cut_off": (Reason(ReasonCode.NO_ROAD),),
        "unlocated": (Reason(ReasonCode.NOT_LOCATED),),
        "unlocated_abroad": (Reason(ReasonCode.NOT_LOCATED), beyond),
        "nowhere": (Reason(ReasonCode.NO_ROAD, facts=("GT",)),),
        "line": (beyond,),
        "unlocated_nowhere": (
            Reason(ReasonCode.NOT_LOCATED),
            Reason(ReasonCode.NO_ROAD, facts=("GT",)),
        ),
    }
    assert [excluded.needs for excluded in answer.excluded] == [("shelter",)] * 6


def test_service_beyond_a_closed_crossing_that_is_also_never_open_says_both():
    answer = plan(
        drawn(
            passage("bridge", "border", "over", **CLOSED),
            services=[replace(HOUSE, windows=())],
        ),
        ASKED,
    )

    assert why(answer) == {
        "house": (
            Reason(ReasonCode.BEYOND_CROSSING, facts=("bridge",)),
            Reason(ReasonCode.NEVER_OPEN),
        )
    }
