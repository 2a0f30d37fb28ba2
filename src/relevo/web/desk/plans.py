"""The plan of a case: the routes that work, the choice, or the officer's own order."""

from datetime import datetime
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from relevo.cases import access, actions
from relevo.cases.enums import ChoiceKind, ReadPurpose
from relevo.cases.errors import RouteRefused
from relevo.cases.rules.facts import CaseFacts, is_protection_sensitive
from relevo.cases.rules.views import CaseView
from relevo.journeys.actions import ComputedPlan, compute_plan, store_plan
from relevo.journeys.rules import PlanProfile
from relevo.planner import Member
from relevo.plumbing import clock
from relevo.web.desk import plan_view
from relevo.web.desk.http import DeskRequest
from relevo.web.desk.names import need_names
from relevo.wording.plan import ToldPlan, tell_plan

AGE_OF_BAND = {"0-4": 2, "5-11": 10, "12-17": 17, "18-20": 18, "21-59": 30, "60+": 65}
"""The age a rule is asked with: within the band, the one of which most is asked."""

LONGEST_REASON = 300
MOST_STEPS = 12
DECLINED = frozenset({"declined", "expired", "not_delivered"})


class ReasonForm(forms.Form):
    """Why the officer orders the steps otherwise."""

    reason = forms.CharField(
        label=pgettext_lazy("route", "Why this order? (no names)"), max_length=LONGEST_REASON
    )


def profile_of(case: CaseView) -> PlanProfile:
    """The case's facts as the planner asks for them, without the services that said no."""
    facts: CaseFacts = case.facts
    return PlanProfile(
        start_node=facts.start_node,
        nationality=facts.nationality,
        members=tuple(
            Member(age=AGE_OF_BAND[person.age_band], sex=person.sex) for person in facts.people
        ),
        needs=facts.needs,
        urgent=facts.urgent_needs,
        documents=facts.documents,
        profiles=facts.profiles,
        accompanied=facts.accompanied,
        protection_sensitive=is_protection_sensitive(facts),
        excluded=frozenset(row.service_key for row in case.referrals if row.status in DECLINED),
        heads_for=facts.heads_for,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """Show the routes that work now; choosing one keeps it with what it relies on."""
    at = clock.now()
    case = access.read_case(request.actor, case_id=case_id, at=at, purpose=ReadPurpose.PLAN)
    computed = compute_plan(profile=profile_of(case), at=at, known_at=at, viewer=request.actor)
    told = tell_plan(computed, language=get_language() or "es")
    form = ReasonForm(request.POST if "reorder" in request.POST else None)
    if request.method == "POST":
        chosen = _chosen(request, told)
        if chosen is None:
            messages.error(request, gettext("Choose one of the routes."))
        elif "reorder" not in request.POST or form.is_valid():
            return _keep(request, case, computed, chosen=chosen, form=form, at=at)
    return render(
        request,
        "desk/plan_page.html",
        {
            "case": case,
            "told": told,
            "options": plan_view.options(told, pictograms=need_names()),
            "excluded": plan_view.excluded_rows(told.excluded),
            "barred": plan_view.blocker_rows(told.blockers, here=True),
            "barred_beyond": plan_view.blocker_rows(told.blockers, here=False),
            "form": form,
            "section": "cases",
        },
    )


def _chosen(request: DeskRequest, told: ToldPlan) -> int | None:
    text = request.POST.get("itinerary", "")
    if not text.isascii() or not text.isdigit() or int(text) >= len(told.itineraries):
        return None
    return int(text)


def _keep(
    request: DeskRequest,
    case: CaseView,
    computed: ComputedPlan,
    *,
    chosen: int,
    form: ReasonForm,
    at: datetime,
) -> HttpResponse:
    told = tell_plan(computed, language="es")
    keys = [stop.key for stop in plan_view.stops(told.itineraries[chosen])]
    reordered = "reorder" in request.POST
    if reordered:
        keys = sorted(keys, key=lambda key: (_position(request, key), keys.index(key)))
    stored = store_plan(computed, by=request.actor, at=at)
    try:
        actions.choose_route(
            case_id=case.case_id,
            plan_id=stored.pk,
            itinerary=chosen,
            kind=ChoiceKind.REORDERED if reordered else ChoiceKind.PLAN,
            reason=form.cleaned_data["reason"] if reordered else "",
            service_keys=keys,
            by=request.actor,
            at=at,
        )
    except RouteRefused:
        messages.error(request, gettext("This route cannot be chosen any more. Look at it again."))
        return redirect("desk:plan", case_id=case.case_id)
    messages.success(
        request, _("The route is chosen. Now ask for consent, one recipient at a time.")
    )
    return redirect("desk:case", case_id=case.case_id)


def _position(request: DeskRequest, key: str) -> int:
    text = request.POST.get(f"position-{key}", "")
    return int(text) if text.isascii() and text.isdigit() else MOST_STEPS + 1
