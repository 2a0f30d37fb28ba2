"""Places and numbers of emergencies in words."""

from datetime import date, timedelta

from django import template
from django.utils.translation import get_language

from relevo.directory.enums import SERVICE_ENDED
from relevo.directory.models import Service
from relevo.kernel.text import LocalisedText
from relevo.situation.queries.emergencies import PlaceLine
from relevo.web import figure_lines
from relevo.web.emergency_phrases import POINT_TONES

register = template.Library()


@register.filter
def where(place: PlaceLine) -> str:
    """``San Cristóbal Verapaz, Alta Verapaz (Guatemala)``; the country alone where it is whole."""
    return figure_lines.place_words(place)


@register.filter
def grouped(value: int) -> str:
    """``1,800,000``, as people of the region write it."""
    return figure_lines.count(value)


@register.filter
def last_day(service: Service) -> date | None:
    """The last day of an entry that is there for some days only; None for all others."""
    if service.permanence != "temporary" or service.valid_until is None:
        return None
    return service.valid_until - timedelta(days=1)


@register.filter
def has_closed(service: Service) -> bool:
    """Whether a temporary entry is over, so that its page says so to who kept the address."""
    return service.permanence == "temporary" and service.status in SERVICE_ENDED


@register.filter
def told(text: LocalisedText) -> str:
    """A stored text in the language of the page, where a tag cannot stand."""
    return text.in_language(get_language() or "es")


@register.filter
def point_tone(state: str) -> str:
    """The tone of the tag that says whether a point is open."""
    return POINT_TONES[state]
