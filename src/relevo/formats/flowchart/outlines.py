"""The corners of what is drawn: outlines of boxes, heads of arrows, the bar that names a side."""

from relevo.formats.flowchart.drawing import Box, Line, Shape

Point = tuple[float, float]
ARROW_LENGTH, ARROW_HALF = 8.0, 4.0
SLANT = 9.0
ROUND = 13.0
INNER = 3.0
BAR = 4.0
DASHES: dict[str, tuple[float, float] | None] = {"HN": None, "SV": (9.0, 4.0), "GT": (2.0, 3.0)}
"""How the bar at the edge of a box is broken, by its side; whole where there is none."""


def hexagon(box: Box) -> tuple[Point, ...]:
    """The outline of a decision."""
    left, right, bottom = box.x, box.x + box.width, box.y + box.height
    middle = box.y + box.height / 2
    return (
        (left + SLANT, box.y),
        (right - SLANT, box.y),
        (right, middle),
        (right - SLANT, bottom),
        (left + SLANT, bottom),
        (left, middle),
    )


def arrow_head(line: Line) -> tuple[Point, ...]:
    """The triangle at the end of a line."""
    (x0, y0), (x, y) = line.points[-2:]
    if x == x0:
        back = -ARROW_LENGTH if y >= y0 else ARROW_LENGTH
        return (x, y), (x - ARROW_HALF, y + back), (x + ARROW_HALF, y + back)
    back = -ARROW_LENGTH if x >= x0 else ARROW_LENGTH
    return (x, y), (x + back, y - ARROW_HALF), (x + back, y + ARROW_HALF)


def side_bar(box: Box) -> tuple[Point, Point] | None:
    """The bar at the left edge of a box with straight sides; None where the shape has none."""
    if not box.side or box.shape is not Shape.RECTANGLE:
        return None
    x = box.x + BAR / 2
    return (x, box.y), (x, box.y + box.height)


def divider(box: Box, y: float) -> tuple[Point, Point]:
    """The rule under the header of a box, inside its outline."""
    inset = {Shape.HEXAGON: SLANT, Shape.DOUBLE: INNER}.get(box.shape, 0.0)
    return (box.x + inset, y), (box.x + box.width - inset, y)
