"""*Confirm my entry*: an institution answers in a minute, on a telephone, without an account.

Looking writes nothing and spends nothing, however often and by whom: chats fetch a preview of every
link. Only the answer does, once. No cookie is set, so that nobody can be recognized by it.
"""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from relevo.directory.errors import ChangeRefused
from relevo.kernel.text import LocalisedText
from relevo.networks.actions import rounds as actions
from relevo.networks.enums import EntryAnswer, LinkState
from relevo.networks.errors import (
    EntriesMoved,
    EntryAnswerRefused,
    LinkAnswered,
    LinkOver,
    LinkUnknown,
)
from relevo.networks.models import EntryLink
from relevo.networks.queries import rounds as queries
from relevo.networks.rules.rounds import link_state
from relevo.plumbing import clock
from relevo.plumbing.links import LinkBroken, read_token
from relevo.web.link.forms import AnswerForm

KIND = "entry"


@dataclass(frozen=True, slots=True)
class EntryWords:
    """One entry in the language of the page."""

    name: str
    is_restricted: bool
    line: str
    needs: str
    place: str
    hours: str
    admitted: tuple[str, ...]
    email: str
    url: str
    note: str


@csrf_exempt  # nothing is known of who answers but the link itself; without a cookie none is forged
@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: HttpRequest, token: str) -> HttpResponse:
    """Show an institution its entries, or take its answer."""
    at = clock.now()
    link = _link(token)
    state = LinkState.REVOKED if link is None else _state(link, at=at)
    if link is None or state == LinkState.REVOKED:
        return render(request, "link/unknown.html", status=404)
    if state in {LinkState.EXPIRED, LinkState.CLOSED}:
        return render(request, "link/over.html", {"network": link.round.network}, status=410)
    if state == LinkState.ANSWERED:
        again = request.method == "POST"
        told = {"link": link, "again": again}
        return render(request, "link/thanks.html", told, status=409 if again else 200)
    if request.method == "POST":
        return _answer(request, link, token=token, at=at)
    return _show(request, link, form=None)


def _link(token: str) -> EntryLink | None:
    try:
        return queries.find_link(read_token(KIND, token=token))
    except LinkBroken:
        return None


def _state(link: EntryLink, *, at: datetime) -> LinkState:
    return link_state(
        answer=link.answer,
        revoked_at=link.revoked_at,
        expires_at=link.expires_at,
        round_state=link.round.state,
        at=at,
    )


def _said(text: LocalisedText | None) -> str:
    return text.in_language(get_language() or "es") if text else ""


def words_of(entry: queries.ShownEntry) -> EntryWords:
    """An entry as the page says it."""
    return EntryWords(
        name=_said(entry.name),
        is_restricted=entry.is_restricted,
        line=entry.line,
        needs=", ".join(_said(need) for need in entry.needs),
        place=entry.place,
        hours=_said(entry.hours),
        admitted=tuple(_said(rule) for rule in entry.admitted),
        email=entry.email,
        url=entry.url,
        note=_said(entry.note),
    )


def may_answer(link: EntryLink) -> bool:
    """On a demonstration only invented institutions answer: no real one is given words there."""
    return link.institution.is_demo or not clock.is_demo()


def _show(
    request: HttpRequest, link: EntryLink, *, form: AnswerForm | None, problem: str = ""
) -> HttpResponse:
    entries = queries.entries_shown(link)
    shown = form or AnswerForm(entries=entries)
    return render(
        request,
        "link/entry.html",
        {
            "link": link,
            "network": link.round.network,
            "institution": link.institution,
            "entries": [words_of(found) for found in entries],
            "seen": queries.digest_of(entries),
            "form": shown,
            "asked": [(_said(found.name), fields) for found, fields in shown.asked()],
            "may_answer": may_answer(link),
            "problem": problem,
        },
        status=422 if form is not None or problem else 200,
    )


def _answer(request: HttpRequest, link: EntryLink, *, token: str, at: datetime) -> HttpResponse:
    form = AnswerForm(request.POST, entries=queries.entries_shown(link))
    if not form.is_valid():
        return _show(request, link, form=form)
    if not may_answer(link):
        return _show(
            request,
            link,
            form=None,
            problem=gettext("On a demonstration only invented institutions answer."),
        )
    answer = form.cleaned_data["answer"]
    try:
        actions.answer_link(
            link_id=link.pk,
            answer=answer,
            seen=form.cleaned_data["seen"],
            changes=form.changes() if answer == EntryAnswer.CHANGED else (),
            at=at,
        )
    except EntriesMoved:
        return _show(
            request,
            link,
            form=None,
            problem=gettext("The entry has changed since you opened this page. Look at it again."),
        )
    except (ChangeRefused, EntryAnswerRefused):
        form.add_error(None, gettext("What you wrote is what the entry says already."))
        return _show(request, link, form=form)
    except (LinkAnswered, LinkOver, LinkUnknown):
        pass  # somebody was faster; the page says how it stands
    return redirect("link:entry", token=token)
