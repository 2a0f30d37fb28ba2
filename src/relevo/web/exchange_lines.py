"""What is said of an exchange and of a proposed route in a line: number, dates, time limits."""

from datetime import date

from django.utils import dateformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from relevo.directory.models import Term
from relevo.exchange.models import Exchange, Participation, ProposedRoute, WorkingTable
from relevo.exchange.rules.exchanges import roman
from relevo.web.exchange_phrases import ROUTE_STATES
from relevo.wording.words import COUNTRIES, both

HOUR, DAY = 60, 24 * 60


def exchange_title(exchange: Exchange) -> str:
    """``II · Rutas de articulación``: the number as exchanges are numbered, then the title."""
    return f"{roman(exchange.number)} · {both(exchange, 'title')}"


def exchange_dates(exchange: Exchange) -> str:
    """When, as exactly as it is known; what no source says is said to be so."""
    if exchange.starts_on is None:
        return _("no source says it")
    if exchange.date_precision == "year":
        return _("%(date)s, date not confirmed") % {"date": exchange.starts_on.year}
    if exchange.date_precision == "month":
        month = dateformat.format(exchange.starts_on, pgettext("date format", "F Y"))
        return _("%(date)s, day not confirmed") % {"date": month}
    first = _day(exchange.starts_on)
    if exchange.ends_on is None or exchange.ends_on == exchange.starts_on:
        return first
    return _("%(first)s to %(last)s") % {"first": first, "last": _day(exchange.ends_on)}


def _day(day: date) -> str:
    return dateformat.format(day, pgettext("date format", "j F Y"))


def within(minutes: int | None) -> str:
    """A time limit in its largest whole unit; empty where the table wrote none."""
    if minutes is None:
        return ""
    if minutes % DAY == 0:
        days = minutes // DAY
        return ngettext("within %(count)d day", "within %(count)d days", days) % {"count": days}
    if minutes % HOUR == 0:
        hours = minutes // HOUR
        return ngettext("within %(count)d hour", "within %(count)d hours", hours) % {"count": hours}
    return ngettext("within %(count)d minute", "within %(count)d minutes", minutes) % {
        "count": minutes
    }


def participant_name(row: Participation) -> str:
    """Who takes part, with where from when it is an institution of a network."""
    names = [both(row.network, "name")] if row.network is not None else []
    if row.institution is not None:
        name, country = both(row.institution, "name"), COUNTRIES.get(row.institution.country)
        names.insert(0, f"{name} ({country})" if country is not None else name)
    if row.stated_name:
        names.insert(0, row.stated_name)
    return " · ".join(names)


def profile_terms() -> dict[str, Term]:
    """The profiles that tables are about, by code, in the order of the taxonomy."""
    return {term.code: term for term in Term.objects.filter(kind="profile").order_by("position")}


def table_subject(table: WorkingTable, *, profiles: dict[str, Term]) -> str:
    """What a table is about: a crossing, a profile, or a profile at a crossing."""
    term = profiles.get(table.profile)
    profile = table.profile if term is None else both(term, "name")
    crossing = both(table.crossing, "name") if table.crossing is not None else ""
    if profile and crossing:
        return pgettext("working table", "%(profile)s at %(crossing)s") % {
            "profile": profile,
            "crossing": crossing,
        }
    return profile or crossing


def route_state(route: ProposedRoute) -> str:
    """The state of a route with the network, the acta or the reason that belongs to it."""
    state = str(ROUTE_STATES[route.state])
    if route.set_aside_reason:
        return _("%(state)s: %(reason)s") % {"state": state, "reason": route.set_aside_reason}
    if route.taken_up_by is None:
        return state
    network = both(route.taken_up_by, "name")
    if route.acta is not None:
        return _("%(state)s %(number)s (%(network)s)") % {
            "state": state,
            "number": route.acta.number,
            "network": network,
        }
    return _("%(state)s by %(network)s") % {"state": state, "network": network}
