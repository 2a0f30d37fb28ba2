"""The plan of a case: the routes that work, the choice, or the officer's own order."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.views.decorators.http import require_http_methods

from relevo.cases import access, actions
from relevo.cases.enums import ChoiceKind, ReadPurpose, ReferralClosing
from relevo.cases.errors import CaseClosed
from relevo.cases.rules.facts import CaseFacts, is_protection_sensitive
from relevo.cases.rules.views import CaseView, ReferralRow
from relevo.journeys.actions import ComputedPlan, compute_plan, store_plan
from relevo.journeys.errors import StartUnknown
from relevo.journeys.rules import PlanProfile
from relevo.planner import Member
from relevo.plumbing import clock
from relevo.plumbing.budget import TimeBudget
from relevo.web.desk import plan_view, telling
from relevo.web.desk.http import DeskRequest
from relevo.web.desk.names import need_names, told_needs
from relevo.web.paging import whole_number
from relevo.wording.plan import ToldPlan, tell_plan

AGE_OF_BAND = {"0-4": 2, "5-11": 10, "12-17": 17, "18-20": 18, "21-59": 30, "60+": 65}
"""The age a rule is asked with: within the band, the one of which most is asked."""

LONGEST_REASON = 300
PLAN_SECONDS = 8.0
"""Longer than any plan on the real region takes; a plan that is cut short says so."""

DECLINED = frozenset({"declined", "expired", "not_delivered"})


class ReasonForm(forms.Form):
    """Why the officer orders the steps otherwise."""

    reason = forms.CharField(
        label=pgettext_lazy("route", "Why this order? (no names)"), max_length=LONGEST_REASON
    )


def profile_of(case: CaseView, *, kept_out: frozenset[str] = frozenset()) -> PlanProfile:
    """The case's facts as the planner asks for them, without the services that said no.

    ``kept_out``: what belongs to whom the person chose never to know.
    """
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
        excluded=kept_out | {row.service_key for row in case.referrals if _said_no(row)},
        heads_for=facts.heads_for,
    )


def _said_no(row: ReferralRow) -> bool:
    """Also once the referral is closed: what said no is not proposed again to the same case."""
    return (
        row.status in DECLINED
        or bool(row.decline_code)
        or row.closing_reason == ReferralClosing.NO_SERVICE
    )


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """Show the routes that work now; choosing one keeps it with what it relies on."""
    at = clock.now()
    case = access.read_case(request.actor, case_id=case_id, at=at, purpose=ReadPurpose.PLAN)
    kept_out = access.services_kept_out(request.actor, case_id=case_id)
    try:
        computed = compute_plan(
            profile=profile_of(case, kept_out=kept_out),
            at=at,
            known_at=at,
            viewer=request.actor,
            stop=TimeBudget(PLAN_SECONDS),
        )
    except StartUnknown:
        return _no_place(request, case)
    told = tell_plan(computed, language=get_language() or "es")
    names = need_names()
    failed = telling.failed_here(case, on_demo=clock.is_demo())
    form = ReasonForm(request.POST if "reorder" in request.POST else None)
    if request.method == "POST":
        choice = _choice(request, told, form=form)
        if isinstance(choice, Choice):
            return _keep(request, case, computed, choice=choice, at=at)
        messages.error(request, choice)
    return render(
        request,
        "desk/plan_page.html",
        {
            "case": case,
            "needs": told_needs(case.facts.needs, names),
            "summary": telling.case_summary(case),
            "told": told,
            "options": plan_view.options(told, pictograms=names),
            "excluded": plan_view.excluded_rows(
                item for item in told.excluded if item.service_key not in failed | kept_out
            ),
            "no_crossing": plan_view.offers_no_crossing(told, ways_out=_ways_out(computed)),
            "barred": plan_view.blocker_rows(told.blockers, here=True, start=case.facts.start_node),
            "barred_beyond": plan_view.blocker_rows(told.blockers, here=False),
            "form": form,
            "section": "cases",
        },
        status=422 if request.method == "POST" else 200,
    )


def _no_place(request: DeskRequest, case: CaseView) -> HttpResponse:
    """Ask for the place, where none is noted: a case made of what was received does not have it."""
    status = 422 if request.method == "POST" else 200
    context = {"case": case, "section": "cases"}
    return render(request, "desk/plan_no_place.html", context, status=status)


def _ways_out(computed: ComputedPlan) -> set[str]:
    here = computed.nodes[computed.request.start].country
    return {crossing for crossing, left, _entered in computed.index.status if left == here}


@dataclass(frozen=True, slots=True)
class Choice:
    """A route as it was chosen; ``reason`` stands where its order was changed."""

    itinerary: int
    service_keys: list[str]
    reason: str = ""


def _choice(request: DeskRequest, told: ToldPlan, *, form: ReasonForm) -> Choice | str:
    """What was chosen, or the sentence that says why it is no choice."""
    chosen = _chosen(request, told)
    if chosen is None:
        return gettext("Choose one of the routes.")
    if request.POST.get("digest") != plan_view.digest(told.itineraries[chosen]):
        return gettext(
            "The routes are no longer those that you saw. Look at them and choose again."
        )
    keys = [stop.key for stop in plan_view.stops(told.itineraries[chosen])]
    if "reorder" not in request.POST:
        return Choice(chosen, keys)
    if not form.is_valid():
        return gettext("Say in a few words why another order is better.")
    ordered = _own_order(request, keys)
    if not ordered:
        return gettext("Give each step its place in the order.")
    return Choice(chosen, ordered, form.cleaned_data["reason"])


def _chosen(request: DeskRequest, told: ToldPlan) -> int | None:
    number = whole_number(request.POST.get("itinerary", ""))
    return number if number is not None and number < len(told.itineraries) else None


def _keep(
    request: DeskRequest, case: CaseView, computed: ComputedPlan, *, choice: Choice, at: datetime
) -> HttpResponse:
    try:
        with transaction.atomic():
            stored = store_plan(computed, by=request.actor, at=at)
            actions.choose_route(
                case_id=case.case_id,
                plan_id=stored.pk,
                itinerary=choice.itinerary,
                kind=ChoiceKind.REORDERED if choice.reason else ChoiceKind.PLAN,
                reason=choice.reason,
                service_keys=choice.service_keys,
                by=request.actor,
                at=at,
            )
    except CaseClosed:
        messages.error(request, gettext("The case is closed."))
    else:
        messages.success(
            request, gettext("The route is chosen. Now ask for consent, one recipient at a time.")
        )
    return redirect("desk:case", case_id=case.case_id)


def _own_order(request: DeskRequest, keys: list[str]) -> list[str] | None:
    """The services in the order of the numbers given; None unless each has one of theirs."""
    numbers = {key: whole_number(request.POST.get(f"position-{key}", "")) for key in keys}
    if any(number not in range(1, len(keys) + 1) for number in numbers.values()):
        return None
    return sorted(keys, key=lambda key: (numbers[key], keys.index(key)))
