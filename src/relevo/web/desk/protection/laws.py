"""Which laws change what is sent, since when, and by which source."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from relevo.cases.rules.clocks import LOCAL
from relevo.cases.rules.law import switches
from relevo.plumbing import clock
from relevo.web.consent_phrases import LAW_EFFECTS, LAW_SWITCHES
from relevo.web.desk.http import DeskRequest
from relevo.web.phrases import COUNTRIES, PACKET_FIELDS


@require_safe
def laws(request: DeskRequest) -> HttpResponse:
    """All lines of the table: those that work today first."""
    on = clock.now().astimezone(LOCAL).date()
    lines = [
        {
            "line": line,
            "country": COUNTRIES[line.country],
            "name": LAW_SWITCHES[line.code],
            "effect": LAW_EFFECTS[line.effect],
            "fields": [PACKET_FIELDS[field] for field in sorted(line.fields)],
            "is_on": line.is_on(on),
        }
        for line in switches()
    ]
    lines.sort(key=lambda row: not row["is_on"])
    return render(request, "desk/laws.html", {"lines": lines, "section": "networks"})
