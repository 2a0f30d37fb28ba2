"""What a meeting decided, and what was promised there: typed fast, one after the other."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from relevo.directory.models import Institution
from relevo.exchange.actions.commitments import make_commitment
from relevo.exchange.enums import ConfirmerKind
from relevo.exchange.queries import commitments
from relevo.networks.actions import meetings as actions
from relevo.networks.models import Meeting, Network
from relevo.networks.queries import meetings as queries
from relevo.plumbing import clock
from relevo.web.desk.http import DeskRequest
from relevo.web.desk.meetings.doors import for_keepers, meeting_or_404
from relevo.web.desk.meetings.forms import STEERING, DecisionForm, PromiseForm, seat_choices
from relevo.web.desk.meetings.refused import REFUSALS, tell
from relevo.web.desk.networks.context import network_context
from relevo.web.documents.agenda import promises


@require_http_methods(["GET", "HEAD", "POST"])
@for_keepers
def decisions(request: DeskRequest, network: Network, number: int) -> HttpResponse:
    """All decisions, and a form for the next."""
    meeting = meeting_or_404(network, number)
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_decision(
                network_key=network.key,
                number=number,
                by=request.actor,
                at=clock.now(),
                **form.cleaned_data,
            )
        except REFUSALS as refusal:
            tell(form, refusal)
        else:
            messages.success(request, gettext("The decision is noted. Write the next one."))
            return redirect("desk:meeting-decisions", key=network.key, number=number)
    return _decision_page(request, network, meeting, form)


@require_http_methods(["GET", "HEAD", "POST"])
@for_keepers
def decision(request: DeskRequest, network: Network, number: int, decision: int) -> HttpResponse:
    """Correct a decision that no acta holds yet."""
    meeting = meeting_or_404(network, number)
    row = next((row for row in meeting.decisions.all() if row.number == decision), None)
    if row is None:
        raise Http404
    form = DecisionForm(
        request.POST if request.method == "POST" else None,
        initial={"text_es": row.text_es, "text_en": row.text_en},
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_decision(
                network_key=network.key,
                number=number,
                decision=decision,
                by=request.actor,
                at=clock.now(),
                **form.cleaned_data,
            )
        except REFUSALS as refusal:
            tell(form, refusal)
        else:
            messages.success(request, gettext("The decision is corrected."))
            return redirect("desk:meeting-decisions", key=network.key, number=number)
    return _decision_page(request, network, meeting, form, changed=decision)


def _decision_page(
    request: DeskRequest,
    network: Network,
    meeting: Meeting,
    form: DecisionForm,
    *,
    changed: int | None = None,
) -> HttpResponse:
    return render(
        request,
        "desk/meeting_decisions.html",
        {
            **network_context(request, network),
            "meeting": meeting,
            "form": form,
            "changed": changed,
        },
        status=422 if form.errors else 200,
    )


def _at_the_table(network: Network) -> dict[str, Institution]:
    seats = queries.list_attending_seats(network)
    return {seat.institution.key: seat.institution for seat in seats if seat.institution}


def promise_form(network: Network, told: Mapping[str, str] | None = None) -> PromiseForm:
    """The form of a commitment, with who sits at the table."""
    return PromiseForm(told, seats=seat_choices(_at_the_table(network).values()))


@require_http_methods(["GET", "HEAD", "POST"])
@for_keepers
def promised(request: DeskRequest, network: Network, number: int) -> HttpResponse:
    """What was promised at this meeting, and a form for the next: what, who, until when."""
    meeting = meeting_or_404(network, number)
    form = promise_form(network, request.POST if request.method == "POST" else None)
    at = clock.now()
    if request.method == "POST" and form.is_valid():
        told, table = form.cleaned_data, _at_the_table(network)
        is_committee = told["confirmer"] == STEERING
        try:
            make_commitment(
                network_key=network.key,
                meeting_id=meeting.pk,
                text_es=told["text_es"],
                text_en=told["text_en"],
                owner_id=table[told["owner"]].pk,
                confirmer_kind=(
                    ConfirmerKind.STEERING if is_committee else ConfirmerKind.COUNTERPART
                ),
                counterpart_id=None if is_committee else table[told["confirmer"]].pk,
                due_on=told["due_on"],
                by=request.actor,
                at=at,
            )
        except REFUSALS as refusal:
            tell(form, refusal)
        else:
            messages.success(request, gettext("The commitment is noted. Write the next one."))
            return redirect("desk:meeting-promised", key=network.key, number=number)
    lines = commitments.list_of_meeting(meeting_id=meeting.pk, on=at.date())
    return render(
        request,
        "desk/meeting_promised.html",
        {
            **network_context(request, network),
            "meeting": meeting,
            "promises": promises(lines, on=at.date()),
            "form": form,
        },
        status=422 if form.errors else 200,
    )
