"""How a version is followed, step by step and without anybody in it."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from relevo.cases import access
from relevo.cases.rules.views import ShownStep
from relevo.plumbing import clock
from relevo.web.desk.http import DeskRequest
from relevo.web.desk.pathways import reading
from relevo.web.desk.pathways.reading import Reading
from relevo.web.flowchart import told_steps
from relevo.web.pathway_phrases import STEP_OUTCOMES


@require_safe
def conformance(request: DeskRequest, key: str, number: int) -> HttpResponse:
    """Figures of one's own institution first, then of all others together; none by name."""
    read = reading.read(reading.version_or_404(key, number))
    found = access.conformance_of(request.actor, version=read.version, at=clock.now())
    return render(
        request,
        "desk/pathway_conformance.html",
        {
            "pathway": read.pathway,
            "version": read.version,
            "title": reading.title_of(read.pathway),
            "until": found.until,
            "headers": [_("Step"), *(str(words) for words in STEP_OUTCOMES.values()), _("Median")],
            "own": _rows(read, found.own),
            "others": _rows(read, found.others),
            "section": "pathways",
        },
    )


def _rows(read: Reading, figures: Sequence[ShownStep]) -> list[list[str]]:
    """A line for each step; what would be few people is not told."""
    steps = {step.key: step for step in told_steps(read.content, names=read.names)}
    return [
        [
            f"{steps[one.step_key].number}. {steps[one.step_key].action}",
            *(_count(one.counts.get(outcome)) for outcome in STEP_OUTCOMES),
            _minutes(one.median_minutes),
        ]
        for one in figures
    ]


def _count(count: int | None) -> str:
    return _("fewer than 5, or hidden with them") if count is None else str(count)


def _minutes(minutes: float | None) -> str:
    if minutes is None:
        return "–"
    whole = round(minutes)
    return _("%(hours)d h %(minutes)d min") % {"hours": whole // 60, "minutes": whole % 60}
