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
    "made": pgettext_lazy("commitment", "Promised"),
    "reported": pgettext_lazy("commitment", "Reported by the owner"),
    "confirmed": pgettext_lazy("commitment", "Confirmed by the counterpart"),
    "returned": pgettext_lazy("commitment", "Returned: something is missing"),
    "postponed": pgettext_lazy("commitment", "Postponed"),
    "set_aside": pgettext_lazy("commitment", "Set aside"),
    "confirmer_changed": pgettext_lazy("commitment", "Another confirms now"),
    "linked": pgettext_lazy("commitment", "Linked to what it changed"),
}
