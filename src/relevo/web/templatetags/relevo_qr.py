"""QR codes drawn into the page: no file, no script, no inline style."""

import segno
from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()
QUIET = 4
"""The white border that readers need, in modules."""


@register.simple_tag
def qr_svg(text: str, label: str = "") -> SafeString:
    """A code as one path; every reader takes it, also from crumpled paper (a quarter may go)."""
    rows = list(segno.make(text, error="q", micro=False).matrix)
    side = len(rows) + 2 * QUIET
    path = "".join(
        f"M{column + QUIET} {row + QUIET}h1v1h-1z"
        for row, modules in enumerate(rows)
        for column, is_dark in enumerate(modules)
        if is_dark
    )
    return format_html(
        '<svg class="qr" viewBox="0 0 {} {}" role="img" aria-label="{}">'
        '<path fill="#fff" d="M0 0h{}v{}H0z"/><path d="{}"/></svg>',
        side,
        side,
        label,
        side,
        side,
        path,
    )
