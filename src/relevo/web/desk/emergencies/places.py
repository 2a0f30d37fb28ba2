"""A place that somebody wrote, as an area or one side of a crossing; or an error of its field."""

from dataclasses import dataclass
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from relevo.places import queries as places
from relevo.places.errors import PlaceAmbiguous, PlaceUnknown
from relevo.web.desk.place_words import several_places, unknown_place
from relevo.web.phrases import COUNTRIES

LONGEST_PLACE = 80


@dataclass(frozen=True, slots=True)
class ReadPlace:
    """``node_key``: where one can go; ``crossing_key``: if it is a side of a crossing."""

    country: str
    area_key: str
    node_key: str
    crossing_key: str
    name: str


def read_place(
    form: forms.Form, text: str, *, country: str, on: date, field: str = "place", side: str = ""
) -> ReadPlace | None:
    """The place that is meant; None, with the reason on the form, where none is clear."""
    try:
        found = places.get_place(text, on=on, country=country or None)
    except PlaceUnknown as unknown:
        if country and _is_elsewhere(text, on=on):
            told = {"read": unknown.read, "country": COUNTRIES[country]}
            form.add_error(field, _("“%(read)s” is not in %(country)s.") % told)
            return None
        form.add_error(field, unknown_place(unknown))
        return None
    except PlaceAmbiguous as several:
        form.add_error(field, several_places(several))
        return None
    if found.kind == "crossing" and len(found.node_keys) > 1:
        form.add_error(side or field, _("Say on which side of the crossing."))
        return None
    return ReadPlace(
        country=found.country or country,
        area_key=found.key if found.kind == "area" else found.area_key,
        node_key=found.node_keys[0] if found.node_keys else "",
        crossing_key=found.key if found.kind == "crossing" else "",
        name=found.name,
    )


def _is_elsewhere(text: str, *, on: date) -> bool:
    """Whether a place has this name, in whatever country."""
    try:
        places.get_place(text, on=on)
    except PlaceUnknown:
        return False
    except PlaceAmbiguous:
        pass
    return True
