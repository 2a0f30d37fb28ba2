"""Opening one case in an emergency, what it shows for four hours, and the review."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from relevo.accounts import queries as accounts
from relevo.accounts.enums import Attribute
from relevo.cases import access, actions
from relevo.cases.errors import CaseNotVisible, GlassRefused
from relevo.cases.rules.walls import GlassFields
from relevo.places.models import Node
from relevo.plumbing import clock
from relevo.web.desk.http import DeskRequest
from relevo.web.desk.names import need_names, told_needs
from relevo.web.desk.walls.forms import GlassForm, ReviewForm
from relevo.web.phrases import AGE_BANDS, SPOKEN_LANGUAGES
from relevo.web.wall_phrases import GLASS_REFUSALS


@require_http_methods(["GET", "HEAD", "POST"])
def emergency(request: DeskRequest) -> HttpResponse:
    """Ask for code and reasons; who has not the right sees a page that does not exist."""
    if not request.actor.has_attribute(Attribute.BREAK_GLASS):
        raise CaseNotVisible
    form = GlassForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            glass = actions.break_glass(**form.cleaned_data, by=request.actor, at=clock.now())
        except GlassRefused as refusal:
            form.add_error(refusal.field, str(GLASS_REFUSALS[refusal.problem]))
        else:
            return redirect("desk:emergency-case", glass_id=glass.pk)
    return render(
        request,
        "desk/emergency.html",
        {"form": form, "section": "cases"},
        status=422 if form.errors else 200,
    )


@require_safe
def opened(request: DeskRequest, glass_id: UUID) -> HttpResponse:
    """The few fields, while the opening lasts."""
    found = access.read_glass(request.actor, glass_id=glass_id, at=clock.now())
    return render(
        request,
        "desk/emergency_case.html",
        {
            "opened": found,
            "needs": told_needs(found.needs, need_names()),
            "summary": _summary(found),
            "section": "cases",
        },
    )


def _summary(found: GlassFields) -> list[dict[str, str]]:
    node = Node.objects.filter(pk=found.start_node).first() if found.start_node else None
    unknown = gettext("Not known")
    rows = (
        (gettext("Safe contact"), found.safe_contact or unknown),
        (gettext("Where"), str(node.name) if node else unknown),
        (gettext("People"), ", ".join(str(AGE_BANDS[band]) for band in found.age_bands)),
        (gettext("Language"), str(SPOKEN_LANGUAGES.get(found.language, found.language))),
        (gettext("What a clinic must know"), found.health or unknown),
    )
    return [{"term": term, "text": text} for term, text in rows]


@require_safe
def reviews(request: DeskRequest) -> HttpResponse:
    """Openings of the institution, or of the cases of one's teams."""
    rows = access.list_glass(request.actor, at=clock.now())
    if not rows and not access.answers_for_glass(request.actor):
        raise CaseNotVisible
    named = accounts.user_names([row.user_id for row in rows])
    return render(
        request,
        "desk/emergency_reviews.html",
        {
            "rows": [
                (row, named.get(row.user_id, ""), ReviewForm(auto_id=f"{row.glass_id}_%s"))
                for row in rows
            ],
            "section": "cases",
        },
    )


@require_POST
def review(request: DeskRequest, glass_id: UUID) -> HttpResponse:
    """Say whether an opening was right."""
    form = ReviewForm(request.POST)
    try:
        actions.review_glass(
            glass_id=glass_id,
            verdict=form.cleaned_data["verdict"] if form.is_valid() else "",
            by=request.actor,
            at=clock.now(),
        )
    except GlassRefused as refusal:
        words = {"unknown": gettext("Choose whether it was right.")}
        messages.error(request, words.get(refusal.problem) or str(GLASS_REFUSALS[refusal.problem]))
    else:
        messages.success(request, gettext("Reviewed."))
    return redirect("desk:emergency-reviews")
