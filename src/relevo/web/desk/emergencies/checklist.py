"""The checklist of an emergency: what to do before, during and after, by sector of the MCOF."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from relevo.plumbing import clock
from relevo.situation.actions import checklist as actions
from relevo.situation.queries import checklist as queries
from relevo.situation.queries.checklist import PHASES, Checklist, ItemLine
from relevo.situation.rules.checklist import Progress
from relevo.web.as_of import as_of
from relevo.web.desk.emergencies.context import line_or_404, page_context, view_or_404
from relevo.web.desk.emergencies.refused import REFUSALS, sentence
from relevo.web.desk.http import DeskRequest


@dataclass(frozen=True, slots=True)
class PhasePart:
    """A phase with its sectors; ``is_open``: it is the phase of the emergency now."""

    phase: str
    done: int
    total: int
    sectors: list[tuple[Progress, list[ItemLine]]]
    is_open: bool


@require_safe
def of_emergency(request: DeskRequest, key: str) -> HttpResponse:
    """Items by phase and sector, with who has done them."""
    asked = as_of(request)
    view = view_or_404(request, key, asked)
    found = queries.read_checklist(
        emergency_id=view.line.id,
        kind=view.line.kind,
        known_at=asked.known_at,
        institution_id=request.actor.institution_id,
    )
    return render(
        request,
        "desk/crisis_checklist.html",
        {
            **page_context(request, view.line, asked, current="checklist"),
            "parts": _parts(found, now=view.line.phase),
        },
    )


def _parts(found: Checklist, *, now: str) -> list[PhasePart]:
    parts = []
    for phase in PHASES:
        sectors = [
            (
                row,
                [item for item in found.items if (item.phase, item.sector) == (phase, row.sector)],
            )
            for row in found.progress
            if row.phase == phase
        ]
        parts.append(
            PhasePart(
                phase=phase,
                done=sum(row.done for row, _items in sectors),
                total=sum(row.total for row, _items in sectors),
                sectors=sectors,
                is_open=phase == now,
            )
        )
    return parts


@require_POST
def checklist_mark(request: DeskRequest, key: str, item: str) -> HttpResponse:
    """Mark an item for one's own institution, or take the mark back."""
    line = line_or_404(request, key)
    try:
        actions.mark_item(
            emergency_id=line.id,
            item=item,
            is_done=request.POST.get("done") == "yes",
            by=request.actor,
            at=clock.now(),
        )
    except REFUSALS as refusal:
        messages.error(request, str(sentence(refusal)))
    else:
        messages.success(request, gettext("Noted for your institution."))
    response = redirect("desk:emergency-checklist", key=key)
    response["Location"] += f"#item-{item}"
    return response
