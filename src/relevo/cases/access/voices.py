"""Whom a complaint is kept from: those who work on the case of whoever complains."""

from uuid import UUID

from django.db.models import Q

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
