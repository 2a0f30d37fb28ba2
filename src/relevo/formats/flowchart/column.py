"""The upright layout: one box under the other, each naming its lane; fits a phone."""

from relevo.formats.flowchart.boxes import Measured, measure_boxes
from relevo.formats.flowchart.branches import Way
from relevo.formats.flowchart.chart import Chart
from relevo.formats.flowchart.drawing import SIZES, Anchor, Box, Line, Style, Text
from relevo.formats.flowchart.tracks import Tracks

MARGIN = 2.0
GAP = 30.0
MARK_ROOM = 22.0
TRACK = 10.0
MOST_GUTTER = 0.28
ABREAST = 26.0
PORT = 9.0
FIRST_PORT = 14.0


def lay_out(
    chart: Chart, *, ways: list[Way], width: float, top: float
) -> tuple[tuple[Box, ...], tuple[Line, ...], float]:
    """Boxes and lines from ``top`` down, and where they end."""
    places = {node.key: place for place, node in enumerate(chart.nodes)}
    beside, tracks = _tracks(ways, places)
    gutter = min(MARK_ROOM + TRACK * tracks, width * MOST_GUTTER) if tracks else 0.0
    measured = measure_boxes(chart, ways=ways, width=width - 2 * MARGIN - gutter, names_lane=True)
    boxes, end = _stack(measured, top=top)
    step = (gutter - MARK_ROOM) / tracks if tracks else TRACK
    lines = _straight(ways, boxes, beside) + _around(ways, boxes, beside, step=step)
    return tuple(boxes.values()), tuple(lines), end


def _tracks(ways: list[Way], places: dict[str, int]) -> tuple[dict[int, int], int]:
    """The track of every way that does not lead to the next box, by its number in the list."""
    channel = Tracks()
    beside = {}
    for number, way in enumerate(ways):
        start, end = places[way.edge.source], places[way.edge.target]
        if end != start + 1:
            beside[number] = channel.take(start, end)
    return beside, len(channel.rows)


def _stack(measured: list[Measured], *, top: float) -> tuple[dict[str, Box], float]:
    boxes, y = {}, top
    for box in measured:
        boxes[box.node.key] = box.at(MARGIN, y)
        y += box.height + GAP
    return boxes, y - GAP if measured else top


def _straight(ways: list[Way], boxes: dict[str, Box], beside: dict[int, int]) -> list[Line]:
    lines = []
    abreast: dict[str, int] = {}
    for number, way in enumerate(ways):
        if number in beside:
            continue
        source, target = boxes[way.edge.source], boxes[way.edge.target]
        place = abreast.get(source.key, 0)
        abreast[source.key] = place + 1
        x = source.x + source.width / 2 + place * ABREAST
        points = ((x, source.y + source.height), (x, target.y))
        lines.append(Line(points, way.stroke, mark(way.letter, x, points[0][1] + PORT)))
    return lines


def _around(
    ways: list[Way], boxes: dict[str, Box], beside: dict[int, int], *, step: float
) -> list[Line]:
    """Ways that pass other boxes: out at the right, along a track, in at the right."""
    lines = []
    leaving: dict[str, int] = {}
    entering: dict[str, int] = {}
    for number, track in beside.items():
        way = ways[number]
        source, target = boxes[way.edge.source], boxes[way.edge.target]
        out = leaving[source.key] = leaving.get(source.key, 0) + 1
        into = entering[target.key] = entering.get(target.key, 0) + 1
        right = source.x + source.width
        x = right + MARK_ROOM + step * (track + 0.5) - 4.0
        y_out = max(source.y + source.height - 2 * PORT * out, source.y + 2.0)
        y_in = min(target.y + FIRST_PORT + PORT * (into - 1), target.y + target.height - 2.0)
        points = ((right, y_out), (x, y_out), (x, y_in), (right, y_in))
        lines.append(Line(points, way.stroke, mark(way.letter, right + PORT, y_out)))
    return lines


def mark(letter: str, x: float, y: float) -> Text | None:
    """The letter of a condition, centered on its line."""
    if not letter:
        return None
    return Text(x, y + SIZES[Style.MARK] * 0.36, letter, Style.MARK, Anchor.MIDDLE)
