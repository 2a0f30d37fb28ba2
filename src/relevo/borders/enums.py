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


class DemandKind(TextChoices):
    """What sort of thing is asked for. ``none``: nothing a person could bring meets it."""

    DOCUMENT = "document"
    TEST = "test"
    VACCINATION = "vaccination"
    CHECK = "check"
    """An examination or a form at the post."""
    CONDITION = "condition"
    """Company, a mask, a quarantine: not a paper."""
    NONE = "none"


class RestrictionKind(TextChoices):
    CURFEW = "curfew"
    CIRCULATION = "circulation"
    TRANSPORT = "transport"
    PREVENTION = "prevention"
    """State of prevention: a legal order of Guatemala; elsewhere its like."""
    CALAMITY = "calamity"
    CORDON = "cordon"
    """Sanitary cordon."""
    QUARANTINE = "quarantine"


class Stops(TextChoices):
    """What a restriction stops. ``nothing``: it is told, and no plan is held up by it."""

    NOTHING = "nothing"
    PUBLIC_TRANSPORT = "public_transport"
    ALL_TRAVEL = "all_travel"
    ENTRY = "entry"
    """Nobody comes into the areas or leaves them; within them people move."""
