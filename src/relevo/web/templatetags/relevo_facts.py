"""Words of facts and roles: where a fact comes from, what somebody is in an institution."""

from urllib.parse import urlsplit

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

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


@register.filter
def role_name(code: str) -> str:
    """The role as people say it."""
    return str(phrases.ROLES[code])


@register.filter
def language_name(code: str) -> str:
    return str(phrases.SPOKEN_LANGUAGES.get(code, code))
