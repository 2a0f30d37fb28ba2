"""The content of a box, as high as its words need."""

from dataclasses import dataclass

from relevo.formats.flowchart.branches import Way, told_ways
from relevo.formats.flowchart.chart import Chart, Node, NodeKind
from relevo.formats.flowchart.drawing import Box, Shape, Style
from relevo.formats.flowchart.measure import height_of, set_lines, wrap

PAD = 8.0
SHAPES = {
    NodeKind.START: Shape.STADIUM,
    NodeKind.STEP: Shape.RECTANGLE,
    NodeKind.DECISION: Shape.HEXAGON,
    NodeKind.EXIT: Shape.DOUBLE,
}
INSETS = {Shape.STADIUM: 8.0, Shape.RECTANGLE: 0.0, Shape.HEXAGON: 9.0, Shape.DOUBLE: 4.0}
"""How much a shape takes from the words at each end of a line."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A box that has no place yet."""

    node: Node
    header: list[tuple[str, Style]]
    body: list[tuple[str, Style]]
    width: float
    height: float
    side: str

    def at(self, x: float, y: float) -> Box:
        """The box with its upper left corner there."""
        shape = SHAPES[self.node.kind]
        left = x + PAD + INSETS[shape]
        header, after = set_lines(self.header, x=left, y=y + PAD)
        divider = None
        if self.header:
            divider = after + 4.0
            after += PAD
        body, _end = set_lines(self.body, x=left, y=after)
        return Box(
            key=self.node.key,
            x=x,
            y=y,
            width=self.width,
            height=self.height,
            shape=shape,
            side=self.side,
            texts=(*header, *body),
            alt=self.node.alt or self.node.title,
            href=self.node.href,
            divider=divider,
        )


def measure_boxes(
    chart: Chart, *, ways: list[Way], width: float, names_lane: bool
) -> list[Measured]:
    """Every node as a box of this width, in order; with the lane in its header if asked."""
    lanes = {lane.key: lane for lane in chart.lanes}
    nodes = {node.key: node for node in chart.nodes}
    found = []
    for node in chart.nodes:
        lane = lanes[node.lane]
        inner = width - 2 * (PAD + INSETS[SHAPES[node.kind]])
        name = " · ".join(part for part in (lane.side_label, lane.label) if part)
        header = _wrapped(name, style=Style.LANE, width=inner) if names_lane else []
        body = _wrapped(node.title, style=Style.TEXT, width=inner)
        for note in (*node.notes, *told_ways(node, ways=ways, nodes=nodes)):
            body += _wrapped(note, style=Style.NOTE, width=inner)
        height = 2 * PAD + sum(height_of(style) for _words, style in (*header, *body))
        if header:
            height += PAD
        found.append(Measured(node, header, body, width, height, lane.side))
    return found


def _wrapped(words: str, *, style: Style, width: float) -> list[tuple[str, Style]]:
    return [(line, style) for line in wrap(words, style=style, width=width)]
