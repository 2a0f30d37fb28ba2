"""What the public gets, month by month, and a whole new release after corrections."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from relevo.plumbing import clock
from relevo.situation import access
from relevo.situation.actions import releases as actions
from relevo.situation.errors import FactRefused
from relevo.situation.queries import releases as queries
from relevo.situation.rules.releases import next_release_day
from relevo.web.desk.http import DeskRequest
from relevo.web.flow_tables import month_name, month_of_address
from relevo.web.paging import page_links, page_of

PAGE_SIZE = 24
WHY: dict[str, Promise] = {
    "unchanged": _("Nothing that is published would change: there is no new release."),
    "not_published": _("This month has not been published yet. It goes out by itself."),
}


@require_safe
def release_list(request: DeskRequest) -> HttpResponse:
    """Published months with their versions."""
    at, page = clock.now(), page_of(request)
    rows = queries.list_newest(at=at, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE)
    return render(
        request,
        "desk/release_list.html",
        {
            "rows": [(row, month_name(row.month), f"{row.month:%Y-%m}") for row in rows],
            "page": page_links(queries.count_months(at=at), number=page, size=PAGE_SIZE),
            "may_publish": access.may_publish(request.actor),
            "next_day": next_release_day(at).date(),
            "section": "situation",
        },
    )


@require_POST
def again(request: DeskRequest, month: str) -> HttpResponse:
    """Publish a month anew as a whole."""
    asked = month_of_address(month)
    if asked is None:
        raise Http404
    if not access.may_publish(request.actor):
        messages.error(request, gettext("Analysts and the administration publish a month anew."))
        return redirect("desk:releases")
    try:
        actions.release_again(month=asked, by=request.actor, at=clock.now())
    except FactRefused as refusal:
        messages.error(request, str(WHY[refusal.problem]))
    else:
        messages.success(request, gettext("The month is published anew. The first version stays."))
    return redirect("desk:releases")
