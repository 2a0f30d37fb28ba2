"""Who is shown that there is a part of the situation for live facts."""

from django import template
from django.template import Context

from relevo.situation.access import sees_live

register = template.Library()


@register.simple_tag(takes_context=True)
def is_shown_live(context: Context) -> bool:
    """Whether the pages of live facts are for this person; for others there are none."""
    actor = getattr(context["request"], "actor", None)
    return actor is not None and sees_live(actor)
