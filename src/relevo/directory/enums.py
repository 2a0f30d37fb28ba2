"""Closed lists of the directory."""

from django.db.models import TextChoices


class Visibility(TextChoices):
    PUBLIC = "public"
    NETWORK = "network_only"
    RESTRICTED = "restricted"


class ServiceStatus(TextChoices):
    ACTIVE = "active"
    PLANNED = "planned"
    HISTORIC = "historic"
    CLOSED = "closed"


class VerificationMethod(TextChoices):
    PUBLISHED = "published"
    TELEPHONE = "telephone"
    VISIT = "visit"
    OWN = "own"


class VerificationOutcome(TextChoices):
    CONFIRMED = "confirmed"
    CHANGED = "changed"
    NOT_FOUND = "not_found"


ENFORCEMENT_KINDS: frozenset[str] = frozenset({"police", "army", "gov_migration"})
"""Addressees, never proposed for protection-sensitive cases."""
