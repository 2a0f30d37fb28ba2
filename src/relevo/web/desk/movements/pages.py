"""Large movements: who saw what, where they may be and when, what they need."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from relevo.places.models import Area
from relevo.plumbing import clock
from relevo.situation import access
from relevo.situation.actions import movements as actions
from relevo.situation.errors import NotFound
from relevo.situation.loaders.movements import UNDER_WAY, Picture, latest_people, told_of
from relevo.situation.queries.movements import going_at, seen_by
from relevo.situation.rules.movements import half_day
from relevo.web.as_of import as_of
from relevo.web.desk.http import DeskRequest, sent
from relevo.web.desk.movements.forms import MovementForm, SightingForm
from relevo.web.desk.sent_once import sent_once
from relevo.web.desk.signals.refused import REFUSALS, tell
from relevo.web.mapping.events import state_said
from relevo.web.movement_phrases import MOVEMENT_STATES, no_word_since, people_said

SAME_NAMES = (
    *("day", "half", "kind", "low", "best", "high"),
    *("estimate", "source_type", "source", "confidence"),
)
"""Fields of the form of a sighting that are named as its columns."""

LONGEST_WAY = timedelta(days=14)
"""No window lies farther ahead: at the slowest pace the longest way is over by then."""


@require_safe
def movement_list(request: DeskRequest) -> HttpResponse:
    """Movements as known at an instant, newest first; for who sees live facts."""
    if not access.sees_live(request.actor):
        raise Http404
    asked = as_of(request)
    rows = access.movements_for(request.actor, at=asked.at, known_at=asked.known_at)
    lines = []
    for row in rows:
        seen = seen_by(row, at=asked.at)
        told = told_of(seen)
        last = told[0] if told else None
        people = latest_people(told)
        said = people_said(people) if people is not None else ""
        since = last.span.start if last else half_day(row.day, "am").start
        going = going_at(row, at=asked.at)
        is_silent = going in UNDER_WAY and since + LONGEST_WAY <= asked.at
        state = no_word_since(since) if is_silent else MOVEMENT_STATES[going]
        lines.append((row, state, last, said))
    warnings = access.warnings_for(request.actor, at=asked.at, known_at=asked.known_at)
    return render(
        request,
        "desk/movement_list.html",
        {
            "lines": lines,
            "ahead": sum(warning.until_at > asked.at for warning in warnings),
            "reads_warnings": access.reads_warnings(request.actor),
            "may_tell": asked.is_now and access.may_tell(request.actor),
            "asof": asked,
            "section": "situation",
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    """Open a movement."""
    _check(request)
    now = clock.now()
    form = MovementForm(
        sent(request),
        on=now.date(),
        initial={"day": now.date()},
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = _open(request, form, at=now)
        except REFUSALS as refusal:
            tell(form, refusal)
        else:
            if made is not None:
                messages.success(request, gettext("The movement is open. Add what was seen."))
                return redirect("desk:movement", movement_id=made)
    return render(
        request,
        "desk/movement_new.html",
        {"form": form, "section": "situation"},
        status=422 if form.errors else 200,
    )


def _open(request: DeskRequest, form: MovementForm, *, at: datetime) -> UUID | None:
    told = form.cleaned_data

    def act() -> UUID:
        return actions.open_movement(
            heading=told["heading"],
            origin_key=told["area_key"],
            via=form.via(),
            day=told["day"],
            source=told["source"],
            confidence=told["confidence"],
            by=request.actor,
            at=at,
        ).pk

    return sent_once(request, form, act, at=at)


@require_safe
def movement(request: DeskRequest, movement_id: UUID) -> HttpResponse:
    """One movement: sightings side by side, windows ahead, warnings."""
    asked = as_of(request)
    picture = picture_or_404(request, movement_id, at=asked.at, known_at=asked.known_at)
    warned = access.warning_lines_for(
        request.actor, at=asked.at, known_at=asked.known_at, movement_id=movement_id
    )
    may_tell = asked.is_now and access.may_tell(request.actor)
    return render(
        request,
        "desk/movement_page.html",
        {
            "movement": picture.row,
            "picture": picture,
            "state": state_said(picture, at=asked.at),
            "ahead": picture.still_ahead(at=asked.at),
            "elsewhere": [row for row in picture.elsewhere if row.window.end > asked.at],
            "is_silent": picture.is_silent(at=asked.at),
            "people": people_said(picture.people) if picture.people is not None else "",
            "is_only_said": not picture.told,
            "warnings": [line for line in warned if line.stands],
            "warned_before": [line for line in warned if not line.stands],
            "may_warn": asked.is_now and access.may_lead(request.actor),
            "may_tell": may_tell,
            "corrects_of": request.actor.institution_id if may_tell else None,
            "asof": asked,
            "section": "situation",
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def new_sighting(request: DeskRequest, movement_id: UUID) -> HttpResponse:
    """Add what one source tells."""
    _check(request)
    now = clock.now()
    half = "am" if now.hour < 12 else "pm"  # noqa: PLR2004 -- noon
    initial = {"day": now.date(), "half": half, "kind": "transit"}
    return _sighting_form(request, movement_id, initial=initial, at=now)


@require_http_methods(["GET", "HEAD", "POST"])
def correct_sighting(request: DeskRequest, movement_id: UUID, sighting_id: UUID) -> HttpResponse:
    """Tell a sighting of one's own institution anew; the first version stays."""
    _check(request)
    now = clock.now()
    try:
        row = access.sighting_to_correct(
            request.actor, movement_id=movement_id, sighting_id=sighting_id, known_at=now
        )
    except NotFound as missing:
        raise Http404 from missing
    initial = {
        "place": row.area.name,
        "crossing": row.crossing.key if row.crossing else "",
        **{name: getattr(row, name) for name in SAME_NAMES},
    }
    return _sighting_form(
        request, movement_id, initial=initial, corrects=sighting_id, kept=row.area, at=now
    )


def _sighting_form(
    request: DeskRequest,
    movement_id: UUID,
    *,
    initial: dict[str, Any],
    at: datetime,
    corrects: UUID | None = None,
    kept: Area | None = None,
) -> HttpResponse:
    picture = picture_or_404(request, movement_id, at=at, known_at=at)
    form = SightingForm(sent(request), on=at.date(), kept=kept, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = _add(request, form, movement_id, corrects=corrects, at=at)
        except REFUSALS as refusal:
            tell(form, refusal)
        else:
            if made is not None:
                messages.success(request, _said_of_made(corrects))
                return redirect("desk:movement", movement_id=movement_id)
    return render(
        request,
        "desk/sighting_new.html",
        {"form": form, "movement": picture.row, "corrects": corrects, "section": "situation"},
        status=422 if form.errors else 200,
    )


def _said_of_made(corrects: UUID | None) -> str:
    if corrects is None:
        return gettext("Added. The windows follow from it at once.")
    return gettext("Corrected. The windows follow from it at once.")


def _add(
    request: DeskRequest,
    form: SightingForm,
    movement_id: UUID,
    *,
    corrects: UUID | None,
    at: datetime,
) -> UUID | None:
    seen = _seen(form.cleaned_data)

    def act() -> UUID:
        return actions.add_sighting(
            movement_id=movement_id, seen=seen, corrects=corrects, by=request.actor, at=at
        ).pk

    about = movement_id if corrects is None else f"{movement_id} {corrects}"
    return sent_once(request, form, act, at=at, about=about)


def _seen(told: dict[str, Any]) -> actions.Seen:
    return actions.Seen(
        area_key=told["area_key"],
        day=told["day"],
        half=told["half"],
        kind=told["kind"],
        source_type=told["source_type"],
        low=told["low"],
        best=told["best"],
        high=told["high"],
        estimate=told["estimate"],
        crossing_key=told["crossing"],
        source=told["source"],
        confidence=told["confidence"],
    )


def picture_or_404(
    request: DeskRequest, movement_id: UUID, *, at: datetime, known_at: datetime
) -> Picture:
    """The movement of an address, for who sees live facts; to others there is none."""
    try:
        return access.movement_for(request.actor, movement_id=movement_id, at=at, known_at=known_at)
    except NotFound as unknown:
        raise Http404 from unknown


def _check(request: DeskRequest) -> None:
    """Http404 for who may not know that there is anything to write here."""
    if not access.sees_live(request.actor):
        raise Http404
