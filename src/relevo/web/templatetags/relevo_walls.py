"""What a page of a case says of who looks at it, and what the desk offers to whom."""

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from relevo.accounts.enums import Attribute
from relevo.cases.access import answers_for_glass
from relevo.kernel.ids import short_code
from relevo.web.templatetags.relevo_web import as_time

register = template.Library()


@register.simple_tag(takes_context=True)
def watermark(context: Context) -> SafeString:
    """Whose screen or sheet this is, and of which minute: a photograph says where it comes from."""
    actor = context["request"].actor
    return format_html(
        '<p class="watermark"><span class="code">{}</span> · {}</p>',
        short_code(actor.id),
        as_time(context["now"]),
    )


@register.simple_tag(takes_context=True)
def may_break_glass(context: Context) -> bool:
    """Whether the desk offers to open a case in an emergency."""
    return bool(context["request"].actor.has_attribute(Attribute.BREAK_GLASS))


@register.simple_tag(takes_context=True)
def is_supervisor(context: Context) -> bool:
    return bool(context["request"].actor.has_attribute(Attribute.SUPERVISOR))


@register.simple_tag(takes_context=True)
def sees_emergencies(context: Context) -> bool:
    return answers_for_glass(context["request"].actor)
