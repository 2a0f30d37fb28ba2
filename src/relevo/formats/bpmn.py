"""A flowchart as BPMN 2.0 XML: process, lanes, tasks, gateways and sequence flows.

For tools that run or check processes. It holds no drawing: a tool lays it out itself.
"""

from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from relevo.formats.characters import plain
from relevo.formats.flowchart.chart import Chart, Edge, Node, NodeKind

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
TARGET = "urn:relevo:pathway"


@dataclass(slots=True)
class _Model:
    """The flow nodes and flows of a process, as they are found."""

    nodes: list[tuple[str, str, str]] = field(default_factory=list)
    """Element, id, name."""

    flows: list[tuple[str, str, str]] = field(default_factory=list)
    """Source, target, condition."""

    lanes: dict[str, list[str]] = field(default_factory=dict)
    enters: dict[str, str] = field(default_factory=dict)
    leaves: dict[str, str] = field(default_factory=dict)

    def add(self, element: str, node: Node, *, suffix: str, name: str) -> str:
        ref = f"n{len(self.nodes) + 1}{suffix}"
        self.nodes.append((element, ref, name))
        self.lanes.setdefault(node.lane, []).append(ref)
        return ref


def render_bpmn(chart: Chart) -> str:
    """The chart as an XML document; ids are short and the same each time."""
    model = _Model()
    branching = {edge.source for edge in chart.edges if edge.label}
    leaving = {edge.source for edge in chart.edges}
    for node in chart.nodes:
        _add(model, node, is_branching=node.key in branching, goes_on=node.key in leaving)
    model.flows += [_flow(model, edge) for edge in dict.fromkeys(chart.edges)]
    return _written(chart, model)


def _add(model: _Model, node: Node, *, is_branching: bool, goes_on: bool) -> None:
    if node.kind is NodeKind.START:
        ref = model.add("startEvent", node, suffix="_start", name=node.text)
    elif node.kind is NodeKind.EXIT and not node.mark and not goes_on:
        ref = model.add("endEvent", node, suffix="_end", name=node.text)
    else:
        ref = model.add("task", node, suffix="_task", name=node.title)
    model.enters[node.key] = ref
    if is_branching:
        gateway = model.add("exclusiveGateway", node, suffix="_gate", name="")
        model.flows.append((ref, gateway, ""))
        ref = gateway
    elif not goes_on and not ref.endswith("_end"):
        end = model.add("endEvent", node, suffix="_end", name="")
        model.flows.append((ref, end, ""))
    model.leaves[node.key] = ref


def _flow(model: _Model, edge: Edge) -> tuple[str, str, str]:
    return model.leaves[edge.source], model.enters[edge.target], edge.label


def _written(chart: Chart, model: _Model) -> str:
    incoming: dict[str, list[str]] = {}
    outgoing: dict[str, list[str]] = {}
    flows = []
    for number, (source, target, condition) in enumerate(model.flows, start=1):
        ref = f"f{number}"
        outgoing.setdefault(source, []).append(ref)
        incoming.setdefault(target, []).append(ref)
        flows.append(_sequence_flow(ref, source=source, target=target, condition=condition))
    lanes = [
        f'<lane id="lane{number}" name={_quoted(_lane_name(lane.side_label, lane.label))}>'
        + "".join(f"<flowNodeRef>{ref}</flowNodeRef>" for ref in model.lanes.get(lane.key, []))
        + "</lane>"
        for number, lane in enumerate(chart.lanes, start=1)
    ]
    nodes = [
        f'<{element} id="{ref}"{_named(name)}>'
        + "".join(f"<incoming>{flow}</incoming>" for flow in incoming.get(ref, []))
        + "".join(f"<outgoing>{flow}</outgoing>" for flow in outgoing.get(ref, []))
        + f"</{element}>"
        for element, ref, name in model.nodes
    ]
    lane_set = f'<laneSet id="lanes">{"".join(lanes)}</laneSet>' if lanes else ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<definitions xmlns="{MODEL}" xmlns:xsi="{XSI}" id="definitions" '
        f'targetNamespace="{TARGET}">'
        f'<process id="pathway" name={_quoted(chart.title)} isExecutable="false">'
        f"<documentation>{escape(plain(chart.description))}</documentation>"
        f"{lane_set}{''.join(nodes)}{''.join(flows)}</process></definitions>\n"
    )


def _sequence_flow(ref: str, *, source: str, target: str, condition: str) -> str:
    start = f'<sequenceFlow id="{ref}" sourceRef="{source}" targetRef="{target}"'
    if not condition:
        return f"{start}/>"
    told = escape(plain(condition))
    return (
        f"{start} name={_quoted(condition)}>"
        f'<conditionExpression xsi:type="tFormalExpression">{told}</conditionExpression>'
        "</sequenceFlow>"
    )


def _lane_name(side: str, label: str) -> str:
    return " · ".join(part for part in (side, label) if part)


def _named(name: str) -> str:
    return f" name={_quoted(name)}" if name else ""


def _quoted(text: str) -> str:
    return quoteattr(" ".join(plain(text).split()))
