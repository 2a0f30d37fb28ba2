"""The end of what was known: a case becomes rows of codes that lead back to nobody.

The key of the case and of each of its packets is destroyed; what could join rows with a paper or a
memory (codes, teams) goes too. What is left counts: states, times, institutions. Of whom the person
chose never to know the marks stay, without a name, so that what is left tells them nothing either.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Model

from relevo.cases.access.exclusions import never_asked
from relevo.cases.access.rights import erased_mark
from relevo.cases.enums import CaseStatus, RetractionAnswer
from relevo.cases.models import (
    AnswerLink,
    Attachment,
    BreakGlass,
    Case,
    Consent,
    Exclusion,
    HandOver,
    Note,
    PhoneAnswer,
    Referral,
    Refusal,
    Retraction,
    RightsRequest,
    RouteChoice,
    SealedGroup,
    Task,
    TeamMember,
    WithoutConsent,
)
from relevo.cases.rules.clocks import LOCAL
from relevo.cases.rules.rights import ANSWER_LEFT_FOR
from relevo.journeys.actions import delete_plans
from relevo.kernel.ids import new_code
from relevo.plumbing.sealed import destroy_envelope

ERASED = "erased"
"""Closing reason of a case that ended because the person asked for it."""

WITH_THE_CASE: tuple[type[Model], ...] = (
    Attachment,
    Note,
    Refusal,
    RouteChoice,
    SealedGroup,
    Task,
    TeamMember,
)
"""Rows that are nothing without what they said."""

EMPTIED_OF_THE_CASE: tuple[type[Model], ...] = (BreakGlass, RightsRequest, WithoutConsent)
"""Rows that stay as a record of what was done, without the words."""

EMPTIED_OF_REFERRALS: tuple[type[Model], ...] = (HandOver, PhoneAnswer)


def shred_case(case: Case, *, at: datetime, leaves_answer: bool = False) -> None:
    """Destroy what a case said. Its sendings must have ended; call it in a transaction, locked.

    ``leaves_answer``: with her code and words the person reads that it was done.
    """
    plans = _ids(RouteChoice.objects.filter(case=case).exclude(plan=None).values_list("plan_id"))
    for model in WITH_THE_CASE:
        model._default_manager.filter(case=case).delete()  # noqa: SLF001 -- Django's public name
    delete_plans(plans)
    for model in EMPTIED_OF_THE_CASE:
        model._default_manager.filter(case=case).update(sealed=b"")  # noqa: SLF001
    for model in EMPTIED_OF_REFERRALS:
        model._default_manager.filter(referral__case=case).update(sealed=b"")  # noqa: SLF001
    BreakGlass.objects.filter(case=case, until__gt=at).update(until=at)
    if leaves_answer and case.person_code:
        case.erased_mark = erased_mark(case.person_code)
    else:
        case.phrase_mark = ""
    _keep_marks(case)
    _keep_codes(case)
    for consent in Consent.objects.filter(case=case).order_by("id"):
        consent.receipt_code, consent.sealed = new_code(), b""
        consent.save(update_fields=["receipt_code", "sealed"])
    for referral in Referral.objects.filter(case=case).order_by("id"):
        referral.code, referral.slip_code = new_code(), ""
        referral.preview, referral.packet = b"", None
        referral.save(update_fields=["code", "slip_code", "preview", "packet"])
        destroy_envelope(referral.pk, at=at)
    AnswerLink.objects.filter(referral__case=case, spent_at=None, revoked_at=None).update(
        revoked_at=at
    )
    if case.status == CaseStatus.OPEN:
        case.status, case.closed_on = CaseStatus.CLOSED, at.astimezone(LOCAL).date()
        case.closing_reason = ERASED
    case.code, case.person_code = new_code(), ""
    case.shredded_at = at
    case.save()
    destroy_envelope(case.pk, at=at)


def _keep_marks(case: Case) -> None:
    """Empty who must never know; their marks stay while others read anything of this case."""
    marks = Exclusion.objects.filter(case=case)
    is_listed = (
        case.erased_mark is not None
        or Referral.objects.filter(case=case).exists()
        or BreakGlass.objects.filter(case=case).exists()
    )
    if is_listed:
        marks.update(sealed=b"")
    else:
        marks.delete()


def _keep_codes(case: Case) -> None:
    """Who has to delete yet finds what it had by the code on its papers."""
    rows = Retraction.objects.filter(referral__case=case).exclude(answer=RetractionAnswer.DELETED)
    waiting = list(rows.select_related("referral").order_by("id"))
    silent = never_asked(waiting)
    for row in waiting:
        if row.pk not in silent:
            row.code = row.referral.code
            row.save(update_fields=["code"])


def lock_emptied(case: Case) -> None:
    """Lock what is emptied of a case and has locks of its own, before an act records anything."""
    for model in EMPTIED_OF_THE_CASE:
        rows = model._default_manager.select_for_update(of=("self",), no_key=True)  # noqa: SLF001 -- as above
        list(rows.filter(case=case).order_by("pk"))


def forget_answers(*, at: datetime) -> int:
    """End what the codes of persons still open years after an erasure; of how many cases."""
    left = Case.objects.filter(erased_mark__isnull=False, shredded_at__lte=at - ANSWER_LEFT_FOR)
    return left.update(erased_mark=None, phrase_mark="")


def _ids(rows: Iterable[tuple[Any]]) -> list[Any]:
    return [pk for (pk,) in rows]
