"""Pledges of an emergency: offered by an institution, delivered or withdrawn by the same one."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from relevo.plumbing import clock
from relevo.situation import access
from relevo.situation.actions import pledges as actions
from relevo.situation.errors import NotFound
from relevo.situation.queries import pledges as queries
from relevo.situation.queries.pledges import PledgeLine
from relevo.web.as_of import as_of
from relevo.web.desk.emergencies.context import line_or_404, page_context, view_or_404
from relevo.web.desk.emergencies.forms import DeliveredForm, PledgeForm
from relevo.web.desk.emergencies.refused import REFUSALS, sentence, tell
from relevo.web.desk.http import DeskRequest, sent
from relevo.web.desk.sent_once import sent_once
from relevo.web.emergency_phrases import PLEDGE_TONES


@require_safe
def of_emergency(request: DeskRequest, key: str) -> HttpResponse:
    """What was promised, by kind and area together, and pledge by pledge."""
    asked = as_of(request)
    view = view_or_404(request, key, asked)
    lines = queries.list_pledges(emergency_key=key, known_at=asked.known_at)
    return render(
        request,
        "desk/crisis_pledges.html",
        {
            **page_context(request, view.line, asked, current="pledges"),
            "lines": [(line, PLEDGE_TONES[line.standing.state]) for line in lines],
            "sums": queries.sum_pledges(lines),
            "own": request.actor.institution_id,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def pledge_new(request: DeskRequest, key: str) -> HttpResponse:
    """What one's own institution brings, how many, where and from when."""
    line, now = line_or_404(request, key), clock.now()
    if not access.may_speak(request.actor):
        messages.error(request, gettext("Choose first for which institution you act."))
        return redirect("desk:emergency-pledges", key=key)
    own = request.membership.institution.country
    form = PledgeForm(sent(request), on=now.date(), initial={"from_at": now, "country": own})
    if request.method == "POST" and form.is_valid():
        try:
            made = _offer(request, form, line.id)
        except REFUSALS as refusal:
            tell(form, refusal)
        else:
            if made is not None:
                messages.success(request, gettext("Thank you. The offer stands with the others."))
                return redirect("desk:emergency-pledges", key=key)
    return render(
        request,
        "desk/crisis_form.html",
        {
            "form": form,
            "line": line,
            "title": gettext("Offer something"),
            "lead": gettext("In the name of your institution. The members of the networks see it."),
            "button": gettext("Offer it"),
            "section": "situation",
        },
        status=422 if form.errors else 200,
    )


def _offer(request: DeskRequest, form: PledgeForm, emergency_id: UUID) -> UUID | None:
    told, at = form.cleaned_data, clock.now()
    facts = actions.PledgeFacts(
        kind=told["kind"],
        amount=told["amount"],
        area_key=told["area_key"],
        from_at=told["from_at"],
        until_at=told["until_at"],
        note=told["note"],
    )

    def act() -> UUID:
        return actions.make_pledge(
            emergency_id=emergency_id, told=facts, by=request.actor, at=at
        ).pk

    return sent_once(request, form, act, at=at, about=emergency_id)


@require_http_methods(["GET", "HEAD", "POST"])
def pledge_step(request: DeskRequest, pledge_id: UUID) -> HttpResponse:
    """How much has arrived; only the institution that made the pledge says so."""
    row = _pledge(request, pledge_id)
    form = DeliveredForm(sent(request), initial={"amount": row.amount})
    if request.method == "POST" and form.is_valid():
        try:
            actions.deliver_pledge(
                pledge_id=pledge_id, **form.cleaned_data, by=request.actor, at=clock.now()
            )
        except REFUSALS as refusal:
            tell(form, refusal)
        else:
            messages.success(request, gettext("Noted what has arrived. Thank you."))
            return redirect("desk:emergency-pledges", key=row.emergency_key)
    return render(
        request,
        "desk/pledge_page.html",
        {
            "pledge": row,
            "tone": PLEDGE_TONES[row.standing.state],
            "form": form,
            "may_change": access.may_speak(request.actor)
            and row.institution_id == request.actor.institution_id
            and row.standing.state != "withdrawn",
            "section": "situation",
        },
        status=422 if form.errors else 200,
    )


@require_POST
def pledge_withdraw(request: DeskRequest, pledge_id: UUID) -> HttpResponse:
    """What has not arrived does not come; no reason is asked for."""
    row = _pledge(request, pledge_id)
    try:
        actions.withdraw_pledge(pledge_id=pledge_id, by=request.actor, at=clock.now())
    except REFUSALS as refusal:
        messages.error(request, str(sentence(refusal)))
    else:
        messages.success(request, gettext("The offer is withdrawn. What had arrived stays noted."))
    return redirect("desk:emergency-pledges", key=row.emergency_key)


def _pledge(request: DeskRequest, pledge_id: UUID) -> PledgeLine:
    try:
        row = queries.get_pledge(pledge_id, at=clock.now())
    except NotFound as unknown:
        raise Http404 from unknown
    line_or_404(request, row.emergency_key)
    return row
