"""Proposed routes at the desk: written on the spot, then taken up, adopted, set aside, drafted."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from relevo.directory.models import Institution
from relevo.exchange import access
from relevo.exchange.actions import tables as actions
from relevo.exchange.enums import ExchangeState, ProposedState
from relevo.exchange.errors import (
    ActaOfAnotherNetwork,
    ExchangeNotInState,
    ExchangeRefused,
    NotAtTheTable,
    NotYoursToSetAside,
    RouteMoveRefused,
    RouteUnknown,
)
from relevo.exchange.models import ProposedRoute, WorkingTable
from relevo.exchange.queries import tables as queries
from relevo.exchange.rules.exchanges import GOES_ON
from relevo.kernel.actor import Actor
from relevo.kernel.text import LocalisedText
from relevo.networks.access import may_keep
from relevo.networks.enums import SeatRole
from relevo.networks.errors import NetworkUnknown, NotKeeper
from relevo.networks.models import Acta, Member
from relevo.pathways.actions.drafts import StepDraft, draft_from_steps
from relevo.pathways.errors import ContentUnreadable, NotDrafter, PathwayFieldRefused
from relevo.plumbing import clock
from relevo.web.desk.exchanges.keeping import sent
from relevo.web.desk.exchanges.pages import around
from relevo.web.desk.exchanges.route_forms import AdoptForm, RouteForm, SetAsideForm, TakeUpForm
from relevo.web.desk.exchanges.tables import find_table
from relevo.web.desk.http import DeskRequest
from relevo.web.exchange_lines import profile_terms
from relevo.wording.words import both

REFUSALS = (
    ActaOfAnotherNetwork,
    ExchangeNotInState,
    ExchangeRefused,
    NotAtTheTable,
    NotYoursToSetAside,
    RouteMoveRefused,
    NetworkUnknown,
    NotKeeper,
    NotDrafter,
    PathwayFieldRefused,
    ContentUnreadable,
)


def refusal_words(refusal: Exception) -> str:
    """Why an act on a route was refused, as a whole sentence."""
    told = {
        ActaOfAnotherNetwork: _("Only an acta of the network that took it up adopts it."),
        ExchangeNotInState: _("Routes are proposed while the exchange is under way."),
        NotAtTheTable: _("Only coordinators of the networks at this table write here."),
        NotYoursToSetAside: _("Only who keeps the route's network or the exchange sets it aside."),
        RouteMoveRefused: _("The route is no longer in the state that this page showed."),
        NotKeeper: _("Only who keeps the network decides for it."),
        NotDrafter: _("Only who keeps the network decides for it."),
    }
    return told.get(type(refusal), _("Something in it does not fit. Look at it again."))


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: DeskRequest, table_id: UUID) -> HttpResponse:
    """Write a route at a table; a button adds a step without losing a word."""
    table = find_table(table_id)
    return _write(
        request,
        table=table,
        initial={},
        act=lambda draft: actions.propose_route(
            table_id=table.pk, draft=draft, by=request.actor, at=clock.now()
        ),
        title=_("Propose a route"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: DeskRequest, route_id: UUID) -> HttpResponse:
    """Write a route anew while nobody decided about it."""
    found = find_route(route_id)
    return _write(
        request,
        table=found.table,
        initial=RouteForm.told_of(found),
        act=lambda draft: actions.change_route(
            route_id=found.pk, draft=draft, by=request.actor, at=clock.now()
        ),
        title=_("Change the route"),
    )


def _write(
    request: DeskRequest,
    *,
    table: WorkingTable,
    initial: dict[str, Any],
    act: Callable[[Any], ProposedRoute],
    title: str,
) -> HttpResponse:
    institutions = _at_the_table(table)
    grows = request.method == "POST" and "more" in request.POST
    if grows:
        form = RouteForm.grown(request.POST.dict(), institutions=institutions)
    else:
        form = RouteForm(sent(request), initial=initial, institutions=institutions)
    if form.is_bound and form.is_valid():
        try:
            written = act(form.draft())
        except REFUSALS as refusal:
            messages.error(request, refusal_words(refusal))
        else:
            messages.success(request, _("The proposed route is written down."))
            return redirect("desk:exchange-route", route_id=written.pk)
    return render(
        request,
        "desk/exchange_propose.html",
        {
            **around(request, table.exchange, tab="tables"),
            "form": form,
            "table": table,
            "title": title,
            "profiles": profile_terms(),
        },
        status=422 if form.is_bound else 200,
    )


def _at_the_table(table: WorkingTable) -> list[tuple[str, str]]:
    """Institutions that sit in the table's networks, and those that take part by themselves."""
    seats = Member.objects.filter(network__in=table.networks.all(), left_on=None)
    sitting = seats.exclude(role=SeatRole.LISTED).values("institution")
    coming = table.exchange.participations.values("institution")
    named = table.routes.values("steps__institution")
    found = (
        Institution.objects.filter(pk__in=sitting)
        | Institution.objects.filter(pk__in=coming)
        | Institution.objects.filter(pk__in=named)
    )
    return [
        (row.key, f"{both(row, 'name')} ({row.country})")
        for row in found.distinct().order_by("sort_key", "key")
    ]


@require_safe
def route(request: DeskRequest, route_id: UUID) -> HttpResponse:
    """One proposed route with its steps and what can become of it."""
    return _show(request, find_route(route_id))


def _show(
    request: DeskRequest, found: ProposedRoute, *, form: forms.Form | None = None
) -> HttpResponse:
    actor = request.actor
    is_open = found.table.exchange.state == ExchangeState.OPEN
    is_proposed = found.state == ProposedState.PROPOSED
    takes_up = found.state in {ProposedState.PROPOSED, ProposedState.SET_ASIDE}
    kept = access.list_kept_networks(actor, table=found.table) if takes_up else []
    decides = found.taken_up_by is not None and may_keep(actor, found.taken_up_by)
    is_taken_up = found.state == ProposedState.TAKEN_UP
    context = around(request, found.table.exchange, tab="tables")
    context |= {
        "route": found,
        "table": found.table,
        "profiles": profile_terms(),
        "may_change": is_open and is_proposed and access.may_write_at(actor, found.table),
        "take_up_form": _take_up_form(None, kept) if kept else None,
        "adopt_form": AdoptForm(actas=_actas(found)) if decides and is_taken_up else None,
        "set_aside_form": SetAsideForm()
        if (is_proposed or is_taken_up) and access.may_set_aside(actor, found)
        else None,
        "may_draft": decides and found.state in GOES_ON and not found.pathway_key,
    }
    if form is not None:
        context["form"] = form
        names = {
            TakeUpForm: "take_up_form",
            AdoptForm: "adopt_form",
            SetAsideForm: "set_aside_form",
        }
        context[names[type(form)]] = form
    status = 422 if form is not None else 200
    return render(request, "desk/exchange_route.html", context, status=status)


def _take_up_form(data: Any, kept: list[Any]) -> TakeUpForm:  # noqa: ANN401 -- Django's own
    return TakeUpForm(data, networks=[(row.key, both(row, "name")) for row in kept])


def _actas(found: ProposedRoute) -> list[tuple[str, str]]:
    if found.taken_up_by is None:
        return []
    actas = Acta.objects.filter(network=found.taken_up_by).order_by("-adopted_on", "number")
    return [(row.number, f"{row.number} · {both(row, 'title')}") for row in actas]


@require_POST
def take_up(request: DeskRequest, route_id: UUID) -> HttpResponse:
    """A network goes on with the route."""
    found = find_route(route_id)
    form = _take_up_form(request.POST, access.list_kept_networks(request.actor, table=found.table))
    if not form.is_valid():
        return _show(request, found, form=form)
    return _act(
        request,
        found,
        lambda at: actions.take_up_route(
            route_id=found.pk, network_key=form.cleaned_data["network"], by=request.actor, at=at
        ),
        said=_("The network has taken the route up."),
    )


@require_POST
def adopt(request: DeskRequest, route_id: UUID) -> HttpResponse:
    """The network's acta adopts the route."""
    found = find_route(route_id)
    form = AdoptForm(request.POST, actas=_actas(found))
    if not form.is_valid():
        return _show(request, found, form=form)
    return _act(
        request,
        found,
        lambda at: actions.adopt_route(
            route_id=found.pk, acta_number=form.cleaned_data["acta"], by=request.actor, at=at
        ),
        said=_("The acta adopts the route."),
    )


@require_POST
def set_aside(request: DeskRequest, route_id: UUID) -> HttpResponse:
    """Nobody goes on with the route for now."""
    found = find_route(route_id)
    form = SetAsideForm(request.POST)
    if not form.is_valid():
        return _show(request, found, form=form)
    return _act(
        request,
        found,
        lambda at: actions.set_aside_route(
            route_id=found.pk, reason=form.cleaned_data["reason"], by=request.actor, at=at
        ),
        said=_("The route is set aside; the reason can be read by everybody."),
    )


@require_POST
def draft(request: DeskRequest, route_id: UUID) -> HttpResponse:
    """One click: the draft of a pathway out of the route, and the two know of each other."""
    found = find_route(route_id)
    return _act(
        request,
        found,
        lambda at: _draft(found, by=request.actor, at=at),
        said=_("The draft of the pathway is there, with the steps of this route."),
    )


@transaction.atomic
def _draft(found: ProposedRoute, *, by: Actor, at: datetime) -> None:
    steps = list(found.steps.all())
    table = found.table
    version = draft_from_steps(
        network_key=found.taken_up_by.key if found.taken_up_by is not None else "",
        title_es=found.title_es,
        title_en=found.title_en,
        profiles=[table.profile] if table.profile else [],
        countries=sorted({step.side for step in steps}),
        crossing_key=table.crossing.key if table.crossing is not None else "",
        steps=[
            StepDraft(
                action=LocalisedText(step.action_es, step.action_en),
                role=LocalisedText(step.role, ""),
                side=step.side,
                institution_key=step.institution.key if step.institution is not None else "",
                within_minutes=step.within_minutes,
            )
            for step in steps
        ],
        problem=LocalisedText(found.problem_es, found.problem_en),
        by=by,
        at=at,
    )
    actions.link_pathway(route_id=found.pk, pathway_key=version.pathway.key, by=by, at=at)


def _act(
    request: DeskRequest,
    found: ProposedRoute,
    act: Callable[[datetime], object],
    *,
    said: str,
) -> HttpResponse:
    try:
        act(clock.now())
    except REFUSALS as refusal:
        messages.error(request, refusal_words(refusal))
    else:
        messages.success(request, said)
    return redirect("desk:exchange-route", route_id=found.pk)


def find_route(route_id: UUID) -> ProposedRoute:
    """The route, or a page that does not exist."""
    try:
        return queries.get_route(route_id)
    except RouteUnknown as unknown:
        raise Http404 from unknown
