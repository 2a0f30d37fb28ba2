"""Closed lists of exchanges, practices and commitments."""

from django.db.models import TextChoices


class ExchangeState(TextChoices):
    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"


class ProposedState(TextChoices):
    """What became of a route proposed at a working table."""

    PROPOSED = "proposed"
    TAKEN_UP = "taken_up"
    ADOPTED = "adopted"
    SET_ASIDE = "set_aside"


class PracticeState(TextChoices):
    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class TagKind(TextChoices):
    EMERGENCY = "emergency"
    NEED = "need"
    PROFILE = "profile"
    SECTOR = "sector"
    COUNTRY = "country"


class EmergencyKind(TextChoices):
    """What an emergency is, for practices that suit it."""

    BORDER_CLOSURE = "border_closure"
    EPIDEMIC = "epidemic"
    STORM = "storm"
    LARGE_MOVEMENT = "large_movement"
    MASS_RETURN = "mass_return"
    VIOLENCE = "violence"


class AdoptionResult(TextChoices):
    """What happened where a practice was adopted."""

    UNDER_WAY = "under_way"
    WORKED = "worked"
    WORKED_CHANGED = "worked_changed"
    DID_NOT_WORK = "did_not_work"


class ReviewVerdict(TextChoices):
    """What a university says of the evidence of a practice."""

    STRONG = "strong"
    PROMISING = "promising"
    ANECDOTAL = "anecdotal"
    INSUFFICIENT = "insufficient"


class ConfirmerKind(TextChoices):
    """Who confirms that a commitment was kept; named when it is made."""

    COUNTERPART = "counterpart"
    STEERING = "steering"


class CommitmentState(TextChoices):
    OPEN = "open"
    REPORTED = "reported"
    """Reported by the owner: a visible state of its own, not yet confirmed."""
    CONFIRMED = "confirmed"
    SET_ASIDE = "set_aside"


class CommitmentMove(TextChoices):
    MADE = "made"
    REPORTED = "reported"
    CONFIRMED = "confirmed"
    RETURNED = "returned"
    POSTPONED = "postponed"
    SET_ASIDE = "set_aside"
    CONFIRMER_CHANGED = "confirmer_changed"
    LINKED = "linked"
    """Said which service or pathway it changed."""


RESEARCH_KINDS: frozenset[str] = frozenset({"academia"})
"""Kinds of institution that review the evidence of a practice."""
