"""What a route may not tell: the rules of cases, asked for the steps of an agreed route.

Routes lie below cases and do not know these rules; whoever checks a route is given this function.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from relevo.cases.enums import FactField
from relevo.cases.errors import RecipientBlocked
from relevo.cases.rules.clocks import LOCAL
from relevo.cases.rules.disclosure import allowed, class_of
from relevo.cases.rules.recipients import Protected, Recipient, check_recipient
from relevo.journeys.rules.profiles import NATIONAL_PROFILES, PROTECTION_PROFILES
from relevo.pathways.queries.findings import Telling
from relevo.pathways.rules.checks import CHILD_PROFILES
from relevo.plumbing import clock

EVERY_FIELD: frozenset[str] = frozenset(field.value for field in FactField)


def forbidden_disclosures(
    tellings: Sequence[Telling], profiles: frozenset[str]
) -> Mapping[str, frozenset[str]]:
    """By step the fields that may not be told to its institution on a route for these profiles.

    A blocked recipient is told nothing by a route: only the very person can choose it. A code that
    is no field of ours is never told. For ``findings.list_findings`` and ``list_flagged``.
    """
    today = clock.now().astimezone(LOCAL).date()
    return {
        telling.step_key: frozenset(telling.fields) - _allowed(telling, profiles, on=today)
        for telling in tellings
    }


def _allowed(telling: Telling, profiles: frozenset[str], *, on: date) -> frozenset[str]:
    nationalities = [NATIONAL_PROFILES[code] for code in sorted(profiles & set(NATIONAL_PROFILES))]
    try:
        check_recipient(
            Recipient(
                institution_kind=telling.institution_kind,
                institution_country=telling.institution_country,
                service_kind=telling.service_kind,
            ),
            Protected(
                is_sensitive=bool(profiles & PROTECTION_PROFILES),
                is_child_alone=bool(profiles & CHILD_PROFILES),
                # Whose route it is says where they come from; else no state is that of the origin.
                nationality=nationalities[0] if len(nationalities) == 1 else "-",
                is_in=telling.institution_country,
            ),
            chosen_by_person=False,
            on=on,
        )
    except RecipientBlocked:
        return frozenset()
    recipient = class_of(
        institution_kind=telling.institution_kind, service_kind=telling.service_kind
    )
    needs = {telling.need, *telling.served} - {""}
    return frozenset(field.value for field in allowed(needs, recipient=recipient)) & EVERY_FIELD
