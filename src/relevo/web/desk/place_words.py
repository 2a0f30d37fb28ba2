"""Why a place that somebody wrote is none, or not one."""

from django.utils.translation import gettext as _

from relevo.places.errors import PlaceAmbiguous, PlaceUnknown


def unknown_place(unknown: PlaceUnknown) -> str:
    """No place has this name; what comes near."""
    sentence = (
        _("We know no place called “%(read)s”. Did you mean: %(nearest)s?")
        if unknown.nearest
        else _("We know no place called “%(read)s” or anything like it; name a town near.")
    )
    return sentence % {"read": unknown.read, "nearest": ", ".join(unknown.nearest)}


def listed_places(several: PlaceAmbiguous) -> str:
    """Those that have the name, with the department of each."""
    return "; ".join(f"{match.name} ({match.department})" for match in several.matches)


def several_places(several: PlaceAmbiguous) -> str:
    """Several places have this name: a town near decides."""
    sentence = _("Several places have this name: %(listed)s. Name a town near.")
    return sentence % {"listed": listed_places(several)}
