"""Words of the situation sheet."""

from django.utils.translation import pgettext_lazy

from relevo.web.phrases import Words

SHEET_SECTIONS: Words = {
    "crossings": pgettext_lazy("situation sheet", "Crossings"),
    "alerts": pgettext_lazy("situation sheet", "Alerts in force"),
    "emergencies": pgettext_lazy("situation sheet", "Emergencies"),
    "roads": pgettext_lazy("situation sheet", "Roads that are cut or slow"),
    "restrictions": pgettext_lazy("situation sheet", "Restrictions"),
    "advisories": pgettext_lazy("situation sheet", "What the public is told"),
    "movements": pgettext_lazy("situation sheet", "Large movements"),
    "warnings": pgettext_lazy("situation sheet", "What will be needed"),
    "open_needs": pgettext_lazy("situation sheet", "Open needs: referrals that wait"),
    "points": pgettext_lazy("situation sheet", "Temporary points of help"),
    "pledges": pgettext_lazy("situation sheet", "Promised and delivered"),
    "capacity": pgettext_lazy("situation sheet", "Places that services declare"),
    "who": pgettext_lazy("situation sheet", "Who does what"),
}

PLACES_OF: Words = {
    "beds": pgettext_lazy("capacity", "beds"),
    "persons": pgettext_lazy("capacity", "people"),
    "persons_per_day": pgettext_lazy("capacity", "people a day"),
    "families": pgettext_lazy("capacity", "families"),
}
