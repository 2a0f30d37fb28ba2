"""Filters of the pages of exchanges."""

from django import template

from relevo.directory.models import Term
from relevo.exchange.models import WorkingTable
from relevo.exchange.rules import exchanges
from relevo.web import exchange_lines
from relevo.wording.words import both

register = template.Library()
register.filter("roman", exchanges.roman)
register.filter("exchange_title", exchange_lines.exchange_title)
register.filter("exchange_dates", exchange_lines.exchange_dates)
register.filter("within", exchange_lines.within)
register.filter("participant_name", exchange_lines.participant_name)
register.filter("route_state", exchange_lines.route_state)


@register.filter
def subject(table: WorkingTable, profiles: dict[str, Term]) -> str:
    """What a table is about, in the language of the page."""
    return exchange_lines.table_subject(table, profiles=profiles)


@register.filter
def localized_name(row: object) -> str:
    """The name of a row in the language of the page, to stand in a sentence."""
    return both(row, "name")
