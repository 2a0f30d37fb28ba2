"""Consent for one recipient, read out, and the offer that it allows."""

from datetime import datetime, timedelta, timezone
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from relevo.cases import access, actions
from relevo.cases.enums import ReadPurpose
from relevo.cases.errors import (
    CaseClosed,
    ConsentTermsRefused,
    ConsentWithdrawn,
    OfferRefused,
    ProtocolUnsigned,
)
from relevo.cases.rules.facts import may_be_sought
from relevo.cases.rules.transitions import OPEN
from relevo.cases.rules.views import CaseView
from relevo.directory import queries as directory
from relevo.directory.access import visible_services
from relevo.directory.enums import Visibility
from relevo.directory.models import Service
from relevo.journeys import queries as journeys
from relevo.journeys.errors import PlanOfAnotherEngine
from relevo.kernel.actor import Actor
from relevo.kernel.countries import UTC_OFFSET_MINUTES
from relevo.plumbing import clock, receipts
from relevo.web.desk.http import DeskRequest
from relevo.web.desk.loop.agreeing import (
    REFUSALS,
    AgreedForm,
    Asked,
    Reading,
    answer_form,
    is_protocol_signed,
    read_for,
    record,
    tell_refusal,
)
from relevo.web.desk.loop.asking import NeededByForm, needed_by_field, needed_why_field
from relevo.web.desk.names import institution_name
from relevo.web.desk.protection.forms import LiftForm
from relevo.web.desk.telling import service_name

LOCAL = timezone(timedelta(minutes=UTC_OFFSET_MINUTES))


class OfferForm(AgreedForm, NeededByForm):
    """The answer to what was read out, and when the person is expected."""

    needed_by = needed_by_field(
        pgettext_lazy("offer", "Needed by (when the person leaves, or a legal limit)")
    )
    needed_why = needed_why_field(pgettext_lazy("offer", "Why then?"))


@require_http_methods(["GET", "HEAD", "POST"])
def consent(request: DeskRequest, case_id: UUID, key: str) -> HttpResponse:
    """Read out, record, offer: one recipient at a time."""
    at = clock.now()
    back = reverse("desk:case", kwargs={"case_id": case_id})
    reading = read_for(request, case_id=case_id, key=key, asked=Asked(back=back), at=at)
    if isinstance(reading, HttpResponse):
        return reading
    limit = access.proposed_needed_by(
        request.actor, case_id=case_id, service=reading.service, at=at
    )
    form, is_whole = answer_form(request, reading, OfferForm, initial={"needed_by": limit}, at=at)
    if is_whole:
        try:
            _send(request, reading, form, at=at)
        except REFUSALS as refusal:
            tell_refusal(form, refusal)
        else:
            messages.success(
                request, gettext("The offer is sent. The answer will show on this page.")
            )
            return redirect(back)
    return render(
        request, "desk/consent_page.html", reading.page(form), status=422 if form.errors else 200
    )


@require_POST
def lift(request: DeskRequest, case_id: UUID, refusal_id: UUID) -> HttpResponse:
    """Her no is lifted because she asked; the text is read out as for the first time."""
    form = LiftForm(request.POST)
    if not form.is_valid():
        messages.error(request, gettext("Say who else was there when she asked."))
        return redirect("desk:case", case_id=case_id)
    try:
        actions.lift_refusal(
            refusal_id=refusal_id,
            present=form.cleaned_data["present"],
            by=request.actor,
            at=clock.now(),
        )
    except (ConsentTermsRefused, CaseClosed):
        messages.error(request, gettext("This cannot be changed any more."))
    else:
        messages.success(request, gettext("Noted. Read the text out to her again."))
    return redirect("desk:case", case_id=case_id)


@require_POST
def withdraw(request: DeskRequest, case_id: UUID, consent_id: UUID) -> HttpResponse:
    """She takes a permission back: it ends now, and every holder is asked to delete.

    It cannot be undone, so it is asked once more before anything ends.
    """
    if "sure" not in request.POST:
        asked = access.get_consent(request.actor, consent_id=consent_id)
        name = service_name(asked.service)
        context = {
            "case_id": case_id,
            "consent_id": consent_id,
            "service_name": name,
            "recipient": institution_name(asked.recipient),
            "purpose": asked.purpose,
        }
        return render(request, "desk/consent_withdraw.html", {**context, "section": "cases"})
    try:
        actions.withdraw_consent(consent_id=consent_id, by=request.actor, at=clock.now())
    except ConsentWithdrawn:
        messages.error(request, gettext("This permission was taken back already."))
    else:
        messages.success(
            request,
            gettext("Taken back. Whoever had something of it is asked to delete it."),
        )
    return redirect("desk:case", case_id=case_id)


def _send(request: DeskRequest, reading: Reading, form: OfferForm, *, at: datetime) -> None:
    told, case, service = form.cleaned_data, reading.case, reading.service
    is_signed = is_protocol_signed(request.actor, service, at=at)
    _check_sendable(request, case, service, is_protocol_signed=is_signed)
    consent_id = record(request, reading, form, at=at)
    actions.offer_referral(
        case_id=case.case_id,
        service_id=service.pk,
        urgency=case.urgency,
        consent_id=consent_id,
        is_life_in_danger=False,  # asked at intake: then nothing is recorded and a line is shown
        is_protocol_signed=is_signed,
        needed_by=told["needed_by"],
        needed_why=told["needed_why"] if told["needed_by"] else "",
        arrives_at=_arrival(case, service.key, viewer=request.actor),
        by=request.actor,
        at=at,
    )


def _check_sendable(
    request: DeskRequest, case: CaseView, service: Service, *, is_protocol_signed: bool
) -> None:
    """Refuse before a consent is recorded that nothing could be sent with."""
    if not is_protocol_signed and service.institution_id != request.actor.institution_id:
        raise ProtocolUnsigned
    if any(row.service_id == service.pk and row.status in OPEN for row in case.referrals):
        raise OfferRefused(field="service", problem="already_offered")


def _arrival(case: CaseView, key: str, *, viewer: Actor) -> datetime | None:
    """When the chosen route expects the person there."""
    if case.route is None or case.route.plan_id is None:
        return None
    try:
        kept = journeys.open_plan(journeys.get_stored_plan(case.route.plan_id, viewer=viewer))
    except PlanOfAnotherEngine:
        return None
    steps = kept.plan.itineraries[case.route.itinerary].steps
    minute = next((step.starts for step in steps if step.service_id == key), None)
    return None if minute is None else datetime.fromtimestamp(minute * 60, tz=LOCAL)


@require_safe
def receipt(request: DeskRequest, case_id: UUID, consent_id: UUID) -> HttpResponse:
    """The receipt of one consent to print: a code, never a name; of a protected place no address.

    The paper may be found by the very person from whom somebody is hiding: as on the slip, nothing
    of a case of protection says where.
    """
    case = access.read_case(
        request.actor, case_id=case_id, at=clock.now(), purpose=ReadPurpose.REFERRAL
    )
    row = next((found for found in case.consents if found.consent_id == consent_id), None)
    if row is None:
        raise Http404
    service = visible_services(request.actor).filter(pk=row.service_id).first()
    code = receipts.issue(
        code=row.receipt_code,
        given_on=row.given_at.astimezone(LOCAL).date(),
        until=row.expires_at.astimezone(LOCAL).date(),
        digest=row.text_digest,
    )
    is_public = service is not None and service.visibility == Visibility.PUBLIC
    shown = service if is_public and not may_be_sought(case.facts) else None
    return render(
        request,
        "desk/receipt_page.html",
        {
            "case": case,
            "consent": row,
            "signed": code,
            "service": shown,
            "is_protected": not is_public,
            "line": directory.contact_line(shown) if shown is not None else None,
            "section": "cases",
        },
    )
