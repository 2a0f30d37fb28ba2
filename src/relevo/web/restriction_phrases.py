"""Words of restrictions, of what is asked and of roads."""

from django.utils.translation import pgettext_lazy

from relevo.web.phrases import Words
from relevo.wording.obstacles import RESTRICTION_KINDS

__all__ = [
    "APPLIES_TO",
    "ASKED_DIRECTIONS",
    "DEMAND_KINDS",
    "ISOLATED",
    "RESTRICTION_KINDS",
    "RESTRICTION_STANDING",
    "ROAD_STATES",
    "STOPS",
]

STOPS: Words = {
    "nothing": pgettext_lazy("restriction stops", "Travel goes on; be ready for controls"),
    "public_transport": pgettext_lazy("restriction stops", "No buses or other public transport"),
    "all_travel": pgettext_lazy("restriction stops", "Nobody may be on the way"),
    "entry": pgettext_lazy("restriction stops", "Nobody comes in or leaves"),
}
ISOLATED = pgettext_lazy(
    "restriction stops",
    "Whoever enters stays isolated where they arrive; they travel on only afterwards",
)
"""A quarantine closes no road, and whoever is in it does not travel."""
ROAD_STATES: Words = {
    "cut": pgettext_lazy("road", "Cut"),
    "slow": pgettext_lazy("road", "Slow"),
    "open": pgettext_lazy("road", "Open again"),
}
DEMAND_KINDS: Words = {
    "document": pgettext_lazy("demand kind", "Document"),
    "test": pgettext_lazy("demand kind", "Test"),
    "vaccination": pgettext_lazy("demand kind", "Vaccination"),
    "check": pgettext_lazy("demand kind", "Examination or form"),
}
APPLIES_TO: Words = {
    "all": pgettext_lazy("applies to", "Everybody"),
    "nationals": pgettext_lazy("applies to", "Nationals of the country"),
    "foreigners": pgettext_lazy("applies to", "Foreigners"),
    "ca4": pgettext_lazy("applies to", "Nationals of the other CA-4 countries"),
}
ASKED_DIRECTIONS: Words = {
    "entry": pgettext_lazy("asked on", "On entering"),
    "exit": pgettext_lazy("asked on", "On leaving"),
}
RESTRICTION_STANDING: Words = {
    "in_force": pgettext_lazy("restriction", "In force"),
    "coming": pgettext_lazy("restriction", "Coming"),
    "ended": pgettext_lazy("restriction", "Ended"),
    "old": pgettext_lazy("restriction", "Not heard of any more"),
}
