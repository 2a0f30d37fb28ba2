from tests.planner.drawing import node, road

from relevo.planner.graph import Arc, Leg, RoadGraph, road_graph

NODES = [node(name) for name in ("d", "c", "b", "a", "island")]
ROADS = [
    road("a", "b", 10, 20, "paved"),
    road("b", "c", 10, 20, "dirt"),
    road("a", "c", 5, 40, "ferry"),
    road("c", "d", 1, 9, "path"),
    road("c", "d", 1, 9, "lane"),
    road("c", "d", 2, 9, "better"),
]


def test_row_holds_the_least_pessimistic_minutes_and_no_way_to_an_island():
    graph = RoadGraph(NODES, ROADS)

    assert graph.ids == ["a", "b", "c", "d", "island"]
    assert graph.row(0) == [0, 20, 40, 49, -1]
    assert graph.zones == [0, 0, 0, 0, 4]


def test_leg_between_equally_slow_ways_takes_the_one_that_may_be_quicker():
    graph = RoadGraph(NODES, ROADS)

    assert graph.leg(0, 2) == Leg(low=5, high=40, rule="ferry")
    assert graph.leg(1, 3) == Leg(low=11, high=29, rule="dirt|lane")


def test_roads_in_another_order_make_the_same_ways():
    other = RoadGraph(reversed(NODES), reversed(ROADS))
    graph = RoadGraph(NODES, ROADS)

    for a in range(4):
        assert graph.row(a) == other.row(a)
        assert [graph.leg(a, b) for b in range(4)] == [other.leg(a, b) for b in range(4)]


def test_spread_counts_one_way_arcs_against_their_direction():
    graph = RoadGraph(NODES, ROADS)

    arcs = (Arc(4, 3, 100), Arc(1, 2, 7), Arc(3, 2, 7))

    assert graph.spread(frozenset({3}), arcs=arcs) == [36, 16, 9, 0, 100]
    assert graph.spread(frozenset({4}), arcs=arcs) == [-1, -1, -1, -1, 0]
    assert graph.spread(frozenset({3}), arcs=arcs[1:]) == [36, 16, 9, 0, -1]


def test_graph_of_the_same_roads_is_the_same_graph():
    nodes, roads = tuple(NODES), tuple(ROADS)

    assert road_graph(nodes, roads) is road_graph(nodes, roads)
