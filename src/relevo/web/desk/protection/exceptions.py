"""Sending without consent, the list of what went so, and its review."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from relevo.accounts import queries as accounts
from relevo.cases import access, actions
from relevo.cases.enums import ReadPurpose
from relevo.cases.errors import (
    CaseClosed,
    GroundRefused,
    OfferRefused,
    RecipientBlocked,
    RefusalStands,
)
from relevo.directory import queries as directory
from relevo.plumbing import clock
from relevo.web.consent_phrases import GROUND_REFUSALS, WHY_NOT_ASKED
from relevo.web.desk.http import DeskRequest, service_or_404
from relevo.web.desk.names import institution_name
from relevo.web.desk.protection.forms import ReviewExceptionForm, WithoutConsentForm
from relevo.web.desk.refused import show_refusal
from relevo.web.desk.telling import service_name

PROBLEMS: dict[type[Exception], Promise] = {
    RecipientBlocked: gettext_lazy(
        "Not to this institution, not even now: it could reach who the person is protected from."
    ),
    RefusalStands: WHY_NOT_ASKED["refused"],
    OfferRefused: gettext_lazy("This service cannot be offered this case now."),
    CaseClosed: gettext_lazy("The case is closed."),
}
REFUSALS: tuple[type[Exception], ...] = tuple(PROBLEMS)


@require_http_methods(["GET", "HEAD", "POST"])
def without_consent(request: DeskRequest, case_id: UUID, key: str) -> HttpResponse:
    """First the line to call; then what would go, why, and who else of the institution knows."""
    at = clock.now()
    case = access.read_case(request.actor, case_id=case_id, at=at, purpose=ReadPurpose.REFERRAL)
    service = service_or_404(request, key)
    people = accounts.user_names(access.list_second_people(request.actor, case_id=case_id, at=at))
    form = WithoutConsentForm(
        request.POST if request.method == "POST" else None,
        people=sorted(people.items(), key=lambda pair: pair[1]),
    )
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            actions.send_without_consent(
                case_id=case_id,
                service_id=service.pk,
                ground=told["ground"],
                reasons=told["reasons"],
                second_person=UUID(told["second_person"]),
                by=request.actor,
                at=at,
            )
        except GroundRefused as refusal:
            show_refusal(form, refusal, GROUND_REFUSALS[refusal.problem])
        except REFUSALS as refusal:
            form.add_error(None, str(PROBLEMS[type(refusal)]))
        else:
            messages.success(
                request,
                gettext("Sent without consent. A supervisor must review it within 24 hours."),
            )
            return redirect("desk:case", case_id=case_id)
    return render(
        request,
        "desk/without_consent.html",
        {
            "case": case,
            "form": form,
            "service_name": service_name(service),
            "institution": institution_name(service.institution),
            "lines": directory.list_lines(
                countries=[service.country], kinds=["emergency", "ambulance", "child"]
            ),
            "country": service.country,
            "has_people": bool(people),
            "section": "cases",
        },
        status=422 if form.errors else 200,
    )


@require_safe
def exceptions(request: DeskRequest) -> HttpResponse:
    """What went without consent: one's own, what one was told of, what one supervises."""
    return render(
        request,
        "desk/exceptions.html",
        {
            "rows": [
                (row, ReviewExceptionForm(auto_id=f"{row.exception_id}_%s"))
                for row in access.list_exceptions(request.actor, at=clock.now())
            ],
            "section": "cases",
        },
    )


@require_POST
def review(request: DeskRequest, exception_id: UUID) -> HttpResponse:
    """A supervisor who had no part in it decides."""
    form = ReviewExceptionForm(request.POST)
    if not form.is_valid():
        messages.error(request, gettext("Say whether it was right."))
        return redirect("desk:exceptions")
    try:
        actions.review_exception(
            exception_id=exception_id,
            verdict=form.cleaned_data["verdict"],
            by=request.actor,
            at=clock.now(),
        )
    except GroundRefused as refusal:
        messages.error(request, str(GROUND_REFUSALS[refusal.problem]))
    else:
        messages.success(request, gettext("The review is recorded."))
    return redirect("desk:exceptions")
