"""The next addresses of a referral: in order, each with the person's consent to that very one."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from relevo.cases import access, actions
from relevo.cases.access.reading import list_barred
from relevo.cases.enums import Purpose
from relevo.cases.rules.views import ReferralView
from relevo.plumbing import clock
from relevo.web.desk.http import DeskRequest
from relevo.web.desk.left_out import barred_for
from relevo.web.desk.loop.forms import NextForm
from relevo.web.desk.loop.reading import Asked, read_out
from relevo.web.desk.loop.refused import REFUSALS, said
from relevo.web.desk.loop.told import next_lines
from relevo.web.service_choice import Shelf, is_looked_for, near_institution, typed


@require_http_methods(["GET", "HEAD", "POST"])
def next_addresses(request: DeskRequest, referral_id: UUID) -> HttpResponse:
    """What is noted, and one more: out of the consents there are, or another service to ask for."""
    at = clock.now()
    found, case_id = _sent_or_404(request, referral_id, at=at)
    case = access.read_case(request.actor, case_id=case_id, at=at)
    noted = {row.service_key for row in found.loop.alternates}
    taken = {found.row.service_id}
    live = [
        row
        for row in case.consents
        if row.is_live and row.service_id not in taken and row.purpose == Purpose.REFERRAL
    ]
    barred = list_barred(request.actor, case_id=case_id, at=at)
    given = [row for row in live if row.consent_id not in barred]
    is_whole = request.method == "POST" and not is_looked_for(request.POST)
    form = NextForm(
        request.POST if is_whole else None,
        given=given,
        initial=typed(request.POST),
        shelf=Shelf(
            viewer=request.actor,
            at=at,
            needs=case.facts.needs,
            near=near_institution(request.actor.institution_id),
            without=found.row.service_id,
            barred=barred_for(request.actor, case_id, at=at),
        ),
    )
    if form.is_bound and form.is_valid():
        chosen, key = form.cleaned_data["consent"], form.cleaned_data["service"]
        if key and not chosen:
            return redirect("desk:loop-next-ask", referral_id=referral_id, key=key)
        if not chosen:
            form.add_error("consent", gettext("Choose one, or another service."))
        else:
            try:
                actions.add_alternate(
                    referral_id=referral_id, consent_id=UUID(chosen), by=request.actor, at=at
                )
            except REFUSALS as refusal:
                form.add_error("consent", said(refusal))
            else:
                messages.success(request, gettext("Noted as the next address."))
                return redirect("desk:loop-next", referral_id=referral_id)
    return render(
        request,
        "desk/loop_next.html",
        {
            "referral": found,
            "lines": next_lines(found, on_demo=clock.is_demo()),
            "noted": noted,
            "form": form,
            "barred_consents": len(live) - len(given),
            "restricted_at": access.restricted_at(case_id),
            "section": "cases",
        },
        status=422 if form.errors else 200,
    )


def _sent_or_404(
    request: DeskRequest, referral_id: UUID, *, at: datetime
) -> tuple[ReferralView, UUID]:
    found = access.read_referral(request.actor, referral_id=referral_id, at=at)
    if not found.loop.may_add_alternate or found.row.case_id is None:
        raise Http404
    return found, found.row.case_id


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: DeskRequest, referral_id: UUID, key: str) -> HttpResponse:
    """Read out for one more address, and note it; it is asked only if its turn comes."""
    found, case_id = _sent_or_404(request, referral_id, at=clock.now())

    def note(consent_id: UUID, at: datetime) -> None:
        actions.add_alternate(
            referral_id=referral_id, consent_id=consent_id, by=request.actor, at=at
        )

    asked = Asked(
        purpose=Purpose.REFERRAL,
        why=gettext("As the next address, only if the first says no or does not answer."),
        back=reverse("desk:loop-next", kwargs={"referral_id": referral_id}),
        after_no=reverse("desk:referral", kwargs={"referral_id": referral_id}),
        then=note,
        like=found.row.service_id,
    )
    try:
        return read_out(request, case_id=case_id, key=key, asked=asked)
    except REFUSALS as refusal:
        messages.error(request, said(refusal))
        return redirect(asked.back)


@require_POST
def strike(request: DeskRequest, referral_id: UUID, alternate_id: UUID) -> HttpResponse:
    """Strike a next address out. The consent stays: it is the person's to take back."""
    try:
        actions.remove_alternate(
            referral_id=referral_id, alternate_id=alternate_id, by=request.actor, at=clock.now()
        )
        messages.success(request, gettext("Struck out."))
    except REFUSALS as refusal:
        messages.error(request, said(refusal))
    return redirect("desk:loop-next", referral_id=referral_id)


@require_http_methods(["GET", "HEAD", "POST"])
def own_record(request: DeskRequest, referral_id: UUID) -> HttpResponse:
    """Ask the person whether the recipient may keep a case of its own and refer onward from it."""
    found = access.read_referral(request.actor, referral_id=referral_id, at=clock.now())
    if not found.is_sender or found.row.case_id is None:
        raise Http404
    asked = Asked(
        purpose=Purpose.OWN_RECORD,
        why=gettext(
            "That this institution may keep a record of its own of what it receives, and refer "
            "onward from it. Without this it sees what was sent while it helps, and no longer."
        ),
        back=reverse("desk:referral", kwargs={"referral_id": referral_id}),
        then=lambda _consent_id, _at: None,
    )
    return read_out(request, case_id=found.row.case_id, key=found.row.service_key, asked=asked)
