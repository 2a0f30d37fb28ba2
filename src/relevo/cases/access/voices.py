"""Whom a complaint is kept from: those who work on the case of whoever complains."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from relevo.cases.models import Case, Consent, Referral, ReferralStep, TeamMember


def people_on(code: str) -> frozenset[UUID]:
    """Everybody who works or worked on the case of a code, on either side; nobody: no such code.

    The code is one of a case, of its person, of a referral, of a slip or of a receipt of consent.
    """
    referrals = Referral.objects.filter(Q(code=code) | Q(slip_code=code)).values("case")
    receipts = Consent.objects.filter(receipt_code=code).values("case")
    cases = Case.objects.filter(
        Q(code=code) | Q(person_code=code) | Q(pk__in=referrals) | Q(pk__in=receipts)
    )
    team = TeamMember.objects.filter(case__in=cases).values_list("user_id", flat=True)
    moved = ReferralStep.objects.filter(referral__case__in=cases)
    return frozenset(team) | frozenset(moved.values_list("actor_id", flat=True))


def codes_worked_on(user_id: UUID, codes: Collection[str]) -> frozenset[str]:
    """Which of these codes lead to a case on which a person works or worked, as ``people_on``.

    Three queries, however many codes.
    """
    asked = set(codes)
    team = TeamMember.objects.filter(case=OuterRef("pk"), user_id=user_id)
    moved = ReferralStep.objects.filter(referral__case=OuterRef("pk"), actor_id=user_id)
    mine = Case.objects.filter(Exists(team) | Exists(moved))
    of_cases = mine.filter(Q(code__in=asked) | Q(person_code__in=asked))
    of_sendings = Referral.objects.filter(Q(code__in=asked) | Q(slip_code__in=asked), case__in=mine)
    of_receipts = Consent.objects.filter(receipt_code__in=asked, case__in=mine)
    found = {
        code
        for row in (
            *of_cases.order_by("id").values_list("code", "person_code"),
            *of_sendings.order_by("id").values_list("code", "slip_code"),
            *of_receipts.order_by("id").values_list("receipt_code"),
        )
        for code in row
    }
    return frozenset(found & asked)
