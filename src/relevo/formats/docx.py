"""A document as a Word file: what the networks print, annex, correct and pass on.

Nothing of who made it or on which machine stands in the file; the same document gives the same
content each time.
"""

from datetime import UTC, datetime
from io import BytesIO

from docx.api import Document as NewFile
from docx.document import Document as File
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table as FileTable
from docx.table import _Cell
from docx.text.paragraph import Paragraph as FileParagraph

from relevo.formats.characters import plain
from relevo.formats.documents import (
    Block,
    Bullets,
    Document,
    Facts,
    Heading,
    Page,
    PageBreak,
    Paragraph,
    Signatures,
    Table,
)

INK = RGBColor(0x1B, 0x24, 0x2A)
SOFT = RGBColor(0x4A, 0x55, 0x5C)
SHADE = "E8EEF0"
FONT = "Calibri"
LANGUAGE_TAGS = {"es": "es-HN", "en": "en-US"}
BODY_POINTS = {Page.A4: 10.5, Page.A4_WIDE: 10, Page.A4_COLUMNS: 8.5, Page.A5_BOOKLET: 9}
SHEETS = {
    Page.A4: (210, 297, 20),
    Page.A4_WIDE: (297, 210, 15),
    Page.A4_COLUMNS: (210, 297, 12),
    Page.A5_BOOKLET: (148, 210, 13),
}
"""Width, height, margin in millimeters."""
CLOSE_STYLES = {"Normal": 8.5, "Heading 1": 10, "Heading 2": 8.5, "List Bullet": 8.5}
_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


def render_docx(document: Document) -> bytes:
    """The bytes of a .docx file: real headings, lists, tables with repeated header rows."""
    file = NewFile()
    _set_up(file, document)
    title = file.add_heading(plain(document.title), level=0)
    _ink(title, points=18)
    if document.subtitle:
        _ink(file.add_paragraph(plain(document.subtitle)), points=11, color=SOFT)
    if document.page is Page.A4_COLUMNS:
        _begin_columns(file)
    for block in document.blocks:
        _add(file, block)
    if document.footer:
        footer = file.sections[0].footer.paragraphs[0]
        footer.text = plain(document.footer)
        _ink(footer, points=8, color=SOFT)
    stream = BytesIO()
    file.save(stream)
    return stream.getvalue()


def _set_up(file: File, document: Document) -> None:
    section = file.sections[0]
    width, height, margin = SHEETS[document.page]
    section.page_width, section.page_height = Mm(width), Mm(height)
    if document.page is Page.A4_WIDE:
        section.orientation = WD_ORIENT.LANDSCAPE
    section.left_margin = section.right_margin = Mm(margin)
    section.top_margin = section.bottom_margin = Mm(margin)
    if document.page is Page.A5_BOOKLET:
        section.gutter = Mm(6)
        zoom = file.settings.element.find(qn("w:zoom"))  # the order of settings is fixed
        zoom.addnext(OxmlElement("w:mirrorMargins"))
    normal = file.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(BODY_POINTS[document.page])
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), LANGUAGE_TAGS[document.language])
    normal.element.get_or_add_rPr().append(language)
    about = file.core_properties
    about.author, about.title, about.comments = "Relevo", plain(document.title), ""
    about.language = LANGUAGE_TAGS[document.language]
    about.created = about.modified = _EPOCH  # when it was made is said in the text, if at all


def _begin_columns(file: File) -> None:
    """What follows stands in two columns, close together."""
    section = file.add_section(WD_SECTION.CONTINUOUS)
    columns = section._sectPr.find(qn("w:cols"))  # noqa: SLF001 -- the library has no call for it
    columns.set(qn("w:num"), "2")
    columns.set(qn("w:space"), str(Mm(6).twips))
    for name, points in CLOSE_STYLES.items():
        style = file.styles[name]
        style.font.size = Pt(points)
        close = style.paragraph_format
        close.space_before, close.space_after, close.line_spacing = Pt(0), Pt(1), 1


def _ink(paragraph: FileParagraph, *, points: float = 0, color: RGBColor = INK) -> None:
    for run in paragraph.runs:
        run.font.color.rgb = color
        run.font.name = FONT
        if points:
            run.font.size = Pt(points)


def _add(file: File, block: Block) -> None:
    match block:
        case Heading():
            _ink(file.add_heading(plain(block.text), level=min(max(block.level, 1), 3)))
        case Paragraph():
            _add_paragraph(file, block)
        case Bullets():
            style = "List Number" if block.ordered else "List Bullet"
            for item in block.items:
                file.add_paragraph(plain(item), style=style)
        case Table():
            _add_table(file, block)
        case Facts():
            _add_facts(file, block)
        case Signatures():
            _add_signatures(file, block)
        case PageBreak():
            file.add_page_break()  # type: ignore[no-untyped-call]  # the library is half typed


def _add_paragraph(file: File, block: Paragraph) -> None:
    if block.style == "note":
        cell = _grid(file, rows=1, columns=1).cell(0, 0)
        _shade(cell)
        cell.text = plain(block.text)
        file.add_paragraph()
        return
    paragraph = file.add_paragraph()
    run = paragraph.add_run(plain(block.text))
    run.bold = block.style == "strong"
    if block.style == "small":
        run.font.size, run.font.color.rgb = Pt(8.5), SOFT


def _grid(file: File, *, rows: int, columns: int) -> FileTable:
    table: FileTable = file.add_table(rows=rows, cols=columns)
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    return table


def _shade(cell: _Cell) -> None:
    shading = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", SHADE)):
        shading.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shading)  # noqa: SLF001 -- the library has no call for it


def _usable_width(file: File) -> int:
    section = file.sections[0]
    sides = (section.page_width, section.left_margin, section.right_margin, section.gutter)
    width, *margins = (int(side or 0) for side in sides)
    return width - sum(margins)


def _add_table(file: File, block: Table) -> None:
    table = _grid(file, rows=1, columns=len(block.headers))
    for cell, header in zip(table.rows[0].cells, block.headers, strict=True):
        cell.text = ""
        cell.paragraphs[0].add_run(plain(header)).bold = True
        _shade(cell)
    repeated = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)  # noqa: SLF001 -- as above
    for row in block.rows:
        cells = table.add_row().cells  # type: ignore[no-untyped-call]  # as above
        for cell, text in zip(cells, row, strict=True):
            cell.text = plain(text)
    shares = block.widths or (1,) * len(block.headers)
    table.autofit = False
    for row_of_cells in table.rows:
        row_of_cells._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001 -- as above
        for cell, share in zip(row_of_cells.cells, shares, strict=True):
            cell.width = _usable_width(file) * share // sum(shares)
    file.add_paragraph()


def _add_facts(file: File, block: Facts) -> None:
    for label, value in block.pairs:
        paragraph = file.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(2)
        paragraph.add_run(f"{plain(label)}: ").bold = True
        paragraph.add_run(plain(value))


def _add_signatures(file: File, block: Signatures) -> None:
    columns = 2
    rows = -(-len(block.labels) // columns)
    if not rows:
        return
    table = file.add_table(rows=rows, cols=columns)
    for number, label in enumerate(block.labels):
        cell = table.cell(number // columns, number % columns)
        cell.text = f"\n\n______________________________\n{plain(label)}"
    file.add_paragraph()
