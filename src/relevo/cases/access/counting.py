"""For totals: nothing here leads back to a case."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from relevo.accounts.enums import Role
from relevo.cases import queries
from relevo.cases.access.doors import not_excluded
from relevo.cases.enums import (
    CaseStatus,
    ReferralStatus,
)
from relevo.cases.models import Case, Referral, ReferralStep
from relevo.cases.rules import oversight, transitions, views
from relevo.directory.enums import Visibility
from relevo.kernel.actor import Actor
from relevo.networks.models import ProtocolSignature


def outcomes_for_counting(
    *, institutions: Collection[UUID], since: datetime, until: datetime
) -> list[views.ReferralOutcome]:
    """What became of referrals of these institutions: for totals, whose small cells are hidden.

    Not a door to a case: no id, no code, no fact of a person is in it.
    """
    return queries.referral_outcomes(institutions=institutions, since=since, until=until)


def attentions_for_counting(
    *, institutions: Collection[UUID], since: date, until: date
) -> list[tuple[str, str, str, int]]:
    """Quick attentions by sex, age band and language, with how many: for totals."""
    return queries.attention_rows(institutions=institutions, since=since, until=until)


def waiting_for_counting(
    *,
    recipients: Collection[UUID],
    senders: Collection[UUID],
    at: datetime,
    viewer: Actor | None = None,
) -> list[oversight.Counted]:
    """Referrals between these institutions that wait, or were offered in the last three months.

    Not a door to a case: no id, no code, no fact of a person is in it. What must never be known to
    the ``viewer`` is not counted either: one more than before would tell it.
    """
    known = not_excluded(viewer, case="case_id") if viewer is not None else Q()
    rows = (
        Referral.objects.filter(
            known,
            Q(status__in=transitions.AWAITS_ANSWER) | Q(offered_at__gt=at - oversight.LOOKS_BACK),
            recipient__in=recipients,
            sender__in=senders,
            offered_at__isnull=False,
        )
        .select_related("sender", "service")
        .prefetch_related(Prefetch("history", ReferralStep.objects.order_by("at", "id")))
        .order_by("offered_at", "id")
    )
    return [_counted(row) for row in rows]


def open_needs_for_counting(
    *, institutions: Collection[UUID], at: datetime, viewer: Actor
) -> list[tuple[str, frozenset[str]]]:
    """Of each referral that waited at ``at``: the country of the service, and the needs it is for.

    Between these institutions. Not a door to a case: for totals, whose small cells are hidden.
    Protected services are left out, and so is what must never be known to the ``viewer``.
    """
    rows = (
        Referral.objects.filter(
            not_excluded(viewer, case="case_id"),
            recipient__in=institutions,
            sender__in=institutions,
            offered_at__lte=at,
        )
        .filter(Q(status__in=transitions.AWAITS_ANSWER) | Q(history__at__gt=at))
        .exclude(service__visibility=Visibility.RESTRICTED)
        .select_related("service")
        .prefetch_related(
            "service__terms", Prefetch("history", ReferralStep.objects.order_by("at", "id"))
        )
        .order_by("offered_at", "id")
        .distinct()
    )
    return [
        (
            row.service.country,
            frozenset(term.parent_id or term.code for term in row.service.need_terms),
        )
        for row in rows
        if _status_at(row, at=at) in transitions.AWAITS_ANSWER
    ]


def _status_at(row: Referral, *, at: datetime) -> ReferralStatus:
    steps = [step for step in row.history.all() if step.at <= at]
    return ReferralStatus(steps[-1].status if steps else row.status)


def _counted(row: Referral) -> oversight.Counted:
    passed = {step.status for step in row.history.all()}
    return oversight.Counted(
        recipient_id=row.recipient_id,
        side_from=row.sender.country,
        side_to=row.service.country,
        urgency=row.urgency,
        offered_at=cast("datetime", row.offered_at),
        deadline_at=row.deadline_at,
        answered_at=row.answered_at,
        is_waiting=ReferralStatus(row.status) in transitions.AWAITS_ANSWER,
        is_silent=ReferralStatus.EXPIRED in passed,
        decline_code=row.decline_code,
    )


def what_stands(actor: Actor) -> list[str]:
    """What keeps an institution's administrator from destroying its key, as codes; in order."""
    institution_id = actor.institution_id
    if institution_id is None or not actor.has_role(Role.INSTITUTION_ADMIN):
        return ["not_the_administrator"]
    own = Q(sender_id=institution_id) | Q(recipient_id=institution_id)
    standing: dict[str, QuerySet[Any]] = {
        "open_cases": Case.objects.filter(institution_id=institution_id, status=CaseStatus.OPEN),
        "open_referrals": Referral.objects.filter(own).exclude(status=ReferralStatus.CLOSED),
        "live_signatures": ProtocolSignature.objects.filter(
            institution_id=institution_id, ended_on=None
        ),
    }
    return [reason for reason, rows in standing.items() if rows.exists()]
