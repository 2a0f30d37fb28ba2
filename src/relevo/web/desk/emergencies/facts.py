"""What is told of an emergency: another phase, another area, a number of a source."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from relevo.plumbing import clock
from relevo.situation import access
from relevo.situation.actions import emergencies as actions
from relevo.situation.queries.emergencies import EmergencyLine
from relevo.web.desk.emergencies.context import line_or_404
from relevo.web.desk.emergencies.forms import AreaForm, FigureForm, NameForm, PhaseForm
from relevo.web.desk.emergencies.refused import REFUSALS, sentence, tell
from relevo.web.desk.http import DeskRequest, sent
from relevo.web.desk.sent_once import OnceForm, sent_once

Act = Callable[[EmergencyLine, dict[str, Any]], object]


@require_http_methods(["GET", "HEAD", "POST"])
def phase(request: DeskRequest, key: str) -> HttpResponse:
    """Move it into another phase; *over* ends it."""
    line = line_or_404(request, key)
    form = PhaseForm(sent(request), initial={"from_at": clock.now()})
    return _told(
        request,
        line,
        form,
        act=lambda line, told: actions.move_phase(
            emergency_id=line.id,
            phase=told["phase"],
            from_at=told["from_at"],
            reason_es=told["reason_es"],
            reason_en=told["reason_en"],
            by=request.actor,
            at=clock.now(),
        ),
        words={
            "title": gettext("Move the phase"),
            "lead": gettext("Its points stay open until they are closed."),
            "button": gettext("Move the phase"),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def name(request: DeskRequest, key: str) -> HttpResponse:
    """Correct what it is called; its address stays."""
    line = line_or_404(request, key)
    form = NameForm(sent(request), initial={"name_es": line.name.es, "name_en": line.name.en})
    return _told(
        request,
        line,
        form,
        act=lambda line, told: actions.correct_name(
            emergency_id=line.id,
            name_es=told["name_es"],
            name_en=told["name_en"],
            reason=told["reason"],
            by=request.actor,
            at=clock.now(),
        ),
        words={
            "title": gettext("Correct the name"),
            "lead": gettext(
                "Whoever sees the emergency sees the new name at once; the earlier one stays in "
                "its history. No names of persons."
            ),
            "button": gettext("Correct the name"),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def area(request: DeskRequest, key: str) -> HttpResponse:
    """It is felt there too."""
    line, now = line_or_404(request, key), clock.now()
    form = AreaForm(sent(request), on=now.date(), initial={"from_at": now})
    return _told(
        request,
        line,
        form,
        act=lambda line, told: actions.add_area(
            emergency_id=line.id,
            where=actions.Where(told["country"], told["area_key"]),
            from_at=told["from_at"],
            by=request.actor,
            at=clock.now(),
        ),
        words={
            "title": gettext("Add an area"),
            "lead": "",
            "button": gettext("Add the area"),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def figure(request: DeskRequest, key: str) -> HttpResponse:
    """Put the number of one source beside those of others."""
    line, now = line_or_404(request, key), clock.now()
    form = FigureForm(sent(request), on=now.date(), initial={"as_of_at": now})
    return _told(
        request,
        line,
        form,
        act=lambda line, told: actions.tell_figure(
            emergency_id=line.id, told=_figure(told), by=request.actor, at=clock.now()
        ),
        words={
            "title": gettext("Add a figure"),
            "lead": gettext(
                "It stands beside those of other sources; nothing is averaged. Members see it as "
                "it is; the public sees it in tens, from 10 people on, and not of a municipality."
            ),
            "button": gettext("Add the figure"),
        },
    )


def _figure(told: dict[str, Any]) -> actions.FigureFacts:
    names = (
        *("measure", "value", "qualifier", "said_by", "as_of_at", "source", "country"),
        *("area_key", "high", "note_es", "note_en", "confidence"),
    )
    return actions.FigureFacts(**{name: told[name] for name in names})


def _told(
    request: DeskRequest,
    line: EmergencyLine,
    form: OnceForm,
    *,
    act: Act,
    words: Mapping[str, str],
) -> HttpResponse:
    if not access.may_lead(request.actor):
        messages.error(request, gettext("The coordination of an institution writes this."))
        return redirect("desk:emergency-view", key=line.key)
    if request.method == "POST" and form.is_valid():
        try:
            done = _once(request, line, form, act)
        except REFUSALS as refusal:
            tell(form, refusal)
        else:
            if done is not None:
                noted = gettext("It is noted. What stood before stays in the history.")
                messages.success(request, noted)
                return redirect("desk:emergency-view", key=line.key)
    return render(
        request,
        "desk/crisis_form.html",
        {"form": form, "line": line, **words, "section": "situation"},
        status=422 if form.errors else 200,
    )


def _once(request: DeskRequest, line: EmergencyLine, form: OnceForm, act: Act) -> UUID | None:
    def add() -> UUID:
        act(line, form.cleaned_data)
        return line.id

    return sent_once(request, form, add, at=clock.now(), about=line.id)


@require_POST
def area_end(request: DeskRequest, key: str) -> HttpResponse:
    """It is felt there no longer."""
    line, now = line_or_404(request, key), clock.now()
    where = actions.Where(request.POST.get("country", ""), request.POST.get("area", ""))
    try:
        actions.end_area(emergency_id=line.id, where=where, until_at=now, by=request.actor, at=now)
    except REFUSALS as refusal:
        messages.error(request, str(sentence(refusal)))
    else:
        messages.success(request, gettext("It is noted. What stood before stays in the history."))
    return redirect("desk:emergency-view", key=line.key)
