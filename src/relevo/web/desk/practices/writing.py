"""Telling and editing a practice, publishing it, and settling what was kept beside."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from relevo.exchange import access
from relevo.exchange.actions import practices as actions
from relevo.exchange.models import Practice
from relevo.exchange.queries import practices as queries
from relevo.plumbing import clock
from relevo.web.desk.http import DeskRequest, sent
from relevo.web.desk.practices.choices import tag_choices
from relevo.web.desk.practices.forms import PracticeForm
from relevo.web.desk.practices.pages import practice_or_404
from relevo.web.desk.practices.refused import REFUSALS, sentence, tell

MOVES: dict[str, tuple[Callable[..., object], Promise]] = {
    "publicar": (
        actions.publish_practice,
        _("Published: whoever is signed in can read and adopt it."),
    ),
    "retirar": (actions.withdraw_practice, _("Withdrawn: only your institution reads it now.")),
}


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    """Begin to tell what worked; a draft for one's own institution first."""
    if not access.may_tell_practices(request.actor):
        messages.error(request, gettext("Who speaks for an institution tells what worked there."))
        return redirect("desk:practices")
    form = PracticeForm(sent(request), choices=tag_choices())
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.draft_practice(
                text=form.text(), tags=form.tags(), by=request.actor, at=clock.now()
            )
        except REFUSALS as refusal:
            tell(form, refusal)
        else:
            messages.success(request, gettext("Kept as a draft of your institution."))
            return redirect("desk:practice", practice_id=made.pk)
    return _form_page(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: DeskRequest, practice_id: UUID) -> HttpResponse:
    """Edit the text; what somebody saved meanwhile is not overwritten."""
    found = _own(request, practice_id)
    initial = {
        **actions.asdict_of(found),
        **queries.tags_of(found.pk),
        "base": found.revision,
    }
    form = PracticeForm(sent(request), choices=tag_choices(), initial=initial)
    if request.method == "POST" and form.is_valid():
        base = form.cleaned_data["base"]
        try:
            saved = actions.edit_practice(
                practice_id=found.pk,
                base=found.revision if base is None else base,
                text=form.text(),
                tags=form.tags(),
                by=request.actor,
                at=clock.now(),
            )
        except REFUSALS as refusal:
            tell(form, refusal)
        else:
            return _after_edit(request, found, is_current=saved.is_current)
    return _form_page(request, form, found)


def _after_edit(request: DeskRequest, found: Practice, *, is_current: bool) -> HttpResponse:
    if is_current:
        messages.success(request, gettext("Saved. Earlier versions stay."))
        return redirect("desk:practice", practice_id=found.pk)
    messages.warning(
        request,
        gettext(
            "Somebody saved meanwhile. Your text is kept beside theirs: compare both, and take "
            "over what is missing."
        ),
    )
    return redirect("desk:practice-versions", practice_id=found.pk)


@require_POST
def settle(request: DeskRequest, practice_id: UUID, revision_id: int) -> HttpResponse:
    """A text kept beside is done with; it stays among the versions."""
    found = _own(request, practice_id)
    actions.settle_practice(
        practice_id=found.pk, revision_id=revision_id, by=request.actor, at=clock.now()
    )
    messages.success(request, gettext("Settled. The text stays among the versions."))
    return redirect("desk:practice-versions", practice_id=found.pk)


@require_POST
def move(request: DeskRequest, practice_id: UUID, verb: str) -> HttpResponse:
    """Publish or withdraw."""
    if verb not in MOVES:
        raise Http404
    found = _own(request, practice_id)
    act, done = MOVES[verb]
    try:
        act(practice_id=found.pk, by=request.actor, at=clock.now())
    except REFUSALS as refusal:
        messages.error(request, _what_is_missing(refusal))
    else:
        messages.success(request, str(done))
    return redirect("desk:practice", practice_id=found.pk)


def _what_is_missing(refusal: Exception) -> str:
    if getattr(refusal, "problem", "") == "needed":
        return gettext(
            "Before it is published it says context, problem, steps and results in Spanish."
        )
    return sentence(refusal)


def _own(request: DeskRequest, practice_id: UUID) -> Practice:
    found = practice_or_404(request, practice_id)
    if not access.may_change_practice(request.actor, found):
        raise Http404
    return found


def _form_page(request: DeskRequest, form: PracticeForm, found: Practice | None) -> HttpResponse:
    return render(
        request,
        "desk/practice_form.html",
        {"form": form, "practice": found, "section": "networks"},
        status=422 if form.errors else 200,
    )
