"""The lists of both sides: what is offered to one's institution, and one's own cases."""

from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from relevo.cases import queries
from relevo.cases.access.doors import (
    received_by,
    sent_by,
    visible_cases,
    visible_to,
    works_on_cases,
)
from relevo.cases.enums import (
    CaseStatus,
)
from relevo.cases.models import Case, Referral
from relevo.cases.queries import PAGE_ROWS
from relevo.cases.rules import transitions, views
from relevo.kernel.actor import Actor

__all__ = [
    "PAGE_ROWS",
    "count_cases",
    "count_inbox",
    "count_outgoing",
    "count_quick_attentions",
    "inbox_of",
    "list_cases",
    "outgoing_of",
]


def inbox_of(
    actor: Actor,
    *,
    at: datetime,
    open_only: bool = True,
    batch_id: UUID | None = None,
    page: int | None = None,
) -> list[views.ReferralRow]:
    """What was offered to the actor's institution: to be answered first, the earliest clock first.

    One query, however many rows. ``page``: that part of the list (``PAGE_ROWS``), else all of it.
    """
    received = _received(actor, open_only=open_only)
    if batch_id is not None:
        received = received.filter(batch_id=batch_id)
    ordered = queries.with_names(received).order_by("deadline_at", "id")
    listed = ordered if page is None else ordered[queries.page_slice(page)]
    return queries.referral_rows(listed, for_recipient=True, at=at)


def count_inbox(actor: Actor, *, open_only: bool = True) -> int:
    """How many rows ``inbox_of`` has on all its pages."""
    return _received(actor, open_only=open_only).count()


def outgoing_of(
    actor: Actor, *, at: datetime, open_only: bool = False, page: int | None = None
) -> list[views.ReferralRow]:
    """What the actor's own cases were offered to, the newest first. One query."""
    ordered = queries.with_names(_sent(actor, open_only=open_only)).order_by("-created_at", "id")
    listed = ordered if page is None else ordered[queries.page_slice(page)]
    return queries.referral_rows(listed, for_recipient=False, at=at)


def count_outgoing(actor: Actor, *, open_only: bool = False) -> int:
    """How many rows ``outgoing_of`` has on all its pages."""
    return _sent(actor, open_only=open_only).count()


def list_cases(
    actor: Actor, *, open_only: bool = True, page: int | None = None
) -> list[views.CaseRow]:
    """The cases of the actor's teams, by code and need. Two queries."""
    return queries.case_rows(_cases(actor, open_only=open_only), page=page)


def count_cases(actor: Actor, *, open_only: bool = True) -> int:
    """How many rows ``list_cases`` has on all its pages."""
    return _cases(actor, open_only=open_only).count()


def _received(actor: Actor, *, open_only: bool) -> QuerySet[Referral]:
    if not works_on_cases(actor):
        return Referral.objects.none()
    received = visible_to(actor).filter(received_by(actor))
    return received.filter(status__in=transitions.OPEN) if open_only else received


def _sent(actor: Actor, *, open_only: bool) -> QuerySet[Referral]:
    sent = visible_to(actor).filter(sent_by(actor))
    return sent.filter(status__in=transitions.OPEN) if open_only else sent


def _cases(actor: Actor, *, open_only: bool) -> QuerySet[Case]:
    cases = visible_cases(actor)
    return cases.filter(status=CaseStatus.OPEN) if open_only else cases


def count_quick_attentions(actor: Actor, *, on: date, days: int = 1) -> list[views.AttentionCount]:
    """What was asked and told in one's own institution."""
    return queries.count_quick_attentions(actor, on=on, days=days)
