"""Cases of one's team: the list, the intake, the case page, the closing."""

from datetime import datetime
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from relevo.cases import access, actions
from relevo.cases.errors import CaseClosed, CaseHasOpenReferrals, NotACaseWorker
from relevo.cases.rules.asking import has_questions_of_its_own
from relevo.cases.rules.views import CaseView
from relevo.directory import queries as directory
from relevo.journeys import queries as journeys
from relevo.journeys.errors import PlanOfAnotherEngine
from relevo.kernel.countries import REGION
from relevo.places.models import Node
from relevo.plumbing import clock
from relevo.plumbing.operations import OperationDiffers
from relevo.web.change_lines import told_changes
from relevo.web.desk import telling
from relevo.web.desk.case_search import SearchForm
from relevo.web.desk.casework.purpose import ask_purpose, purpose_of
from relevo.web.desk.casework.told import needed
from relevo.web.desk.http import DeskRequest
from relevo.web.desk.intake import IntakeForm
from relevo.web.desk.names import need_names, told_needs
from relevo.web.desk.protection.back import told_consent
from relevo.web.desk.runs import routes_to_follow, told_runs
from relevo.web.desk.situation.changes import changed_routes
from relevo.web.op_field import SENT_BEFORE
from relevo.web.paging import page_links, page_of
from relevo.web.phrases import CASE_CLOSINGS


class CloseForm(forms.Form):
    """Why the case ends."""

    reason = forms.ChoiceField(
        label=pgettext_lazy("case", "Why does the case end?"),
        choices=list(CASE_CLOSINGS.items()),
        widget=forms.RadioSelect,
    )


@require_safe
def case_list(request: DeskRequest) -> HttpResponse:
    """The cases of one's team, by code and need; no names."""
    names = need_names()
    open_only = "all" not in request.GET
    page = page_links(
        access.count_cases(request.actor, open_only=open_only),
        number=page_of(request),
        size=access.PAGE_ROWS,
    )
    rows = access.show_cases(request.actor, at=clock.now(), open_only=open_only, page=page.number)
    return render(
        request,
        "desk/case_list.html",
        {
            "rows": [(row, told_needs(row.needs, names)) for row in rows],
            "page": page,
            "shows_all": not open_only,
            "may_open": access.works_on_cases(request.actor),
            "search_form": SearchForm(),
            "section": "cases",
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def new_case(request: DeskRequest) -> HttpResponse:
    """Record the least that is needed, and go on to the plan."""
    at = clock.now()
    told = request.POST if request.method == "POST" else None
    form = IntakeForm(told, on=at.date(), initial={"language": "es"})
    if request.POST.get("is_danger_to_life") == "on":
        return _call_now(request, form)
    if request.method == "POST" and form.is_valid():
        try:
            case = actions.open_case(
                facts=form.facts(),
                urgency=form.asked_urgency(),
                by=request.actor,
                at=at,
                op_id=form.cleaned_data["op"],
            )
        except NotACaseWorker:
            form.add_error(None, _("Only officers and duty officers open cases."))
        except OperationDiffers:
            form.add_error(None, SENT_BEFORE)
        else:
            asked = has_questions_of_its_own(form.facts())
            return redirect("desk:case-questions" if asked else "desk:plan", case_id=case.pk)
    return render(
        request,
        "desk/case_new.html",
        {
            "form": form,
            "pictograms": {term.code: term.pictogram for term in form.terms},
            "first_aid": {term.code for term in form.terms if term.is_first_aid},
            "section": "cases",
        },
        status=422 if form.errors else 200,
    )


def _call_now(request: DeskRequest, form: IntakeForm) -> HttpResponse:
    """Danger to life is never an offer: nothing is recorded, the line of that side is shown.

    Nothing else of the form has to be right. Where the side is not known, all lines are shown.
    """
    form.is_valid()
    node = Node.objects.filter(pk=form.cleaned_data.get("start_node", "")).first()
    countries = [node.country] if node else REGION
    return render(
        request,
        "desk/call_now.html",
        {
            "lines": directory.list_lines(countries=countries, kinds=["emergency", "ambulance"]),
            "country": node.country if node else "",
            "section": "cases",
        },
    )


@require_safe
def case(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """One case, for its team: what is known, the route, consents, referrals, warnings."""
    at = clock.now()
    purpose = purpose_of(request, case_id=case_id)
    if purpose is None:
        return ask_purpose(request, case_id=case_id)
    found = access.read_case(request.actor, case_id=case_id, at=at, purpose=purpose)
    names, on_demo = need_names(), clock.is_demo()
    route_changes = changed_routes(
        access.list_followed(request.actor, case_id=case_id), unread_only=True
    )[:1]
    already_told = {reason for line in route_changes for reason in line.reasons}
    return render(
        request,
        "desk/case_page.html",
        {
            "case": telling.without_failures(found, on_demo=on_demo),
            "needs": told_needs(found.facts.needs, names),
            "summary": telling.case_summary(found),
            "referrals": telling.sent_lines(found.referrals, names=names, on_demo=on_demo),
            "route_services": telling.route_services(found, viewer=request.actor, on_demo=on_demo),
            "warnings": [
                told for told in _warnings(found, request, at) if told not in already_told
            ],
            "route_changes": route_changes,
            "runs": told_runs(request, case_id=case_id, at=at),
            "routes_to_follow": routes_to_follow(request, case_id=case_id, at=at),
            "close_form": CloseForm(),
            "restricted_at": access.restricted_at(case_id),
            **told_consent(request, case_id=case_id, at=at, on_demo=on_demo),
            "work": access.count_work(request.actor, case_id=case_id, at=at),
            "needed_by": needed(access.needed_by_of(request.actor, case_id=case_id, at=at)),
            "glass": access.list_glass(request.actor, at=at, case_id=case_id),
            "section": "cases",
        },
    )


def _warnings(found: CaseView, request: DeskRequest, at: datetime) -> list[str]:
    """What changed since the route was computed: found at once, whoever changed it."""
    if found.route is None or found.route.plan_id is None or found.status == "closed":
        return []
    stored = journeys.get_stored_plan(found.route.plan_id, viewer=request.actor)
    try:
        changes = journeys.list_changes(stored, at=at, itinerary=found.route.itinerary)
    except PlanOfAnotherEngine:
        return [gettext("This route was computed by an earlier version and is not watched.")]
    return told_changes(changes)


@require_POST
def close(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """Close a case that waits for nobody."""
    form = CloseForm(request.POST)
    if not form.is_valid():
        messages.error(request, gettext("Choose why the case ends."))
        return redirect("desk:case", case_id=case_id)
    try:
        actions.close_case(
            case_id=case_id, reason=form.cleaned_data["reason"], by=request.actor, at=clock.now()
        )
    except CaseClosed:
        messages.error(request, gettext("The case is closed."))
    except CaseHasOpenReferrals:
        messages.error(
            request, gettext("A referral is still open. Withdraw it or wait for its end first.")
        )
    else:
        messages.success(request, gettext("The case is closed."))
    return redirect("desk:case", case_id=case_id)
