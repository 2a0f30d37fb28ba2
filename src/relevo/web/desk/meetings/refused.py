"""Refusals of meetings, actas and plans as whole sentences."""

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from relevo.exchange.errors import CommitmentRefused, NobodyCanConfirm
from relevo.networks.errors import (
    ActaRefused,
    MeetingMoveRefused,
    MeetingRefused,
    MinutesSettled,
    NotKeeper,
    PlanRefused,
)
from relevo.web.desk.refused import show_refusal

NOT_KEEPER = _(
    "Only the coordination of the secretariat, the chair or the steering committee writes "
    "this. Ask them to do it."
)
NOT_MEMBER = _("Your institution has no seat in this network. Ask its secretariat for one.")

MOVES: dict[str, Promise] = {
    "held": _("This meeting was held already. Nothing was changed."),
    "cancelled": _("This meeting was called off. Nothing was changed."),
    "planned": _("This meeting is still to be held: note first that it took place."),
}

WHAT: dict[tuple[type[Exception], str, str], Promise] = {
    (MeetingRefused, "starts_at", "out_of_range"): _("A meeting lies at most three years ahead."),
    (MeetingRefused, "ends_at", "out_of_range"): _(
        "It ends after it begins, and within seven days."
    ),
    (MeetingRefused, "state", "not_begun"): _("This meeting has not begun yet."),
    (MeetingRefused, "points", "too_many"): _("An agenda has at most 40 points."),
    (MeetingRefused, "women", "not_there"): _("Only who was present is counted."),
    (MeetingRefused, "men", "not_there"): _("Only who was present is counted."),
    (MeetingRefused, "institution", "no_seat"): _("This institution has no seat in the network."),
    (MeetingRefused, "decisions", "too_many"): _("A meeting has at most 60 decisions."),
    (MeetingRefused, "decision", "in_an_acta"): _(
        "An acta holds this decision: it is not changed any more."
    ),
    (MeetingRefused, "base", "unknown"): _("Open the page anew: it does not fit the minutes."),
    (ActaRefused, "number", "taken"): _("The network has an acta with this number already."),
    (ActaRefused, "adopted_on", "out_of_range"): _("An acta is adopted today at the latest."),
    (ActaRefused, "attending", "empty"): _("Say how many institutions attended."),
    (ActaRefused, "attending", "out_of_range"): _("Say how many institutions attended."),
    (PlanRefused, "year", "out_of_range"): _("A plan is for 2013 at the earliest, and not so far."),
    (PlanRefused, "due_on", "another_year"): _("The day lies in another year than the plan."),
    (PlanRefused, "result_es", "empty"): _(
        "Say what came of it, or why it was set aside, in Spanish."
    ),
    (PlanRefused, "institution", "no_seat"): _("This institution has no seat in the network."),
    (CommitmentRefused, "owner", "not_at_the_table"): _(
        "This institution has no seat in the network."
    ),
    (CommitmentRefused, "due_on", "far_away"): _("This day is too far away."),
}

OTHERWISE = _("This cannot be written so. Look at what you filled in.")
REFUSALS: tuple[type[Exception], ...] = (
    NotKeeper,
    MeetingMoveRefused,
    MeetingRefused,
    MinutesSettled,
    ActaRefused,
    PlanRefused,
    CommitmentRefused,
    NobodyCanConfirm,
)


def sentence(refusal: Exception) -> str:
    """The sentence of a refusal."""
    match refusal:
        case NotKeeper():
            return str(NOT_KEEPER)
        case MinutesSettled():
            return str(_("Somebody has merged this text or set it aside meanwhile."))
        case NobodyCanConfirm():
            return str(
                _("Nobody else sits in the steering committee: choose who confirms by name.")
            )
        case MeetingMoveRefused(state=state):
            return str(MOVES[state])
    field, problem = getattr(refusal, "field", ""), getattr(refusal, "problem", "")
    return str(WHAT.get((type(refusal), field, problem), OTHERWISE))


FIELDS = {"starts_at": "starts_on", "ends_at": "ends_hour", "counterpart": "confirmer"}
"""Where a page asks for what an action knows under another name."""


def tell(form: forms.Form, refusal: Exception) -> None:
    """Put the sentence beside the field it is about, or above the form."""
    show_refusal(form, refusal, sentence(refusal), fields=FIELDS)
