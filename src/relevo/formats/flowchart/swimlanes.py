"""The layout in swim lanes: a column for each institution, columns of one side under its name."""

from dataclasses import dataclass, field
from itertools import groupby

from relevo.formats.flowchart.boxes import Measured, measure_boxes
from relevo.formats.flowchart.branches import Way
from relevo.formats.flowchart.chart import Chart, Edge, Lane
from relevo.formats.flowchart.column import mark
from relevo.formats.flowchart.drawing import Anchor, Band, Box, Line, Style, Text
from relevo.formats.flowchart.measure import height_of, set_lines, wrap
from relevo.formats.flowchart.tracks import Tracks

NARROWEST_LANE, WIDEST_LANE = 170.0, 330.0
GUTTER = 17.0
BELOW, ABOVE, TRACK = 20.0, 13.0, 9.0
"""Room in a gap between rows: for marks under a box, for arrows over one, for each track."""

PORT, FIRST_PORT = 15.0, 13.0
MARK_DOWN = 9.0
BESIDE_BORDER, BETWEEN, OUTERMOST = 4.0, 5.0, 14.0
HEAD_PAD = 6.0


@dataclass(slots=True)
class _Grid:
    """Where rows and columns are, and which tracks between them are taken."""

    columns: dict[str, int]
    rows: dict[str, int]
    column_width: float
    count: int
    gaps: dict[int, Tracks] = field(default_factory=dict)
    gutters: dict[int, Tracks] = field(default_factory=dict)
    out_ports: dict[str, int] = field(default_factory=dict)
    in_ports: dict[str, int] = field(default_factory=dict)
    straight: set[str] = field(default_factory=set)
    """The boxes whose middle is taken by the way to the box right under them."""

    def center(self, key: str) -> float:
        return self.column_width * (self.columns[key] + 0.5)

    def port(self, taken: dict[str, int], key: str) -> float:
        """How far from the middle of a box its next line starts, or ends."""
        number = taken[key] = taken.get(key, -1) + 1
        most = self.column_width / 2 - GUTTER - 6.0
        return min(FIRST_PORT + PORT * number, most)


@dataclass(frozen=True, slots=True)
class _Route:
    """The way of one edge before the heights of the gaps are known. Tracks by their numbers."""

    way: Way
    x_out: float
    x_in: float
    first: int | None = None
    """The track in the gap under the source; None: straight down."""

    gutter_x: float | None = None
    last: int | None = None
    """The track in the gap over the target, where the way runs through a gutter."""


def fits(chart: Chart, *, width: float) -> bool:
    """Whether every lane gets a column in which words can be read."""
    return bool(chart.lanes) and width / len(chart.lanes) >= NARROWEST_LANE


def width_for(chart: Chart, *, width: float) -> float:
    """As wide as allowed, but no wider than lanes stay easy to read."""
    return min(width, len(chart.lanes) * WIDEST_LANE)


def lay_out(
    chart: Chart, *, ways: list[Way], width: float, top: float
) -> tuple[tuple[Band, ...], tuple[Box, ...], tuple[Line, ...], float]:
    """Bands, boxes and lines from ``top`` down, and where they end."""
    column_width = width / len(chart.lanes)
    measured = measure_boxes(chart, ways=ways, width=column_width - 2 * GUTTER, names_lane=False)
    lanes = {lane.key: place for place, lane in enumerate(chart.lanes)}
    grid = _Grid(
        columns={node.key: lanes[node.lane] for node in chart.nodes},
        rows=_rows(chart),
        column_width=column_width,
        count=len(chart.lanes),
    )
    routes = [_route(way, grid) for way in ways]
    heads, start, after = _heads(chart.lanes, column_width=column_width, top=top)
    tops, gaps, end = _tops(measured, grid, top=after)
    boxes = {
        box.node.key: box.at(
            column_width * grid.columns[box.node.key] + GUTTER, tops[grid.rows[box.node.key]]
        )
        for box in measured
    }
    lines = tuple(_line(route, grid, boxes=boxes, gaps=gaps) for route in routes)
    bands = _bands(chart.lanes, heads, column_width=column_width, top=top, start=start, end=end)
    return bands, tuple(boxes.values()), lines, end


def _rows(chart: Chart) -> dict[str, int]:
    """Every box under those that lead to it; two of one lane never side by side."""
    rows: dict[str, int] = {}
    taken: set[tuple[str, int]] = set()
    for node in chart.nodes:
        before = [
            rows[edge.source]
            for edge in chart.edges
            if edge.target == node.key and edge.source in rows
        ]
        row = max(before, default=-1) + 1
        while (node.lane, row) in taken:
            row += 1
        rows[node.key] = row
        taken.add((node.lane, row))
    return rows


def _route(way: Way, grid: _Grid) -> _Route:
    edge = way.edge
    start, end = grid.rows[edge.source], grid.rows[edge.target]
    is_near = end == start + 1
    in_line = grid.columns[edge.source] == grid.columns[edge.target]
    if is_near and in_line and edge.source not in grid.straight:
        grid.straight.add(edge.source)
        x = grid.center(edge.source)
        return _Route(way, x, x)
    x_out = grid.center(edge.source) - grid.port(grid.out_ports, edge.source)
    x_in = grid.center(edge.target) + grid.port(grid.in_ports, edge.target)
    gap = grid.gaps.setdefault(start + 1, Tracks(2.0))
    if is_near:
        return _Route(way, x_out, x_in, first=gap.take(x_out, x_in))
    gutter_x = _gutter_x(grid, edge, start=start + 1, end=end)
    first = gap.take(x_out, gutter_x)
    last = grid.gaps.setdefault(end, Tracks(2.0)).take(gutter_x, x_in)
    return _Route(way, x_out, x_in, first=first, gutter_x=gutter_x, last=last)


def _gutter_x(grid: _Grid, edge: Edge, *, start: int, end: int) -> float:
    """Where a way runs up or down between two columns, at the near side of its target."""
    source, target = grid.columns[edge.source], grid.columns[edge.target]
    is_right = source > target or (source == target and end < start)
    border = target + 1 if is_right else target
    # Half a row more at each end: the way turns in the gaps before and after.
    track = grid.gutters.setdefault(border, Tracks()).take(start, end)
    if border == 0:
        away = min(BESIDE_BORDER + BETWEEN * track, OUTERMOST)
    elif border == grid.count:
        away = -min(BESIDE_BORDER + BETWEEN * track, OUTERMOST)
    else:
        pair, is_left = divmod(track, 2)
        away = min(BESIDE_BORDER + BETWEEN * pair, OUTERMOST) * (-1 if is_left else 1)
    return border * grid.column_width + away


def _heads(
    lanes: tuple[Lane, ...], *, column_width: float, top: float
) -> tuple[dict[str, tuple[Text, ...]], float, float]:
    """The names of the lanes, where they start, and where the rows may start."""
    has_sides = any(lane.side_label for lane in lanes)
    start = top + (height_of(Style.HEADING) + HEAD_PAD if has_sides else 0.0)
    heads, lowest = {}, start
    for place, lane in enumerate(lanes):
        words = wrap(lane.label, style=Style.LANE, width=column_width - 2 * HEAD_PAD)
        texts, end = set_lines(
            [(line, Style.LANE) for line in words],
            x=column_width * (place + 0.5),
            y=start + HEAD_PAD,
            anchor=Anchor.MIDDLE,
        )
        heads[lane.key] = texts
        lowest = max(lowest, end)
    return heads, start, lowest + HEAD_PAD


def _tops(
    measured: list[Measured], grid: _Grid, *, top: float
) -> tuple[dict[int, float], dict[int, float], float]:
    """Where each row and each gap starts, and where the last row ends."""
    heights: dict[int, float] = {}
    for box in measured:
        row = grid.rows[box.node.key]
        heights[row] = max(heights.get(row, 0.0), box.height)
    tops, gaps, y = {}, {}, top
    for row in sorted(heights):
        gaps[row] = y
        tracks = len(grid.gaps[row].rows) if row in grid.gaps else 0
        y += (BELOW if row else 0.0) + TRACK * tracks + ABOVE
        tops[row] = y
        y += heights[row]
    last = max(heights, default=-1) + 1
    gaps[last] = y
    tracks = len(grid.gaps[last].rows) if last in grid.gaps else 0
    return tops, gaps, y + (BELOW + TRACK * tracks if tracks else HEAD_PAD)


def _line(route: _Route, grid: _Grid, *, boxes: dict[str, Box], gaps: dict[int, float]) -> Line:
    edge = route.way.edge
    source, target = boxes[edge.source], boxes[edge.target]
    under = source.y + source.height
    points = [(route.x_out, under)]
    if route.first is not None:
        y = _track_y(gaps, grid.rows[edge.source] + 1, route.first)
        points.append((route.x_out, y))
        if route.gutter_x is not None and route.last is not None:
            y_last = _track_y(gaps, grid.rows[edge.target], route.last)
            points += [(route.gutter_x, y), (route.gutter_x, y_last), (route.x_in, y_last)]
        else:
            points.append((route.x_in, y))
    points.append((route.x_in, target.y))
    return Line(
        tuple(points), route.way.stroke, mark(route.way.letter, route.x_out, under + MARK_DOWN)
    )


def _track_y(gaps: dict[int, float], gap: int, track: int) -> float:
    return gaps[gap] + (BELOW if gap else 0.0) + TRACK * (track + 0.5)


def _bands(
    lanes: tuple[Lane, ...],
    heads: dict[str, tuple[Text, ...]],
    *,
    column_width: float,
    top: float,
    start: float,
    end: float,
) -> tuple[Band, ...]:
    bands = []
    for place, lane in enumerate(lanes):
        x = place * column_width
        bands.append(Band(x, start, column_width, end - start, heads[lane.key]))
    place = 0
    for label, group in groupby(lanes, key=lambda lane: lane.side_label):
        count = len(list(group))
        x, width = place * column_width, count * column_width
        place += count
        if start > top:
            texts, _end = set_lines(
                [(label, Style.HEADING)], x=x + width / 2, y=top + 2.0, anchor=Anchor.MIDDLE
            )
            bands.append(Band(x, top, width, end - top, texts, is_side=True))
    return tuple(bands)
