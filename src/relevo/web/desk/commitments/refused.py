"""Refusals of commitments as whole sentences."""

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from relevo.exchange.errors import (
    CommitmentMoveRefused,
    CommitmentNotYours,
    CommitmentRefused,
    NobodyCanConfirm,
    OwnerCannotDecide,
    ReporterCannotConfirm,
)
from relevo.networks.errors import NotKeeper
from relevo.web.desk.refused import show_refusal

REFUSALS = (
    CommitmentMoveRefused,
    CommitmentNotYours,
    CommitmentRefused,
    NobodyCanConfirm,
    OwnerCannotDecide,
    ReporterCannotConfirm,
    NotKeeper,
)
WHY: dict[type[Exception], Promise] = {
    CommitmentMoveRefused: _(
        "Somebody was faster: the commitment is in another state now. Look at its history."
    ),
    CommitmentNotYours: _("This is not for your institution or your role to decide."),
    OwnerCannotDecide: _(
        "Who belongs to the institution that made the promise cannot decide this, in no role."
    ),
    ReporterCannotConfirm: _(
        "Who wrote the report cannot confirm it. Ask somebody else of your institution."
    ),
    NobodyCanConfirm: _(
        "Nobody else sits in the steering committee. Name an institution that confirms."
    ),
    NotKeeper: _(
        "Only the coordination of the secretariat, the chair or the steering committee writes "
        "this. Ask them to do it."
    ),
}
WHAT: dict[tuple[str, str], Promise] = {
    ("due_on", "not_later"): _("The new day is later than the old one."),
    ("due_on", "past"): _("The new day lies ahead."),
    ("due_on", "far_away"): _("This day is too far away."),
    ("acta_number", "unknown"): _("The network has no acta with this number."),
    ("owner", "not_at_the_table"): _("This institution has no seat in the network."),
    ("counterpart", "not_at_the_table"): _("This institution has no seat in the network."),
    ("counterpart", "owner"): _("Somebody else confirms than who promises."),
    ("counterpart", "same"): _("It is the one who confirms already."),
    ("institution", "needed"): _("Choose first for which institution you act."),
}
OTHERWISE = _("This cannot be written so. Look at what you filled in.")
FIELDS = {"counterpart": "confirmer"}
"""Fields of the forms where they are named otherwise than what was refused."""


def sentence(refusal: Exception) -> Promise:
    """A refusal in words."""
    if isinstance(refusal, CommitmentRefused):
        return WHAT.get((refusal.field, refusal.problem), OTHERWISE)
    return WHY[type(refusal)]


def tell(form: forms.Form, refusal: Exception) -> None:
    """Put a refusal where it belongs in a form."""
    show_refusal(form, refusal, sentence(refusal), fields=FIELDS)
