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
    OWN_RECORD = "own_record"
    """The recipient may keep a case of its own of what it received."""


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


class Retention(TextChoices):
    """What the passing of time does to a closed case."""

    ORDINARY = "ordinary"
    REVIEWED = "reviewed"
    """Minors, and evidence of trafficking: a person decides, nothing ends by itself."""


class ExclusionKind(TextChoices):
    INSTITUTION = "institution"
    USER = "user"


class GlassReason(TextChoices):
    """Why a case is opened in an emergency by who is not of its team."""

    LIFE_IN_DANGER = "life_in_danger"
    CHILD_MISSING = "child_missing"
    TEAM_UNREACHABLE = "team_unreachable"


class GlassVerdict(TextChoices):
    """What the review of an exception found."""

    JUSTIFIED = "justified"
    NOT_JUSTIFIED = "unjustified"


class Ground(TextChoices):
    """The two exceptions to consent, and there is no third."""

    VITAL_INTEREST = "vital_interest"
    CHILD_DUTY = "child_duty"


class ExplainedHow(TextChoices):
    """How a consent was explained."""

    IN_PERSON = "in_person"
    TELEPHONE = "telephone"
    INTERPRETER = "interpreter"


class ExplainedBy(TextChoices):
    """Who explained it, as a role and never a name."""

    CASE_WORKER = "case_worker"
    CHILD_SPECIALIST = "child_specialist"
    HEALTH_STAFF = "health_staff"
    MEDIATOR = "mediator"


class Present(TextChoices):
    """Who was with the person."""

    NOBODY = "nobody"
    RELATIVE = "relative"
    INTERPRETER = "interpreter"
    WITNESS = "witness"
    CHILD_SPECIALIST = "child_specialist"


class Responsible(TextChoices):
    """Who answers for a child, by what they are to it."""

    PARENT = "parent"
    GRANDPARENT = "grandparent"
    SIBLING = "sibling"
    FAMILY = "family"
    GUARDIAN = "guardian"
    CHILD_AUTHORITY = "child_authority"


class KnownHow(TextChoices):
    """How it is known that somebody answers for a child."""

    DOCUMENT = "document"
    CHILD_SAID = "child_said"
    FAMILY_SAID = "family_said"
    AUTHORITY_SAID = "authority_said"


class BestInterestsOutcome(TextChoices):
    """What was decided on the best interests of a child."""

    REUNITED_AT_ORIGIN = "reunited_at_origin"
    STAYS = "stays"
    THIRD_COUNTRY = "third_country"
    PROTECTED_HERE = "protected_here"


class RetractionAnswer(TextChoices):
    DELETED = "deleted"
    KEPT_BY_LAW = "kept_by_law"


class LawfulReason(TextChoices):
    """Why a holder keeps what it was asked to delete."""

    CHILD_FILE = "child_file"
    COURT_ORDER = "court_order"
    MEDICAL_RECORD = "medical_record"
    ASYLUM_FILE = "asylum_file"


class TaskKind(TextChoices):
    PLAN = "plan"
    FOLLOW_UP = "follow_up"


class TaskOutcome(TextChoices):
    DONE = "done"
    NOT_POSSIBLE = "not_possible"
    NOT_NEEDED = "not_needed"
    NOT_REACHED = "not_reached"


class AttachmentKind(TextChoices):
    IMAGE = "image"
    PDF = "pdf"


class PhoneTold(TextChoices):
    """What somebody of the recipient said by telephone."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    ARRIVED = "arrived"
    NOT_ARRIVED = "not_arrived"
    DELIVERED = "delivered"
    NOT_DELIVERED = "not_delivered"


class OutcomeCode(TextChoices):
    """What came back beside delivered or not: nothing of the content of the service."""

    IN_PART = "in_part"
    REFERRED_ONWARD = "referred_onward"
    REFUSED_BY_PERSON = "refused_by_person"
    NO_CAPACITY = "no_capacity"
    NOT_ELIGIBLE = "not_eligible"
    PERSON_LEFT = "person_left"


class SkipCode(TextChoices):
    """Why the next address was passed over: the officer is asked instead."""

    NO_CONSENT = "no_consent"
    BLOCKED = "blocked"
    RESTRICTED = "restricted"
    NOT_OFFERED = "not_offered"
    IS_OFFERED = "is_offered"
    NO_PROTOCOL = "no_protocol"
    TOO_LATE = "too_late"
    CASE_CLOSED = "case_closed"


class NeededWhy(TextChoices):
    """Why an answer is needed by an instant of its own. It says no more of the person."""

    DEPARTURE = "departure"
    MEDICAL = "medical"
    LEGAL = "legal"


class LinkStage(TextChoices):
    ANSWER = "answer"
    ARRIVAL = "arrival"
    DELETION = "deletion"


class RightsKind(TextChoices):
    """What the person may ask for."""

    COPY = "copy"
    CORRECTION = "correction"
    ERASURE = "erasure"
    RESTRICTION = "restriction"
    OBJECTION = "objection"


class RightsOutcome(TextChoices):
    GRANTED = "granted"
    PARTLY = "partly"
    REFUSED = "refused"


class LegalKind(TextChoices):
    COURT = "court"
    PROSECUTOR = "prosecutor"
    POLICE = "police"
    MIGRATION = "migration"
    CONSULATE = "consulate"
    OTHER = "other"


class LegalAnswer(TextChoices):
    """Neither confirmed nor denied is the default; a narrower answer is what an order names."""

    NEITHER = "neither"
    REFUSED = "refused"
    NARROWED = "narrowed"
    COMPLIED = "complied"


class FactorLevel(TextChoices):
    """The four levels of the IOM determinants model."""

    INDIVIDUAL = "individual"
    HOUSEHOLD = "household"
    COMMUNITY = "community"
    STRUCTURAL = "structural"


class FactorSign(TextChoices):
    RISK = "risk"
    PROTECTIVE = "protective"


class PromptKind(TextChoices):
    CHOICE = "choice"
    DAY = "day"
    MOMENT = "moment"
    TEXT = "text"


class AskedOf(TextChoices):
    """Whom a question is asked of; the team answers what it can see or check itself."""

    PERSON = "person"
    CHILD = "child"
    CARER = "carer"
    TEAM = "team"


class ContactChannel(TextChoices):
    """How the person may be reached."""

    IN_PERSON = "in_person"
    CALL = "call"
    TEXT = "text"
    SOMEBODY = "somebody"
    NONE = "none"


class MaySay(TextChoices):
    """What may be said to whoever answers."""

    NOTHING = "nothing"
    NOTICE = "notice"
    INSTITUTION = "institution"


class Relation(TextChoices):
    """What somebody is to the first person of the group."""

    MOTHER = "mother"
    FATHER = "father"
    CHILD = "child"
    SIBLING = "sibling"
    GRANDPARENT = "grandparent"
    PARTNER = "partner"
    OTHER = "other"
    ALONE = "alone"
