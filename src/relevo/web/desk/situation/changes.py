"""Changed routes: what changed under the routes that cases of one's own team follow."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.views.decorators.http import require_POST, require_safe

from relevo.cases import access
from relevo.cases.enums import ReadPurpose
from relevo.journeys import queries as journeys
from relevo.journeys.actions import read_replans, reopen_plan
from relevo.journeys.errors import PlanNamesGone, PlanOfAnotherEngine
from relevo.journeys.models import StoredPlan
from relevo.plumbing import clock
from relevo.web.change_lines import ChangeTeller, told_changes
from relevo.web.desk import plan_view
from relevo.web.desk.http import DeskRequest
from relevo.web.desk.names import need_names
from relevo.wording.plan import ToldPlan, tell_plan

MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class ChangedRoute:
    """What changed under the route of a case, and whether there is another way.

    ``is_newest``: nothing else was told of this route since.
    """

    remake: journeys.Remake
    case_id: UUID
    code: str
    reasons: list[str]
    is_newest: bool

    @property
    def is_over(self) -> bool:
        """What had changed has not changed any more: the chosen route stands."""
        return not self.remake.changes

    @property
    def has_way(self) -> bool:
        return self.remake.result_id is not None


def changed_routes(
    followed: Iterable[access.FollowedPlan], *, unread_only: bool = False
) -> list[ChangedRoute]:
    """Changes under these plans in words, newest first."""
    by_plan = {plan.plan_id: plan for plan in followed}
    remakes = journeys.list_remakes(set(by_plan), unread_only=unread_only, limit=MOST_SHOWN)
    teller = ChangeTeller(change for remake in remakes for change in remake.changes)
    newest = {remake.plan_id: remake.id for remake in reversed(remakes)}
    return [
        ChangedRoute(
            remake=remake,
            case_id=by_plan[remake.plan_id].case_id,
            code=by_plan[remake.plan_id].code,
            reasons=list(dict.fromkeys(teller.tell_all(remake.changes))),
            is_newest=newest[remake.plan_id] == remake.id,
        )
        for remake in remakes
    ]


@require_safe
def route_changes(request: DeskRequest) -> HttpResponse:
    """The routes of one's own cases that something is worse for, unread ones first."""
    lines = changed_routes(access.list_followed(request.actor))
    return render(
        request,
        "desk/route_changes.html",
        {
            "unread": [line for line in lines if not line.remake.is_read],
            "read": [line for line in lines if line.remake.is_read],
            "section": "situation",
        },
    )


@require_safe
def route_change(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """The newest change under the route of one case, with the new route step by step."""
    at = clock.now()
    lines = changed_routes(access.list_followed(request.actor, case_id=case_id))
    if not lines:
        raise Http404
    found = access.read_case(request.actor, case_id=case_id, at=at, purpose=ReadPurpose.PLAN)
    result = _result(lines[0], request)
    told = _told(result, request)
    since = journeys.list_changes(result, at=at, itinerary=0) if result and told else []
    return render(
        request,
        "desk/route_change.html",
        {
            "case": found,
            "line": lines[0],
            "earlier": lines[1:],
            "told": told,
            "since": told_changes(since),
            "options": plan_view.options(told, pictograms=need_names()) if told else [],
            "section": "situation",
        },
    )


def _result(line: ChangedRoute, request: DeskRequest) -> StoredPlan | None:
    if line.remake.result_id is None:
        return None
    return journeys.get_stored_plan(line.remake.result_id, viewer=request.actor)


def _told(result: StoredPlan | None, request: DeskRequest) -> ToldPlan | None:
    """The new route; None also where it names what is not there any more."""
    if result is None:
        return None
    try:
        return tell_plan(reopen_plan(result, viewer=request.actor), language=get_language() or "es")
    except (PlanOfAnotherEngine, PlanNamesGone):
        return None


@require_POST
def read(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """Note that what changed under the route of a case has been read."""
    followed = access.list_followed(request.actor, case_id=case_id)
    if not followed:
        raise Http404
    number = read_replans(
        plan_ids=[plan.plan_id for plan in followed], by=request.actor, at=clock.now()
    )
    if number:
        messages.success(
            request,
            ngettext("The change is noted as read.", "The changes are noted as read.", number),
        )
    return redirect("desk:case", case_id=case_id)
