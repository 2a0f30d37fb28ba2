"""A route to take along: drawing, picture, Word file, chat text, wall sheet, BPMN."""

from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from relevo.formats.bpmn import render_bpmn
from relevo.formats.documents import Document
from relevo.formats.flowchart import layout, render_png, render_svg, svg_element
from relevo.pathways.models import PathwayVersion
from relevo.pathways.queries import stances
from relevo.pathways.queries.stances import InstitutionStance
from relevo.web.desk.http import DeskRequest
from relevo.web.desk.pathways import pages, reading
from relevo.web.desk.pathways.reading import Reading
from relevo.web.documents.pathway import pathway_document
from relevo.web.downloads import bytes_response, docx_response, text_response
from relevo.web.flowchart import drawn as on_page
from relevo.web.flowchart import told_steps

PICTURE_WIDTH, SHEET_WIDTH = 900, 1040


@require_safe
def download(request: DeskRequest, key: str, number: int, kind: str) -> HttpResponse:  # noqa: ARG001 -- as every view
    """A version in one of the forms in which networks pass it on."""
    if kind not in KINDS:
        raise Http404
    return KINDS[kind](reading.read(reading.version_or_404(key, number)))


def _name(read: Reading) -> str:
    return f"{read.pathway.key} v{read.version.number}"


def _svg(read: Reading) -> HttpResponse:
    drawn = layout(reading.chart(read, is_captioned=True), width=reading.WIDE, is_captioned=True)
    return bytes_response(
        render_svg(drawn, is_file=True).encode(),
        content_type="image/svg+xml; charset=utf-8",
        name=_name(read),
        suffix="svg",
    )


def _png(read: Reading) -> HttpResponse:
    drawn = layout(reading.chart(read, is_captioned=True), width=PICTURE_WIDTH, is_captioned=True)
    return bytes_response(
        render_png(drawn), content_type="image/png", name=_name(read), suffix="png"
    )


def _bpmn(read: Reading) -> HttpResponse:
    return bytes_response(
        render_bpmn(reading.chart(read)).encode(),
        content_type="application/xml; charset=utf-8",
        name=_name(read),
        suffix="bpmn",
    )


def _docx(read: Reading) -> HttpResponse:
    return docx_response(_document(read), name=_name(read))


def _chat(read: Reading) -> HttpResponse:
    return text_response(_document(read, is_short=True))


def _stances(version: PathwayVersion) -> list[InstitutionStance]:
    """Who said something or answers for a step; a draft has nobody's word yet."""
    if version.state not in pages.ON_STANCES:
        return []
    return [row for row in stances.list_stances(version) if row.said is not None or row.steps]


def _document(read: Reading, *, is_short: bool = False) -> Document:
    return pathway_document(
        title=reading.title_of(read.pathway),
        caption=reading.caption_of(read.version),
        guide=pages.guide_of(read.content),
        steps=told_steps(read.content, names=read.names),
        stances=_stances(read.version),
        is_short=is_short,
    )


KINDS: dict[str, Callable[[Reading], HttpResponse]] = {
    "svg": _svg,
    "png": _png,
    "bpmn": _bpmn,
    "docx": _docx,
    "chat": _chat,
}


@require_safe
def sheet(request: DeskRequest, key: str, number: int) -> HttpResponse:
    """The wall sheet: title, drawing, lines to call; on A4 in black and white."""
    read = reading.read(reading.version_or_404(key, number))
    drawn = layout(reading.chart(read), width=SHEET_WIDTH)
    steps = told_steps(read.content, names=read.names)
    return render(
        request,
        "desk/pathway_sheet.html",
        {
            "pathway": read.pathway,
            "version": read.version,
            "title": reading.title_of(read.pathway),
            "caption": reading.caption_of(read.version),
            "drawing": on_page(svg_element(drawn, prefix="sheet")),
            "is_wide": drawn.width > drawn.height,
            "lines": [
                (told.number, told.who, step.line)
                for told, step in zip(steps, read.content.steps, strict=True)
                if step.line
            ],
            "section": "pathways",
        },
    )
