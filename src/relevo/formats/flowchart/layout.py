"""Where everything stands: in swim lanes where the sheet is wide enough, else one under another."""

from relevo.formats.flowchart import column, swimlanes
from relevo.formats.flowchart.branches import Way, ways_of
from relevo.formats.flowchart.chart import Chart, Legend
from relevo.formats.flowchart.drawing import (
    Band,
    Box,
    Drawing,
    Key,
    Line,
    Stroke,
    Style,
    Text,
)
from relevo.formats.flowchart.measure import height_of, set_lines, wrap

WIDEST_COLUMN = 620.0
EDGE = 2.0
SAMPLE = 36.0
KEY_GAP = 6.0


def layout(chart: Chart, *, width: float, is_captioned: bool = False) -> Drawing:
    """The chart on a sheet of that many units. ``is_captioned``: it says itself what it is."""
    ways = ways_of(chart)
    in_lanes = swimlanes.fits(chart, width=width)
    width = swimlanes.width_for(chart, width=width) if in_lanes else min(width, WIDEST_COLUMN)
    caption, top = _caption(chart, width=width) if is_captioned else ((), EDGE)
    bands: tuple[Band, ...] = ()
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    if in_lanes:
        bands, boxes, lines, end = swimlanes.lay_out(chart, ways=ways, width=width, top=top)
    else:
        boxes, lines, end = column.lay_out(chart, ways=ways, width=width, top=top)
    keys, end = _keys(chart.legend, ways=ways, width=width, top=end)
    return Drawing(
        width=width,
        height=end + EDGE,
        title=chart.title,
        description=chart.description,
        bands=bands,
        boxes=boxes,
        lines=lines,
        keys=keys,
        caption=caption,
    )


def _caption(chart: Chart, *, width: float) -> tuple[tuple[Text, ...], float]:
    lines = [
        (line, style)
        for words, style in (
            (chart.title, Style.TITLE),
            *((words, Style.NOTE) for words in chart.caption),
        )
        for line in wrap(words, style=style, width=width - 2 * EDGE)
    ]
    texts, end = set_lines(lines, x=EDGE, y=EDGE)
    return texts, end + 2 * KEY_GAP


def _keys(
    legend: Legend, *, ways: list[Way], width: float, top: float
) -> tuple[tuple[Key, ...], float]:
    """A line for each kind of line that is in use and has words."""
    used = {way.stroke for way in ways}
    told = [
        (stroke, words)
        for stroke, words, users in (
            (Stroke.CONDITION, legend.condition, {Stroke.CONDITION, Stroke.BORDER_CONDITION}),
            (Stroke.BORDER, legend.border, {Stroke.BORDER, Stroke.BORDER_CONDITION}),
        )
        if words and used & users
    ]
    keys, y = [], top + 2 * KEY_GAP if told else top
    for stroke, words in told:
        middle = y + height_of(Style.NOTE) / 2
        line = Line(((EDGE, middle), (EDGE + SAMPLE, middle)), stroke)
        left = EDGE + SAMPLE + KEY_GAP
        wrapped = wrap(words, style=Style.NOTE, width=width - left - EDGE)
        texts, y = set_lines([(part, Style.NOTE) for part in wrapped], x=left, y=y)
        keys.append(Key(line, texts))
        y += KEY_GAP
    return tuple(keys), y
