"""The slip: printed by who sends, typed by who receives."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from relevo.cases import access, actions
from relevo.cases.enums import Purpose, ReadPurpose
from relevo.cases.errors import SlipUnknown, TooManyTries
from relevo.cases.rules.facts import may_be_sought
from relevo.cases.rules.views import CaseView, ReferralView
from relevo.directory import queries as directory
from relevo.directory.access import visible_services
from relevo.directory.enums import Visibility
from relevo.plumbing import clock
from relevo.web.desk.http import DeskRequest
from relevo.web.desk.loop.forms import SlipForm
from relevo.web.desk.loop.refused import REFUSALS, said


@require_safe
def slip(request: DeskRequest, referral_id: UUID) -> HttpResponse:
    """The paper that the person carries: a code, where to go, until when; nobody's name.

    It may be found by the very person from whom somebody is hiding: it says neither what for nor
    which institution, of a protected place not where, and of a case of protection neither.
    """
    at = clock.now()
    found = access.read_referral(request.actor, referral_id=referral_id, at=at)
    if not found.loop.slip_code or found.row.case_id is None:
        raise Http404
    case = access.read_case(
        request.actor, case_id=found.row.case_id, at=at, purpose=ReadPurpose.REFERRAL
    )
    service = visible_services(request.actor).filter(pk=found.row.service_id).first()
    is_public = service is not None and service.visibility == Visibility.PUBLIC
    is_open = is_public and not may_be_sought(case.facts)
    gives_away = is_public and not is_open  # the number stands beside the place in the directory
    return render(
        request,
        "desk/loop_slip.html",
        {
            "referral": found,
            "place": service.place_name if service is not None and is_open else "",
            "country": service.country if service is not None else "",
            "is_protected": service is None or service.visibility == Visibility.RESTRICTED,
            "line": directory.contact_line(service) if service and not gives_away else None,
            "valid_until": _valid_until(found, case, at=at),
            "section": "cases",
        },
    )


def _valid_until(found: ReferralView, case: CaseView, *, at: datetime) -> datetime | None:
    """Up to when the person needs it; once that is over, as long as the consent to it lives."""
    needed_by = found.row.needed_by
    if needed_by is not None and needed_by > at:
        return needed_by
    ends = [
        row.expires_at
        for row in case.consents
        if row.is_live
        and row.service_id == found.row.service_id
        and row.purpose == Purpose.REFERRAL
    ]
    return max(ends, default=found.row.deadline_at)


@require_http_methods(["GET", "HEAD", "POST"])
def arrival(request: DeskRequest) -> HttpResponse:
    """Somebody came with a slip: its code finds what was offered to this institution, no more."""
    if not access.works_on_cases(request.actor):
        raise Http404
    at = clock.now()
    form = SlipForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"]
        try:
            referral = actions.arrive_by_slip(code=code, by=request.actor, at=at)
        except SlipUnknown:
            form.add_error(
                "code",
                gettext("No slip for your institution has this code. Read it once more together."),
            )
        except TooManyTries:
            form.add_error(
                "code", gettext("Too many codes that were none. Call the sender, or wait an hour.")
            )
        except REFUSALS as refusal:
            messages.error(request, said(refusal))
            known = access.find_by_slip(request.actor, code=code, at=at)
            if known is None:  # taken back in that very moment
                return redirect("desk:inbox")
            return redirect("desk:referral", referral_id=known.pk)
        else:
            messages.success(request, gettext("Noted as arrived. The sender sees it now."))
            return redirect("desk:referral", referral_id=referral.pk)
    return render(
        request,
        "desk/loop_arrival.html",
        {"form": form, "section": "inbox"},
        status=422 if form.errors else 200,
    )
