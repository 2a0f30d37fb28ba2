"""The id of an act in the form that sends it, so that a second click is no second act."""

from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

SENT_BEFORE = _(
    "This form was sent before, with other content. Nothing was changed now: open a new form."
)


def op_field() -> forms.UUIDField:
    """A new id each time a form is shown; sent again, it is the same act."""
    return forms.UUIDField(required=False, initial=uuid4, widget=forms.HiddenInput)
