"""Refusals of networks as whole sentences: what stands in the way, what to do."""

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from relevo.directory.errors import NotYoursToSucceed, SuccessionRefused
from relevo.networks.errors import (
    NetworkRefused,
    NotKeeper,
    NotMayFound,
    NotMember,
    NotYoursToSign,
    ProtocolRefused,
    SeatRefused,
)
from relevo.web.desk.refused import show_refusal

WHO: dict[type[Exception], Promise] = {
    NotKeeper: _(
        "Only the coordination of the secretariat, the chair or the steering committee writes "
        "this. Ask them to do it."
    ),
    NotMayFound: _("Only a coordinator begins a network."),
    NotMember: _("Your institution has no seat in this network. Ask its secretariat for one."),
    NotYoursToSucceed: _("Only a coordinator says which institution follows another."),
    NotYoursToSign: _(
        "Only the administrator or the coordinator of an institution signs or leaves for it."
    ),
}
"""Who may not."""

WHAT: dict[tuple[type[Exception], str, str], Promise] = {
    (NetworkRefused, "key", "shape"): _(
        "Use capital letters, digits and hyphens, from 3 to 40 signs."
    ),
    (NetworkRefused, "key", "reserved"): _(
        "Names that begin with NET- belong to networks known from public sources. Choose another."
    ),
    (NetworkRefused, "key", "taken"): _("Another network has this short name. Choose another."),
    (NetworkRefused, "started_on", "to_come"): _("This day is still to come."),
    (NetworkRefused, "parts", "itself"): _("A network cannot be a part of itself."),
    (SeatRefused, "institution", "sits_already"): _(
        "It has a seat in this network already. Change that one."
    ),
    (SeatRefused, "institution", "unknown"): _("The directory has no such institution today."),
    (SeatRefused, "name_es", "missing"): _("Choose an institution, or write its name."),
    (SeatRefused, "is_steering", "does_not_decide"): _(
        "Observers and those in the directory only do not sit in the steering committee."
    ),
    (SeatRefused, "term_until", "before_it_began"): _("The term ends before the seat began."),
    (SeatRefused, "term_until", "too_far"): _("A term is not longer than 20 years."),
    (SeatRefused, "joined_on", "to_come"): _("This day is still to come."),
    (SeatRefused, "on", "to_come"): _("This day is still to come."),
    (SeatRefused, "on", "before_it_began"): _("This day is before the seat began."),
    (SeatRefused, "successor", "itself"): _("An institution does not follow itself."),
    (SuccessionRefused, "successor", "unknown"): _("Choose an institution, or write its name."),
    (SuccessionRefused, "successor", "itself"): _("An institution does not follow itself."),
    (SuccessionRefused, "successor", "succeeded_already"): _(
        "The institution you chose has ended itself. Choose the one that follows it."
    ),
    (SuccessionRefused, "successor", "not_of_its_kind"): _(
        "The institution that follows is of the same country."
    ),
    (SuccessionRefused, "name_es", "missing"): _("Choose an institution, or write its name."),
    (SuccessionRefused, "on", "before_it_began"): _("This day is before the institution began."),
    (SuccessionRefused, "on", "in_the_future"): _("This day is still to come."),
    (ProtocolRefused, "state", "drafted_already"): _(
        "There is a draft already. Change that one, or put it in force first."
    ),
    (ProtocolRefused, "state", "not_draft"): _(
        "This version is no draft any more: its text stays. Draft a new version."
    ),
    (ProtocolRefused, "state", "superseded"): _(
        "A newer version has replaced this one. Sign the newer one."
    ),
    (ProtocolRefused, "digest", "changed_meanwhile"): _(
        "Somebody changed the text meanwhile. Open the page anew and read it again."
    ),
    (ProtocolRefused, "acta_number", "unknown"): _(
        "The network has no acta with this number. Record the acta first."
    ),
    (ProtocolRefused, "on", "before_acta_or_to_come"): _(
        "It is in force from the day of the acta at the earliest, and from today at the latest."
    ),
    (ProtocolRefused, "institution", "signed_already"): _(
        "Your institution has signed this version already."
    ),
    (ProtocolRefused, "institution", "not_signed"): _(
        "Your institution has no signature in this network that could be taken back."
    ),
}
"""What may not be written so, by kind of refusal, field and problem."""

OTHERWISE = _("This cannot be written so. Look at what you filled in.")


REFUSALS: tuple[type[Exception], ...] = (
    *WHO,
    NetworkRefused,
    SeatRefused,
    SuccessionRefused,
    ProtocolRefused,
)


def sentence(refusal: Exception) -> str:
    """The sentence of a refusal."""
    if type(refusal) in WHO:
        return str(WHO[type(refusal)])
    field, problem = getattr(refusal, "field", ""), getattr(refusal, "problem", "")
    return str(WHAT.get((type(refusal), field, problem), OTHERWISE))


def tell(form: forms.Form, refusal: Exception) -> None:
    """Put the sentence beside the field it is about, or above the form."""
    show_refusal(form, refusal, sentence(refusal))
