"""A flowchart with every box, line and word in its place: what SVG and PNG are made from."""

from dataclasses import dataclass
from enum import StrEnum


class Style(StrEnum):
    """What a text is, which decides its size and weight."""

    TITLE = "title"
    HEADING = "heading"
    LANE = "lane"
    TEXT = "text"
    NOTE = "note"
    MARK = "mark"


SIZES = {
    Style.TITLE: 17,
    Style.HEADING: 13,
    Style.LANE: 11.5,
    Style.TEXT: 13,
    Style.NOTE: 12,
    Style.MARK: 11,
}
"""In units of the drawing, which on a screen are pixels."""

BOLD = frozenset({Style.TITLE, Style.HEADING, Style.LANE, Style.TEXT, Style.MARK})
LINE_HEIGHT = 1.3


class Anchor(StrEnum):
    START = "start"
    MIDDLE = "middle"


class Shape(StrEnum):
    """The outline of a box: the kind of a node, told without color."""

    STADIUM = "stadium"
    RECTANGLE = "rectangle"
    HEXAGON = "hexagon"
    DOUBLE = "double"


class Stroke(StrEnum):
    """How a line is drawn: plain; under a condition; over the border; both."""

    PLAIN = "plain"
    CONDITION = "condition"
    BORDER = "border"
    BORDER_CONDITION = "border-condition"


@dataclass(frozen=True, slots=True)
class Text:
    """One line of words; ``y`` is its baseline."""

    x: float
    y: float
    words: str
    style: Style
    anchor: Anchor = Anchor.START


@dataclass(frozen=True, slots=True)
class Box:
    """One node. ``divider``: the height of the rule under its header, where it has one."""

    key: str
    x: float
    y: float
    width: float
    height: float
    shape: Shape
    side: str
    texts: tuple[Text, ...]
    alt: str
    href: str = ""
    divider: float | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """An edge: corners from source to target, where it ends in an arrow."""

    points: tuple[tuple[float, float], ...]
    stroke: Stroke
    mark: Text | None = None


@dataclass(frozen=True, slots=True)
class Band:
    """The column of a lane, or of a side over its lanes."""

    x: float
    y: float
    width: float
    height: float
    texts: tuple[Text, ...]
    is_side: bool = False


@dataclass(frozen=True, slots=True)
class Key:
    """A line of the legend."""

    line: Line
    texts: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """The whole sheet, in units."""

    width: float
    height: float
    title: str
    description: str
    bands: tuple[Band, ...] = ()
    boxes: tuple[Box, ...] = ()
    lines: tuple[Line, ...] = ()
    keys: tuple[Key, ...] = ()
    caption: tuple[Text, ...] = ()
