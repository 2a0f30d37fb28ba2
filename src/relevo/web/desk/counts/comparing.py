"""Two counts side by side: opened, explained, confirmed by both sides."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from relevo.directory.enums import ENFORCEMENT_KINDS
from relevo.networks.models import Member
from relevo.plumbing import clock
from relevo.situation import access
from relevo.situation.actions import counts as actions
from relevo.situation.errors import NotFound
from relevo.situation.queries.counts import CountLine, ReconciliationLine
from relevo.situation.rules import counts as rules
from relevo.web.as_of import FORMAT, AsOf, as_of
from relevo.web.desk.counts.forms import Choices, CompareForm, ReasonForm
from relevo.web.desk.counts.refused import REASON_NEEDED, REFUSALS, sentence, tell
from relevo.web.desk.http import DeskRequest
from relevo.web.desk.names import institution_name
from relevo.web.desk.sent_once import sent_once
from relevo.web.phrases import COUNTRIES

HOUR = 3600
HOURS_OF_A_DAY = 24
DAYS_TOLD_FROM = 2


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: DeskRequest, outflow_id: UUID, inflow_id: UUID) -> HttpResponse:
    """Which people are compared, and who brings the two together."""
    outflow, inflow = (_count(request, count_id) for count_id in (outflow_id, inflow_id))
    if not access.may_compare(request.actor):
        raise Http404
    told = request.POST if request.method == "POST" else None
    form = CompareForm(
        told, parts=_parts(outflow, inflow), institutions=_institutions(outflow, inflow)
    )
    if told is not None and form.is_valid():
        try:
            made = _open(request, form, outflow_id, inflow_id)
        except REFUSALS as refusal:
            tell(form, refusal)
        except NotFound as missing:
            raise Http404 from missing
        else:
            if made is not None:
                return redirect("desk:reconciliation", reconciliation_id=made)
    return render(
        request,
        "desk/reconciliation_new.html",
        {
            "outflow": outflow,
            "inflow": inflow,
            "form": form,
            "has_one_cut_off": outflow.cut_off_at == inflow.cut_off_at,
            "ask": _ask_again(outflow, inflow),
            "section": "situation",
        },
        status=422 if form.errors else 200,
    )


def _open(
    request: DeskRequest, form: CompareForm, outflow_id: UUID, inflow_id: UUID
) -> UUID | None:
    told, at = form.cleaned_data, clock.now()

    def act() -> UUID:
        return actions.open_reconciliation(
            outflow_id=outflow_id,
            inflow_id=inflow_id,
            part=told["part"],
            responsible_key=told["responsible"],
            by=request.actor,
            at=at,
            is_demo=clock.is_demo(),
        ).pk

    return sent_once(request, form, act, at=at, about=f"{outflow_id} {inflow_id}")


@require_safe
def reconciliation(request: DeskRequest, reconciliation_id: UUID) -> HttpResponse:
    """The gap, its age, likely reasons, who must resolve it, who has confirmed."""
    return _page(request, reconciliation_id)


@require_POST
def explain(request: DeskRequest, reconciliation_id: UUID) -> HttpResponse:
    """A likely reason; a refusal comes back with the form."""
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            done = _explain(request, form, reconciliation_id)
        except REFUSALS as refusal:
            tell(form, refusal)
        except NotFound as missing:
            raise Http404 from missing
        else:
            if done is not None:
                messages.success(request, gettext("The reason is noted."))
                return redirect("desk:reconciliation", reconciliation_id=reconciliation_id)
    return _page(request, reconciliation_id, form=form, status=422)


def _explain(request: DeskRequest, form: ReasonForm, reconciliation_id: UUID) -> UUID | None:
    told, at = form.cleaned_data, clock.now()

    def act() -> UUID:
        return actions.add_step(
            reconciliation_id=reconciliation_id,
            reason=told["reason"],
            people=told["people"],
            note=told["note"],
            by=request.actor,
            at=at,
        ).reconciliation_id

    return sent_once(request, form, act, at=at, about=reconciliation_id)


@require_POST
def agree(request: DeskRequest, reconciliation_id: UUID) -> HttpResponse:
    """Confirm for one's own side, or for the sides one answers for."""
    try:
        actions.agree(reconciliation_id=reconciliation_id, by=request.actor, at=clock.now())
    except REFUSALS as refusal:
        messages.error(request, str(sentence(refusal)))
    except NotFound as missing:
        raise Http404 from missing
    else:
        messages.success(request, gettext("Confirmed for your side."))
    return redirect("desk:reconciliation", reconciliation_id=reconciliation_id)


def _page(
    request: DeskRequest,
    reconciliation_id: UUID,
    *,
    form: forms.Form | None = None,
    status: int = 200,
) -> HttpResponse:
    asked = as_of(request)
    try:
        line = access.reconciliation_view(
            request.actor, reconciliation_id=reconciliation_id, known_at=asked.known_at
        )
    except NotFound as missing:
        raise Http404 from missing
    may_act = asked.is_now and line.closed_at is None and access.may_compare(request.actor)
    return render(
        request,
        "desk/reconciliation_page.html",
        {
            "line": line,
            "sides": [
                (line.outflow, 0 in line.agreed, line.gap.outflow),
                (line.inflow, 1 in line.agreed, line.gap.inflow),
            ],
            "gap": abs(line.gap.people or 0),
            **_age(line, asked),
            "form": form or ReasonForm(),
            "refused": form,
            "may_act": may_act,
            "reason_needed": REASON_NEEDED if line.lacks_reason else "",
            "may_agree": may_act and bool(_mine(request, line) - line.agreed),
            "ask": _ask_again(line.outflow, line.inflow),
            "asof": asked,
            "section": "situation",
        },
        status=status,
    )


def _mine(request: DeskRequest, line: ReconciliationLine) -> frozenset[int]:
    sides = [
        rules.Speaker(side.institution.id if side.institution else None, side.is_spoken_for)
        for side in (line.outflow, line.inflow)
    ]
    responsible = line.responsible.id if line.responsible else None
    return rules.sides_of(request.actor.institution_id, sides=sides, responsible_id=responsible)


def _age(line: ReconciliationLine, asked: AsOf) -> dict[str, int]:
    """How old the gap is, in whole hours, or in days from two on; a closed one no longer ages."""
    until = line.closed_at or asked.known_at
    hours = max(0, int((until - line.gap.since).total_seconds() // HOUR))
    days = hours // HOURS_OF_A_DAY
    return {"hours": hours, "days": days if days >= DAYS_TOLD_FROM else 0}


def _count(request: DeskRequest, count_id: UUID) -> CountLine:
    at = clock.now()
    try:
        return access.count_view(request.actor, count_id=count_id, at=at, known_at=at).line
    except NotFound as missing:
        raise Http404 from missing


def _parts(outflow: CountLine, inflow: CountLine) -> Choices:
    """Nationalities that one of the two sides counted by itself."""
    codes = dict.fromkeys(code for side in (outflow, inflow) for code, _number in side.parts)
    return [(code, COUNTRIES.get(code, code)) for code in codes if rules.is_country(code)]


def _institutions(outflow: CountLine, inflow: CountLine) -> Choices:
    """Who may be named to bring the two together: who sits in the network and does not enforce."""
    network = outflow.network or inflow.network
    if network is None:
        return []
    seats = (
        Member.objects.seated()
        .filter(network_id=network.id, institution__isnull=False)
        .exclude(institution__kind__in=ENFORCEMENT_KINDS)
        .select_related("institution")
    )
    rows = {seat.institution.key: seat.institution for seat in seats if seat.institution}
    return [(key, institution_name(row)) for key, row in sorted(rows.items())]


def _ask_again(outflow: CountLine, inflow: CountLine) -> str:
    """The part of an address that asks for the inflow until the hour of the outflow."""
    crossing = inflow.crossing or outflow.crossing
    hour = outflow.cut_off_at.astimezone(clock.LOCAL).strftime(FORMAT)
    place = f"{crossing.key if crossing else ''}|{inflow.country}"
    return f"?puesto={place}&que={inflow.category}_{inflow.direction}&hasta={hour}"
