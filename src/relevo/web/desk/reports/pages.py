"""Reports: an institution's own figures, the totals of its networks, what an acta shows others."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from relevo.networks import access
from relevo.networks.actions import releases
from relevo.networks.enums import SeatRole
from relevo.networks.errors import NetworkUnknown, NotKeeper, ReleaseRefused
from relevo.networks.models import Member, Network
from relevo.networks.queries import network as networks
from relevo.plumbing import clock
from relevo.web.desk.http import DeskRequest
from relevo.web.desk.reports import exports
from relevo.web.downloads import XLSX, bytes_response, csv_response
from relevo.web.indicators.breakdowns import profile_names, words_of
from relevo.web.indicators.definitions import INDICATORS, TOPICS, Topic
from relevo.web.indicators.figures import Figure
from relevo.web.indicators.gaps import gaps_of
from relevo.web.indicators.periods import Quarter, quarter_of, read_quarter, shown_quarters
from relevo.web.indicators.report import Report, network_report, own_report, shown_report

LONGEST_ACTA = 40


class ShownForm(forms.Form):
    """What the acta decided."""

    codes = forms.MultipleChoiceField(
        label=pgettext_lazy("report", "Figures that are shown beyond the members"),
        choices=[(row.code, row.title) for row in INDICATORS],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    acta_number = forms.CharField(
        label=pgettext_lazy("report", "Number of the acta that decided it"), max_length=LONGEST_ACTA
    )


@dataclass(frozen=True, slots=True)
class Line:
    """A figure as a page tells it."""

    figure: Figure
    by: str


@dataclass(frozen=True, slots=True)
class Part:
    """A topic of the report with its lines."""

    title: Promise
    lines: tuple[Line, ...]


def parts_of(report: Report) -> list[Part]:
    """The report by topic; topics without a figure are left out."""
    told, profiles = {topic: report.of(topic) for topic in Topic}, profile_names()
    return [
        Part(
            TOPICS[topic],
            tuple(Line(figure, words_of(figure, profiles=profiles)) for figure in figures),
        )
        for topic, figures in told.items()
        if figures
    ]


@require_safe
def report_list(request: DeskRequest) -> HttpResponse:
    """Networks whose figures this person may see: their own, and those that show some."""
    rows = networks.list_networks()
    own = set(
        Member.objects.filter(institution=request.actor.institution_id, left_on=None)
        .exclude(role=SeatRole.LISTED)
        .values_list("network_id", flat=True)
    )
    return render(
        request,
        "desk/report_list.html",
        {
            "own": [row for row in rows if row.pk in own],
            "others": [row for row in rows if row.pk not in own and row.shown_indicators],
            "section": "reports",
        },
    )


def _network(key: str) -> Network:
    try:
        return networks.get_network(key)
    except NetworkUnknown as unknown:
        raise Http404 from unknown


def _report(request: DeskRequest, network: Network, quarter: Quarter) -> Report:
    """The totals for members; for others what an acta shows, of closed quarters; else nothing."""
    today = clock.now().date()
    if access.may_read_inside(request.actor, network):
        return network_report(network, quarter=quarter, on=today)
    if not network.shown_indicators or not quarter.is_closed(today):
        raise Http404
    return shown_report(network, quarter=quarter, on=today)


@require_safe
def report(request: DeskRequest, key: str) -> HttpResponse:
    """The report of a network for one quarter."""
    network, today = _network(key), clock.now().date()
    quarter = read_quarter(request.GET.get("quarter", ""), on=today)
    found = _report(request, network, quarter)
    own = None
    if access.is_member(request.actor, network) and request.actor.institution_id:
        own = own_report(
            network, institution_id=request.actor.institution_id, quarter=quarter, on=today
        )
    return render(
        request,
        "desk/report_page.html",
        {
            "network": network,
            "quarter": quarter,
            "quarters": [
                row for row in shown_quarters(today) if own is not None or row.is_closed(today)
            ],
            "running": quarter_of(today),
            "is_closed": found.is_closed,
            "parts": parts_of(found),
            "own_parts": parts_of(own) if own is not None else [],
            "is_inside": access.may_read_inside(request.actor, network),
            "is_keeper": access.may_keep(request.actor, network),
            "form": ShownForm(
                initial={"codes": network.shown_indicators, "acta_number": network.shown_acta}
            ),
            "section": "reports",
        },
    )


@require_safe
def report_file(request: DeskRequest, key: str, kind: str) -> HttpResponseBase:
    """The same figures as CSV or XLSX, with what each column means; HXL tags when asked."""
    network, today = _network(key), clock.now().date()
    quarter = read_quarter(request.GET.get("quarter", ""), on=today)
    found = _report(request, network, quarter)
    gaps = gaps_of(network, on=today)
    hxl, name = request.GET.get("hxl") == "1", f"{network.key} {quarter.code}"
    if kind == "csv":
        return csv_response(exports.figures_csv(found, hxl=hxl), name=name)
    return bytes_response(
        exports.workbook(found, gaps, hxl=hxl), content_type=XLSX, name=name, suffix="xlsx"
    )


@require_safe
def gaps(request: DeskRequest, key: str) -> HttpResponse:
    """Which needs no entry answers, by department."""
    network = _network(key)
    found = gaps_of(network, on=clock.now().date())
    return render(
        request,
        "desk/report_gaps.html",
        {
            "network": network,
            "departments": found.departments,
            "rows": [
                (need, [found.at(need.code, area.key) for area in found.departments])
                for need in found.needs
            ],
            "section": "reports",
        },
    )


@require_POST
def decide_shown(request: DeskRequest, key: str) -> HttpResponse:
    """Write down what the acta decided to show."""
    network = _network(key)
    form = ShownForm(request.POST)
    if not form.is_valid():
        messages.error(request, gettext("Choose figures of the list and name the acta."))
        return redirect("desk:report", key=network.key)
    try:
        releases.decide_shown(
            network_key=network.key, **form.cleaned_data, by=request.actor, at=clock.now()
        )
    except NotKeeper:
        messages.error(request, gettext("Only who keeps the network writes this down."))
    except ReleaseRefused:
        messages.error(
            request,
            _("The network has no acta with this number. Record the acta first, then the figures."),
        )
    else:
        messages.success(request, gettext("Noted. These figures are shown beyond the members."))
    return redirect("desk:report", key=network.key)
