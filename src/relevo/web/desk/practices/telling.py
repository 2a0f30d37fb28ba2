"""What others say of a practice: that they adopted it, what its evidence carries."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from relevo.exchange.actions import practices as actions
from relevo.exchange.errors import PracticeUnknown
from relevo.exchange.models import Practice
from relevo.exchange.queries import practices as queries
from relevo.plumbing import clock
from relevo.web.desk.http import DeskRequest, sent
from relevo.web.desk.practices.forms import AdoptionForm, ReviewForm
from relevo.web.desk.practices.pages import practice_or_404
from relevo.web.desk.practices.refused import REFUSALS, tell


@require_http_methods(["GET", "HEAD", "POST"])
def adopt(request: DeskRequest, practice_id: UUID) -> HttpResponse:
    """Tell that one's institution took it over, or how it goes on."""
    found = practice_or_404(request, practice_id)
    form = AdoptionForm(sent(request), initial=_told_before(request, found))
    if request.method == "POST" and form.is_valid():
        try:
            actions.adopt_practice(
                practice_id=found.pk, **form.cleaned_data, by=request.actor, at=clock.now()
            )
        except (*REFUSALS, PracticeUnknown) as refusal:
            _tell(form, refusal)
        else:
            messages.success(request, gettext("Noted. Others can read how it went."))
            return redirect("desk:practice", practice_id=found.pk)
    return _page(request, form, found, "desk/practice_adopt.html")


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: DeskRequest, practice_id: UUID) -> HttpResponse:
    """A university says what the evidence carries."""
    found = practice_or_404(request, practice_id)
    form = ReviewForm(sent(request), initial={"revision": found.revision})
    if request.method == "POST" and form.is_valid():
        try:
            actions.review_evidence(
                practice_id=found.pk, **form.cleaned_data, by=request.actor, at=clock.now()
            )
        except (*REFUSALS, PracticeUnknown) as refusal:
            _tell(form, refusal)
        else:
            messages.success(request, gettext("The review is noted beside the practice."))
            return redirect("desk:practice", practice_id=found.pk)
    return _page(request, form, found, "desk/practice_review.html")


def _tell(form: forms.Form, refusal: Exception) -> None:
    if isinstance(refusal, PracticeUnknown):
        form.add_error(None, gettext("The practice is not published. Nothing was noted."))
    else:
        tell(form, refusal)


def _told_before(request: DeskRequest, found: Practice) -> dict[str, Any]:
    own = next(
        (
            row
            for row in queries.list_adoptions(found.pk)
            if row.institution_id == request.actor.institution_id
        ),
        None,
    )
    if own is None:
        return {"result": "under_way"}
    names = ("adopted_on", "result", "story_es", "story_en")
    return {name: getattr(own, name) for name in names}


def _page(request: DeskRequest, form: forms.Form, found: Practice, template: str) -> HttpResponse:
    return render(
        request,
        template,
        {"form": form, "practice": found, "section": "networks"},
        status=422 if form.errors else 200,
    )
