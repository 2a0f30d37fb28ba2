from io import BytesIO

import pytest
from PIL import Image

from relevo.formats.documents import (
    Bullets,
    Document,
    Facts,
    Heading,
    PageBreak,
    Paragraph,
    Signatures,
    Table,
)
from relevo.formats.picture import MARGIN, TALLEST, WIDTH, render_picture


def drawn(*blocks, **more):
    content = render_picture(Document("Título", "es", blocks), **more)
    image = Image.open(BytesIO(content))
    assert (image.format, image.mode, image.width) == ("PNG", "L", WIDTH)
    return image


def ink(image):
    """Where something is drawn: left, top, right, bottom."""
    return image.point(lambda value: 255 - value).getbbox()


@pytest.mark.parametrize(
    "block",
    [
        Heading("Piden"),
        Paragraph("Lleve su documento."),
        Bullets(("uno", "dos"), ordered=True),
        Bullets(("uno",)),
        Facts((("Paso", "El Amatillo"),)),
        Table(("a", "b"), (("uno", ""), ("dos", "tres"))),
    ],
)
def test_each_block_takes_room_of_its_own(block):
    assert drawn(block).height > drawn().height


@pytest.mark.parametrize("block", [Signatures(("Firma",)), PageBreak()])
def test_what_is_for_paper_only_is_left_out(block):
    assert drawn(block).height == drawn().height


@pytest.mark.parametrize("words", ["palabra " * 200, "x" * 500])
def test_nothing_runs_over_the_margin(words):
    left, top, right, bottom = ink(drawn(Paragraph(words)))
    assert (left >= MARGIN - 2, top >= MARGIN - 2) == (True, True)
    assert right <= WIDTH - MARGIN + 4
    assert bottom <= drawn(Paragraph(words)).height


def test_what_would_be_too_tall_says_that_there_is_more():
    image = drawn(*(Paragraph(f"Línea {number}") for number in range(600)), more="Hay más.")
    assert image.height <= TALLEST + 4 * MARGIN
