"""Restrictions at the desk: the list, telling one, its end or prolongation."""

from datetime import datetime
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from relevo.borders.actions.restrictions import (
    RestrictionTold,
    end_restriction,
    tell_restriction,
)
from relevo.borders.actions.telling import may_tell
from relevo.borders.errors import ReportRefused, RestrictionUnknown
from relevo.borders.queries.requirements import list_told_requirements
from relevo.borders.queries.restrictions import facts_of, get_restriction, key_of
from relevo.directory.errors import HoursUnreadable
from relevo.plumbing import clock
from relevo.web import restriction_lines as lines
from relevo.web.as_of import as_of
from relevo.web.desk.http import DeskRequest, sent
from relevo.web.desk.refused import show_refusal
from relevo.web.desk.restrictions.forms import EndForm, RestrictionForm
from relevo.web.desk.restrictions.requirements import requirement_lines
from relevo.web.desk.restrictions.telling import has_told_end, sentence
from relevo.web.desk.restrictions.towns import read_town
from relevo.web.desk.sent_once import sent_once


@require_safe
def restriction_list(request: DeskRequest) -> HttpResponse:
    """What is in force, coming and over, and what was told to be asked."""
    asof = as_of(request)
    told = lines.all_restrictions(at=asof.at, known_at=asof.known_at)
    asked = requirement_lines(
        list_told_requirements(known_at=asof.known_at), at=asof.at, known_at=asof.known_at
    )
    return render(
        request,
        "desk/restriction_list.html",
        {
            "asof": asof,
            "current": [line for line in told if line.standing in {"in_force", "coming"}],
            "past": [line for line in told if line.standing not in {"in_force", "coming"}],
            "asked": [line for line in asked if line.row.told_by is not None],
            "may_tell": asof.is_now and may_tell(request.actor),
            "section": "situation",
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    """Tell a restriction."""
    if not may_tell(request.actor):
        messages.error(request, gettext("Only coordinators tell what is restricted."))
        return redirect("desk:restrictions")
    at = clock.now()
    form = RestrictionForm(sent(request), initial={"from_at": at})
    if request.method == "POST" and form.is_valid():
        made = _tell(request, form, at=at)
        if made is not None:
            messages.success(
                request, gettext("It is on the public page, and open routes follow it.")
            )
            return redirect("desk:restriction", key=key_of(made))
    return render(
        request,
        "desk/restriction_new.html",
        {"form": form, "section": "situation"},
        status=422 if request.method == "POST" else 200,
    )


def _tell(request: DeskRequest, form: RestrictionForm, *, at: datetime) -> UUID | None:
    """The id of the new restriction; None where the form says what is wrong."""
    told = form.cleaned_data
    areas = list(told["areas"])
    if told["town"]:
        town = read_town(form, told["town"], country=told["country"], on=told["from_at"].date())
        if town is None:
            return None
        areas = [town]
    facts = RestrictionTold(
        kind=told["kind"],
        stops=told["stops"],
        country=told["country"],
        from_at=told["from_at"],
        text=told["text"],
        source=told["source"],
        basis=told["basis"],
        area_keys=tuple(areas),
        binding_hours=told["opening_hours"].strip(),
        until_at=told["until_at"],
        legal_act=told["legal_act"],
        text_en=told["text_en"],
        safe_conduct=told["safe_conduct"],
        safe_conduct_en=told["safe_conduct_en"],
    )

    def act() -> UUID:
        return tell_restriction(told=facts, by=request.actor, at=at, is_demo=clock.is_demo()).pk

    try:
        return sent_once(request, form, act, at=at)
    except HoursUnreadable:
        form.add_error("opening_hours", _("Write hours as 06:00-18:00 or 24/7."))
    except ReportRefused as refusal:
        show_refusal(form, refusal, sentence(refusal))
    return None


@require_http_methods(["GET", "HEAD", "POST"])
def restriction(request: DeskRequest, key: str) -> HttpResponse:
    """One restriction with every word of its end; a coordinator ends or prolongs it."""
    asof = as_of(request)
    try:
        row = get_restriction(key, known_at=asof.known_at)
    except RestrictionUnknown:
        raise Http404 from None
    form = EndForm(sent(request))
    not_yours = gettext("Only coordinators tell what is restricted.")
    if has_told_end(
        request, form, partial(end_restriction, key=key), of=row.pk, not_yours=not_yours
    ):
        return redirect("desk:restriction", key=key)
    (fact,) = facts_of([row])
    return render(
        request,
        "desk/restriction_page.html",
        {
            "asof": asof,
            "line": lines.tell_restriction(row, fact, at=asof.at, known_at=asof.known_at),
            "ends": [end for end in row.ends.all() if end.known_from <= asof.known_at],
            "form": form,
            "may_tell": asof.is_now and may_tell(request.actor),
            "section": "situation",
        },
        status=422 if request.method == "POST" else 200,
    )
