"""The flowchart as a format: where boxes and lines stand, what SVG and PNG say of them."""

from io import BytesIO
from itertools import combinations, pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from relevo.formats.flowchart import (
    Chart,
    ChartMalformed,
    Edge,
    Lane,
    Legend,
    Node,
    NodeKind,
    layout,
    render_png,
    render_svg,
)
from relevo.formats.flowchart.drawing import SIZES, Stroke, Style
from relevo.formats.flowchart.letters import Writer, font_of, width_in_pixels
from relevo.formats.flowchart.measure import width_of, wrap

SVG = "{http://www.w3.org/2000/svg}"
LANES = (
    Lane("hn", "Cruz Roja <HN>", "HN", "Honduras"),
    Lane("red", "Secretaría", "HN", "Honduras"),
    Lane("sv", "Ventanilla", "SV", "El Salvador"),
)
NODES = (
    Node("start", "hn", "Llega sola", NodeKind.START),
    Node("1", "hn", "Identificar", notes=("En 30 min",), mark="1", alt="Paso 1", href="#paso-1"),
    Node("2", "red", "Decidir", NodeKind.DECISION, mark="2"),
    Node("3", "sv", "Recibir", mark="3"),
    Node("out", "red", "Sale de la ruta", NodeKind.EXIT),
)
EDGES = (
    Edge("start", "1"),
    Edge("1", "2"),
    Edge("2", "3"),
    Edge("2", "out", "no consiente"),
    Edge("2", "1", "falta un dato"),
    Edge("3", "1", "el puesto cerró"),
)
CHART = Chart(
    "Niñez no acompañada",
    LANES,
    NODES,
    EDGES,
    description="Cinco casillas.",
    caption=("Borrador",),
    legend=Legend(condition="Con condición", border="Cruza la frontera"),
)
WIDE, NARROW = 1000, 328


def overlap(one, other):
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )


def runs_through(line, box):
    """Whether a stretch of a line lies inside a box, its edge not counted."""
    inner = (box.x + 0.5, box.y + 0.5, box.x + box.width - 0.5, box.y + box.height - 0.5)
    return any(
        max(x0, x1) > inner[0]
        and min(x0, x1) < inner[2]
        and max(y0, y1) > inner[1]
        and min(y0, y1) < inner[3]
        for (x0, y0), (x1, y1) in pairwise(line.points)
    )


def check(drawing):
    """What must hold of every drawing."""
    for one, other in combinations(drawing.boxes, 2):
        assert not overlap(one, other), (one.key, other.key)
    for line in drawing.lines:
        assert [box.key for box in drawing.boxes if runs_through(line, box)] == []
        for (x0, y0), (x1, y1) in pairwise(line.points):
            assert x0 == x1 or y0 == y1  # upright or level
        for x, y in line.points:
            assert 0 <= x <= drawing.width
            assert 0 <= y <= drawing.height
    for box in drawing.boxes:
        assert box.x >= 0
        assert box.x + box.width <= drawing.width
        assert box.y + box.height <= drawing.height
        for text in box.texts:
            assert text.x >= box.x
            assert text.x + width_of(text.words, text.style) <= box.x + box.width + 0.01
            assert box.y < text.y < box.y + box.height


@pytest.mark.parametrize("width", [NARROW, 500, WIDE, 1400])
@pytest.mark.parametrize("is_captioned", [False, True])
def test_nothing_overlaps_and_every_word_fits_its_box(width, is_captioned):
    drawing = layout(CHART, width=width, is_captioned=is_captioned)
    check(drawing)
    assert [box.key for box in drawing.boxes] == [node.key for node in NODES]
    assert len(drawing.lines) == len(EDGES)
    assert drawing.width <= width


def test_lines_start_and_end_at_their_boxes():
    for width in (NARROW, WIDE):
        drawing = layout(CHART, width=width)
        boxes = {box.key: box for box in drawing.boxes}
        for edge, line in zip(EDGES, drawing.lines, strict=True):
            for key, (x, y) in ((edge.source, line.points[0]), (edge.target, line.points[-1])):
                box = boxes[key]
                on_edge = {
                    x - box.x - box.width,
                    y - box.y - box.height,
                    y - box.y,
                }
                assert min(map(abs, on_edge)) < 0.01


def test_wide_sheets_have_lanes_under_the_name_of_their_side():
    drawing = layout(CHART, width=WIDE)
    sides = [band.texts[0].words for band in drawing.bands if band.is_side]
    lanes = [band.texts[0].words for band in drawing.bands if not band.is_side]
    assert sides == ["Honduras", "El Salvador"]
    assert lanes == ["Cruz Roja <HN>", "Secretaría", "Ventanilla"]
    by_key = {box.key: box for box in drawing.boxes}
    thirds = [int(by_key[key].x // (WIDE / 3)) for key in ("1", "2", "3")]
    assert thirds == [0, 1, 2]
    assert not any(box.divider for box in drawing.boxes)


def test_lanes_without_sides_have_one_row_of_names():
    lanes = tuple(Lane(lane.key, lane.label) for lane in LANES)
    drawing = layout(Chart("x", lanes, NODES, EDGES), width=WIDE)
    assert [band.is_side for band in drawing.bands] == [False] * 3
    check(drawing)


def test_narrow_sheets_name_the_lane_in_every_box():
    drawing = layout(CHART, width=NARROW)
    assert drawing.bands == ()
    heads = [
        [text.words for text in box.texts if text.style is Style.LANE] for box in drawing.boxes
    ]
    names = ["Honduras · Cruz Roja <HN>", "Honduras · Secretaría", "El Salvador · Ventanilla"]
    assert heads[1:4] == [[name] for name in names]
    assert all(box.divider for box in drawing.boxes)


def test_conditions_are_told_in_the_box_and_mark_their_lines():
    for width in (NARROW, WIDE):
        drawing = layout(CHART, width=width)
        two = next(box for box in drawing.boxes if box.key == "2")
        told = " ".join(text.words for text in two.texts if text.style is Style.NOTE)
        assert told == "a) no consiente → Sale de la ruta b) falta un dato → 1"
        marks = [line.mark.words if line.mark else "" for line in drawing.lines]
        assert marks == ["", "", "", "a", "b", "a"]


def test_strokes_tell_conditions_and_the_border_apart():
    strokes = [line.stroke for line in layout(CHART, width=WIDE).lines]
    assert strokes == [
        Stroke.PLAIN,
        Stroke.PLAIN,
        Stroke.BORDER,
        Stroke.CONDITION,
        Stroke.CONDITION,
        Stroke.BORDER_CONDITION,
    ]


def test_legend_has_only_what_is_drawn():
    def words(chart):
        return [" ".join(t.words for t in key.texts) for key in layout(chart, width=WIDE).keys]

    assert words(CHART) == ["Con condición", "Cruza la frontera"]
    plain = Chart("x", LANES, NODES, EDGES[:2], legend=CHART.legend)
    assert words(plain) == []
    assert words(Chart("x", LANES, NODES, EDGES)) == []


def test_more_conditions_than_letters_stay_apart():
    targets = tuple(Node(f"n{n}", "hn", f"Salida {n}", NodeKind.EXIT) for n in range(28))
    edges = tuple(Edge("a", node.key, f"caso {node.key}") for node in targets)
    chart = Chart("x", LANES[:1], (Node("a", "hn", "A"), *targets), edges)
    for width in (NARROW, 700):
        drawing = layout(chart, width=width)
        check(drawing)
        marks = [line.mark.words for line in drawing.lines]
        assert marks[0] == "a"
        assert marks[25:] == ["z", "aa", "bb"]


def test_same_edge_twice_is_drawn_once():
    drawing = layout(Chart("x", LANES, NODES, (EDGES[0], EDGES[0])), width=WIDE)
    assert len(drawing.lines) == 1


def test_two_ways_to_the_same_box_stand_apart():
    edges = (Edge("start", "1"), Edge("start", "1", "si llueve"))
    for width in (NARROW, WIDE):
        one, other = layout(Chart("x", LANES, NODES, edges), width=width).lines
        assert one.points[0][0] != other.points[0][0]


def test_chart_without_boxes_is_an_empty_sheet():
    for lanes in ((), LANES):
        drawing = layout(Chart("Vacía", lanes, (), ()), width=WIDE)
        assert drawing.boxes == ()
        assert render_png(drawing)


@pytest.mark.parametrize(
    ("lanes", "nodes", "edges", "key"),
    [
        ((*LANES, LANES[0]), (), (), "hn"),
        (LANES, (NODES[0], NODES[0]), (), "start"),
        (LANES, (Node("a", "nowhere", "A"),), (), "nowhere"),
        (LANES, NODES, (Edge("1", "9"),), "9"),
        (LANES, NODES, (Edge("8", "1"),), "8"),
    ],
)
def test_chart_that_names_something_wrongly_is_refused(lanes, nodes, edges, key):
    with pytest.raises(ChartMalformed) as refused:
        Chart("x", lanes, nodes, edges)
    assert refused.value.key == key


@st.composite
def charts(draw):
    count = draw(st.integers(1, 9))
    words = st.text("abc ñáí¿<&\"'WW", min_size=1, max_size=60)
    nodes = tuple(
        Node(
            str(n),
            draw(st.sampled_from(LANES)).key,
            draw(words) or "x",
            draw(st.sampled_from(NodeKind)),
            mark=str(n),
        )
        for n in range(count)
    )
    keys = st.sampled_from([node.key for node in nodes])
    edges = draw(
        st.lists(st.builds(Edge, keys, keys, st.sampled_from(["", "si", "si no"])), max_size=12)
    )
    return Chart("Cualquiera", LANES, nodes, tuple(edges))


@settings(max_examples=60, deadline=None)
@given(charts(), st.sampled_from([NARROW, WIDE]))
def test_any_chart_is_drawn_without_overlaps_and_as_well_formed_svg(chart, width):
    drawing = layout(chart, width=width)
    check(drawing)
    for is_file in (False, True):
        root = ET.fromstring(render_svg(drawing, is_file=is_file))  # noqa: S314 -- our own
        assert len(root.findall(".//*[@aria-label]")) == len(chart.nodes)


# SVG.


def parsed(**options):
    text = render_svg(layout(CHART, width=WIDE, is_captioned="is_file" in options), **options)
    return text, ET.fromstring(text)  # noqa: S314 -- our own


def test_svg_of_a_page_has_classes_and_no_style():
    text, root = parsed(prefix="wide")
    assert "style" not in text
    assert "fill" not in text
    assert (root.get("role"), root.get("aria-labelledby")) == ("group", "wide-title")
    assert root.find(f"{SVG}title").text == "Niñez no acompañada"
    assert root.find(f"{SVG}desc").text == "Cinco casillas."
    links = root.findall(f"{SVG}a")
    assert [(a.get("href"), a.get("aria-label")) for a in links] == [("#paso-1", "Paso 1")]
    groups = [g for g in root.findall(f"{SVG}g") if g.get("role") == "img"]
    others = ["Llega sola", "2. Decidir", "3. Recibir", "Sale de la ruta"]
    assert [g.get("aria-label") for g in groups] == others
    assert {g.get("tabindex") for g in groups} == {"0"}


def test_svg_of_a_file_carries_its_own_looks_and_its_caption():
    text, root = parsed(is_file=True)
    assert "style" not in text.replace("font-", "")
    assert "class" not in text
    assert root.findall(f".//{SVG}a") == []
    words = [element.text for element in root.iter(f"{SVG}text")]
    assert words[:2] == ["Niñez no acompañada", "Borrador"]
    colors = {element.get(name) for element in root.iter() for name in ("fill", "stroke")}
    assert colors <= {None, "none", "#000", "#fff"}


def test_every_side_has_a_bar_of_its_own():
    _text, root = parsed()
    bars = [e.get("stroke-dasharray") for e in root.iter(f"{SVG}line")]
    assert bars == [None, "9 4"]  # only plain steps have one: Honduras whole, El Salvador broken


def test_words_cannot_become_markup():
    hostile = Chart(
        "</title><script>alert(1)</script>\x00",
        (Lane("a", "<b>"),),
        (Node("n", "a", "]]>&lt;", alt='"><script>', href='#"><script>'),),
        (),
        description="\u202e",
    )
    text = render_svg(layout(hostile, width=300))
    assert "<script" not in text
    assert ET.fromstring(text).find(f"{SVG}title").text == "</title><script>alert(1)</script>"  # noqa: S314


# PNG.


def test_png_is_black_on_white_and_as_large_as_the_drawing():
    drawing = layout(CHART, width=NARROW)
    image = Image.open(BytesIO(render_png(drawing)))
    assert image.mode == "L"
    assert image.size == (2 * (NARROW + 32), round(2 * (drawing.height + 32)))
    ink = sum(image.histogram()[:128]) / (image.width * image.height)
    assert 0.01 < ink < 0.3


def test_png_of_a_very_long_chart_stays_a_file_that_opens():
    nodes = tuple(Node(str(n), "hn", f"Paso {n} " + "largo " * 40) for n in range(150))
    image = Image.open(BytesIO(render_png(layout(Chart("x", LANES, nodes, ()), width=620))))
    assert image.width * image.height <= 40_100_000


def glyph(words, *, size=40, bold=0.0):
    image = Image.new("L", (size * 3, size * 2), 255)
    canvas = ImageDraw.Draw(image)
    Writer(image, canvas).write(words, x=size / 2, y=size * 1.4, font=font_of(size), bold=bold)
    return image


@pytest.mark.parametrize("letter", "áéíóúñüÁÉÍÓÚÑÜçèêï¿¡–—→←ºª•")
def test_every_sign_of_spanish_is_drawn_as_itself(letter):
    drawn = glyph(letter)
    unknown = glyph("\u4e2d")  # no sign of ours: a question mark
    assert drawn.getextrema()[0] == 0
    assert drawn.tobytes() != unknown.tobytes()
    assert width_in_pixels(letter, font=font_of(40)) > 0


@pytest.mark.parametrize(("letter", "base"), list(zip("áéóúñüÁÉÓÚÑ", "aeounuAEOUN", strict=True)))
def test_accents_add_ink_over_the_letter_and_change_nothing_else(letter, base):
    with_mark, without = glyph(letter), glyph(base)
    top = font_of(40).getbbox(base, anchor="ls")[1]
    line = round(40 * 1.4 + top)
    below = (0, line + 1, 120, 80)
    above = (0, 0, 120, line - 1)
    assert with_mark.crop(below).tobytes() == without.crop(below).tobytes()
    assert without.crop(above).getextrema()[0] > 100
    assert with_mark.crop(above).getextrema()[0] == 0


def test_opening_signs_are_the_closing_ones_upside_down():
    for opening, closing in (("¿", "?"), ("¡", "!")):
        one, other = glyph(opening), glyph(closing).rotate(180)
        boxes = [image.point(lambda value: 255 - value).getbbox() for image in (one, other)]
        assert one.crop(boxes[0]).tobytes() == other.crop(boxes[1]).tobytes()


def test_dotted_i_loses_its_dot_under_an_accent():
    assert glyph("í").tobytes() != glyph("i").tobytes()
    assert glyph("í", bold=1).tobytes() != glyph("í").tobytes()


# Words on lines.


def test_words_are_broken_between_words_and_long_ones_parted():
    assert wrap("", style=Style.NOTE, width=50) == []
    lines = wrap("uno dos tres", style=Style.NOTE, width=width_of("uno dos", Style.NOTE))
    assert lines == ["uno dos", "tres"]
    parted = wrap("si consentimiento no", style=Style.TEXT, width=70)
    assert "".join(line.removesuffix("-") for line in parted[1:]).startswith("consentimiento")
    assert parted[0] == "si"
    assert parted[1].endswith("-")
    assert all(width_of(line, Style.TEXT) <= 70 for line in parted)
    assert wrap("中中", style=Style.NOTE, width=1) == ["中-", "中"]
    assert SIZES[Style.NOTE] >= 12  # readable on a phone at its own size
