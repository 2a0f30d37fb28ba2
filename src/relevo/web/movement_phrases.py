"""Words of signals, large movements and what they need."""

from datetime import datetime

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from relevo.situation.rules.movements import People
from relevo.web.figure_lines import count
from relevo.web.phrases import Words
from relevo.wording.words import day

SIGNAL_KINDS: Words = {
    "call_to_depart": pgettext_lazy("signal", "A call to depart"),
    "opening": pgettext_lazy("signal", "Word of an opening"),
    "closing": pgettext_lazy("signal", "Word of a closing"),
    "offer": pgettext_lazy("signal", "An offer of transport, papers or work"),
    "danger": pgettext_lazy("signal", "Word of a danger"),
    "other": pgettext_lazy("signal", "Something else"),
}

SOURCE_TYPES: Words = {
    "chat": pgettext_lazy("source type", "Chat message"),
    "social_network": pgettext_lazy("source type", "Social network"),
    "radio_tv": pgettext_lazy("source type", "Radio or television"),
    "press": pgettext_lazy("source type", "Press"),
    "person": pgettext_lazy("source type", "Somebody said it"),
    "institution": pgettext_lazy("source type", "An institution"),
    "observed": pgettext_lazy("source type", "Our own team saw it"),
}

SIGNAL_VERDICTS: Words = {
    "unclear": pgettext_lazy("verdict", "Not clear yet"),
    "verified": pgettext_lazy("verdict", "Verified"),
    "refuted": pgettext_lazy("verdict", "No authority has announced it"),
}

VERDICT_TONES: dict[str, str] = {"unclear": "amber", "verified": "teal", "refuted": ""}

MOVEMENT_HEADINGS: Words = {
    "away": pgettext_lazy("heading of a movement", "Leaving"),
    "return": pgettext_lazy("heading of a movement", "Going back"),
}

HALF_DAYS: Words = {
    "am": pgettext_lazy("half of a day", "Morning (00:00 to 12:00)"),
    "pm": pgettext_lazy("half of a day", "Afternoon and night (12:00 to 24:00)"),
}

SIGHTING_KINDS: Words = {
    "gathering": pgettext_lazy("sighting", "Gathers"),
    "departure": pgettext_lazy("sighting", "Departs"),
    "transit": pgettext_lazy("sighting", "Passes through"),
    "overnight": pgettext_lazy("sighting", "Spends the night"),
    "crossing": pgettext_lazy("sighting", "Crosses the border"),
    "arrival": pgettext_lazy("sighting", "Arrives"),
    "stranded": pgettext_lazy("sighting", "Is stranded"),
    "blocked": pgettext_lazy("sighting", "Is held up"),
    "split": pgettext_lazy("sighting", "Splits"),
    "dispersal": pgettext_lazy("sighting", "Disperses"),
    "return": pgettext_lazy("sighting", "Turns back"),
    "ended": pgettext_lazy("sighting", "Has ended"),
}

ESTIMATE_KINDS: Words = {
    "estimate": pgettext_lazy("estimate", "Estimated by eye"),
    "registered": pgettext_lazy("estimate", "Registered one by one"),
    "official": pgettext_lazy("estimate", "Official figure"),
    "press": pgettext_lazy("estimate", "Figure of the press"),
}

MOVEMENT_STATES: Words = {
    "expected": pgettext_lazy("movement", "Expected"),
    "moving": pgettext_lazy("movement", "Under way"),
    "held": pgettext_lazy("movement", "Held up"),
    "returning": pgettext_lazy("movement", "Turning back"),
    "over": pgettext_lazy("movement", "Over"),
}

NEED_CODES: Words = {
    "water_liters": _("Liters of water"),
    "meals": _("Meals"),
    "beds": _("Beds for a night"),
    "toilets": _("Toilets"),
    "health_attentions": _("Health attentions"),
    "child_teams": _("Child protection teams"),
    "calls": _("Calls to families"),
    "return_seats": _("Seats for who wants to go back"),
}

STAYS: Words = {
    "transit": pgettext_lazy("stay", "They pass through"),
    "overnight": pgettext_lazy("stay", "They spend the night or wait"),
    "stranded": pgettext_lazy("stay", "They are held up"),
}


def no_word_since(since: datetime) -> str:
    """Of a group that nobody has told of any more."""
    return gettext("No word since %(day)s") % {"day": day(since)}


def people_said(people: People | None) -> str:
    """``about 3,000 people (2,000 to 4,000)``; who counted exactly gave no band."""
    if people is None:
        return gettext("how many is not known")
    if people.low == people.high:
        return gettext("%(number)s people") % {"number": count(people.best)}
    return gettext("about %(best)s people (%(low)s to %(high)s)") % {
        "best": count(people.best),
        "low": count(people.low),
        "high": count(people.high),
    }
