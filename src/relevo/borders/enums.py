"""Closed lists of border facts."""

from django.db.models import TextChoices


class State(TextChoices):
    """The state of a crossing at an instant."""

    OPEN = "open"
    RESTRICTED = "restricted"
    CLOSED = "closed"
    NOT_CONFIRMED = "not_confirmed"


class Basis(TextChoices):
    """Said by an authority, or seen by somebody at the place."""

    ANNOUNCED = "announced"
    OBSERVED = "observed"


class Direction(TextChoices):
    """Seen from the reporting country: into it or out of it."""

    IN = "in"
    OUT = "out"
    BOTH = "both"


class Mode(TextChoices):
    PEOPLE = "people"
    VEHICLES = "vehicles"
    CARGO = "cargo"
    ALL = "all"
