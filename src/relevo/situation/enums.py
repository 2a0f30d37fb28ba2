"""Closed lists of the situation."""

from django.db.models import TextChoices


class EmergencyKind(TextChoices):
    STORM = "storm"
    FLOOD = "flood"
    LANDSLIDE = "landslide"
    EARTHQUAKE = "earthquake"
    ERUPTION = "eruption"
    EPIDEMIC = "epidemic"
    CLOSURE = "closure"
    """Borders closed to people."""
    DISPLACEMENT = "displacement"
    MOVEMENT = "movement"
    """Many people on the way at once."""
    OTHER = "other"


class Phase(TextChoices):
    """Phases of the Migration Crisis Operational Framework, and the end."""

    BEFORE = "before"
    DURING = "during"
    AFTER = "after"
    CLOSED = "closed"


class Measure(TextChoices):
    """What a figure of an emergency counts."""

    AFFECTED = "affected"
    IN_NEED = "in_need"
    EVACUATED = "evacuated"
    SHELTERED = "sheltered"
    SHELTERS = "shelters"
    ISOLATED = "isolated"
    AT_RISK = "at_risk"
    DEAD = "dead"
    MISSING = "missing"
    INJURED = "injured"
    ATTENDED = "attended"
    QUARANTINED = "quarantined"
    CHILDREN = "children"
    """Children and adolescents under protection."""


class Qualifier(TextChoices):
    """What a single number claims to be."""

    EXACT = "exact"
    AT_LEAST = "at_least"
    ABOUT = "about"
    UP_TO = "up_to"


class CapStatus(TextChoices):
    """Common Alerting Protocol 1.2, 3.2.1: only ``Actual`` is meant for the public."""

    ACTUAL = "Actual"
    EXERCISE = "Exercise"
    SYSTEM = "System"
    TEST = "Test"
    DRAFT = "Draft"


class CapMessage(TextChoices):
    ALERT = "Alert"
    UPDATE = "Update"
    CANCEL = "Cancel"
    ACK = "Ack"
    ERROR = "Error"


class CapScope(TextChoices):
    PUBLIC = "Public"
    RESTRICTED = "Restricted"
    PRIVATE = "Private"


class AlertState(TextChoices):
    """The way of an alert of our own; one that came in is ``published``."""

    DRAFT = "draft"
    WAITING = "waiting"
    """Sent by its author; a second person approves or refuses."""
    PUBLISHED = "published"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    """Given up before it was published. What was published is ended by a Cancel."""


class Standing(TextChoices):
    """What an alert is at an instant, as known at another."""

    UNKNOWN = "unknown"
    """Not yet published, or not yet come in."""
    COMING = "coming"
    IN_FORCE = "in_force"
    UPDATED = "updated"
    """A newer message stands in its place."""
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class FeedKind(TextChoices):
    CAP = "cap"
    """One CAP document, or an Atom or RSS feed of them."""
    GDACS = "gdacs"
    NHC = "nhc"


class FeedSource(TextChoices):
    URL = "url"
    FOLDER = "folder"
    UPLOAD = "upload"


class RoadState(TextChoices):
    OPEN = "open"
    SLOW = "slow"
    CUT = "cut"


class PledgeKind(TextChoices):
    BEDS = "beds"
    MEALS = "meals"
    WATER = "water"
    KITS = "kits"
    TEAMS = "teams"
    TRANSPORT = "transport"
    OTHER = "other"


class PledgeState(TextChoices):
    OFFERED = "offered"
    DELIVERED = "delivered"
    WITHDRAWN = "withdrawn"


class PointStepKind(TextChoices):
    EXTENDED = "extended"
    CLOSED = "closed"


class SignalKind(TextChoices):
    CALL_TO_DEPART = "call_to_depart"
    OPENING = "opening"
    """Word that a border or a program opens."""
    CLOSING = "closing"
    OFFER = "offer"
    """Word of transport, papers or work, which may be a trap."""
    DANGER = "danger"
    OTHER = "other"


class SourceType(TextChoices):
    """Where word comes from, as a kind and never as a name."""

    CHAT = "chat"
    SOCIAL_NETWORK = "social_network"
    RADIO_TV = "radio_tv"
    PRESS = "press"
    PERSON = "person"
    INSTITUTION = "institution"
    OBSERVED = "observed"


class Verdict(TextChoices):
    UNCLEAR = "unclear"
    VERIFIED = "verified"
    REFUTED = "refuted"


class Heading(TextChoices):
    """Whither a movement goes, seen from where it began."""

    AWAY = "away"
    RETURN = "return"


class HalfDay(TextChoices):
    """Sightings are kept no finer than this."""

    AM = "am"
    PM = "pm"


class SightingKind(TextChoices):
    GATHERING = "gathering"
    DEPARTURE = "departure"
    TRANSIT = "transit"
    OVERNIGHT = "overnight"
    CROSSING = "crossing"
    ARRIVAL = "arrival"
    STRANDED = "stranded"
    BLOCKED = "blocked"
    SPLIT = "split"
    DISPERSAL = "dispersal"
    RETURN = "return"
    ENDED = "ended"


class EstimateKind(TextChoices):
    """How a number of people came about."""

    ESTIMATE = "estimate"
    REGISTERED = "registered"
    OFFICIAL = "official"
    PRESS = "press"


class CountCategory(TextChoices):
    ENTERED = "entered"
    LEFT = "left"
    RETURNED = "returned"
    REFUSED = "refused"
    UNACCOMPANIED = "unaccompanied"
    """Children and adolescents without a caregiver."""
    CLAIMED = "claimed"
    """Asked for protection."""
    OTHER = "other"


class Reason(TextChoices):
    """Why two counts may differ."""

    IN_TRANSIT = "in_transit"
    AWAITING_REGISTRATION = "awaiting_registration"
    DOUBLE_COUNT = "double_count"
    OTHER_CATEGORY = "other_category"
    OTHER_POST = "other_post"
    TYPING = "typing"
    UNKNOWN = "unknown"


class StepKind(TextChoices):
    """What was done about a gap."""

    REASON = "reason"
    AGREED = "agreed"
    CLOSED = "closed"
