"""Flowcharts with swim lanes: laid out once, given as SVG for a page or a file and as PNG."""

from relevo.formats.flowchart.chart import (
    Chart,
    ChartMalformed,
    Edge,
    Lane,
    Legend,
    Node,
    NodeKind,
)
from relevo.formats.flowchart.drawing import Drawing
from relevo.formats.flowchart.layout import layout
from relevo.formats.flowchart.png import render_png
from relevo.formats.flowchart.svg import Element, render_svg, svg_element

__all__ = [
    "Chart",
    "ChartMalformed",
    "Drawing",
    "Edge",
    "Element",
    "Lane",
    "Legend",
    "Node",
    "NodeKind",
    "layout",
    "render_png",
    "render_svg",
    "svg_element",
]
