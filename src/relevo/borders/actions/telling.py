"""What telling one fact of borders has in common with telling another: who may, source, times."""

from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from relevo.audit import actions as audit
from relevo.borders.actions.words import check_words
from relevo.borders.enums import Basis
from relevo.borders.errors import NotACoordinator, ReportRefused
from relevo.borders.models import RequirementEnd, RestrictionEnd
from relevo.kernel.actor import Actor
from relevo.kernel.confidence import Confidence
from relevo.kernel.refusals import Refusal, raise_first
from relevo.outbox import actions as outbox

MAY_TELL: frozenset[str] = frozenset({"coordinator", "system"})
LONGEST_TEXT = 600
LONGEST_SOURCE = 300
CLOCK_TOLERANCE = timedelta(minutes=5)

End = TypeVar("End", RequirementEnd, RestrictionEnd)


def may_tell(actor: Actor) -> bool:
    """Whether the actor tells restrictions and what is asked."""
    return bool(MAY_TELL & actor.roles)


def check_may_tell(actor: Actor) -> None:
    """Raises NotACoordinator."""
    if not may_tell(actor):
        raise NotACoordinator


def source_refusals(source: str) -> tuple[Refusal, ...]:
    """Whoever tells it says by whom it was announced."""
    return (
        (not source.strip(), "source", "missing"),
        (len(source) > LONGEST_SOURCE, "source", "too_long"),
    )


def time_refusals(
    *, basis: str, from_at: datetime, until_at: datetime | None, at: datetime
) -> tuple[Refusal, ...]:
    """What was seen lies behind, and what ends does so after it began."""
    is_ahead = basis == Basis.OBSERVED and from_at > at + CLOCK_TOLERANCE
    return (
        (is_ahead, "from_at", "seen_in_the_future"),
        (until_at is not None and until_at <= from_at, "until_at", "before_start"),
    )


def add_end(
    end: End, *, of: tuple[str, UUID], too_early: Refusal, source: str, by: Actor, at: datetime
) -> End:
    """Keep word of an end; ``of``: what ends, ``restriction`` or ``requirement``, and its id.

    Raises ReportRefused.
    """
    raise_first((too_early, *source_refusals(source)), ReportRefused)
    check_words(source=source)
    end.known_from, end.told_by = at, by.id
    end.source, end.sourced, end.confidence = source.strip(), True, Confidence.MEDIUM
    end.save(force_insert=True)
    kind, ended_id = of
    audit.record(f"{kind}.ended", subject=str(ended_id), actor=by, at=at)
    outbox.queue(f"{kind}.told", subject_id=str(ended_id), at=at)
    return end
