"""Who runs a service, how far a fact is known, and who is let in."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from relevo import planner
from relevo.journeys.rules.profiles import WITH_AN_ADULT, in_country
from relevo.kernel.confidence import Confidence

CIVIL_KINDS: frozenset[str] = frozenset(
    {
        *("academia", "church", "community", "data", "donor", "faith", "igo", "intergov"),
        *("legal_aid_ngo", "ngo", "ngo_lgbtiq", "red_cross", "un"),
    }
)
OPERATORS: dict[str, planner.OperatorKind] = {
    "police": planner.OperatorKind.POLICE,
    "army": planner.OperatorKind.ARMY,
    "gov_migration": planner.OperatorKind.MIGRATION,
    "gov_foreign": planner.OperatorKind.FOREIGN_MINISTRY,
}


def trust(*, sourced: bool, confidence: str) -> planner.Basis:
    """A sourced fact counts as confirmed unless its source is weak; what we only know does not."""
    if sourced and confidence != Confidence.LOW:
        return planner.Basis.CONFIRMED
    return planner.Basis.ASSUMED


def operator_of(
    *, institution_kind: str, institution_country: str, service_kind: str
) -> tuple[planner.OperatorKind, str]:
    """Who runs a service as far as do-no-harm asks, and of which state; civil: of none."""
    if service_kind == "consulate":
        return planner.OperatorKind.CONSULATE, institution_country
    if institution_kind in CIVIL_KINDS:
        return planner.OperatorKind.CIVIL, ""
    operator = OPERATORS.get(institution_kind, planner.OperatorKind.STATE)
    return operator, institution_country


@dataclass(frozen=True, slots=True)
class AdmissionFact:
    """One admission rule of a service as a row holds it."""

    key: str
    rule: str
    value: str
    known: planner.Basis


TOLD_ONLY: frozenset[str] = frozenset(
    {
        *(
            "asylum_claim_working_days",
            "capacity_per_day",
            "max_nights",
            "max_stay_days_foreigners",
        ),
        *("max_stay_hours", "permit_days", "stay_days", "transfer_days"),
    }
)
"""Rules that leave nobody out at the door: they are told with the step."""


def admissions_of(
    facts: Iterable[AdmissionFact],
    *,
    country: str,
    provides: Iterable[str],
    profiles: Iterable[str],
    profiles_known: planner.Basis,
) -> tuple[planner.Admission, ...]:
    """Who is let in, of the rules and the profiles of a service."""
    gives_shelter = "shelter" in provides
    served = set(profiles)
    found: list[planner.Admission] = []
    if served and "all" not in served:
        found.append(
            planner.Admission(
                code="profiles",
                known=profiles_known,
                profiles=frozenset(in_country(code, country=country) for code in served),
            )
        )
    if gives_shelter and "nna" not in served:
        found.append(
            planner.Admission(
                code=WITH_AN_ADULT,
                known=planner.Basis.CONFIRMED,
                profiles=frozenset({WITH_AN_ADULT}),
            )
        )
    found.extend(
        _admission_of(fact, country=country, gives_shelter=gives_shelter)
        for fact in facts
        if fact.rule not in TOLD_ONLY
    )
    return tuple(found)


_PROFILE_BY_RULE: dict[str, str] = {
    "only_air_returnees": "air_returnee",
    "only_land_returnees": "land_returnee",
    "only_returnees": "returnee",
}


def _admission_of(fact: AdmissionFact, *, country: str, gives_shelter: bool) -> planner.Admission:
    """One rule. One that nobody taught the planner lets in and is asked about first."""
    values = frozenset(value.strip() for value in fact.value.split("|") if value.strip())
    plain = planner.Admission(code=fact.key, known=fact.known)
    if fact.rule in _PROFILE_BY_RULE:
        named = in_country(_PROFILE_BY_RULE[fact.rule], country=country)
        return replace(plain, profiles=frozenset({named}))
    match fact.rule:
        case "only_profiles":
            served = frozenset(in_country(code, country=country) for code in values)
            admission = replace(plain, profiles=served)
        case "only_children":
            admission = replace(
                plain, profiles=frozenset({"nna"}), adults_allowed=not gives_shelter
            )
        case "only_nationality":
            admission = replace(plain, takes=planner.Condition(nationalities=values))
        case "only_foreigners":
            others = planner.Condition(except_nationalities=frozenset({country}))
            admission = replace(plain, takes=others)
        case "only_women":
            admission = replace(plain, sexes=frozenset({"f"}))
        case "by_referral_only":
            admission = replace(plain, by_referral_only=True)
        case "needs_document":
            admission = replace(plain, needs_any_of=values)
        case _:
            admission = replace(plain, known=planner.Basis.UNKNOWN)
    return admission
