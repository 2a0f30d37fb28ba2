"""A municipality or a crossing that somebody wrote, as its key."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from relevo.places import queries as places
from relevo.places.errors import PlaceAmbiguous, PlaceUnknown
from relevo.web.desk.place_words import several_places, unknown_place

LONGEST_PLACE = 80
CROSSING_NEEDS_TOWN = _("Choose crossings from the list; write a municipality here.")


def resolve_place(form: forms.Form, told: dict[str, Any], *, on: date) -> None:
    """What is written as ``place`` becomes ``area_key``, or an error of its field."""
    told["area_key"] = ""
    asked = told.get("place", "")
    if not asked:
        return
    try:
        found = places.get_place(asked, on=on)
    except PlaceUnknown as unknown:
        form.add_error("place", unknown_place(unknown))
    except PlaceAmbiguous as several:
        form.add_error("place", several_places(several))
    else:
        if not found.area_key:
            form.add_error("place", CROSSING_NEEDS_TOWN)
        told["area_key"] = found.area_key


def crossing_choices() -> list[tuple[str, str]]:
    """Every crossing by name, after *none*."""
    return [(row.key, row.name_es) for row in places.list_crossings()]
