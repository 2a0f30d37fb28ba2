"""What a movement needs at a place, who was warned of it, and who has read that."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from relevo.plumbing import clock
from relevo.situation import access
from relevo.situation.actions import movements as actions
from relevo.situation.errors import NotAllowed, NotFound
from relevo.situation.loaders.movements import Expected, Picture, expected_at
from relevo.situation.queries.movements import is_read_by
from relevo.situation.queries.needs import list_needs_at, list_rates, needs_of
from relevo.situation.rules.movements import People
from relevo.web.as_of import as_of
from relevo.web.desk.http import DeskRequest, sent
from relevo.web.desk.movements.forms import STAMP, WarningForm, WithdrawForm
from relevo.web.desk.movements.pages import picture_or_404
from relevo.web.desk.sent_once import sent_once
from relevo.web.desk.signals.refused import REFUSALS, tell

NOBODY = People(0, 0, 0)
SHOW = "mostrar"
"""With this in the address nothing is sent: the page shows what would be."""


@dataclass(frozen=True, slots=True)
class Goes:
    """What a warning would say; ``values`` send exactly that."""

    start: datetime
    until: datetime
    people: People
    stay: str
    needs: Mapping[str, int]
    values: Sequence[tuple[str, object]]


@require_http_methods(["GET", "HEAD", "POST"])
def issue(request: DeskRequest, movement_id: UUID, key: str) -> HttpResponse:
    """Needs of a municipality against what there is; a coordinator warns of them here."""
    asked = as_of(request)
    picture = picture_or_404(request, movement_id, at=asked.at, known_at=asked.known_at)
    place = expected_at(picture, key)
    if place is None:
        raise Http404
    if request.method == "POST" and not asked.is_now:
        messages.error(
            request, gettext("Nobody is warned in the past. Here it is now: warn from here.")
        )
        return redirect("desk:warning-issue", movement_id=movement_id, key=key)
    may_warn = asked.is_now and access.may_lead(request.actor)
    form = WarningForm(
        sent(request),
        window=place.window,
        initial=_proposed(picture, place),
    )
    is_shown = SHOW in request.GET
    if request.method == "POST" and form.is_valid() and not is_shown:
        try:
            made = _issue(request, movement_id, key, form)
        except REFUSALS as refusal:
            tell(form, refusal)
        else:
            if made is not None:
                messages.success(request, gettext("Warned. You see below who has read it."))
                return redirect("desk:movement", movement_id=movement_id)
    needs = list_needs_at(
        place.area,
        picture.people or NOBODY,
        stay=place.stay,
        during=place.window,
        known_at=asked.known_at,
    )
    return render(
        request,
        "desk/warning_issue.html",
        {
            "movement": picture.row,
            "picture": picture,
            "place": place,
            "is_over": place.window.end <= asked.at,
            "needs": needs if picture.people else [],
            "rates": list_rates(),
            "form": form,
            "may_warn": may_warn,
            "goes": _goes(form) if may_warn and is_shown else None,
            "replaced": access.warning_to_replace(
                request.actor,
                movement_id=movement_id,
                area_id=place.area.pk,
                known_at=asked.known_at,
            ),
            "asof": asked,
            "section": "situation",
        },
        status=422 if form.errors else 200,
    )


def _issue(request: DeskRequest, movement_id: UUID, key: str, form: WarningForm) -> UUID | None:
    told, at = form.cleaned_data, clock.now()

    def act() -> UUID:
        return actions.issue_warning(
            movement_id=movement_id,
            area_key=key,
            from_at=_mark(told["start"]),
            until_at=_mark(told["until"]),
            people=form.people(),
            stay=told["stay"],
            by=request.actor,
            at=at,
        ).pk

    return sent_once(request, form, act, at=at, about=f"{movement_id} {key}")


def _goes(form: WarningForm) -> Goes | None:
    """What the form would send; None where it cannot be sent."""
    if not form.is_valid():
        return None
    told, people = form.cleaned_data, form.people()
    return Goes(
        start=_mark(told["start"]),
        until=_mark(told["until"]),
        people=people,
        stay=told["stay"],
        needs=needs_of(people, stay=told["stay"]),
        values=[(name, told[name]) for name in form.fields if told[name] is not None],
    )


def _mark(stamp: str) -> datetime:
    return datetime.strptime(stamp, STAMP).replace(tzinfo=clock.LOCAL)


def _proposed(picture: Picture, place: Expected) -> dict[str, object]:
    people = picture.people
    return {
        "start": place.window.start.strftime(STAMP),
        "until": place.window.end.strftime(STAMP),
        "stay": place.stay,
        "low": people.low if people else None,
        "best": people.best if people else None,
        "high": people.high if people else None,
    }


@require_safe
def inbox(request: DeskRequest) -> HttpResponse:
    """Warnings for one's institution, those ahead first."""
    if not access.reads_warnings(request.actor):
        raise Http404
    asked = as_of(request)
    told = access.warning_lines_for(request.actor, at=asked.at, known_at=asked.known_at)
    mine = request.actor.institution_id
    return render(
        request,
        "desk/warning_list.html",
        {
            "lines": [
                (line, line.row.until_at > asked.at, is_read_by(line.row, mine))
                for line in told
                if line.after is None
            ],
            "may_withdraw": asked.is_now and access.may_lead(request.actor),
            "may_read": asked.is_now and access.is_warned(request.actor),
            "asof": asked,
            "section": "situation",
        },
    )


@require_POST
def read(request: DeskRequest, warning_id: UUID) -> HttpResponse:
    """Say for one's institution that a warning was read."""
    try:
        actions.acknowledge_warning(warning_id=warning_id, by=request.actor, at=clock.now())
    except (NotFound, NotAllowed) as refusal:
        raise Http404 from refusal
    messages.success(request, gettext("Noted that your institution has read it."))
    return redirect("desk:warnings")


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: DeskRequest, warning_id: UUID) -> HttpResponse:
    """Take a warning back and say why."""
    now = clock.now()
    if not access.may_lead(request.actor):
        raise Http404
    try:
        row = access.warning_for(request.actor, warning_id=warning_id, known_at=now)
    except NotFound as missing:
        raise Http404 from missing
    form = WithdrawForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = _withdraw(request, form, warning_id, at=now)
        except REFUSALS as refusal:
            tell(form, refusal)
        else:
            if made is not None:
                messages.success(request, gettext("Taken back. Whoever was warned reads why."))
                return redirect("desk:movement", movement_id=row.movement_id)
    return render(
        request,
        "desk/warning_withdraw.html",
        {"warning": row, "form": form, "section": "situation"},
        status=422 if form.errors else 200,
    )


def _withdraw(
    request: DeskRequest, form: WithdrawForm, warning_id: UUID, *, at: datetime
) -> UUID | None:
    reason = form.cleaned_data["reason"]

    def act() -> UUID:
        return actions.withdraw_warning(
            warning_id=warning_id, reason=reason, by=request.actor, at=at
        ).warning_id

    return sent_once(request, form, act, at=at, about=warning_id)
