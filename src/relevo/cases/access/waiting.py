"""What waits: for the clock, for a voice to be confirmed, for a next address. Rows, for actions."""

from contextlib import suppress
from datetime import datetime
from typing import cast
from uuid import UUID

from django.db.models import Q, QuerySet

from relevo.cases import queries
from relevo.cases.access.doors import visible_to
from relevo.cases.access.proofs import check_chain_live
from relevo.cases.enums import PhoneTold, Urgency
from relevo.cases.errors import CaseNotVisible, ConsentWithdrawn, RestrictionStands
from relevo.cases.models import (
    Alternate,
    Case,
    Consent,
    PhoneAnswer,
    Referral,
    Retraction,
)
from relevo.cases.rules import clocks, transitions
from relevo.directory.models import Service
from relevo.kernel.actor import Actor

ANSWERS = (PhoneTold.ACCEPTED, PhoneTold.DECLINED, PhoneTold.ARRIVED)


def list_to_remind(*, at: datetime) -> list[UUID]:
    """Offers of which the recipient is to be reminded now, the earliest end first."""
    waiting = Referral.objects.filter(
        status__in=transitions.AWAITS_ANSWER, reminded_at=None, deadline_at__gt=at
    ).order_by("deadline_at", "id")
    return [
        row.pk
        for row in waiting.only("urgency", "offered_at", "deadline_at")
        if clocks.reminder_at(
            Urgency(row.urgency),
            offered_at=cast("datetime", row.offered_at),  # the table says so of an offered one
            deadline_at=cast("datetime", row.deadline_at),
        )
        <= at
    ]


def arrival_of(referral: Referral) -> datetime | None:
    """When the person is expected, as it was offered; None once that was shredded."""
    preview = queries.opened_preview(referral)
    return preview.arrives_at if preview else None


def told_in_time(referral: Referral) -> datetime | None:
    """When an answer was told by telephone that waits to be confirmed; the first of them."""
    return (
        PhoneAnswer.objects.filter(
            referral=referral, told__in=ANSWERS, confirmed_at=None, contradicted_at=None
        )
        .order_by("at", "id")
        .values_list("at", flat=True)
        .first()
    )


def lock_case_first(actor: Actor, *, referral_id: UUID) -> None:
    """Lock the case of a referral before the referral: an answer may have to offer it elsewhere.

    Everybody locks in this order. CaseNotVisible.
    """
    if not visible_to(actor).filter(pk=referral_id).exists():
        raise CaseNotVisible
    lock_case_of(referral_id)


def lock_case_of(referral_id: UUID) -> None:
    """As ``lock_case_first``, for the clock.

    With the case are locked the consents that it came out of: a next offer asks for them after the
    head of the audit, which every other act locks last.
    """
    case = (
        Case.objects.select_for_update(of=("self",), no_key=True)
        .filter(referrals=referral_id)
        .first()
    )
    if case is not None:
        with suppress(ConsentWithdrawn, RestrictionStands):  # then nothing more is asked for
            check_chain_live(case)


def lock_services_of(referral: Referral) -> None:
    """Lock the service of a referral and those of its next addresses, always in one order.

    Call it with the referral locked and before the audit is: an offer refers to its service, and so
    waits for whoever has locked that to count places.
    """
    alternates = Alternate.objects.filter(referral=referral, became=None, skipped="")
    asked = Q(pk=referral.service_id) | Q(pk__in=alternates.values("service_id"))
    list(Service.objects.select_for_update(of=("self",), no_key=True).filter(asked).order_by("id"))


def lock_what_was_sent(case: Case) -> None:
    """Lock all that is touched when several consents of a locked case end in one act.

    Each of them is recorded, and the head of the audit is locked after every other row: so all
    rows are, before the first is taken back. Consents, then sendings, then services: as everywhere.
    """
    list(Consent.objects.select_for_update(no_key=True).filter(case=case).order_by("id"))
    chain: list[UUID] = []
    level = _ids(Referral.objects.filter(case=case))
    while level:
        chain += level
        level = _ids(Referral.objects.filter(parent__in=level).exclude(pk__in=chain))
    sent = Referral.objects.filter(pk__in=chain)
    held = Service.objects.select_for_update(of=("self",), no_key=True).filter(
        pk__in=sent.values("service_id")
    )
    for rows in (
        Consent.objects.select_for_update(no_key=True).filter(pk__in=sent.values("consent_id")),
        sent.select_for_update(of=("self",), no_key=True),
        held,
        Retraction.objects.select_for_update(of=("self",), no_key=True).filter(referral__in=chain),
    ):
        list(rows.order_by("id"))


def _ids(referrals: QuerySet[Referral]) -> list[UUID]:
    return list(referrals.order_by("id").values_list("pk", flat=True))
