"""A message of the Common Alerting Protocol, as values.

Texts carry no spaces around them. Times carry an offset and whole seconds. Points are
(latitude, longitude) in degrees WGS 84, radii kilometers, altitudes feet above mean sea level.
"""

from dataclasses import dataclass
from datetime import datetime

STATUSES = ("Actual", "Exercise", "System", "Test", "Draft")
MESSAGES = ("Alert", "Update", "Cancel", "Ack", "Error")
SCOPES = ("Public", "Restricted", "Private")
CATEGORIES = (
    "Geo",
    "Met",
    "Safety",
    "Security",
    "Rescue",
    "Fire",
    "Health",
    "Env",
    "Transport",
    "Infra",
    "CBRNE",
    "Other",
)
RESPONSES = (
    "Shelter",
    "Evacuate",
    "Prepare",
    "Execute",
    "Avoid",
    "Monitor",
    "Assess",
    "AllClear",
    "None",
)
URGENCIES = ("Immediate", "Expected", "Future", "Past", "Unknown")
SEVERITIES = ("Extreme", "Severe", "Moderate", "Minor", "Unknown")
CERTAINTIES = ("Observed", "Likely", "Possible", "Unlikely", "Unknown")
DEFAULT_LANGUAGE = "en-US"
"""The language of an info that names none (CAP 1.2, 3.2.2)."""

P_CODE = "P-code"
"""Name of a geocode that is an official code of a department or municipality."""

Point = tuple[float, float]
Polygon = tuple[Point, ...]
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class CapReference:
    """Names an earlier message: the three together are what makes a message one."""

    sender: str
    identifier: str
    sent: datetime


@dataclass(frozen=True, slots=True)
class CapCircle:
    """``km`` around a point; 0 is the point itself."""

    lat: float
    lon: float
    km: float


@dataclass(frozen=True, slots=True)
class CapArea:
    """A part of where the alert holds. Polygons are closed: the last point is the first."""

    description: str
    polygons: tuple[Polygon, ...] = ()
    circles: tuple[CapCircle, ...] = ()
    geocodes: tuple[Pair, ...] = ()
    altitude: float | None = None
    ceiling: float | None = None


@dataclass(frozen=True, slots=True)
class CapResource:
    """A picture, sound or document beside the message. Nothing here is ever fetched."""

    description: str
    mime_type: str = ""
    size: int | None = None
    uri: str = ""
    deref_uri: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True)
class CapInfo:
    """What the message says, in one language."""

    language: str
    categories: tuple[str, ...]
    event: str
    urgency: str
    severity: str
    certainty: str
    responses: tuple[str, ...] = ()
    audience: str = ""
    event_codes: tuple[Pair, ...] = ()
    effective: datetime | None = None
    onset: datetime | None = None
    expires: datetime | None = None
    sender_name: str = ""
    headline: str = ""
    description: str = ""
    instruction: str = ""
    web: str = ""
    contact: str = ""
    parameters: tuple[Pair, ...] = ()
    resources: tuple[CapResource, ...] = ()
    areas: tuple[CapArea, ...] = ()


@dataclass(frozen=True, slots=True)
class CapAlert:
    """One message. ``message`` is the ``msgType``; ``addresses`` and ``incidents`` as written."""

    identifier: str
    sender: str
    sent: datetime
    status: str
    message: str
    scope: str
    infos: tuple[CapInfo, ...] = ()
    source: str = ""
    restriction: str = ""
    addresses: str = ""
    codes: tuple[str, ...] = ()
    note: str = ""
    references: tuple[CapReference, ...] = ()
    incidents: str = ""

    @property
    def key(self) -> CapReference:
        """How other messages name this one."""
        return CapReference(sender=self.sender, identifier=self.identifier, sent=self.sent)


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule beyond the schema that a message breaks: ``read`` stood at ``where``."""

    code: str
    where: str
    read: str = ""


@dataclass(frozen=True, slots=True)
class CapReading:
    """A message as read: its version (``1.1`` or ``1.2``) and what it does against the rules."""

    alert: CapAlert
    version: str
    findings: tuple[Finding, ...] = ()
