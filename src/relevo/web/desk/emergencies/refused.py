"""Refusals of emergencies, points and pledges as whole sentences."""

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from relevo.directory.errors import ChangeRefused, NotYourService, ServiceRefused, ServiceUnknown
from relevo.situation.errors import FactRefused, NotAllowed
from relevo.web.desk.refused import show_refusal
from relevo.web.trace_phrases import TRACES

REFUSALS = (
    ChangeRefused,
    FactRefused,
    NotAllowed,
    NotYourService,
    ServiceRefused,
    ServiceUnknown,
)
ACTS: dict[str, Promise] = {
    "point.changed": _("Only the institution that runs the point changes it."),
    "pledge.made": _("Choose first for which institution you act."),
    "pledge.delivered": _("Only the institution that made the pledge says what became of it."),
    "pledge.withdrawn": _("Only the institution that made the pledge says what became of it."),
    "checklist.marked": _("Choose first for which institution you act."),
}
LEADS_ONLY = _("The coordination of an institution that keeps a network writes this. Ask it.")
OWN_ONLY = _("An institution opens and changes its own points only, by its own staff.")
WHAT: dict[tuple[str, str], Promise] = {
    ("name_es", "missing"): _("Give it a name in Spanish."),
    ("name_es", "same"): _("It is called so already."),
    ("reason", "missing"): _("Say why the name is corrected."),
    ("said_by", "missing"): _("Say who gives the number."),
    ("source", "missing"): _("Say where this can be read or was heard."),
    ("from_at", "in_the_future"): _("This lies in the future. Facts are told once they are so."),
    ("as_of_at", "in_the_future"): _("This lies in the future. Facts are told once they are so."),
    ("until_at", "in_the_future"): _("This lies in the future. Facts are told once they are so."),
    ("from_at", "long_past"): _("The start lies more than twelve hours back."),
    ("from_at", "far_ahead"): _("The start lies more than two weeks ahead."),
    ("from_at", "before_phase"): _("The phase before this one began later."),
    ("until_at", "past"): _("The end must lie ahead."),
    ("until_at", "before_start"): _("The end must lie after the start."),
    ("until_at", "far_ahead"): _("The end lies more than 90 days after the start."),
    ("until_at", "same"): _("It ends then already."),
    ("until_at", "ended"): _("This point has closed already. Open a new one."),
    ("status", "ended"): _("This point has closed already. Open a new one."),
    ("closes", "missing"): _("Give both hours of the day, or none."),
    ("closes", "before_start"): _("It must close at another hour than it opens."),
    ("where", "already"): _("This area is there already."),
    ("where", "not_there"): _("This area is not there any more."),
    ("where", "missing"): _("Name at least one country or area."),
    ("where", "unknown"): _("We do not know this area in this country."),
    ("place", "unknown"): _("We do not know exactly where this is; name a town near."),
    ("phase", "same"): _("It is in this phase already."),
    ("emergency", "closed"): _("This emergency is over. Move its phase first."),
    ("high", "below_value"): _("The upper end must be at least as large as the number."),
    ("needs", "missing"): _("Choose at least one service."),
    ("needs", "too_many"): _("Choose at most eight services."),
    ("amount", "same"): _("This much has been told already."),
    ("amount", "out_of_range"): _("Give a whole number from 1 to 1,000,000."),
    ("state", "withdrawn"): _("This pledge was withdrawn. Make a new one."),
    ("item", "same"): _("Your institution has marked this already."),
    ("institution", "protected"): _(
        "Your institution is known here for a protected place alone. It opens no public point, "
        "because that would say where to look."
    ),
    ("phone", "unreadable"): _("This is no telephone number."),
}
OTHERWISE = _("This cannot be written so. Look at what you filled in.")
FIELDS = {
    "where": "place",
    "until_at": "until_at",
    "kind": "kind",
    "name": "name_es",
    "locality": "locality",
}
"""Fields of the forms where they are named otherwise than what was refused."""


def sentence(refusal: Exception) -> Promise:
    """A refusal in words."""
    if isinstance(refusal, NotAllowed):
        return ACTS.get(refusal.act, LEADS_ONLY)
    if isinstance(refusal, FactRefused | ServiceRefused | ChangeRefused):
        told = WHAT.get((refusal.field, refusal.problem))
        return told or TRACES.get(refusal.problem, OTHERWISE)
    return OWN_ONLY


def tell(form: forms.Form, refusal: Exception) -> None:
    """Put a refusal where it belongs in a form."""
    show_refusal(form, refusal, sentence(refusal), fields=FIELDS)
