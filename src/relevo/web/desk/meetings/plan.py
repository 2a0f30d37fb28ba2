"""The annual operational plan: its lines by phase and sector, what it leaves open, its files."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import require_http_methods, require_safe

from relevo.directory.models import Institution
from relevo.formats.sheets import stream_csv
from relevo.networks.actions import plans as actions
from relevo.networks.enums import MCOF_SECTORS, McofPhase, PlanItemState
from relevo.networks.errors import PlanItemUnknown
from relevo.networks.models import Network, PlanItem
from relevo.networks.queries import meetings, plans
from relevo.networks.queries.plans import PlanFilter
from relevo.networks.rules.plans import FIRST_YEAR, YEARS_AHEAD
from relevo.plumbing import clock
from relevo.web import network_phrases as words
from relevo.web.desk.http import DeskRequest
from relevo.web.desk.meetings.doors import for_keepers, language_or_404
from relevo.web.desk.meetings.forms import (
    PlanLineForm,
    PlanReportForm,
    line_values,
    seat_choices,
)
from relevo.web.desk.meetings.refused import REFUSALS, tell
from relevo.web.desk.networks.context import network_context, network_or_404
from relevo.web.documents.poa import plan_document, plan_sheet
from relevo.web.downloads import csv_response, docx_response
from relevo.web.paging import whole_number


@dataclass(frozen=True, slots=True)
class PhaseLines:
    """The lines of one phase."""

    phase: str
    lines: list[PlanItem]


@require_safe
def plan(request: DeskRequest, key: str) -> HttpResponse:
    """The lines that are asked for, and what the whole year covers."""
    network = network_or_404(key)
    this_year = clock.now().year
    asked = _asked(request, this_year=this_year)
    items = plans.list_plan_items(network, asked=asked)
    years = sorted({this_year, asked.year, *plans.list_plan_years(network)}, reverse=True)
    by_phase = [
        PhaseLines(phase, [item for item in items if item.phase == phase])
        for phase in McofPhase.values
    ]
    return render(
        request,
        "desk/poa_page.html",
        {
            **network_context(request, network),
            "asked": asked,
            "years": years,
            "phases": words.MCOF_PHASES,
            "sectors": words.MCOF_SECTORS,
            "states": words.PLAN_STATES,
            "asked_sector": str(asked.sector or ""),
            "table_headers": [
                pgettext("plan", "What will be done"),
                pgettext("plan", "Sector"),
                pgettext("plan", "Institution in charge"),
                pgettext("plan", "Until"),
                pgettext("plan", "State"),
            ],
            "by_phase": [group for group in by_phase if group.lines],
            "covered": plans.coverage_of(network, year=asked.year),
        },
    )


def _asked(request: HttpRequest, *, this_year: int) -> PlanFilter:
    """The filter of an address; what is no year, phase, sector or state asks for all."""
    year = whole_number(request.GET.get("year", ""))
    sector = whole_number(request.GET.get("sector", ""))
    phase, state = request.GET.get("phase", ""), request.GET.get("state", "")
    return PlanFilter(
        year=year if year in _years(this_year) and year is not None else this_year,
        phase=phase if phase in McofPhase.values else "",
        sector=sector if sector in MCOF_SECTORS else None,
        state=state if state in PlanItemState.values else "",
    )


def _years(this_year: int) -> range:
    return range(FIRST_YEAR, this_year + YEARS_AHEAD + 1)


def _table(network: Network) -> dict[str, Institution]:
    seats = meetings.list_attending_seats(network)
    return {seat.institution.key: seat.institution for seat in seats if seat.institution}


@require_http_methods(["GET", "HEAD", "POST"])
@for_keepers
def new(request: DeskRequest, network: Network) -> HttpResponse:
    """Write a line into the plan."""
    table = _table(network)
    at = clock.now()
    form = PlanLineForm(
        request.POST if request.method == "POST" else None,
        seats=seat_choices(table.values()),
        initial={"year": at.year},
    )
    if request.method == "POST" and form.is_valid():
        try:
            item = actions.add_plan_item(
                network_key=network.key,
                line=form.line(institutions=table),
                by=request.actor,
                at=at,
            )
        except REFUSALS as refusal:
            tell(form, refusal)
        else:
            messages.success(request, gettext("The line is in the plan. Write the next one."))
            return _to_plan(network, item)
    return _line_page(request, network, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@for_keepers
def item(request: DeskRequest, network: Network, item_id: UUID) -> HttpResponse:
    """Say a line otherwise."""
    found = _item_or_404(network, item_id)
    table = _table(network)
    if found.institution is not None:  # it stays choosable after it has left
        table.setdefault(found.institution.key, found.institution)
    form = PlanLineForm(
        request.POST if request.method == "POST" else None,
        seats=seat_choices(table.values()),
        initial=line_values(found),
    )
    if request.method == "POST" and form.is_valid():
        try:
            changed = actions.change_plan_item(
                network_key=network.key,
                item_id=item_id,
                line=form.line(institutions=table),
                by=request.actor,
                at=clock.now(),
            )
        except REFUSALS as refusal:
            tell(form, refusal)
        else:
            messages.success(request, gettext("The line is changed."))
            return _to_plan(network, changed)
    return _line_page(request, network, form, found)


def _line_page(
    request: DeskRequest, network: Network, form: PlanLineForm, found: PlanItem | None
) -> HttpResponse:
    return render(
        request,
        "desk/poa_form.html",
        {**network_context(request, network), "form": form, "item": found},
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_keepers
def report(request: DeskRequest, network: Network, item_id: UUID) -> HttpResponse:
    """What came of a line, and which acta says so."""
    found = _item_or_404(network, item_id)
    form = PlanReportForm(
        request.POST if request.method == "POST" else None,
        actas=meetings.list_actas(network),
        initial={
            "state": found.state,
            "result_es": found.result_es,
            "result_en": found.result_en,
            "acta": str(found.acta_id or ""),
        },
    )
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            reported = actions.report_plan_item(
                network_key=network.key,
                item_id=item_id,
                state=told["state"],
                result_es=told["result_es"],
                result_en=told["result_en"],
                acta_id=UUID(told["acta"]) if told["acta"] else None,
                by=request.actor,
                at=clock.now(),
            )
        except REFUSALS as refusal:
            tell(form, refusal)
        else:
            messages.success(request, gettext("Noted in the plan."))
            return _to_plan(network, reported)
    return render(
        request,
        "desk/poa_report.html",
        {**network_context(request, network), "form": form, "item": found},
        status=422 if form.errors else 200,
    )


def _item_or_404(network: Network, item_id: UUID) -> PlanItem:
    try:
        return plans.get_plan_item(network, item_id=item_id)
    except PlanItemUnknown as unknown:
        raise Http404 from unknown


def _to_plan(network: Network, item: PlanItem) -> HttpResponse:
    response = redirect("desk:network-plan", key=network.key)
    response["Location"] += f"?year={item.year}"
    return response


@require_safe
def plan_file(
    request: DeskRequest,  # noqa: ARG001 -- a view's signature
    key: str,
    year: int,
    language: str,
    suffix: str,
) -> HttpResponse | StreamingHttpResponse:
    """The plan of a year as a Word file or as a table."""
    network = network_or_404(key)
    with translation.override(language_or_404(language)):
        items = plans.list_plan_items(network, asked=PlanFilter(year))
        title = gettext("Annual plan")
        name = f"{title} {network.key} {year}"
        if suffix == "csv":
            return csv_response(list(stream_csv(plan_sheet(items))), name=name)
        document = plan_document(
            network,
            year=year,
            items=items,
            covered=plans.coverage_of(network, year=year),
            is_demo=clock.is_demo(),
        )
        return docx_response(document, name=name)
