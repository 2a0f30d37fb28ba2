"""Words of alerts: how grave, how soon, how certain, what to do, and what became of them."""

from django.utils.translation import pgettext_lazy

from relevo.web.phrases import Words

ALERT_SEVERITIES: Words = {
    "Extreme": pgettext_lazy("severity of an alert", "Extreme"),
    "Severe": pgettext_lazy("severity of an alert", "Severe"),
    "Moderate": pgettext_lazy("severity of an alert", "Moderate"),
    "Minor": pgettext_lazy("severity of an alert", "Minor"),
    "Unknown": pgettext_lazy("severity of an alert", "Severity not stated"),
}
ALERT_SHAPES = {
    "Extreme": "danger",
    "Severe": "alert",
    "Moderate": "restricted",
    "Minor": "information",
    "Unknown": "not_confirmed",
}
"""The picture that tells a severity apart without its color."""

ALERT_URGENCIES: Words = {
    "Immediate": pgettext_lazy("urgency of an alert", "Act now"),
    "Expected": pgettext_lazy("urgency of an alert", "Act within the hour"),
    "Future": pgettext_lazy("urgency of an alert", "Act soon"),
    "Past": pgettext_lazy("urgency of an alert", "It is over"),
    "Unknown": pgettext_lazy("urgency of an alert", "Not stated how soon"),
}
ALERT_CERTAINTIES: Words = {
    "Observed": pgettext_lazy("certainty of an alert", "It is happening"),
    "Likely": pgettext_lazy("certainty of an alert", "It is likely"),
    "Possible": pgettext_lazy("certainty of an alert", "It is possible"),
    "Unlikely": pgettext_lazy("certainty of an alert", "It is unlikely"),
    "Unknown": pgettext_lazy("certainty of an alert", "Not stated how certain"),
}
ALERT_CATEGORIES: Words = {
    "Met": pgettext_lazy("kind of alert", "Weather: storm, rain, flood"),
    "Geo": pgettext_lazy("kind of alert", "Earth: landslide, earthquake, volcano"),
    "Health": pgettext_lazy("kind of alert", "Health"),
    "Transport": pgettext_lazy("kind of alert", "Roads and transport"),
    "Infra": pgettext_lazy("kind of alert", "Bridges, power, water"),
    "Safety": pgettext_lazy("kind of alert", "Safety of the public"),
    "Security": pgettext_lazy("kind of alert", "Security"),
    "Rescue": pgettext_lazy("kind of alert", "Rescue"),
    "Fire": pgettext_lazy("kind of alert", "Fire"),
    "Env": pgettext_lazy("kind of alert", "Environment"),
    "CBRNE": pgettext_lazy("kind of alert", "Dangerous substances"),
    "Other": pgettext_lazy("kind of alert", "Something else"),
}
ALERT_RESPONSES: Words = {
    "Shelter": pgettext_lazy("what to do in an alert", "Take shelter where you are"),
    "Evacuate": pgettext_lazy("what to do in an alert", "Leave the place as told"),
    "Prepare": pgettext_lazy("what to do in an alert", "Prepare"),
    "Execute": pgettext_lazy("what to do in an alert", "Do what was planned"),
    "Avoid": pgettext_lazy("what to do in an alert", "Keep away from the place"),
    "Monitor": pgettext_lazy("what to do in an alert", "Stay informed"),
    "Assess": pgettext_lazy("what to do in an alert", "Weigh what you see"),
    "AllClear": pgettext_lazy("what to do in an alert", "The danger is over"),
    "None": pgettext_lazy("what to do in an alert", "Nothing needs to be done"),
}
ALERT_STANDINGS: Words = {
    "unknown": pgettext_lazy("state of an alert", "Not published"),
    "coming": pgettext_lazy("state of an alert", "Not in force yet"),
    "in_force": pgettext_lazy("state of an alert", "In force"),
    "updated": pgettext_lazy("state of an alert", "A newer one stands in its place"),
    "cancelled": pgettext_lazy("state of an alert", "Cancelled"),
    "expired": pgettext_lazy("state of an alert", "Expired"),
}
ALERT_STATES: Words = {
    "draft": pgettext_lazy("state of an alert", "Draft"),
    "waiting": pgettext_lazy("state of an alert", "Waits for a second person"),
    "published": pgettext_lazy("state of an alert", "Published"),
    "refused": pgettext_lazy("state of an alert", "Not approved"),
    "withdrawn": pgettext_lazy("state of an alert", "Withdrawn"),
}
ALERT_MESSAGES: Words = {
    "Alert": pgettext_lazy("message of an alert", "Alert"),
    "Update": pgettext_lazy("message of an alert", "Update of an alert"),
    "Cancel": pgettext_lazy("message of an alert", "Cancellation of an alert"),
    "Ack": pgettext_lazy("message of an alert", "Acknowledgment"),
    "Error": pgettext_lazy("message of an alert", "Correction"),
}
ALERT_STATUSES: Words = {
    "Actual": pgettext_lazy("status of an alert", "Real"),
    "Exercise": pgettext_lazy("status of an alert", "Exercise"),
    "Test": pgettext_lazy("status of an alert", "Test"),
    "System": pgettext_lazy("status of an alert", "Between machines"),
    "Draft": pgettext_lazy("status of an alert", "Draft"),
}
