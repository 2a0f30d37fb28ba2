"""The one municipality of a restriction, as it was written."""

import re
from datetime import date

from django import forms
from django.utils.translation import gettext as _

from relevo.places import queries as places
from relevo.places.errors import PlaceAmbiguous
from relevo.plumbing.folding import fold
from relevo.web.desk.place_words import listed_places

LEVELS = frozenset({"municipality", "district"})
"""What people call a town: in El Salvador a municipality until May 2024, a district since."""
_WITH_DEPARTMENT = re.compile(r"(?P<name>[^(,]+)[(,](?P<department>[^(),]+)\)?")


def read_town(form: forms.Form, text: str, *, country: str, on: date) -> str | None:
    """The key of the area that is meant; None, with the reason on the form, where none is clear.

    The department in brackets or after a comma tells towns of one name apart.
    """
    written = _WITH_DEPARTMENT.fullmatch(text.strip())
    name, department = (written["name"], written["department"]) if written else (text, "")
    found = [
        match
        for match in places.find_places(name, on=on, country=country)
        if match.level in LEVELS and (not department or fold(match.department) == fold(department))
    ]
    if len(found) == 1:
        return found[0].key
    sentence = _("No municipality of that country has this name.")
    if found:
        listed = listed_places(PlaceAmbiguous(text, matches=found))
        sentence = _("Several have this name: %(listed)s. Write it as one of these.")
        sentence %= {"listed": listed}
    form.add_error("town", sentence)
    return None
