"""What an entry of the directory says of itself to a planner: what it gives, and whom it takes."""

from relevo import planner
from relevo.directory.enums import Visibility
from relevo.directory.models import Service
from relevo.journeys.rules import (
    CHILD_PROTECTION,
    AdmissionFact,
    admissions_of,
    operator_of,
    trust,
)

DEFAULT_MINUTES = 60
FROM_THE_AUTHORITY = "child_shelter"
"""Kind of service that takes a child who comes alone from the hands of the authority only."""


def entry_of(row: Service) -> planner.Service:
    """One service at whatever place and hour; who plans with it adds where, when and how many."""
    terms = {(term.kind, term.code) for term in row.terms.all()}
    provides = frozenset(code for kind, code in terms if kind != "profile")
    operator, origin = operator_of(
        institution_kind=row.institution.kind,
        institution_country=row.institution.country,
        service_kind=row.kind,
    )
    known = trust(sourced=row.sourced, confidence=row.confidence)
    return planner.Service(
        id=row.key,
        country=row.country,
        department=row.department.key if row.department else "",
        node=None,
        provides=provides,
        operator=operator,
        origin_country=origin,
        windows=planner.ALWAYS,
        windows_known=planner.Basis.UNKNOWN,
        duration_minutes=DEFAULT_MINUTES,
        places=None,
        places_known=planner.Basis.UNKNOWN,
        admissions=admissions_of(
            (
                AdmissionFact(
                    key=rule.key,
                    rule=rule.rule,
                    value=rule.value,
                    known=trust(sourced=rule.sourced, confidence=rule.confidence),
                )
                for rule in row.admission_rules.all()
            ),
            country=row.country,
            provides=provides,
            profiles=sorted(code for kind, code in terms if kind == "profile"),
            profiles_known=known,
        ),
        exists_known=known,
        restricted=row.visibility == Visibility.RESTRICTED,
        alone_after=frozenset({CHILD_PROTECTION})
        if row.kind == FROM_THE_AUTHORITY
        else frozenset(),
    )
