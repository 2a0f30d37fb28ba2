"""A flowchart as BPMN 2.0: what a tool that reads processes relies on."""

from xml.etree import ElementTree as ET

from tests.formats.test_flowchart import CHART, LANES

from relevo.formats.bpmn import MODEL, render_bpmn
from relevo.formats.flowchart import Chart, Edge, Lane, Node, NodeKind

B = f"{{{MODEL}}}"
FLOW_NODES = ("startEvent", "task", "exclusiveGateway", "endEvent")


def process(chart):
    root = ET.fromstring(render_bpmn(chart))  # noqa: S314 -- our own
    assert root.tag == f"{B}definitions"
    return root.find(f"{B}process")


def nodes_of(found):
    return {node.get("id"): node for name in FLOW_NODES for node in found.iter(f"{B}{name}")}


def check(chart):
    """Every id once, every reference met, every node in one lane and connected as it says."""
    found = process(chart)
    ids = [element.get("id") for element in found.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    nodes = nodes_of(found)
    flows = {flow.get("id"): flow for flow in found.iter(f"{B}sequenceFlow")}
    for flow in flows.values():
        assert {flow.get("sourceRef"), flow.get("targetRef")} <= set(nodes)
    in_lanes = [ref.text for ref in found.iter(f"{B}flowNodeRef")]
    assert sorted(in_lanes) == sorted(nodes)
    for ref, node in nodes.items():
        told = {
            name: {one.text for one in node.findall(f"{B}{name}")}
            for name in ("incoming", "outgoing")
        }
        assert told == {
            "incoming": {key for key, flow in flows.items() if flow.get("targetRef") == ref},
            "outgoing": {key for key, flow in flows.items() if flow.get("sourceRef") == ref},
        }
        if node.tag == f"{B}endEvent":
            assert told["outgoing"] == set()
            assert told["incoming"]
        if node.tag == f"{B}startEvent":
            assert told["incoming"] == set()
    return found


def test_process_has_lanes_tasks_gateways_and_flows():
    found = check(CHART)
    assert found.get("name") == "Niñez no acompañada"
    assert found.get("isExecutable") == "false"
    assert found.find(f"{B}documentation").text == "Cinco casillas."
    counted = {name: len(found.findall(f"{B}{name}")) for name in FLOW_NODES}
    assert counted == {"startEvent": 1, "task": 3, "exclusiveGateway": 2, "endEvent": 1}
    lanes = [lane.get("name") for lane in found.iter(f"{B}lane")]
    assert lanes == [
        "Honduras · Cruz Roja <HN>",
        "Honduras · Secretaría",
        "El Salvador · Ventanilla",
    ]
    conditions = [one.text for one in found.iter(f"{B}conditionExpression")]
    assert conditions == ["no consiente", "falta un dato", "el puesto cerró"]


def test_a_step_that_ends_the_route_is_a_task_before_an_end():
    chart = Chart("x", LANES, (Node("a", "hn", "A", NodeKind.EXIT, mark="1"),), ())
    found = check(chart)
    assert [node.tag.removeprefix(B) for node in nodes_of(found).values()] == ["task", "endEvent"]
    assert found.find(f"{B}task").get("name") == "1. A"


def test_same_chart_gives_the_same_document():
    assert render_bpmn(CHART) == render_bpmn(CHART)


def test_chart_without_lanes_has_no_set_of_lanes():
    found = process(Chart("Vacía", (), (), ()))
    assert found.find(f"{B}laneSet") is None


def test_words_cannot_become_markup():
    lane = Lane("a", '"><lane/>')
    nodes = (Node("1", "a", "</task>&\x00"), Node("2", "a", "B"))
    chart = Chart("<x>", (lane,), nodes, (Edge("1", "2", "]]>&"),))
    found = check(chart)
    assert found.get("name") == "<x>"
    assert found.find(f"{B}task").get("name") == "</task>&"
    assert next(found.iter(f"{B}conditionExpression")).text == "]]>&"
