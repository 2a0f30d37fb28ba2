"""Recurring terms of emergencies, temporary points, pledges and the checklist."""

from django.utils.translation import pgettext_lazy

from relevo.web.phrases import Words

CRISIS_KINDS: Words = {
    "storm": pgettext_lazy("kind of emergency", "Storm"),
    "flood": pgettext_lazy("kind of emergency", "Flood"),
    "landslide": pgettext_lazy("kind of emergency", "Landslide"),
    "earthquake": pgettext_lazy("kind of emergency", "Earthquake"),
    "eruption": pgettext_lazy("kind of emergency", "Eruption"),
    "epidemic": pgettext_lazy("kind of emergency", "Epidemic or pandemic"),
    "closure": pgettext_lazy("kind of emergency", "Borders closed to people"),
    "displacement": pgettext_lazy("kind of emergency", "Forced displacement"),
    "movement": pgettext_lazy("kind of emergency", "Large movement of people"),
    "other": pgettext_lazy("kind of emergency", "Another emergency"),
}

CRISIS_PHASES: Words = {
    "before": pgettext_lazy("phase of an emergency", "Before: getting ready"),
    "during": pgettext_lazy("phase of an emergency", "During: response"),
    "after": pgettext_lazy("phase of an emergency", "After: recovery"),
    "closed": pgettext_lazy("phase of an emergency", "Over"),
}
CRISIS_PHASE_TONES: dict[str, str] = {
    "before": "teal",
    "during": "amber",
    "after": "teal",
    "closed": "",
}

FIGURE_MEASURES: Words = {
    "affected": pgettext_lazy("figure of an emergency", "People affected"),
    "in_need": pgettext_lazy("figure of an emergency", "People who need help"),
    "evacuated": pgettext_lazy("figure of an emergency", "People evacuated"),
    "sheltered": pgettext_lazy("figure of an emergency", "People in shelters"),
    "shelters": pgettext_lazy("figure of an emergency", "Shelters open"),
    "isolated": pgettext_lazy("figure of an emergency", "People cut off"),
    "at_risk": pgettext_lazy("figure of an emergency", "People at risk"),
    "dead": pgettext_lazy("figure of an emergency", "People who died"),
    "missing": pgettext_lazy("figure of an emergency", "People missing"),
    "injured": pgettext_lazy("figure of an emergency", "People injured"),
    "attended": pgettext_lazy("figure of an emergency", "People attended to"),
    "quarantined": pgettext_lazy("figure of an emergency", "People in quarantine"),
    "children": pgettext_lazy("figure of an emergency", "Children and adolescents protected"),
}

FIGURE_QUALIFIERS: Words = {
    "exact": pgettext_lazy("before a number", "exactly"),
    "at_least": pgettext_lazy("before a number", "at least"),
    "about": pgettext_lazy("before a number", "about"),
    "up_to": pgettext_lazy("before a number", "up to"),
}

PLEDGE_KINDS: Words = {
    "beds": pgettext_lazy("pledge", "Beds"),
    "meals": pgettext_lazy("pledge", "Meals"),
    "water": pgettext_lazy("pledge", "Liters of water"),
    "kits": pgettext_lazy("pledge", "Kits"),
    "teams": pgettext_lazy("pledge", "Teams"),
    "transport": pgettext_lazy("pledge", "Seats in transport"),
    "other": pgettext_lazy("pledge", "Other things"),
}

PLEDGE_STATES: Words = {
    "offered": pgettext_lazy("state of a pledge", "Offered"),
    "delivered": pgettext_lazy("state of a pledge", "Delivered"),
    "withdrawn": pgettext_lazy("state of a pledge", "Withdrawn"),
}
PLEDGE_TONES: dict[str, str] = {"offered": "amber", "delivered": "teal", "withdrawn": ""}

POINT_STATES: Words = {
    "open": pgettext_lazy("temporary point", "Open now"),
    "shut": pgettext_lazy("temporary point", "Closed at this hour"),
    "coming": pgettext_lazy("temporary point", "Opens later"),
    "closed": pgettext_lazy("temporary point", "Closed"),
}

POINT_TONES: dict[str, str] = {"open": "teal", "shut": "amber", "coming": "amber", "closed": ""}

POINT_KINDS: Words = {
    "care_center": pgettext_lazy("kind of temporary point", "Attention point"),
    "red_cross_point": pgettext_lazy("kind of temporary point", "Red Cross point"),
    "clinic_point": pgettext_lazy("kind of temporary point", "Clinic or first aid"),
    "shelter": pgettext_lazy("kind of temporary point", "Shelter"),
    "municipal_window": pgettext_lazy("kind of temporary point", "Information window"),
    "mobile_unit": pgettext_lazy("kind of temporary point", "Mobile unit"),
}
