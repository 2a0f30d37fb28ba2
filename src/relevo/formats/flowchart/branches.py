"""Edges with their letters: a condition is told in the box it leaves, and marks its line."""

from dataclasses import dataclass
from string import ascii_lowercase

from relevo.formats.flowchart.chart import Chart, Edge, Node
from relevo.formats.flowchart.drawing import Stroke

ARROW = "→"


@dataclass(frozen=True, slots=True)
class Way:
    """An edge as it is drawn. ``letter``: what marks its line, empty where it always holds."""

    edge: Edge
    letter: str
    stroke: Stroke


def ways_of(chart: Chart) -> list[Way]:
    """Every edge once, in order, with the letter of its condition."""
    sides = {lane.key: lane.side for lane in chart.lanes}
    side_of = {node.key: sides[node.lane] for node in chart.nodes}
    counted: dict[str, int] = {}
    ways = []
    for edge in dict.fromkeys(chart.edges):
        letter = ""
        if edge.label:
            number = counted.get(edge.source, 0)
            counted[edge.source] = number + 1
            letter = _letter(number)
        crosses = side_of[edge.source] != side_of[edge.target]
        ways.append(Way(edge, letter, _stroke(crosses=crosses, is_condition=bool(letter))))
    return ways


def _letter(number: int) -> str:
    repeats, place = divmod(number, len(ascii_lowercase))
    return ascii_lowercase[place] * (repeats + 1)


def _stroke(*, crosses: bool, is_condition: bool) -> Stroke:
    if crosses:
        return Stroke.BORDER_CONDITION if is_condition else Stroke.BORDER
    return Stroke.CONDITION if is_condition else Stroke.PLAIN


def told_ways(node: Node, *, ways: list[Way], nodes: dict[str, Node]) -> list[str]:
    """The conditions that leave a box, each with where it leads."""
    told = []
    for way in ways:
        if way.edge.source == node.key and way.letter:
            target = nodes[way.edge.target]
            leads = target.mark or target.text
            told.append(f"{way.letter}) {way.edge.label} {ARROW} {leads}")
    return told
