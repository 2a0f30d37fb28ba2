"""Recurring terms of exchanges, practices and commitments."""

from django.utils.translation import pgettext_lazy

from relevo.web.phrases import Words

EXCHANGE_STATES: Words = {
    "planned": pgettext_lazy("exchange", "Planned"),
    "open": pgettext_lazy("exchange", "Under way"),
    "closed": pgettext_lazy("exchange", "Closed"),
}

ROUTE_STATES: Words = {
    "proposed": pgettext_lazy("proposed route", "Proposed"),
    "taken_up": pgettext_lazy("proposed route", "Taken up"),
    "adopted": pgettext_lazy("proposed route", "Adopted by acta"),
    "set_aside": pgettext_lazy("proposed route", "Set aside"),
}

EXCHANGE_MODALITIES: Words = {
    "in_person": pgettext_lazy("exchange", "In person"),
    "virtual": pgettext_lazy("exchange", "Virtual"),
    "mixed": pgettext_lazy("exchange", "In person and virtual"),
}

TIME_UNITS: Words = {
    "minutes": pgettext_lazy("unit of time", "minutes"),
    "hours": pgettext_lazy("unit of time", "hours"),
    "days": pgettext_lazy("unit of time", "days"),
}

COMMITMENT_STATES: Words = {
    "open": pgettext_lazy("commitment", "Open"),
    "reported": pgettext_lazy("commitment", "Reported by the owner"),
    "confirmed": pgettext_lazy("commitment", "Confirmed by the counterpart"),
    "set_aside": pgettext_lazy("commitment", "Set aside"),
}

COMMITMENT_MOVES: Words = {
    "made": pgettext_lazy("commitment", "Written down"),
    "reported": pgettext_lazy("commitment", "Reported by the owner"),
    "confirmed": pgettext_lazy("commitment", "Confirmed by the counterpart"),
    "returned": pgettext_lazy("commitment", "Returned: something is missing"),
    "postponed": pgettext_lazy("commitment", "Postponed"),
    "set_aside": pgettext_lazy("commitment", "Set aside"),
    "confirmer_changed": pgettext_lazy("commitment", "Another confirms now"),
    "linked": pgettext_lazy("commitment", "Linked to what it changed"),
}

PRACTICE_STATES: Words = {
    "draft": pgettext_lazy("practice", "Draft"),
    "published": pgettext_lazy("practice", "Published"),
    "withdrawn": pgettext_lazy("practice", "Withdrawn"),
}

EMERGENCIES: Words = {
    "border_closure": pgettext_lazy("emergency", "Border closure"),
    "epidemic": pgettext_lazy("emergency", "Health emergency"),
    "storm": pgettext_lazy("emergency", "Storm or flood"),
    "large_movement": pgettext_lazy("emergency", "Large movement of people"),
    "mass_return": pgettext_lazy("emergency", "Many returns at once"),
    "violence": pgettext_lazy("emergency", "Violence"),
}

ADOPTION_RESULTS: Words = {
    "under_way": pgettext_lazy("adoption", "Under way"),
    "worked": pgettext_lazy("adoption", "It worked"),
    "worked_changed": pgettext_lazy("adoption", "It worked after a change"),
    "did_not_work": pgettext_lazy("adoption", "It did not work here"),
}

REVIEW_VERDICTS: Words = {
    "strong": pgettext_lazy("evidence", "Strong evidence"),
    "promising": pgettext_lazy("evidence", "Promising evidence"),
    "anecdotal": pgettext_lazy("evidence", "Accounts of single cases"),
    "insufficient": pgettext_lazy("evidence", "Evidence does not suffice yet"),
}

PRACTICE_PARTS: Words = {
    "context": pgettext_lazy("practice", "Context"),
    "problem": pgettext_lazy("practice", "Problem"),
    "steps": pgettext_lazy("practice", "Steps"),
    "resources": pgettext_lazy("practice", "Resources"),
    "evidence": pgettext_lazy("practice", "Evidence"),
    "results": pgettext_lazy("practice", "Results"),
    "elsewhere": pgettext_lazy("practice", "What it needs elsewhere"),
}
