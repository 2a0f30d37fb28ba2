"""Figures for everybody: closed months, by department, with small ones hidden."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from relevo.formats.sheets import stream_csv
from relevo.kernel.disclosure import BASE, K
from relevo.plumbing import clock
from relevo.situation.queries import releases as queries
from relevo.web.downloads import bytes_response
from relevo.web.flow_tables import country_tables, flow_sheet, month_name, month_of_address
from relevo.web.paging import page_links, page_of
from relevo.web.public.responses import public_page

MONTHS_SHOWN = 24


@public_page
def figures(request: HttpRequest) -> HttpResponse:
    """The months that were published, the newest first."""
    at, page = clock.now(), page_of(request)
    rows = queries.list_newest(at=at, limit=MONTHS_SHOWN, offset=(page - 1) * MONTHS_SHOWN)
    return render(
        request,
        "public/figures.html",
        {
            "months": [(f"{row.month:%Y-%m}", month_name(row.month), row) for row in rows],
            "page": page_links(queries.count_months(at=at), number=page, size=MONTHS_SHOWN),
            "section": "figures",
        },
    )


@public_page
def month(request: HttpRequest, month: str) -> HttpResponse:
    """One month: a table for each country, and how to read it."""
    asked = month_of_address(month)
    release = queries.get_newest(asked, at=clock.now()) if asked else None
    if release is None:
        raise Http404
    return render(
        request,
        "public/figures_month.html",
        {
            "release": release,
            "address": month,
            "name": month_name(release.month),
            "tables": country_tables(release.content),
            "k": K,
            "base": BASE,
            "section": "figures",
        },
    )


@public_page
def month_csv(request: HttpRequest, month: str) -> HttpResponse:  # noqa: ARG001 -- a view
    """The same as a file with P-codes and HXL tags."""
    asked = month_of_address(month)
    release = queries.get_newest(asked, at=clock.now()) if asked else None
    if release is None:
        raise Http404
    lines = "".join(stream_csv(flow_sheet(release), hxl=True))
    title = gettext("Flows by department")
    name = f"{title} {month} v{release.version}"
    return bytes_response(
        lines.encode(), content_type="text/csv; charset=utf-8", name=name, suffix="csv"
    )
