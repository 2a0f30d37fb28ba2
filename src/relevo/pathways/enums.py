"""Closed lists of agreed routes of articulation."""

from enum import StrEnum

from django.db.models import TextChoices


class VersionState(TextChoices):
    DRAFT = "draft"
    PROPOSED = "proposed"
    VALIDATED = "validated"
    """By the network's acta: the route works from here on."""
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


class Stance(TextChoices):
    """How an institution stands to a validated version; who said nothing is unanswered."""

    ENDORSED = "endorsed"
    NOTED = "noted"
    RESERVED = "reserved"


class ChildrenHeard(TextChoices):
    """Whether children were heard on a route that concerns them."""

    HEARD = "heard"
    NOT_HEARD = "not_heard"
    NOT_CONCERNED = "not_concerned"


class ConsentKind(TextChoices):
    """What is asked of the person before a step."""

    NONE = "none"
    """Nothing about the person leaves: information, or first aid."""
    CONSENT = "consent"
    ASSENT = "assent"
    """Of a child, beside the consent of who answers for it."""
    LEGAL_DUTY = "legal_duty"


class AdultPresent(TextChoices):
    """Who answers for a child at a step."""

    NOT_CONCERNED = "not_concerned"
    YES = "yes"
    NO = "no"


class FindingKind(StrEnum):
    """What a check of a route finds (``rules.checks``)."""

    NO_ACTIVE_INSTITUTION = "no_active_institution"
    NO_ACTIVE_SERVICE = "no_active_service"
    MEMBER_LEFT = "member_left"
    CLOSED_HOURS = "closed_hours"
    TIME_LIMIT_IMPOSSIBLE = "time_limit_impossible"
    NO_ALTERNATE = "no_alternate"
    NO_TIME_LIMIT = "no_time_limit"
    FORBIDDEN_DISCLOSURE = "forbidden_disclosure"
    CHILD_WITHOUT_ADULT = "child_without_adult"
    NO_FEEDBACK = "no_feedback"
    UNREACHABLE_STEP = "unreachable_step"
    NO_EXIT = "no_exit"
    CHILDREN_NOT_HEARD = "children_not_heard"


class StepOutcome(TextChoices):
    """What became of a step in one run, for conformance."""

    ON_TIME = "on_time"
    LATE = "late"
    SKIPPED = "skipped"
    PENDING = "pending"
    NOT_APPLICABLE = "not_applicable"


class MarkKind(TextChoices):
    """What a team says of a step of the route that a case follows; never anything of the case."""

    DONE = "done"
    NOT_APPLICABLE = "not_applicable"
