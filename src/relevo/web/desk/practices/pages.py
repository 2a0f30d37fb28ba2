"""Good practices: search, one of them, its versions, and what is handed out of it."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from relevo.exchange import access
from relevo.exchange.enums import PracticeState
from relevo.exchange.errors import PracticeUnknown
from relevo.exchange.models import Practice
from relevo.exchange.queries import practices as queries
from relevo.exchange.rules.practices import MOVES, PARTS
from relevo.plumbing.models import Revision
from relevo.web.desk.http import DeskRequest
from relevo.web.desk.practices.choices import tag_choices, tag_words
from relevo.web.desk.practices.forms import KINDS
from relevo.web.documents.practice import practice_document
from relevo.web.downloads import docx_response, text_response
from relevo.web.exchange_phrases import PRACTICE_PARTS
from relevo.web.paging import page_links, page_of

PAGE_SIZE = 20
LONGEST_QUERY = 80


@dataclass(frozen=True, slots=True)
class Filter:
    """A choice of one kind of code, as the page offers it."""

    kind: str
    label: object
    choices: list[tuple[str, str]]
    asked: str


def practice_or_404(request: DeskRequest, practice_id: UUID) -> Practice:
    """The practice of an address, as far as this person may read it."""
    try:
        return access.practice_to_read(request.actor, practice_id=practice_id)
    except PracticeUnknown as unknown:
        raise Http404 from unknown


@require_safe
def practice_list(request: DeskRequest) -> HttpResponse:
    """Search by words and codes; published ones, and one's own drafts."""
    choices = tag_choices()
    filters = [
        Filter(kind, label, choices[kind], _asked(request, kind, choices[kind]))
        for kind, label in KINDS.items()
    ]
    text, page = request.GET.get("q", "").strip()[:LONGEST_QUERY], page_of(request)
    boxes = {name: request.GET.get(name) == "1" for name in ("reviewed", "adopted", "own")}
    found = queries.search_practices(
        institution_id=request.actor.institution_id,
        text=text,
        tags={row.kind: row.asked for row in filters if row.asked},
        only_reviewed=boxes["reviewed"],
        only_adopted=boxes["adopted"],
        only_own=boxes["own"],
        limit=PAGE_SIZE,
        offset=(page - 1) * PAGE_SIZE,
    )
    return render(
        request,
        "desk/practice_list.html",
        {
            "lines": found.lines,
            "total": found.total,
            "page": page_links(found.total, number=page, size=PAGE_SIZE),
            "filters": filters,
            "is_filtered": any(row.asked for row in filters) or any(boxes.values()),
            "boxes": boxes,
            "text": text,
            "may_tell": access.may_tell_practices(request.actor),
            "section": "networks",
        },
    )


def _asked(request: DeskRequest, kind: str, choices: list[tuple[str, str]]) -> str:
    code = request.GET.get(kind, "")
    return code if code in dict(choices) else ""


@require_safe
def practice(request: DeskRequest, practice_id: UUID) -> HttpResponse:
    """One practice with what it needs elsewhere, who adopted it, what reviewers say."""
    found = practice_or_404(request, practice_id)
    choices = tag_choices()
    is_own = access.may_change_practice(request.actor, found)
    is_published = found.state == PracticeState.PUBLISHED
    told = tag_words(queries.tags_of(found.pk), choices)
    may_tell = is_published and not is_own and access.may_tell_practices(request.actor)
    return render(
        request,
        "desk/practice_page.html",
        {
            "practice": found,
            "parts": [(part, words) for part, words in PRACTICE_PARTS.items()],
            "tags": [(KINDS[kind], told[kind]) for kind in KINDS if told[kind]],
            "adoptions": queries.list_adoptions(found.pk),
            "reviews": queries.list_reviews(found.pk),
            "is_own": is_own,
            "moves": MOVES[PracticeState(found.state)] if is_own else frozenset(),
            "beside": len(queries.list_beside(found.pk)) if is_own else 0,
            "may_adopt": may_tell,
            "may_review": may_tell and access.may_review(request.actor),
            "section": "networks",
        },
    )


@require_safe
def versions(request: DeskRequest, practice_id: UUID) -> HttpResponse:
    """Every saved state, for its own institution; what is kept beside stands next to the current.

    Drafts were never meant for others, so that states before publication are not shown to them.
    """
    found = practice_or_404(request, practice_id)
    if not access.may_change_practice(request.actor, found):
        raise Http404
    saved = queries.list_versions(found.pk)
    return render(
        request,
        "desk/practice_versions.html",
        {
            "practice": found,
            "beside": [(row, _differences(found, row)) for row in queries.list_beside(found.pk)],
            "versions": saved,
            "section": "networks",
        },
    )


def _differences(found: Practice, row: Revision) -> list[tuple[object, str, str, str]]:
    """Per part that differs: its name, language, the current text, the text kept beside."""
    told: list[tuple[object, str, str, str]] = []
    for part in ("title", *PARTS):
        for language in ("es", "en"):
            name = f"{part}_{language}"
            current, other = getattr(found, name), str(row.content.get(name, ""))
            if current != other:
                told.append((PRACTICE_PARTS.get(part, ""), language, current, other))
    return told


@require_safe
def document(request: DeskRequest, practice_id: UUID) -> HttpResponse:
    """The practice as a Word file."""
    found = practice_or_404(request, practice_id)
    made = practice_document(
        found,
        tags=tag_words(queries.tags_of(found.pk), tag_choices()),
        adoptions=queries.list_adoptions(found.pk),
        reviews=queries.list_reviews(found.pk),
    )
    return docx_response(made, name=made.title)


@require_safe
def chat(request: DeskRequest, practice_id: UUID) -> HttpResponse:
    """The practice as text for a chat."""
    found = practice_or_404(request, practice_id)
    made = practice_document(
        found,
        tags=tag_words(queries.tags_of(found.pk), tag_choices()),
        adoptions=queries.list_adoptions(found.pk),
        reviews=queries.list_reviews(found.pk),
    )
    return text_response(made)
