"""The report of an exchange: who took part, what was said, what was proposed and promised."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from relevo.directory.models import Term
from relevo.exchange.models import (
    Commitment,
    Exchange,
    Practice,
    ProposedRoute,
    ProposedStep,
    WorkingTable,
)
from relevo.formats.documents import Block, Bullets, Document, Facts, Heading, Paragraph, Table
from relevo.web.exchange_lines import (
    exchange_dates,
    exchange_title,
    participant_name,
    route_state,
    table_subject,
    within,
)
from relevo.web.exchange_phrases import (
    COMMITMENT_STATES,
    EXCHANGE_MODALITIES,
    EXCHANGE_STATES,
)
from relevo.web.phrases import SIDES
from relevo.web.templatetags.relevo_web import day
from relevo.wording.words import both

STEP_WIDTHS = (1, 6, 4, 3)


@dataclass(frozen=True, slots=True)
class ExchangeReport:
    """What the closing page shows to one reader; the document says the same."""

    exchange: Exchange
    tables: Sequence[WorkingTable]
    practices: Sequence[Practice]
    commitments: Sequence[Commitment]
    profiles: dict[str, Term]


def exchange_report(report: ExchangeReport, *, language: str) -> Document:
    """The report in one language; a text that was written in the other only stays in it."""
    with translation.override(language):
        exchange = report.exchange
        blocks = [
            *_head(exchange),
            *_sessions(exchange),
            *_practices(report),
            *_tables(report),
            *_commitments(report),
        ]
        return Document(
            exchange_title(exchange),
            language,
            tuple(blocks),
            subtitle=both(exchange.series, "name"),
            footer=_("Made with Relevo, which belongs to no institution named here."),
        )


def _head(exchange: Exchange) -> list[Block]:
    unknown = _("no source says it")
    modality = EXCHANGE_MODALITIES.get(exchange.modality)
    blocks: list[Block] = []
    if exchange.is_demo:
        blocks.append(Paragraph(_("DEMONSTRATION: an invented exchange."), "strong"))
    pairs = [
        (_("Convener"), both(exchange.series, "convener")),
        (pgettext("exchange", "When"), exchange_dates(exchange)),
        (pgettext("exchange", "Place"), exchange.place or unknown),
        (_("How people met"), str(modality) if modality is not None else unknown),
        (pgettext("exchange", "State"), str(EXCHANGE_STATES[exchange.state])),
        (_("Aim"), both(exchange, "aim") or unknown),
    ]
    if exchange.source:
        pairs.append((_("Source"), exchange.source))
    blocks.append(Facts(tuple(pairs)))
    names = tuple(participant_name(row) for row in exchange.participations.all())
    blocks.append(Heading(_("Participants")))
    blocks.append(Bullets(names) if names else Paragraph(unknown))
    return blocks


def _sessions(exchange: Exchange) -> list[Block]:
    blocks: list[Block] = []
    for session in exchange.sessions.all():
        when = f" ({day(session.starts_at)})" if session.starts_at is not None else ""
        blocks.append(Heading(f"{both(session, 'title')}{when}", 2))
        blocks.append(Paragraph(both(session, "summary") or _("Nothing was written down yet.")))
    return [Heading(_("Sessions")), *blocks] if blocks else []


def _practices(report: ExchangeReport) -> list[Block]:
    rows = tuple(
        (both(practice, "title"), both(practice.institution, "name"), both(practice, "results"))
        for practice in report.practices
    )
    told: Block = (
        Table((_("Practice"), _("Institution"), _("Results")), rows, (3, 2, 4))
        if rows
        else Paragraph(_("No practice was published at this exchange."))
    )
    return [Heading(_("Good practices")), told]


def _tables(report: ExchangeReport) -> list[Block]:
    blocks: list[Block] = [Heading(_("Proposed routes"))]
    for table in report.tables:
        for route in table.routes.all():
            blocks += _route(route, subject=table_subject(table, profiles=report.profiles))
    if len(blocks) == 1:
        blocks.append(Paragraph(_("No route was proposed at this exchange.")))
    return blocks


def _route(route: ProposedRoute, *, subject: str) -> list[Block]:
    pairs = [
        (_("Working table"), subject),
        (pgettext("proposed route", "State"), route_state(route)),
        (_("Problem"), both(route, "problem")),
        (_("Still missing"), both(route, "missing") or _("nothing was noted")),
    ]
    rows = tuple(_step(step) for step in route.steps.all())
    headers = ("", _("What is done"), _("Who"), _("Side and time"))
    return [
        Heading(both(route, "title"), 2),
        Facts(tuple(pairs)),
        Table(headers, rows, STEP_WIDTHS),
    ]


def _step(step: ProposedStep) -> tuple[str, str, str, str]:
    institution = f" ({both(step.institution, 'name')})" if step.institution is not None else ""
    limit = within(step.within_minutes)
    side = str(SIDES[step.side])
    return (
        str(step.position),
        both(step, "action"),
        f"{step.role}{institution}",
        f"{side}, {limit}" if limit else side,
    )


def _commitments(report: ExchangeReport) -> list[Block]:
    rows = tuple(
        (
            both(row, "text"),
            both(row.owner, "name"),
            day(row.due_on),
            str(COMMITMENT_STATES[row.state]),
        )
        for row in report.commitments
    )
    headers = (_("Commitment"), _("Owner"), _("Until"), pgettext("commitment", "State"))
    told: Block = (
        Table(headers, rows, (5, 3, 2, 2))
        if rows
        else Paragraph(_("No commitment of this exchange is shown to you."))
    )
    return [Heading(_("Commitments")), told]
