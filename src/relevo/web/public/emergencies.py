"""Emergencies for everybody: where, in which phase, what sources say, what is open now."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from relevo.situation.queries import emergencies as queries
from relevo.situation.queries import points as point_queries
from relevo.situation.queries.emergencies import EmergencyLine, FigureView
from relevo.web.as_of import as_of
from relevo.web.emergency_phrases import CRISIS_PHASE_TONES
from relevo.web.figure_lines import difference_lines, figure_tables
from relevo.web.public.responses import public_page

MOST_SHOWN = 6
"""Emergencies with all their figures on the one page; older ones are named."""


@public_page
def emergency_list(request: HttpRequest) -> HttpResponse:
    """Those that go on, with their figures and points; those that are over, by name."""
    asked = as_of(request)
    lines = queries.list_emergencies(at=asked.at, known_at=asked.known_at, sees_live=False)
    going = [line for line in lines if not line.is_over]
    shown = going[:MOST_SHOWN]
    figures = queries.figures_for_all(
        [line.id for line in shown], at=asked.at, known_at=asked.known_at
    )
    return render(
        request,
        "public/emergencies.html",
        {
            "emergencies": [_shown(line, figures[line.id]) for line in shown],
            "others": [*going[MOST_SHOWN:], *(line for line in lines if line.is_over)],
            "points": point_queries.list_points(
                at=asked.at, known_at=asked.known_at, only_open=True
            ),
            "asof": asked,
            "section": "start",
        },
    )


def _shown(line: EmergencyLine, view: FigureView) -> dict[str, object]:
    return {
        "line": line,
        "tone": CRISIS_PHASE_TONES[line.phase],
        "tables": figure_tables(view.groups),
        "differences": difference_lines(view.differing),
    }
