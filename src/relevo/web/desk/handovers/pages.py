"""The acta de entrega: read, written, confirmed, printed. Both sides see the same."""

from dataclasses import asdict
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from relevo.cases import access, actions
from relevo.cases.errors import HandOverRefused
from relevo.cases.rules.loop_views import HandOverView
from relevo.plumbing import clock
from relevo.web.desk.handovers.forms import HandOverForm
from relevo.web.desk.http import DeskRequest
from relevo.web.desk.loop.refused import REFUSALS, said
from relevo.web.desk.names import local
from relevo.web.desk.refused import show_refusal
from relevo.web.documents.hand_over import (
    hand_over_document,
    hand_over_facts,
    hand_over_flags,
)
from relevo.web.downloads import docx_response

CONFIRM = {"entregado": actions.confirm_given, "recibido": actions.confirm_received}
SHOWN_ANEW = {"changed", "own_first"}
LANGUAGES = ("es", "en")


@require_safe
def hand_over(request: DeskRequest, referral_id: UUID) -> HttpResponse:
    """The acta with what is still to be confirmed; on paper with room to sign."""
    found = access.read_hand_over(request.actor, referral_id=referral_id, at=clock.now())
    if found is None:
        return redirect("desk:hand-over-write", referral_id=referral_id)
    return render(
        request,
        "desk/hand_over_page.html",
        {
            "acta": found,
            "giver": local(found.giver),
            "receiver": local(found.receiver),
            "facts": [{"term": term, "text": text} for term, text in hand_over_facts(found)],
            "responsible": local(found.responsible),
            "flags": hand_over_flags(found),
            "may_give": found.is_sender and found.given_at is None and not found.own_first,
            "may_receive": found.is_recipient and found.received_at is None and not found.own_first,
            "may_write": found.received_at is None,
            "section": "inbox",
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: DeskRequest, referral_id: UUID) -> HttpResponse:
    """Write the acta, or correct it while the receiver has not confirmed it."""
    at = clock.now()
    referral = access.read_referral(request.actor, referral_id=referral_id, at=at)
    earlier = access.read_hand_over(request.actor, referral_id=referral_id, at=at)
    if not referral.loop.may_hand_over:
        raise Http404
    form = HandOverForm(
        request.POST if request.method == "POST" else None,
        has_child=referral.loop.has_child,
        since=referral.row.offered_at,
        at=at,
        initial=_initial(earlier) or {"handed_at": at},
    )
    if request.method == "POST" and form.is_valid():
        terms, handed_at = form.terms()
        try:
            actions.write_hand_over(
                referral_id=referral_id, terms=terms, handed_at=handed_at, by=request.actor, at=at
            )
        except REFUSALS as refusal:
            show_refusal(form, refusal, said(refusal))
        else:
            messages.success(request, gettext("Written. Now each side confirms."))
            return redirect("desk:hand-over", referral_id=referral_id)
    return render(
        request,
        "desk/hand_over_form.html",
        {
            "referral": referral,
            "responsible": local(referral.loop.responsible),
            "form": form,
            "section": "inbox",
        },
        status=422 if form.errors else 200,
    )


def _initial(earlier: HandOverView | None) -> dict[str, object]:
    if earlier is None:
        return {}
    return {**asdict(earlier.terms), "handed_at": earlier.handed_at}


@require_POST
def confirm(request: DeskRequest, referral_id: UUID, word: str) -> HttpResponse:
    """One side says that it was as the acta says; one that was changed since is shown anew."""
    if word not in CONFIRM:
        raise Http404
    try:
        CONFIRM[word](
            referral_id=referral_id,
            seen=request.POST.get("seen", ""),
            by=request.actor,
            at=clock.now(),
        )
        messages.success(request, gettext("Confirmed. The other side sees it now."))
    except HandOverRefused as refusal:
        messages.error(request, said(refusal))
        if refusal.problem not in SHOWN_ANEW:
            return redirect("desk:referral", referral_id=referral_id)
    except REFUSALS as refusal:
        messages.error(request, said(refusal))
        return redirect("desk:referral", referral_id=referral_id)
    return redirect("desk:hand-over", referral_id=referral_id)


@require_safe
def paper(request: DeskRequest, referral_id: UUID, language: str) -> HttpResponse:
    """The acta as a Word file, to sign, in one of two languages."""
    found = access.read_hand_over(request.actor, referral_id=referral_id, at=clock.now())
    if found is None or language not in LANGUAGES:
        raise Http404
    with translation.override(language):
        document = hand_over_document(found, is_demo=clock.is_demo())
        return docx_response(document, name=document.title)
