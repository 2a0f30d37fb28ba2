"""Our own short sentences for what every field of a form asks, instead of Django's."""

from django.core.validators import MaxLengthValidator
from django.forms import Field
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

MISSING = _("This is missing.")
TOO_LONG = ngettext_lazy(
    "Write at most %(limit_value)d character; there are %(show_value)d.",
    "Write at most %(limit_value)d characters; there are %(show_value)d.",
    "limit_value",
)


def install() -> None:
    """Every form says them, whatever its base; a field with words of its own keeps those."""
    Field.default_error_messages = {**Field.default_error_messages, "required": MISSING}
    MaxLengthValidator.message = TOO_LONG
