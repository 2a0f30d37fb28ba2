"""Closed lists of cases and referrals."""

from enum import StrEnum

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


class Party(StrEnum):
    """Who moves a referral."""

    SENDER = "sender"
    RECIPIENT = "recipient"
    CLOCK = "clock"


class FactField(StrEnum):
    """What can leave a case, one by one; what is not in this list never does."""

    NEEDS = "needs"
    URGENCY = "urgency"
    AGE_BANDS = "age_bands"
    GROUP_SIZE = "group_size"
    LANGUAGE = "language"
    ARRIVES_AT = "arrives_at"
    SEXES = "sexes"
    ACCOMPANIED = "accompanied"
    DOCUMENTS = "documents"
    PROFILES = "profiles"
    NATIONALITY = "nationality"
    HEADS_FOR = "heads_for"
    SAFE_CONTACT = "safe_contact"
    NAME = "name"
    HEALTH = "health"
    NARRATIVE = "narrative"


class RecipientClass(StrEnum):
    """Kinds of recipients as far as disclosure asks: the columns of the reviewed matrix."""

    HEALTH = "health"
    CHILD = "child"
    LEGAL = "legal"
    CARE = "care"
    PUBLIC = "public"
    CONTROL = "control"


class ReadPurpose(TextChoices):
    """Why somebody opens a case: asked at the door, kept in the audit."""

    INTAKE = "intake"
    PLAN = "plan"
    REFERRAL = "referral"
    FOLLOW_UP = "follow_up"
    REVIEW = "review"


class ReferralClosing(TextChoices):
    """What comes after a referral that ended."""

    DELIVERED = "delivered"
    OTHER_REFERRAL = "other_referral"
    NO_LONGER_NEEDED = "no_longer_needed"
    PERSON_LEFT = "person_left"
    NO_CONTACT = "no_contact"
    NO_SERVICE = "no_service"


class CaseClosing(TextChoices):
    """Why a case is closed."""

    HELPED = "helped"
    MOVED_ON = "moved_on"
    NO_CONTACT = "no_contact"
    DID_NOT_WANT = "did_not_want"
    HANDED_OVER = "handed_over"
    OPENED_IN_ERROR = "opened_in_error"


class Told(TextChoices):
    """What was done in a quick attention."""

    INFORMED = "informed"
    PLACE = "place"
    LINE = "line"
    GIVEN = "given"
    NOTHING = "nothing"
