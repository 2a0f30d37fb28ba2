"""Refusals of counts and reconciliations as whole sentences."""

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from relevo.situation.errors import FactRefused, NotAllowed
from relevo.web.count_phrases import NOT_COMPARED
from relevo.web.desk.refused import show_refusal

REFUSALS = (FactRefused, NotAllowed)
ACTS: dict[str, Promise] = {
    "tell_count": _(
        "Counts are told by border monitors, duty officers and coordinators of institutions that "
        "sit in a network."
    ),
    "agree": _(
        "A figure is confirmed by the institution that told it, or by the one that answers for "
        "its side."
    ),
}
REASON_NEEDED = _(
    "Before the figures are confirmed, name a likely reason for the gap. Where nobody knows one, "
    "choose that it is not known yet: it then stays named as without explanation."
)
NOT_YOURS = _("Your role does not do this. Ask the coordination of your institution.")
PROBLEMS: dict[tuple[str, str], Promise] = {
    ("cut_off_at", "in_the_future"): _("This hour lies ahead. Until when did you really count?"),
    ("cut_off_at", "too_long_ago"): _("This day is too far away."),
    ("since_at", "not_before"): _("The count begins before it ends."),
    ("since_at", "too_long_ago"): _("A count spans a year at most."),
    ("value", "not_a_number"): _("Between 0 and 1,000,000 people."),
    ("people", "not_a_number"): _("At least one person, or leave it empty."),
    ("people", "more_than_gap"): _("This is more than what nobody has explained yet."),
    ("parts", "twice"): _("One of the parts stands there twice."),
    ("parts", "too_many"): _("Twelve parts at most."),
    ("parts", "unknown"): _("Write each part as a country and a number: HN 2631."),
    ("parts", "not_a_number"): _("Write each part as a country and a number: HN 2631."),
    ("corrects", "corrected_already"): _(
        "This count was corrected already. Open the newest version and correct that one."
    ),
    ("crossing", "another_count"): _(
        "A correction stays at the same post. What was counted elsewhere is a count of its own."
    ),
    ("direction", "another_count"): _(
        "A correction stays in the same direction. The other direction is a count of its own."
    ),
    ("responsible", "not_at_the_table"): _(
        "Choose an institution with a seat in the network that does not enforce."
    ),
    ("inflow", "already"): _("These two counts stand side by side already."),
    ("inflow", "other_crossing"): _("The two counts are of different crossings."),
    ("", "not_comparable"): NOT_COMPARED["not_comparable"],
    ("", "agreed_already"): _("You have confirmed this already. Now the other side does."),
    ("", "reason_needed"): REASON_NEEDED,
    ("", "closed"): _("This is closed: both sides have confirmed it."),
}
OTHERWISE = _("This cannot be written so. Look at what you filled in.")
FIELDS = {"country": "post", "crossing": "post", "direction": "kind", "category": "kind"}
"""Fields of the forms where they are named otherwise than what was refused."""


def sentence(refusal: Exception) -> Promise:
    """A refusal in words."""
    if isinstance(refusal, NotAllowed):
        return ACTS.get(refusal.act, NOT_YOURS)
    if not isinstance(refusal, FactRefused):
        raise TypeError(refusal)
    told = PROBLEMS.get((refusal.field, refusal.problem))
    return told or NOT_COMPARED.get(refusal.problem, OTHERWISE)


def tell(form: forms.Form, refusal: Exception) -> None:
    """Put a refusal where it belongs in a form."""
    show_refusal(form, refusal, sentence(refusal), fields=FIELDS)
