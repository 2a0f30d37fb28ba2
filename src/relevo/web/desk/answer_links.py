"""Links for a recipient without an account: made, shown once with their number, taken back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from relevo.cases.access.links import list_links
from relevo.cases.actions import links as actions
from relevo.cases.errors import LinkOver, LinkRefused
from relevo.cases.rules.links import KIND
from relevo.plumbing import clock
from relevo.plumbing.links import make_token
from relevo.web.desk.http import DeskRequest

LANGUAGES = ("es", "en")


@require_http_methods(["GET", "HEAD", "POST"])
def links(request: DeskRequest, referral_id: UUID) -> HttpResponse:
    """The links of a referral; a new one is shown with its number on this answer alone."""
    at = clock.now()
    made = number = None
    if request.method == "POST":
        try:
            made, number = actions.make_link(referral_id=referral_id, by=request.actor, at=at)
        except LinkRefused:
            messages.error(request, gettext("There is nothing to answer now, so no link was made."))
            return redirect("desk:answer-links", referral_id=referral_id)
    found = list_links(request.actor, referral_id=referral_id, at=at)
    return render(
        request,
        "desk/answer_links.html",
        {
            "referral_id": referral_id,
            "links": found.links,
            "number": f"{number[:3]} {number[3:]}" if number else "",
            "texts": [_text(request, made.pk, language=one) for one in LANGUAGES] if made else [],
            "may_make": found.can_make,
            "section": "inbox",
        },
    )


def _text(request: DeskRequest, link_id: UUID, *, language: str) -> dict[str, str]:
    """What goes into the chat: no word of a person, a need or a place."""
    token = make_token(KIND, row_id=link_id)
    with translation.override(language):
        address = request.build_absolute_uri(reverse("answer:link", args=[token]))
        sentence = gettext(
            "There is a notice for your institution. Open it with the number we tell you by "
            "telephone: %(address)s"
        )
        text = sentence % {"address": address}
    label = gettext("In Spanish") if language == "es" else gettext("In English")
    return {"id": f"chat-{language}", "text": text, "label": label}


@require_POST
def revoke(request: DeskRequest, referral_id: UUID, link_id: UUID) -> HttpResponse:
    """Take a link back that went to the wrong chat."""
    try:
        actions.revoke_link(
            referral_id=referral_id, link_id=link_id, by=request.actor, at=clock.now()
        )
        messages.success(request, gettext("The link is taken back: it opens nothing any more."))
    except LinkOver:
        messages.error(request, gettext("This link was over already."))
    return redirect("desk:answer-links", referral_id=referral_id)
