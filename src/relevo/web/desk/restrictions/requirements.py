"""Telling at the desk what a border asks, and that it no longer does: rows, never code."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from relevo.borders.actions.requirements import (
    RequirementTold,
    add_demand,
    end_requirement,
    tell_requirement,
)
from relevo.borders.actions.telling import may_tell
from relevo.borders.errors import ReportRefused, RequirementUnknown
from relevo.borders.models import Requirement
from relevo.borders.queries.requirements import (
    ends_on,
    get_requirement,
    list_demands,
    requirement_key,
)
from relevo.journeys.rules import local_day
from relevo.plumbing import clock
from relevo.web.as_of import as_of
from relevo.web.desk.http import DeskRequest, sent
from relevo.web.desk.refused import show_refusal
from relevo.web.desk.restrictions.forms import OTHER, RequirementEndForm, RequirementForm
from relevo.web.desk.restrictions.telling import has_told_end, sentence
from relevo.web.desk.sent_once import sent_once
from relevo.web.restriction_phrases import ASKED_DIRECTIONS
from relevo.wording.words import both, country

OF_A_NEW_DEMAND = {"name": "new_name", "name_en": "new_name_en", "kind": "new_kind"}
"""Fields of the form that tell what nobody asked for before, by what was refused."""


@dataclass(frozen=True, slots=True)
class RequirementLine:
    """What is asked, in words."""

    row: Requirement
    where: str
    direction: str
    text: str
    demand: str
    until: date | None
    is_over: bool


def requirement_lines(
    rows: Iterable[Requirement], *, at: datetime, known_at: datetime
) -> list[RequirementLine]:
    """Rows in words, in their order."""
    demands = list_demands()
    found = []
    for row in rows:
        until = ends_on(row, known_at=known_at)
        demand = demands.get(row.demand)
        found.append(
            RequirementLine(
                row=row,
                where=both(row.crossing, "name") if row.crossing else country(row.country),
                direction=str(ASKED_DIRECTIONS[row.direction]),
                text=both(row, "text"),
                demand=capfirst(both(demand, "name") if demand else row.demand),
                until=until,
                is_over=until is not None and until <= local_day(at),
            )
        )
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    """Tell what is asked."""
    if not may_tell(request.actor):
        messages.error(request, gettext("Only coordinators tell what is asked."))
        return redirect("desk:restrictions")
    at = clock.now()
    form = RequirementForm(
        sent(request),
        demands=list_demands(),
        initial={"valid_from": local_day(at)},
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = sent_once(request, form, lambda: _tell(request, form, at=at).pk, at=at)
        except ReportRefused as refusal:
            show_refusal(form, refusal, sentence(refusal), fields=OF_A_NEW_DEMAND)
        else:
            if made is not None:
                words = gettext("It is on the public page, and open routes follow it.")
                messages.success(request, words)
                return redirect("desk:requirement", key=requirement_key(made))
    return render(
        request,
        "desk/requirement_new.html",
        {"form": form, "section": "situation"},
        status=422 if request.method == "POST" else 200,
    )


@transaction.atomic
def _tell(request: DeskRequest, form: RequirementForm, *, at: datetime) -> Requirement:
    told = form.cleaned_data
    code = told["demand"]
    if code == OTHER:
        code = add_demand(
            kind=told["new_kind"],
            name=told["new_name"],
            name_en=told["new_name_en"],
            valid_hours=told["valid_hours"],
            by=request.actor,
            at=at,
        ).code
    return tell_requirement(
        told=RequirementTold(
            country=told["country"],
            crossing_key=told["crossing"],
            direction=told["direction"],
            demand=code,
            is_blocking=told["is_blocking"] == "yes",
            applies_to=form.whom(),
            age_from=told["age_from"],
            age_until=told["age_until"],
            text=told["text"],
            text_en=told["text_en"],
            consequence=told["consequence"],
            consequence_en=told["consequence_en"],
            valid_from=told["valid_from"],
            until=told["until"],
            source=told["source"],
            basis=told["basis"],
        ),
        by=request.actor,
        at=at,
        is_demo=clock.is_demo(),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def requirement(request: DeskRequest, key: str) -> HttpResponse:
    """One thing that is asked, with every word of its end; a coordinator ends it."""
    asof = as_of(request)
    try:
        row = get_requirement(key, known_at=asof.known_at)
    except RequirementUnknown:
        raise Http404 from None
    form = RequirementEndForm(sent(request))
    not_yours = gettext("Only coordinators tell what is asked.")
    if has_told_end(
        request, form, partial(end_requirement, key=key), of=row.pk, not_yours=not_yours
    ):
        return redirect("desk:requirement", key=key)
    (line,) = requirement_lines([row], at=asof.at, known_at=asof.known_at)
    return render(
        request,
        "desk/requirement_page.html",
        {
            "asof": asof,
            "line": line,
            "ends": [end for end in row.ends.all() if end.known_from <= asof.known_at],
            "form": form,
            "may_tell": asof.is_now and may_tell(request.actor),
            "section": "situation",
        },
        status=422 if request.method == "POST" else 200,
    )
