"""Closed lists of networks."""

from django.db.models import TextChoices


class SeatRole(TextChoices):
    """What a seat is. Sources also use free codes (``founder``, ``support``): those are members."""

    SECRETARIAT = "secretariat"
    CHAIR = "chair"
    MEMBER = "member"
    OBSERVER = "observer"
    LISTED = "listed"
    """In the network's directory, without a seat at the table."""


class SeatChangeKind(TextChoices):
    JOINED = "joined"
    ROLE = "role"
    FOCAL_ROLE = "focal_role"
    ALTERNATE = "alternate"
    TERM = "term"
    STEERING = "steering"
    LEFT = "left"
    SUCCEEDED = "succeeded"


class MeetingKind(TextChoices):
    ORDINARY = "ordinary"
    EXTRAORDINARY = "extraordinary"
    TECHNICAL = "technical"
    STEERING = "steering"


class Modality(TextChoices):
    IN_PERSON = "in_person"
    VIRTUAL = "virtual"
    MIXED = "mixed"


class MeetingState(TextChoices):
    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class Presence(TextChoices):
    PRESENT = "present"
    EXCUSED = "excused"
    ABSENT = "absent"


class ActaKind(TextChoices):
    FOUNDING = "founding"
    MEETING = "meeting"
    COUNCIL = "council"


class McofPhase(TextChoices):
    BEFORE = "before"
    DURING = "during"
    AFTER = "after"


class PlanItemState(TextChoices):
    PLANNED = "planned"
    UNDER_WAY = "under_way"
    DONE = "done"
    DROPPED = "dropped"


class ProtocolState(TextChoices):
    DRAFT = "draft"
    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"


class UploadKind(TextChoices):
    DOCX = "docx"
    XLSX = "xlsx"
    CSV = "csv"
    TEXT = "text"
    HSDS = "hsds"


class UploadState(TextChoices):
    """An upload is read, its columns are mapped, its rows are checked, then written at once."""

    MAPPING = "mapping"
    CHECKING = "checking"
    DONE = "done"
    DROPPED = "dropped"


class RowDecision(TextChoices):
    """What a person decided about one row; ``undecided`` rows stop the writing."""

    UNDECIDED = "undecided"
    NEW = "new"
    MERGE = "merge"
    SKIP = "skip"


class RoundState(TextChoices):
    OPEN = "open"
    CLOSED = "closed"


class EntryAnswer(TextChoices):
    """What an institution answered behind its link about its own entry."""

    CONFIRMED = "confirmed"
    CHANGED = "changed"
    NOT_OURS = "not_ours"


class LinkState(TextChoices):
    """What can be done behind an institution's link now; computed, never stored."""

    OPEN = "open"
    ANSWERED = "answered"
    REVOKED = "revoked"
    EXPIRED = "expired"
    CLOSED = "closed"


SPEAKS_FOR_NETWORK: frozenset[str] = frozenset({SeatRole.SECRETARIAT, SeatRole.CHAIR})
"""Seats whose coordinators keep the network; the steering committee does too."""

MCOF_SECTORS = range(1, 16)
"""IOM Migration Crisis Operational Framework (MC/2355), its 15 sectors of assistance."""
