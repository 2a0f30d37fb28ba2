"""A refusal on the form that was sent: the sentence stands beside the field it is about."""

from collections.abc import Mapping

from django import forms
from django.utils.functional import Promise


def show_refusal(
    form: forms.Form,
    refusal: Exception,
    sentence: str | Promise,
    *,
    fields: Mapping[str, str] | None = None,
) -> None:
    """Put the sentence beside the field that was refused, or above the form.

    ``fields``: those that the form names otherwise than what was refused.
    """
    refused = getattr(refusal, "field", "")
    field = (fields or {}).get(refused, refused)
    form.add_error(field if field in form.fields else None, str(sentence))
