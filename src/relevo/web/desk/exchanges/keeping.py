"""What the keeper of an exchange writes: series, exchange, participants, sessions, its state."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from relevo.directory.models import Institution
from relevo.exchange.actions import exchanges as actions
from relevo.exchange.errors import (
    AlreadyTakesPart,
    ExchangeMoveRefused,
    ExchangeNotInState,
    ExchangeRefused,
    NotExchangeKeeper,
    NotYourSeries,
    SeriesUnknown,
    SitsAtATable,
)
from relevo.exchange.models import ExchangeSession
from relevo.exchange.queries import exchanges as queries
from relevo.networks.access import may_keep
from relevo.networks.models import Network
from relevo.networks.queries.network import networks_of
from relevo.plumbing import clock
from relevo.web.desk.exchanges.forms import (
    ExchangeForm,
    ParticipantForm,
    SeriesForm,
    SessionForm,
)
from relevo.web.desk.exchanges.pages import around, find_exchange
from relevo.web.desk.http import DeskRequest
from relevo.wording.words import both

REFUSALS = (
    NotExchangeKeeper,
    NotYourSeries,
    ExchangeNotInState,
    ExchangeMoveRefused,
    ExchangeRefused,
    AlreadyTakesPart,
    SitsAtATable,
)


def refusal_words(refusal: Exception) -> str:
    """Why an act on an exchange was refused, as a whole sentence."""
    told = {
        NotExchangeKeeper: _("Only the institution that hosts the exchange changes it."),
        NotYourSeries: _("Only who convenes this series plans its next exchange."),
        ExchangeNotInState: _("This exchange is closed: its report does not change."),
        ExchangeMoveRefused: _("Somebody has already opened or closed this exchange."),
        AlreadyTakesPart: _("They already are among the participants."),
        SitsAtATable: _("This network sits at a working table, so it stays on the list."),
    }
    return told.get(type(refusal), _("Something in it does not fit. Look at it again."))


def attempt(request: DeskRequest, act: Callable[[], object], *, said: str) -> bool:
    """Do it and say so, or say why it was refused; whether it was done."""
    try:
        act()
    except REFUSALS as refusal:
        messages.error(request, refusal_words(refusal))
        return False
    messages.success(request, said)
    return True


def sent(request: DeskRequest) -> Any:  # noqa: ANN401 -- what Django binds a form to
    """The data of a form that was sent, or nothing."""
    return request.POST if request.method == "POST" else None


def show_form(
    request: DeskRequest, form: forms.Form, *, title: str, back: str, **more: object
) -> HttpResponse:
    """A page with one form; 422 when it was refused."""
    return render(
        request,
        "desk/exchange_form.html",
        {"form": form, "title": title, "back": back, "kicker": "", "section": "exchanges", **more},
        status=422 if form.errors or (request.method == "POST") else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def new_series(request: DeskRequest) -> HttpResponse:
    """Begin a series of exchanges."""
    kept = [
        network
        for network in networks_of(request.actor.institution_id)
        if may_keep(request.actor, network)
    ]
    form = SeriesForm(sent(request), networks=[(row.key, both(row, "name")) for row in kept])
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        network_key = told.pop("network")
        done = attempt(
            request,
            lambda: actions.found_series(
                **told, network_key=network_key, by=request.actor, at=clock.now()
            ),
            said=_("The series is there. Plan its first exchange."),
        )
        if done:
            return redirect("desk:exchanges")
    return show_form(request, form, title=_("New series of exchanges"), back="")


@require_http_methods(["GET", "HEAD", "POST"])
def new_exchange(request: DeskRequest, key: str) -> HttpResponse:
    """Plan the next exchange of a series."""
    series = queries.find_series(key)
    if series is None:
        raise Http404
    form = ExchangeForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            planned = actions.plan_exchange(
                series_key=key, plan=form.plan(), by=request.actor, at=clock.now()
            )
        except (NotYourSeries, SeriesUnknown, ExchangeRefused) as refusal:
            messages.error(request, refusal_words(refusal))
        else:
            messages.success(request, _("Planned. Say who takes part, and set up its tables."))
            return redirect("desk:exchange", key=planned.key)
    return show_form(
        request,
        form,
        title=_("Next exchange"),
        back="",
        kicker=both(series, "name"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: DeskRequest, key: str) -> HttpResponse:
    """Change what is known of an exchange."""
    exchange = find_exchange(key)
    form = ExchangeForm(sent(request), initial=ExchangeForm.told_of(exchange))
    if request.method == "POST" and form.is_valid():
        done = attempt(
            request,
            lambda: actions.change_exchange(
                key=key, plan=form.plan(), by=request.actor, at=clock.now()
            ),
            said=_("Changed."),
        )
        if done:
            return redirect("desk:exchange", key=key)
    return show_form(request, form, title=_("Change the exchange"), back=exchange.key)


@require_POST
def open_it(request: DeskRequest, key: str) -> HttpResponse:
    """It begins."""
    exchange = find_exchange(key)
    attempt(
        request,
        lambda: actions.open_exchange(key=exchange.key, by=request.actor, at=clock.now()),
        said=_("The exchange is under way: its tables can propose routes."),
    )
    return redirect("desk:exchange", key=key)


@require_POST
def close_it(request: DeskRequest, key: str) -> HttpResponse:
    """It ends; the closing page is its report."""
    exchange = find_exchange(key)
    attempt(
        request,
        lambda: actions.close_exchange(key=exchange.key, by=request.actor, at=clock.now()),
        said=_("The exchange is closed. This is its report."),
    )
    return redirect("desk:exchange-closing", key=key)


@require_http_methods(["GET", "HEAD", "POST"])
def participants(request: DeskRequest, key: str) -> HttpResponse:
    """Who takes part, by network and institution."""
    exchange = find_exchange(key)
    form = ParticipantForm(sent(request), networks=_networks(), institutions=_institutions())
    if request.method == "POST" and form.is_valid():
        done = attempt(
            request,
            lambda: actions.add_participation(
                key=key, who=form.participant(), by=request.actor, at=clock.now()
            ),
            said=_("Added to the participants."),
        )
        if done:
            return redirect("desk:exchange-participants", key=key)
    return render(
        request,
        "desk/exchange_participants.html",
        {**around(request, exchange, tab="participants"), "form": form},
        status=422 if request.method == "POST" else 200,
    )


@require_POST
def remove_participant(request: DeskRequest, key: str, participation_id: int) -> HttpResponse:
    """Take somebody off the list."""
    exchange = find_exchange(key)
    attempt(
        request,
        lambda: actions.remove_participation(
            key=exchange.key,
            participation_id=participation_id,
            by=request.actor,
            at=clock.now(),
        ),
        said=_("Taken off the list."),
    )
    return redirect("desk:exchange-participants", key=key)


@require_http_methods(["GET", "HEAD", "POST"])
def new_session(request: DeskRequest, key: str) -> HttpResponse:
    """A session more."""
    exchange = find_exchange(key)
    form = SessionForm(sent(request), initial={"on": exchange.starts_on})
    if request.method == "POST" and form.is_valid():
        done = attempt(
            request,
            lambda: actions.add_session(
                key=key, session=form.session(), by=request.actor, at=clock.now()
            ),
            said=_("The session is on the list."),
        )
        if done:
            return redirect("desk:exchange", key=key)
    return show_form(request, form, title=_("New session"), back=exchange.key)


@require_http_methods(["GET", "HEAD", "POST"])
def session(request: DeskRequest, key: str, position: int) -> HttpResponse:
    """Write what came out of a session."""
    exchange = find_exchange(key)
    row = ExchangeSession.objects.filter(exchange=exchange, position=position).first()
    if row is None:
        raise Http404
    form = SessionForm(sent(request), initial=SessionForm.told_of(row))
    if request.method == "POST" and form.is_valid():
        done = attempt(
            request,
            lambda: actions.write_session(
                key=key,
                position=position,
                session=form.session(),
                by=request.actor,
                at=clock.now(),
            ),
            said=_("Written down."),
        )
        if done:
            return redirect("desk:exchange", key=key)
    return show_form(request, form, title=_("Session"), back=exchange.key)


def _networks() -> list[tuple[str, str]]:
    return [(row.key, both(row, "name")) for row in Network.objects.order_by("sort_key", "key")]


def _institutions() -> list[tuple[str, str]]:
    rows = Institution.objects.nameable().order_by("sort_key", "key")
    return [(row.key, f"{both(row, 'name')} ({row.country})") for row in rows]
