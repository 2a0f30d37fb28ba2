"""A drawing as PNG: for a chat and for phones that show nothing else; made without a browser."""

from io import BytesIO
from itertools import pairwise
from math import hypot

from PIL import Image, ImageDraw

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
from relevo.formats.flowchart.letters import Writer, font_of, width_in_pixels
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

SCALE = 2.0
MARGIN = 16.0
MOST_PIXELS = 40_000_000
DASH = (6.0, 4.0)
MARK_RADIUS = 8.0
INK, PAPER = 0, 255
WIDTHS = {
    Stroke.PLAIN: 1.5,
    Stroke.CONDITION: 1.5,
    Stroke.BORDER: 3.5,
    Stroke.BORDER_CONDITION: 3.5,
}
CONDITIONS = frozenset({Stroke.CONDITION, Stroke.BORDER_CONDITION})


def render_png(drawing: Drawing) -> bytes:
    """The drawing in black on white, with a margin; smaller where it would be too large a file."""
    width, height = drawing.width + 2 * MARGIN, drawing.height + 2 * MARGIN
    scale = min(SCALE, (MOST_PIXELS / (width * height)) ** 0.5)
    image = Image.new("L", (round(width * scale), round(height * scale)), PAPER)
    _Pen(image, scale=scale).draw(drawing)
    written = BytesIO()
    image.save(written, "PNG", optimize=True)
    return written.getvalue()


class _Pen:
    """Draws in units of the drawing on an image of pixels."""

    def __init__(self, image: Image.Image, *, scale: float) -> None:
        self.canvas = ImageDraw.Draw(image)
        self.writer = Writer(image, self.canvas)
        self.scale = scale

    def draw(self, drawing: Drawing) -> None:
        self._texts(drawing.caption)
        for band in drawing.bands:
            self._band(band)
        for line in drawing.lines:
            self._line(line)
        for box in drawing.boxes:
            self._box(box)
        for line in drawing.lines:
            self._mark(line)
        for key in drawing.keys:
            self._line(key.line)
            self._texts(key.texts)

    def _at(self, point: Point) -> Point:
        return (point[0] + MARGIN) * self.scale, (point[1] + MARGIN) * self.scale

    def _width(self, units: float) -> int:
        return max(1, round(units * self.scale))

    def _texts(self, texts: tuple[Text, ...]) -> None:
        for text in texts:
            font = font_of(max(1, round(SIZES[text.style] * self.scale)))
            words = plain(text.words)
            x, y = self._at((text.x, text.y))
            if text.anchor is Anchor.MIDDLE:
                x -= width_in_pixels(words, font=font) / 2
            bold = self.scale / 5 if text.style in BOLD else 0.0
            self.writer.write(words, x=x, y=y, font=font, bold=bold)

    def _frame(self, corners: tuple[Point, Point], *, width: float, radius: float = 0.0) -> None:
        (left, top), (right, bottom) = map(self._at, corners)
        self.canvas.rounded_rectangle(
            (left, top, right, bottom),
            radius=radius * self.scale,
            outline=INK,
            width=self._width(width),
        )

    def _band(self, band: Band) -> None:
        corners = (band.x, band.y), (band.x + band.width, band.y + band.height)
        self._frame(corners, width=2.5 if band.is_side else 0.75)
        self._texts(band.texts)

    def _line(self, line: Line) -> None:
        dash = DASH if line.stroke in CONDITIONS else None
        for start, end in pairwise(line.points):
            self._stretch(start, end, width=WIDTHS[line.stroke], dash=dash)
        self.canvas.polygon([self._at(point) for point in arrow_head(line)], fill=INK)

    def _stretch(
        self, start: Point, end: Point, *, width: float, dash: tuple[float, float] | None
    ) -> None:
        length = hypot(end[0] - start[0], end[1] - start[1])
        on, off = dash or (length, 0.0)
        done = 0.0
        while done < length:
            part = [
                self._at((start[0] + (end[0] - start[0]) * far / length,
                          start[1] + (end[1] - start[1]) * far / length))
                for far in (done, min(done + on, length))
            ]  # fmt: skip
            self.canvas.line(part, fill=INK, width=self._width(width))
            done += on + off

    def _mark(self, line: Line) -> None:
        if line.mark is None:
            return
        middle = line.mark.y - SIZES[line.mark.style] * 0.36
        left, top = self._at((line.mark.x - MARK_RADIUS, middle - MARK_RADIUS))
        right, bottom = self._at((line.mark.x + MARK_RADIUS, middle + MARK_RADIUS))
        self.canvas.ellipse(
            (left, top, right, bottom), fill=PAPER, outline=INK, width=self._width(1.0)
        )
        self._texts((line.mark,))

    def _box(self, box: Box) -> None:
        corners = (box.x, box.y), (box.x + box.width, box.y + box.height)
        if box.shape is Shape.HEXAGON:
            points = [self._at(point) for point in hexagon(box)]
            self.canvas.polygon(points, fill=PAPER, outline=INK, width=self._width(1.5))
        else:
            radius = 0.0 if box.shape is Shape.RECTANGLE else ROUND
            self._frame(corners, width=1.5, radius=radius)
        if box.shape is Shape.DOUBLE:
            inner = (
                (box.x + INNER, box.y + INNER),
                (box.x + box.width - INNER, box.y + box.height - INNER),
            )
            self._frame(inner, width=1.0, radius=ROUND - INNER)
        bar = side_bar(box)
        if bar is not None:
            self._stretch(*bar, width=BAR, dash=DASHES.get(box.side))
        if box.divider is not None:
            self._stretch(*divider(box, box.divider), width=0.75, dash=None)
        self._texts(box.texts)
