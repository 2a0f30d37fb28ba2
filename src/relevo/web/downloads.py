"""Files that a page hands out: named in plain letters, never stored on the way."""

from collections.abc import Iterable

from django.http import HttpResponse, StreamingHttpResponse

from relevo.formats.chat import render_chat
from relevo.formats.documents import Document
from relevo.formats.docx import render_docx
from relevo.plumbing.folding import fold

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_NAME = 60


def file_name(name: str, *, suffix: str) -> str:
    """A name that every system takes: folded words with hyphens, none of them cut."""
    words = fold(name).replace(" ", "-")
    if len(words) > LONGEST_NAME:
        whole, dash, _cut = words[: LONGEST_NAME + 1].rpartition("-")
        words = whole if dash else words[:LONGEST_NAME]
    return f"{words.strip('-') or 'relevo'}.{suffix}"


def _as_file(response: HttpResponse | StreamingHttpResponse, name: str) -> None:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"


def bytes_response(content: bytes, *, content_type: str, name: str, suffix: str) -> HttpResponse:
    """A file of any kind."""
    response = HttpResponse(content, content_type=content_type)
    _as_file(response, file_name(name, suffix=suffix))
    return response


def docx_response(document: Document, *, name: str) -> HttpResponse:
    """A document as a Word file."""
    return bytes_response(render_docx(document), content_type=DOCX, name=name, suffix="docx")


def text_response(document: Document) -> HttpResponse:
    """A document as text to paste, shown and not saved."""
    response = HttpResponse(render_chat(document), content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "no-store"
    return response


def csv_response(lines: Iterable[str], *, name: str) -> StreamingHttpResponse:
    """Lines of a CSV file (``formats.sheets.stream_csv``), sent as they are made."""
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    _as_file(response, file_name(name, suffix="csv"))
    return response
