"""A case with everything that is known of it, opened: only behind a door that let somebody in."""

from datetime import datetime

from relevo.cases import queries
from relevo.cases.models import Case, Referral
from relevo.cases.rules import facts, views


def shown_case(case: Case, *, at: datetime) -> views.CaseView:
    """Facts, referrals, consents and the route of a case."""
    groups = queries.opened_groups(case.pk)
    referrals = queries.with_names(Referral.objects.filter(case=case))
    return views.CaseView(
        case_id=case.pk,
        code=case.code,
        status=case.status,
        opened_on=case.opened_on,
        closed_on=case.closed_on,
        closing_reason=case.closing_reason,
        urgency=facts.urgency_of(groups).value,
        facts=facts.facts_of(groups),
        referrals=tuple(
            queries.referral_row(referral, for_recipient=False, at=at)
            for referral in referrals.order_by("-created_at", "id")
        ),
        consents=queries.consent_rows(case, at=at),
        route=queries.current_route(case),
    )
