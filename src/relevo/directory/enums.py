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
    LINK = "link"
    """The institution answered behind its own link, without an account."""
    REFERRAL = "referral"
    """It answered a referral: evidence that somebody works there."""


class ChangeState(TextChoices):
    OPEN = "open"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class EntryField(TextChoices):
    """What of an entry may be asked to change. ``hours`` are words, ``opening_hours`` OSM."""

    PHONE = "phone"
    HOURS = "hours"
    OPENING_HOURS = "opening_hours"
    STATUS = "status"
    NAME = "name"
    NEEDS = "needs"
    LOCALITY = "locality"
    ADDRESS = "address"
    EMAIL = "email"
    URL = "url"
    NOTE = "note"


class VerificationOutcome(TextChoices):
    CONFIRMED = "confirmed"
    CHANGED = "changed"
    NOT_FOUND = "not_found"


POINT_KEY = "TMP-"
"""How the keys of entries begin that an institution opened itself as a temporary point."""


class CapacityUnit(TextChoices):
    PERSONS = "persons"
    PERSONS_PER_DAY = "persons_per_day"
    BEDS = "beds"
    FAMILIES = "families"


class CapacityCondition(TextChoices):
    """Under what the figure holds; with distancing a place holds fewer."""

    NOMINAL = "nominal"
    WITH_DISTANCING = "with_distancing"
    FIRST_STAGE = "first_stage"
    OVERFLOW = "overflow"


class AdmissionCode(TextChoices):
    """Who is admitted, for how long: the closed list of ``AdmissionRule.rule``."""

    ONLY_CHILDREN = "only_children"
    ONLY_WOMEN = "only_women"
    ONLY_PROFILES = "only_profiles"
    ONLY_NATIONALITY = "only_nationality"
    ONLY_FOREIGNERS = "only_foreigners"
    ONLY_RETURNEES = "only_returnees"
    ONLY_AIR_RETURNEES = "only_air_returnees"
    ONLY_LAND_RETURNEES = "only_land_returnees"
    BY_REFERRAL_ONLY = "by_referral_only"
    CAPACITY_PER_DAY = "capacity_per_day"
    MAX_NIGHTS = "max_nights"
    MAX_STAY_HOURS = "max_stay_hours"
    MAX_STAY_DAYS_FOREIGNERS = "max_stay_days_foreigners"
    STAY_DAYS = "stay_days"
    PERMIT_DAYS = "permit_days"
    TRANSFER_DAYS = "transfer_days"
    ASYLUM_CLAIM_WORKING_DAYS = "asylum_claim_working_days"


SERVICE_ENDED: frozenset[str] = frozenset({ServiceStatus.HISTORIC, ServiceStatus.CLOSED})
"""Nobody is asked any more whether these entries are right."""

OF_RESTRICTED: frozenset[str] = frozenset(
    {EntryField.PHONE, EntryField.OPENING_HOURS, EntryField.STATUS, EntryField.NEEDS}
)
"""All that may change of a restricted service: nothing in which a place could be said."""

ENFORCEMENT_KINDS: frozenset[str] = frozenset({"police", "army", "gov_migration"})
"""Addressees, never proposed for protection-sensitive cases."""

FIRST_NEEDS: frozenset[str] = frozenset(
    {
        "medical",
        "shelter",
        "food",
        "water",
        "child_protection",
        "international_protection",
        "family_links",
        "information",
        "transport",
        "gbv_care",
        "communication",
        "legal",
    }
)
"""What most people ask for first; the start page shows these as tiles."""
