"""Words of facts and roles: where a fact comes from, what somebody is in an institution."""

import re
from datetime import date
from urllib.parse import urlsplit

from django import template
from django.utils import dateformat
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from relevo.borders.enums import Basis, State
from relevo.borders.rules import Status
from relevo.kernel.text import LocalisedText
from relevo.web import phrases

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
def known_date(text: str, precision: str) -> str:
    """A date as exactly as its source knows it: ``2015``, ``June 2018``, ``21 January 2025``."""
    on = date.fromisoformat(text)
    if precision == "year":
        return str(on.year)
    if precision == "month":
        return dateformat.format(on, pgettext("date format", "F Y"))
    return dateformat.format(on, pgettext("date format", "j F Y"))


DAILY_HOURS = re.compile(r"(?:Mo-Su )?(\d\d:\d\d-\d\d:\d\d(?:,\d\d:\d\d-\d\d:\d\d)*)")


@register.filter
def hours_words(expression: str) -> str:
    """Opening hours in words where they are simple; else the expression as it is written."""
    if expression == "24/7":
        return _("day and night")
    daily = DAILY_HOURS.fullmatch(expression)
    if daily is None:
        return expression
    return _("every day %(hours)s") % {"hours": daily[1].replace("-", "–").replace(",", ", ")}


@register.filter
def state_prefix(status: Status) -> str:
    """What goes before a state that nobody has seen: an announcement is not what a person meets."""
    if status.basis != Basis.ANNOUNCED or status.state == State.NOT_CONFIRMED:
        return ""
    return pgettext("before the state of a crossing", "Announced:")


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
