"""Alerts for everybody: what is in force, each as a page, as a CAP file and as an Atom feed."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext

from relevo.formats.atom import CONTENT_TYPE as ATOM
from relevo.formats.atom import AtomEntry, AtomFeed, render_atom
from relevo.formats.cap import CONTENT_TYPE as CAP
from relevo.formats.cap import render_cap
from relevo.plumbing import clock
from relevo.situation.enums import CapMessage
from relevo.situation.queries import alerts as queries
from relevo.situation.queries.alert_messages import DEMO_NOTE, ended_by, message_of
from relevo.web.alert_lines import show, shown, shown_rows
from relevo.web.alert_phrases import ALERT_MESSAGES
from relevo.web.as_of import as_of
from relevo.web.public.responses import public_page

MOST_ENTRIES = 50


@public_page
def alert_list(request: HttpRequest) -> HttpResponse:
    """What is in force, and what begins soon."""
    asof = as_of(request)
    lines = queries.alerts_at(at=asof.at, known_at=asof.known_at, standings=queries.STANDS)
    return render(
        request,
        "public/alert_list.html",
        {"alerts": shown(lines), "asof": asof, "section": "alerts"},
    )


@public_page
def alert(request: HttpRequest, identifier: str) -> HttpResponse:
    """One alert of ours, with what became of it."""
    asof = as_of(request)
    found = queries.get_published(identifier, known_at=asof.known_at)
    if found is None:
        raise Http404
    line = queries.line_of(found, at=asof.at, known_at=asof.known_at)
    is_cancel = line.message == CapMessage.CANCEL
    ended = ended_by(found, known_at=asof.known_at) if is_cancel else []
    return render(
        request,
        "public/alert_page.html",
        {
            "alert": show(line),
            "answers": shown_rows(
                queries.answers_to(found, known_at=asof.known_at),
                at=asof.at,
                known_at=asof.known_at,
            ),
            "ended": shown_rows(ended, at=asof.at, known_at=asof.known_at),
            "asof": asof,
            "section": "alerts",
        },
    )


@public_page
def alert_cap(_request: HttpRequest, identifier: str) -> HttpResponse:
    """The message for machines."""
    found = queries.get_published(identifier, known_at=clock.now())
    if found is None:
        raise Http404
    return HttpResponse(render_cap(message_of(found)), content_type=CAP)


@public_page
def alerts_atom(request: HttpRequest) -> HttpResponse:
    """Our newest messages as a feed, in the language of its address."""
    at = clock.now()
    lines = queries.list_published(known_at=at, limit=MOST_ENTRIES)
    itself = request.build_absolute_uri(reverse("public:alerts-atom"))
    feed = AtomFeed(
        id=itself,
        title=gettext("Alerts of the networks"),
        language=get_language() or "es",
        author="Relevo",
        updated=max((line.sent_at for line in lines), default=at),
        link=request.build_absolute_uri(reverse("public:alerts")),
        itself=itself,
        entries=tuple(_entry(request, line) for line in lines),
    )
    return HttpResponse(render_atom(feed), content_type=ATOM)


def _entry(request: HttpRequest, line: queries.AlertLine) -> AtomEntry:
    """A message; of a demonstration it says so before anything else."""
    told = show(line)
    title = f"{ALERT_MESSAGES[line.message]}: {told.headline}"
    text = told.text
    return AtomEntry(
        id=f"urn:uuid:{line.id}",
        title=f"DEMO: {title}" if line.is_demo else title,
        updated=line.sent_at,
        author=text.sender_name if text is not None and text.sender_name else line.sender,
        summary=" ".join(
            filter(
                None,
                (
                    DEMO_NOTE if line.is_demo else "",
                    told.where,
                    text.description if text is not None else "",
                ),
            )
        ),
        link=request.build_absolute_uri(reverse("public:alert", args=[line.identifier])),
        enclosure=request.build_absolute_uri(reverse("public:alert-cap", args=[line.identifier])),
        enclosure_type=CAP,
    )
