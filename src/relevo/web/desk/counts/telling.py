"""The form of a count, new or as a correction of one's own."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from relevo.kernel.years import is_possible
from relevo.networks.models import Member
from relevo.places.models import Post
from relevo.plumbing import clock
from relevo.situation import access
from relevo.situation.actions import counts as actions
from relevo.situation.errors import NotFound
from relevo.web.as_of import FORMAT
from relevo.web.desk.counts.forms import Choices, CountForm, post_choices, post_of
from relevo.web.desk.counts.refused import REFUSALS, tell
from relevo.web.desk.http import DeskRequest
from relevo.web.desk.sent_once import sent_once
from relevo.wording.words import both

LONGEST_PREFILLED = 30


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    """Tell a count; an address may fill in the post, the kind and the hour."""
    return _form(request, posts=_posts(request), initial=_initial(request), corrects=None)


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: DeskRequest, count_id: UUID) -> HttpResponse:
    """Tell one's own count anew; the first version stays."""
    at = clock.now()
    try:
        line = access.count_view(request.actor, count_id=count_id, at=at, known_at=at).line
    except NotFound as missing:
        raise Http404 from missing
    if line.institution is None or line.institution.id != request.actor.institution_id:
        messages.error(request, gettext("Who told a count corrects it: ask that institution."))
        return redirect("desk:count", count_id=count_id)
    initial = {
        "post": f"{line.crossing.key if line.crossing else ''}|{line.country}",
        "kind": f"{line.category}_{line.direction}",
        "value": line.value,
        "cut_off_at": line.cut_off_at.astimezone(clock.LOCAL),
        "since_at": line.since_at and line.since_at.astimezone(clock.LOCAL),
        "said_by": line.said_by,
        "parts": "; ".join(f"{code} {number}" for code, number in line.parts),
        "source": line.source,
    }
    crossing = line.crossing
    posts = post_of(
        both(crossing, "name") if crossing else "",
        line.country,
        key=crossing.key if crossing else "",
    )
    return _form(request, posts=posts, initial=initial, corrects=count_id)


def _form(
    request: DeskRequest, *, posts: Choices, initial: dict[str, Any], corrects: UUID | None
) -> HttpResponse:
    if not access.may_count(request.actor):
        messages.error(
            request,
            gettext("Counts are told by border monitors, duty officers and coordinators."),
        )
        return redirect("desk:counts")
    told = request.POST if request.method == "POST" else None
    form = CountForm(told, initial=initial, posts=posts)
    if told is not None and form.is_valid():
        try:
            made = _tell(request, form, corrects)
        except REFUSALS as refusal:
            tell(form, refusal)
        except NotFound as missing:
            raise Http404 from missing
        else:
            if made is not None:
                words = gettext("Noted. First the two posts see it, after a day the network.")
                messages.success(request, words)
                return redirect("desk:count", count_id=made)
    return render(
        request,
        "desk/count_new.html",
        {"form": form, "corrects": corrects, "section": "situation"},
        status=422 if form.errors else 200,
    )


def _tell(request: DeskRequest, form: CountForm, corrects: UUID | None) -> UUID | None:
    told, at = form.cleaned_data, clock.now()
    crossing_key, _bar, country = told["post"].partition("|")
    category, _bar, direction = told["kind"].rpartition("_")

    def act() -> UUID:
        return actions.tell_count(
            crossing_key=crossing_key,
            country=country,
            direction=direction,
            category=category,
            since_at=told["since_at"],
            cut_off_at=told["cut_off_at"],
            value=told["value"],
            parts=told["parts"],
            said_by=told["said_by"],
            source=told["source"],
            corrects=corrects,
            by=request.actor,
            at=at,
            is_demo=clock.is_demo(),
        ).pk

    return sent_once(request, form, act, at=at, about=corrects)


def _posts(request: DeskRequest) -> Choices:
    """Sides of crossings, those of one's own networks first."""
    seats = Member.objects.seated().filter(institution=request.actor.institution_id)
    mine = set(seats.values_list("network__crossings", flat=True))
    posts = Post.objects.select_related("crossing").order_by("crossing__sort_key", "country")
    return post_choices(sorted(posts, key=lambda post: post.crossing_id not in mine))


def _initial(request: DeskRequest) -> dict[str, Any]:
    """What an address fills in; what cannot be read is left out."""
    now = clock.now().replace(minute=0, second=0, microsecond=0)
    cut_off = _instant(request.GET.get("hasta", "")) or now
    return {
        "post": request.GET.get("puesto", "")[:LONGEST_PREFILLED],
        "kind": request.GET.get("que", "")[:LONGEST_PREFILLED],
        "cut_off_at": cut_off,
        "since_at": cut_off.replace(hour=0, minute=0) if cut_off.hour else None,
    }


def _instant(text: str) -> datetime | None:
    try:
        read = datetime.strptime(text, FORMAT).replace(tzinfo=clock.LOCAL)
    except ValueError:
        return None
    return read if is_possible(read) else None
