"""Words of consent in a template: ``{{ code|consent_word:"GROUNDS" }}``."""

from django import template

from relevo.web import consent_phrases
from relevo.web.phrases import Words

register = template.Library()


@register.filter
def consent_word(code: str, table: str) -> str:
    """The words of a code in one of the tables of ``consent_phrases``."""
    words: Words = getattr(consent_phrases, table)
    return str(words[code])
