"""Closed lists of cases and referrals."""

from django.db.models import TextChoices


class CaseStatus(TextChoices):
    OPEN = "open"
    CLOSED = "closed"


class Urgency(TextChoices):
    """IASC inter-agency referral form: emergency 24 h, urgent 72 h, normal two weeks."""

    EMERGENCY = "emergency"
    URGENT = "urgent"
    NORMAL = "normal"


class FieldGroup(TextChoices):
    """Case facts are sealed per group; a group is what a consent names and a recipient opens."""

    NEEDS = "needs"
    PROFILE = "profile"
    CONTACT = "contact"
    IDENTITY = "identity"
    HEALTH = "health"
    NARRATIVE = "narrative"


class ReferralStatus(TextChoices):
    DRAFT = "draft"
    OFFERED = "offered"
    SEEN = "seen"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    ARRIVED = "arrived"
    NOT_ARRIVED = "not_arrived"
    DELIVERED = "delivered"
    NOT_DELIVERED = "not_delivered"
    CLOSED = "closed"


class DeclineCode(TextChoices):
    NO_CAPACITY = "no_capacity"
    NOT_ELIGIBLE = "not_eligible"
    MISSING_DOCUMENT = "missing_document"
    OUT_OF_AREA = "out_of_area"
    OTHER = "other"


class ConsentForm(TextChoices):
    ORAL = "oral"
    WRITTEN = "written"
    ASSENT = "assent"


class Purpose(TextChoices):
    """Closed list of what a consent can be for."""

    REFERRAL = "referral"


class ChoiceKind(TextChoices):
    """How the officer came to a route: the plan is offered, never imposed."""

    PLAN = "plan"
    DIRECT = "direct"
    REORDERED = "reordered"
