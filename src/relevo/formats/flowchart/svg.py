"""A drawing as SVG: with classes and links for a page, or with its own colors for a file.

Neither has a ``style``: a page's policy forbids them, and other programs read them differently.
Each box is a group with its own text, reached by the keyboard; lines are for the eye only, since
every box says in words where it leads.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from relevo.formats.characters import plain
from relevo.formats.flowchart.drawing import (
    BOLD,
    SIZES,
    Anchor,
    Band,
    Box,
    Drawing,
    Line,
    Shape,
    Stroke,
    Text,
)
from relevo.formats.flowchart.outlines import (
    BAR,
    DASHES,
    INNER,
    ROUND,
    Point,
    arrow_head,
    divider,
    hexagon,
    side_bar,
)

FONT = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif"
DASH = "6 4"
MARK_RADIUS = 8.0
LINE_WIDTHS = {
    Stroke.PLAIN: 1.5,
    Stroke.CONDITION: 1.5,
    Stroke.BORDER: 3.5,
    Stroke.BORDER_CONDITION: 3.5,
}
CONDITIONS = frozenset({Stroke.CONDITION, Stroke.BORDER_CONDITION})
Attributes = dict[str, str | float]


@dataclass(frozen=True, slots=True)
class Element:
    """An element before it is text: whoever writes it escapes it in their own way."""

    name: str
    attributes: tuple[tuple[str, str], ...] = ()
    children: tuple["Element", ...] = ()
    text: str = ""


def render_svg(drawing: Drawing, *, prefix: str = "chart", is_file: bool = False) -> str:
    """The drawing as SVG text. ``prefix`` keeps ids apart where a page shows two of them."""
    return _written(svg_element(drawing, prefix=prefix, is_file=is_file))


def svg_element(drawing: Drawing, *, prefix: str = "chart", is_file: bool = False) -> Element:
    """The same as a tree of elements."""
    return _Writer(prefix=prefix, is_file=is_file).write(drawing)


def _written(element: Element) -> str:
    told = "".join(f" {key}={quoteattr(value)}" for key, value in element.attributes)
    content = escape(element.text) + "".join(map(_written, element.children))
    if not content:
        return f"<{element.name}{told}/>"
    return f"<{element.name}{told}>{content}</{element.name}>"


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _tag(
    name: str, attributes: Attributes, children: Iterable[Element] = (), *, text: str = ""
) -> Element:
    told = tuple(
        (key, _number(value) if isinstance(value, float | int) else plain(value))
        for key, value in attributes.items()
    )
    return Element(name, told, tuple(children), plain(text))


def _points(points: tuple[Point, ...]) -> str:
    return " ".join(f"{_number(x)},{_number(y)}" for x, y in points)


class _Writer:
    """Writes one drawing; knows whether looks come from a style sheet or stand beside the shape."""

    def __init__(self, *, prefix: str, is_file: bool) -> None:
        self.prefix = prefix
        self.is_file = is_file

    def write(self, drawing: Drawing) -> Element:
        title, about = f"{self.prefix}-title", f"{self.prefix}-desc"
        size = f"{_number(drawing.width)} {_number(drawing.height)}"
        attributes: Attributes = {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {size}",
            "role": "group",
            "aria-labelledby": title,
            "aria-describedby": about,
        }
        attributes["width"] = drawing.width
        if self.is_file:
            attributes["height"] = drawing.height
            attributes["font-family"] = FONT
        else:
            attributes["class"] = "flowchart"
        parts = [
            _tag("title", {"id": title}, text=drawing.title),
            _tag("desc", {"id": about}, text=drawing.description),
        ]
        if self.is_file:
            paper: Attributes = {"width": drawing.width, "height": drawing.height, "fill": "#fff"}
            parts.append(_tag("rect", paper))
        parts += self._hidden(self._texts(drawing.caption))
        for band in drawing.bands:
            parts += self._hidden(self._band(band))
        parts += self._hidden([one for line in drawing.lines for one in self._line(line)])
        parts += [self._box(box) for box in drawing.boxes]
        parts += self._hidden([one for line in drawing.lines for one in self._mark(line)])
        if drawing.keys:
            told = (
                one
                for key in drawing.keys
                for one in (*self._line(key.line), *self._texts(key.texts))
            )
            parts.append(_tag("g", {}, told))
        return _tag("svg", attributes, parts)

    @staticmethod
    def _hidden(content: list[Element]) -> list[Element]:
        """What is for the eye only."""
        return [_tag("g", {"aria-hidden": "true"}, content)] if content else []

    def _look(self, name: str, **file_only: str | float) -> Attributes:
        """The classes of a page, or what a file says itself."""
        if not self.is_file:
            return {"class": f"flowchart-{name}"}
        return {key.replace("_", "-"): value for key, value in file_only.items()}

    def _texts(self, texts: tuple[Text, ...]) -> list[Element]:
        return [self._text(text) for text in texts]

    def _text(self, text: Text) -> Element:
        look = self._look(
            text.style, font_weight="600" if text.style in BOLD else "400", fill="#000"
        )
        attributes: Attributes = {"x": text.x, "y": text.y, "font-size": SIZES[text.style]}
        if text.anchor is Anchor.MIDDLE:
            attributes["text-anchor"] = "middle"
        return _tag("text", attributes | look, text=text.words)

    def _band(self, band: Band) -> list[Element]:
        look = self._look(
            "side" if band.is_side else "column",
            fill="none",
            stroke="#000",
            stroke_width=2.5 if band.is_side else 0.75,
        )
        frame: Attributes = {
            "x": band.x,
            "y": band.y,
            "width": band.width,
            "height": band.height,
        }
        return [_tag("rect", frame | look), *self._texts(band.texts)]

    def _line(self, line: Line) -> list[Element]:
        look = self._look(
            f"line flowchart-{line.stroke}",
            fill="none",
            stroke="#000",
            stroke_width=LINE_WIDTHS[line.stroke],
        )
        if line.stroke in CONDITIONS:
            look["stroke-dasharray"] = DASH
        head = self._look("arrow", fill="#000")
        shaft: Attributes = {"points": _points(line.points)}
        point: Attributes = {"points": _points(arrow_head(line))}
        return [_tag("polyline", shaft | look), _tag("polygon", point | head)]

    def _mark(self, line: Line) -> list[Element]:
        if line.mark is None:
            return []
        middle = line.mark.y - SIZES[line.mark.style] * 0.36
        circle: Attributes = {"cx": line.mark.x, "cy": middle, "r": MARK_RADIUS}
        look = self._look("disc", fill="#fff", stroke="#000", stroke_width=1.0)
        return [_tag("circle", circle | look), self._text(line.mark)]

    def _box(self, box: Box) -> Element:
        content = self._outline(box)
        bar = side_bar(box)
        if bar is not None:
            look = self._look("bar", stroke="#000", stroke_width=BAR)
            (x1, y1), (x2, y2) = bar
            ends: Attributes = {"x1": x1, "y1": y1, "x2": x2, "y2": y2}
            dash = DASHES.get(box.side)
            broken: Attributes = {"stroke-dasharray": f"{dash[0]:g} {dash[1]:g}"} if dash else {}
            content.append(_tag("line", ends | broken | look))
        if box.divider is not None:
            (x1, y1), (x2, y2) = divider(box, box.divider)
            rule: Attributes = {"x1": x1, "y1": y1, "x2": x2, "y2": y2}
            look = self._look("rule", stroke="#000", stroke_width=0.75)
            content.append(_tag("line", rule | look))
        content += self._texts(box.texts)
        name: Attributes = {"aria-label": box.alt}
        if box.href and not self.is_file:
            link: Attributes = {"href": box.href, "class": "flowchart-node"}
            return _tag("a", link | name, content)
        role: Attributes = {"role": "img", "tabindex": "0"}
        look = self._look("node")
        return _tag("g", role | name | look, content)

    def _outline(self, box: Box) -> list[Element]:
        look = self._look(
            f"box flowchart-{box.shape}", fill="#fff", stroke="#000", stroke_width=1.5
        )
        if box.shape is Shape.HEXAGON:
            corners: Attributes = {"points": _points(hexagon(box))}
            return [_tag("polygon", corners | look)]
        rect: Attributes = {"x": box.x, "y": box.y, "width": box.width, "height": box.height}
        if box.shape is not Shape.RECTANGLE:
            rect["rx"] = ROUND
        drawn = [_tag("rect", rect | look)]
        if box.shape is Shape.DOUBLE:
            inner: Attributes = {
                "x": box.x + INNER,
                "y": box.y + INNER,
                "width": box.width - 2 * INNER,
                "height": box.height - 2 * INNER,
                "rx": ROUND - INNER,
            }
            drawn.append(_tag("rect", inner | look))
        return drawn
