"""What a route refuses, in whole sentences without inner names."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from relevo.networks.errors import NetworkUnknown, NotKeeper
from relevo.pathways.errors import (
    ActaOfAnotherNetwork,
    ContentUnreadable,
    NotDrafter,
    NotYourInstitution,
    PathwayFieldRefused,
    PathwayMoveRefused,
    PathwayUnknown,
    VersionInWork,
)

REFUSALS: dict[type[Exception], Promise] = {
    NotDrafter: _("Only coordinators of institutions that sit in its network write on this route."),
    NotKeeper: _("Only who keeps the network says that its acta validated a route."),
    NetworkUnknown: _("There is no such network."),
    NotYourInstitution: _(
        "How an institution stands to a route is said by its own coordinator or administrator."
    ),
    PathwayUnknown: _("This step is not there any more. Nothing was changed."),
    PathwayMoveRefused: _("This version has already moved on. Nothing was changed."),
    VersionInWork: _("Another version of this route is being worked on."),
    ActaOfAnotherNetwork: _("This acta is not of the network of this route."),
    ContentUnreadable: _("This cannot be kept as it was filled in. Nothing was changed."),
}
FIELD_REFUSALS: dict[tuple[str, str], Promise] = {
    ("steps", "missing"): _("A route without steps cannot be proposed."),
    ("beside", "waiting"): _("Texts kept beside wait for a decision: settle them first."),
    ("service_key", "restricted"): _(
        "A protected service is never named on a route: name the role and the line to call."
    ),
    ("review_on", "past"): _("The day of the review lies in the future."),
    ("on", "future"): _("The day of the decision is today or before."),
    ("acta", "future"): _("An acta of the future validates nothing."),
}
OTHER_FIELD = _("One of the fields cannot be so. Nothing was changed.")
ALL: tuple[type[Exception], ...] = (*REFUSALS, PathwayFieldRefused)


def refusal(refused: Exception) -> str:
    """The sentence of a refusal."""
    if isinstance(refused, PathwayFieldRefused):
        return str(FIELD_REFUSALS.get((refused.field, refused.problem), OTHER_FIELD))
    return str(next(words for kind, words in REFUSALS.items() if isinstance(refused, kind)))
