"""The figures of a report as tables: codes beside words, place codes, HXL tags when asked."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from relevo.formats.sheets import Cell, Column, Sheet, render_xlsx, stream_csv
from relevo.web.indicators.breakdowns import profile_names, words_of
from relevo.web.indicators.figures import Figure
from relevo.web.indicators.gaps import Gaps
from relevo.web.indicators.report import Report
from relevo.wording.words import both

HIDDEN, NOTHING = "hidden", "nothing_to_count"


def _figure_columns() -> tuple[Column, ...]:
    return (
        Column("network", _("Key of the network."), "#org+network"),
        Column("quarter", _("Calendar quarter, such as 2020-Q4."), "#date+quarter"),
        Column("indicator", _("Code of the figure."), "#indicator+code"),
        Column("title", _("What the figure counts, in words."), "#indicator+name"),
        Column("by_code", _("Code of what it is broken down by; empty: the whole."), "#meta+code"),
        Column("by", _("The same in words."), "#meta+name"),
        Column("unit", _("count, percent, days or minutes."), "#indicator+unit"),
        Column("value", _("The figure; empty where there is none."), "#indicator+value"),
        Column("part", _("Of a percentage: what is counted."), "#indicator+part"),
        Column("whole", _("Of a percentage: over what."), "#indicator+whole"),
        Column(
            "why_empty",
            _("hidden: too few to be told; nothing_to_count: nothing happened."),
            "#meta+reason",
        ),
        Column("definition", _("How it is computed."), "#indicator+definition"),
    )


def _why_empty(figure: Figure) -> str:
    if figure.value is not None:
        return ""
    return HIDDEN if figure.is_hidden else NOTHING


def _figure_sheet(report: Report) -> Sheet:
    profiles = profile_names()

    def rows() -> Iterator[tuple[Cell, ...]]:
        for figure in report.figures:
            indicator = figure.indicator
            yield (
                report.network.key,
                report.quarter.code,
                indicator.code,
                str(indicator.title),
                "|".join(figure.by),
                words_of(figure, profiles=profiles),
                str(indicator.unit),
                figure.value,
                figure.part,
                figure.whole,
                _why_empty(figure),
                str(indicator.definition),
            )

    return Sheet(_("Figures"), _figure_columns(), list(rows()))


def _gap_sheet(gaps: Gaps) -> Sheet:
    columns = (
        Column("country", _("Country of the department."), "#country+code"),
        Column("p_code", _("Place code of the department (COD)."), "#adm1+code"),
        Column("department", _("Name of the department."), "#adm1+name"),
        Column("need", _("Code of the need."), "#sector+code"),
        Column("need_name", _("The need in words."), "#sector+name"),
        Column("mcof_sector", _("Sector of the MCOF, 1 to 15."), "#sector+mcof"),
        Column("entries", _("Active entries of the directory that answer it."), "#service+num"),
    )
    rows = [
        (
            area.country,
            area.p_code,
            area.name,
            need.code,
            both(need, "name"),
            need.mcof_sector,
            gaps.at(need.code, area.key),
        )
        for area in gaps.departments
        for need in gaps.needs
    ]
    return Sheet(_("Gaps of service"), columns, rows)


def figures_csv(report: Report, *, hxl: bool) -> Iterator[str]:
    """The figures, line by line."""
    return stream_csv(_figure_sheet(report), hxl=hxl)


def workbook(report: Report, gaps: Gaps, *, hxl: bool) -> bytes:
    """Figures, gaps of service, and what every column means."""
    return render_xlsx(
        [_figure_sheet(report), _gap_sheet(gaps)],
        dictionary_name=_("Dictionary"),
        dictionary_headers=(_("table"), _("column"), _("meaning"), _("HXL tag")),
        hxl=hxl,
    )
