"""Words of facts and roles: where a fact comes from, what somebody is in an institution."""

from collections.abc import Iterable
from datetime import date, datetime
from urllib.parse import urlencode, urlsplit

from django import template
from django.http import HttpRequest
from django.utils import dateformat
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from relevo.borders.models import Requirement
from relevo.borders.queries.requirements import ends_on
from relevo.borders.rules import Status
from relevo.directory.models import Service
from relevo.kernel.text import LocalisedText
from relevo.plumbing import clock
from relevo.situation.queries.counts import CountLine
from relevo.web import as_of, phrases
from relevo.web.count_phrases import COUNT_KINDS
from relevo.wording.crossings import state_prefix, told_state
from relevo.wording.hours import hours_words
from relevo.wording.trust import trust_words
from relevo.wording.words import day

register = template.Library()


def _addresses(source: str) -> list[str]:
    parts = (part.strip() for part in source.split(" ; "))
    return [part for part in parts if part.startswith(("https://", "http://"))]


@register.filter
def source_url(source: str) -> str:
    """The first address of a source; empty when it is not a page."""
    return next(iter(_addresses(source)), "")


@register.filter
def source_label(source: str) -> str:
    """A source in a few words: the site's name and how many more, or the source's own words."""
    found = _addresses(source)
    if not found:
        return source or _("not stated")
    site = urlsplit(found[0]).netloc.removeprefix("www.")
    more = len(found) - 1
    if not more:
        return site
    words = ngettext("%(site)s and %(count)d more", "%(site)s and %(count)d more", more)
    return words % {"site": site, "count": more}


@register.simple_tag
def trust_in(service: Service, percent: int | None, is_protected: bool = False) -> str:  # noqa: FBT001, FBT002 -- a tag of a template takes plain arguments
    """How far an entry is trusted, or that nobody has confirmed it yet."""
    source = "" if is_protected or not service.source else source_label(service.source)
    return trust_words(service, percent, source=source)


@register.simple_tag
def known_date(text: str, precision: str) -> str:
    """A date as exactly as its source knows it: ``2015``, ``June 2018``, ``21 January 2025``."""
    on = date.fromisoformat(text)
    if precision == "year":
        return str(on.year)
    if precision == "month":
        return dateformat.format(on, pgettext("date format", "F Y"))
    return dateformat.format(on, pgettext("date format", "j F Y"))


@register.simple_tag
def asked_when(row: Requirement, known_at: datetime) -> str:
    """From when until when something is asked, as known then; empty where nobody told either.

    Of what is in force: its end lies ahead, and is the first day on which it is not asked.
    """
    end = ends_on(row, known_at=known_at)
    told = {"start": day(row.valid_from) if row.valid_from else "", "end": day(end) if end else ""}
    if not end:
        return _("Asked since %(start)s.") % told if row.valid_from else ""
    if not row.valid_from:
        return _("Asked until %(end)s, and on that day no longer.") % told
    return _("Asked from %(start)s until %(end)s, and on that day no longer.") % told


register.filter("hours_words", hours_words)
register.filter("state_prefix", state_prefix)


@register.simple_tag
def in_hours(status: Status) -> str:
    """What a crossing that is closed at this hour does at its hours: ``In its hours: Open``."""
    return _("In its hours: %(state)s") % {"state": told_state(status)}


@register.filter
def role_name(code: str) -> str:
    """The role as people say it."""
    return str(phrases.ROLES[code])


@register.filter
def language_name(code: str) -> str:
    return str(phrases.SPOKEN_LANGUAGES.get(code, code))


@register.simple_tag
def stored(text: LocalisedText) -> str:
    """A stored text in the language of the page."""
    return text.in_language(get_language() or "es")


@register.filter
def picker_time(at: datetime) -> str:
    """An instant as the browser's own picker writes it, in the time of the three countries."""
    return at.astimezone(clock.LOCAL).strftime(as_of.FORMAT)


@register.filter
def other_parameters(request: HttpRequest) -> list[tuple[str, str]]:
    """What else stands in the address of a page: another instant keeps the choices made."""
    left_out = {as_of.VALID, as_of.KNOWN}
    return [
        (name, value)
        for name, values in request.GET.lists()
        if name not in left_out
        for value in values
    ]


@register.simple_tag
def count_kind(line: CountLine) -> str:
    """What a count counted, in words."""
    return str(COUNT_KINDS[f"{line.category}_{line.direction}"])


@register.filter
def thousands(number: int) -> str:
    """A number as the three countries write it: 2,731."""
    return f"{number:,}"


@register.filter
def query_text(parameters: Iterable[tuple[str, str]]) -> str:
    """Names and values as the query of an address."""
    return urlencode(list(parameters))
