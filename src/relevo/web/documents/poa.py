"""The annual operational plan by phase and sector: as a document and as a table to reuse."""

from collections.abc import Sequence

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from relevo.formats.documents import Block, Document, Heading, Page, Paragraph, Table
from relevo.formats.sheets import Column, Sheet
from relevo.networks.enums import McofPhase
from relevo.networks.models import Network, PlanItem
from relevo.networks.rules.plans import SectorRow
from relevo.web.documents.agenda import day_words
from relevo.web.network_phrases import MCOF_PHASES, MCOF_SECTORS, PLAN_STATES
from relevo.web.phrases import NOT_ENDORSED
from relevo.wording.words import both


def plan_document(
    network: Network,
    *,
    year: int,
    items: Sequence[PlanItem],
    covered: Sequence[SectorRow],
    is_demo: bool,
) -> Document:
    """The plan of a year and which sectors nobody has planned for, in the active language."""
    blocks: list[Block] = []
    if is_demo:
        blocks.append(Paragraph(_("DEMONSTRATION: an invented plan."), "strong"))
    for phase in McofPhase.values:
        found = [item for item in items if item.phase == phase]
        if found:
            blocks += [Heading(str(MCOF_PHASES[phase])), _lines(found)]
    if not items:
        blocks.append(Paragraph(_("Nothing is planned for this year yet.")))
    blocks += _coverage(covered)
    return Document(
        _("Annual operational plan %(year)s") % {"year": year},
        (get_language() or "es")[:2],
        tuple(blocks),
        subtitle=both(network, "name"),
        footer=str(NOT_ENDORSED),
        page=Page.A4_WIDE,
    )


def _lines(items: Sequence[PlanItem]) -> Table:
    headers = (
        pgettext("plan", "Sector"),
        pgettext("plan", "What will be done"),
        pgettext("plan", "Institution in charge"),
        pgettext("plan", "Until"),
        pgettext("plan", "State"),
        pgettext("plan", "What came of it"),
    )
    rows = tuple(
        (
            str(MCOF_SECTORS[str(item.sector)]),
            both(item, "title"),
            both(item.institution, "name") if item.institution else "",
            day_words(item.due_on),
            str(PLAN_STATES[item.state]),
            _result(item),
        )
        for item in items
    )
    return Table(headers, rows, widths=(4, 6, 4, 3, 2, 5))


def _result(item: PlanItem) -> str:
    told = both(item, "result")
    if item.acta is None:
        return told
    acta = _("Acta %(number)s") % {"number": item.acta.number}
    return f"{told} ({acta})" if told else acta


def _coverage(covered: Sequence[SectorRow]) -> list[Block]:
    headers = (pgettext("plan", "Sector"), *(str(MCOF_PHASES[code]) for code in McofPhase.values))
    rows = tuple(
        (
            str(MCOF_SECTORS[str(row.sector)]),
            *(str(count) if count else "—" for count in row.counts),
        )
        for row in covered
    )
    return [
        Heading(_("What the plan covers")),
        Paragraph(
            _(
                "Number of planned actions by sector and phase of a crisis. A dash is a gap of "
                "service, not a fault of any institution."
            )
        ),
        Table(headers, rows, widths=(8, 2, 2, 2)),
    ]


def plan_sheet(items: Sequence[PlanItem]) -> Sheet:
    """The lines of a plan as a table, codes beside words, in the active language."""
    columns = (
        Column("year", _("Year of the plan"), "#date+year"),
        Column("phase", _("Phase of a crisis: before, during, after"), "#status+phase"),
        Column("sector", _("Number of the sector, 1 to 15 (MCOF)"), "#sector+code"),
        Column("sector_name", _("Name of the sector"), "#sector+name"),
        Column("action", _("What will be done"), "#activity"),
        Column("institution", _("Institution in charge"), "#org"),
        Column("until", _("Day until which it is to be done"), "#date+end"),
        Column("state", _("State: planned, under_way, done, dropped"), "#status"),
        Column("result", _("What came of it"), "#description"),
        Column("acta", _("Number of the acta that says so"), "#meta+acta"),
    )
    rows = [
        (
            item.year,
            item.phase,
            item.sector,
            str(MCOF_SECTORS[str(item.sector)]),
            both(item, "title"),
            both(item.institution, "name") if item.institution else "",
            item.due_on,
            item.state,
            both(item, "result"),
            item.acta.number if item.acta else "",
        )
        for item in items
    ]
    return Sheet(_("Plan"), columns, rows)
