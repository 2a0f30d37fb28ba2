"""Entries that should be confirmed again: the oldest word first, no blame."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from relevo.directory import queries as directory
from relevo.directory.models import Service
from relevo.networks.queries import rounds as queries
from relevo.plumbing import clock
from relevo.web.care_phrases import HOW_CONFIRMED
from relevo.web.desk.care.door import care_context, network_inside
from relevo.web.desk.http import DeskRequest
from relevo.web.paging import page_links, page_of
from relevo.wording.words import day

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class ToConfirm:
    """One entry and the last word about it."""

    service: Service
    name: str
    last: str


def _last(service: Service) -> str:
    if service.told_closed_on is not None:
        told_on = day(service.told_closed_on)
        return gettext("somebody found it closed on %(day)s") % {"day": told_on}
    latest = next(iter(service.verifications.all()), None)
    if latest is None:
        return gettext("nobody has confirmed it yet")
    told = {"day": day(latest.at.date()), "how": HOW_CONFIRMED[latest.method]}
    return gettext("%(day)s, %(how)s") % told


@require_safe
def to_confirm(request: DeskRequest, key: str) -> HttpResponse:
    """Entries in the network's directory whose day to be confirmed has come."""
    network = network_inside(request, key)
    at = clock.now()
    found = directory.list_overdue(institutions=queries.institutions_of(network), on=at.date())
    page = page_of(request)
    shown = found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    own, language = request.actor.institution_id, get_language() or "es"
    return render(
        request,
        "desk/care_to_confirm.html",
        {
            **care_context(request, network),
            "rows": [
                ToConfirm(
                    row,
                    directory.name_for(row, institution_id=own).in_language(language),
                    _last(row),
                )
                for row in shown
            ],
            "total": len(found),
            "page": page_links(len(found), number=page, size=PAGE_SIZE),
        },
    )
