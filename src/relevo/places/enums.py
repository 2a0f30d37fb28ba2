"""Closed lists of ways and of how one travels on them."""

from django.db.models import TextChoices


class Mode(TextChoices):
    """How one travels."""

    WALK = "walk"
    BUS = "bus"
    CAR = "car"


class RoadClass(TextChoices):
    TRUNK = "trunk"
    SECONDARY = "secondary"
    UNPAVED = "unpaved"


class LinkRule(TextChoices):
    """Where the kilometers of a way come from: a list of roads, or the straight line."""

    CORRIDOR = "corridor"
    LOCAL = "local"


class BandRule(TextChoices):
    """Which rule gave a travel time its width."""

    SAME_PLACE = "same_place"
    CORRIDOR = "corridor"
    UNVERIFIED = "corridor_unverified"
    MIXED = "mixed"
    OFF_CORRIDOR = "off_corridor"
